-- Chains and their dossier become one: one joint due, legs that stand still with the dossier, successors of legs.

-- The joint due is the dossier's own settlement due (hub.dossier_clock); a second copy could only differ from it.
alter table hub.dossier_chain
  drop column joint_due_at,
  drop column limit_value,
  drop column limit_unit,
  drop column calendar_version,
  drop column office_hours_version;
comment on table hub.dossier_chain is
  'What a dossier''s legs share. Their joint due is the dossier''s settlement due; without one nothing was promised (L7).';

alter table hub.dossier_leg
  add column counted_from timestamptz,
  add column used_before  numeric not null default 0 check (used_before >= 0),
  add column stopped_at   timestamptz;
update hub.dossier_leg set counted_from = started_at where due_at is not null;
alter table hub.dossier_leg
  add check (state <> 'running' or counted_from is not null),
  add check (stopped_at is null or state = 'running');
comment on column hub.dossier_leg.due_at is
  'f(counted_from, limit_value, limit_unit, due_mode, calendar_version, office_hours_version), less what was used before (L7, D20).';
comment on column hub.dossier_leg.counted_from is 'Its start, or when it last went on after a stop of the dossier (D23).';
comment on column hub.dossier_leg.used_before is 'Part of the limit used before counted_from, in the unit of the limit.';
comment on column hub.dossier_leg.stopped_at is 'The dossier waits for the applicant, and the leg with it.';
drop index hub.dossier_leg_open;
create index dossier_leg_open on hub.dossier_leg (agency) where state in ('waiting', 'running', 'returned');
create index dossier_leg_supervised on hub.dossier_leg (supervised_by)
  where state in ('waiting', 'running', 'returned') and supervised_by is not null;

alter table hub.dossier_leg_event drop constraint dossier_leg_event_step_check;
alter table hub.dossier_leg_event add constraint dossier_leg_event_step_check check (step in (
  'assign', 'start', 'acknowledge', 'finish', 'return', 'refuse', 'cancel', 'stop', 'resume', 'reappoint'));

-- A reform also moves open legs, and who supervises or leads them (P10).
alter table hub.readdressing drop constraint readdressing_role_check;
alter table hub.readdressing add constraint readdressing_role_check
  check (role in ('holder', 'offered', 'returns', 'way', 'leg', 'supervisor', 'lead'));
grant update (lead) on hub.dossier_chain to hub_app;

-- A process ends by a decision of its own; what was approved stays on record.
alter table hub.process
  add column end_decision_no   text,
  add column end_decision_date date,
  add column end_signer        text,
  add check ((end_decision_no is null) = (end_decision_date is null) and (end_decision_no is null) = (end_signer is null)),
  add check (end_decision_no is null or valid_to is not null);

-- A delegation ends early by a decision of its own; both stay on record, and what was signed stays signed.
create table hub.delegation_end (
  delegation_id bigint      not null references hub.delegation,
  last_day      date        not null,
  decision_no   text        not null,
  decision_date date        not null,
  recorded_at   timestamptz not null default now(),
  recorded_by   text        not null,
  primary key (delegation_id, last_day)
);
comment on column hub.delegation_end.last_day is 'The last day on which it may be used; the earliest of several counts.';
grant select, insert on hub.delegation_end to hub_app;

-- Whether another system knows what the hub knows follows from the messages it is owed; nothing ever wrote this table.
drop table hub.dossier_sync;

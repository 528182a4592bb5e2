-- Overdue rungs and recomputed dues are told to agencies; duties that were done are stamped with their evidence (§5, D18).

-- O11, last rung: the register does not say which agency is a province's centre; a decision does. The last row counts.
create table hub.provincial_centre (
  number   bigint generated always as identity primary key,
  province text        not null references hub.organisation,
  centre   text        not null references hub.organisation,
  basis    text        not null,
  since    timestamptz not null default now()
);
create index provincial_centre_of on hub.provincial_centre (province, number);
grant select, insert on hub.provincial_centre to hub_app;

alter table hub.overdue_alert add column receiver text references hub.organisation;
comment on column hub.overdue_alert.receiver is 'The agency the rung was told to; null: recorded before rungs were told.';

-- One row per duty of §5 that was done: the letter of §4.4, its reason by category (O13), how it was sent (O3).
create table hub.overdue_stamp (
  dossier_id      bigint      not null references hub.dossier,
  duty            text        not null check (duty in ('apology', 'report', 'centreUpdate')),
  at              timestamptz not null,
  latest          timestamptz not null,
  by_org          text        not null references hub.organisation,
  role            text        not null,
  officer         text,
  letter_no       text,
  reason_category text check (reason_category in ('internal', 'coAgency', 'system', 'forceMajeure', 'workload', 'other')),
  reason          text,
  proposed_due    timestamptz,
  approved_by     text,
  sent            jsonb       not null default '[]',
  cause           text        not null,
  partner_id      text        not null references hub.partner,
  recorded_at     timestamptz not null default now(),
  primary key (dossier_id, duty)
);
comment on column hub.overdue_stamp.latest is 'Until when it had to be done, for the due of that moment: a later re-appointment does not mend lateness.';
comment on column hub.overdue_stamp.sent is 'How and when it went out: [{"channel": "sms", "at": "…"}].';
grant select, insert on hub.overdue_stamp to hub_app;

-- The stamps were columns of the case; nothing could write them yet.
alter table hub.overdue_case
  drop column apology_at, drop column apology_letter, drop column report_at, drop column centre_updated_at,
  drop column reason_category,
  alter column state drop not null;
comment on column hub.overdue_case.state is 'Null: nothing is due any more: it ended in time, or its limit runs anew after a supplement.';

-- What is owed to the one-stop about a due is written with the edit and told in batches, once (P2, D18).
alter table hub.due_change
  drop constraint due_change_pkey,
  add column number  bigint generated always as identity primary key,
  add column reason  text not null default 'đổi lịch',
  add column told_at timestamptz;
alter table hub.due_change alter column reason drop default;
create index due_change_of on hub.due_change (dossier_id, number);
create index due_change_untold on hub.due_change (number) where told_at is null;
grant update (told_at) on hub.due_change to hub_app;

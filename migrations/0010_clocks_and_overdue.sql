-- The clocks of each dossier with the six inputs of their due (P9), overdue cases, and the jobs that watch them.
create table hub.dossier_clock (
  dossier_id           bigint      not null references hub.dossier,
  kind                 text        not null check (kind in ('answer', 'settlement', 'transfer', 'supplement')),
  start_at             timestamptz not null,
  limit_value          numeric(7,2) not null check (limit_value >= 0),
  limit_unit           text        not null,
  mode                 text        not null,
  calendar_version     text        not null,
  office_hours_version text        not null,
  used_before          numeric     not null default 0 check (used_before >= 0),
  due_at               timestamptz not null,
  extended_to          timestamptz,
  original_due_at      timestamptz not null,
  printed_due_at       timestamptz,
  state                text        not null check (state in ('running', 'stopped', 'ended')),
  stopped_at           timestamptz,
  ended_at             timestamptz,
  primary key (dossier_id, kind),
  check ((state = 'stopped') = (stopped_at is not null)),
  check (state <> 'ended' or ended_at is not null)
);
comment on table hub.dossier_clock is 'due_at = f(start, limit, unit, mode, calendar version, office-hours version): recomputable bit for bit (D20), less what was used before.';
comment on column hub.dossier_clock.used_before is 'Part of the limit used before start_at, after a supplement in mode RESUME or a payment; in the unit of the limit.';
comment on column hub.dossier_clock.extended_to is 'Re-appointed once (D17) or reset by decision (T39): what counts from then on.';
comment on column hub.dossier_clock.original_due_at is 'Before any re-appointment; kept for ever (D17).';
comment on column hub.dossier_clock.printed_due_at is 'What the appointment slip says; never moved silently (D18).';
create index dossier_clock_running on hub.dossier_clock (due_at) where kind = 'settlement' and state = 'running';

create table hub.overdue_case (
  dossier_id        bigint primary key references hub.dossier,
  state             text        not null check (state in ('foreseen', 'apologised', 'overdue', 'reported', 'closed')),
  breaches          text[]      not null default '{}',
  overdue_from      timestamptz,
  apology_at        timestamptz,
  apology_letter    text,
  report_at         timestamptz,
  centre_updated_at timestamptz,
  responsible       text        not null,
  reason_category   text check (reason_category in ('internal', 'coAgency', 'system', 'forceMajeure', 'workload', 'other')),
  changed_at        timestamptz not null default now()
);
comment on column hub.overdue_case.responsible is 'The agency that held it when it was foreseen; kept when it moves on.';
create index overdue_case_open on hub.overdue_case (state) where state <> 'closed';

-- Each rung of the ladder O11 is told once per dossier.
create table hub.overdue_alert (
  dossier_id bigint      not null references hub.dossier,
  rung       text        not null check (rung in ('halfUsed', 'beforeApology', 'apologyMissed', 'duePassed', 'explanationMissed')),
  told       text        not null,
  at         timestamptz not null default now(),
  primary key (dossier_id, rung)
);

-- One row per due moment of a job: whoever writes it runs it, over all processes.
create table hub.job_run (
  name        text        not null,
  slot        timestamptz not null,
  runner      text        not null,
  attempts    integer     not null default 1,
  started_at  timestamptz not null default now(),
  finished_at timestamptz,
  result      jsonb,
  primary key (name, slot)
);

grant select, insert, update on hub.dossier_clock, hub.overdue_case, hub.job_run to hub_app;
grant select, insert on hub.overdue_alert to hub_app;

-- Which hub this is: files beside the database (practice secrets, the stand-ins' journals) belong to one of them.
insert into hub.setting (name, value) values ('hub_id', gen_random_uuid()::text);

-- What another calendar did to a printed date (D18): both dates and the basis, append-only.
create table hub.due_change (
  dossier_id       bigint      not null references hub.dossier,
  at               timestamptz not null default now(),
  fate             text        not null check (fate in ('kept', 'moved')),
  due_before       timestamptz not null,
  due_after        timestamptz not null,
  calendar_before  text        not null,
  calendar_after   text        not null,
  primary key (dossier_id, calendar_after)
);
comment on column hub.due_change.fate is 'kept: the new calendar would be earlier, the printed date stands. moved: it is later, the applicant is told.';
grant select, insert on hub.due_change to hub_app;

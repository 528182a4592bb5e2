-- How procedures run through several agencies, who may sign for whom, who stands in for whom.
create table hub.process (
  id                  text     not null check (id ~ '^[a-z0-9][a-z0-9._-]{0,59}$'),
  version             integer  not null check (version >= 1),
  name                text     not null,
  procedure_code      text     not null references hub.procedure,
  lead                text     references hub.organisation,
  mode                text     not null,
  linked              boolean  not null default false,
  refund_when_refused boolean  not null default true,
  state               text     not null check (state in ('draft', 'checked', 'approved', 'retired')),
  valid_from          date     not null,
  valid_to            date,
  checked_by          text,
  decision_no         text,
  decision_date       date,
  signer              text,
  changed_at          timestamptz not null default now(),
  primary key (id, version),
  check (valid_to is null or valid_to >= valid_from),
  check (state <> 'approved' or (decision_no is not null and decision_date is not null and signer is not null))
);
comment on table hub.process is 'Draft, checked by the province''s office, approved by decision: only then it runs.';
comment on column hub.process.linked is 'Several procedures on one form: a refusal ends only what waits for it (L4).';

create table hub.process_leg (
  process_id      text    not null,
  process_version integer not null,
  number          integer not null check (number between 1 and 99),
  agency          text    not null,
  supervised_by   text    references hub.organisation,
  kind            text    not null check (kind in ('handle', 'consult', 'verify', 'sign', 'return')),
  work            text    not null,
  limit_value     numeric(7, 2) not null check (limit_value >= 0),
  limit_unit      text    not null,
  after           integer[] not null default '{}',
  fee_vnd         bigint  check (fee_vnd >= 0),
  procedure_code  text,
  primary key (process_id, process_version, number),
  foreign key (process_id, process_version) references hub.process (id, version)
);
comment on column hub.process_leg.agency is 'An identifier, or receivingOneStop or lead: whoever that is for a dossier.';
comment on column hub.process_leg.fee_vnd is 'Whole dong.';

-- What a dossier's legs share. The joint due is fixed at acceptance and no leg moves it (L7).
create table hub.dossier_chain (
  dossier_id           bigint primary key references hub.dossier,
  process_id           text        not null,
  process_version      integer     not null,
  lead                 text        references hub.organisation,
  linked               boolean     not null,
  refund_when_refused  boolean     not null,
  mode                 text        not null,
  started_at           timestamptz not null,
  joint_due_at         timestamptz not null,
  limit_value          numeric(7, 2),
  limit_unit           text,
  calendar_version     text        not null,
  office_hours_version text        not null,
  foreign key (process_id, process_version) references hub.process (id, version)
);
comment on column hub.dossier_chain.limit_value is 'Null: the law states no limit, the joint due is the end of the plan.';

create table hub.dossier_leg (
  dossier_id           bigint      not null references hub.dossier_chain,
  number               integer     not null,
  child_code           text        not null unique,
  agency               text        not null references hub.organisation,
  supervised_by        text        references hub.organisation,
  kind                 text        not null,
  work                 text        not null,
  limit_value          numeric(7, 2) not null,
  limit_unit           text        not null,
  after                integer[]   not null,
  fee_vnd              bigint,
  procedure_code       text,
  state                text        not null
    check (state in ('waiting', 'running', 'done', 'refused', 'returned', 'cancelled')),
  planned_due_at       timestamptz not null,
  started_at           timestamptz,
  answer_by_at         timestamptz,
  acknowledged_at      timestamptz,
  due_at               timestamptz,
  due_mode             text,
  calendar_version     text,
  office_hours_version text,
  ended_at             timestamptz,
  returns              integer     not null default 0 check (returns in (0, 1)),
  foreign_code         text,
  primary key (dossier_id, number),
  check (state <> 'running' or (started_at is not null and due_at is not null and due_mode is not null
         and calendar_version is not null and office_hours_version is not null))
);
comment on column hub.dossier_leg.due_at is
  'f(started_at, limit_value, limit_unit, due_mode, calendar_version, office_hours_version), computed at the start (L7, D20).';
comment on column hub.dossier_leg.foreign_code is 'The code in the agency''s own system (L11).';
create index dossier_leg_open on hub.dossier_leg (agency) where state = 'running';

-- Append-only: the application may neither change nor delete what happened.
create table hub.dossier_leg_event (
  id          bigint generated always as identity primary key,
  dossier_id  bigint      not null,
  number      integer     not null,
  event_id    uuid        not null unique,
  step        text        not null
    check (step in ('assign', 'start', 'acknowledge', 'finish', 'return', 'refuse', 'cancel')),
  state       text        not null,
  by_org      text        not null,
  at          timestamptz not null,
  recorded_at timestamptz not null default now(),
  due_at      timestamptz,
  reason      text,
  officer     text,
  details     jsonb       not null default '{}',
  cause       text        not null,
  partner_id  text        not null,
  foreign key (dossier_id, number) references hub.dossier_leg (dossier_id, number)
);
create index dossier_leg_event_of on hub.dossier_leg_event (dossier_id, id);
comment on column hub.dossier_leg_event.due_at is 'The leg''s due as it was then: a leg that starts again has another.';

-- Who may decide in whose place (phan cap, uy quyen); asked at the signature.
create table hub.delegation (
  id            bigint generated always as identity primary key,
  unit_code     text not null references hub.organisation,
  from_officer  text not null,
  to_officer    text not null,
  procedures    text[] not null check (cardinality(procedures) >= 1),
  valid_from    date not null,
  valid_to      date not null,
  decision_no   text not null,
  decision_date date not null,
  recorded_at   timestamptz not null default now(),
  recorded_by   text not null,
  check (valid_to >= valid_from),
  check (from_officer <> to_officer)
);
create index delegation_officer on hub.delegation (unit_code, to_officer);
comment on table hub.delegation is 'Officers are the unit''s own references, not names.';

-- Days on which an officer is away from the one-stop, and who stands in (ND61 12(8)).
create table hub.duty (
  id           bigint generated always as identity primary key,
  unit_code    text not null references hub.organisation,
  officer      text not null,
  substitute   text,
  absent_from  date not null,
  absent_to    date not null,
  recorded_at  timestamptz not null default now(),
  check (absent_to >= absent_from),
  check (substitute is distinct from officer)
);
create index duty_of on hub.duty (unit_code, absent_to);
comment on column hub.duty.substitute is 'Null: nobody was appointed, which discipline reports with the open dossiers.';

-- Numbers of a unit's day that were given and belong to no dossier, with the reason: no gap is left unexplained.
create table hub.dossier_number_void (
  unit_code   text    not null,
  day         date    not null,
  number      integer not null check (number >= 1),
  reason      text    not null,
  officer     text    not null,
  recorded_at timestamptz not null default now(),
  primary key (unit_code, day, number)
);

grant select, insert, update on hub.process to hub_app;
-- The legs of a draft are written anew with it; the service leaves those of an approved version alone (P9).
grant select, insert, delete on hub.process_leg to hub_app;
grant select, insert on hub.dossier_chain to hub_app;
grant select, insert, update on hub.dossier_leg to hub_app;
grant select, insert on hub.dossier_leg_event, hub.delegation, hub.dossier_number_void to hub_app;
grant select, insert, update (substitute) on hub.duty to hub_app;

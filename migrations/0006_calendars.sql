-- Calendars and office hours in versions that are named by their content and never change: what was computed with one
-- can be computed again (P9). An edit is another version; which one counts is a list that only grows.
create table hub.calendar_version (
  version     text primary key,
  digest      text        not null unique check (digest ~ '^[0-9a-f]{64}$'),
  covers_from date        not null,
  covers_to   date        not null check (covers_to >= covers_from),
  created_at  timestamptz not null default now()
);
comment on column hub.calendar_version.covers_to is 'After this day only weekends are known: what is computed there is provisional.';

create table hub.calendar_day (
  version    text not null references hub.calendar_version,
  scope      text not null,
  day        date not null,
  kind       text not null check (kind in ('holiday', 'compensatory', 'swapped', 'makeup')),
  name       text not null,
  basis      text not null,
  status     text not null check (status in ('confirmed', 'provisional')),
  paired_day date,
  valid_from date,
  primary key (version, scope, day)
);
comment on column hub.calendar_day.scope is 'nation, or the agency for which, with all below it, the day counts.';
comment on column hub.calendar_day.valid_from is 'The day from which the basis counts (24/11: 2026-07-01); null: always did.';

create table hub.calendar_in_force (
  number     bigint generated always as identity primary key,
  version    text        not null references hub.calendar_version,
  since      timestamptz not null default now(),
  reason     text        not null
);
comment on table hub.calendar_in_force is 'The last row counts for what is computed from now on.';

create table hub.office_hours_version (
  version    text primary key,
  digest     text        not null unique check (digest ~ '^[0-9a-f]{64}$'),
  created_at timestamptz not null default now()
);

create table hub.office_period (
  version    text   not null references hub.office_hours_version,
  valid_from date   not null,
  hours      text[] not null check (cardinality(hours) >= 1),
  primary key (version, valid_from)
);
comment on column hub.office_period.hours is 'Stretches such as 07:30-11:30 in their order; a sum other than 8 hours is legal.';

create table hub.office_hours_in_force (
  number            bigint generated always as identity primary key,
  organisation_code text references hub.organisation,
  version           text        not null references hub.office_hours_version,
  since             timestamptz not null default now(),
  reason            text        not null
);
comment on column hub.office_hours_in_force.organisation_code is 'Null: for whoever has stated none of its own.';
create index office_hours_in_force_of on hub.office_hours_in_force (organisation_code, number);

-- A closed one-stop is no holiday: the clock runs on, only the day of fetching the result moves (rule D19).
create table hub.closure (
  id                bigint generated always as identity primary key,
  organisation_code text        not null references hub.organisation,
  from_day          date        not null,
  to_day            date        not null check (to_day >= from_day),
  basis             text        not null,
  replaced_by       text,
  notice_on         date,
  created_at        timestamptz not null default now()
);
create index closure_of on hub.closure (organisation_code, to_day);

grant select, insert on hub.calendar_version, hub.calendar_day, hub.calendar_in_force to hub_app;
grant select, insert on hub.office_hours_version, hub.office_period, hub.office_hours_in_force, hub.closure to hub_app;

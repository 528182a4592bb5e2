-- Dossiers, who holds them, and everything that ever happened to them.
create table hub.dossier_counter (
  unit_code text    not null,
  day       date    not null,
  last      integer not null check (last >= 1),
  primary key (unit_code, day)
);
comment on table hub.dossier_counter is
  'Sequence of a unit''s day (TT 01/2018 art. 19). Counted inside the receipt''s transaction, so a rolled-back receipt leaves no gap.';

create table hub.dossier (
  id                bigint generated always as identity primary key,
  code              text        not null unique,
  procedure_code    text        not null,
  procedure_version date        not null,
  received_by       text        not null references hub.organisation,
  received_at       timestamptz not null,
  channel           text        not null check (channel in ('direct', 'online', 'post')),
  state             text        not null check (state in ('accepted', 'processing', 'done', 'resultReturned')),
  held_by           text        not null references hub.organisation,
  held_since        timestamptz not null,
  previous_holders  text[]      not null default '{}',
  offered_to        text references hub.organisation,
  offered_at        timestamptz,
  state_before_offer text,
  outcome           text check (outcome in ('granted', 'refused')),
  last_event_at     timestamptz not null,
  revision          integer     not null check (revision >= 1),
  changed_at        timestamptz not null default now(),
  changed_xid       xid8        not null default pg_current_xact_id(),
  foreign key (procedure_code, procedure_version) references hub.procedure_version (code, valid_from),
  check ((offered_to is null) = (offered_at is null) and (offered_to is null) = (state_before_offer is null)),
  check (offered_to is distinct from held_by)
);
comment on column hub.dossier.held_by is
  'Whose dossier it is. During a hand-over it stays the sender''s until the receiver has acknowledged (rule L12).';
comment on column hub.dossier.previous_holders is 'The way it came, oldest first: sending back goes to the last.';
comment on column hub.dossier.changed_xid is
  'The transaction of the last change. Listing changes up to the oldest running transaction misses no late commit.';
create index dossier_changed on hub.dossier (changed_xid, id);
create index dossier_held_by on hub.dossier (held_by) where state <> 'resultReturned';
create index dossier_offered_to on hub.dossier (offered_to) where offered_to is not null;

-- Personal data live apart, so that they can be erased while history and evidence stay (P11, P12).
create table hub.dossier_person (
  dossier_id bigint primary key references hub.dossier,
  applicant  jsonb not null
);

-- Append-only: the application may neither change nor delete what happened.
create table hub.dossier_event (
  dossier_id   bigint      not null references hub.dossier,
  revision     integer     not null,
  event_id     uuid        not null unique,
  step         text        not null,
  from_state   text,
  to_state     text        not null,
  by_org       text        not null,
  to_org       text,
  held_by      text        not null,
  at           timestamptz not null,
  recorded_at  timestamptz not null default now(),
  reason       text,
  outcome      text,
  officer      text,
  cause        text        not null,
  partner_id   text        not null,
  primary key (dossier_id, revision)
);
comment on column hub.dossier_event.at is 'When it happened, as the acting unit states it.';
comment on column hub.dossier_event.recorded_at is 'When the hub learned of it; far apart from "at" means entered late.';
comment on column hub.dossier_event.officer is 'The unit''s own reference of the officer, not a name.';
comment on column hub.dossier_event.cause is 'Request id that led here; travels as correlation id.';

-- Who was ever concerned with a dossier may see it (P12). Only grows.
create table hub.dossier_party (
  dossier_id        bigint not null references hub.dossier,
  organisation_code text   not null references hub.organisation,
  primary key (dossier_id, organisation_code)
);
create index dossier_party_organisation on hub.dossier_party (organisation_code, dossier_id);

grant select, insert, update on hub.dossier_counter, hub.dossier to hub_app;
grant select, insert, delete on hub.dossier_person to hub_app;
grant select, insert on hub.dossier_event, hub.dossier_party to hub_app;

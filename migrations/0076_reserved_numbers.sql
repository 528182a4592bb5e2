-- Numbers of dossiers given out before there is a dossier: VNeID takes one first, then files under it (issue 5).

create table hub.reserved_number (
  code           text        primary key,
  unit_code      text        not null references hub.organisation,
  day            date        not null,
  number         integer     not null check (number >= 1),
  procedure_code text        not null,
  service        text        not null,
  reference      text,
  reserved_at    timestamptz not null default now(),
  dossier_id     bigint      unique references hub.dossier,
  unique (unit_code, day, number),
  unique (service, reference)
);
comment on table hub.reserved_number is
  'Numbers of a unit''s day (dossier_counter) that were promised to a caller. One that is never used stays: no other dossier gets it.';
comment on column hub.reserved_number.service is 'Name of the service in the connection file that asked for it.';
comment on column hub.reserved_number.reference is 'The caller''s own of its request: repeated, it gets the same number. Null: it brings none.';
comment on column hub.reserved_number.dossier_id is 'The dossier that bears it; null: none yet.';
create index reserved_number_unused on hub.reserved_number (reserved_at) where dossier_id is null;

create table hub.portal_record_status (
  dossier_id bigint      not null references hub.dossier,
  revision   integer     not null,
  status     text        not null,
  told_at    timestamptz not null default now(),
  primary key (dossier_id, revision)
);
comment on table hub.portal_record_status is
  'Statuses of judicial records that VNeID acknowledged, each with the step it was told of.';

grant select, insert on hub.reserved_number, hub.portal_record_status to hub_app;
grant update (dossier_id) on hub.reserved_number to hub_app;

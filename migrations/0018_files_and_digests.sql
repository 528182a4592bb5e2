-- Large things travel as claim check (docs/files.md): the content lies in FILES_FOLDER under its SHA-256, and here stands
-- what is there. A row is written in the transaction that puts the content in its place.
create table hub.file (
  sha256     text        primary key check (sha256 ~ '^[0-9a-f]{64}$'),
  size       bigint      not null check (size > 0),
  stored_at  timestamptz not null default now(),
  leaving_at timestamptz
);
comment on column hub.file.leaving_at is 'Nobody needs it, and it is being removed: it counts as not there.';
create index file_leaving on hub.file (leaving_at) where leaving_at is not null;

-- Who has brought it whole, and so may read it (P12).
create table hub.file_uploader (
  sha256      text        not null references hub.file on delete cascade,
  partner_id  text        not null references hub.partner,
  uploaded_at timestamptz not null default now(),
  primary key (sha256, partner_id)
);
create index file_uploader_partner on hub.file_uploader (partner_id);

-- Uploads that have begun and not ended. How far one is says its file on the disk.
create table hub.file_upload (
  partner_id   text        not null references hub.partner,
  sha256       text        not null check (sha256 ~ '^[0-9a-f]{64}$'),
  size         bigint      not null check (size > 0),
  holder       uuid        not null,
  leased_until timestamptz not null,
  touched_at   timestamptz not null default now(),
  primary key (partner_id, sha256)
);
comment on column hub.file_upload.holder is 'The request that writes it; another may when the lease has run out.';

-- What a dossier's receipt, step or hand-over refers to. Names may tell of people: they lie apart and can be erased.
create table hub.dossier_file (
  dossier_id bigint  not null references hub.dossier,
  revision   integer not null,
  place      integer not null,
  sha256     text    not null references hub.file,
  name       text    not null,
  media_type text    not null,
  size       bigint  not null,
  kind       text    not null check (kind in ('application', 'paper', 'result', 'other')),
  primary key (dossier_id, revision, place)
);
create index dossier_file_sha256 on hub.dossier_file (sha256);

grant select, insert, update (stored_at, leaving_at), delete on hub.file to hub_app;
grant select, insert, update (uploaded_at) on hub.file_uploader to hub_app;
grant select, insert, update, delete on hub.file_upload to hub_app;
grant select, insert, delete on hub.dossier_file to hub_app; -- names of people can be erased

-- Digest to zero (docs/digest.md): what a partner says it holds, compared with what it has taken over. Append-only.
create table hub.digest_run (
  id          bigint generated always as identity primary key,
  partner_id  text        not null references hub.partner,
  day         date        not null,
  via         text        not null check (via in ('api', 'webhook')),
  ending      text        not null check (ending in ('compared', 'unanswered', 'unreadable')),
  detail      text        not null,
  bucket      text        check (bucket ~ '^[0-9a-f]{2}$'),
  taken_at    timestamptz,
  compared    integer     not null default 0,
  in_flight   integer     not null default 0,
  differences integer     not null default 0,
  at          timestamptz not null default now()
);
create index digest_run_partner on hub.digest_run (partner_id, day, id);
comment on column hub.digest_run.taken_at is 'When the partner looked at its own data, by its clock.';
comment on column hub.digest_run.in_flight is 'Lanes in which a message was under way: compared as far as they were settled.';

create table hub.digest_difference (
  run_id          bigint  not null references hub.digest_run,
  place           integer not null,
  receiver        text    not null,
  subject         text    not null,
  class           text    not null check (class in ('missing', 'behind', 'state', 'ahead', 'unknown')),
  our_state       text,
  our_sequence    integer,
  their_state     text,
  their_sequence  integer,
  repair          text    not null check (repair in ('resent', 'restated', 'told', 'later', 'person')),
  primary key (run_id, place)
);
create index digest_difference_lane on hub.digest_difference (receiver, subject);

-- Partners that agreed to be asked by webhook every night.
create table hub.digest_asked (
  partner_id text        primary key references hub.partner,
  by         text        not null,
  since      timestamptz not null default now()
);

-- A message that was delivered and is sent again has its first receipt kept with the letting go.
alter table hub.delivery_reopened
  add column delivered_at timestamptz,
  add column receipt      jsonb,
  add column digest_run   bigint references hub.digest_run;
alter table hub.delivery_reopened drop constraint delivery_reopened_cause_check;
alter table hub.delivery_reopened
  add constraint delivery_reopened_cause_check check (cause in ('operator', 'subscription', 'agency', 'digest'));
comment on column hub.delivery_reopened.digest_run is 'The digest by which its receiver turned out not to have it any more.';

grant select, insert on hub.digest_run, hub.digest_difference to hub_app;
grant select, insert, delete on hub.digest_asked to hub_app;

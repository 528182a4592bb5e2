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

-- What the national portal brings is kept before it is understood (ADR 16, point 7).

create table hub.portal_inbox (
  id             bigint      generated always as identity primary key,
  flow           text        not null,
  national_code  text        not null check (char_length(national_code) between 1 and 100),
  digest         text        not null check (digest ~ '^[0-9a-f]{64}$'),
  revision       integer     not null check (revision >= 1),
  body           text,
  caller         text        not null,
  came_at        timestamptz not null default now(),
  state          text        not null default 'waiting' check (state in ('waiting', 'taken', 'parked', 'refused', 'replaced')),
  attempts       integer     not null default 0,
  next_at        timestamptz not null default now(),
  fault          jsonb,
  given_unit     text,
  dossier_id     bigint      references hub.dossier,
  decided_at     timestamptz,
  decided_by     text,
  decided_reason text,
  unique (flow, national_code, digest),
  unique (flow, national_code, revision),
  check ((state = 'parked') <= (fault is not null)),
  check ((decided_at is null) = (decided_by is null) and (decided_at is null) = (decided_reason is null))
);
comment on table hub.portal_inbox is
  'Packets that the portal handed down, answered only after they were committed here; a worker takes them in.';
comment on column hub.portal_inbox.national_code is 'The key of the packet: the code of its dossier, as it came.';
comment on column hub.portal_inbox.digest is
  'SHA-256 of what the packet says, whatever the order of its fields or the composition of its letters.';
comment on column hub.portal_inbox.revision is 'How manieth content of this code, from 1.';
comment on column hub.portal_inbox.body is
  'The packet as JSON, each file in it replaced by the SHA-256 of its content. Null: erased.';
comment on column hub.portal_inbox.caller is 'Name of the caller in the connection file.';
comment on column hub.portal_inbox.next_at is 'Of a waiting one: when it is taken next; a worker at it moves this ahead.';
comment on column hub.portal_inbox.fault is 'Why it waits for a person: {code, values, field}.';
comment on column hub.portal_inbox.given_unit is 'The agency that a person named for it.';
comment on column hub.portal_inbox.decided_by is 'Who released or refused it last.';
create index portal_inbox_next on hub.portal_inbox (next_at) where state = 'waiting';
create index portal_inbox_parked on hub.portal_inbox (came_at) where state = 'parked';
create index portal_inbox_dossier on hub.portal_inbox (dossier_id) where dossier_id is not null;

create table hub.portal_inbox_file (
  inbox_id   bigint  not null references hub.portal_inbox,
  place      integer not null,
  sha256     text    not null references hub.file,
  name       text    not null,
  media_type text    not null,
  size       bigint  not null,
  primary key (inbox_id, place)
);
comment on table hub.portal_inbox_file is 'Contents that a packet brought, in its order; they stay while it does.';
comment on column hub.portal_inbox_file.media_type is 'By its first bytes; application/octet-stream: not recognised.';
create index portal_inbox_file_content on hub.portal_inbox_file (sha256);

create table hub.portal_call (
  id            bigint      generated always as identity primary key,
  at            timestamptz not null default now(),
  caller        text,
  address       text        not null,
  service       text        not null,
  national_code text,
  digest        text,
  bytes         bigint      not null,
  error_code    text        not null
);
comment on table hub.portal_call is
  'Each call that brought something or fetched a file: who, what, how it was answered. No key, no content.';
comment on column hub.portal_call.caller is 'Name in the connection file; null: nobody it knows.';
comment on column hub.portal_call.digest is 'Of the content: a replayed packet shows by it.';
create index portal_call_code on hub.portal_call (national_code, at);

create table hub.portal_link (
  id         uuid        primary key default gen_random_uuid(),
  dossier_id bigint      not null references hub.dossier,
  sha256     text        not null,
  made_at    timestamptz not null default now(),
  unique (dossier_id, sha256)
);
comment on table hub.portal_link is
  'Opaque links to files of dossiers, made once; one opens while its dossier has the file.';

create table hub.land_tax (
  dossier_id     bigint      not null references hub.dossier,
  tax_number     text        not null,
  decision_no    text        not null,
  decided_on     date,
  items          jsonb,
  amount_vnd     bigint      check (amount_vnd >= 0),
  notice_inbox   bigint      references hub.portal_inbox,
  paid_at        timestamptz,
  paid_vnd       bigint      check (paid_vnd >= 0),
  voucher_inbox  bigint      references hub.portal_inbox,
  primary key (dossier_id, tax_number, decision_no),
  check ((notice_inbox is null) = (amount_vnd is null)),
  check ((voucher_inbox is null) = (paid_at is null) and (voucher_inbox is null) = (paid_vnd is null))
);
comment on table hub.land_tax is 'Notices of land tax of a dossier, and that they were paid (issue of the tax office, told by the portal).';
comment on column hub.land_tax.decision_no is 'SO_QUYET_DINH of the notice, MaThongBaoThue of the voucher.';
comment on column hub.land_tax.items is 'What the sum is made of: [{what, amountVnd}].';
comment on column hub.land_tax.amount_vnd is 'Whole đồng; null: no notice came.';

grant select, insert, update on hub.portal_inbox, hub.land_tax to hub_app;
grant select, insert on hub.portal_inbox_file, hub.portal_call, hub.portal_link to hub_app;

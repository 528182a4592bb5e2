-- The portal's catalogue as it was told last, list by list; the hub's own catalogue takes from it by its import (ADR 16).

create table hub.portal_catalogue (
  list       text        not null,
  code       text        not null check (code <> ''),
  row        jsonb       not null,
  digest     text        not null check (digest ~ '^[0-9a-f]{64}$'),
  first_seen timestamptz not null default now(),
  read_at    timestamptz not null,
  gone_at    timestamptz,
  primary key (list, code)
);
comment on column hub.portal_catalogue.list is 'Name of the service that tells it: LayThuTuc, LayDanhMucCoQuan, …';
comment on column hub.portal_catalogue.read_at is 'When the portal told the row last.';
comment on column hub.portal_catalogue.gone_at is
  'Since when it is no longer listed, and by that unused; nothing is ever deleted. Null: it is listed.';

create table hub.portal_pull (
  id         bigint      generated always as identity primary key,
  began_at   timestamptz not null,
  ended_at   timestamptz not null default now(),
  applied    boolean     not null,
  report     jsonb       not null
);
comment on table hub.portal_pull is 'What each pull of the catalogue found: new, changed, no longer listed, unread, refused.';
comment on column hub.portal_pull.applied is 'False: a preview; the hub''s catalogue is as it was.';

grant select, insert, update on hub.portal_catalogue to hub_app;
grant select, insert on hub.portal_pull to hub_app;

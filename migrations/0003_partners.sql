-- Who may call us, for which agencies, and how we reach them. Secrets are never stored in clear (P12).
create table hub.partner (
  id            text primary key check (id ~ '^[a-z0-9][a-z0-9-]{1,62}$'),
  name          text not null,
  roles         text[] not null default '{unit}',
  secret_sha256 text,
  public_jwk    jsonb,
  practice      boolean not null default false,
  disabled_at   timestamptz,
  created_at    timestamptz not null default now(),
  check (secret_sha256 is not null or public_jwk is not null)
);
comment on column hub.partner.secret_sha256 is 'SHA-256 of a 256-bit random secret; its entropy makes a slow hash needless.';
comment on column hub.partner.practice is 'A demonstration or practice partner: never in production.';

create table hub.partner_unit (
  organisation_code text primary key references hub.organisation,
  partner_id        text not null references hub.partner
);
comment on table hub.partner_unit is 'Which partner speaks for an agency. One at a time: two systems for one agency is two truths.';
create index partner_unit_partner on hub.partner_unit (partner_id);

create table hub.subscription (
  partner_id     text primary key references hub.partner,
  channel        text not null check (channel in ('inbox', 'webhook')),
  url            text,
  secret_version integer not null default 1,
  rotated_at     timestamptz,
  changed_at     timestamptz not null default now(),
  check ((channel = 'webhook') = (url is not null))
);
comment on column hub.subscription.secret_version is
  'The webhook secret is derived from the master key, partner and version; it is stored nowhere.';
comment on column hub.subscription.rotated_at is
  'For a day from then on messages are signed with the secret before as well; null: with this one alone.';

-- Public halves of the token keys. The private half never leaves the process that made it.
create table hub.token_key (
  kid        text primary key,
  public_jwk jsonb       not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
comment on column hub.token_key.expires_at is 'After the last token signed with it has expired.';

-- private_key_jwt assertions seen, so that none is used twice (RFC 7523).
create table hub.client_assertion (
  partner_id text        not null references hub.partner,
  jti        text        not null,
  expires_at timestamptz not null,
  primary key (partner_id, jti)
);

-- What must be the same for all processes of one hub, such as the fingerprint of the master key.
create table hub.setting (
  name  text primary key,
  value text not null
);

-- Answers already given, by partner and Idempotency-Key (P3). Written in the transaction of the effect.
create table hub.idempotency (
  partner_id     text        not null,
  key            text        not null check (char_length(key) between 1 and 255),
  request_sha256 text        not null,
  status         smallint    not null,
  answer         jsonb       not null,
  created_at     timestamptz not null default now(),
  primary key (partner_id, key)
);
create index idempotency_age on hub.idempotency (created_at);

grant select, insert, update on hub.partner, hub.subscription to hub_app;
grant select, insert, update, delete on hub.partner_unit to hub_app;
grant select, insert, delete on hub.token_key, hub.client_assertion, hub.idempotency to hub_app;
grant select, insert on hub.setting to hub_app;

-- The national portal is a partner with lanes; what it is known to hold is kept here (ADR 16).

alter table hub.subscription
  drop constraint subscription_channel_check,
  add constraint subscription_channel_check check (channel in ('inbox', 'webhook', 'amqp', 'portal'));

create table hub.portal_feed (
  partner_id text        primary key references hub.partner,
  since      timestamptz not null,
  fed_xid    xid8        not null,
  fed_id     bigint      not null default 0
);
comment on column hub.portal_feed.since is 'Dossiers received before are not told.';
comment on column hub.portal_feed.fed_xid is
  'With fed_id, the last change whose steps are announced: dossiers are read in the order (changed_xid, id).';

create table hub.dossier_national_code (
  dossier_id    bigint      primary key references hub.dossier,
  national_code text        not null unique,
  flow          text        not null,
  account_id    text,
  at            timestamptz not null default now()
);
comment on table hub.dossier_national_code is
  'Dossiers that came from the portal, with their codes there. Both codes are kept for ever and never used again.';
comment on column hub.dossier_national_code.account_id is
  'Account at the portal (TechID) that filed it; null: unknown. Removed with the personal data.';

create table hub.portal_dossier (
  dossier_id     bigint      primary key references hub.dossier,
  announced      integer     not null default 0,
  presence       text        not null default 'absent' check (presence in ('absent', 'present', 'unknown')),
  told_revision  integer,
  told_status    text,
  told_at        timestamptz,
  check ((told_revision is null) = (told_status is null)),
  check ((told_revision is null) = (told_at is null))
);
comment on column hub.portal_dossier.announced is 'Revision up to which a message was announced for every step.';
comment on column hub.portal_dossier.presence is
  'Whether the portal has it, as its last answer says; unknown: no answer came to what may have changed that.';
comment on column hub.portal_dossier.told_revision is 'Of the packet that the portal acknowledged last.';
create index portal_dossier_told on hub.portal_dossier (told_at) where told_at is not null;

create table hub.portal_step (
  dossier_id bigint      not null references hub.dossier,
  revision   integer     not null,
  state      text        not null check (state in ('sent', 'acknowledged', 'unknown')),
  status     text        not null,
  message_id uuid        not null,
  at         timestamptz not null default now(),
  primary key (dossier_id, revision)
);
comment on table hub.portal_step is
  'Rows of progress that left for the portal. One that is "sent" with nobody at it any more ended unknown.';
comment on column hub.portal_step.status is 'As it was told.';
comment on column hub.portal_step.message_id is 'The message with which it went; it may carry rows of the messages behind it.';

grant select, insert, update on hub.portal_feed, hub.portal_dossier to hub_app;
grant select, insert, update, delete on hub.portal_step to hub_app;
grant select, insert on hub.dossier_national_code to hub_app;
grant update (account_id) on hub.dossier_national_code to hub_app;

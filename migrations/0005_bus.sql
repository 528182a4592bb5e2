-- One row per message we owe somebody. Written only inside the transaction that made it true (P2).
create table hub.outbox (
  id           bigint generated always as identity primary key,
  message_id   uuid        not null unique,
  receiver     text        not null,
  subject      text        not null,
  sequence     integer     not null check (sequence >= 1),
  event_id     uuid        not null,
  envelope     jsonb       not null,
  created_at   timestamptz not null default now(),
  published_at timestamptz,
  arrived_at   timestamptz,
  unique (receiver, subject, sequence)
);
create index outbox_unpublished on hub.outbox (id) where published_at is null;
create index outbox_in_transit on hub.outbox (receiver, created_at) where arrived_at is null;
create index outbox_subject on hub.outbox (subject, id);
comment on column hub.outbox.receiver is 'Agency code; with the subject (dossier code) it names the lane (P4).';
comment on column hub.outbox.published_at is 'Set only after the transport confirmed a routed publish.';
comment on column hub.outbox.arrived_at is
  'Set with the delivery row. Published long ago, not arrived and overtaken by later ones: the transport lost it.';

-- The lane (receiver, dossier): the last sequence given out and the last one delivered (P4).
create table hub.lane (
  receiver  text    not null,
  subject   text    not null,
  announced integer not null default 0,
  delivered integer not null default 0,
  primary key (receiver, subject),
  check (delivered <= announced)
);

-- One row per message that arrived on the delivery side: the schedule lives here (P5).
create table hub.delivery (
  message_id      uuid primary key,
  receiver        text        not null,
  subject         text        not null,
  sequence        integer     not null,
  partner_id      text,
  position        bigint,
  envelope        jsonb       not null,
  state           text        not null default 'waiting' check (state in ('waiting', 'delivered', 'parked')),
  attempts        integer     not null default 0,
  next_attempt_at timestamptz not null default now(),
  leased_until    timestamptz,
  created_at      timestamptz not null default now(),
  delivered_at    timestamptz,
  receipt         jsonb,
  parked_reason   text,
  unique (receiver, subject, sequence),
  unique (partner_id, position)
);
comment on column hub.delivery.position is
  'Place in the partner''s inbox, gap-free and in commit order: a cursor can never jump over a late commit.';
comment on column hub.delivery.next_attempt_at is
  'infinity while an earlier message of the lane is open, so that claiming reads heads only; else when to try next.';
-- by partner, so that one partner's backlog costs the others nothing
create index delivery_due on hub.delivery (partner_id, next_attempt_at) where state = 'waiting';
create index delivery_inbox on hub.delivery (partner_id, position) where state <> 'delivered';
create index delivery_leased on hub.delivery (leased_until) where leased_until is not null;
create index delivery_unserved on hub.delivery (receiver) where partner_id is null;
create index delivery_unanswered on hub.delivery (receiver, created_at) where state <> 'delivered';

-- Counts a partner's inbox; its row is locked while a position is given out.
create table hub.inbox_counter (
  partner_id text primary key references hub.partner,
  last       bigint not null default 0
);

-- Every attempt, failures included; append-only.
create table hub.delivery_attempt (
  message_id  uuid        not null references hub.delivery,
  attempt     integer     not null,
  started_at  timestamptz not null,
  duration_ms integer     not null,
  outcome     text        not null check (outcome in ('delivered', 'retry', 'refused', 'unknown')),
  detail      text        not null,
  primary key (message_id, attempt)
);

-- Every time a parked message was let go again, and why; append-only. Its retry table starts anew from there.
create table hub.delivery_reopened (
  message_id    uuid        not null references hub.delivery,
  attempts      integer     not null,
  parked_reason text,
  cause         text        not null check (cause in ('operator', 'subscription', 'agency')),
  by            text        not null,
  at            timestamptz not null default now(),
  primary key (message_id, attempts)
);
comment on column hub.delivery_reopened.attempts is 'Attempts until then; numbers of attempts are never used twice.';
comment on column hub.delivery_reopened.cause is
  'An operator let it go, the partner changed its subscription, or the agency went to another partner.';
comment on column hub.delivery_reopened.by is 'Who: the operator''s login, or the partner.';
create index delivery_parked on hub.delivery (receiver) where state = 'parked';

-- What came off the transport and could not be understood: kept for a person, never requeued.
create table hub.parked_message (
  id         bigint generated always as identity primary key,
  body       bytea       not null,
  reason     text        not null,
  created_at timestamptz not null default now()
);

-- The embedded transport: a queue in the database, for the single machine.
create table hub.transport_message (
  id           bigint generated always as identity primary key,
  queue        text        not null,
  message_id   text        not null,
  body         bytea       not null,
  handed_out   integer     not null default 0,
  visible_at   timestamptz not null default now()
);
create index transport_message_next on hub.transport_message (queue, id);

grant select, insert, update (published_at, arrived_at) on hub.outbox to hub_app;
grant select, insert, update on hub.lane, hub.delivery, hub.inbox_counter to hub_app;
grant select, insert on hub.delivery_attempt, hub.delivery_reopened, hub.parked_message to hub_app;
grant select, insert, update, delete on hub.transport_message to hub_app;

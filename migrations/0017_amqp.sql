-- Units that fetch from RabbitMQ: a queue and users of their own, and messages that lie there until the receipt comes.
alter table hub.subscription
  drop constraint subscription_channel_check,
  add constraint subscription_channel_check check (channel in ('inbox', 'webhook', 'amqp'));

create table hub.amqp_access (
  partner_id    text primary key references hub.partner,
  ready_version integer,
  problem       text,
  checked_at    timestamptz not null default now()
);
comment on table hub.amqp_access is 'How far a partner''s queue and users in RabbitMQ are what they should be.';
comment on column hub.amqp_access.ready_version is
  'Version of the password with which its user stands in the broker; null: it has none there.';
comment on column hub.amqp_access.problem is 'Why the broker could not be brought up to date; null: nothing is wrong.';

alter table hub.delivery add column queued_at timestamptz;
comment on column hub.delivery.queued_at is
  'Since when it lies in the partner''s own queue, confirmed; the attempt ends with the partner''s receipt.';
create index delivery_queued on hub.delivery (partner_id, queued_at) where queued_at is not null and state = 'waiting';

-- Messages off the transport whose handling began and did not come back: what kills its consumer is found by this.
create table hub.poison_trial (
  message_id text primary key,
  begun      integer     not null,
  last_at    timestamptz not null default now()
);

grant select, insert, update on hub.amqp_access to hub_app;
grant select, insert, update, delete on hub.poison_trial to hub_app;

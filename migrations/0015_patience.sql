-- Patience (P7): how fast a partner may be called, its outages, what every message has waited, and the ways out of
-- being parked.
alter table hub.subscription
  add column concurrency integer not null default 4 check (concurrency between 1 and 64),
  add column per_minute  integer check (per_minute between 1 and 60000);
comment on column hub.subscription.concurrency is
  'Calls at a time to the partner''s webhook, over all workers: a unit''s server is a small one.';
comment on column hub.subscription.per_minute is 'Calls begun in a minute at most; null: as many as its answers allow.';

-- How a webhook partner is called now: its circuit and its pace. Shared by all workers, kept over restarts (P5).
create table hub.partner_flow (
  partner_id   text primary key references hub.partner,
  failures     integer          not null default 0,
  outages      integer          not null default 0,
  opened_at    timestamptz,
  opened_by    text,
  probes       integer          not null default 0,
  probe_at     timestamptz,
  resume_at    timestamptz,
  paced_until  timestamptz,
  answer_ms    double precision,
  check ((opened_at is null) = (probe_at is null))
);
comment on column hub.partner_flow.failures is 'Calls in a row, over all lanes, that found the partner down.';
comment on column hub.partner_flow.opened_at is 'Since when only probes are sent; null: the circuit is closed.';
comment on column hub.partner_flow.opened_by is 'Code of the fault that opened it.';
comment on column hub.partner_flow.probe_at is
  'When one message may be sent to see whether it is back; infinity: not before the partner or an operator changes something.';
comment on column hub.partner_flow.resume_at is 'The partner asked for a rest until then (Retry-After).';
comment on column hub.partner_flow.paced_until is 'Calls begun so far use up the partner''s rate until then.';
comment on column hub.partner_flow.answer_ms is 'How long it takes to answer, lately; for forecasts.';

insert into hub.partner_flow (partner_id) select partner_id from hub.subscription;
create function hub.begin_partner_flow() returns trigger language plpgsql as $$
begin
  insert into hub.partner_flow (partner_id) values (new.partner_id) on conflict do nothing;
  return null;
end $$;
create trigger subscription_has_flow after insert on hub.subscription
  for each row execute function hub.begin_partner_flow();

-- Two rows per outage, never one per message (P13). Append-only.
create table hub.outage_alert (
  partner_id text        not null references hub.partner,
  outage     integer     not null,
  event      text        not null check (event in ('opened', 'closed')),
  fault      text,
  detail     text        not null,
  at         timestamptz not null default now(),
  primary key (partner_id, outage, event)
);
create index outage_alert_at on hub.outage_alert (at);
comment on column hub.outage_alert.fault is 'Code of the fault that opened the circuit.';

alter table hub.delivery
  add column waited_ms       integer not null default 0,
  add column first_failed_at timestamptz,
  add column first_fault     text,
  add column first_detail    text,
  add column fault_field     text,
  add column parked_at       timestamptz,
  add column parked_fault    text,
  add column substitute      jsonb,
  add check ((state = 'parked') or (parked_at is null and parked_fault is null));
comment on column hub.delivery.waited_ms is
  'Pauses so far, in milliseconds of the receiver''s open time, since it was let go last: what the retry budget counts.';
comment on column hub.delivery.first_fault is
  'Code of the first fault since it was let go last; later ones never mask it.';
comment on column hub.delivery.fault_field is 'The field at fault, where the partner''s answer names one.';
comment on column hub.delivery.parked_fault is 'Code of the fault for which it is parked.';
comment on column hub.delivery.substitute is 'What is sent in its place; the message itself is never changed.';
update hub.delivery set parked_at = now(), parked_fault = 'not-accepted', first_fault = 'not-accepted',
  first_failed_at = now(), first_detail = parked_reason where state = 'parked';
create unique index delivery_substitute_id on hub.delivery ((substitute ->> 'id')) where substitute is not null;
-- by partner, so that its running calls are counted at a glance
drop index hub.delivery_leased;
create index delivery_leased on hub.delivery (partner_id, leased_until) where leased_until is not null;

alter table hub.delivery_reopened add column reason text;
comment on column hub.delivery_reopened.reason is 'In the words of who let it go.';

-- What was sent in place of a message that its receiver could not take; both are kept. Append-only.
create table hub.delivery_substitute (
  message_id uuid        primary key,
  stands_for uuid        not null references hub.delivery,
  kind       text        not null check (kind in ('withdrawn', 'replaced', 'readdressed')),
  moved_to   text,
  moved_as   uuid,
  envelope   jsonb       not null,
  reason     text        not null,
  by         text        not null,
  at         timestamptz not null default now(),
  check ((kind = 'readdressed') = (moved_to is not null) and (kind = 'readdressed') = (moved_as is not null))
);
create index delivery_substitute_of on hub.delivery_substitute (stands_for, at);
comment on column hub.delivery_substitute.stands_for is 'The message whose place in the lane it takes, sequence included.';
comment on column hub.delivery_substitute.moved_as is 'The message by which the other agency was told.';

grant select, insert, update on hub.partner_flow to hub_app;
grant select, insert on hub.outage_alert, hub.delivery_substitute to hub_app;

-- Safe replay: what a receiver has confirmed is sent to it again, by decision of a person, bounded and slowly
-- (docs/delivery.md). The messages are chosen once, when the replay is drafted; what came later is never touched.
create table hub.replay (
  id         uuid        primary key,
  receiver   text        not null,
  partner_id text        not null references hub.partner,
  dossier    text,
  type       text,
  from_at    timestamptz not null,
  to_at      timestamptz not null,
  per_minute integer     not null check (per_minute between 1 and 600),
  reason     text        not null check (reason <> ''),
  by         text        not null check (by <> ''),
  state      text        not null default 'draft' check (state in ('draft', 'running', 'paused', 'done', 'aborted')),
  lane_at    text,
  waits_for  text,
  next_at    timestamptz not null default now(),
  sent_at    timestamptz,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at   timestamptz,
  salt       uuid        not null default gen_random_uuid(),
  check (from_at < to_at),
  check ((state in ('done', 'aborted')) = (ended_at is not null))
);
comment on column hub.replay.partner_id is 'Who served the agency when it was drafted: nobody else gets any of it.';
comment on column hub.replay.from_at is 'Messages announced from this moment on, to before to_at.';
comment on column hub.replay.per_minute is 'Messages a minute; the least of this and half of what its receiver may be called.';
comment on column hub.replay.lane_at is 'The dossier whose messages are being sent: its lane is finished before another is begun.';
comment on column hub.replay.waits_for is 'Why nothing is sent just now: pace, partner-down, partner-rest, partner-disabled, lane-busy; null: it moves.';
comment on column hub.replay.next_at is 'When the next message may be taken; ahead while one is being sent.';
comment on column hub.replay.sent_at is 'When the last message was taken: its pace counts from there.';
create unique index replay_one_at_a_time on hub.replay (receiver) where state in ('running', 'paused');
create index replay_due on hub.replay (next_at) where state = 'running';
create index replay_created on hub.replay (created_at);

-- The frozen choice, in the order of sending: lane by lane, each by its sequence. `left`: not sent, and why.
create table hub.replay_item (
  replay_id  uuid    not null references hub.replay,
  place      integer not null check (place >= 1),
  message_id uuid    not null references hub.outbox (message_id),
  subject    text    not null,
  sequence   integer not null,
  state      text    not null check (state in ('pending', 'sent', 'failed', 'left')),
  reason     text,
  tries      integer not null default 0,
  settled_at timestamptz,
  primary key (replay_id, place),
  unique (replay_id, message_id),
  check ((state in ('failed', 'left')) = (reason is not null))
);
create index replay_item_pending on hub.replay_item (replay_id, subject, place) where state = 'pending';
comment on column hub.replay_item.message_id is 'The message of record; what was sent in its place, where something was, is what is sent.';

-- Who started, paused, went on with or ended a replay. Append-only, and evidence.
create table hub.replay_change (
  replay_id uuid        not null references hub.replay,
  number    integer     not null check (number >= 1),
  change    text        not null check (change in ('started', 'paused', 'resumed', 'aborted', 'done')),
  by        text        not null,
  reason    text        not null,
  at        timestamptz not null default now(),
  primary key (replay_id, number)
);

-- While a lane is to be replayed its live messages wait behind, and it is replayed the sooner for it: what is old never
-- comes after what is new (P4).
alter table hub.lane add column replaying uuid references hub.replay;
create index lane_replaying on hub.lane (replaying) where replaying is not null;
comment on column hub.lane.replaying is 'The running replay that has messages of this lane to send; its live head waits until they are through.';

alter table hub.delivery_attempt add column replay_id uuid references hub.replay;
comment on column hub.delivery_attempt.replay_id is 'The replay this attempt belongs to; null: ordinary delivery.';

-- From when on a partner's messages are brought to it. What it had fetched before by itself is never brought later.
alter table hub.subscription add column webhook_since timestamptz;
update hub.subscription s set webhook_since = p.created_at from hub.partner p
where p.id = s.partner_id and s.channel = 'webhook';
create function hub.note_webhook_since() returns trigger language plpgsql as $$
begin
  if new.channel = 'inbox' then
    new.webhook_since := null;
  elsif tg_op = 'INSERT' or old.channel is distinct from new.channel then
    new.webhook_since := now();
  end if;
  return new;
end $$;
create trigger subscription_webhook_since before insert or update of channel on hub.subscription
  for each row execute function hub.note_webhook_since();

create function hub.evidence_of_replay(r hub.replay) returns text
language sql stable
return jsonb_build_object('partner', r.partner_id, 'dossier', r.dossier, 'type', r.type, 'from', extract(epoch from r.from_at),
  'to', extract(epoch from r.to_at), 'perMinute', r.per_minute, 'by', r.by, 'reason', r.reason)::text;

create function hub.evidence_of_replay_change(by text, reason text) returns text
language sql stable
return jsonb_build_object('by', by, 'reason', reason)::text;

create function hub.note_replay() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into hub.evidence_entry (kind, outcome, subject, to_org, ref, attempt, digest, answer, at)
  select 'replay', f.change, r.dossier, r.receiver, r.id, f.number,
         hub.salted_digest(r.salt, hub.evidence_of_replay(r)),
         hub.salted_digest(r.salt, hub.evidence_of_replay_change(f.by, f.reason)), f.at
  from fresh f join hub.replay r on r.id = f.replay_id order by r.id, f.number;
  return null;
end $$;
create trigger evidence after insert on hub.replay_change referencing new table as fresh
for each statement execute function hub.note_replay();

grant select, insert, update (state, waits_for, next_at, sent_at, lane_at, started_at, ended_at) on hub.replay to hub_app;
grant select, insert, update (state, reason, tries, settled_at) on hub.replay_item to hub_app;
grant select, insert on hub.replay_change to hub_app;

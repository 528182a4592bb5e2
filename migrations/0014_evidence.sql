-- Evidence (P11): every step of a dossier and every attempt to deliver, hash-chained and signed (docs/evidence.md).
-- Facts come here by triggers only, in the transaction that makes them true: no code can forget one or make one up.

-- Facts not chained yet. Numbers and hashes are given later, one batch at a time, so that the transactions that make
-- the facts do not wait for each other. Emptied by append_evidence() alone.
create table hub.evidence_entry (
  id          bigint generated always as identity primary key,
  kind        text        not null,
  outcome     text,
  subject     text,
  from_org    text,
  to_org      text,
  holder      text,
  ref         uuid,
  attempt     integer,
  digest      bytea,
  answer      bytea,
  at          timestamptz not null,
  recorded_at timestamptz not null default now()
) with (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 5000);
comment on column hub.evidence_entry.subject is 'The dossier code; null: of no single dossier.';
comment on column hub.evidence_entry.ref is 'The event (step, leg), the message (attempt and what follows), or the erasure.';
comment on column hub.evidence_entry.digest is 'SHA-256 over the salt of ref and the content, as text. No personal data lie in a record.';
comment on column hub.evidence_entry.answer is 'The same over what came back, or what a person said about it.';

-- The chain. hash = SHA-256 over the record's canonical JSON (RFC 8785), which names the hash before it.
create table hub.evidence_record (
  seq         bigint      primary key check (seq >= 1),
  place       integer     check (place >= 1),
  hash        bytea       not null check (length(hash) = 32),
  kind        text        not null,
  outcome     text,
  subject     text,
  from_org    text,
  to_org      text,
  holder      text,
  ref         uuid,
  attempt     integer,
  digest      bytea,
  answer      bytea,
  at          timestamptz not null,
  recorded_at timestamptz not null,
  check ((subject is null) = (place is null))
);
create unique index evidence_record_subject on hub.evidence_record (subject, place) where subject is not null;
comment on column hub.evidence_record.seq is 'Gap-free, from 1.';
comment on column hub.evidence_record.place is 'Gap-free within the dossier, from 1: what is missing at its end is noticed too.';

-- Public halves of the keys that signed heads. Kept for ever: old heads are verified with old keys.
create table hub.evidence_key (
  id         text        primary key,
  public_pem text        not null,
  created_at timestamptz not null default now()
);

-- A signed head over the records first_seq..last_seq: Merkle root, last hash, the head before.
create table hub.evidence_head (
  number    bigint      primary key check (number >= 1),
  first_seq bigint      not null unique,
  last_seq  bigint      not null unique references hub.evidence_record,
  root      bytea       not null,
  last_hash bytea       not null,
  previous  bytea,
  at        timestamptz not null,
  key_id    text        not null references hub.evidence_key,
  hash      bytea       not null,
  signature bytea       not null,
  check (first_seq <= last_seq)
);

-- RFC 3161 time-stamp tokens over the heads' hashes.
create table hub.evidence_stamp (
  head_number bigint      primary key references hub.evidence_head,
  token       bytea       not null,
  stamped_at  timestamptz not null
);

-- When no stamp could be had. Opened once and closed once per outage; both are evidence themselves.
create table hub.evidence_outage (
  id        bigint generated always as identity primary key,
  cause     text        not null,
  opened_at timestamptz not null default now(),
  closed_at timestamptz
);
create unique index evidence_outage_open on hub.evidence_outage ((true)) where closed_at is null;

-- What makes a digest checkable, and its owner findable: 122 random bits, as text before the content. They lie with the
-- content and go with it; without them a digest says nothing about anybody.
alter table hub.dossier_event     add column salt uuid default gen_random_uuid();
alter table hub.dossier_leg_event add column salt uuid default gen_random_uuid();
alter table hub.readdressing      add column salt uuid default gen_random_uuid();
alter table hub.delivery          add column salt uuid default gen_random_uuid();
comment on column hub.delivery.salt is 'Of all digests about this message (docs/evidence.md); null: erased.';

-- Every erasure of content and salt: who wanted it and why. The chain stays whole.
create table hub.evidence_erasure (
  id         uuid        primary key default gen_random_uuid(),
  subject    text,
  message    uuid,
  reason     text        not null check (reason <> ''),
  decided_by text        not null check (decided_by <> ''),
  at         timestamptz not null default now(),
  salt       uuid        not null default gen_random_uuid(),
  check ((subject is null) <> (message is null))
);

-- stable like what it is made of, so that it is put in line
create function hub.salted_digest(salt uuid, content text) returns bytea
language sql stable parallel safe
return sha256(convert_to(salt::text || content, 'UTF8'));

-- What a step says in words: kept with the event, digested here. Built from stored columns, so it can be built again.
create function hub.evidence_words(reason text, officer text, assignee text, details jsonb) returns text
language sql stable
return jsonb_build_object('reason', reason, 'officer', officer, 'assignee', assignee, 'details', details)::text;

create function hub.evidence_readdressing(reason text, basis text) returns text
language sql stable
return jsonb_build_object('reason', reason, 'basis', basis)::text;

create function hub.evidence_reopening(by text, parked_reason text) returns text
language sql stable
return jsonb_build_object('by', by, 'parkedReason', parked_reason)::text;

create function hub.evidence_of_erasure(by text, reason text) returns text
language sql stable
return jsonb_build_object('by', by, 'reason', reason)::text;

-- The two that happen all the time work row by row, with a look-up by key and an insert.
create function hub.note_step() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into hub.evidence_entry (kind, outcome, subject, from_org, to_org, holder, ref, digest, at)
  values ('step', new.step, (select code from hub.dossier where id = new.dossier_id), new.by_org, new.to_org, new.held_by,
          new.event_id, hub.salted_digest(new.salt,
            hub.evidence_words(new.reason, new.officer, new.assignee, new.details)), new.at);
  return null;
end $$;
create trigger evidence after insert on hub.dossier_event for each row execute function hub.note_step();

create function hub.note_leg() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into hub.evidence_entry (kind, outcome, subject, from_org, to_org, ref, digest, at)
  select 'leg', f.step, d.code, f.by_org, l.agency, f.event_id,
         hub.salted_digest(f.salt, hub.evidence_words(f.reason, f.officer, null, f.details)), f.at
  from fresh f
  join hub.dossier d on d.id = f.dossier_id
  join hub.dossier_leg l on l.dossier_id = f.dossier_id and l.number = f.number
  order by f.id;
  return null;
end $$;
create trigger evidence after insert on hub.dossier_leg_event referencing new table as fresh
for each statement execute function hub.note_leg();

-- A reform moved a dossier, or one of the places on its way, to whoever follows (P10).
create function hub.note_readdressing() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into hub.evidence_entry (kind, outcome, subject, from_org, to_org, holder, ref, digest, at)
  select 'readdressed', f.role, d.code, f.from_org, f.to_org, d.held_by, f.event_id,
         hub.salted_digest(f.salt, hub.evidence_readdressing(f.reason, f.basis)), f.at
  from fresh f join hub.dossier d on d.id = f.dossier_id
  order by f.dossier_id, f.revision, f.role, f.from_org;
  return null;
end $$;
create trigger evidence after insert on hub.readdressing referencing new table as fresh
for each statement execute function hub.note_readdressing();

create function hub.note_attempt() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into hub.evidence_entry (kind, outcome, subject, from_org, to_org, ref, attempt, digest, answer, at)
  select 'attempt', new.outcome, d.subject, d.envelope -> 'data' ->> 'by', d.receiver, new.message_id, new.attempt,
         hub.salted_digest(d.salt, d.envelope::text), hub.salted_digest(d.salt, new.detail), new.started_at
  from hub.delivery d where d.message_id = new.message_id;
  return null;
end $$;
create trigger evidence after insert on hub.delivery_attempt for each row execute function hub.note_attempt();

create function hub.note_reopened() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into hub.evidence_entry (kind, outcome, subject, to_org, ref, attempt, digest, answer, at)
  select 'reopened', f.cause, d.subject, d.receiver, f.message_id, f.attempts,
         hub.salted_digest(d.salt, d.envelope::text),
         hub.salted_digest(d.salt, hub.evidence_reopening(f.by, f.parked_reason)), f.at
  from fresh f join hub.delivery d using (message_id)
  order by d.receiver, d.subject, d.sequence;
  return null;
end $$;
create trigger evidence after insert on hub.delivery_reopened referencing new table as fresh
for each statement execute function hub.note_reopened();

-- Parked, or any later ending that is neither waiting nor delivered; and a message that goes to another agency.
create function hub.note_delivery() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
declare
  salted bytea := hub.salted_digest(new.salt, new.envelope::text);
begin
  if old.receiver is distinct from new.receiver then
    insert into hub.evidence_entry (kind, outcome, subject, from_org, to_org, ref, digest, at)
    values ('readdressed', 'message', new.subject, old.receiver, new.receiver, new.message_id, salted, now());
  end if;
  if old.state is distinct from new.state and new.state not in ('waiting', 'delivered') then
    insert into hub.evidence_entry (kind, outcome, subject, to_org, ref, attempt, digest, at)
    values ('stopped', new.state, new.subject, new.receiver, new.message_id, new.attempts, salted, now());
  end if;
  return null;
end $$;
create trigger evidence after update on hub.delivery for each row
when ((old.state is distinct from new.state and new.state not in ('waiting', 'delivered'))
      or old.receiver is distinct from new.receiver)
execute function hub.note_delivery();

create function hub.note_unreadable() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into hub.evidence_entry (kind, at) select 'unreadable', created_at from fresh order by id;
  return null;
end $$;
create trigger evidence after insert on hub.parked_message referencing new table as fresh
for each statement execute function hub.note_unreadable();

create function hub.note_due() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into hub.evidence_entry (kind, outcome, subject, holder, at)
  select 'due', f.fate, d.code, d.held_by, f.at from fresh f join hub.dossier d on d.id = f.dossier_id order by d.code;
  return null;
end $$;
create trigger evidence after insert on hub.due_change referencing new table as fresh
for each statement execute function hub.note_due();

create function hub.note_outage() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into hub.evidence_entry (kind, outcome, at)
  values ('stamping', case when new.closed_at is null then 'lost' else 'back' end, coalesce(new.closed_at, new.opened_at));
  return null;
end $$;
create trigger evidence after insert or update on hub.evidence_outage for each row execute function hub.note_outage();

create function hub.note_erasure() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into hub.evidence_entry (kind, outcome, subject, ref, answer, at)
  values ('erased', case when new.message is null then 'dossier' else 'message' end,
          coalesce(new.subject, (select d.subject from hub.delivery d where d.message_id = new.message)), new.id,
          hub.salted_digest(new.salt, hub.evidence_of_erasure(new.decided_by, new.reason)), new.at);
  return null;
end $$;
create trigger evidence after insert on hub.evidence_erasure for each row execute function hub.note_erasure();

-- Moves facts into the chain as they are; whoever calls says only the numbers and hashes. The application can neither
-- add a fact of its own nor leave one out unseen.
create function hub.append_evidence(first_seq bigint, entries bigint[], places integer[], hashes bytea[]) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
  moved bigint;
begin
  if first_seq <> (select coalesce(max(seq), 0) + 1 from hub.evidence_record) then
    raise exception 'evidence continues at another number than %', first_seq;
  end if;
  with taken as (
    delete from hub.evidence_entry where id = any(entries) returning *
  )
  insert into hub.evidence_record (seq, place, hash, kind, outcome, subject, from_org, to_org, holder, ref, attempt,
                                   digest, answer, at, recorded_at)
  select first_seq + given.n - 1, given.place, given.hash, t.kind, t.outcome, t.subject, t.from_org, t.to_org, t.holder,
         t.ref, t.attempt, t.digest, t.answer, t.at, t.recorded_at
  from unnest(entries, places, hashes) with ordinality as given (id, place, hash, n) join taken t using (id)
  order by given.n;
  get diagnostics moved = row_count;
  if moved <> cardinality(entries) then
    raise exception 'of % facts only % were there to be chained', cardinality(entries), moved;
  end if;
end $$;
revoke execute on function hub.append_evidence(bigint, bigint[], integer[], bytea[]) from public;
grant execute on function hub.append_evidence(bigint, bigint[], integer[], bytea[]) to hub_app;

grant select on hub.evidence_entry, hub.evidence_record, hub.evidence_erasure to hub_app;
grant select, insert on hub.evidence_key, hub.evidence_head, hub.evidence_stamp to hub_app;
grant select, insert, update (closed_at) on hub.evidence_outage to hub_app;

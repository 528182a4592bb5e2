-- Succession in flight (P10): what an ended agency was not told yet goes to the agency that follows it (docs/delivery.md).

-- What became of the lane of an agency that ended; the schedule itself stays in hub.delivery.
alter table hub.lane add column succession text check (succession in ('kept', 'moved', 'undecided'));
comment on column hub.lane.succession is
  'kept: the partner that serves the agency serves the one that follows too, so it goes on here; moved: what was open went to the lane of who follows, and what still comes goes there too; undecided: a person must say, and nothing is sent; null: the agency stands, or nobody looked yet.';
create index lane_undecided on hub.lane (receiver) where succession = 'undecided';

create function hub.agency_ended(code text, at timestamptz) returns boolean
language sql stable
return exists (
  select from hub.organisation o
  where o.code = agency_ended.code and o.valid_to < (agency_ended.at at time zone 'Asia/Ho_Chi_Minh')::date);

-- Who gets a message that comes into the lane now: nobody, where its messages go to another or a person must say.
create function hub.partner_of_lane(receiver text, subject text) returns text
language sql stable
return (
  select u.partner_id
  from hub.partner_unit u
  left join hub.lane l on l.receiver = partner_of_lane.receiver and l.subject = partner_of_lane.subject
  where u.organisation_code = partner_of_lane.receiver and coalesce(l.succession, 'kept') = 'kept');
grant execute on function hub.agency_ended(text, timestamptz), hub.partner_of_lane(text, text) to hub_app;

-- The message of record stays where it was, and the word of where it went takes its place, as when a person re-addresses it.
alter table hub.delivery_substitute
  drop constraint delivery_substitute_kind_check,
  drop constraint delivery_substitute_check,
  add column effective date,
  add column ground    text,
  add column was       text check (was in ('announced', 'inTransit', 'waiting', 'calling', 'queued', 'parked')),
  add check (kind in ('withdrawn', 'replaced', 'readdressed', 'succeeded')),
  add check ((kind in ('readdressed', 'succeeded')) = (moved_to is not null)),
  add check (kind = 'succeeded' or (kind = 'readdressed') = (moved_as is not null)),
  add check ((kind = 'succeeded') = (effective is not null and ground is not null and was is not null));
create index delivery_substitute_succeeded on hub.delivery_substitute (at, message_id) where kind = 'succeeded';
comment on column hub.delivery_substitute.moved_as is
  'The message by which the other agency was told; null: an operator had withdrawn it, so there was nothing to tell.';
comment on column hub.delivery_substitute.effective is 'First day without the agency it was for.';
comment on column hub.delivery_substitute.ground is 'How that agency follows: the kinds of succession, or the rule a person made.';
comment on column hub.delivery_substitute.was is
  'How far it was: calling and queued may have arrived at the agency that ended.';

alter table hub.delivery_reopened drop constraint delivery_reopened_cause_check;
alter table hub.delivery_reopened add constraint delivery_reopened_cause_check
  check (cause in ('operator', 'subscription', 'agency', 'digest', 'succession'));

create function hub.evidence_of_succeeding(s hub.delivery_substitute) returns text
language sql stable
return jsonb_build_object('to', s.moved_to, 'as', s.moved_as, 'effective', s.effective, 'ground', s.ground,
  'basis', s.reason, 'by', s.by)::text;

create function hub.note_succeeded() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into hub.evidence_entry (kind, outcome, subject, from_org, to_org, ref, attempt, digest, answer, at)
  select 'succeeded', new.was, d.subject, d.receiver, new.moved_to, d.message_id, d.attempts,
         hub.salted_digest(d.salt, d.envelope::text), hub.salted_digest(d.salt, hub.evidence_of_succeeding(new)), new.at
  from hub.delivery d where d.message_id = new.stands_for;
  return null;
end $$;
create trigger evidence after insert on hub.delivery_substitute for each row
when (new.kind = 'succeeded') execute function hub.note_succeeded();

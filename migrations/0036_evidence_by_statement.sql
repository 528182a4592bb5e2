-- Steps and attempts come many to a statement: what is noted of them is noted by one statement as well, not row by row.
-- The same facts with the same contents; of one dossier in the order of its steps, of one lane in that of its messages.
drop trigger evidence on hub.dossier_event;
create or replace function hub.note_step() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into hub.evidence_entry (kind, outcome, subject, from_org, to_org, holder, ref, digest, at)
  select 'step', f.step, d.code, f.by_org, f.to_org, f.held_by, f.event_id,
         hub.salted_digest(f.salt, hub.evidence_words(f.reason, f.officer, f.assignee, f.details)), f.at
  from fresh f join hub.dossier d on d.id = f.dossier_id
  order by f.dossier_id, f.revision;
  return null;
end $$;
create trigger evidence after insert on hub.dossier_event referencing new table as fresh
for each statement execute function hub.note_step();

drop trigger evidence on hub.delivery_attempt;
create or replace function hub.note_attempt() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into hub.evidence_entry (kind, outcome, subject, from_org, to_org, ref, attempt, digest, answer, at)
  select 'attempt', f.outcome, d.subject, d.envelope -> 'data' ->> 'by', d.receiver, f.message_id, f.attempt,
         hub.salted_digest(d.salt, d.envelope::text), hub.salted_digest(d.salt, f.detail), f.started_at
  from fresh f join hub.delivery d using (message_id)
  order by d.receiver, d.subject, d.sequence, f.attempt;
  return null;
end $$;
create trigger evidence after insert on hub.delivery_attempt referencing new table as fresh
for each statement execute function hub.note_attempt();

-- What came off the transport and could not be taken in, or killed its consumers, is let go or dismissed by a person, on
-- record like what is done with a parked message.
alter table hub.parked_message add column message_id uuid;
comment on column hub.parked_message.message_id is 'The id under which it came; null: none of ours.';

create table hub.parked_message_decision (
  parked_id  bigint primary key references hub.parked_message,
  decision   text        not null check (decision in ('released', 'dismissed')),
  by         text        not null check (by <> ''),
  reason     text        not null check (reason <> ''),
  at         timestamptz not null default now()
);
comment on table hub.parked_message_decision is
  'released: it is owed to a unit and was sent again from the outbox; dismissed: nobody is owed it, and it stays only as a record.';
grant select, insert on hub.parked_message_decision to hub_app;

-- Of what was kept before, the id it said of itself.
do $$
declare kept record;
begin
  for kept in select id, body from hub.parked_message loop
    begin
      update hub.parked_message set message_id = (convert_from(kept.body, 'utf8')::jsonb ->> 'messageId')::uuid
      where id = kept.id;
    exception when others then null; -- it says none
    end;
  end loop;
end $$;

create function hub.note_unreadable_decided() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into hub.evidence_entry (kind, outcome, subject, to_org, ref, at)
  select 'unreadable', new.decision, o.subject, o.receiver, p.message_id, new.at
  from hub.parked_message p left join hub.outbox o using (message_id) where p.id = new.parked_id;
  return null;
end $$;
create trigger evidence after insert on hub.parked_message_decision for each row
execute function hub.note_unreadable_decided();

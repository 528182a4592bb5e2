-- What the signatures of letters that came are worth (QĐ 28/2018 art. 4): looked at after the letter was entered, so that no check
-- holds up what comes, and on record in the chain of evidence (docs/signatures.md).

create table hub.letter_look (
  id         bigint      generated always as identity primary key,
  letter_id  bigint      not null references hub.letter,
  item_id    bigint      not null references hub.letter_item,
  what       text        not null check (what in ('message', 'file')),
  sha256     text        not null,
  tries      integer     not null default 0,
  next_at    timestamptz not null,
  unique (letter_id, item_id, what, sha256)
);
create index letter_look_due on hub.letter_look (next_at, id);
comment on table hub.letter_look is 'Signatures that are still to be looked at: the XML signature of a message, those of a PDF in it. Gone once it is done.';
comment on column hub.letter_look.tries is 'How often it was begun; one that a shutdown broke off does not count.';

create table hub.letter_check (
  id         uuid        primary key default gen_random_uuid(),
  letter_id  bigint      not null references hub.letter,
  item_id    bigint      not null references hub.letter_item,
  what       text        not null check (what in ('message', 'file')),
  sha256     text        check (sha256 ~ '^[0-9a-f]{64}$'),
  verdict    text        not null check (verdict in ('unsigned', 'valid', 'validUntrusted', 'changedAfter', 'invalid', 'unreadable')),
  record     text,
  salt       uuid        default gen_random_uuid(),
  checked_at timestamptz not null,
  check ((record is null) = (salt is null))
);
create index letter_check_letter on hub.letter_check (letter_id);
comment on table hub.letter_check is 'What was found of signatures, once and for good; it names signers, and its words and salt go when the letter is erased.';
comment on column hub.letter_check.item_id is 'What the axis offered that brought it.';
comment on column hub.letter_check.sha256 is 'Of what was looked at: the message as it came, or the file; null: erased.';
comment on column hub.letter_check.record is 'Canonical JSON (RFC 8785): what, how it was found, when, and whose certificates were believed then; null: erased.';

-- In the chain under the dossier that the letter belongs to by then; of no dossier, under none.
create function hub.note_letter_check() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into hub.evidence_entry (kind, outcome, subject, to_org, ref, digest, at)
  select 'signature', f.verdict, d.code, l.unit, f.id, hub.salted_digest(f.salt, f.record), f.checked_at
  from fresh f join hub.letter l on l.id = f.letter_id left join hub.dossier d on d.id = l.dossier_id
  order by f.checked_at, f.id;
  return null;
end $$;
create trigger evidence after insert on hub.letter_check referencing new table as fresh
for each statement execute function hub.note_letter_check();

-- A letter that is linked, or moved, brings along what was found of it before: the same digests under the dossier's code.
create function hub.note_letter_link() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into hub.evidence_entry (kind, outcome, subject, to_org, ref, digest, at)
  select 'signature', c.verdict, d.code, new.unit, c.id, hub.salted_digest(c.salt, c.record), new.linked_at
  from hub.letter_check c join hub.dossier d on d.id = new.dossier_id
  where c.letter_id = new.id and c.record is not null
  order by c.checked_at, c.id;
  return null;
end $$;
create trigger evidence after update of dossier_id on hub.letter for each row
when (new.dossier_id is not null and old.dossier_id is distinct from new.dossier_id)
execute function hub.note_letter_link();

-- PDFs that nobody looked at yet
insert into hub.letter_look (letter_id, item_id, what, sha256, next_at)
select distinct f.letter_id, m.item_id, 'file', f.sha256, now()
from hub.letter_file f join hub.letter l on l.id = f.letter_id
join hub.letter_message m on m.letter_id = f.letter_id and m.version = f.version
where l.side = 'in' and f.type = 'pdf' and f.verdict is null and m.item_id is not null;

grant select, insert, update, delete on hub.letter_look to hub_app;
grant select, insert on hub.letter_check to hub_app;

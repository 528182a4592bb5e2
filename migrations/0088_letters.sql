-- Official letters over the document axis (QĐ 28/2018, NĐ 30/2020, QCVN 102:2016; ADR 19). What comes is kept as it came, before it
-- is understood; who decides about a doubt is a person. What we owe the axis is a row.

create table hub.letter_item (
  id           bigint      generated always as identity primary key,
  account      text        not null,
  message_type text        not null check (message_type in ('edoc', 'status')),
  axis_id      text        not null check (char_length(axis_id) between 1 and 200),
  axis_from    text,
  axis_to      text[]      not null default '{}',
  state        text        not null default 'listed' check (state in ('listed', 'kept', 'done', 'failed')),
  ending       text        check (ending in ('stored', 'repeat', 'changed', 'heard', 'parked', 'refused', 'notOurs', 'trouble')),
  raw_sha256   text        references hub.file,
  fault        jsonb,
  tries        integer     not null default 0,
  troubles     integer     not null default 0,
  next_at      timestamptz,
  listed_at    timestamptz not null default now(),
  kept_at      timestamptz,
  ended_at     timestamptz,
  unique (account, message_type, axis_id),
  check (state <> 'kept' or ending is not null),
  check (state not in ('done', 'failed') or (ended_at is not null and next_at is null))
);
create index letter_item_due on hub.letter_item (next_at) where next_at is not null;
create index letter_item_raw on hub.letter_item (raw_sha256) where raw_sha256 is not null;
comment on table hub.letter_item is
  'What the axis offered, once: listed, then fetched and kept in one commit with what it did, then acknowledged. done leaves only after kept.';
comment on column hub.letter_item.raw_sha256 is 'As it came, in the folder of files; null: not fetched yet, or let go of.';
comment on column hub.letter_item.troubles is 'How often it was fetched and could not be entered, by no fault of the axis.';
comment on column hub.letter_item.fault is 'Why it could not be read, or what troubled us.';

create table hub.letter (
  id             bigint      generated always as identity primary key,
  side           text        not null check (side in ('in', 'out')),
  account        text        not null,
  unit           text        not null references hub.organisation,
  from_organ     text        not null,
  from_key       text        not null,
  from_name      text,
  to_organ       text        not null,
  document_id    text        not null check (char_length(document_id) between 1 and 500),
  document_ids   text[]      not null check (document_id = any(document_ids)),
  number         text,
  notation       text,
  code           text,
  issued         date,
  year           integer,
  type_name      text,
  subject        text,
  content        text,
  signer         jsonb,
  due            date,
  priority       text,
  reference_codes text[]     not null default '{}',
  response_for   jsonb       not null default '[]',
  reply_fors     text[]      not null default '{}',
  business       text        not null default 'new' check (business in ('new', 'recall', 'update', 'replace')),
  purpose        text        check (purpose in ('opinion', 'transfer', 'result', 'apology', 'explanation', 'other')),
  state          text        not null,
  request        text        check (request in ('recall', 'update')),
  request_at     timestamptz,
  request_reason text,
  request_path   text        check (request_path in ('message', 'status')),
  proposed       text        check (proposed in ('15', '16')),
  replaced_by    bigint      references hub.letter,
  version        integer     not null default 1,
  version_digest text,
  version_at     timestamptz,
  is_original_here boolean   not null default true,
  dossier_id     bigint      references hub.dossier,
  linked_how     text        check (linked_how in ('sent', 'referenceCode', 'responseFor', 'replyFor', 'person')),
  linked_by      text,
  linked_at      timestamptz,
  warnings       jsonb       not null default '[]',
  answer_by      timestamptz,
  answered_by    bigint      references hub.letter,
  receipt_due    timestamptz,
  receipt_late_at timestamptz,
  answer_late_at timestamptz,
  officer        text,
  partner_id     text        references hub.partner,
  cause          text,
  received_at    timestamptz not null default now(),
  changed_at     timestamptz not null default now(),
  check ((dossier_id is null) = (linked_how is null)),
  check ((request is null) = (request_at is null)),
  check (side = 'in' and state in ('arrived', 'accepted', 'assigned', 'processing', 'completed', 'refused', 'recalled', 'replaced')
      or side = 'out' and state in ('queued', 'sent', 'failed', 'recalled'))
);
create index letter_identity on hub.letter using gin (document_ids);
create index letter_number on hub.letter (code, side, from_key) where code is not null;
create unique index letter_number_once on hub.letter (unit, code, year) where side = 'out' and state <> 'failed';
create index letter_unit on hub.letter (unit, side, id);
create index letter_dossier on hub.letter (dossier_id) where dossier_id is not null;
create index letter_receipt on hub.letter (receipt_due) where side = 'in' and state = 'arrived';
create index letter_answer on hub.letter (answer_by) where answer_by is not null;
comment on column hub.letter.unit is 'The agency of ours: whose mailbox it lies in, or which sends it. A letter to two of ours is two.';
comment on column hub.letter.from_key is 'from_organ by meaning: both notations of one agency have one key.';
comment on column hub.letter.to_organ is 'How the letter names us, which is how we answer; of one of ours its first receiver.';
comment on column hub.letter.document_id is 'Opaque, NFC, trimmed; no message id: recall, update and states carry it, too.';
comment on column hub.letter.document_ids is 'Under which it may be named: its own, and what its updates said they act upon.';
comment on column hub.letter.code is 'Number and notation: 7816/VPCP-TTĐT. Ours once a year in one agency (NĐ 30 art. 15(1)).';
comment on column hub.letter.request is 'What the sender asks and a person has not answered yet (NĐ 30 art. 18(4)).';
comment on column hub.letter.proposed is 'The answer that the rules propose to that person.';
comment on column hub.letter.is_original_here is 'False: an update came of what was never here; the original may yet come.';
comment on column hub.letter.answer_by is 'Of an outgoing letter: until when an answer is waited for, and no longer.';
comment on column hub.letter.receipt_due is 'Until when 03 or 02 has to be told (NĐ 30 art. 21(2)(c)).';
comment on column hub.letter.warnings is 'For the clerk: codes and details; nothing is dropped for them.';

create table hub.letter_addressee (
  letter_id    bigint      not null references hub.letter,
  organ_key    text        not null,
  organ        text        not null,
  name         text,
  state        text        not null default 'queued' check (state in ('queued', 'sent', 'arrived', 'accepted', 'assigned', 'processing',
                             'completed', 'refused', 'recalled')),
  request      text        check (request in ('recall', 'update')),
  request_at   timestamptz,
  request_answer text      check (request_answer in ('open', 'agreed', 'refused')),
  contradicts  boolean     not null default false,
  last_code    text,
  changed_at   timestamptz not null default now(),
  primary key (letter_id, organ_key)
);
comment on column hub.letter_addressee.state is 'Follows from all that was heard, in whatever order it came.';
comment on column hub.letter_addressee.contradicts is 'Refused and taken at once: a person looks at it.';

create table hub.letter_message (
  id          bigint      generated always as identity primary key,
  letter_id   bigint      not null references hub.letter,
  item_id     bigint      references hub.letter_item,
  business    text        not null check (business in ('new', 'recall', 'update', 'replace')),
  unit        text        not null,
  from_key    text        not null,
  document_id text        not null,
  digest      text        not null check (digest ~ '^[0-9a-f]{64}$'),
  version     integer,
  written_at  timestamptz,
  said        jsonb,
  came_at     timestamptz not null default now()
);
create index letter_message_same on hub.letter_message (unit, from_key, document_id, business, digest);
create index letter_message_letter on hub.letter_message (letter_id, id);
comment on table hub.letter_message is 'Every message that made or changed a letter, as it was read; the letter has what counts now.';
comment on column hub.letter_message.digest is 'Of what it says and of its files, whatever its line ends, prefixes and hops.';
comment on column hub.letter_message.version is 'Null: a recall has no papers of its own, and what came again brought none.';

create table hub.letter_file (
  letter_id   bigint  not null references hub.letter,
  version     integer not null,
  place       integer not null,
  sha256      text    not null references hub.file,
  size        bigint  not null,
  type        text    not null,
  name        text,
  description text,
  verdict     jsonb,
  primary key (letter_id, version, place)
);
create index letter_file_sha256 on hub.letter_file (sha256);
comment on table hub.letter_file is 'Papers of every version; what an update replaced stays.';
comment on column hub.letter_file.verdict is 'Of its signatures; null: not looked at.';

create table hub.letter_status (
  id          bigint      generated always as identity primary key,
  letter_id   bigint      not null references hub.letter,
  item_id     bigint      references hub.letter_item,
  direction   text        not null check (direction in ('in', 'out')),
  organ_key   text        not null,
  code        text        not null check (code in ('01', '02', '03', '04', '05', '06', '13', '15', '16')),
  description text,
  said_at     timestamptz,
  digest      text        not null,
  officer     text,
  partner_id  text        references hub.partner,
  at          timestamptz not null default now(),
  unique (letter_id, direction, organ_key, digest)
);
comment on table hub.letter_status is 'What was said of a letter, theirs and ours, as it came; never rewritten.';
comment on column hub.letter_status.organ_key is 'Who reports.';
comment on column hub.letter_status.said_at is 'As they dated it: may lie before the letter, orders nothing.';

create table hub.letter_change (
  id         bigint      generated always as identity primary key,
  letter_id  bigint      not null references hub.letter,
  what       text        not null,
  details    jsonb       not null default '{}',
  by         text        not null,
  officer    text,
  reason     text,
  at         timestamptz not null default now()
);
create index letter_change_letter on hub.letter_change (letter_id, id);
comment on table hub.letter_change is 'What was done to a letter, by whom: append-only.';

create table hub.letter_task (
  id          bigint      generated always as identity primary key,
  account     text        not null,
  kind        text        not null check (kind in ('send', 'report')),
  letter_id   bigint      references hub.letter,
  from_organ  text        not null,
  to_organs   text[]      not null check (cardinality(to_organs) >= 1),
  code        text        check (code in ('01', '02', '03', '04', '05', '06', '13', '15', '16')),
  description text,
  about       jsonb,
  said_at     timestamptz not null,
  state       text        not null default 'waiting' check (state in ('waiting', 'unknown', 'done', 'forPerson', 'dropped')),
  next_at     timestamptz,
  due         timestamptz,
  tries       integer     not null default 0,
  called_at   timestamptz,
  first_called_at timestamptz,
  message_sha256 text        references hub.file,
  axis_id     text,
  fault       text,
  made_at     timestamptz not null default now(),
  ended_at    timestamptz,
  check (kind <> 'report' or (code is not null and about is not null)),
  check (kind <> 'send' or letter_id is not null),
  check (next_at is null or state in ('waiting', 'unknown')),
  check ((ended_at is null) = (state in ('waiting', 'unknown', 'forPerson')))
);
create unique index letter_task_send on hub.letter_task (letter_id) where kind = 'send';
create index letter_task_due on hub.letter_task (next_at) where next_at is not null;
create index letter_task_message on hub.letter_task (message_sha256) where message_sha256 is not null;
create index letter_task_letter on hub.letter_task (letter_id);
create index letter_task_axis on hub.letter_task (axis_id) where axis_id is not null;
comment on table hub.letter_task is
  'What is owed to the axis: a letter, or a state. unknown is written before a call leaves; a letter is then asked after first (P6).';

create table hub.letter_parked (
  id          bigint      generated always as identity primary key,
  account     text        not null,
  item_id     bigint      references hub.letter_item,
  unit        text,
  kind        text        not null check (kind in ('new', 'recall', 'update', 'replace', 'status')),
  why         text        not null check (why in ('unknown', 'several', 'notTheSender', 'notAnAddressee', 'fromDiffers')),
  from_key    text        not null,
  document_id text,
  code        text,
  year        integer,
  digest      text        not null,
  said        jsonb,
  came_at     timestamptz not null default now(),
  settled_at  timestamptz,
  settled_how text,
  settled_by  text,
  letter_id   bigint      references hub.letter,
  check ((settled_at is null) = (settled_how is null))
);
create unique index letter_parked_once on hub.letter_parked (account, coalesce(unit, ''), from_key, kind, digest, coalesce(document_id, ''));
create index letter_parked_identity on hub.letter_parked (document_id) where settled_at is null;
create index letter_parked_code on hub.letter_parked (code) where settled_at is null;
comment on table hub.letter_parked is 'What is said of letters that we do not know, or by whom has no say in them; looked at again when a letter comes.';

create table hub.letter_poll (
  account      text        not null,
  message_type text        not null check (message_type in ('edoc', 'status')),
  polled_at    timestamptz not null,
  primary key (account, message_type)
);
comment on table hub.letter_poll is 'When the axis last said what it offers: where days are its only cursor, it is asked from there on.';

alter table hub.dossier_file add column letter_id bigint references hub.letter;
create index dossier_file_letter on hub.dossier_file (letter_id) where letter_id is not null;
comment on column hub.dossier_file.letter_id is 'By which letter it is on the dossier: goes with a recall or another version, whose history is in letter_file.';

grant select, insert, update on hub.letter_item, hub.letter, hub.letter_addressee, hub.letter_task, hub.letter_parked,
  hub.letter_poll to hub_app;
grant select, insert on hub.letter_message, hub.letter_file, hub.letter_status, hub.letter_change to hub_app;
grant update (verdict) on hub.letter_file to hub_app;

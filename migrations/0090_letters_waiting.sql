-- The document axis: an account that is not let in waits as one, the axis' list of agencies is kept, and a person settles what is parked
-- or read again, with the reason on record (ADR 19).

create table hub.letter_gate (
  account text        primary key,
  since   timestamptz not null,
  tries   integer     not null default 1,
  next_at timestamptz not null,
  detail  text        not null
);
comment on table hub.letter_gate is
  'Accounts that the axis does not let in (name, secret or clock): one question is asked at next_at, all else waits. No row: it is let in.';

create table hub.letter_agency (
  account    text not null,
  identifier text not null,
  key        text not null,
  agency     text not null,
  place      integer not null,
  primary key (account, identifier)
);
create index letter_agency_key on hub.letter_agency (account, key);
create index letter_agency_one on hub.letter_agency (account, agency);
comment on table hub.letter_agency is
  'Which identifiers are one agency, as the axis of the account lists them; only those that arithmetic does not tell.';
comment on column hub.letter_agency.key is 'The identifier by meaning: both notations of it have one key.';
comment on column hub.letter_agency.agency is 'Those with the same are one.';
comment on column hub.letter_agency.place is 'Its place in the row: the code of today first.';

create table hub.letter_agency_list (
  account  text        primary key,
  asked_at timestamptz not null,
  agencies integer     not null
);
comment on table hub.letter_agency_list is 'When the axis last told its list of agencies, and how many it has.';

create table hub.letter_item_decision (
  id      bigint      generated always as identity primary key,
  item_id bigint      not null references hub.letter_item,
  what    text        not null check (what = 'again'),
  by      text        not null,
  reason  text        not null,
  at      timestamptz not null
);
create index letter_item_decision_item on hub.letter_item_decision (item_id);
comment on table hub.letter_item_decision is 'Who had an item fetched and read again, and why: append-only.';

create table hub.letter_parked_file (
  parked_id   bigint  not null references hub.letter_parked,
  place       integer not null,
  sha256      text    not null references hub.file,
  size        bigint  not null,
  type        text    not null,
  name        text,
  description text,
  verdict     jsonb,
  primary key (parked_id, place)
);
create index letter_parked_file_sha256 on hub.letter_parked_file (sha256);
comment on table hub.letter_parked_file is 'Papers of what is parked, until it is settled: a letter has them then, or they go.';

alter table hub.letter_message add column anew boolean not null default false;
comment on column hub.letter_message.anew is 'The letter was gone, and came again by this: what was asked of it before is over.';

-- what could not be read is told by its code and place; details showed words of the message
update hub.letter_item set fault = fault || '{"detail": ""}' where fault ->> 'code' is distinct from 'delayed';

grant select, insert, update, delete on hub.letter_gate to hub_app;
grant select, insert, delete on hub.letter_agency, hub.letter_parked_file to hub_app;
grant select, insert, update on hub.letter_agency_list to hub_app;
grant select, insert on hub.letter_item_decision to hub_app;

-- Reconciliation at work (ADR 17, R12): what a file tells completely, what a note names, matches that end, and who did what to a case.

alter table hub.money_file add column covers date;
comment on column hub.money_file.covers is
  'The last day that it tells completely: only up to it is a booking of ours missed there. Null: a notification tells none.';
comment on column hub.money_file.released_by is 'Who let a held file count, or threw it away (then its weight is "refused").';

-- a held file's row may stand beside the same row of another file: once it counts, whatever comes
alter table hub.money_row drop constraint money_row_place_key_key;
create unique index money_row_counted on hub.money_row (place, key) where counts;
create index money_row_number on hub.money_row (place, their_number) where their_number is not null;
create unique index money_row_of_file on hub.money_row (file_sha256, place, key);
alter table hub.money_row
  add column hint     text,
  add column mentions smallint not null default 0;
comment on column hub.money_row.reference is 'Of a gateway: as it states it. Of a bank: the only one of ours in the text.';
comment on column hub.money_row.hint is 'The beginning of one of ours at the end of the text, cut off there.';
comment on column hub.money_row.mentions is 'How many of ours the text holds, whether they were ever given out or not.';

-- a match ends when its booking is taken back: the row is to be explained anew
alter table hub.money_match drop constraint money_match_pkey;
alter table hub.money_match
  add column id bigint generated always as identity primary key,
  add column ended_at timestamptz;
drop index hub.money_match_booking;
drop index hub.money_match_row;
create unique index money_match_booking on hub.money_match (booking_id) where ended_at is null;
create unique index money_match_row on hub.money_match (row_id) where ended_at is null;

alter table hub.money_case
  add column suspense_id text references hub.journal_booking,
  add column proposed_by text,
  add column proposed_at timestamptz,
  add constraint money_case_proposed check ((proposed_by is null) = (proposed_at is null));
comment on column hub.money_case.suspense_id is 'The booking that holds a statement''s money until it is explained.';
comment on column hub.money_case.proposed_by is 'Who would owe it back; another person approves.';
-- what reconciliation opens it opens once, and moves from class to class
drop index hub.money_case_booking;
drop index hub.money_case_row;
create unique index money_case_booking on hub.money_case (class, booking_id)
  where booking_id is not null and closed_at is null and class not in ('missingHere', 'missingThere', 'amountDiffers', 'duplicate');
create unique index money_case_ours on hub.money_case (booking_id)
  where booking_id is not null and closed_at is null and class in ('missingHere', 'missingThere', 'amountDiffers', 'duplicate');
create unique index money_case_theirs on hub.money_case (row_id)
  where row_id is not null and closed_at is null and class in ('missingHere', 'missingThere', 'amountDiffers', 'duplicate');
create index money_case_of_row on hub.money_case (row_id) where row_id is not null;
create index money_case_of_booking on hub.money_case (booking_id) where booking_id is not null;
create index money_case_place on hub.money_case (place, class) where closed_at is null;

create table hub.money_case_change (
  case_id bigint      not null references hub.money_case,
  number  integer     not null check (number >= 1),
  act     text        not null check (act in ('assigned', 'noted', 'named', 'proposed', 'approved', 'declined', 'explained', 'closed')),
  by      text        not null,
  why     text        not null,
  details jsonb       not null default '{}',
  at      timestamptz not null,
  primary key (case_id, number)
);
comment on table hub.money_case_change is 'What people did to a case, and why: history, never rewritten.';

grant update (ended_at) on hub.money_match to hub_app;
grant select, insert on hub.money_case_change to hub_app;

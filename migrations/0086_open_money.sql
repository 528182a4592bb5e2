-- Reconciliation without a bound of days: what is still to be matched is known by itself, however old it is and however much was matched.

-- of rows that count and of bookings at a place those without a match in force: kept by the triggers below, never by hand
create table hub.money_open_row (
  place  text   not null,
  row_id bigint not null,
  primary key (place, row_id)
);
comment on table hub.money_open_row is 'Rows that count and have no counterpart yet: what a reconciliation lays out, whatever their day.';
create table hub.money_open_line (
  booking_id text not null,
  place      text not null,
  day        date not null,
  primary key (booking_id, place)
);
create index money_open_line_place on hub.money_open_line (place, day);
comment on table hub.money_open_line is
  'Bookings of ours at a bank or a gateway that no row was found for. Not what only holds a row, nor what was taken back.';

create function hub.is_to_be_matched(kind text, reverses text, account text) returns boolean
  language sql immutable parallel safe
  return reverses is null and kind <> 'unexplained'
     and (account like 'bank:%' or (account like 'gateway:%' and kind not in ('settled', 'postSettled')));
comment on function hub.is_to_be_matched is 'Whether the other side tells a booking: a settlement is told by the bank, and not by the gateway.';

create function hub.money_lines_open() returns trigger
  language plpgsql as $$
begin
  insert into hub.money_open_line (booking_id, place, day)
  select l.booking_id, l.account, b.day
    from fresh l join hub.journal_booking b on b.id = l.booking_id
   where hub.is_to_be_matched(b.kind, b.reverses, l.account)
  on conflict do nothing;
  delete from hub.money_open_line
   where booking_id = any (array(select b.reverses from fresh l join hub.journal_booking b on b.id = l.booking_id
                                  where b.reverses is not null));
  return null;
end
$$;
create trigger journal_line_opens after insert on hub.journal_line
  referencing new table as fresh for each statement execute function hub.money_lines_open();

create function hub.money_rows_open() returns trigger
  language plpgsql as $$
begin
  insert into hub.money_open_row (place, row_id) select place, id from fresh where counts;
  return null;
end
$$;
create trigger money_row_opens after insert on hub.money_row
  referencing new table as fresh for each statement execute function hub.money_rows_open();

create function hub.money_rows_change() returns trigger
  language plpgsql as $$
begin
  delete from hub.money_open_row o
   using fresh f join stale s on s.id = f.id
   where s.counts and not f.counts and o.place = f.place and o.row_id = f.id;
  insert into hub.money_open_row (place, row_id)
  select f.place, f.id from fresh f join stale s on s.id = f.id
   where f.counts and not s.counts
     and not exists (select from hub.money_match m where m.row_id = f.id and m.ended_at is null)
  on conflict do nothing;
  return null;
end
$$;
create trigger money_row_changes after update on hub.money_row
  referencing new table as fresh old table as stale for each statement execute function hub.money_rows_change();

-- by keys as constants: these tables grow and shrink by a day's rows within a transaction, and joins would be planned for other sizes
create function hub.money_matched() returns trigger
  language plpgsql as $$
declare
  one record;
begin
  for one in
    select r.place, array_agg(m.row_id) as row_ids, array_agg(m.booking_id) as booking_ids
      from fresh m join hub.money_row r on r.id = m.row_id where m.ended_at is null group by r.place
  loop
    delete from hub.money_open_row where place = one.place and row_id = any (one.row_ids);
    delete from hub.money_open_line where booking_id = any (one.booking_ids) and place || '' = one.place;
  end loop;
  return null;
end
$$;
create trigger money_match_made after insert on hub.money_match
  referencing new table as fresh for each statement execute function hub.money_matched();

create function hub.money_match_ended() returns trigger
  language plpgsql as $$
declare
  one record;
begin
  for one in
    select r.place, array_agg(m.row_id) as row_ids, array_agg(m.booking_id) as booking_ids
      from fresh m join hub.money_row r on r.id = m.row_id where m.ended_at is not null group by r.place
  loop
    insert into hub.money_open_row (place, row_id)
    select r.place, r.id from hub.money_row r
     where r.id = any (one.row_ids) and r.counts
       and not exists (select from hub.money_match n where n.row_id = r.id and n.ended_at is null)
    on conflict do nothing;
    insert into hub.money_open_line (booking_id, place, day)
    select b.id, l.account, b.day
      from hub.journal_booking b join hub.journal_line l on l.booking_id = b.id and l.account || '' = one.place
     where b.id = any (one.booking_ids) and hub.is_to_be_matched(b.kind, b.reverses, l.account)
       and not exists (select from hub.journal_booking v where v.reverses = b.id)
       and not exists (select from hub.money_match n where n.booking_id = b.id and n.ended_at is null)
    on conflict do nothing;
  end loop;
  return null;
end
$$;
create trigger money_match_ends after update on hub.money_match
  referencing new table as fresh for each statement execute function hub.money_match_ended();

insert into hub.money_open_row (place, row_id)
select r.place, r.id from hub.money_row r
 where r.counts and not exists (select from hub.money_match m where m.row_id = r.id and m.ended_at is null);
insert into hub.money_open_line (booking_id, place, day)
select b.id, l.account, b.day
  from hub.journal_line l join hub.journal_booking b on b.id = l.booking_id
 where hub.is_to_be_matched(b.kind, b.reverses, l.account)
   and not exists (select from hub.journal_booking v where v.reverses = b.id)
   and not exists (select from hub.money_match m where m.booking_id = b.id and m.ended_at is null);

-- also found by the beginning of a reference that a bank cut off
drop index hub.journal_booking_about;
create index journal_booking_about on hub.journal_booking (about text_pattern_ops);

grant select, insert, delete on hub.money_open_row, hub.money_open_line to hub_app;

-- One account in two formats: each file keeps all that it told, and what another one had told before counts once.
alter table hub.money_row add column same_as bigint references hub.money_row;
comment on column hub.money_row.same_as is 'The row of another file that is the same movement of money and counts in its place.';
create index money_row_same_as on hub.money_row (same_as) where same_as is not null;
-- texts that are to be let go of one day
create index money_row_worded on hub.money_row (day) where text <> '';
grant update (same_as) on hub.money_row to hub_app;
alter table hub.money_file add column told_from date;
comment on column hub.money_file.told_from is 'The first day that it has rows of.';
update hub.money_file f set told_from = first.day
  from (select file_sha256, place, min(day) as day from hub.money_row group by 1, 2) first
 where first.file_sha256 = f.sha256 and first.place = f.place;

create table hub.money_file_change (
  sha256 text        not null references hub.money_file,
  number integer     not null check (number >= 1),
  act    text        not null check (act in ('released', 'rejected', 'proposed', 'declined', 'takenBack')),
  place  text        not null,
  by     text        not null,
  login  text        not null,
  why    text        not null,
  at     timestamptz not null,
  primary key (sha256, number)
);
comment on table hub.money_file_change is
  'What people did to a file, and why: history, never rewritten. "proposed": to take it back, which another person approves.';
comment on column hub.money_file_change.place is 'Where it was then: taken back, the same bytes may come again for another account.';
grant select, insert on hub.money_file_change to hub_app;

-- money of a file that was taken back is no money; it stays on record, and its booking is reversed
alter table hub.payment drop constraint payment_kept_check;
alter table hub.payment add constraint payment_kept_check check (kept in ('counted', 'suspense', 'takenBack'));

-- who was logged in, beside the name that was given
alter table hub.money_case add column proposed_login text;
alter table hub.money_case_change add column login text;
comment on column hub.money_case_change.login is 'Of the operating system; null: from before it was kept.';

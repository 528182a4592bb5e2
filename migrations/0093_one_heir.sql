-- Files of one account that tell the same money: one row counts, all the others point to it, and what one of them names all of them name.

comment on column hub.money_row.same_as is
  'The row of another file that is the same movement of money and counts in its place; the one that took over where its file was taken back.';
-- a row is known where its key is that of one that is the same as another
create index money_row_twin on hub.money_row (place, key) where same_as is not null;
comment on column hub.money_row.reference is
  'Of a gateway: as it states it. Of a bank: the only one of ours in the text, or in that of the same row in another file.';
grant update (reference, hint, mentions) on hub.money_row to hub_app;

-- what was taken back leaves its number: the same payment may be told after all
drop index hub.payment_their_number;
create unique index payment_their_number on hub.payment (holder, their_number)
  where their_number is not null and kept <> 'takenBack';
create index payment_number_before on hub.payment (holder, their_number) where their_number is not null and kept = 'takenBack';

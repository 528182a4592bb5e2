-- Whoever gave a letter back and gets an update of it gets it anew (NĐ 30/2020 art. 18(3)): what it said before is over, also at every
-- request after that.

alter table hub.letter_addressee add column anew_at timestamptz;
comment on column hub.letter_addressee.anew_at is 'When an update left to it that had given the letter back: what it said before is over.';
comment on column hub.letter_task.first_called_at is 'Since when it may have left; null: it surely has not.';

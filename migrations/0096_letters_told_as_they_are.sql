-- A receiver that had accepted a letter, and says 02 after something was asked of it, answers that and not the letter: also once something
-- else is asked (NĐ 30/2020 art. 18(3), 18(4)).

alter table hub.letter_addressee add column asked_since timestamptz;
comment on column hub.letter_addressee.asked_since is
  'When it was first asked to give it back, or sent an update, since it has the letter as it has it now; null: never.';
-- what was asked before it began anew is over
update hub.letter_addressee set asked_since = request_at
 where request_at is not null and (anew_at is null or anew_at < request_at);

-- Signatures that nobody looks at are seen by how long they wait.
alter table hub.letter_look add column made_at timestamptz not null default now();
comment on column hub.letter_look.made_at is 'Since when it is to be looked at.';

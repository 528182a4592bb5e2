-- Who follows an ended agency owes what that one owed about a late dossier (P10); the stamp says in whose place it acts.
alter table hub.overdue_stamp add column in_place_of text references hub.organisation;
comment on column hub.overdue_stamp.in_place_of is 'The agency that owed it and has ended since; null: who did it owed it itself.';

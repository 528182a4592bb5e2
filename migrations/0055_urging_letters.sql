-- Văn bản đôn đốc (O9; ND61 8(2b)): what a one-stop urges a unit to, signed by its head by order of the authority.
create table hub.urging_letter (
  id              bigint generated always as identity primary key,
  unit_code       text        not null references hub.organisation,
  unit_name       text        not null,
  urged           text        not null references hub.organisation,
  urged_name      text        not null,
  by_order_of     text        references hub.organisation,
  by_order_name   text,
  year            smallint    not null,
  number          integer     not null check (number >= 1),
  letter_no       text,
  signer          text        not null check (signer <> ''),
  at              timestamptz not null,
  recorded_at     timestamptz not null default now(),
  cause           text        not null,
  partner_id      text        not null,
  unique (unit_code, year, number),
  check ((by_order_of is null) = (by_order_name is null))
);
create index urging_letter_urged on hub.urging_letter (urged, id);
comment on table hub.urging_letter is 'A letter as it was sent, with the names of the time; never rewritten.';
comment on column hub.urging_letter.by_order_of is 'The authority by whose order (thừa lệnh) it was signed; null: the register names none.';
comment on column hub.urging_letter.letter_no is 'Its number in the one-stop''s own document system.';
comment on column hub.urging_letter.signer is 'The one-stop''s own reference of its head, not a name.';

-- One row per dossier of a letter: what it said of it then.
create table hub.urging_letter_dossier (
  letter_id  bigint      not null references hub.urging_letter,
  dossier_id bigint      not null references hub.dossier,
  leg        integer,
  due_at     timestamptz not null,
  is_overdue boolean     not null,
  days_late  integer     not null check (days_late >= 0),
  handled_by text,
  primary key (letter_id, dossier_id)
);
create index urging_letter_dossier_of on hub.urging_letter_dossier (dossier_id);
comment on column hub.urging_letter_dossier.leg is 'The leg of its chain that is in the unit''s hands; null: the dossier itself.';
comment on column hub.urging_letter_dossier.days_late is 'Working days after the day of the due.';
comment on column hub.urging_letter_dossier.handled_by is 'The unit''s own reference of the officer; goes when the dossier is erased.';

grant select, insert on hub.urging_letter, hub.urging_letter_dossier to hub_app;

-- The territory (administrative units) and the agencies that act on it, both with validity in time (P9, P10).

-- A code alone is not a key: 3,189 communes and 23 provinces of July 2025 reuse the code of a unit that ended.
create table hub.administrative_unit (
  level      text not null check (level in ('province', 'district', 'commune')),
  code       text not null check (code ~ '^[0-9]{2,5}$'),
  valid_from date not null default '-infinity',
  valid_to   date,
  type       text not null,
  name       text not null,
  decree     text,
  primary key (level, code, valid_from),
  check (valid_to is null or valid_to >= valid_from)
);
comment on table hub.administrative_unit is 'Provinces, districts and communes as the statistics office codes them.';
comment on column hub.administrative_unit.valid_from is 'First day of validity, Vietnamese calendar; -infinity: unknown, long ago.';
comment on column hub.administrative_unit.valid_to is 'Last day of validity, inclusive; null: still valid.';
create index administrative_unit_code on hub.administrative_unit (code);

-- Parents have dates of their own: an unchanged commune answers to a district until 30/06/2025 and to the province since.
create table hub.administrative_parent (
  level        text not null,
  code         text not null,
  valid_from   date not null,
  parent_level text not null check (parent_level in ('province', 'district')),
  parent_code  text not null,
  since        date not null default '-infinity',
  until        date,
  primary key (level, code, valid_from, since),
  foreign key (level, code, valid_from) references hub.administrative_unit,
  check (until is null or until >= since)
);
create index administrative_parent_children on hub.administrative_parent (parent_level, parent_code);

create table hub.unit_succession (
  from_level      text not null,
  from_code       text not null,
  from_valid_from date not null,
  to_level        text not null,
  to_code         text not null,
  to_valid_from   date not null,
  kind            text not null check (kind in ('merged_whole', 'split_part', 'unchanged', 'renamed', 'district_dissolved')),
  effective       date not null,
  note            text,
  primary key (from_level, from_code, from_valid_from, to_level, to_code, to_valid_from, effective),
  foreign key (from_level, from_code, from_valid_from) references hub.administrative_unit,
  foreign key (to_level, to_code, to_valid_from) references hub.administrative_unit
);
create index unit_succession_to on hub.unit_succession (to_level, to_code, to_valid_from);

-- An agency that can hold a dossier. `code` is the canonical left-to-right form (H36.17), whatever notation it came in.
create table hub.organisation (
  code            text primary key check (char_length(code) <= 35),
  written_as      text not null,
  scheme          text not null check (scheme in ('QD20', 'QCVN102', 'other')),
  tier            smallint not null check (tier between 1 and 4),
  kind            text not null,
  name            text not null,
  parent_code     text,
  unit_level      text,
  unit_code       text,
  unit_valid_from date,
  valid_from      date not null default '-infinity',
  valid_to        date,
  successor_code  text,
  confidence      text not null,
  source          text not null,
  foreign key (unit_level, unit_code, unit_valid_from) references hub.administrative_unit,
  check (valid_to is null or valid_to >= valid_from)
);
comment on table hub.organisation is 'Agencies by electronic identifier (QD 20/2020/QD-TTg, QCVN 102:2016/BTTTT).';
comment on column hub.organisation.written_as is 'The notation it was registered in; dossier codes are written in it.';
create index organisation_parent on hub.organisation (parent_code);
create index organisation_unit on hub.organisation (unit_level, unit_code, unit_valid_from);

grant select, insert, update on hub.administrative_unit, hub.organisation to hub_app;
grant select, insert, update on hub.administrative_parent, hub.unit_succession to hub_app;

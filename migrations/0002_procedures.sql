-- The catalogue of procedures. A dossier keeps the version that was valid on the day of its receipt (P9).
create table hub.procedure (
  code text primary key check (code ~ '^[0-9]\.[0-9]{6}$')
);
comment on column hub.procedure.code is 'National code; a local suffix (1.001612.H56) is stripped at the door.';

create table hub.procedure_version (
  code           text not null references hub.procedure,
  valid_from     date not null default '-infinity',
  valid_to       date,
  name           text not null,
  field          text,
  levels         text[] not null default '{}',
  limit_value    numeric(7, 2) check (limit_value >= 0),
  limit_unit     text check (limit_unit in ('working_day', 'day', 'hour', 'immediate')),
  limit_text     text,
  fee_vnd        bigint check (fee_vnd >= 0),
  fee_text       text,
  documents      jsonb not null default '[]',
  replaced_by    text,
  listing        text not null,
  details        jsonb not null default '{}',
  content_sha256 text not null,
  source         text not null,
  primary key (code, valid_from),
  check (valid_to is null or valid_to >= valid_from),
  check ((limit_value is null) = (limit_unit is null))
);
comment on column hub.procedure_version.listing is 'On which public list it was last seen; says how far it can be trusted.';
comment on column hub.procedure_version.content_sha256 is 'Digest of the imported content: the same again changes nothing.';
comment on column hub.procedure_version.limit_value is 'In limit_unit; halves occur (0.5 hour, 0.5 working day).';
comment on column hub.procedure_version.fee_vnd is 'Whole dong; null when cases or channels differ, see fee_text.';

grant select, insert on hub.procedure to hub_app;
-- Content is never rewritten (P9): only the end, the successor and where it was last seen.
grant select, insert, update (valid_to, replaced_by, listing, source) on hub.procedure_version to hub_app;

-- What changes the catalogue (publishing decisions) and what moves work between agencies (succession). History of
-- both is only added to (P9, P10).

-- A number begins again every year: 1813/QĐ-BXD of 2019 is not that of 2024.
create table hub.publishing_decision (
  number         text     not null check (number <> ''),
  year           smallint not null,
  signed_on      date     not null,
  issued_by      text     not null,
  effective      date     not null,
  title          text,
  content_sha256 text     not null,
  applied_at     timestamptz not null default now(),
  primary key (number, year),
  check (year = extract(year from signed_on))
);
comment on column hub.publishing_decision.effective is
  'Day from which the changes hold; the day of signing when the decision names none (rule C3).';
comment on column hub.publishing_decision.content_sha256 is 'Digest of the whole decision: the same again changes nothing (C9).';

create table hub.procedure_change (
  number   text     not null,
  year     smallint not null,
  code     text     not null references hub.procedure,
  kind     text     not null check (kind in ('new', 'amended', 'replaced', 'abolished')),
  replaces text[]   not null default '{}',
  opened   date,
  primary key (number, year, code),
  foreign key (number, year) references hub.publishing_decision,
  foreign key (code, opened) references hub.procedure_version (code, valid_from),
  check ((kind = 'replaced') = (cardinality(replaces) > 0))
);
comment on column hub.procedure_change.code is 'The procedure listed; of a replacement the one that takes the place of "replaces".';
comment on column hub.procedure_change.opened is 'First day of the version it opened; null: abolished, or amended in what is not kept here.';
create index procedure_change_code on hub.procedure_change (code);

-- Figures as a decision prints them. A percentage is never computed anew from figures of different decisions.
create table hub.published_figure (
  number      text     not null,
  year        smallint not null,
  position    smallint not null,
  subject     text     not null,
  numerator   integer  not null check (numerator >= 0),
  denominator integer check (denominator > 0),
  percent     numeric(5, 2) check (percent >= 0),
  primary key (number, year, position),
  foreign key (number, year) references hub.publishing_decision
);

-- A province's own form of a code, for ever: 1.000948.H38 and 1.000948.000.00.00.H63 were printed on papers.
create table hub.local_procedure_code (
  local_code    text primary key,
  code          text not null references hub.procedure,
  organisation_code text not null,
  first_seen_in text not null,
  recorded_at   timestamptz not null default now()
);
comment on column hub.local_procedure_code.organisation_code is 'The agency named by the suffix, left to right; it may have ended or be unknown here.';
create index local_procedure_code_code on hub.local_procedure_code (code);

-- Who follows an agency where the registry alone cannot say: decided by a person, on a basis. The newest of a kind counts.
create table hub.succession_rule (
  id         bigint generated always as identity primary key,
  from_org   text not null references hub.organisation,
  match      text not null check (match in ('all', 'field', 'procedure', 'dossier')),
  value      text not null default '',
  to_org     text not null references hub.organisation,
  basis      text not null check (basis <> ''),
  decided_by text not null check (decided_by <> ''),
  decided_at timestamptz not null,
  check ((match = 'all') = (value = '')),
  check (from_org <> to_org)
);
create index succession_rule_from on hub.succession_rule (from_org, id);

-- Evidence: which part of a dossier went from which agency to which, on which ground. A revision of the dossier each.
create table hub.readdressing (
  dossier_id bigint  not null references hub.dossier,
  revision   integer not null,
  role       text    not null check (role in ('holder', 'offered', 'returns', 'way')),
  from_org   text    not null references hub.organisation,
  to_org     text    not null references hub.organisation,
  effective  date    not null,
  reason     text    not null,
  basis      text    not null,
  rule_id    bigint references hub.succession_rule,
  by         text    not null,
  event_id   uuid    not null,
  at         timestamptz not null,
  recorded_at timestamptz not null default now(),
  primary key (dossier_id, revision, role, from_org)
);
comment on column hub.readdressing.at is 'From when the successor has it: the first moment of the effective day, or the last step if that was later.';
comment on column hub.readdressing.event_id is 'Shared with the messages that told of it.';
create index readdressing_from on hub.readdressing (from_org);

-- An open question for a person: an ended agency with running dossiers and no single successor.
create table hub.succession_case (
  id         bigint generated always as identity primary key,
  from_org   text  not null references hub.organisation,
  effective  date  not null,
  reason     text  not null,
  candidates text[] not null,
  proposed   text references hub.organisation,
  state      text  not null default 'open' check (state in ('open', 'settled')),
  opened_at  timestamptz not null,
  settled_at timestamptz,
  unique (from_org, effective),
  check ((state = 'settled') = (settled_at is not null))
);
create table hub.succession_case_dossier (
  case_id    bigint not null references hub.succession_case,
  dossier_id bigint not null references hub.dossier,
  roles      text[] not null,
  proposed   text references hub.organisation,
  settled_at timestamptz,
  primary key (case_id, dossier_id)
);
comment on column hub.succession_case_dossier.proposed is 'What a person is likely to decide for this dossier. Never taken without one.';
create index succession_case_dossier_of on hub.succession_case_dossier (dossier_id);

-- The paper names the one-stop that received it, for ever; the result is returned where this says.
alter table hub.dossier add column returns_to text references hub.organisation;
comment on column hub.dossier.returns_to is
  'The agency that has taken the place of received_by, and returns the result; null: received_by itself.';

grant select, insert on hub.publishing_decision, hub.procedure_change, hub.published_figure, hub.local_procedure_code
  to hub_app;
grant select, insert on hub.succession_rule, hub.readdressing to hub_app;
grant select, insert, update (reason, candidates, proposed, state, settled_at) on hub.succession_case to hub_app;
grant select, insert, update (roles, proposed, settled_at) on hub.succession_case_dossier to hub_app;

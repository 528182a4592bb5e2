-- Official papers, the register of a one-stop, contacts, results, incidents; and what a procedure's version says of time.

-- Which set of forms counts for a receipt of a day. A newer row about the same set takes the place of an older one.
create table hub.form_set (
  id          bigint generated always as identity primary key,
  name        text        not null check (name in ('2018', '2025')),
  valid_from  date        not null,
  confirmed   boolean     not null,
  basis       text        not null check (basis <> ''),
  recorded_at timestamptz not null default now()
);
comment on column hub.form_set.confirmed is 'False: the day is taken until somebody has read it in the circular (hub forms from).';
insert into hub.form_set (name, valid_from, confirmed, basis) values
  ('2018', '-infinity', true, 'Thông tư 01/2018/TT-VPCP'),
  ('2025', '2025-09-15', false, 'Thông tư 03/2025/TT-VPCP; ngày ký, ngày hiệu lực chưa xác nhận');

-- "Số …" of a form and rows of a register begin at 1 each year. Counted inside the transaction that uses the number, so
-- that one rolled back leaves no gap.
create table hub.paper_counter (
  unit_code text     not null references hub.organisation,
  book      text     not null,
  year      smallint not null,
  last      integer  not null check (last >= 1),
  primary key (unit_code, book, year)
);

-- A visit that led to no receipt (T04): guidance, and the form with all that lacks. Not a dossier.
create table hub.contact (
  id                uuid primary key,
  unit_code         text        not null references hub.organisation,
  procedure_code    text        not null,
  procedure_version date        not null,
  channel           text        not null check (channel in ('direct', 'post')),
  items             jsonb       not null,
  reason            text,
  officer           text,
  at                timestamptz not null,
  recorded_at       timestamptz not null default now(),
  cause             text        not null,
  partner_id        text        not null,
  foreign key (procedure_code, procedure_version) references hub.procedure_version (code, valid_from)
);
create index contact_unit on hub.contact (unit_code, at);
create table hub.contact_person (
  contact_id uuid primary key references hub.contact,
  applicant  jsonb not null
);
-- Contacts that a receipt was preceded by (indicator 3 of TT 01/2018 art. 13).
create table hub.dossier_contact (
  contact_id uuid primary key references hub.contact,
  dossier_id bigint not null references hub.dossier
);
create index dossier_contact_of on hub.dossier_contact (dossier_id);

create table hub.dossier_paper (
  id          bigint generated always as identity primary key,
  dossier_id  bigint references hub.dossier,
  revision    integer,
  contact_id  uuid references hub.contact,
  form        text        not null,
  form_set    text        not null check (form_set in ('2018', '2025')),
  unit_code   text        not null references hub.organisation,
  year        smallint    not null,
  number      integer     not null check (number >= 1),
  data        jsonb       not null,
  missing     text[]      not null,
  signer_role text        not null,
  signer      text,
  at          timestamptz not null,
  recorded_at timestamptz not null default now(),
  unique (unit_code, form, year, number),
  unique (dossier_id, revision),
  unique (contact_id),
  check ((dossier_id is null) = (revision is null)),
  check ((dossier_id is null) <> (contact_id is null))
);
comment on table hub.dossier_paper is 'A form as it was when it was made; never rewritten. The control slip and the register are not kept: they follow from history.';
comment on column hub.dossier_paper.form is 'Internal key: the printed numbers 05 and 06 changed meaning between the sets.';
comment on column hub.dossier_paper.missing is 'Fields of the form that the hub does not know; null in data.';
comment on column hub.dossier_paper.signer is 'The unit''s own reference of the officer, not a name.';
-- Apart, so that it can be erased while the paper stays (P12).
create table hub.dossier_paper_person (
  paper_id  bigint primary key references hub.dossier_paper,
  submitter jsonb not null
);
create table hub.dossier_paper_print (
  id         bigint generated always as identity primary key,
  paper_id   bigint      not null references hub.dossier_paper,
  by_org     text        not null references hub.organisation,
  officer    text,
  at         timestamptz not null,
  partner_id text        not null
);
create index dossier_paper_print_of on hub.dossier_paper_print (paper_id);

-- One register per one-stop and year, rows without gap, never deleted.
create table hub.register_row (
  unit_code  text     not null references hub.organisation,
  year       smallint not null,
  number     integer  not null check (number >= 1),
  dossier_id bigint   not null unique references hub.dossier,
  primary key (unit_code, year, number)
);
insert into hub.register_row (unit_code, year, number, dossier_id)
select d.received_by, entered.year,
       row_number() over (partition by d.received_by, entered.year order by entered.at, d.id), d.id
  from hub.dossier d
 cross join lateral (
       select e.at, extract(year from e.at at time zone 'Asia/Ho_Chi_Minh') as year
         from hub.dossier_event e
        where e.dossier_id = d.id and e.step in ('receive', 'accept', 'settleAtOnce')
        order by e.revision limit 1) entered;
insert into hub.paper_counter (unit_code, book, year, last)
select unit_code, 'SO_THEO_DOI', year, max(number) from hub.register_row group by unit_code, year;

-- The document that a decision of a dossier is, and the one that corrects it (T36). The former stays.
create table hub.dossier_result (
  dossier_id  bigint      not null references hub.dossier,
  revision    integer     not null,
  kind        text        not null,
  code        text,
  number      text        not null,
  issued_on   date,
  corrects    integer,
  reason      text,
  letter_no   text,
  officer     text,
  at          timestamptz not null,
  recorded_at timestamptz not null default now(),
  primary key (dossier_id, revision),
  foreign key (dossier_id, corrects) references hub.dossier_result (dossier_id, revision),
  check (corrects is null or corrects < revision)
);
comment on column hub.dossier_result.code is 'Of the result in the procedure''s list of results.';
comment on column hub.dossier_result.corrects is 'Revision of the result it takes the place of; null: the first one the hub knows.';

-- Papers lost or damaged (T37, ND61 21(2)). The clock runs on.
create table hub.dossier_incident (
  dossier_id  bigint      not null references hub.dossier,
  revision    integer     not null,
  kind        text        not null check (kind in ('lost', 'damaged')),
  items       text[]      not null check (cardinality(items) >= 1),
  happened_at timestamptz,
  held_by     text        not null references hub.organisation,
  minutes_no  text,
  remedy      text,
  reason      text        not null,
  officer     text,
  at          timestamptz not null,
  recorded_at timestamptz not null default now(),
  primary key (dossier_id, revision)
);
comment on column hub.dossier_incident.held_by is 'Who held the dossier when it was reported.';

-- What a version says of time and of who settles it; null: the law's default (docs/import.md).
alter table hub.procedure_version
  add column start_mode        text check (start_mode in ('A', 'B', 'A/last_hour', 'B/last_hour', 'A/after_15', 'B/after_15')),
  add column supplement_mode   text check (supplement_mode in ('RESTART', 'RESUME')),
  add column payment_mode      text check (payment_mode in ('PAUSE', 'RUN', 'START_AFTER_PAID')),
  add column solved_by         text check (solved_by in ('ministry')),
  add column legal_limit_value numeric(7, 2) check (legal_limit_value >= 0),
  add column legal_limit_unit  text check (legal_limit_unit in ('working_day', 'day', 'hour', 'immediate')),
  add check ((legal_limit_value is null) = (legal_limit_unit is null));
comment on column hub.procedure_version.solved_by is 'ministry: the ministry''s own service; no province or commune opens a receipt (ND224 15(1i), rule C8).';
comment on column hub.procedure_version.legal_limit_value is
  'The centre''s limit beside a shorter one that the province promised (D10, C7); null: limit_value is the centre''s.';
alter table hub.procedure_change drop constraint procedure_change_kind_check;
alter table hub.procedure_change add constraint procedure_change_kind_check
  check (kind in ('new', 'amended', 'replaced', 'abolished', 'corrected'));

grant select, insert on hub.form_set, hub.contact, hub.dossier_contact, hub.dossier_paper, hub.dossier_paper_print,
  hub.register_row, hub.dossier_result, hub.dossier_incident to hub_app;
grant select, insert, update on hub.paper_counter to hub_app;
grant select, insert, delete on hub.contact_person, hub.dossier_paper_person to hub_app;

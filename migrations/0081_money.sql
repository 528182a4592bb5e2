-- Money (ADR 17): what is owed, each attempt to pay it, everything that was said about it, and one journal whose sum is zero.

create function hub.is_dong(amount bigint) returns boolean
  language sql immutable parallel safe
  return amount > 0 and amount <= 1000000000000000;
comment on function hub.is_dong is 'Whole dong that can be asked for or paid (R10).';

create table hub.fee (
  id         bigint      generated always as identity primary key,
  dossier_id bigint      not null references hub.dossier,
  number     integer     not null check (number >= 1),
  amount     bigint      not null check (hub.is_dong(amount)),
  fixed_by   text        not null,
  fixed_at   timestamptz not null,
  ended_at   timestamptz,
  ended_why  text        check (ended_why in ('waived', 'replaced', 'withdrawn')),
  unique (dossier_id, number),
  check ((ended_at is null) = (ended_why is null))
);
comment on table hub.fee is 'What a dossier owes at once; its row is the lock of all attempts to pay it.';
comment on column hub.fee.ended_at is 'Nobody asks for it any more; what comes all the same is owed back (R5).';
create unique index fee_in_force on hub.fee (dossier_id) where ended_at is null;

create table hub.fee_line (
  fee_id  bigint  not null references hub.fee,
  line    integer not null check (line between 1 and 99),
  kind    text    not null check (kind in ('phi', 'lePhi')),
  name    text    not null,
  amount  bigint  not null check (hub.is_dong(amount)),
  source  text    not null check (source in ('catalogue', 'stated')),
  basis   text,
  primary key (fee_id, line),
  check (source = 'catalogue' or basis is not null)
);
comment on table hub.fee_line is 'Of the catalogue''s version that the dossier keeps, or stated by an officer with its basis.';

create sequence hub.payment_number as bigint minvalue 0;
comment on sequence hub.payment_number is 'Each number gives one reference (core/domain/payment/reference.ts), used once.';

create table hub.payment_request (
  reference    text        primary key check (reference ~ '^LT[0-9A-Z]{10}$'),
  fee_id       bigint      not null references hub.fee,
  amount       bigint      not null check (hub.is_dong(amount)),
  gateway      text        not null,
  description  text        not null,
  state        text        not null check (state in ('created', 'sent', 'pending', 'unknown', 'failed', 'expired', 'paid',
                                                     'paidLate', 'paidTwice', 'partlyRefunded', 'refunded')),
  duty         text        check (duty in ('ask', 'person', 'refund')),
  created_at   timestamptz not null,
  created_by   text        not null,
  expires_at   timestamptz not null,
  sent_at      timestamptz,
  asked_at     timestamptz,
  asked        integer     not null default 0,
  redirect     text,
  their_number text,
  returned     bigint      not null default 0 check (returned >= 0),
  version      integer     not null default 1,
  check (expires_at > created_at)
);
comment on table hub.payment_request is 'An attempt to pay a fee, under a reference that is never used again.';
comment on column hub.payment_request.gateway is 'Name of the connection; "transfer": a VietQR code or a transfer to our account.';
comment on column hub.payment_request.duty is 'What is to be done next about it: ask the gateway, a person, give money back.';
comment on column hub.payment_request.asked_at is 'When the gateway was asked last, so that a worker asks once (R13).';
comment on column hub.payment_request.version is 'Counts changes, for history.';
create index payment_request_fee on hub.payment_request (fee_id);
create index payment_request_open on hub.payment_request (sent_at)
  where state in ('created', 'sent', 'pending', 'unknown', 'expired');
create index payment_request_duty on hub.payment_request (duty, created_at) where duty is not null;

create table hub.payment_change (
  reference text        not null references hub.payment_request,
  version   integer     not null,
  event     text        not null,
  from_state text       not null,
  to_state  text        not null,
  rule      text        not null,
  report_id bigint,
  by        text        not null,
  at        timestamptz not null,
  primary key (reference, version)
);
comment on table hub.payment_change is 'How each request came to its state: history, never rewritten (R17).';
comment on column hub.payment_change.by is 'The gateway''s name, an officer''s id, or the job.';

create table hub.payment_report (
  id           bigint      generated always as identity primary key,
  gateway      text        not null,
  source       text        not null check (source in ('callback', 'asked', 'statement', 'browser')),
  reference    text,
  outcome      text        check (outcome in ('paid', 'failed', 'pending', 'reversed', 'unknown')),
  amount       bigint,
  currency     text,
  their_number text,
  said_at      timestamptz,
  code         text,
  verdict      text        not null,
  rule         text,
  kept         text        not null check (kept in ('counted', 'suspense', 'noted', 'refused')),
  content_sha256 text      not null check (content_sha256 ~ '^[0-9a-f]{64}$'),
  raw          text,
  peer         inet,
  heard_at     timestamptz not null
);
comment on table hub.payment_report is
  'Everything that was said about a payment, with its verdict: kept for ever, since a gateway may repeat itself for as long (R1, R17).';
comment on column hub.payment_report.content_sha256 is 'Of what was received, without card fields: the same again is a repeat, another is another.';
comment on column hub.payment_report.raw is 'As received, bounded and without card fields and secrets (R18); null: of a stranger, or let go of.';
create index payment_report_reference on hub.payment_report (reference, id) where reference is not null;
create index payment_report_content on hub.payment_report (gateway, content_sha256);
create index payment_report_refused on hub.payment_report (heard_at) where kept = 'refused';

create table hub.payment (
  id           bigint      generated always as identity primary key,
  reference    text        references hub.payment_request,
  holder       text        not null check (holder ~ '^(gateway|bank):'),
  their_number text,
  amount       bigint      not null check (hub.is_dong(amount)),
  kept         text        not null check (kept in ('counted', 'suspense')),
  paid_at      timestamptz not null,
  report_id    bigint      references hub.payment_report,
  booking_id   text        not null unique
);
comment on table hub.payment is 'Money that came, each once; suspense: it is nobody''s yet (R16).';
create unique index payment_their_number on hub.payment (holder, their_number) where their_number is not null;
create index payment_reference on hub.payment (reference) where reference is not null;

create table hub.journal_booking (
  id       text        primary key,
  kind     text        not null,
  about    text        not null,
  at       timestamptz not null,
  day      date        not null,
  reverses text        unique references hub.journal_booking,
  number   bigint      generated always as identity unique
);
comment on table hub.journal_booking is 'Append-only double entry: what was wrong is taken back by another booking, once (R17).';
comment on column hub.journal_booking.id is 'Made from what caused it: the same cause books once.';
comment on column hub.journal_booking.day is 'Of "at", in Vietnamese time.';
create index journal_booking_about on hub.journal_booking (about);
create index journal_booking_day on hub.journal_booking (day);

create table hub.journal_line (
  booking_id text    not null references hub.journal_booking,
  line       integer not null,
  account    text    not null check (account ~ '^(fees:owed|fees:charged|gateway:.+|bank:.+|post:.+|suspense|refunds:owed|charges:.+)$'),
  amount     bigint  not null check (amount <> 0),
  primary key (booking_id, line)
);
comment on column hub.journal_line.amount is 'Dong; above zero a debit, below zero a credit.';
create index journal_line_account on hub.journal_line (account);

create function hub.journal_sums_to_zero() returns trigger
  language plpgsql as $$
declare
  lines integer;
  total numeric;
begin
  select count(*), coalesce(sum(amount), 0) into lines, total
    from hub.journal_line where booking_id = new.booking_id;
  if lines < 2 or total <> 0 then
    raise exception 'booking % does not sum to zero (% lines, %)', new.booking_id, lines, total
      using errcode = 'check_violation';
  end if;
  return null;
end
$$;
create constraint trigger journal_line_sums_to_zero
  after insert or update on hub.journal_line deferrable initially deferred
  for each row execute function hub.journal_sums_to_zero();

create function hub.journal_has_lines() returns trigger
  language plpgsql as $$
begin
  if not exists (select from hub.journal_line where booking_id = new.id) then
    raise exception 'booking % has no lines', new.id using errcode = 'check_violation';
  end if;
  return null;
end
$$;
create constraint trigger journal_booking_has_lines
  after insert on hub.journal_booking deferrable initially deferred
  for each row execute function hub.journal_has_lines();

create table hub.refund (
  key         text        primary key,
  reference   text        not null references hub.payment_request,
  amount      bigint      not null check (hub.is_dong(amount)),
  state       text        not null check (state in ('decided', 'approved', 'sent', 'unknown', 'done', 'refused', 'withdrawn')),
  reason      text        not null,
  legal_basis text,
  decided_by  text        not null,
  decided_at  timestamptz not null,
  approved_by text,
  approved_at timestamptz,
  sent_at     timestamptz,
  asked_at    timestamptz,
  their_code  text,
  proof       text,
  check (approved_by is null or approved_by <> decided_by),
  check ((approved_by is null) = (approved_at is null)),
  check (approved_by is not null or state in ('decided', 'withdrawn'))
);
comment on table hub.refund is 'Money given back: decided by one person, approved by another (R11).';
comment on column hub.refund.key is 'The same at every try.';
comment on column hub.refund.proof is 'Of one that was made by hand: the transfer''s number.';
create index refund_reference on hub.refund (reference);
create index refund_open on hub.refund (state, decided_at) where state not in ('done', 'refused', 'withdrawn');

create table hub.refund_change (
  key   text        not null references hub.refund,
  state text        not null,
  by    text        not null,
  at    timestamptz not null,
  said  text,
  primary key (key, state, at)
);
comment on table hub.refund_change is 'History of a refund.';

create table hub.receipt (
  reference  text        primary key references hub.payment_request,
  state      text        not null check (state in ('owed', 'issued', 'failed', 'cancelled')),
  number     text,
  series     text,
  issued_on  date,
  url        text,
  file_sha256 text,
  tried      integer     not null default 0,
  next_at    timestamptz,
  last_said  text,
  changed_at timestamptz not null,
  check (state <> 'issued' or number is not null or url is not null)
);
comment on table hub.receipt is
  'The receipt (biên lai) of a payment; what goes wrong here never undoes the payment, and is tried again (§8).';
create index receipt_owed on hub.receipt (next_at) where state in ('owed', 'failed');

create table hub.money_file (
  sha256     text        primary key check (sha256 ~ '^[0-9a-f]{64}$'),
  kind       text        not null,
  place      text        not null check (place ~ '^(gateway|bank|post):'),
  name       text        not null,
  bytes      bigint      not null,
  taken_at   timestamptz not null,
  taken_by   text        not null,
  weight     text        not null check (weight in ('told', 'held', 'refused')),
  released_by text,
  released_at timestamptz,
  released_why text,
  findings   jsonb       not null default '[]',
  rows       integer     not null default 0,
  check ((released_by is null) = (released_at is null))
);
comment on table hub.money_file is
  'Statements and gateways'' files as they came, by their bytes: the same twice is refused. "held" counts when a person says so.';

create table hub.statement (
  id           bigint  generated always as identity primary key,
  file_sha256  text    not null references hub.money_file,
  account      text    not null,
  series       text    not null,
  statement_id text,
  sequence     bigint,
  opening      bigint,
  closing      bigint,
  day          date,
  entries      integer not null,
  money_in     bigint  not null,
  money_out    bigint  not null,
  weight       text    not null check (weight in ('told', 'held', 'refused'))
);
create index statement_account on hub.statement (account, series, id);

create table hub.money_row (
  id           bigint  generated always as identity primary key,
  place        text    not null check (place ~ '^(gateway|bank|post):'),
  key          text    not null,
  file_sha256  text    not null references hub.money_file,
  amount       bigint  not null check (amount <> 0),
  day          date,
  reference    text,
  their_number text,
  text         text    not null,
  is_reversal  boolean not null default false,
  counts       boolean not null,
  unique (place, key)
);
comment on table hub.money_row is
  'A counterparty''s row that is money: of a statement or of a gateway''s file. Known by its key in whatever file it comes again.';
comment on column hub.money_row.amount is 'Dong, signed: money in is above zero.';
comment on column hub.money_row.text is 'As the payer wrote it; a name in it is personal data and let go of.';
comment on column hub.money_row.counts is 'False while its file is held.';
create index money_row_reference on hub.money_row (place, reference) where reference is not null;
create index money_row_day on hub.money_row (place, day);

create table hub.money_match (
  booking_id text        not null references hub.journal_booking,
  row_id     bigint      not null references hub.money_row,
  rule       text        not null,
  by         text        not null,
  at         timestamptz not null,
  primary key (booking_id, row_id)
);
comment on table hub.money_match is 'Ours and theirs that are one and the same movement of money.';
create unique index money_match_booking on hub.money_match (booking_id);
create unique index money_match_row on hub.money_match (row_id);

create table hub.money_case (
  id         bigint      generated always as identity primary key,
  class      text        not null check (class in ('missingHere', 'missingThere', 'amountDiffers', 'duplicate', 'suspense',
                                                   'reversedAfterPaid', 'silent', 'contradiction')),
  place      text        not null,
  booking_id text        references hub.journal_booking,
  row_id     bigint      references hub.money_row,
  reference  text,
  amount     bigint      not null,
  day        date,
  rule       text,
  opened_at  timestamptz not null,
  seen_at    timestamptz not null,
  owner      text,
  closed_at  timestamptz,
  closed_by  text,
  closed_how text,
  check ((closed_at is null) = (closed_how is null))
);
comment on table hub.money_case is 'What reconciliation or a callback left for a person: with its owner, and how it ended.';
create unique index money_case_booking on hub.money_case (class, booking_id) where booking_id is not null and closed_at is null;
create unique index money_case_row on hub.money_case (class, row_id) where row_id is not null and closed_at is null;
create index money_case_open on hub.money_case (opened_at) where closed_at is null;

create table hub.money_run (
  id         bigint      generated always as identity primary key,
  day        date        not null,
  place      text        not null,
  started_at timestamptz not null,
  ended_at   timestamptz,
  counts     jsonb       not null default '{}'
);
comment on table hub.money_run is 'Each reconciliation of a place and day, with what it found.';
create index money_run_day on hub.money_run (day, place);

grant usage on sequence hub.payment_number to hub_app;
grant select, insert on hub.fee_line, hub.payment_change, hub.payment_report, hub.journal_booking, hub.journal_line, hub.refund_change,
  hub.statement, hub.money_match to hub_app;
grant select, insert on hub.fee, hub.payment, hub.money_row to hub_app;
grant update (ended_at, ended_why) on hub.fee to hub_app;
grant update (kept, reference) on hub.payment to hub_app;
grant update (raw) on hub.payment_report to hub_app;
grant update (text, counts) on hub.money_row to hub_app;
grant select, insert, update on hub.payment_request, hub.refund, hub.receipt, hub.money_case, hub.money_run, hub.money_file to hub_app;

-- The post office (QĐ 45/2016): orders are queued here and given to the post by a worker, so that a post that is away
-- hinders no dossier. What the post says is kept as it came; who decides about a doubt is a person.

create table hub.post_order (
  id              bigint      generated always as identity primary key,
  dossier_id      bigint      not null references hub.dossier,
  purpose         text        not null check (purpose in ('sendDossier', 'returnResult', 'both')),
  attempt         integer     not null check (attempt >= 1),
  number          text        not null unique check (number ~ '^\S{1,100}$'),
  account         text        not null,
  profile         text        not null check (profile in ('VP-1', 'VP-2', 'VP-3', 'VP-4')),
  customer_code   text        not null,
  unit_code       text        not null references hub.organisation,
  weight_grams    integer     not null check (weight_grams > 0),
  collect_vnd     bigint      check (collect_vnd between 1 and 1000000000000000),
  state           text        not null default 'planned' check (state in ('planned', 'unknown', 'ordered',
                                'cancelPending', 'refused', 'cancelled', 'underway', 'delivered', 'returned')),
  stage           text        not null default 'ordered' check (stage in ('ordered', 'underway', 'delivered',
                                'returning', 'returned', 'cancelled', 'forPerson')),
  stage_since     timestamptz,
  waybill         text,
  their_number    text,
  fee_vnd         bigint      check (fee_vnd between 1 and 1000000000000000),
  task            text        check (task in ('create', 'ask', 'cancel', 'askCancel')),
  next_at         timestamptz,
  round           integer     not null default 0,
  waited_ms       bigint      not null default 0,
  called_at       timestamptz,
  cancel_asked_at timestamptz,
  cancel_reason   text,
  case_id         text,
  look_at         timestamptz,
  looked_at       timestamptz,
  owed_step       text        check (owed_step in ('confirmPostDelivery', 'resultCameBack')),
  owed_next_at    timestamptz,
  officer         text,
  partner_id      text        not null references hub.partner,
  cause           text        not null,
  created_at      timestamptz not null default now(),
  changed_at      timestamptz not null default now(),
  unique (dossier_id, purpose, attempt),
  check (next_at is null or task is not null),
  check (owed_next_at is null or owed_step is not null)
);
-- P3: whatever is asked at once, a second postman is never called for the same dossier and purpose
create unique index post_order_once on hub.post_order (dossier_id, purpose)
  where state not in ('refused', 'cancelled', 'returned');
create index post_order_due on hub.post_order (next_at) where next_at is not null;
create index post_order_look on hub.post_order (look_at) where look_at is not null;
create index post_order_owed on hub.post_order (owed_next_at) where owed_next_at is not null;
create index post_order_open on hub.post_order (created_at) where state not in ('refused', 'cancelled', 'delivered', 'returned');
create index post_order_waybill on hub.post_order (waybill) where waybill is not null;
comment on column hub.post_order.number is 'Ours, by which the post knows it: the same for every try of this attempt.';
comment on column hub.post_order.account is 'Name of the account in the connection file.';
comment on column hub.post_order.state is
  'unknown is written before a call leaves: a worker that dies is asked after, and nothing is sent again before.';
comment on column hub.post_order.stage is 'Where the parcel is, as its events say; theirs is the history.';
comment on column hub.post_order.fee_vnd is 'As the post told it with the order: provisional, no proof of anything.';
comment on column hub.post_order.task is 'What is owed to the post; next_at null: it waits for a person.';
comment on column hub.post_order.look_at is 'When the order is read at the post because a callback hinted at it.';
comment on column hub.post_order.owed_step is 'Step of the dossier that an event led to, and that was not taken yet.';

create table hub.post_order_person (
  order_id bigint primary key references hub.post_order,
  sender   jsonb  not null,
  receiver jsonb  not null,
  contents text   not null
);
comment on table hub.post_order_person is 'Who sends, who receives, and what is in the packet: erased with the dossier.';

create table hub.post_event (
  id            bigint      generated always as identity primary key,
  customer_code text        not null,
  key           text        not null,
  order_id      bigint      references hub.post_order,
  order_number  text        not null,
  waybill       text,
  code          text        not null,
  meaning       text,
  at            timestamptz,
  said          text,
  place         text,
  followed      text        not null check (followed in ('moved', 'same', 'late', 'unknownCode', 'contradicts', 'unknownOrder')),
  source        text        not null check (source in ('feed', 'order')),
  came_at       timestamptz not null default now(),
  unique (customer_code, key)
);
comment on table hub.post_event is 'What the post said, as it came: codes that nobody knows and orders that are not ours, too.';
comment on column hub.post_event.meaning is 'Null: the code is in no table of the profile; nothing is guessed.';
create index post_event_order on hub.post_event (order_id, id) where order_id is not null;

create table hub.post_cursor (
  customer_code text        primary key,
  cursor        text        not null,
  next_at       timestamptz not null default now(),
  read_at       timestamptz,
  moved_at      timestamptz,
  fault         text,
  decided_by    text
);
comment on table hub.post_cursor is 'How far each customer''s feed was read: one for all its orders, never one for an order.';
comment on column hub.post_cursor.cursor is 'VP-1, VP-2: 24 hexadecimal digits; VP-4: the day of its list.';
comment on column hub.post_cursor.read_at is 'When the post last gave a page that could be read.';
comment on column hub.post_cursor.fault is 'Why it stands still, for a person; null: it goes on.';

create table hub.post_waybill (
  account  text        not null,
  number   text        not null check (number ~ '^[A-Z0-9]{9,20}$'),
  order_id bigint      references hub.post_order,
  added_at timestamptz not null default now(),
  primary key (account, number)
);
comment on table hub.post_waybill is 'Numbers that the post allocated (VP-3); each goes to one order and never to another.';
create index post_waybill_free on hub.post_waybill (account, added_at, number) where order_id is null;

create table hub.post_call (
  id       bigint      generated always as identity primary key,
  at       timestamptz not null default now(),
  account  text        not null,
  call     text        not null,
  order_id bigint      references hub.post_order,
  ending   text        not null,
  said     text        not null check (char_length(said) <= 300)
);
comment on table hub.post_call is 'What was asked of the post and how that ended; no body, no name. Let go of in time.';
create index post_call_order on hub.post_call (order_id, id) where order_id is not null;
create index post_call_at on hub.post_call (at);

create table hub.post_matter (
  id            bigint      generated always as identity primary key,
  subject       text        not null,
  kind          text        not null,
  order_id      bigint      references hub.post_order,
  details       jsonb       not null,
  times         integer     not null default 1,
  opened_at     timestamptz not null default now(),
  closed_at     timestamptz,
  closed_by     text,
  closed_reason text,
  check ((closed_at is null) = (closed_by is null))
);
comment on table hub.post_matter is 'What about the post waits for a person, and who decided it.';
comment on column hub.post_matter.subject is 'Number of the order, or code of the customer.';
create unique index post_matter_open on hub.post_matter (subject, kind) where closed_at is null;
create index post_matter_order on hub.post_matter (order_id) where order_id is not null;

-- Three records and the minute by which packets change hands (QĐ 45/2016 art. 6 to 9): each stands by itself.
create table hub.post_slip (
  order_id             bigint      not null references hub.post_order,
  number               text        not null,
  papers               jsonb       not null,
  signed_by_citizen_at timestamptz,
  signed_by_post_at    timestamptz,
  recorded_at          timestamptz not null default now(),
  partner_id           text        not null references hub.partner,
  role                 text        not null,
  officer              text,
  primary key (order_id, number)
);
comment on table hub.post_slip is 'Papers as counted, by the codes of the published list. A signature may come later, and stays.';

create table hub.post_packet (
  order_id    bigint      not null references hub.post_order,
  seal_number text        not null,
  sealed_at   timestamptz not null,
  waybill     text,
  recorded_at timestamptz not null default now(),
  partner_id  text        not null references hub.partner,
  role        text        not null,
  officer     text,
  primary key (order_id, seal_number)
);

create table hub.post_collection (
  customer_code  text        not null,
  receipt_number text        not null,
  order_id       bigint      not null references hub.post_order,
  amount_vnd     bigint      not null check (amount_vnd between 1 and 1000000000000000),
  collected_at   timestamptz not null,
  settled_by     text,
  recorded_at    timestamptz not null default now(),
  partner_id     text        not null references hub.partner,
  role           text        not null,
  officer        text,
  primary key (customer_code, receipt_number)
);
comment on table hub.post_collection is 'Collected by the post and with the post: no payment of the fee before it is settled.';
create index post_collection_order on hub.post_collection (order_id);

create table hub.post_minute (
  order_id            bigint      not null references hub.post_order,
  number              text        not null,
  direction           text        not null check (direction in ('postToAgency', 'agencyToPost')),
  agency              text        not null references hub.organisation,
  post_office         text        not null,
  seal_number         text        not null,
  is_seal_whole       boolean     not null,
  signed_by_agency_at timestamptz,
  signed_by_post_at   timestamptz,
  recorded_at         timestamptz not null default now(),
  partner_id          text        not null references hub.partner,
  role                text        not null,
  officer             text,
  primary key (order_id, number)
);
comment on table hub.post_minute is
  'Biên bản bàn giao, as far as it is about one order. Signed by both, from the post to an agency: the moment of submission.';

grant select, insert, update on hub.post_order, hub.post_cursor, hub.post_matter to hub_app;
grant select, insert on hub.post_order_person, hub.post_event, hub.post_waybill, hub.post_slip, hub.post_packet,
  hub.post_collection, hub.post_minute to hub_app;
grant update (order_id) on hub.post_waybill to hub_app;
grant update (signed_by_citizen_at, signed_by_post_at) on hub.post_slip to hub_app;
grant update (signed_by_agency_at, signed_by_post_at) on hub.post_minute to hub_app;
grant update (settled_by) on hub.post_collection to hub_app;
grant select, insert, delete on hub.post_call to hub_app;

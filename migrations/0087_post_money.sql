-- What the post collected pays fees, once and by its receipt; a receipt can be corrected; a supplement has a packet of its own;
-- strangers in a feed and codes that nobody knows are counted together.

alter table hub.payment drop constraint payment_holder_check, drop constraint payment_kept_check;
alter table hub.payment
  add constraint payment_holder_check check (holder ~ '^(gateway|bank|post):'),
  add constraint payment_kept_check check (kept in ('counted', 'suspense', 'takenBack'));
comment on column hub.payment.kept is 'takenBack: told by mistake (a receipt mistyped, a file taken back); its booking is reversed.';
alter table hub.payment_report drop constraint payment_report_source_check;
alter table hub.payment_report
  add constraint payment_report_source_check check (source in ('callback', 'asked', 'statement', 'browser', 'post'));
comment on column hub.payment_request.gateway is
  'Name of the connection; "transfer": a VietQR code or a transfer to our account; "post:…": what the post collected under a customer code.';

alter table hub.post_collection
  add column version     integer     not null default 1,
  add column voided_at   timestamptz,
  add column heard_at    timestamptz,
  add column reference   text        references hub.payment_request,
  add column booking_id  text        references hub.journal_booking,
  add column postage_vnd bigint      check (postage_vnd between 1 and 1000000000000000);
-- what was recorded before waits for a person: its fee may have been paid by hand, its settlement booked the old way
update hub.post_collection c
   set heard_at = recorded_at,
       booking_id = (select b.id from hub.journal_booking b where b.id = 'post:' || c.customer_code || ':' || c.receipt_number);
comment on table hub.post_collection is
  'Collected by the post: paid for the applicant, and the post''s to hand over until it is settled.';
comment on column hub.post_collection.version is 'Counts corrections, whose history is hub.post_correction.';
comment on column hub.post_collection.voided_at is 'Nothing was collected by it, or not for this order.';
comment on column hub.post_collection.heard_at is 'When it was heard as a payment; null: its dossier has no fee yet. Without a reference: a person decides about it, or has.';
comment on column hub.post_collection.booking_id is 'By which it stands in the journal.';
comment on column hub.post_collection.settled_by is 'The booking of the settlement that brought it.';
comment on column hub.post_collection.postage_vnd is 'The post''s own charge on the same receipt: no money of ours.';
create index post_collection_unheard on hub.post_collection (recorded_at) where heard_at is null and voided_at is null;
create index post_collection_unsettled on hub.post_collection (customer_code, collected_at)
  where settled_by is null and voided_at is null;
create index post_collection_settled on hub.post_collection (settled_by) where settled_by is not null;

create table hub.post_correction (
  customer_code    text        not null,
  receipt_number   text        not null,
  version          integer     not null check (version >= 2),
  order_id         bigint      not null references hub.post_order,
  was_amount_vnd   bigint      not null,
  was_collected_at timestamptz not null,
  amount_vnd       bigint      check (amount_vnd between 1 and 1000000000000000),
  collected_at     timestamptz,
  reason           text        not null,
  partner_id       text        not null references hub.partner,
  officer          text,
  at               timestamptz not null,
  primary key (customer_code, receipt_number, version),
  foreign key (customer_code, receipt_number) references hub.post_collection,
  check ((amount_vnd is null) = (collected_at is null))
);
comment on table hub.post_correction is 'What a receipt said before, what it says since, why and by whom: never rewritten.';
comment on column hub.post_correction.order_id is 'On which it stood before.';
comment on column hub.post_correction.amount_vnd is 'Null: the receipt is void.';
grant select, insert on hub.post_correction to hub_app;
grant update (amount_vnd, collected_at, version, voided_at, heard_at, reference, booking_id, postage_vnd, order_id)
  on hub.post_collection to hub_app;
grant update (paid_at) on hub.payment to hub_app;

-- a supplement that was asked for is an occasion of its own to send papers
alter table hub.post_order
  add column occasion     integer     not null default 0 check (occasion >= 0),
  add column fee_at       timestamptz,
  add column quoted_vnd   bigint      check (quoted_vnd between 1 and 1000000000000000),
  add column quoted_for   text,
  add column quoted_at    timestamptz,
  add constraint post_order_quoted check ((quoted_vnd is null) = (quoted_at is null));
update hub.post_order o
   set occasion = coalesce((select max(e.revision) from hub.dossier_event e
                             where e.dossier_id = o.dossier_id and e.step = 'askSupplement' and e.at <= o.created_at), 0),
       fee_at = case when fee_vnd is not null then changed_at end
 where o.purpose <> 'returnResult' or o.fee_vnd is not null;
update hub.post_order set occasion = 0 where purpose = 'returnResult';
comment on column hub.post_order.occasion is
  'Revision of the dossier''s step that asked for papers; 0: its filing, or its result.';
comment on column hub.post_order.fee_at is 'When the post told it.';
comment on column hub.post_order.quoted_vnd is 'As an officer was quoted for such an order before: provisional.';
drop index hub.post_order_once;
create unique index post_order_once on hub.post_order (dossier_id, purpose, occasion)
  where state not in ('refused', 'cancelled', 'returned');

create table hub.post_quote (
  dossier_id   bigint      not null references hub.dossier,
  purpose      text        not null check (purpose in ('sendDossier', 'returnResult', 'both')),
  account      text        not null,
  weight_grams integer     not null,
  service      text        not null,
  price_vnd    bigint      not null check (price_vnd between 1 and 1000000000000000),
  at           timestamptz not null,
  primary key (dossier_id, purpose, account, weight_grams, service)
);
comment on table hub.post_quote is 'The last price that the post named for such an order.';
grant select, insert, update on hub.post_quote to hub_app;

-- what is not ours is counted, shown for a while, and let go of
alter table hub.post_cursor
  add column first_day   date,
  add column passed_over bigint not null default 0;
update hub.post_cursor set first_day = (coalesce(read_at, now()) at time zone 'Asia/Ho_Chi_Minh')::date;
comment on column hub.post_cursor.first_day is 'The day it was connected: what was ordered elsewhere before it is counted alone.';
comment on column hub.post_cursor.passed_over is 'Events of orders that are not ours, from before the first day.';
create index post_event_stranger on hub.post_event (came_at) where order_id is null;
grant delete on hub.post_event to hub_app;

alter table hub.post_matter add column seen_at timestamptz not null default now();
update hub.post_matter set seen_at = opened_at;
update hub.post_matter set details = details || jsonb_build_object('examples', subject) where kind = 'order-unknown';
update hub.post_matter m set details = m.details || jsonb_build_object('examples', m.subject, 'profile', o.profile)
  from hub.post_order o where o.id = m.order_id and m.kind = 'event-unknown-code';
comment on column hub.post_matter.seen_at is 'When it came last.';

insert into hub.post_matter (subject, kind, details)
select customer_code, 'collected-before', jsonb_build_object('count', count(*)::text, 'amount', sum(amount_vnd)::text)
  from hub.post_collection where booking_id is not null group by customer_code;

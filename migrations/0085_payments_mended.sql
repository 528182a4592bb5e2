-- Money, as readers found it wrong: whose money a refund is, who looks, what a dossier did not take.

-- That a person looks stays true while a gateway is asked.
alter table hub.payment_request add column person_since timestamptz;
comment on column hub.payment_request.person_since is 'Since when a person is to look into it, whatever else is done; null: nobody.';
update hub.payment_request set person_since = coalesce(asked_at, created_at), duty = null where duty = 'person';
alter table hub.payment_request drop constraint payment_request_duty_check;
alter table hub.payment_request add constraint payment_request_duty_check check (duty in ('ask', 'refund'));
comment on column hub.payment_request.duty is 'What is to be done next about it: ask the gateway, give money back.';
create index payment_request_person on hub.payment_request (person_since) where person_since is not null;

-- each gateway is asked by itself
drop index hub.payment_request_ask;
create index payment_request_ask on hub.payment_request (gateway, next_ask_at) where next_ask_at is not null;

alter table hub.refund
  add column payment_id bigint references hub.payment,
  add column decided_login text,
  add column approved_login text;
comment on column hub.refund.charged_off is
  'The part that was rightly paid and is charged no more, fixed when it is decided; the rest was owed back before.';
comment on column hub.refund.payment_id is
  'The payment that goes back, out of its own holder; null: no single one covers it, and it goes by hand.';
comment on column hub.refund.decided_login is 'Beside the name: the partner whose token it came under, or the login of who ran the command.';
-- of one payment there is no doubt which it is; the others go by hand
update hub.refund r set payment_id = p.id
  from (select reference, min(id) as id from hub.payment where kept = 'counted' group by reference having count(*) = 1) p
 where p.reference = r.reference;
create index refund_payment on hub.refund (payment_id) where payment_id is not null;

alter table hub.fee drop constraint fee_ended_why_check;
alter table hub.fee add constraint fee_ended_why_check
  check (ended_why in ('waived', 'replaced', 'withdrawn', 'paidOtherwise', 'settled', 'notTaken'));
comment on column hub.fee.ended_why is
  'paidOtherwise: at a counter, outside of the hub''s accounts. settled: paid, and another one was fixed. notTaken: its money came, and the dossier takes no payment.';

-- a document is a receipt as a link is, and both may be erased
alter table hub.receipt drop constraint receipt_check;
alter table hub.receipt add column erased_at timestamptz;
alter table hub.receipt add constraint receipt_issued_check
  check (state <> 'issued' or coalesce(number, url, file_sha256) is not null or erased_at is not null);
drop index hub.receipt_owed;
create index receipt_owed on hub.receipt (next_at) where next_at is not null;

-- what gateways wrote is let go of after a time that the operator states
create index payment_report_raw on hub.payment_report (heard_at) where raw is not null;

-- a message looks for the open cases of its reference
create index money_case_reference on hub.money_case (reference) where closed_at is null and reference is not null;

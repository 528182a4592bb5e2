-- Payments at work (ADR 17): what a fee came to, the steps that money owes to its dossier, and strangers at the door.

alter table hub.fee drop constraint fee_ended_why_check;
alter table hub.fee
  add column paid_by text references hub.payment_request,
  add column paid_at timestamptz,
  add constraint fee_ended_why_check check (ended_why in ('waived', 'replaced', 'withdrawn', 'paidOtherwise', 'settled')),
  add constraint fee_paid_check check ((paid_by is null) = (paid_at is null));
comment on column hub.fee.paid_by is 'The one request whose money pays it; what else comes is owed back (R16).';
comment on column hub.fee.ended_why is
  'paidOtherwise: at a counter, outside of the hub''s accounts. settled: paid, and another one was fixed.';
grant update (paid_by, paid_at) on hub.fee to hub_app;

alter table hub.payment_request
  add column next_ask_at timestamptz,
  add column last_said text;
comment on column hub.payment_request.next_ask_at is 'When the gateway is asked next (R13); null: it is not.';
comment on column hub.payment_request.last_said is 'The gateway''s last code or fault, for people.';
create index payment_request_ask on hub.payment_request (next_ask_at) where next_ask_at is not null;
create index payment_request_expiry on hub.payment_request (expires_at) where state in ('created', 'sent', 'pending', 'unknown');

-- no key to the dossier: a payment holds its fee's lock and never waits for the dossier's
create table hub.payment_step (
  key        text        primary key,
  fee_id     bigint      not null references hub.fee,
  dossier_id bigint      not null,
  step       text        not null check (step in ('confirmPayment', 'confirmRefund')),
  details    jsonb       not null,
  at         timestamptz not null,
  owed_at    timestamptz not null,
  next_at    timestamptz,
  tried      integer     not null default 0,
  done_at    timestamptz,
  how        text
);
comment on table hub.payment_step is
  'Steps that money owes to a dossier: written with the money, taken by the same door as a clerk''s, and never lost between.';
comment on column hub.payment_step.next_at is 'Null: it is taken, or waits for a person.';
comment on column hub.payment_step.how is 'taken, or the refusal''s code.';
create index payment_step_owed on hub.payment_step (next_at) where next_at is not null;
create index payment_step_fee on hub.payment_step (fee_id);

create table hub.payment_stranger (
  gateway text        not null,
  reason  text        not null,
  network text        not null,
  hour    timestamptz not null,
  times   bigint      not null default 1,
  primary key (gateway, reason, network, hour)
);
comment on table hub.payment_stranger is
  'Who called in a gateway''s name and was none: a row a reason, network and hour, however often it comes.';

alter table hub.refund
  add column charged_off bigint not null default 0 check (charged_off >= 0),
  add column last_said text;
comment on column hub.refund.charged_off is
  'The part that was rightly paid and is charged no more; the rest was owed back before.';

grant select, insert, update on hub.payment_step, hub.payment_stranger to hub_app;

-- What the law gives minutes goes before a backlog: linked groups are told within 10 minutes (NĐ 63/2024 art. 7).

alter table hub.delivery add column ahead boolean not null default false;
comment on column hub.delivery.ahead is
  'Of the partner''s messages it goes before those that are not, as far as these keep their share (bus/fair-share.ts).';
create index delivery_ahead on hub.delivery (partner_id, next_attempt_at) where state = 'waiting' and ahead;
create index delivery_ahead_unanswered on hub.delivery (receiver, created_at) where state <> 'delivered' and ahead;

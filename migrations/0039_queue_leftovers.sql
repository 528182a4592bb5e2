-- What went from a unit's own queue to somebody else must not stay takeable there (P3, P10): the hub empties the queue of it.
create table hub.queue_leftover (
  id         bigint generated always as identity primary key,
  partner_id text        not null references hub.partner,
  due_at     timestamptz not null default now()
);
comment on table hub.queue_leftover is
  'In this partner''s own queue lies what it is not owed any more. Written with the change that makes it so; crossed out when the queue was emptied of it. Rows are only added: who changes many lanes waits for nobody.';
comment on column hub.queue_leftover.due_at is
  'Not before: what was just being laid in may come a moment later.';
create index queue_leftover_partner on hub.queue_leftover (partner_id, due_at);

grant select, insert, delete on hub.queue_leftover to hub_app;

-- What left for the portal and cannot be asked for is remembered; what it told of people is let go of in time.

create table hub.portal_push (
  service text        not null,
  digest  text        not null check (digest ~ '^[0-9a-f]{64}$'),
  state   text        not null check (state in ('sent', 'acknowledged')),
  at      timestamptz not null default now(),
  primary key (service, digest)
);
comment on table hub.portal_push is
  'Rows handed to the portal by services that nobody can ask about afterwards: a row goes once. No content, its digest.';
comment on column hub.portal_push.state is 'sent: it left, and nobody knows whether it arrived; it does not go again by itself.';

alter table hub.portal_question add column erased_at timestamptz;
comment on column hub.portal_question.erased_at is
  'When the person, the question and the answer were taken out; the id, the field and the agency stay.';

create index portal_call_at on hub.portal_call (at);
create index portal_inbox_leaving on hub.portal_inbox (came_at) where body is not null and state in ('refused', 'replaced');

grant select, insert, update, delete on hub.portal_push to hub_app;
-- who called is not rewritten, but let go of when its time is over; the contents of a packet that was never taken in too
grant delete on hub.portal_call, hub.portal_inbox_file to hub_app;

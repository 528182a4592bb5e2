-- The complete life of a dossier (T01-T40): its states, and money, delivery and synchronisation beside them.
alter table hub.dossier drop constraint dossier_state_check;
alter table hub.dossier add constraint dossier_state_check check (state in (
  'draft', 'submitted', 'supplementBeforeReceipt', 'receiptRefused', 'accepted', 'processing', 'appraising',
  'verifying', 'consulting', 'signing', 'supplement', 'waitingForPayment', 'withdrawRequested', 'stopped', 'done',
  'resultReturned', 'archived'));
alter table hub.dossier
  add column state_before text,
  add column stop_reason  text check (stop_reason in ('applicant', 'authority', 'noSupplement', 'lawAbolished')),
  add column money        text     not null default 'none'
    check (money in ('none', 'due', 'paid', 'waived', 'toRefund', 'refunded')),
  add column delivery     text     not null default 'none'
    check (delivery in ('none', 'ready', 'withPost', 'delivered', 'returnedToSender', 'stored')),
  add column assignee     text,
  add column supplements  smallint not null default 0 check (supplements >= 0),
  add column extensions   smallint not null default 0 check (extensions >= 0);
comment on column hub.dossier.state_before is 'What a payment or a withdrawal interrupted.';
comment on column hub.dossier.supplements is 'Requests so far; more than one only with a recorded legal reason.';
drop index hub.dossier_held_by;
create index dossier_held_by on hub.dossier (held_by) where state not in ('resultReturned', 'stopped', 'receiptRefused', 'archived');

alter table hub.dossier_event
  add column role        text    not null default 'officer',
  add column source      text    not null default '',
  add column paper       text,
  add column clock       text,
  add column assignee    text,
  add column exceptional boolean not null default false,
  add column details     jsonb   not null default '{}';
comment on column hub.dossier_event.source is 'Transition or rule the step follows, as T12.';
comment on column hub.dossier_event.paper is 'Official form it produces, by internal key; the printed number depends on the form set.';
comment on column hub.dossier_event.exceptional is 'Lawful only by an exception on record; marked in every index.';
comment on column hub.dossier_event.details is 'Legal basis, second person, decision number, papers asked for. No personal data.';

-- Whether another system knows what the hub knows, per destination.
create table hub.dossier_sync (
  dossier_id  bigint      not null references hub.dossier,
  destination text        not null,
  state       text        not null check (state in ('pending', 'sent', 'acknowledged', 'refused', 'diverged')),
  revision    integer     not null,
  changed_at  timestamptz not null default now(),
  primary key (dossier_id, destination)
);
comment on column hub.dossier_sync.revision is 'Of the dossier, up to which the destination was told.';
create index dossier_sync_open on hub.dossier_sync (destination, changed_at) where state <> 'acknowledged';

grant select, insert, update on hub.dossier_sync to hub_app;

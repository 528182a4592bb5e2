-- What the portal holds is asked of it and compared with the truth; differences are found, explained, repaired (ADR 16).

create table hub.portal_reconciliation (
  id       bigint      generated always as identity primary key,
  kind     text        not null check (kind in ('nightly', 'sample', 'asked')),
  began_at timestamptz not null default now(),
  ended_at timestamptz,
  asked    integer     not null default 0,
  unasked  integer     not null default 0
);
comment on column hub.portal_reconciliation.ended_at is 'Null: it runs, or its process died.';
comment on column hub.portal_reconciliation.unasked is 'Dossiers of which the portal gave no answer: neither the same nor different.';

create table hub.portal_difference (
  run_id     bigint  not null references hub.portal_reconciliation,
  dossier_id bigint  not null references hub.dossier,
  kind       text    not null check (kind in ('missing', 'status', 'untold-step', 'unknown-step', 'parked')),
  ours       text,
  theirs     text,
  repaired   boolean not null,
  primary key (run_id, dossier_id, kind)
);
comment on column hub.portal_difference.ours is 'Status as the truth is told, or revisions of steps.';
comment on column hub.portal_difference.repaired is 'It is told again; the next run sees whether that helped.';

grant select, insert, update on hub.portal_reconciliation to hub_app;
grant select, insert on hub.portal_difference to hub_app;

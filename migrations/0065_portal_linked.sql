-- What the linked services (DVCLT) acknowledged of a dossier; questions that the portal's people asked, and our answers.

create table hub.portal_linked_status (
  dossier_id bigint      not null references hub.dossier,
  number     integer     not null check (number >= 1),
  status     text        not null,
  at         timestamptz not null default now(),
  primary key (dossier_id, number)
);
comment on table hub.portal_linked_status is
  'Statuses in the order in which the linked services took them: 1, 3, 7, 4, 5; 2 and 6 beside it.';

create table hub.portal_question (
  id          text        primary key check (id <> ''),
  row         jsonb       not null,
  asked_for   text,
  came_at     timestamptz not null default now(),
  answer      jsonb,
  answered_at timestamptz,
  told_at     timestamptz,
  check ((answer is null) = (answered_at is null)),
  check (told_at is null or answer is not null)
);
comment on table hub.portal_question is 'Questions asked on the portal, as it tells them; each is answered once.';
comment on column hub.portal_question.asked_for is 'MADONVI: whom it is for.';
comment on column hub.portal_question.told_at is 'When the portal acknowledged the answer.';

grant select, insert, delete on hub.portal_linked_status to hub_app;
grant select, insert, update on hub.portal_question to hub_app;

-- Named stretches that do not count for the settlement clock (D23): part of what its due is computed from (D20, P9).
alter table hub.dossier_clock
  add column exclusions jsonb not null default '[]' check (jsonb_typeof(exclusions) = 'array');
comment on column hub.dossier_clock.exclusions is
  'D23: [{reason, from, to, evidence, legalBasis?}]; each is an event of the dossier too. due_at counts around those that lie after start_at.';

-- A calendar moves the dues of running legs too (D18, L7); told to the leg's agency.
alter table hub.due_change drop constraint due_change_kind_check;
alter table hub.due_change
  add column leg integer,
  add constraint due_change_kind_check check (kind in ('settlement', 'supplement', 'leg')),
  add constraint due_change_leg_check check ((kind = 'leg') = (leg is not null));
comment on column hub.due_change.kind is
  'Which date: settlement, the result''s; supplement, until when the applicant may bring what is missing; leg, an agency''s share of the way.';

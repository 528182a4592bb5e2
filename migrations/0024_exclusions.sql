-- Named stretches that do not count for the settlement clock (D23): part of what its due is computed from (D20, P9).
alter table hub.dossier_clock
  add column exclusions jsonb not null default '[]' check (jsonb_typeof(exclusions) = 'array');
comment on column hub.dossier_clock.exclusions is
  'D23: [{reason, from, to, evidence, legalBasis?}]; each is an event of the dossier too. due_at counts around those that lie after start_at.';

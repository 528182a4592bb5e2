-- A dossier may end by being given back to the applicant, its matter undecided: the outcome RETURNED (§2.2).
alter table hub.dossier drop constraint dossier_outcome_check;
alter table hub.dossier add constraint dossier_outcome_check check (outcome in ('granted', 'refused', 'returned'));

-- Whether a difference between two digests was looked for again since it was found.
create index digest_run_compared on hub.digest_run (partner_id, id) where ending = 'compared';

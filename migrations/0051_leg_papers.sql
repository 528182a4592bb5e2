-- "Phiếu chuyển xử lý" (ND61 19(6a)): the form by which a leg of a chain is given to its agency.
alter table hub.dossier_paper
  add column leg_event_id uuid unique references hub.dossier_leg_event (event_id),
  drop constraint dossier_paper_check,
  add constraint dossier_paper_made_by check (
    (dossier_id is null) = (contact_id is not null) and num_nonnulls(revision, leg_event_id, contact_id) = 1);
comment on column hub.dossier_paper.leg_event_id is 'The start of a leg that made it; every other form of a dossier is made by a step, its revision.';

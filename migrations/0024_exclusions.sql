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

-- What is computed after a reform is computed with the office hours of the agency that followed; recorded dues stay (P9).
create or replace function hub.lock_for_step(
  wanted_code text, partner text, answer_key text, caller_units text[], agency_codes text[],
  officer text, on_day date, with_papers boolean
) returns table (
  dossier hub.dossier, written_at timestamptz, answer_digest text, answer_body jsonb, is_party boolean, agencies jsonb,
  clocks jsonb, calendar text, office_hours text, limit_value numeric, limit_unit text,
  start_mode text, supplement_mode text, payment_mode text, papers jsonb, is_delegated boolean, has_chain boolean
) language plpgsql volatile as $$
#variable_conflict use_column
declare
  locked hub.dossier;
  lineage text[];
begin
  select * into locked from hub.dossier where code = wanted_code for update;
  select array_agg(array_to_string((string_to_array(coalesce(locked.returns_to, locked.received_by), '.'))[:depth], '.')) into lineage
    from generate_series(1, cardinality(string_to_array(coalesce(locked.returns_to, locked.received_by), '.'))) depth;
  return query
  select locked, now(), kept.request_sha256, kept.answer,
         exists (select from hub.dossier_party
                  where dossier_id = locked.id and organisation_code = any(caller_units)),
         (select jsonb_agg(to_jsonb(organisation)) from hub.organisation
           where code = any(agency_codes || locked.held_by || locked.previous_holders[cardinality(locked.previous_holders)])),
         (select jsonb_agg(to_jsonb(dossier_clock)) from hub.dossier_clock where dossier_id = locked.id),
         (select version from hub.calendar_in_force order by number desc limit 1),
         (select version from hub.office_hours_in_force
           where organisation_code is null or organisation_code = any(lineage)
           order by char_length(organisation_code) desc nulls last, number desc limit 1),
         procedure_version.limit_value, procedure_version.limit_unit, procedure_version.start_mode,
         procedure_version.supplement_mode, procedure_version.payment_mode,
         case when with_papers then procedure_version.documents end,
         exists (select from hub.delegation
                  where unit_code = agency_codes[1] and to_officer = officer
                    and locked.procedure_code = any(procedures) and on_day between valid_from and valid_to
                     and not exists (select from hub.delegation_end
                                      where delegation_id = delegation.id and last_day < on_day)),
         exists (select from hub.dossier_leg where dossier_id = locked.id)
    from (values (1)) as one_row
    left join hub.idempotency kept on kept.partner_id = partner and kept.key = answer_key
    left join hub.procedure_version
      on procedure_version.code = locked.procedure_code and procedure_version.valid_from = locked.procedure_version;
end $$;

-- No transition stops a dossier by an authority, or because its law was abolished (C6).
alter table hub.dossier drop constraint dossier_stop_reason_check;
alter table hub.dossier add constraint dossier_stop_reason_check check (stop_reason in ('applicant', 'noSupplement'));

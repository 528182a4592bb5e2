-- Steps that share a transaction ask one question: beginning a statement costs as much as a row, so the question is one
-- statement for all of them. It takes the place of hub.lock_for_step, which stays for processes of the version before.
-- Each statement of a volatile function sees what was committed when it began: what is read after the locks is what the
-- transactions before this one left, also when they were waited for. In one statement with the locks, everything but the
-- dossiers' own rows would be as it was before the waiting.
-- Planned once: each plan would otherwise be made anew for the arguments, and they say nothing that changes it.
create function hub.lock_for_steps(asked jsonb[]) returns table (
  place bigint, dossier hub.dossier, written_at timestamptz, answer_digest text, answer_body jsonb, is_party boolean,
  agencies jsonb, clocks jsonb, calendar text, office_hours text, limit_value numeric, limit_unit text,
  start_mode text, supplement_mode text, payment_mode text, papers jsonb, is_delegated boolean, has_chain boolean
) language plpgsql volatile set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
  -- before any dossier (D18); of migration 0041, which a call of this function comes after
  perform hub.calendar_held();
  perform from unnest(asked) with ordinality as a (question, place)
    join hub.dossier d on d.code = a.question ->> 'code'
    order by a.place for update of d;
  return query
  select a.place, d, now(), kept.request_sha256, kept.answer,
         exists (select from hub.dossier_party
                  where dossier_id = d.id and organisation_code = any(q.units)),
         (select jsonb_agg(to_jsonb(organisation)) from hub.organisation
           where code = any(q.agencies || d.held_by || d.previous_holders[cardinality(d.previous_holders)])),
         (select jsonb_agg(to_jsonb(dossier_clock)) from hub.dossier_clock where dossier_id = d.id),
         (select version from hub.calendar_in_force order by number desc limit 1),
         -- of the one-stop, else of the nearest agency above it, else of all
         (select h.version from hub.office_hours_in_force h
           where h.organisation_code is null or h.organisation_code = any(array(
             select array_to_string((string_to_array(coalesce(d.returns_to, d.received_by), '.'))[:depth], '.')
               from generate_series(1, cardinality(string_to_array(coalesce(d.returns_to, d.received_by), '.'))) depth))
           order by char_length(h.organisation_code) desc nulls last, h.number desc limit 1),
         v.limit_value, v.limit_unit, v.start_mode, v.supplement_mode, v.payment_mode,
         case when q.with_papers then v.documents end,
         q.officer is not null and exists (
           select from hub.delegation
            where unit_code = q.agencies[1] and to_officer = q.officer
              and d.procedure_code = any(procedures) and q.day between valid_from and valid_to
              and not exists (select from hub.delegation_end
                               where delegation_id = delegation.id and last_day < q.day)),
         exists (select from hub.dossier_leg where dossier_id = d.id)
    from unnest(asked) with ordinality as a (question, place)
    cross join lateral jsonb_to_record(a.question) as q (
      code text, partner text, key text, units text[], agencies text[], officer text, day date, with_papers boolean)
    left join hub.dossier d on d.code = q.code
    left join hub.idempotency kept on kept.partner_id = q.partner and kept.key = q.key
    left join hub.procedure_version v
      on v.code = d.procedure_code and v.province = d.procedure_province and v.valid_from = d.procedure_version
     and v.edition = d.procedure_edition
   order by a.place;
end $$;
comment on function hub.lock_for_steps is
  'Holds the calendar, then locks dossiers in the order of asking, until the transaction ends; answers a row for each question, also when there is no such dossier. The first of agencies is the agency that acts.';
revoke execute on function hub.lock_for_steps from public;
grant execute on function hub.lock_for_steps to hub_app;

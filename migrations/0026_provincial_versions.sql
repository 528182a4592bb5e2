-- A decision of one province binds the units of that province (C7, D10): its version stands beside the centre's, which
-- holds everywhere else, and both may begin on the same day.
alter table hub.procedure_version
  add column province text not null default '' check (province ~ '^(H[0-9]{2})?$');
comment on column hub.procedure_version.province is
  'Whose version it is, as H38: it binds that province''s units only; empty: the centre''s, for the whole country.';

alter table hub.dossier add column procedure_province text not null default '';
alter table hub.contact add column procedure_province text not null default '';
alter table hub.procedure_change add column province text not null default '';
comment on column hub.dossier.procedure_province is 'Whose version it was received under; empty: the centre''s.';

alter table hub.dossier drop constraint dossier_procedure_code_procedure_version_fkey;
alter table hub.contact drop constraint contact_procedure_code_procedure_version_fkey;
alter table hub.procedure_change drop constraint procedure_change_code_opened_fkey;
alter table hub.procedure_version drop constraint procedure_version_pkey, add primary key (code, province, valid_from);
alter table hub.dossier add foreign key (procedure_code, procedure_province, procedure_version)
  references hub.procedure_version (code, province, valid_from);
alter table hub.contact add foreign key (procedure_code, procedure_province, procedure_version)
  references hub.procedure_version (code, province, valid_from);
alter table hub.procedure_change add foreign key (code, province, opened)
  references hub.procedure_version (code, province, valid_from);

-- The function that locks for a step finds a dossier's version by all three, and stays as it is otherwise.
do $$
declare
  old constant text := 'procedure_version.valid_from = locked.procedure_version';
  definition text := pg_get_functiondef('hub.lock_for_step'::regproc);
begin
  if position(old in definition) = 0 then
    raise exception 'hub.lock_for_step joins no version as "%"', old;
  end if;
  execute replace(definition, old, old || ' and procedure_version.province = locked.procedure_province');
end $$;

-- Which agencies an agency took the place of, and what these had taken the place of before, each once.
create index organisation_successor on hub.organisation (successor_code) where successor_code is not null;
create function hub.predecessors_of(agency text)
returns table (code text, valid_from date, valid_to date) language sql stable as $$
  with recursive before as (
    select o.code, o.unit_level, o.unit_code, o.unit_valid_from, o.valid_from, o.valid_to
      from hub.organisation o where o.code = agency
    union
    select former.*
      from before
     cross join lateral (
       select o.code, o.unit_level, o.unit_code, o.unit_valid_from, o.valid_from, o.valid_to
         from hub.organisation o where o.successor_code = before.code
       union all
       select o.code, o.unit_level, o.unit_code, o.unit_valid_from, o.valid_from, o.valid_to
         from hub.unit_succession s
         join hub.organisation o on (o.unit_level, o.unit_code, o.unit_valid_from)
                                    = (s.from_level, s.from_code, s.from_valid_from)
        where (s.to_level, s.to_code, s.to_valid_from)
              = (before.unit_level, before.unit_code, before.unit_valid_from)
     ) former
  )
  select code, valid_from, valid_to from before where code <> agency
$$;
revoke execute on function hub.predecessors_of from public;
grant execute on function hub.predecessors_of to hub_app;

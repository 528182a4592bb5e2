-- Two decisions that change one procedure from one day: the later signature counts, then the number (C9). The other's
-- version stays, as dossiers may have been received under it; its period is empty, so that it is in force on no day.
alter table hub.procedure_version
  add column edition smallint not null default 0 check (edition >= 0),
  drop constraint procedure_version_check,
  add constraint procedure_version_period check (valid_to is null or valid_to >= valid_from - 1);
comment on column hub.procedure_version.edition is
  'Which of those that decisions opened from one and the same day, in the order in which the hub learned of them.';
comment on column hub.procedure_version.valid_to is
  'Last day; the day before valid_from: another decision of that day counts (C9), or the centre''s did not let it begin (C7).';

alter table hub.dossier add column procedure_edition smallint not null default 0;
alter table hub.contact add column procedure_edition smallint not null default 0;
alter table hub.procedure_change
  add column opened_edition smallint not null default 0,
  add column closed jsonb not null default '[]';
comment on column hub.procedure_change.closed is
  'Versions that it ends, each with the last day and the successor it has without it: another decision of the day may count.';

alter table hub.dossier drop constraint dossier_procedure_code_procedure_province_procedure_versio_fkey;
alter table hub.contact drop constraint contact_procedure_code_procedure_province_procedure_versio_fkey;
alter table hub.procedure_change drop constraint procedure_change_code_province_opened_fkey;
alter table hub.procedure_version
  drop constraint procedure_version_pkey, add primary key (code, province, valid_from, edition);
alter table hub.dossier add foreign key (procedure_code, procedure_province, procedure_version, procedure_edition)
  references hub.procedure_version (code, province, valid_from, edition);
alter table hub.contact add foreign key (procedure_code, procedure_province, procedure_version, procedure_edition)
  references hub.procedure_version (code, province, valid_from, edition);
alter table hub.procedure_change add foreign key (code, province, opened, opened_edition)
  references hub.procedure_version (code, province, valid_from, edition);

-- What decisions ended before this is taken to have been open until then.
update hub.procedure_change change
   set closed = (
     select coalesce(jsonb_agg(jsonb_build_object(
              'code', v.code, 'province', nullif(v.province, ''), 'validFrom', v.valid_from, 'edition', v.edition,
              'validTo', null, 'replacedBy', null)), '[]')
       from hub.procedure_version v
       join hub.publishing_decision d on (d.number, d.year) = (change.number, change.year)
      where (v.code = change.code or v.code = any(change.replaces)) and v.province = change.province
        and v.valid_to = d.effective - 1);

-- The function that locks for a step finds a dossier's version by all four, and stays as it is otherwise.
do $$
declare
  old constant text := 'procedure_version.province = locked.procedure_province';
  definition text := pg_get_functiondef('hub.lock_for_step'::regproc);
begin
  if position(old in definition) = 0 then
    raise exception 'hub.lock_for_step joins no version as "%"', old;
  end if;
  execute replace(definition, old, old || ' and procedure_version.edition = locked.procedure_edition');
end $$;

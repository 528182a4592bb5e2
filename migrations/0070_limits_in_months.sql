-- A law may state months (Civil Code art. 148): counted from date to date, never as 30 days each.
alter table hub.procedure_version
  drop constraint procedure_version_limit_unit_check,
  add constraint procedure_version_limit_unit_check
    check (limit_unit in ('working_day', 'day', 'month', 'hour', 'immediate')),
  drop constraint procedure_version_legal_limit_unit_check,
  add constraint procedure_version_legal_limit_unit_check
    check (legal_limit_unit in ('working_day', 'day', 'month', 'hour', 'immediate'));

-- Who decided a dossier (T11, T26, T27). Its head corrects a returned result (T36), whoever holds the dossier by then.
alter table hub.dossier add column decided_by text references hub.organisation;
comment on column hub.dossier.decided_by is 'As it was called when it decided: a reform changes nothing here; null: not decided yet.';

-- Those decided before: the history says by whom.
update hub.dossier set decided_by = decided.by_org
  from (select distinct on (dossier_id) dossier_id, by_org from hub.dossier_event
         where step in ('conclude', 'settleAtOnce') order by dossier_id, revision desc) as decided
 where decided.dossier_id = dossier.id;

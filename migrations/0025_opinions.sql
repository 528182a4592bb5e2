-- An opinion that was asked for (T18): of whom, since when and until when; the last request of a dossier, kept when it ended.
alter table hub.dossier
  add column opinion_of       text        references hub.organisation,
  add column opinion_asked_at timestamptz,
  add column opinion_due_at   timestamptz,
  add column opinion_late_at  timestamptz,
  add column opinion_ended_at timestamptz,
  add check ((opinion_of is null) = (opinion_asked_at is null));
comment on column hub.dossier.opinion_due_at is 'Until when the opinion was asked for (NĐ61 19(5a)); null: asked before deadlines were kept, never late.';
comment on column hub.dossier.opinion_late_at is 'When the hub noted that no opinion had come in time (T19); null: it had not to.';
comment on column hub.dossier.opinion_ended_at is 'When it came, or the holder went on; null: it is still awaited.';

-- Those awaited now were asked by the last request in the history.
update hub.dossier set opinion_of = asked.to_org, opinion_asked_at = asked.at
  from (select distinct on (dossier_id) dossier_id, to_org, at from hub.dossier_event
         where step = 'askOpinion' order by dossier_id, revision desc) as asked
 where asked.dossier_id = dossier.id and asked.to_org is not null and dossier.state = 'consulting';

create index dossier_opinion_awaited on hub.dossier (opinion_due_at)
  where opinion_late_at is null and opinion_ended_at is null;

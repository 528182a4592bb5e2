-- Whose leg it was when something happened: a reform gives an open leg to who follows, its history keeps the name (P10).
alter table hub.dossier_leg_event add column agency text;
update hub.dossier_leg_event e
   set agency = coalesce(
     -- what an agency said of its own leg names it; the first such word after the event, else who has it now
     (select own.by_org from hub.dossier_leg_event own
       where own.dossier_id = e.dossier_id and own.number = e.number and own.id >= e.id
         and own.step in ('acknowledge', 'finish', 'return', 'refuse') order by own.id limit 1),
     (select l.agency from hub.dossier_leg l where l.dossier_id = e.dossier_id and l.number = e.number));
comment on column hub.dossier_leg_event.agency is 'Who had the leg then.';

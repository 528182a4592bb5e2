-- Lateness between two looks of the watch: the moment at which a clock stood, and a due that had passed, are kept.

alter table hub.dossier_clock
  drop constraint dossier_clock_check,
  add constraint dossier_clock_stopped check (case state when 'running' then stopped_at is null when 'stopped' then stopped_at is not null else true end),
  add column missed_due_at timestamptz;
comment on column hub.dossier_clock.stopped_at is 'Since when it stands; one that ended while it stood keeps it, for no lateness grew since then.';
comment on column hub.dossier_clock.missed_due_at is 'The due that had passed when it stopped, where the limit was counted anew since (RESTART).';

-- what ended while it stood, as its history tells it; an obligation to pay that lets the time run stopped nothing
update hub.dossier_clock clock set stopped_at = last.at
  from hub.dossier
  cross join lateral (
    select event.clock, event.at from hub.dossier_event event
     where event.dossier_id = dossier.id
       and (event.clock in ('startSettlement', 'supplement', 'complete', 'resume')
            or event.clock = 'pause' and not exists (
              select from hub.procedure_version version
               where (version.code, version.province, version.valid_from) =
                     (dossier.procedure_code, dossier.procedure_province, dossier.procedure_version)
                 and version.payment_mode = 'RUN'))
     order by event.revision desc limit 1) last
 where clock.dossier_id = dossier.id and clock.kind = 'settlement' and clock.state = 'ended'
   and last.clock in ('supplement', 'pause');

-- Answers and transfers that did not come in their window, and chains whose forecast turned amber or red: each told once.
create table hub.time_alert (
  dossier_id bigint      not null references hub.dossier,
  kind       text        not null
    check (kind in ('answerLate', 'transferLate', 'legAnswerLate', 'forecastAmber', 'forecastRed')),
  leg        integer     not null default 0,
  about      timestamptz not null,
  due_at     timestamptz not null,
  receivers  text[]      not null check (cardinality(receivers) >= 1),
  at         timestamptz not null,
  primary key (dossier_id, kind, leg, about)
);
comment on column hub.time_alert.leg is '0: not of a leg.';
comment on column hub.time_alert.about is 'Which window: its start; of a forecast, the joint due. Another window of the same kind is told anew.';
comment on column hub.time_alert.due_at is 'The end of the window by the calendar that counted when it was told; of a forecast, the joint due.';
comment on column hub.time_alert.receivers is 'The agencies it was told to; a successor is not told again.';
grant select, insert on hub.time_alert to hub_app;

-- Windows that have passed and were not answered are few; those that run or have ended are not looked at.
create index dossier_clock_window on hub.dossier_clock (due_at) where kind in ('answer', 'transfer') and state = 'running';
create index dossier_leg_running on hub.dossier_leg (dossier_id) where state = 'running';

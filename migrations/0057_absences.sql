-- An absence without substitute is alarmed, too (row 39, NĐ61 12(8)): of each dossier that waits for the officer, once.
alter table hub.time_alert
  drop constraint time_alert_kind_check,
  add constraint time_alert_kind_check check (
    kind in ('answerLate', 'transferLate', 'paymentNotAsked', 'legAnswerLate', 'forecastAmber', 'forecastRed', 'handlerAbsent'));
comment on column hub.time_alert.about is 'Which window: its start; of a forecast, the joint due; of an absence, its first day. Another window of the same kind is told anew.';

-- A limit that begins with the payment never begins where nobody asks for it: the one-stop is told.
alter table hub.time_alert
  drop constraint time_alert_kind_check,
  add constraint time_alert_kind_check check (
    kind in ('answerLate', 'transferLate', 'paymentNotAsked', 'legAnswerLate', 'forecastAmber', 'forecastRed'));

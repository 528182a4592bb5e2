-- What is settled the same day never had a working day before its due: an apology may be sent, and none was owed until then.
alter table hub.overdue_stamp alter column latest drop not null;
comment on column hub.overdue_stamp.latest is
  'Until when it had to be done, for the due of that moment: a later re-appointment does not mend lateness. Null: an apology that was not owed.';

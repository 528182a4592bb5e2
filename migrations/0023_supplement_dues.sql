-- A calendar moves the applicant's date for a supplement too (D18, NĐ61 19(4)).
alter table hub.due_change
  add column kind text not null default 'settlement' check (kind in ('settlement', 'supplement'));
comment on column hub.due_change.kind is 'Which date: settlement, the result''s; supplement, until when the applicant may bring what is missing.';

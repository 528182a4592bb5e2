-- A leg that was sent back is in the hands of who sent it until its agency acknowledges it (L12).
alter table hub.dossier_leg add column sent_back_by integer[] not null default '{}';
comment on column hub.dossier_leg.sent_back_by is
  'The legs that sent it back, since it last started; empty: it started because those before it had ended.';

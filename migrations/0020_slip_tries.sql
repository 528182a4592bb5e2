-- Tries with a slip's secret, per dossier and address, for as long as they count. The secrets are stored nowhere (P12).
create table hub.slip_try (
  dossier_id bigint      not null references hub.dossier,
  address    text        not null,
  tries      integer     not null check (tries >= 1),
  since      timestamptz not null,
  primary key (dossier_id, address)
);
comment on column hub.slip_try.address is 'Keyed digest of the caller''s network address: the address itself is personal data.';
create index slip_try_since on hub.slip_try (since);

grant select, insert, update, delete on hub.slip_try to hub_app;

-- Who serves these agencies, as far as nobody is just changing it; until the end of the transaction nobody can (bus/position.ts).
-- Waits for nobody. Each statement of a volatile function sees what was committed when it began: a change that ended just
-- before the lock was to be had is seen.
create function hub.serving(agencies text[]) returns table (receiver text, partner_id text)
language plpgsql volatile rows 8 as $$
#variable_conflict use_column
declare
  held text[];
begin
  select array_agg(agency) into held from unnest(agencies) agency
   where pg_try_advisory_xact_lock_shared(736120517, hashtext(agency));
  return query select organisation_code, u.partner_id from hub.partner_unit u where organisation_code = any(held);
end $$;
comment on function hub.serving is 'Who serves these agencies; one that somebody is just giving to another has no row.';
revoke all on function hub.serving from public;
grant execute on function hub.serving to hub_app;

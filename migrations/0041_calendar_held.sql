-- Who computes a due and who edits the calendar are one after the other (D18): whoever computes holds the calendar,
-- shared, before reading which one counts, until what came out is committed; an edit holds it alone. Of a dossier that
-- is locked the calendar is held already, so nobody who edits waits for whoever waits for him.
create function hub.calendar_held() returns text language plpgsql volatile as $$
begin
  perform pg_advisory_xact_lock_shared(hashtext('hub calendar'));
  -- a statement of its own: what was committed while the lock was waited for is seen
  return (select version from hub.calendar_in_force order by number desc limit 1);
end $$;
revoke execute on function hub.calendar_held from public;
grant execute on function hub.calendar_held to hub_app;

-- The function that locks for a step holds the calendar first, and stays as it is otherwise.
do $$
declare
  old constant text := 'select * into locked from hub.dossier where code = wanted_code for update;';
  definition text := pg_get_functiondef('hub.lock_for_step'::regproc);
begin
  if position(old in definition) = 0 then
    raise exception 'hub.lock_for_step locks no dossier by "%"', old;
  end if;
  execute replace(definition, old, 'perform hub.calendar_held();
  ' || old);
end $$;

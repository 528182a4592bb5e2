-- A message of the embedded transport lives for seconds, carries its body, and is updated once, when it is handed out, in
-- columns of no index. With room on its page it stays there: no new entry in an index, and a tenth of the log.
alter table hub.transport_message set (fillfactor = 45);

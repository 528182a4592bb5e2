-- A lane is updated three times for each message, in columns of no index. With room on its page it stays where it is: no
-- new entry in its indexes, and less in the log. Pages that are full already keep what they have.
alter table hub.lane set (fillfactor = 60);

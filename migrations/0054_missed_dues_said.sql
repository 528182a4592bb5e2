comment on column hub.dossier_clock.missed_due_at is
  'The due that had passed when the limit was counted anew (RESTART), reset (T39) or moved by a calendar: the watch may not have seen it.';

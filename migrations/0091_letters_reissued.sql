-- Letters of ours are recalled, updated and replaced by messages of their own (NĐ 30/2020 art. 18(3), 18(4)): one letter leaves in
-- several, each of which is owed, asked after and settled by itself.

drop index hub.letter_task_send;
alter table hub.letter_task
  add column business text not null default 'new' check (business in ('new', 'recall', 'update', 'replace')),
  add column acts jsonb,
  add check (kind = 'send' or business = 'new');
comment on column hub.letter_task.business is 'Which message of its letter it sends: BussinessDocType 0 to 3.';
comment on column hub.letter_task.acts is
  'What that message says beside the letter, in identifiers alone: what it acts upon, what changed, whom it replaces. Its reason is description.';

-- a letter of ours ends when the one that replaces it has left
alter table hub.letter drop constraint letter_check3;
alter table hub.letter add constraint letter_state_of_side check (
  side = 'in' and state in ('arrived', 'accepted', 'assigned', 'processing', 'completed', 'refused', 'recalled', 'replaced')
  or side = 'out' and state in ('queued', 'sent', 'failed', 'recalled', 'replaced'));
create index letter_replaced_by on hub.letter (replaced_by) where replaced_by is not null;
comment on column hub.letter.replaced_by is
  'By which letter. One of ours that is still sent is replaced once that one has left.';

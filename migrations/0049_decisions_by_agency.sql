-- A decision is told by who issued it, its number and its year: every province has a 45/QĐ-UBND of 2026. However they are
-- typed: 099/qđ-bx is 99/QĐ-BX.
alter table hub.publishing_decision add column key text;
update hub.publishing_decision d
   set key = named.key || case when named.nth > 1 then ' ' || d.number else '' end
  from (select number, year, key, row_number() over (partition by key order by applied_at, number) as nth
          from (select number, year, applied_at,
                       regexp_replace(lower(regexp_replace(issued_by, '\s+', ' ', 'g')), '^(ủy|uỷ) ban nhân dân', 'ubnd')
                       || '|' || regexp_replace(lower(regexp_replace(number, '\s+', '', 'g')), '^0+(?=\d)', '')
                       || '|' || year as key
                  from hub.publishing_decision) as folded) as named
 where (d.number, d.year) = (named.number, named.year);
comment on column hub.publishing_decision.key is
  'Who issued it, its number and its year, folded: the same however they are typed (core/domain/decision-key.ts).';

alter table hub.procedure_change add column decision text;
alter table hub.published_figure add column decision text;
update hub.procedure_change c set decision = d.key
  from hub.publishing_decision d where (d.number, d.year) = (c.number, c.year);
update hub.published_figure f set decision = d.key
  from hub.publishing_decision d where (d.number, d.year) = (f.number, f.year);
alter table hub.procedure_change drop column number, drop column year;
alter table hub.published_figure drop column number, drop column year;

alter table hub.publishing_decision drop constraint publishing_decision_pkey, add primary key (key);
create index publishing_decision_year on hub.publishing_decision (year);
alter table hub.procedure_change
  add primary key (decision, code), add foreign key (decision) references hub.publishing_decision;
alter table hub.published_figure
  add primary key (decision, position), add foreign key (decision) references hub.publishing_decision;

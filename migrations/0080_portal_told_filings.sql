-- What was filed on the portal is told by services that cannot be asked what they hold: what they acknowledged is kept, step
-- by step, and compared with the truth (ADR 16).

create table hub.portal_filing_told (
  dossier_id bigint      not null references hub.dossier,
  service    text        not null check (service in ('filed', 'linked')),
  revision   integer     not null,
  status     text        check (status <> ''),
  message_id uuid        not null,
  at         timestamptz not null default now(),
  primary key (dossier_id, service, revision)
);
comment on table hub.portal_filing_told is
  'Steps of filings of the portal that the service which tells them acknowledged, written as the message is settled.';
comment on column hub.portal_filing_told.service is 'filed: DongBoTrangThaiHoSo; linked: capNhatTrangThaiHoSoDVCLTHoTich.';
comment on column hub.portal_filing_told.status is 'As it was told last; null: told before this record began, by a message that says no more.';
comment on column hub.portal_filing_told.at is 'When it was acknowledged first.';
create index portal_filing_told_at on hub.portal_filing_told (at);

-- messages of before are known to have ended, not what each of them said
insert into hub.portal_filing_told (dossier_id, service, revision, message_id, at)
select distinct on (d.id, v.envelope #>> '{data,revision}')
       d.id, case n.flow when 'dvclt' then 'linked' else 'filed' end, (v.envelope #>> '{data,revision}')::integer, v.message_id,
       coalesce(v.delivered_at, v.created_at)
  from hub.dossier_national_code n
  join hub.dossier d on d.id = n.dossier_id
  join hub.partner_unit u on u.partner_id = 'national-portal'
  join hub.delivery v on v.receiver = u.organisation_code and v.subject = d.code and v.state = 'delivered' and v.substitute is null
 where v.envelope #>> '{data,revision}' is not null
 order by d.id, v.envelope #>> '{data,revision}', v.sequence;

alter table hub.portal_difference
  drop constraint portal_difference_kind_check,
  add constraint portal_difference_kind_check
    check (kind in ('missing', 'status', 'untold-step', 'unknown-step', 'parked', 'late')),
  add column cause text;
comment on column hub.portal_difference.cause is
  'Why, where a message says it: the fault for which it waits for a person, or first failed.';
alter table hub.portal_reconciliation add column recorded integer not null default 0;
comment on column hub.portal_reconciliation.recorded is
  'Filings of the portal: compared with what was acknowledged, as no service tells what it holds of them.';

grant select, insert, update on hub.portal_filing_told to hub_app;

-- refused calls of nobody known must not fill the disk: one row for each reason, service, network and hour
alter table hub.portal_call
  add column reason text check (reason in ('stranger', 'link')),
  add column hour timestamptz,
  add constraint portal_call_hour_check check ((hour is null) = (reason is null));
comment on column hub.portal_call.reason is
  'Of a row that stands for every refused call of nobody known in an hour: who called, or what was asked for. Null: one call.';
comment on column hub.portal_call.hour is 'When that hour began; address is then a network (/24, /48), or "other".';
create unique index portal_call_refused on hub.portal_call (hour, reason, service, address, error_code)
  where hour is not null;

-- a link opens a file without a login: who reads the record of calls must not hold it
update hub.portal_call
   set digest = encode(sha256(convert_to(national_code, 'UTF8')), 'hex'), national_code = null
 where service = 'download' and national_code is not null;
comment on column hub.portal_call.digest is
  'Of the content: a replayed packet shows by it. Of a download: SHA-256 of the id of the link.';

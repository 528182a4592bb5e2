-- The watch finds the dossiers whose limit begins with a payment that nobody asked for by their procedures, of which few begin so.
create index dossier_unpaid on hub.dossier (procedure_code, procedure_province, procedure_version, procedure_edition)
  where money = 'none' and state not in ('archived', 'resultReturned', 'done', 'stopped');
create index procedure_version_paid_start on hub.procedure_version (code) where payment_mode = 'START_AFTER_PAID';

import { contactsOf } from "../store/contacts.ts";
import { incidentsOf, resultsOf, type StoredIncident, type StoredResult } from "../store/dossier-records.ts";
import { paymentsOf, type StoredPaymentEvent } from "../store/payments.ts";
import type { Reader } from "../../platform/database.ts";

const resultView = ({ code, issuedOn, at, ...result }: StoredResult) => ({
  ...result,
  code: code ?? null,
  issuedOn: issuedOn ?? null,
  at: at.toISOString(),
});
export type ResultView = ReturnType<typeof resultView>;

const incidentView = ({ happenedAt, minutesNo, remedy, at, ...incident }: StoredIncident) => ({
  ...incident,
  happenedAt: happenedAt ?? null,
  minutesNo: minutesNo ?? null,
  remedy: remedy ?? null,
  at: at.toISOString(),
  // T37 has no clock effect
  clockAffected: false,
});
export type IncidentView = ReturnType<typeof incidentView>;

const paymentView = ({ at, ...said }: StoredPaymentEvent) => ({ ...said, at: at.toISOString() });
export type PaymentView = ReturnType<typeof paymentView>;

export interface ContactBefore {
  readonly id: string;
  readonly unit: string;
  readonly at: string;
}

/** What is on record beside a dossier's steps, oldest first. */
export async function recordsOf(
  db: Reader,
  dossierId: bigint,
): Promise<{ results: ResultView[]; incidents: IncidentView[]; payments: PaymentView[]; contacts: ContactBefore[] }> {
  const contacts = await contactsOf(db, dossierId);
  return {
    results: (await resultsOf(db, dossierId)).map(resultView),
    incidents: (await incidentsOf(db, dossierId)).map(incidentView),
    payments: (await paymentsOf(db, dossierId)).map(paymentView),
    contacts: contacts.map(({ at, ...contact }) => ({ ...contact, at: at.toISOString() })),
  };
}

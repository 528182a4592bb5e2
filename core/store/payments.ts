import { sql } from "kysely";
import { moneySteps } from "../domain/money.ts";
import type { Reader } from "../../platform/database.ts";

/** What a step said about the dossier's money; what was said is null when it was not, or is erased. */
export interface StoredPaymentEvent {
  readonly revision: number;
  readonly step: (typeof moneySteps)[number];
  readonly at: Date;
  /** Of the payment, or under which it went back. */
  readonly reference: string | null;
  /** Given back, whole đồng. */
  readonly amountVnd: number | null;
  readonly legalBasis: string | null;
  readonly reason: string | null;
}

/** Whether the dossier was told of the payment of this reference. */
export async function wasTold(db: Reader, dossierId: bigint, reference: string): Promise<boolean> {
  const { rows } = await sql`
    select from hub.dossier_event
     where dossier_id = ${dossierId} and step = 'confirmPayment' and details ->> 'paymentReference' = ${reference} limit 1`.execute(
    db,
  );
  return rows.length > 0;
}

/** The steps about a dossier's money, oldest first. */
export async function paymentsOf(db: Reader, dossierId: bigint): Promise<StoredPaymentEvent[]> {
  const { rows } = await sql<StoredPaymentEvent>`
    select revision, step, at, reason, details ->> 'legalBasis' as "legalBasis",
           coalesce(details ->> 'paymentReference', details -> 'refund' ->> 'reference') as reference,
           (details -> 'refund' -> 'amountVnd')::float8 as "amountVnd"
      from dossier_event
     where dossier_id = ${dossierId} and step = any(${[...moneySteps]}::text[])
     order by revision`.execute(db);
  return rows;
}

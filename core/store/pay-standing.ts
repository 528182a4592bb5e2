import { sql } from "kysely";
import type { Reader } from "../../platform/database.ts";

export interface PaymentStanding {
  readonly requests: readonly { readonly state: string; readonly duty: string; readonly count: number }[];
  /** Seconds that the oldest question is overdue. */
  readonly unasked: number;
  /** Dong. */
  readonly refundsOwed: number;
  readonly steps: number;
  /** Of them, those that a person looks into: the dossier refused them for good, or too often. */
  readonly stepsForPerson: number;
}

/** How money stands, for those who watch: what is open or waits, by partial indexes, and one account's balance. */
export async function paymentStanding(db: Reader, now: Date): Promise<PaymentStanding> {
  const { rows: requests } = await sql<{ state: string; duty: string; count: number }>`
    select state, case when duty = 'refund' then duty when person_since is not null then 'person' else coalesce(duty, 'none') end as duty,
           count(*)::int as count from hub.payment_request
     where state in ('created', 'sent', 'pending', 'unknown') or duty is not null or person_since is not null
     group by 1, 2`.execute(db);
  const { rows } = await sql<Omit<PaymentStanding, "requests">>`
    select coalesce(extract(epoch from ${now}::timestamptz -
             (select min(next_ask_at) from hub.payment_request where next_ask_at <= ${now}))::float8, 0) as unasked,
           coalesce((select -sum(amount) from hub.journal_line where account = 'refunds:owed'), 0)::float8 as "refundsOwed",
           (select count(*)::int from hub.payment_step where done_at is null) as steps,
           (select count(*)::int from hub.payment_step where done_at is null and next_at is null) as "stepsForPerson"`.execute(
    db,
  );
  return { requests, ...(rows[0] ?? { unasked: 0, refundsOwed: 0, steps: 0, stepsForPerson: 0 }) };
}

import { sql } from "kysely";
import type { Tx } from "../../platform/database.ts";
import { agencyIn } from "./erase-names.ts";

/**
 * Takes persons out of a dossier's money: officers, what they wrote, what gateways wrote, where a payer was sent, and its
 * receipts' addresses. Amounts, days, references, numbers of payments, refunds and receipts, and the journal stay: accounts
 * are kept by law. Needs the owner's rights.
 */
export async function erasePaymentsOf(tx: Tx, dossierId: bigint, erasedWords: string): Promise<void> {
  const ofFees = sql`fee_id in (select id from hub.fee where dossier_id = ${dossierId})`;
  const ofRequests = sql`reference in (select reference from hub.payment_request where ${ofFees})`;
  const agencyOf = (column: string) => agencyIn(column, dossierId, erasedWords);

  await sql`update hub.fee set fixed_by = ${agencyOf("fixed_by")} where dossier_id = ${dossierId}`.execute(tx);
  await sql`
    update hub.payment_request
       set created_by = ${agencyOf("created_by")}, redirect = null, last_said = null where ${ofFees}`.execute(tx);
  await sql`update hub.payment_change set by = ${agencyOf("by")} where ${ofRequests}`.execute(tx);
  await sql`update hub.payment_report set raw = null, peer = null where ${ofRequests}`.execute(tx);
  await sql`
    update hub.refund_change set by = ${agencyOf("by")}, said = null
     where key in (select key from hub.refund where ${ofRequests})`.execute(tx);
  // that they were two stays
  await sql`
    update hub.refund
       set reason = ${erasedWords}, last_said = null, decided_login = null, approved_login = null,
           decided_by = ${agencyOf("decided_by")} || ' 1',
           approved_by = case when approved_by is not null then ${agencyOf("approved_by")} || ' 2' end
     where ${ofRequests}`.execute(tx);
  await sql`
    update hub.receipt set url = null, file_sha256 = null, last_said = null, next_at = null, erased_at = now()
     where ${ofRequests}`.execute(tx);
  await sql`
    update hub.payment_step
       set details = (details - 'officer')
                     || case when details ? 'reason' then jsonb_build_object('reason', ${erasedWords}::text) else '{}'::jsonb end
     where ${ofFees}`.execute(tx);
  await sql`
    update hub.money_case
       set owner = null, closed_by = ${agencyOf("closed_by")},
           closed_how = case when closed_how is not null then split_part(closed_how, ':', 1) end
     where ${ofRequests}`.execute(tx);
}

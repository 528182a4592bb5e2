import type { CallbackVerdict } from "../domain/payment/report.ts";
import { isOpen } from "../domain/payment/request.ts";
import { insertReport, reportBefore, type SaidReport } from "../store/pay-reports.ts";
import { findRequest } from "../store/pay-requests.ts";
import { sql } from "kysely";
import type { Database } from "../../platform/database.ts";

/** Whether this very message was taken before, and counted: it needs no lock to be answered again (R1). */
export async function wasCounted(db: Database, gateway: string, contentSha256: string): Promise<boolean> {
  return (await reportBefore(db, gateway, contentSha256))?.kept === "counted";
}

/** What was refused after its sender was known, kept once (R17). */
export async function keepRefused(
  db: Database,
  said: Pick<SaidReport, "gateway" | "contentSha256" | "raw" | "peer" | "at"> & { readonly verdict: CallbackVerdict },
): Promise<void> {
  const before = await reportBefore(db, said.gateway, said.contentSha256);
  if (before?.verdicts.includes(said.verdict)) return;
  await db.transaction().execute(async (tx) => {
    await insertReport(tx, { ...said, source: "callback", report: null, rule: null, kept: "refused" });
  });
}

const askAgainMs = 60_000;

/**
 * What a browser brought back makes us ask, once a minute at most, and nothing else (R8).
 * @returns whether it is to be asked now, by who gets this answer.
 */
export async function mayAskFor(db: Database, gateway: string, reference: string, now: Date): Promise<boolean> {
  const stored = await findRequest(db, reference);
  if (!stored || stored.gateway !== gateway || !(isOpen(stored.request.state) || stored.request.state === "expired"))
    return false;
  const { numAffectedRows } = await sql`
    update hub.payment_request set asked_at = ${now}, asked = asked + 1
     where reference = ${reference} and sent_at is not null
       and (asked_at is null or asked_at <= ${new Date(now.getTime() - askAgainMs)})`.execute(db);
  return (numAffectedRows ?? 0n) > 0n;
}

import { eraseQuestions, forgetCallsBefore, forgetPacketsBefore } from "../store/forget-portal.ts";
import type { Database } from "../../platform/database.ts";

export { erasePacket, eraseQuestions } from "../store/forget-portal.ts";

/** Days; the operator's rule, since no text found names any. */
export interface PortalKeeping {
  /** Since the portal has the answer. */
  readonly questionDays: number;
  /** Since a person refused a packet, or since one came that a later content replaced. */
  readonly packetDays: number;
  readonly callDays: number;
}

/**
 * Lets go of what tells of people and is no part of a dossier (P12); what became one goes when that is erased. What waits
 * for a person waits with all it says.
 */
export async function forgetPortal(
  db: Database,
  { questionDays, packetDays, callDays }: PortalKeeping,
  now: Date,
): Promise<{ readonly questions: number; readonly packets: number; readonly calls: number }> {
  const before = (days: number) => new Date(now.getTime() - days * 86_400_000);
  return {
    questions: await eraseQuestions(db, { toldBefore: before(questionDays) }, now),
    packets: await forgetPacketsBefore(db, before(packetDays)),
    calls: await forgetCallsBefore(db, before(callDays)),
  };
}

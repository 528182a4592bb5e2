import type { Duty, LetterChannel, ReasonCategory } from "../domain/overdue-duty.ts";
import type { Rung } from "../domain/overdue.ts";
import type { Role } from "../domain/state.ts";
import type { Reader, Tx } from "../../platform/database.ts";

/** A duty that was done, with its letter. */
export interface Stamp {
  readonly duty: Duty;
  readonly at: Date;
  /** Until when it had to be done; null: an apology that was not owed, there was no day for it before the due. */
  readonly latest: Date | null;
  readonly by: string;
  /** The agency that owed it and has ended since, whose successor did it; null: who did it owed it. */
  readonly inPlaceOf: string | null;
  readonly role: Role;
  readonly officer: string | null;
  readonly letterNo: string | null;
  readonly reasonCategory: ReasonCategory | null;
  readonly reason: string | null;
  readonly proposedDue: Date | null;
  readonly approvedBy: string | null;
  readonly sent: readonly { readonly channel: LetterChannel; readonly at: string }[];
}

/** The first stamp of a duty counts. @returns false: it was stamped before, and nothing was written. */
export async function insertStamp(
  tx: Tx,
  dossierId: bigint,
  stamp: Stamp,
  context: { readonly cause: string; readonly partnerId: string },
): Promise<boolean> {
  const row = await tx
    .insertInto("overdue_stamp")
    .values({
      dossier_id: dossierId,
      duty: stamp.duty,
      at: stamp.at,
      latest: stamp.latest,
      by_org: stamp.by,
      in_place_of: stamp.inPlaceOf,
      role: stamp.role,
      officer: stamp.officer,
      letter_no: stamp.letterNo,
      reason_category: stamp.reasonCategory,
      reason: stamp.reason,
      proposed_due: stamp.proposedDue,
      approved_by: stamp.approvedBy,
      sent: JSON.stringify(stamp.sent),
      cause: context.cause,
      partner_id: context.partnerId,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("duty")
    .executeTakeFirst();
  return row !== undefined;
}

/** The duties done, in the order of their moments. */
export async function stampsOf(db: Reader, dossierId: bigint): Promise<Stamp[]> {
  const rows = await db
    .selectFrom("overdue_stamp")
    .selectAll()
    .where("dossier_id", "=", dossierId)
    .orderBy("at")
    .orderBy("duty")
    .execute();
  return rows.map((row) => ({
    duty: row.duty as Duty,
    at: row.at,
    latest: row.latest,
    by: row.by_org,
    inPlaceOf: row.in_place_of,
    role: row.role as Role,
    officer: row.officer,
    letterNo: row.letter_no,
    reasonCategory: row.reason_category as ReasonCategory | null,
    reason: row.reason,
    proposedDue: row.proposed_due,
    approvedBy: row.approved_by,
    sent: row.sent as unknown as Stamp["sent"],
  }));
}

export interface Alert {
  readonly rung: Rung;
  /** The agency it was told to. */
  readonly to: string | null;
  readonly at: Date;
}

/** The rungs of the ladder that were told, oldest first. */
export async function alertsOf(db: Reader, dossierId: bigint): Promise<Alert[]> {
  const rows = await db
    .selectFrom("overdue_alert")
    .select(["rung", "receiver", "at"])
    .where("dossier_id", "=", dossierId)
    .orderBy("at")
    .orderBy("rung")
    .execute();
  return rows.map(({ rung, receiver, at }) => ({ rung: rung as Rung, to: receiver, at }));
}

import { oweReport, oweSend } from "../store/letter-tasks.ts";
import * as letters from "../store/letters.ts";
import type { StoredLetter } from "../store/letters.ts";
import type { Tx } from "../../platform/database.ts";

/** How a letter of ours is asked back: by a letter of type 1, or by status 13. No text says which a receiver understands. */
export type RecallsBy = "message" | "status";

export interface AskedBack {
  readonly reason: string;
  readonly by: string;
  readonly officer: string | null;
  readonly at: Date;
}

/** Asks these receivers to give a letter of ours back; each answers for itself, and until then it stands there. */
export async function askBackFrom(
  tx: Tx,
  letter: StoredLetter,
  from: readonly { readonly organ: string; readonly organKey: string }[],
  recallsBy: RecallsBy,
  { reason, by, officer, at }: AskedBack,
): Promise<void> {
  // of what was erased no message can be written; a status needs its name alone
  const path = letter.subject === null ? "status" : recallsBy;
  for (const { organKey } of from) await letters.askAddressee(tx, letter.id, organKey, "recall", at);
  const organs = from.map(({ organ }) => organ);
  const task = { account: letter.account, letterId: letter.id, fromOrgan: letter.fromOrgan, saidAt: at, due: null };
  if (path === "message") await oweSend(tx, { ...task, business: "recall", toOrgans: organs, description: reason });
  else
    for (const { organ, organKey } of from) {
      await letters.insertStatus(tx, {
        ...{ letterId: letter.id, itemId: null, direction: "out", organKey: letter.fromKey, code: "13" },
        ...{
          description: reason,
          saidAt: at,
          digest: `13 ${organKey} ${at.toISOString()}`,
          officer,
          partnerId: by,
          at,
        },
      });
      await oweReport(tx, {
        ...{ ...task, toOrgans: [organ], code: "13", description: reason },
        // the receiver stands where a status names the other side
        about: {
          ...{ organ, documentId: letter.documentId, code: letter.code, year: letter.year, issued: letter.issued },
        },
      });
    }
  await letters.noteChange(tx, {
    ...{ letterId: letter.id, what: "recallSent", details: { organs, path }, by, officer, reason, at },
  });
}

import type { StatusCode } from "../domain/letter/letter.ts";
import { organKey } from "../domain/letter/organ.ts";
import { oweReport } from "../store/letter-tasks.ts";
import { insertStatus, type StoredLetter } from "../store/letters.ts";
import type { Tx } from "../../platform/database.ts";

export interface Teller {
  readonly officer: string | null;
  readonly partnerId: string | null;
}
const nobody: Teller = { officer: null, partnerId: null };

/** A state of a letter that came goes on record, and is owed to its sender. */
export async function owe(
  tx: Tx,
  letter: StoredLetter,
  code: StatusCode,
  description: string | null,
  at: Date,
  by: Teller = nobody,
): Promise<void> {
  await insertStatus(tx, {
    ...{ letterId: letter.id, itemId: null, direction: "out", organKey: organKey(letter.toOrgan), code, description },
    ...{ saidAt: at, digest: `${code} ${at.toISOString()}`, officer: by.officer, partnerId: by.partnerId, at },
  });
  await oweReport(tx, {
    ...{ account: letter.account, letterId: letter.id, fromOrgan: letter.toOrgan, toOrgans: [letter.fromOrgan], code },
    ...{ description, saidAt: at, due: code === "03" || code === "02" ? letter.receiptDue : null },
    about: {
      ...{ organ: letter.fromOrgan, documentId: letter.documentId, code: letter.code, year: letter.year },
      issued: letter.issued,
    },
  });
}

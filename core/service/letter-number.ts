import * as letters from "../store/letters.ts";
import type { StoredLetter } from "../store/letters.ts";
import type { Reader, Tx } from "../../platform/database.ts";

type Numbered = Pick<StoredLetter, "unit" | "code" | "year"> & { readonly id?: bigint };

/**
 * The letter of ours that has this number: one in one agency and year (NĐ 30 art. 15(1)); of what did not leave it is free again.
 * Undefined: none. The caller holds the agency's mailbox.
 */
async function numberedLike(
  of: Numbered,
  db: Reader,
  find: (id: bigint) => Promise<StoredLetter | undefined>,
): Promise<bigint | undefined> {
  if (of.code === null) return undefined;
  for (const id of await letters.lettersNumbered(db, { side: "out", code: of.code, year: of.year, unit: of.unit }))
    if (id !== of.id && (await find(id))?.state !== "failed") return id;
  return undefined;
}

/** Whether the number is free, and stays so until the transaction ends: whoever hears of a letter that had it waits. */
export const isNumberFree = async (tx: Tx, of: Numbered): Promise<boolean> =>
  (await numberedLike(of, tx, (id) => letters.lockLetter(tx, id))) === undefined;

/** It did not leave, and another has its number since: it is in force no more, whoever has it. */
export const hasLostNumber = async (db: Reader, letter: StoredLetter): Promise<boolean> =>
  letter.side === "out" &&
  letter.state === "failed" &&
  (await numberedLike(letter, db, (id) => letters.findLetter(db, id))) !== undefined;

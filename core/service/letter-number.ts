import * as letters from "../store/letters.ts";
import type { StoredLetter } from "../store/letters.ts";
import type { Reader } from "../../platform/database.ts";

/**
 * The letter of ours that has this number: one in one agency and year (NĐ 30 art. 15(1)); of what did not leave it is free again.
 * Undefined: none. The caller holds the agency's mailbox.
 */
export async function numberedLike(
  db: Reader,
  of: Pick<StoredLetter, "unit" | "code" | "year"> & { readonly id?: bigint },
): Promise<bigint | undefined> {
  if (of.code === null) return undefined;
  for (const id of await letters.lettersNumbered(db, { side: "out", code: of.code, year: of.year, unit: of.unit }))
    if (id !== of.id && (await letters.findLetter(db, id))?.state !== "failed") return id;
  return undefined;
}

/** It did not leave, and another has its number since: it is in force no more, whoever has it. */
export const hasLostNumber = async (db: Reader, letter: StoredLetter): Promise<boolean> =>
  letter.side === "out" && letter.state === "failed" && (await numberedLike(db, letter)) !== undefined;

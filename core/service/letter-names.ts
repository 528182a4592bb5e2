import { organKey } from "../domain/letter/organ.ts";
import { agenciesNamed } from "../store/letter-agencies.ts";
import type { Reader } from "../../platform/database.ts";

/** Who is who among agencies' names: by arithmetic, and as the account's axis lists them. */
export interface Names {
  /** Keys under which the agency may be on record; its own first. */
  readonly keysOf: (organ: string) => readonly string[];
  readonly areOne: (one: string, other: string) => boolean;
}

/** @param organs all names that will be asked about, or one of each pair that is compared. */
export async function namesFor(
  db: Reader,
  account: string,
  organs: readonly (string | null | undefined)[],
): Promise<Names> {
  const keys = [...new Set(organs.flatMap((organ) => (organ ? [organKey(organ)] : [])))];
  const rows = keys.length === 0 ? [] : await agenciesNamed(db, account, keys);
  const agencyOf = new Map(rows.map(({ key, agency }) => [key, agency]));
  const keysOf = (organ: string): readonly string[] => {
    const own = organKey(organ);
    const agency = agencyOf.get(own);
    return [...new Set([own, ...rows.flatMap((row) => (row.agency === agency ? [row.key] : []))])];
  };
  return { keysOf, areOne: (one, other) => keysOf(one).includes(organKey(other)) };
}

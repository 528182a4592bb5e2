import type { Day } from "./day.ts";
import { numberKey, yearOf } from "./decision-key.ts";

/** A result as the register of the agency that issued it has it. */
export interface IssuedResult {
  readonly number: string;
  readonly issuedOn: Day;
  /** Empty: the register does not say. */
  readonly kind: string;
}

/**
 * What was issued though no dossier names it: a sign of a receipt outside the system (S003, row 14).
 * Numbers begin again every year.
 */
export function resultsWithoutDossier<T extends IssuedResult>(
  issued: readonly T[],
  known: readonly Pick<IssuedResult, "number" | "issuedOn">[],
): T[] {
  const names = new Set(known.map(keyOf));
  return issued.filter((result) => !names.has(keyOf(result)));
}

const keyOf = ({ number, issuedOn }: Pick<IssuedResult, "number" | "issuedOn">): string =>
  `${numberKey(number)} ${yearOf(issuedOn)}`;

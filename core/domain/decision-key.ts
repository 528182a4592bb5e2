import type { Day } from "./day.ts";

/** What tells a publishing decision from all others: a number begins again every year, with every agency. */
export interface DecisionName {
  readonly number: string;
  readonly issuedBy: string;
  readonly signedOn: Day;
}

export const yearOf = (day: Day): number => Number(day.slice(0, 4));

/** The same for one decision however it is typed: `099/qđ-bx` is `99/QĐ-BX`, `Ủy ban nhân dân` is `UBND`. */
export function decisionKey({ number, issuedBy, signedOn }: DecisionName): string {
  const issuer = issuerKey(issuedBy).replace(/^(ủy|uỷ) ban nhân dân/, "ubnd");
  return `${issuer}|${numberKey(number)}|${yearOf(signedOn)}`;
}

/** An agency's name however it is typed: capitals, spaces and how letters are composed tell none apart. */
export const issuerKey = (issuedBy: string): string => fold(issuedBy).replace(/\s+/g, " ");

/** The number of a document however it is typed: capitals, spaces and leading zeros tell none apart. */
export const numberKey = (number: string): string =>
  fold(number)
    .replace(/\s/g, "")
    .replace(/^0+(?=\d)/, "");

const fold = (text: string): string => text.trim().normalize("NFKC").toLowerCase();

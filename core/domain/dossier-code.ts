import { dayOf, type Day } from "./day.ts";

declare const dossierCode: unique symbol;

/** `<unit>-YYMMDD-NNNN` (TT 01/2018/TT-VPCP art. 19). Immutable, also when its unit is merged away. */
export type DossierCode = string & { readonly [dossierCode]: true };

// Either notation of the unit, two- or four-digit year, four to seven digits: all are in use on the national portal.
const pattern = /^[A-Z0-9]{2,13}(\.[A-Z0-9]{2,10}){0,3}-(\d{6}|\d{8})-\d{4,7}$/;

export const findDossierCode = (text: string): DossierCode | undefined =>
  pattern.test(text) ? (text as DossierCode) : undefined;

/** @throws {RangeError} when the text cannot be a dossier code. */
export function parseDossierCode(text: string): DossierCode {
  const code = findDossierCode(text);
  if (!code) throw new RangeError(`not a dossier code: ${text}`);
  return code;
}

/**
 * The code of the `sequence`-th dossier a unit receives on a day. From 10,000 on the number widens; it never wraps.
 * @param unit the unit's identifier in the notation it was registered in.
 */
export const writeDossierCode = (unit: string, day: Day, sequence: number): DossierCode =>
  `${unit}-${day.slice(2).replaceAll("-", "")}-${String(sequence).padStart(4, "0")}` as DossierCode;

/** The day whose sequence a receipt belongs to: the Vietnamese day of the receipt, not of its recording. */
export const sequenceDay = (receivedAt: Date): Day => dayOf(receivedAt);

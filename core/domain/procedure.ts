import { dayBefore, type Day, type Validity } from "./day.ts";
import type { Mode, SupplementMode } from "./clock/mode.ts";
import { findOrgCode, type OrgCode } from "./org-code.ts";

declare const procedureCode: unique symbol;

/** National code of an administrative procedure, `1.001612`. */
export type ProcedureCode = string & { readonly [procedureCode]: true };

export const procedureLevels = ["ministry", "province", "district", "commune", "other"] as const;
export type ProcedureLevel = (typeof procedureLevels)[number];

export const limitUnits = ["working_day", "day", "month", "hour", "immediate"] as const;
export type LimitUnit = (typeof limitUnits)[number];

/** What an obligation to pay does to the settlement clock (one-stop.md §2.5). */
export const paymentModes = ["PAUSE", "RUN", "START_AFTER_PAID"] as const;
export type PaymentMode = (typeof paymentModes)[number];

/** A procedure as it was in force between two days. A dossier keeps the version of its receipt (P9). */
export interface ProcedureVersion extends Validity {
  readonly code: ProcedureCode;
  /** Whose version it is: a province's binds its own units only (provincial-version.ts); null: the centre's. */
  readonly province: OrgCode | null;
  /** Which of those that decisions opened from one day (C9), from 0; the others of that day are in force on no day. */
  readonly edition: number;
  readonly name: string;
  readonly field: string | null;
  readonly levels: readonly ProcedureLevel[];
  readonly limit: { readonly value: number; readonly unit: LimitUnit } | null;
  readonly limitText: string | null;
  /** The centre's, where the province promised another one (D10); null: `limit` is the centre's. */
  readonly legalLimit: { readonly value: number; readonly unit: LimitUnit } | null;
  /** How time is read; null: the law's default (time-rules.ts). */
  readonly startMode: Mode | null;
  readonly supplementMode: SupplementMode | null;
  readonly paymentMode: PaymentMode | null;
  /** `ministry`: its own central service, received by nobody else (NĐ224 15(1i), C8); null: as the levels say. */
  readonly solvedBy: "ministry" | null;
  /** Whole dong; null when cases or channels differ. */
  readonly feeVnd: bigint | null;
  readonly feeText: string | null;
  readonly documents: readonly unknown[];
  readonly details: Readonly<Record<string, unknown>>;
  readonly replacedBy: ProcedureCode | null;
  /** On which public list it was last seen. */
  readonly listing: string;
  readonly source: string;
  readonly contentSha256: string;
}

/** The national code; a province's suffix, in either notation of its identifier, is stripped. */
export const findProcedureCode = (text: string): ProcedureCode | undefined => readCode(text)?.code;

/** A province's own form of a code, as it is printed on papers: `1.000948.H38`, `1.000948.000.00.00.H63`. */
export interface LocalCode {
  readonly local: string;
  readonly code: ProcedureCode;
  readonly organisation: OrgCode;
}

/** The local form, if the text is one and not the national code itself. */
export function findLocalCode(text: string): LocalCode | undefined {
  const read = readCode(text);
  return read?.organisation && { local: text.trim(), code: read.code, organisation: read.organisation };
}

function readCode(text: string): { code: ProcedureCode; organisation: OrgCode | undefined } | undefined {
  const [, code, suffix] = /^(\d\.\d{6})(?:\.(.+))?$/.exec(text.trim()) ?? [];
  const organisation = suffix === undefined ? undefined : findOrgCode(suffix);
  if (code === undefined || (suffix !== undefined && organisation === undefined)) return undefined;
  return { code: code as ProcedureCode, organisation };
}

/** @throws {RangeError} when the text is not a procedure's code. */
export function parseProcedureCode(text: string): ProcedureCode {
  const code = findProcedureCode(text);
  if (!code) throw new RangeError(`not a procedure code: ${text}`);
  return code;
}

/** Those things of a version by which a newer statement of it is placed in time. */
export interface VersionMark extends Validity {
  readonly contentSha256: string;
  readonly replacedBy: string | null;
  readonly listing: string;
  readonly source: string;
}

/** What a catalogue says about a procedure; undefined where it says nothing. */
export interface Statement {
  readonly contentSha256: string;
  readonly validFrom: Day | undefined;
  readonly validTo: Day | undefined;
  readonly replacedBy: string | undefined;
  readonly listing: string;
  readonly source: string;
}

export type Placement =
  | { readonly kind: "unchanged" }
  /** Same content; its end, successor or listing is stated anew. */
  | { readonly kind: "restate"; readonly version: VersionMark }
  /** A new version, and the last day of the one before when that one was still open. */
  | { readonly kind: "open"; readonly validFrom: string; readonly validTo: string | null; readonly closes: Day | null }
  /** The procedure has ended, and a list that states no first day does not bring it back. */
  | { readonly kind: "ended" }
  | { readonly kind: "refuse"; readonly why: "reversed" | "content-of-that-day-differs" | "before-newest-version" };

/**
 * Places a statement among the known versions of its procedure. What was in force is never rewritten: other content
 * opens a new version and closes the newest the day before.
 * @param known versions ordered by their first day.
 * @param firstDay from when a code never seen is taken to be in force.
 * @param changeDay from when other content of a known code is taken to be in force.
 */
export function placeVersion(
  known: readonly VersionMark[],
  said: Statement,
  firstDay: string,
  changeDay: Day,
): Placement {
  const newest = known.at(-1);
  if (!newest) return open(said.validFrom ?? firstDay, said.validTo ?? null, null);

  const same = said.validFrom === undefined ? newest : known.find(({ validFrom }) => validFrom === said.validFrom);
  if (same && same.contentSha256 === said.contentSha256) return restate(same, said, same === newest);
  if (same && said.validFrom !== undefined) return { kind: "refuse", why: "content-of-that-day-differs" };

  if (said.validFrom === undefined && newest.validTo !== null && newest.validTo < changeDay) return { kind: "ended" };
  const validFrom = said.validFrom ?? changeDay;
  if (validFrom <= newest.validFrom && newest.validFrom !== "-infinity")
    return { kind: "refuse", why: "before-newest-version" };
  const stillOpen = newest.validTo === null || newest.validTo >= validFrom;
  // an end to come that is known already is the new version's, too
  return stillOpen
    ? open(validFrom, said.validTo ?? newest.validTo, dayBefore(validFrom))
    : open(validFrom, said.validTo ?? null, null);
}

function open(validFrom: string, validTo: string | null, closes: Day | null): Placement {
  if (validTo !== null && validFrom !== "-infinity" && validTo < validFrom) return { kind: "refuse", why: "reversed" };
  return { kind: "open", validFrom, validTo, closes };
}

function restate(of: VersionMark, said: Statement, isNewest: boolean): Placement {
  const version: VersionMark = {
    contentSha256: of.contentSha256,
    validFrom: of.validFrom,
    // the end of an earlier version was set by the one after it
    validTo: isNewest ? (said.validTo ?? of.validTo) : of.validTo,
    replacedBy: said.replacedBy ?? of.replacedBy,
    listing: said.listing,
    source: said.source,
  };
  if (version.validTo !== null && version.validFrom !== "-infinity" && version.validTo < version.validFrom)
    return { kind: "refuse", why: "reversed" };
  const differs = (["validTo", "replacedBy", "listing", "source"] as const).some((key) => version[key] !== of[key]);
  return differs ? { kind: "restate", version } : { kind: "unchanged" };
}

import { dayBefore, isValidOn, type Day } from "./day.ts";
import type { ProcedureCode, VersionMark } from "./procedure.ts";

/**
 * What a publishing decision (quyết định công bố) does to a procedure (ND 63/2010 art. 12–15, one-stop.md §9.2).
 * `corrected`: names are put right and the law stays (đính chính, chuẩn hóa).
 */
export const changeKinds = ["new", "amended", "replaced", "abolished", "corrected"] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** The words the decisions themselves use. */
const printed: Readonly<Record<string, ChangeKind>> = {
  MOI: "new",
  SUA_DOI_BO_SUNG: "amended",
  THAY_THE: "replaced",
  BAI_BO: "abolished",
  DINH_CHINH: "corrected",
};

export const findChangeKind = (text: string): ChangeKind | undefined =>
  changeKinds.find((kind) => kind === text) ?? (Object.hasOwn(printed, text) ? printed[text] : undefined);

/** A change as a decision lists it. */
export interface ListedChange {
  /** Place in the list, from 1. */
  readonly place: number;
  readonly kind: ChangeKind;
  readonly code: ProcedureCode;
  readonly replaces: readonly ProcedureCode[];
}

export type ChangePlacement =
  /** A version begins on the day; the one before ends on `closes`. */
  | { readonly kind: "open"; readonly closes: Day | null }
  /** No version follows. */
  | { readonly kind: "close"; readonly last: Day }
  /** The catalogue says so already. */
  | { readonly kind: "keep" }
  | { readonly kind: "refuse"; readonly why: ChangeFault };

export type ChangeFault = "in-force-already" | "not-in-force" | "changed-that-day" | "later-version";

/**
 * What a change does to the versions of one procedure. What was in force is never rewritten. A replacement is `new` for
 * the code that comes and `abolished` for each that goes.
 * A correction is placed as an amendment.
 * @param known versions ordered by their first day.
 * @param contentSha256 of the content from then on; undefined when abolished.
 */
export function placeChange(
  kind: Exclude<ChangeKind, "replaced" | "corrected">,
  known: readonly VersionMark[],
  effective: Day,
  contentSha256: string | undefined,
): ChangePlacement {
  const newest = known.at(-1);
  const inForce = known.find((version) => isValidOn(version, effective));
  const isSame = inForce !== undefined && inForce.contentSha256 === contentSha256;
  if (isSame && kind !== "abolished") return { kind: "keep" };
  if (newest && newest.validFrom !== "-infinity" && newest.validFrom >= effective)
    return { kind: "refuse", why: newest.validFrom === effective ? "changed-that-day" : "later-version" };
  const last = dayBefore(effective);
  switch (kind) {
    case "new":
      return inForce ? { kind: "refuse", why: "in-force-already" } : { kind: "open", closes: null };
    case "amended":
      return inForce ? { kind: "open", closes: last } : { kind: "refuse", why: "not-in-force" };
    case "abolished":
      if (inForce) return { kind: "close", last };
      return newest?.validTo === last ? { kind: "keep" } : { kind: "refuse", why: "not-in-force" };
  }
}

/** A figure as a decision prints it, with what it is a part of, if that is printed too. */
export interface PublishedFigure {
  readonly subject: string;
  readonly numerator: number;
  readonly denominator: number | null;
  readonly percent: number | null;
}

/**
 * Whether the printed percentage cannot come from the printed numbers (row 32: 943 of 1,064 is not 82.7 %). It is kept
 * as printed either way: the numbers may be of different days.
 */
export function contradictsItself({ numerator, denominator, percent }: PublishedFigure): boolean {
  if (denominator === null || percent === null) return false;
  const decimals = (String(percent).split(".")[1] ?? "").length;
  return Math.abs((100 * numerator) / denominator - percent) > 0.5 * 10 ** -decimals + 1e-9;
}

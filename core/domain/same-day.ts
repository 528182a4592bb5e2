import { isOfNoDay, type Day } from "./day.ts";
import type { OrgCode } from "./org-code.ts";
import type { ProcedureCode, ProcedureVersion } from "./procedure.ts";

/** Who signed first is told by this. */
export interface Signature {
  readonly number: string;
  readonly signedOn: Day;
}

/** Which version, of all that are kept. */
export type VersionName = Pick<ProcedureVersion, "code" | "province" | "validFrom" | "edition">;

export const nameOf = ({ code, province, validFrom, edition }: VersionName): string =>
  [code, province, validFrom, edition].join(" ");

/** What a decision changes in one procedure of the centre's or of one province's. */
export interface SignedChange extends Signature {
  readonly code: ProcedureCode;
  readonly province: OrgCode | null;
  readonly replaces: readonly ProcedureCode[];
  /** First day of the version it opens; null: none. */
  readonly opened: string | null;
  readonly openedEdition: number;
  /** What it ends, with the last day and the successor that this has without it. */
  readonly closed: readonly (VersionName & Pick<ProcedureVersion, "validTo" | "replacedBy">)[];
}

/** Whether the change is one of this procedure, of the centre's or of one province's: these two never contradict. */
export const concerns = (
  { code, province, replaces }: Pick<SignedChange, "code" | "province" | "replaces">,
  of: Pick<SignedChange, "code" | "province">,
): boolean => province === of.province && (code === of.code || replaces.includes(of.code));

/** Whether, of two decisions that change one procedure from one day, it is the first that counts (C9). */
export function prevails(one: Signature, other: Signature): boolean {
  if (one.signedOn !== other.signedOn) return one.signedOn > other.signedOn;
  const [number, rest] = [leading(one.number), leading(other.number)];
  return number === rest ? one.number > other.number : number > rest;
}

export type WhyItCounts = "later-signature" | "higher-number";

export const whyItCounts = (one: Signature, other: Signature): WhyItCounts =>
  one.signedOn === other.signedOn ? "higher-number" : "later-signature";

/** `1813` of `1813/QĐ-BXD`; a number that begins otherwise comes before all. */
const leading = (number: string): number => Number(/^\d+/.exec(number)?.[0] ?? -1);

/**
 * The versions as they were without some decisions: what these opened is not there, what they ended goes on. So a
 * decision is judged as though the others of its day had not been, whichever came first.
 */
export const withoutThem = (
  versions: readonly ProcedureVersion[],
  others: readonly SignedChange[],
): ProcedureVersion[] =>
  versions.flatMap((version) => {
    const name = nameOf(version);
    if (others.some((other) => openedName(other) === name)) return [];
    const ended = others.flatMap(({ closed }) => closed).find((one) => nameOf(one) === name);
    if (ended) return [{ ...version, validTo: ended.validTo, replacedBy: ended.replacedBy }];
    return isOfNoDay(version) ? [] : [version];
  });

/** The version that a change opened; undefined: none. */
export const openedName = ({ code, province, opened, openedEdition }: SignedChange): string | undefined =>
  opened === null ? undefined : nameOf({ code, province, validFrom: opened, edition: openedEdition });

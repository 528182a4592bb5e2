import { dayBefore, isOfNoDay, type Day } from "./day.ts";
import { decisionKey, type DecisionName } from "./decision-key.ts";
import type { OrgCode } from "./org-code.ts";
import type { ProcedureCode, ProcedureVersion } from "./procedure.ts";

/** Who signed first is told by this. */
export type Signature = DecisionName;

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
  if (number !== rest) return number > rest;
  return one.number === other.number ? decisionKey(one) > decisionKey(other) : one.number > other.number;
}

export type WhyItCounts = "later-signature" | "higher-number";

export const whyItCounts = (one: Signature, other: Signature): WhyItCounts =>
  one.signedOn === other.signedOn ? "higher-number" : "later-signature";

/** `1813` of `1813/QĐ-BXD`; a number that begins otherwise comes before all. */
const leading = (number: string): number => Number(/^\d+/.exec(number)?.[0] ?? -1);

/**
 * The versions as they were without some decisions: what these opened is not there, what they ended goes on. So a
 * decision is judged as though the others of its day had not been, whichever came first.
 * @param others of the day `from`.
 */
export function withoutThem(
  versions: readonly ProcedureVersion[],
  others: readonly SignedChange[],
  from: Day,
): ProcedureVersion[] {
  const isTheirs = (version: ProcedureVersion) => others.some((other) => openedName(other) === nameOf(version));
  const followers = versions.filter((version) => isTheirs(version) && !isOfNoDay(version));
  return versions.flatMap((version) => {
    if (isTheirs(version)) return [];
    const ended = others.flatMap(({ closed }) => closed).find((one) => isEndOf(version, one, from));
    if (!ended) return isOfNoDay(version) ? [] : [version];
    // what followed it took over the end known by then, or was given one since
    const { validTo, replacedBy } = followers.find((follower) => isOfOne(follower, version)) ?? ended;
    return [{ ...version, validTo, replacedBy }];
  });
}

const isOfOne = (one: VersionName, other: VersionName): boolean =>
  one.code === other.code && one.province === other.province;

/** Whether the version bears the end that a decision gave: the one it named, or one that has followed that since. */
function isEndOf(version: ProcedureVersion, named: VersionName, from: Day): boolean {
  // a province's that was to begin later, and whose procedure the centre ended
  if (version.validFrom > from) return isOfNoDay(version) && nameOf(version) === nameOf(named);
  return (
    version.validTo === dayBefore(from) &&
    (nameOf(version) === nameOf(named) ||
      (isOfOne(version, named) && !isOfNoDay(version) && named.validFrom <= version.validFrom))
  );
}

/** The version that a change opened; undefined: none. */
export const openedName = ({ code, province, opened, openedEdition }: SignedChange): string | undefined =>
  opened === null ? undefined : nameOf({ code, province, validFrom: opened, edition: openedEdition });

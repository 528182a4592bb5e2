import type { ProcedureLevel, ProcedureVersion } from "./procedure.ts";
import { readingOf, type TimeReading } from "./time-rules.ts";

/** Whether only wording differs (đính chính): limit, fee, papers, levels and the reading of time are the same. */
export function keepsSubstance(before: Compared, after: Compared): boolean {
  const { levels, papers } = differenceOf(before, after);
  const numbers = ({ limit, legalLimit, feeVnd, startMode, supplementMode, paymentMode, solvedBy }: Compared) => [
    limit?.value,
    limit?.unit,
    legalLimit?.value,
    legalLimit?.unit,
    feeVnd,
    startMode,
    supplementMode,
    paymentMode,
    solvedBy,
  ];
  const then = numbers(before);
  return !levels && !papers && numbers(after).every((one, index) => one === then[index]);
}

type Compared = Pick<
  ProcedureVersion,
  | ("name" | "field" | "levels" | "limit" | "limitText" | "legalLimit" | "feeVnd" | "feeText" | "documents")
  | ("startMode" | "supplementMode" | "paymentMode" | "solvedBy")
>;

interface Changed<T> {
  readonly before: T;
  readonly after: T;
}
interface Sets<T> {
  readonly added: readonly T[];
  readonly removed: readonly T[];
}

/** What an applicant must be shown when a draft meets another version than it was written for; null: the same. */
export interface VersionDifference {
  readonly name: Changed<string> | null;
  readonly field: Changed<string | null> | null;
  readonly limit: Changed<Pick<ProcedureVersion, "limit" | "limitText">> | null;
  /** The centre's limit beside a province's own. */
  readonly legalLimit: Changed<ProcedureVersion["legalLimit"]> | null;
  /** When the clock starts, and what a supplement and a payment do to it; defaults of the law as if stated. */
  readonly time: Changed<TimeReading> | null;
  readonly solvedBy: Changed<ProcedureVersion["solvedBy"]> | null;
  readonly fee: Changed<Pick<ProcedureVersion, "feeVnd" | "feeText">> | null;
  readonly levels: Sets<ProcedureLevel> | null;
  /** Papers by name. */
  readonly papers: Sets<string> | null;
}

export function differenceOf(before: Compared, after: Compared): VersionDifference {
  return {
    name: changed(before.name, after.name),
    field: changed(before.field, after.field),
    limit: sameLimit(before, after) ? null : { before: limitOf(before), after: limitOf(after) },
    legalLimit: sameNumber(before.legalLimit, after.legalLimit)
      ? null
      : { before: before.legalLimit, after: after.legalLimit },
    time: changedTime(readingOf(before), readingOf(after)),
    solvedBy: changed(before.solvedBy, after.solvedBy),
    fee: sameFee(before, after) ? null : { before: feeOf(before), after: feeOf(after) },
    levels: inSets(before.levels, after.levels),
    papers: inSets(before.documents.map(paperName), after.documents.map(paperName)),
  };
}

/** Whether anything an applicant or an officer would notice has changed. */
export const isDifferent = (difference: VersionDifference): boolean =>
  Object.values(difference).some((part) => part !== null);

function changed<T extends string | null>(before: T, after: T): Changed<T> | null {
  return before === after ? null : { before, after };
}

const changedTime = (before: TimeReading, after: TimeReading): Changed<TimeReading> | null =>
  before.start === after.start && before.supplement === after.supplement && before.payment === after.payment
    ? null
    : { before, after };

const limitOf = ({ limit, limitText }: Compared) => ({ limit, limitText });
const feeOf = ({ feeVnd, feeText }: Compared) => ({ feeVnd, feeText });

/** The number counts; the words only where no number was read from them. */
const sameLimit = (a: Compared, b: Compared): boolean =>
  sameNumber(a.limit, b.limit) && (a.limit !== null || a.limitText === b.limitText);

const sameNumber = (a: ProcedureVersion["limit"], b: ProcedureVersion["limit"]): boolean =>
  a?.value === b?.value && a?.unit === b?.unit;

const sameFee = (a: Compared, b: Compared): boolean =>
  a.feeVnd === b.feeVnd && (a.feeVnd !== null || a.feeText === b.feeText);

function inSets<T extends string>(before: readonly T[], after: readonly T[]): Sets<T> | null {
  const added = [...new Set(after)].filter((one) => !before.includes(one));
  const removed = [...new Set(before)].filter((one) => !after.includes(one));
  return added.length + removed.length === 0 ? null : { added, removed };
}

/** Papers come as objects with a name; catalogues space the same name differently. */
function paperName(paper: unknown): string {
  const name = typeof paper === "object" && paper !== null && "name" in paper ? paper.name : paper;
  return (typeof name === "string" ? name : JSON.stringify(name)).normalize("NFC").replaceAll(/\s+/g, " ").trim();
}

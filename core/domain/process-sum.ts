import type { Limit, LimitUnit } from "./clock/limit.ts";
import type { ProcessLeg } from "./process.ts";

/** The longest way through a process, beside the legal limit. Never a due date: only a comparison (L9). */
export interface SumCheck {
  /** Legs of the longest way, first to last. */
  readonly path: readonly number[];
  readonly total: number;
  /** Null: the law states no limit that could be compared. */
  readonly legal: number | null;
  readonly unit: "hour" | "calendar_day";
  readonly withinLegal: boolean;
}

type Weights = Readonly<Partial<Record<LimitUnit, number>>>;

const hoursADay = 8;
/** In hours of work, 8 a day; what has no fixed length is taken at its longest. */
const legHours: Weights = {
  working_hour: 1,
  half_day: hoursADay / 2,
  working_day: hoursADay,
  same_day: hoursADay,
  calendar_day: hoursADay,
  month: 23 * hoursADay,
};
const legDays: Weights = { calendar_day: 1, month: 31 };

/**
 * L9: legs that follow each other add up, of parallel legs the longest counts; the result may not exceed the legal
 * limit. Where everything is in calendar days, days are compared. Returning the result is no part of the settlement
 * time (NA3857): such a leg weighs nothing.
 */
export function sumCheck(legs: readonly ProcessLeg[], legal: Limit | null): SumCheck {
  const settling = legs.filter(({ kind }) => kind !== "return");
  const inDays = legal !== null && [legal, ...settling.map(({ limit }) => limit)].every(({ unit }) => unit in legDays);
  const weights = inDays ? legDays : legHours;
  const { path, total } = longest(legs, ({ kind, limit }) => (kind === "return" ? 0 : weight(limit, weights)));
  const allowed = legal === null ? null : inDays ? legalDays(legal, settling) : legalHours(legal);
  return {
    path,
    total,
    legal: allowed,
    unit: inDays ? "calendar_day" : "hour",
    withinLegal: allowed === null || total <= allowed,
  };
}

/** Whether a limit stays within the law's, whatever units they are in; in doubt it does not. */
export function isWithin(limit: Limit, legal: Limit): boolean {
  if (limit.unit in legDays && legal.unit in legDays) return weight(limit, legDays) <= legalDays(legal, [{ limit }]);
  return weight(limit, legHours) <= legalHours(legal);
}

/** "At once" is one day, in whichever unit it is written. */
const weight = ({ value, unit }: Limit, weights: Weights): number =>
  (unit === "same_day" || value === 0 ? 1 : value) * (weights[unit] ?? 0);

/** Against working time, calendar days are worth the working days that are surely among them, and a month four weeks. */
function legalHours(legal: Limit): number {
  if (legal.unit === "month") return legal.value * 20 * hoursADay;
  if (legal.unit !== "calendar_day") return weight(legal, legHours);
  return (Math.floor(legal.value / 7) * 5 + Math.max(0, (legal.value % 7) - 2)) * hoursADay;
}

/** A month is as long as a month; against days it is worth those that it surely has. */
const legalDays = ({ value, unit }: Limit, against: readonly { readonly limit: Limit }[]): number => {
  if (unit !== "month") return value;
  return value * (against.every(({ limit }) => limit.unit === "month") ? (legDays.month ?? 0) : 28);
};

/** The critical path. The legs must not wait in a circle. */
export function longest(
  legs: readonly ProcessLeg[],
  weigh: (leg: ProcessLeg) => number,
): { readonly path: readonly number[]; readonly total: number } {
  const known = new Map<number, { path: readonly number[]; total: number }>();
  const upTo = (leg: ProcessLeg): { path: readonly number[]; total: number } => {
    const before = known.get(leg.number);
    if (before) return before;
    const ways = legs.filter(({ number }) => leg.after.includes(number)).map(upTo);
    const way = ways.reduce((a, b) => (b.total > a.total ? b : a), { path: [] as readonly number[], total: 0 });
    const found = { path: [...way.path, leg.number], total: way.total + weigh(leg) };
    known.set(leg.number, found);
    return found;
  };
  return legs.map(upTo).reduce((a, b) => (b.total > a.total ? b : a), { path: [], total: 0 });
}

import { due, type DueQuestion } from "./clock/due.ts";
import { withoutMoves, type CountMode, type Mode } from "./clock/mode.ts";
import { answerBy, receiptAnswerHours } from "./clock/windows.ts";
import { usedUntilStop } from "./clock/exclusion.ts";
import { dueWithUsed, usedUntil } from "./clock/used.ts";
import { isOpen, waitsToBegin, type Chain, type Leg, type LegDue } from "./chain.ts";
import type { ProcessLeg } from "./process.ts";

type Place = Pick<DueQuestion, "calendar" | "officeHours">;

/** The office hours and the calendar of the agency that does a leg. */
export type PlaceOf = (leg: Pick<Leg, "agency">) => Place;

/**
 * A leg's own due, computed when it starts (L7). Only the receipt of the dossier is moved inside office hours; what
 * comes from another leg starts when that one ended (E16).
 */
export function legDue(leg: Pick<Leg, "limit" | "after" | "returns">, start: Date, mode: Mode, place: Place): LegDue {
  const isFirst = leg.after.length === 0 && leg.returns === 0;
  const question = {
    start,
    limit: leg.limit.value,
    unit: leg.limit.unit,
    mode: isFirst ? mode : withoutMoves(mode),
  };
  return {
    ...question,
    usedBefore: 0,
    calendarVersion: place.calendar.version,
    officeHoursVersion: place.officeHours.version,
    due: due({ ...question, ...place }),
  };
}

/**
 * A leg goes on with its dossier: what was left of its limit runs from there (D23). Also after a supplement that gives
 * the dossier its whole limit again (D13): a leg's due is its agency's score, of which only the waiting is taken off.
 * Late when it stopped, it stays late; nor does a stop make its due earlier.
 * @param from "resumed" after a payment, which nobody receives; else it begins as it did.
 */
export function resumedDue(
  before: LegDue,
  stoppedAt: Date,
  at: Date,
  place: Place,
  from: CountMode = before.mode,
): LegDue {
  if (stoppedAt >= before.due) return before;
  const question = { ...place, start: before.start, limit: before.limit, unit: before.unit, mode: before.mode };
  const usedBefore = before.usedBefore + (from === "resumed" ? usedUntilStop : usedUntil)(question, stoppedAt);
  const resumed: LegDue = {
    ...before,
    start: at,
    mode: from,
    usedBefore,
    calendarVersion: place.calendar.version,
    officeHoursVersion: place.officeHours.version,
    due: dueWithUsed({ ...question, start: at, mode: from }, usedBefore),
  };
  return resumed.due < before.due ? before : resumed;
}

/** Whether the stored inputs give the stored due bit for bit (P9, D20). */
export const isLegDueReproducible = (stored: LegDue, place: Place): boolean =>
  place.calendar.version === stored.calendarVersion &&
  place.officeHours.version === stored.officeHoursVersion &&
  dueWithUsed({ ...stored, ...place }, stored.usedBefore).getTime() === stored.due.getTime();

/** Until when the receipt of a leg is answered: two working hours (L5). */
export const legAnswerBy = (start: Date, place: Place): Date => answerBy(start, receiptAnswerHours, place);

type Planned = Pick<ProcessLeg, "number" | "after" | "limit"> & Pick<Leg, "agency">;

/** When every leg ends if each takes its full time: a leg starts with the latest of those it waits for (L9, E16). */
export function planDues(legs: readonly Planned[], start: Date, mode: Mode, placeOf: PlaceOf): Map<number, Date> {
  const ends = new Map<number, Date>();
  const endOf = (leg: Planned): Date => {
    const known = ends.get(leg.number);
    if (known) return known;
    const from = latest(legs.filter(({ number }) => leg.after.includes(number)).map(endOf), start);
    const end = legDue({ ...leg, returns: 0 }, from, mode, placeOf(leg)).due;
    ends.set(leg.number, end);
    return end;
  };
  for (const leg of legs) endOf(leg);
  return ends;
}

/** The legs with the dues they have if each takes its full time. */
export function withPlan<T extends Planned>(
  legs: readonly T[],
  start: Date,
  mode: Mode,
  placeOf: PlaceOf,
): (T & Pick<Leg, "plannedDue">)[] {
  const plan = planDues(legs, start, mode, placeOf);
  return legs.map((leg) => ({ ...leg, plannedDue: plan.get(leg.number) ?? start }));
}

/** `paused`: it waits for the applicant, so no end can be told. `none`: no limit is stated, nothing to be late for. */
export type Forecast = "green" | "amber" | "red" | "paused" | "none";

/**
 * L8: amber when the budgets that remain lead past the joint due, red when it has passed. A running leg that is late
 * has no budget left; one that is early gives its time to nobody.
 */
export function forecast(
  { legs, jointDue, isStopped, mode }: Pick<Chain, "legs" | "jointDue" | "isStopped" | "mode">,
  now: Date,
  placeOf: PlaceOf,
): { readonly colour: Forecast; readonly expectedEnd: Date | null } {
  const ends = new Map<number, Date>();
  const endOf = (leg: Leg): Date => {
    const known = ends.get(leg.number);
    if (known) return known;
    const end = expected(leg);
    ends.set(leg.number, end);
    return end;
  };
  const expected = (leg: Leg): Date => {
    if (!isOpen(leg)) return leg.endedAt ?? now;
    if (leg.state === "running" && leg.due) return latest([leg.due.due], now);
    const from = latest(legs.filter(({ number }) => leg.after.includes(number)).map(endOf), now);
    // what has not started yet starts by itself, whenever that is
    return legDue({ ...leg, returns: 1 }, from, mode, placeOf(leg)).due;
  };
  const open = legs.filter(isOpen);
  if (open.length > 0 && (isStopped || waitsToBegin({ legs }))) return { colour: "paused", expectedEnd: null };
  const expectedEnd = latest((open.length > 0 ? open : legs).map(endOf), new Date(0));
  if (open.length === 0) return { colour: "green", expectedEnd };
  if (jointDue === null) return { colour: "none", expectedEnd };
  return { colour: now > jointDue ? "red" : expectedEnd > jointDue ? "amber" : "green", expectedEnd };
}

const latest = (moments: readonly Date[], atLeast: Date): Date =>
  moments.reduce((last, moment) => (moment > last ? moment : last), atLeast);

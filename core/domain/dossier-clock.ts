import { clockOf, countedStart, momentOf, officeTime, officeTimeBetween } from "./clock/clock.ts";
import type { DueQuestion } from "./clock/due.ts";
import { due } from "./clock/due.ts";
import { dueAround, usedAround, usedUntilStop, type Exclusion } from "./clock/exclusion.ts";
import type { LimitUnit } from "./clock/limit.ts";
import type { CountMode, Mode, SupplementMode } from "./clock/mode.ts";
import { autoCloseDays, onlineAnswerHours, transferBy } from "./clock/windows.ts";
import type { ClockEffect } from "./moves.ts";
import type { PaymentMode } from "./procedure.ts";

export const clockKinds = ["answer", "settlement", "transfer", "supplement"] as const;
export type ClockKind = (typeof clockKinds)[number];

/** A clock of a dossier, with the six inputs that its due is computed from (D20). */
export interface DossierClock {
  readonly kind: ClockKind;
  readonly start: Date;
  readonly limit: number;
  readonly unit: LimitUnit;
  readonly mode: CountMode;
  readonly calendarVersion: string;
  readonly officeHoursVersion: string;
  /** Part of the limit used before `start`, in its own unit. */
  readonly usedBefore: number;
  /** Stretches that do not count (D23), also those of before `start`, which are in `usedBefore` already. */
  readonly exclusions: readonly Exclusion[];
  readonly due: Date;
  /** What counts instead of `due` since it was re-appointed or reset. */
  readonly extendedTo: Date | null;
  /** Before any re-appointment; kept for ever (D17). */
  readonly originalDue: Date;
  /** What stands on the slip; never moved silently (D18). */
  readonly printedDue: Date | null;
  readonly state: "running" | "stopped" | "ended";
  readonly stoppedAt: Date | null;
  readonly endedAt: Date | null;
}

export type Clocks = Partial<Readonly<Record<ClockKind, DossierClock>>>;

/** What a procedure says about time. */
export interface TimeRules {
  /** Null: the catalogue knows no limit, so nothing is promised and nothing is guessed. */
  readonly limit: { readonly value: number; readonly unit: LimitUnit } | null;
  readonly mode: Mode;
  readonly supplement: SupplementMode;
  /** What an obligation to pay does; PAUSE when left out (§2.5). */
  readonly payment?: PaymentMode;
  /** Nothing is to be paid: what starts when paid starts at receipt. */
  readonly free?: boolean;
}

type Place = Pick<DueQuestion, "calendar" | "officeHours">;

/** The due that counts now. */
export const currentDue = (clock: DossierClock): Date => clock.extendedTo ?? clock.due;

/** What a step states about time: the date of a re-appointment or a reset, the stretch of an exclusion. */
export interface StatedTimes {
  readonly newDue?: Date | undefined;
  readonly exclusion?: Exclusion | undefined;
  /** Calendar and hours of before, for what must not come out earlier than it was; the present ones when left out. */
  readonly placeBefore?: Place | undefined;
}

/** The clocks after a step. Pure: the same inputs give the same clocks (P9). */
export function afterStep(
  effect: ClockEffect | null,
  clocks: Clocks,
  at: Date,
  rules: TimeRules,
  place: Place,
  { newDue, exclusion, placeBefore = place }: StatedTimes = {},
): Clocks {
  switch (effect) {
    case null:
      return clocks;
    case "startAnswer":
      return {
        ...ended(clocks, at, ["supplement"]), // T08: the applicant has brought it
        answer: started("answer", at, { value: onlineAnswerHours, unit: "working_hour" }, "A", place),
      };
    case "stopAnswer":
      return ended(clocks, at, ["answer"]);
    case "startSettlement": {
      const answered = { ...ended(clocks, at, ["answer"]), transfer: transferring(at, place) };
      return rules.payment === "START_AFTER_PAID" && !rules.free ? answered : settling(answered, at, rules, place);
    }
    case "transfer":
      return ended(clocks, at, ["transfer"]);
    case "supplement":
      return {
        ...ended(stopped(clocks, at), at, ["answer"]),
        supplement: started("supplement", at, { value: autoCloseDays, unit: "working_day" }, "A", place),
      };
    case "complete":
      return ended(goneOn(clocks, at, rules.supplement, rules.mode, place), at, ["supplement"]);
    case "pause":
      return rules.payment === "RUN" ? clocks : stopped(clocks, at);
    case "resume":
      // complete and paid, or the fee waived (KARA 6(2)): until then nothing was promised
      return rules.payment === "START_AFTER_PAID" && !clocks.settlement
        ? settling(clocks, at, rules, place)
        : goneOn(clocks, at, "RESUME", "resumed", place);
    case "extend":
    case "reset":
      return newDue && clocks.settlement
        ? { ...clocks, settlement: { ...clocks.settlement, extendedTo: newDue, printedDue: newDue } }
        : clocks;
    case "exclude":
      return exclusion && clocks.settlement
        ? { ...clocks, settlement: excluding(clocks.settlement, exclusion, place, placeBefore) }
        : clocks;
    case "end":
      return ended(clocks, at, clockKinds);
  }
}

/** The limit begins, and what is due stands on the slip. */
function settling(clocks: Clocks, at: Date, { limit, mode }: TimeRules, place: Place): Clocks {
  if (!limit) return clocks;
  const settlement = started("settlement", at, limit, mode, place);
  return { ...clocks, settlement: { ...settlement, printedDue: settlement.due } };
}

function started(
  kind: ClockKind,
  start: Date,
  limit: { readonly value: number; readonly unit: LimitUnit },
  mode: Mode,
  { calendar, officeHours }: Place,
): DossierClock {
  const dueAt = due({ start, limit: limit.value, unit: limit.unit, mode, calendar, officeHours });
  return {
    kind,
    start,
    limit: limit.value,
    unit: limit.unit,
    mode,
    calendarVersion: calendar.version,
    officeHoursVersion: officeHours.version,
    usedBefore: 0,
    exclusions: [],
    due: dueAt,
    extendedTo: null,
    originalDue: dueAt,
    printedDue: null,
    state: "running",
    stoppedAt: null,
    endedAt: null,
  };
}

/** The papers go on the same day, or first thing on the next working day (D5a): a same-day clock with its own due. */
export function transferring(at: Date, place: Place): DossierClock {
  const by = transferBy(at, place);
  const clock = started("transfer", at, { value: 0, unit: "same_day" }, "A", place);
  return { ...clock, due: by, originalDue: by };
}

const ended = (clocks: Clocks, at: Date, kinds: readonly ClockKind[]): Clocks =>
  Object.fromEntries(
    Object.entries(clocks).map(([kind, clock]) => [
      kind,
      kinds.includes(clock.kind) && clock.state !== "ended"
        ? // what ended while it stood was late by then, or never
          {
            ...clock,
            state: "ended" as const,
            endedAt: at,
            stoppedAt: clock.kind === "settlement" ? clock.stoppedAt : null,
          }
        : clock,
    ]),
  );

const stopped = (clocks: Clocks, at: Date): Clocks =>
  clocks.settlement?.state === "running"
    ? { ...clocks, settlement: { ...clocks.settlement, state: "stopped", stoppedAt: at } }
    : clocks;

/**
 * RESTART: the whole limit again; RESUME: what was left of it (D13). The slip gets the new date. No stop makes a promised
 * date earlier: a date set by a decision stands until the count is past it, and a count that would come out earlier goes
 * on as if it had not stood (a month in the shorter of two, a day off less). Nor does what is left of a limit come back
 * when nothing is: a stop from the due on leaves it where it was. A date corrected downwards (T39) goes with the count, as
 * much earlier than it as it was made.
 * @param from what was completed is received, in the mode of the procedure; what was paid is received by nobody.
 */
function goneOn(clocks: Clocks, at: Date, mode: SupplementMode, from: CountMode, place: Place): Clocks {
  const before = clocks.settlement;
  if (before?.state !== "stopped" || !before.stoppedAt) return clocks;
  const { usedBefore, exclusions, stoppedAt, extendedTo } = before;
  if (mode === "RESUME" && stoppedAt >= currentDue(before))
    return { ...clocks, settlement: { ...before, state: "running", stoppedAt: null } };
  const until = from === "resumed" ? usedUntilStop : undefined;
  const used = mode === "RESTART" ? 0 : usedAround(questionOf(before, place), usedBefore, exclusions, stoppedAt, until);
  const dueAt = dueAround(questionOf({ ...before, start: at, mode: from }, place), used, []);
  const anew: DossierClock = {
    ...before,
    start: at,
    mode: from,
    usedBefore: used,
    due: dueAt,
    calendarVersion: place.calendar.version,
    officeHoursVersion: place.officeHours.version,
  };
  const counted = dueAt < before.due ? before : anew;
  const set = extendedTo && afterStop(extendedTo, before.due, counted.due, place);
  return {
    ...clocks,
    settlement: { ...counted, extendedTo: set, printedDue: set ?? counted.due, state: "running", stoppedAt: null },
  };
}

/** What a date set by decision is when the count has gone from one due to a later one; null: the count counts. */
function afterStop(set: Date, from: Date, to: Date, { calendar, officeHours }: Place): Date | null {
  if (set >= from) return set > to ? set : null;
  const clock = clockOf(calendar, officeHours);
  const corrected = officeTime(clock, countedStart(clock, to, "A")) - officeTimeBetween(clock, set, from);
  const moved = momentOf(clock, corrected);
  return moved > set ? moved : set;
}

/**
 * A stretch less (D23): counted by what is in force now, as all that is counted anew; where that would take days away,
 * by what it was counted with before.
 */
function excluding(before: DossierClock, exclusion: Exclusion, now: Place, placeBefore: Place): DossierClock {
  const exclusions = [...before.exclusions, exclusion];
  const within = (place: Place): DossierClock => {
    const dueAt = dueAround(questionOf(before, place), before.usedBefore, exclusions);
    return {
      ...before,
      exclusions,
      due: dueAt,
      printedDue: dueAt,
      calendarVersion: place.calendar.version,
      officeHoursVersion: place.officeHours.version,
    };
  };
  const anew = within(now);
  return anew.due < before.due ? within(placeBefore) : anew;
}

/** What is asked of the clocks to compute a due again; used before and exclusions aside. */
const questionOf = ({ start, limit, unit, mode }: DossierClock, place: Place): DueQuestion => ({
  ...{ start, limit, unit, mode },
  calendar: place.calendar,
  officeHours: place.officeHours,
});

/** Whether the stored inputs give the stored due bit for bit (P9, property P8). */
export function isReproducible(clock: DossierClock, place: Place): boolean {
  if (place.calendar.version !== clock.calendarVersion || place.officeHours.version !== clock.officeHoursVersion)
    return false;
  const again =
    clock.kind === "transfer"
      ? transferBy(clock.start, place)
      : dueAround(questionOf(clock, place), clock.usedBefore, clock.exclusions);
  return again.getTime() === clock.due.getTime();
}

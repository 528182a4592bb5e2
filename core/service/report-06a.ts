import { dayOf, type Day } from "../domain/day.ts";
import { afterStep, currentDue, type Clocks } from "../domain/dossier-clock.ts";
import type { OrgCode } from "../domain/org-code.ts";
import { report06a, type Counted, type Report06a } from "../domain/report-06a.ts";
import { exclusionOf } from "../domain/step-details.ts";
import { timeRulesOf } from "../domain/time-rules.ts";
import { lives, type Life, type Span } from "../store/report-06a.ts";
import type { Database } from "../../platform/database.ts";
import type { Clocks as ClockFinder } from "./clock-in-force.ts";
import { withinCalendar } from "./keep-time.ts";

export interface Order06a {
  readonly agency: OrgCode;
  readonly from: Day;
  readonly to: Day;
  readonly today: Day;
  /** Against the first appointment instead of the one that counted in the end: not settled by any text found (O12). */
  readonly original?: boolean;
}

/**
 * Form II.06a of an agency for a period. Everything is read from the history as it was at the end of the period, so a
 * past report does not change with today's dossiers; a step entered late does count on the day it happened.
 */
export async function makeReport06a(db: Database, finder: ClockFinder, order: Order06a): Promise<Report06a> {
  const { agency, from, to, today, original = false } = order;
  const counted: Counted[] = [];
  for (const life of await lives(db, agency, spanOf({ from, to })))
    counted.push(await countedAtEnd(db, finder, life, original));
  return report06a(counted, { from, to }, today < to ? today : to);
}

/** Both days included, in Viet Nam. */
export function spanOf({ from, to }: { readonly from: Day; readonly to: Day }): Span {
  const begins = (day: Day) => new Date(`${day}T00:00:00+07:00`);
  return { from: begins(from), until: new Date(begins(to).getTime() + 86_400_000) };
}

/** A dossier as the form counts it. */
export const countedAtEnd = async (
  db: Database,
  finder: ClockFinder,
  life: Life,
  original: boolean,
): Promise<Counted> => countedOf(life, await clocksAtEnd(db, finder, life), original);

function countedOf({ field, channel, events, originalDue }: Life, { settlement }: Clocks, original: boolean): Counted {
  const received = events.find(({ step }) => ["receive", "accept", "settleAtOnce"].includes(step));
  const end = events.find(({ clock }) => clock === "end");
  const due = settlement && settlement.state !== "stopped" ? settlement : undefined;
  return {
    field,
    online: channel === "online",
    receivedOn: dayOf(new Date(received?.at ?? 0)),
    endedOn: end ? dayOf(new Date(end.at)) : null,
    undecided: end?.state === "stopped" || end?.outcome === "returned",
    // counted anew, it would be by the calendar of today: the first appointment is the one that was stored
    dueOn: due ? dayOf((original ? originalDue : null) ?? currentDue(due)) : null,
  };
}

/** The clocks as they stood after these events, computed anew from what was stored with the dossier (P9). */
async function clocksAtEnd(db: Database, finder: ClockFinder, life: Life): Promise<Clocks> {
  if (life.calendarVersion === null || life.officeHoursVersion === null) return {};
  const calendar = await finder.calendarOf(db, life.calendarVersion);
  const officeHours = await finder.officeHoursOf(db, life.officeHoursVersion);
  if (!calendar || !officeHours) return {};
  const rules = timeRulesOf(life.time, life.feeVnd);
  return (
    withinCalendar(() =>
      life.events.reduce<Clocks>(
        (clocks, { clock, at, newDue, exclusion }) =>
          afterStep(
            clock,
            clocks,
            new Date(at),
            rules,
            { calendar, officeHours },
            {
              newDue: newDue === null ? undefined : new Date(newDue),
              exclusion: exclusion === null ? undefined : exclusionOf(exclusion),
            },
          ),
        {},
      ),
    ) ?? {}
  );
}

import type { Day } from "../day.ts";
import { ClockFault } from "./fault.ts";
import { dayNumber, findTime, writeTime } from "./moment.ts";

/** A stretch of work inside a day, in milliseconds since midnight. */
export interface Session {
  readonly opens: number;
  readonly closes: number;
}

/** The hours that count from a day until the next period begins; `-infinity`: since ever. */
export interface OfficePeriod {
  readonly from: Day | "-infinity";
  readonly sessions: readonly Session[];
}

/** An agency's hours in time. A day's sum may be other than eight hours: hour limits then use the real minutes. */
export interface OfficeHours {
  readonly version: string;
  readonly periods: readonly OfficePeriod[];
}

/** @throws {ClockFault} when hours are missing, overlap or run backwards. */
export function openOfficeHours(version: string, periods: readonly OfficePeriod[]): OfficeHours {
  const inTime = periods.toSorted((a, b) => startOf(a) - startOf(b));
  if (inTime.length === 0) throw new ClockFault("office-hours-empty");
  for (const [at, period] of inTime.entries()) {
    const before = inTime[at - 1];
    if (before && startOf(before) === startOf(period))
      throw new ClockFault("office-hours-same-day", { day: period.from });
    checkSessions(period.sessions);
  }
  return { version, periods: inTime };
}

const startOf = ({ from }: OfficePeriod) => (from === "-infinity" ? -Infinity : dayNumber(from));

function checkSessions(sessions: readonly Session[]): void {
  if (sessions.length === 0) throw new ClockFault("office-hours-empty");
  let last = -1;
  for (const { opens, closes } of sessions) {
    if (opens <= last || closes <= opens)
      throw new ClockFault("office-hours-out-of-order", { hours: writeSessions(sessions) });
    last = closes;
  }
}

/** The hours of a day. The first period also counts before its first day: nobody works without hours. */
export function sessionsOn({ periods }: OfficeHours, day: number): readonly Session[] {
  const period = periods.findLast((one) => startOf(one) <= day) ?? periods[0];
  return (period as OfficePeriod).sessions;
}

/** `07:30-11:30` and its like; undefined when it is not such a stretch. */
export function findSession(text: string): Session | undefined {
  const parts = /^\s*(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})\s*$/.exec(text);
  const [opens, closes] = [findTime(parts?.[1] ?? ""), findTime(parts?.[2] ?? "")];
  return opens === undefined || closes === undefined ? undefined : { opens, closes };
}

export const writeSession = ({ opens, closes }: Session): string => `${writeTime(opens)}-${writeTime(closes)}`;
const writeSessions = (sessions: readonly Session[]): string => sessions.map(writeSession).join(", ");

/** The content as one text, the same for the same content: what a version's digest is made of. */
export const officeHoursText = (periods: readonly OfficePeriod[]): string =>
  JSON.stringify(
    periods.toSorted((a, b) => startOf(a) - startOf(b)).map(({ from, sessions }) => [from, sessions.map(writeSession)]),
  );

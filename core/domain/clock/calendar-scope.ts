import { parentOf, type OrgCode } from "../org-code.ts";
import { nation, openCalendar, type Calendar } from "./calendar.ts";

/**
 * The calendar as it counts for an agency: the nation's days, its own and those of the agencies above it. Where these
 * add nothing it is the calendar itself, or the nation's part of it; else its version names the agency:
 * `calendar-3f2a…@H38.17`.
 */
export function calendarFor(calendar: Calendar, agency: OrgCode | null): Calendar {
  const scopes = new Set<string>([nation]);
  for (let code = agency ?? undefined; code !== undefined; code = parentOf(code)) scopes.add(code);
  const days = calendar.days.filter(({ scope }) => scopes.has(scope));
  const isLocal = days.some(({ scope }) => scope !== nation);
  if (!isLocal && days.length === calendar.days.length) return calendar;
  return openCalendar(`${calendar.version}@${isLocal && agency ? agency : nation}`, { ...calendar, days });
}

/** The version an agency's calendar was made of, and for whom; `nation`: for those without days of their own. */
export function splitVersion(version: string): { readonly version: string; readonly agency: string | null } {
  const at = version.indexOf("@");
  return at < 0 ? { version, agency: null } : { version: version.slice(0, at), agency: version.slice(at + 1) };
}

import { dayMs } from "./moment.ts";

/** The same day some months later, or the last day of a month that has no such day (Civil Code art. 148). */
export function addMonths(day: number, months: number): number {
  const at = new Date(day * dayMs);
  const wanted = at.getUTCDate();
  at.setUTCDate(1);
  at.setUTCMonth(at.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
  return at.getTime() / dayMs + Math.min(wanted, lastDay) - 1;
}

import { parseDay, type Day } from "../day.ts";

/** Moments as days and milliseconds of Vietnamese local time: UTC+7 all year, no DST (rule D21). */
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;
const offsetMs = 7 * hourMs;

/** Days since 1970-01-01. */
export const dayNumber = (day: Day): number => Date.parse(`${day}T00:00:00Z`) / dayMs;

export const dayOfNumber = (number: number): Day => new Date(number * dayMs).toISOString().slice(0, 10) as Day;

/** 0 Sunday … 6 Saturday; 1970-01-01 was a Thursday. */
export const weekday = (number: number): number => (((number + 4) % 7) + 7) % 7;

/** The number of the day that it is in Viet Nam. */
export const dayNumberOf = (at: Date): number => Math.floor((at.getTime() + offsetMs) / dayMs);

/** Milliseconds since midnight in Viet Nam. */
export const timeOf = (at: Date): number => at.getTime() + offsetMs - dayNumberOf(at) * dayMs;

export const momentAt = (day: number, time: number): Date => new Date(day * dayMs + time - offsetMs);

/** `07:30` in milliseconds of the day; undefined when it is no such time. `24:00` is the end of the day. */
export function findTime(text: string): number | undefined {
  const parts = /^(\d{1,2}):(\d{2})$/.exec(text);
  if (!parts) return undefined;
  const [hours, minutes] = [Number(parts[1]), Number(parts[2])];
  if (minutes > 59 || hours * 60 + minutes > 1440) return undefined;
  return (hours * 60 + minutes) * 60_000;
}

const two = (value: number) => String(value).padStart(2, "0");

/** `15:00`; `15:00:01`, `15:00:00.500` where there is more than minutes: a second after 15:00 is after it. */
export function writeTime(time: number): string {
  const text = `${two(Math.floor(time / hourMs))}:${two(Math.floor((time % hourMs) / 60_000))}`;
  const [seconds, ms] = [Math.floor((time % 60_000) / 1000), time % 1000];
  if (ms > 0) return `${text}:${two(seconds)}.${String(ms).padStart(3, "0")}`;
  return seconds > 0 ? `${text}:${two(seconds)}` : text;
}

/** `2026-11-09T17:30:00+07:00`; milliseconds only where there are some. */
export function writeMoment(at: Date): string {
  const text = new Date(at.getTime() + offsetMs).toISOString();
  return `${text.endsWith(".000Z") ? text.slice(0, 19) : text.slice(0, 23)}+07:00`;
}

const written = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?$/;

/** Reads a moment; without a zone it is Vietnamese local time. Undefined when there is no such moment. */
export function findMoment(text: string): Date | undefined {
  const parts = written.exec(text.trim());
  if (!parts) return undefined;
  const [, date = "", hours = "", minutes = "", seconds = "00", fraction = "", zone = "+07:00"] = parts;
  try {
    parseDay(date);
  } catch {
    return undefined;
  }
  if (Number(hours) > 23) return undefined;
  const at = new Date(`${date}T${hours}:${minutes}:${seconds}${fraction}${zone}`);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

import { parseDay, type Day } from "../domain/day.ts";
import { findSession, type OfficePeriod, type Session } from "../domain/clock/office-hours.ts";
import { ImportError } from "./import-report.ts";

/**
 * Office hours as a file says them: JSON `{"periods": [{"from": "2026-04-15", "hours": ["07:00-11:30", "13:30-17:00"]}]}`,
 * shorter `{"hours": […]}` or `[…]` when they never changed; or plain text, `07:00-11:30, 13:30-17:00`.
 * @throws {ImportError} saying what is wrong with it.
 */
export function readOfficeHours(name: string, text: string): OfficePeriod[] {
  const trimmed = text.replace(/^\uFEFF/, "").trim();
  if (/^\d/.test(trimmed))
    return [
      period(
        name,
        "-infinity",
        trimmed.split(/[,;\n]/).filter((part) => part.trim()),
      ),
    ];
  let value: unknown;
  try {
    value = JSON.parse(trimmed);
  } catch {
    throw unreadable(name);
  }
  if (Array.isArray(value)) return [period(name, "-infinity", value)];
  if (typeof value !== "object" || value === null) throw unreadable(name);
  if ("hours" in value) return [period(name, fromOf(name, value), value.hours)];
  if (!("periods" in value) || !Array.isArray(value.periods)) throw unreadable(name);
  return value.periods.map((one: unknown) => {
    if (typeof one !== "object" || one === null || !("hours" in one)) throw unreadable(name);
    return period(name, fromOf(name, one), one.hours);
  });
}

function fromOf(name: string, value: object): Day | "-infinity" {
  if (!("from" in value) || value.from === null || value.from === "-infinity") return "-infinity";
  const text = typeof value.from === "string" ? value.from : JSON.stringify(value.from);
  try {
    return parseDay(text);
  } catch {
    throw new ImportError(
      `Tệp ${name}: "${text}" không phải ngày có thật; hãy viết như 2026-04-15.`,
      `The file ${name}: "${text}" is not a day; write it as 2026-04-15.`,
    );
  }
}

function period(name: string, from: Day | "-infinity", hours: unknown): OfficePeriod {
  if (!Array.isArray(hours)) throw unreadable(name);
  return { from, sessions: hours.map((one: unknown) => sessionOf(name, one)) };
}

function sessionOf(name: string, value: unknown): Session {
  const text = Array.isArray(value) ? value.join("-") : value;
  const session = typeof text === "string" ? findSession(text) : undefined;
  if (session) return session;
  throw new ImportError(
    `Tệp ${name}: "${String(text)}" không phải buổi làm việc; hãy viết như "07:30-11:30".`,
    `The file ${name}: "${String(text)}" is no stretch of hours; write it as "07:30-11:30".`,
  );
}

const unreadable = (name: string) =>
  new ImportError(
    `Không đọc được giờ làm việc trong tệp ${name}; hãy ghi JSON như {"hours": ["07:30-11:30", "13:30-17:30"]}.`,
    `The office hours in ${name} cannot be read; write JSON such as {"hours": ["07:30-11:30", "13:30-17:30"]}.`,
  );

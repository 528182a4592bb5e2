/**
 * How a start outside the counted time is read (D4). "Counted from the next working day" can mean that this day is
 * the day of receipt (A) or the first day counted (B). Some procedures move starts inside office hours as well: those
 * of the last hour (KARA 6(3)), or those after 15:00 (ND 63/2024 art. 7), which is neither the 15:00 of transfers nor
 * that of same-day procedures (D5).
 */
export const modes = ["A", "B", "A/last_hour", "B/last_hour", "A/after_15", "B/after_15"] as const;
export type Mode = (typeof modes)[number];

/** How a count begins: with a receipt, read in its mode, or after a stretch that did not count, which is nobody's receipt. */
export type CountMode = Mode | "resumed";

export interface Reading {
  readonly firstDay: "receipt" | "counted";
  readonly moves: "closed" | "last_hour" | "after_15";
}

export const readings: Readonly<Record<Mode, Reading>> = {
  A: { firstDay: "receipt", moves: "closed" },
  B: { firstDay: "counted", moves: "closed" },
  "A/last_hour": { firstDay: "receipt", moves: "last_hour" },
  "B/last_hour": { firstDay: "counted", moves: "last_hour" },
  "A/after_15": { firstDay: "receipt", moves: "after_15" },
  "B/after_15": { firstDay: "counted", moves: "after_15" },
};

/** D13. RESTART: the whole limit again from complete receipt. RESUME: what was left of it. */
export const supplementModes = ["RESTART", "RESUME"] as const;
export type SupplementMode = (typeof supplementModes)[number];

/** The same mode without the moves inside office hours: for what starts by itself and is not received from anybody. */
export const withoutMoves = (mode: CountMode): Mode =>
  mode === "resumed" || readings[mode].firstDay === "receipt" ? "A" : "B";

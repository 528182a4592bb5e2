// Measures due() on one core and prints JSON: npm run bench:due
import { due, type DueQuestion } from "../core/domain/clock/due.ts";
import type { LimitUnit } from "../core/domain/clock/limit.ts";
import { defaultCalendar, defaultOfficeHours } from "../core/service/clock-version.ts";

const calendar = defaultCalendar();
const officeHours = defaultOfficeHours();
const units: readonly (readonly [LimitUnit, number])[] = [
  ["working_day", 60],
  ["working_hour", 240],
  ["calendar_day", 90],
  ["month", 6],
  ["same_day", 1],
];
const firstMinute = Date.parse("2024-01-01T00:00:00+07:00") / 60_000;

/** The same questions every time: starts over three years, in and out of hours, limits of every size. */
function questions(unit: LimitUnit, most: number, count: number): DueQuestion[] {
  let seed = 20_261_121;
  const next = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
  return Array.from({ length: count }, (_, at) => ({
    start: new Date((firstMinute + next(3 * 365 * 1440)) * 60_000),
    limit: 1 + next(most),
    unit,
    mode: at % 2 === 0 ? "A" : "B",
    calendar,
    officeHours,
  }));
}

const seconds = 2;
const perSecond: Record<string, number> = {};
let sum = 0;
for (const [unit, most] of units) {
  const asked = questions(unit, most, 10_000);
  for (const one of asked) sum += due(one).getTime(); // warm
  let done = 0;
  const from = performance.now();
  while (performance.now() - from < seconds * 1000) {
    for (const one of asked) sum += due(one).getTime();
    done += asked.length;
  }
  perSecond[unit] = Math.round((done / (performance.now() - from)) * 1000);
}
const slowest = Math.min(...Object.values(perSecond));
console.log(
  JSON.stringify({ bench: "due", target: 200_000, slowest, perSecond, node: process.version, check: sum > 0 }, null, 2),
);
if (slowest < 200_000) process.exitCode = 1;

import type { OfficePeriod } from "./office-hours.ts";
import { hourMs } from "./moment.ts";

/** 07:30–11:30, 13:30–17:30: the commonest hours, when an agency has stated none. */
export const defaultOfficePeriods: readonly OfficePeriod[] = [
  {
    from: "-infinity",
    sessions: [
      { opens: 7.5 * hourMs, closes: 11.5 * hourMs },
      { opens: 13.5 * hourMs, closes: 17.5 * hourMs },
    ],
  },
];

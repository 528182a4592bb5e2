import { openClocks } from "../core/service/clock-in-force.ts";
import { forgetOldAnswers } from "../core/store/answers.ts";
import { watchOverdue } from "../core/service/watch-overdue.ts";
import type { Database } from "../platform/database.ts";
import type { Job } from "../platform/jobs.ts";

/** What the hub does by the clock, once over all its workers. */
export function hubJobs(db: Database): readonly Job[] {
  const clocks = openClocks();
  return [
    {
      name: "watch-overdue",
      schedule: { everyMinutes: 15 },
      run: async (now) => ({ ...(await watchOverdue(db, clocks, now)) }),
    },
    {
      name: "forget-old-answers",
      schedule: { dailyAt: { hour: 2, minute: 30 } },
      run: async () => ({ forgotten: await forgetOldAnswers(db) }),
    },
  ];
}

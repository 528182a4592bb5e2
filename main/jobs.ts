import { openClocks } from "../core/service/clock-in-force.ts";
import { forgetOldAnswers } from "../core/service/once.ts";
import { slipWindowMs } from "../core/service/read-slip.ts";
import { watchOverdue } from "../core/service/watch-overdue.ts";
import { forgetTriesBefore } from "../core/store/slip-tries.ts";
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
    {
      name: "forget-slip-tries",
      schedule: { dailyAt: { hour: 2, minute: 40 } },
      run: async (now) => ({ forgotten: await forgetTriesBefore(db, new Date(now.getTime() - slipWindowMs)) }),
    },
  ];
}

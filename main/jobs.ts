import { randomUUID } from "node:crypto";
import { announce, owe } from "../bus/outbox.ts";
import { endOldDrafts } from "../bus/replay/end-old-drafts.ts";
import { dayOf } from "../core/domain/day.ts";
import { applyReforms, nightly } from "../core/service/apply-reforms.ts";
import { openClocks } from "../core/service/clock-in-force.ts";
import { closeUnsupplemented } from "../core/service/close-unsupplemented.ts";
import { moveMessages, type MoveReport } from "../core/service/move-messages.ts";
import { noteLateOpinions } from "../core/service/note-late-opinions.ts";
import { forgetOldAnswers } from "../core/store/answers.ts";
import { strandedProcesses } from "../core/store/processes.ts";
import type { World } from "../core/service/step-taken.ts";
import { sweepFiles } from "../core/service/sweep-files.ts";
import { tellDueChanges } from "../core/service/tell-due-changes.ts";
import { slipWindowMs } from "../core/service/read-slip.ts";
import { watchAbsences } from "../core/service/watch-absences.ts";
import { watchOverdue } from "../core/service/watch-overdue.ts";
import { watchWindows } from "../core/service/watch-windows.ts";
import { forgetTriesBefore } from "../core/store/slip-tries.ts";
import type { Database } from "../platform/database.ts";
import type { FileFolder } from "../platform/file-folder.ts";
import type { Job } from "../platform/jobs.ts";
import { messagesInFlight } from "./messages-in-flight.ts";

/** What the hub does by the clock, once over all its workers. */
export function hubJobs(
  db: Database,
  folder: FileFolder,
  /** Asks partners for their digests. */
  exchange: (now: Date) => Promise<Readonly<Record<string, number>>>,
  /** Counts messages that went to the agency that follows. */
  onMoved: (messages: number) => void = () => undefined,
  /** Counts absences without substitute. */
  onUncovered: (absences: number) => void = () => undefined,
): readonly Job[] {
  const clocks = openClocks();
  const worldAt = (now: Date): World => ({ db, announce, owe, now: () => now, newId: randomUUID, clocks });
  const moveInFlight = async (now: Date, all: boolean): Promise<MoveReport> => {
    const report = await moveMessages(worldAt(now), messagesInFlight, { by: nightly, all });
    onMoved(report.messages);
    return report;
  };
  return [
    {
      name: "apply-reforms",
      // soon after midnight: what ended yesterday has its successor before offices open, and the day's news are told
      schedule: { dailyAt: { hour: 0, minute: 10 } },
      run: async (now) => {
        const reforms = await applyReforms(worldAt(now));
        // behind the news of where the dossiers went
        const moved = await moveInFlight(now, true);
        // who ended takes the processes that name it along: `hub succession apply` names them
        return { ...reforms, ...moved, processes: (await strandedProcesses(db, dayOf(now))).length };
      },
    },
    {
      name: "move-messages",
      // what came for an ended agency after its reform was applied
      schedule: { everyMinutes: 5 },
      run: (now) => moveInFlight(now, false).then(counts),
    },
    {
      name: "close-unsupplemented",
      // after the reforms of the day: who follows an ended one-stop closes in its place
      schedule: { dailyAt: { hour: 0, minute: 20 } },
      run: (now) => closeUnsupplemented(worldAt(now)).then(counts),
    },
    {
      name: "note-late-opinions",
      schedule: { everyMinutes: 15 },
      run: (now) => noteLateOpinions(worldAt(now)).then(counts),
    },
    {
      name: "tell-due-changes",
      schedule: { everyMinutes: 5 },
      run: (now) => tellDueChanges(worldAt(now)).then(counts),
    },
    {
      name: "watch-overdue",
      schedule: { everyMinutes: 15 },
      run: (now) => watchOverdue(worldAt(now), now).then(counts),
    },
    {
      name: "watch-windows",
      schedule: { everyMinutes: 15 },
      run: (now) => watchWindows(worldAt(now), now).then(counts),
    },
    {
      name: "watch-absences",
      // before offices open
      schedule: { dailyAt: { hour: 7, minute: 0 } },
      run: async (now) => {
        const report = await watchAbsences(worldAt(now), now);
        onUncovered(report.absences);
        return counts(report);
      },
    },
    {
      name: "exchange-digests",
      // when offices are closed and nothing much is under way
      schedule: { dailyAt: { hour: 1, minute: 30 } },
      run: exchange,
    },
    {
      name: "sweep-files",
      schedule: { everyMinutes: 60 },
      run: (now) => sweepFiles({ db, folder }, now),
    },
    {
      name: "end-old-drafts",
      schedule: { everyMinutes: 60 },
      run: async (now) => ({ ended: await endOldDrafts(db, now) }),
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

const counts = (report: object): Readonly<Record<string, number>> => ({ ...report });

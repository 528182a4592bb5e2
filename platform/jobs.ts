import { schedule } from "node-cron";
import { sql } from "kysely";
import type { Database } from "./database.ts";
import type { Log } from "./log.ts";

/** When a job is due: every so many minutes of the hour, or once a day at a time in Viet Nam. */
export type Schedule =
  { readonly everyMinutes: number } | { readonly dailyAt: { readonly hour: number; readonly minute: number } };

export interface Job {
  readonly name: string;
  readonly schedule: Schedule;
  /** Does all that is due at `now`; running it once more does nothing more. @returns counts for the record. */
  readonly run: (now: Date) => Promise<Readonly<Record<string, number>>>;
}

export interface Jobs {
  /** Runs what is due and not yet run; what a tick of the clock does. @returns the names run by this process. */
  readonly tick: () => Promise<string[]>;
  readonly close: () => Promise<void>;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
const offsetMs = 7 * 3_600_000;
/** What failed, or whose process died, is tried again after this long. */
const retryAfterMinutes = 15;

/** The last moment at or before `now` at which a job was due. */
export function lastSlot(when: Schedule, now: Date): Date {
  if ("everyMinutes" in when) {
    const step = when.everyMinutes * minuteMs;
    return new Date(Math.floor(now.getTime() / step) * step);
  }
  const time = (when.dailyAt.hour * 60 + when.dailyAt.minute) * minuteMs - offsetMs;
  return new Date(Math.floor((now.getTime() - time) / dayMs) * dayMs + time);
}

/**
 * Runs jobs once per due moment over all processes of the hub, and none beside itself: whoever holds the job and writes
 * the moment's row first runs it. What was missed while nothing ran is caught up at the first tick, and a job whose
 * process died is run again.
 */
export function startJobs(parts: {
  readonly db: Database;
  readonly jobs: readonly Job[];
  readonly log: Log;
  readonly now: () => Date;
  /** Who runs it, for the record. */
  readonly runner: string;
  /** False in tests, which tick by hand. */
  readonly onTheClock?: boolean;
}): Jobs {
  const { db, jobs, log, now, runner } = parts;
  let running: Promise<string[]> | undefined;

  const runDue = async (): Promise<string[]> => {
    const ran: string[] = [];
    for (const job of jobs) {
      const at = now();
      const slot = lastSlot(job.schedule, at);
      try {
        const isRun = await holding(db, job.name, async () => {
          if (!(await claim(db, job.name, slot, runner))) return false;
          const result = await job.run(at);
          await sql`
            update job_run set finished_at = now(), result = ${JSON.stringify(result)}::jsonb
            where name = ${job.name} and slot = ${slot}`.execute(db);
          log.info({ job: job.name, slot, ...result }, "job done");
          return true;
        });
        if (isRun) ran.push(job.name);
      } catch (error) {
        // its row stays unfinished: the next process to look takes it up again
        log.error({ err: error, job: job.name, slot }, "job failed");
      }
    }
    return ran;
  };
  const tick = (): Promise<string[]> => (running ??= runDue().finally(() => (running = undefined)));

  const task = parts.onTheClock === false ? undefined : schedule("* * * * *", () => void tick(), { noOverlap: true });
  if (task) void tick();
  return {
    tick,
    async close() {
      await task?.destroy();
      await running;
    },
  };
}

/**
 * Does it while nobody else does: a lock of a session, which ends with the process, however long the job takes.
 * @returns undefined when another process holds the job.
 */
const holding = <T>(db: Database, name: string, work: () => Promise<T>): Promise<T | undefined> =>
  db.connection().execute(async (session) => {
    const key = sql`hashtextextended(${`job ${name}`}, 0)`;
    const { rows } = await sql<{ held: boolean }>`select pg_try_advisory_lock(${key}) as held`.execute(session);
    if (!rows[0]?.held) return undefined;
    try {
      return await work();
    } finally {
      // a session that broke meanwhile holds nothing any more
      await sql`select pg_advisory_unlock(${key})`.execute(session).catch(() => undefined);
    }
  });

async function claim(db: Database, name: string, slot: Date, runner: string): Promise<boolean> {
  const { rows } = await sql`
    insert into job_run as run (name, slot, runner) values (${name}, ${slot}, ${runner})
    on conflict (name, slot) do update set runner = excluded.runner, started_at = now(), attempts = run.attempts + 1
      where run.finished_at is null and run.started_at < now() - make_interval(mins => ${retryAfterMinutes})
    returning name`.execute(db);
  return rows.length > 0;
}

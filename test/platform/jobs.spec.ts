import { expect } from "chai";
import { lastSlot, startJobs, type Job } from "../../platform/jobs.ts";
import { silent } from "../support/bus.ts";
import { eventually } from "../support/eventually.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";

describe("a job's last due moment", () => {
  for (const [when, now, slot] of [
    [{ everyMinutes: 15 }, "2026-11-20T08:14:59+07:00", "2026-11-20T08:00:00+07:00"],
    [{ everyMinutes: 15 }, "2026-11-20T08:15:00+07:00", "2026-11-20T08:15:00+07:00"],
    [{ dailyAt: { hour: 17, minute: 45 } }, "2026-11-20T17:44:59+07:00", "2026-11-19T17:45:00+07:00"],
    [{ dailyAt: { hour: 17, minute: 45 } }, "2026-11-20T17:45:00+07:00", "2026-11-20T17:45:00+07:00"],
    [{ dailyAt: { hour: 1, minute: 30 } }, "2026-11-20T01:29:00+07:00", "2026-11-19T01:30:00+07:00"],
    [{ dailyAt: { hour: 1, minute: 30 } }, "2026-11-20T06:59:00+07:00", "2026-11-20T01:30:00+07:00"],
  ] as const)
    it(`${JSON.stringify(when)} at ${now} → ${slot}`, () => {
      expect(lastSlot(when, new Date(now)).toISOString()).to.equal(new Date(slot).toISOString());
    });
});

describe("jobs run once over all processes", () => {
  let database: TestDatabase;
  beforeEach(async () => (database = await freshDatabase()));
  afterEach(() => database.drop());

  const at = new Date("2026-11-20T08:00:00+07:00");
  const aJob = (run: Job["run"]): Job => ({ name: "count", schedule: { everyMinutes: 15 }, run });
  const process = (runner: string, job: Job, now: () => Date) =>
    startJobs({ db: database.db, jobs: [job], log: silent, now, runner, onTheClock: false });

  it("ten processes ticking at once run it once; the next moment runs it again", async () => {
    let runs = 0;
    let now = at;
    const job = aJob(() => Promise.resolve({ runs: ++runs }));
    const all = Array.from({ length: 10 }, (_, n) => process(`p${n}`, job, () => now));
    const ran = await Promise.all(all.map((jobs) => jobs.tick()));
    expect(ran.flat()).to.deep.equal(["count"]);
    expect(runs).to.equal(1);
    now = new Date(at.getTime() + 15 * 60_000);
    await Promise.all(all.map((jobs) => jobs.tick()));
    expect(runs).to.equal(2);
  });

  it("catches up after downtime, once", async () => {
    let runs = 0;
    let now = at;
    const jobs = process(
      "p",
      aJob(() => Promise.resolve({ runs: ++runs })),
      () => now,
    );
    await jobs.tick();
    now = new Date(at.getTime() + 3 * 86_400_000 + 60_000); // three days nothing ran
    await jobs.tick();
    await jobs.tick();
    expect(runs).to.equal(2);
  });

  it("a job whose process died is run again by another; one that runs is left alone", async () => {
    let runs = 0;
    const job = aJob(() => Promise.resolve({ runs: ++runs }));
    await database.sql("insert into job_run (name, slot, runner) values ('count', $1, 'dead')", [at]);
    const jobs = process("p", job, () => at);
    expect(await jobs.tick()).to.deep.equal([]);
    await database.sql("update job_run set started_at = now() - interval '16 minutes'");
    expect(await jobs.tick()).to.deep.equal(["count"]);
    const [row] = await database.sql<{ runner: string; attempts: number }>("select runner, attempts from job_run");
    expect(row).to.deep.equal({ runner: "p", attempts: 2 });
  });

  it("a job that takes longer than the wait for a dead one is not run beside itself, in its moment or the next", async () => {
    let [running, most, runs] = [0, 0, 0];
    let now = at;
    let begun: () => void = () => undefined;
    let open: () => void = () => undefined;
    const hasBegun = new Promise<void>((resolve) => (begun = resolve));
    const gate = new Promise<void>((resolve) => (open = resolve));
    const job = aJob(async () => {
      most = Math.max(most, ++running);
      begun();
      await gate;
      running -= 1;
      return { runs: ++runs };
    });
    const [first, second] = [process("p", job, () => now), process("q", job, () => now)];
    const slow = first.tick();
    await hasBegun;
    await database.sql("update job_run set started_at = now() - interval '16 minutes'");
    expect(await second.tick()).to.deep.equal([]);
    now = new Date(at.getTime() + 15 * 60_000);
    expect(await second.tick()).to.deep.equal([]);
    open();
    expect(await slow).to.deep.equal(["count"]);
    expect(await second.tick()).to.deep.equal(["count"]); // the moment that passed meanwhile
    expect([most, runs]).to.deep.equal([1, 2]);
  });

  it("a job is held no longer than by the session that runs it", async () => {
    let begun: () => void = () => undefined;
    let open: () => void = () => undefined;
    const hasBegun = new Promise<void>((resolve) => (begun = resolve));
    const gate = new Promise<void>((resolve) => (open = resolve));
    let runs = 0;
    const job = aJob(async () => {
      if (++runs > 1) return { runs };
      begun();
      await gate;
      return { runs };
    });
    const lost = process("lost", job, () => at).tick();
    await hasBegun;
    await database.sql(
      "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())",
    );
    await database.sql("update job_run set started_at = now() - interval '16 minutes'");
    await eventually("another takes it up", async () => (await process("q", job, () => at).tick()).length === 1);
    open();
    await lost;
    expect(runs).to.equal(2);
  });

  it("a job that fails does not stop the others and is not marked done", async () => {
    const failing: Job = { ...aJob(() => Promise.reject(new Error("no"))), name: "failing" };
    const jobs = startJobs({
      db: database.db,
      jobs: [failing, aJob(() => Promise.resolve({}))],
      log: silent,
      now: () => at,
      runner: "p",
      onTheClock: false,
    });
    expect(await jobs.tick()).to.deep.equal(["count"]);
    const [row] = await database.sql<{ done: boolean }>(
      "select finished_at is not null as done from job_run where name = 'failing'",
    );
    expect(row?.done).to.equal(false);
  });
});

import { expect } from "chai";
import { seedClocks } from "../../core/service/clock-in-force.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { hubJobs } from "../../main/jobs.ts";
import { openDatabase, type Database } from "../../platform/database.ts";
import { startJobs, type Jobs } from "../../platform/jobs.ts";
import { messagesOf } from "../support/agreed-messages.ts";
import { silent } from "../support/bus.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";

/** Each "process" has a pool of its own, as workers have. A dossier received on 10/11 09:00 is due Wed 25/11 17:30. */
describe("the hub's jobs, over several processes and restarts", () => {
  let gateway: TestGateway;
  let now: Date;
  const opened: Database[] = [];
  const at = (text: string) => (now = new Date(`2026-11-${text}:00+07:00`));
  const worker = (runner: string): Jobs => {
    const db = openDatabase(gateway.database.url, runner);
    opened.push(db);
    return startJobs({
      db,
      jobs: hubJobs(db, gateway.folder, () => Promise.resolve({ asked: 0 })),
      log: silent,
      now: () => now,
      runner,
      onTheClock: false,
    });
  };
  const rungs = async () => (await messagesOf(gateway.database, "overdue-alert.v1")).map(({ data }) => data["rung"]);
  // the dossier was never handed over: its transfer is late since Tue 10/11 17:30
  const windows = async () =>
    (await messagesOf(gateway.database, "time-alert.v1")).map(({ receiver, data }) => [receiver, data["kind"]]);
  const runs = (name: string) =>
    gateway.database.sql<{ runner: string; attempts: number; done: boolean; result: object | null }>(
      "select runner, attempts, finished_at is not null as done, result from job_run where name = $1 order by slot",
      [name],
    );

  beforeEach(async () => {
    gateway = await testGateway();
    await seedClocks(gateway.database.db);
    gateway.setClock(new Date("2026-12-31T00:00:00Z"));
    await gateway.register("commune", [walkNow.commune]);
    const answer = await gateway.send("POST", "/v1/dossiers", {
      token: await gateway.tokenOf("commune"),
      key: aKey(),
      body: {
        by: walkNow.commune,
        procedure: walkNow.procedure,
        applicant: { name: "Trần Thị Thử Nghiệm" },
        at: "2026-11-10T09:00:00+07:00",
      },
    });
    expect(answer.status).to.equal(201);
  });
  afterEach(async () => {
    for (const db of opened.splice(0)) await db.destroy();
    await gateway.close();
  });

  it("three workers tick at once: each job runs once, each rung is told once", async () => {
    at("19T09:00");
    const workers = ["a", "b", "c"].map(worker);
    const ran = (await Promise.all(workers.map((one) => one.tick()))).flat();
    expect(ran.sort()).to.deep.equal([
      "apply-reforms",
      "close-unsupplemented",
      "end-old-drafts",
      "exchange-digests",
      "forget-old-answers",
      "forget-slip-tries",
      "move-messages",
      "note-late-opinions",
      "sweep-files",
      "tell-due-changes",
      "watch-absences",
      "watch-overdue",
      "watch-windows",
    ]);
    expect(await rungs()).to.deep.equal(["halfUsed"]);
    expect(await windows()).to.deep.equal([[walkNow.commune, "transferLate"]]);
    at("19T09:01");
    expect((await Promise.all(workers.map((one) => one.tick()))).flat()).to.deep.equal([]);
  });

  it("a week without a worker is caught up at the first tick after the restart", async () => {
    at("19T09:00");
    await worker("before").tick();
    at("26T09:07");
    await worker("after").tick();
    expect(await rungs()).to.deep.equal(["halfUsed", "beforeApology", "apologyMissed", "duePassed"]);
    expect(await windows()).to.deep.equal([[walkNow.commune, "transferLate"]]);
    expect((await runs("watch-windows")).map(({ runner, result }) => [runner, result])).to.deep.equal([
      ["before", { watched: 1, told: 1 }],
      ["after", { watched: 1, told: 0 }],
    ]);
    expect((await runs("watch-overdue")).map(({ runner, result }) => [runner, result])).to.deep.equal([
      ["before", { watched: 1, told: 1, nobodyNamed: 0 }],
      ["after", { watched: 1, told: 3, nobodyNamed: 0 }],
    ]);
  });

  it("what was answered while no worker ran is told to nobody", async () => {
    const code = (await gateway.database.sql<{ code: string }>("select code from dossier"))[0]?.code ?? "";
    const answer = await gateway.send("POST", `/v1/dossiers/${code}/handovers`, {
      token: await gateway.tokenOf("commune"),
      key: aKey(),
      body: { by: walkNow.commune, to: walkNow.province, at: "2026-11-12T09:00:00+07:00" },
    });
    expect(answer.status).to.equal(201);
    at("13T09:07");
    await worker("after").tick();
    expect(await windows()).to.deep.equal([]);
  });

  it("a replay's draft that nobody started within a day is ended, on record; what runs or is newer stays", async () => {
    const drafted = async (state: string, time: string) => {
      const [row] = await gateway.database.sql<{ id: string }>(
        `insert into hub.replay (id, receiver, partner_id, from_at, to_at, per_minute, reason, by, state, created_at)
         values (gen_random_uuid(), $1, 'commune', '2026-11-01', '2026-11-02', 60, 'mất dữ liệu', 'Lan', $2, $3)
         returning id`,
        [walkNow.commune, state, `2026-11-${time}:00+07:00`],
      );
      return row!.id;
    };
    const old = await drafted("draft", "18T08:59");
    await drafted("draft", "18T09:01");
    await drafted("running", "10T09:00");
    at("19T09:00");
    await worker("a").tick();
    expect(await gateway.database.sql("select state, ended_at from hub.replay order by created_at")).to.deep.equal([
      { state: "running", ended_at: null },
      { state: "aborted", ended_at: new Date("2026-11-19T09:00:00+07:00") },
      { state: "draft", ended_at: null },
    ]);
    expect(
      await gateway.database.sql("select replay_id, number, change, by, reason from hub.replay_change"),
    ).to.deep.equal([
      {
        ...{ replay_id: old, number: 1, change: "aborted", by: "hub" },
        reason: "bản xem trước quá một ngày mà không ai bắt đầu / a preview that nobody started within a day",
      },
    ]);
    expect((await runs("end-old-drafts")).map(({ result }) => result)).to.deep.equal([{ ended: 1 }]);
  });

  it("a worker that died after telling and before saying so: another runs it again and tells nothing twice", async () => {
    at("26T09:00");
    await worker("dead").tick();
    await gateway.database.sql(
      "update job_run set finished_at = null, result = null, started_at = now() - interval '16 minutes'",
    );
    const other = worker("other");
    expect((await other.tick()).sort()).to.deep.equal([
      ...[
        "apply-reforms",
        "close-unsupplemented",
        "end-old-drafts",
        "exchange-digests",
        "forget-old-answers",
        "forget-slip-tries",
        "move-messages",
        "note-late-opinions",
        "sweep-files",
        "tell-due-changes",
        "watch-absences",
        "watch-overdue",
        "watch-windows",
      ],
    ]);
    expect(await rungs()).to.deep.equal(["halfUsed", "beforeApology", "apologyMissed", "duePassed"]);
    expect(await runs("watch-overdue")).to.deep.equal([
      { runner: "other", attempts: 2, done: true, result: { watched: 1, told: 0, nobodyNamed: 0 } },
    ]);
    expect(await windows()).to.deep.equal([[walkNow.commune, "transferLate"]]);
    expect(await runs("watch-windows")).to.deep.equal([
      { runner: "other", attempts: 2, done: true, result: { watched: 1, told: 0 } },
    ]);
  });
});

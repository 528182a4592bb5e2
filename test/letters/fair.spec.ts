import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { Registry } from "prom-client";
import { openEdocAxis } from "../../adapters/edoc/client.ts";
import { makeEdocSend } from "../../adapters/edoc/http.ts";
import { pollAxis, polling } from "../../adapters/edoc/poll.ts";
import { practiceAxis } from "../../adapters/edoc/stand-in/axis.ts";
import { startLetterWork, workItem, workTask } from "../../adapters/edoc/work.ts";
import { countLetters } from "../../core/service/letter-work.ts";
import { addLettersCommand } from "../../main/cli/letters.ts";
import { openLetterMetrics } from "../../platform/metrics.ts";
import { command, refusalOf } from "../support/command.ts";
import { edocSettings } from "../support/edoc.ts";
import { eventually } from "../support/eventually.ts";
import { commune, openLetterWorld, organOf, type LetterTestWorld } from "../support/letter-world.ts";

describe("letters: accounts wait by themselves", function () {
  this.timeout(60_000);
  let world: LetterTestWorld;
  let secret = practiceAxis.secret;
  before(async () => (world = await openLetterWorld({ secret: () => secret })));
  after(() => world.close());
  beforeEach(async () => {
    secret = practiceAxis.secret;
    await world.reset();
  });

  const to = [organOf(commune)];
  const hub = (...words: string[]) =>
    command(
      (program) => addLettersCommand(program, () => Promise.resolve(world.gateway.database.db)),
      "letters",
      ...words,
    );
  const refusedCalls = (from: number) => world.axis.calls.slice(from).filter(({ status }) => status === 401).length;
  const endings = () => world.sql("select state, ending, tries from letter_item order by id");
  /** Three letters on our list, and the axis lets us in no more. */
  const lockedOut = async () => {
    for (const number of ["1", "2", "3"]) world.legacy.send({ to, number });
    await pollAxis(world.worker, world.client, new AbortController().signal);
    secret = "another";
    return world.axis.calls.length;
  };

  it("one that is not let in waits as one: no item and no task of it tries by itself", async () => {
    world.legacy.send({ to, number: "0" });
    await world.take();
    const before = await lockedOut();
    const { signal } = new AbortController();
    while (await workItem(world.worker, world.client, signal));
    while (await workTask(world.worker, world.client, signal));
    await world.work();
    expect(refusedCalls(before)).to.equal(1);
    expect((await endings()).map(({ tries }) => tries)).to.deep.equal([0, 1, 0, 0]);
    expect(await world.sql("select code, state, tries from letter_task")).to.deep.equal([
      { code: "01", state: "waiting", tries: 0 },
    ]);
  });

  it("is asked one question by one pace, however much waits", async () => {
    const before = await lockedOut();
    const asked: number[] = [];
    for (let minute = 0; minute < 10; minute += 1) {
      await world.work();
      asked.push(refusedCalls(before));
      world.minutesLater(1);
    }
    // 30 s, then 1, 2, 5 minutes: one call each
    expect(asked).to.deep.equal([1, 2, 3, 3, 4, 4, 4, 4, 4, 5]);
  });

  it("is told to operators with its age, and goes on by itself once it is let in", async () => {
    await lockedOut();
    await world.work();
    const at = world.now().toISOString();
    expect(await hub("stuck")).to.match(
      new RegExp(`account {2}practice {2}không được vào / not let in ${at} {2}×1 .* HTTP 401`),
    );
    process.exitCode = undefined;
    world.minutesLater(1);
    const registry = new Registry();
    const metrics = openLetterMetrics(registry);
    const told = async () => {
      metrics.look(await countLetters(world.gateway.database.db, world.now()));
      return /^hub_letter_not_let_in_seconds.*$/m.exec(await registry.metrics())?.[0];
    };
    expect(await told()).to.equal('hub_letter_not_let_in_seconds{account="practice"} 60');
    secret = practiceAxis.secret;
    await world.work();
    expect((await endings()).map(({ ending }) => ending)).to.deep.equal(["stored", "stored", "stored"]);
    expect(await told()).to.equal(undefined);
  });

  it("a changed secret is tried at once", async () => {
    await lockedOut();
    await world.work();
    secret = practiceAxis.secret;
    await world.work();
    expect((await endings()).filter(({ ending }) => ending === "stored")).to.have.length(3);
    expect(await hub("stuck")).to.equal("");
  });

  it("a new secret on an axis that is away is not tried without a pause", async () => {
    await lockedOut();
    await world.work();
    secret = practiceAxis.secret;
    const poll = polling(world.worker, world.client, new AbortController().signal);
    const asked: number[] = [];
    const before = world.axis.calls.length;
    world.axis.failNext("received", ...Array.from({ length: 4 }, () => "503" as const));
    for (let tens = 0; tens < 4; tens += 1) {
      await poll();
      asked.push(world.axis.calls.length - before);
      world.minutesLater(1 / 6);
    }
    // letters and states, at once and after half a minute
    expect(asked).to.deep.equal([2, 2, 2, 4]);
  });

  it("one letter that alone is refused entry holds the others up for its own tries only", async () => {
    for (const number of ["1", "2"]) world.legacy.send({ to, number });
    world.axis.failNext("getEdoc", "401", "503");
    await world.work();
    world.minutesLater(1);
    await world.work();
    world.minutesLater(2);
    await world.work();
    expect((await endings()).map(({ ending }) => ending)).to.deep.equal(["stored", "stored"]);
  });

  it("a silent account holds up nobody else's letters", async () => {
    let asked = 0;
    // it takes every call, and says nothing
    const server = createServer((request) => {
      request.resume();
      asked += 1;
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const silent = openEdocAxis({
      settings: edocSettings(url, "knobstick", { name: "silent" }),
      limits: { messageMegabytes: 1 },
      send: makeEdocSend({ quietMs: 50_000, wholeMs: 50_000 }),
      now: world.now,
    });
    await world.sql(
      `insert into letter_item (account, message_type, axis_id, next_at)
       select 'silent', 'edoc', n::text, $1 from generate_series(1, 9) n`,
      [world.now()],
    );
    const worker = { ...world.worker, axes: [silent, world.client] };
    const working = startLetterWork(worker, () => Promise.resolve(), 10);
    try {
      await eventually("the silent account is being asked", () => Promise.resolve(asked >= 3));
      world.legacy.send({ to });
      world.minutesLater(6);
      await eventually("the other's letter is in", async () => {
        const [row] = await world.sql("select ending from letter_item where account = 'practice'");
        return row?.["ending"] === "stored";
      });
    } finally {
      await working.close();
      server.close();
      server.closeAllConnections();
    }
  });

  it("an identifier that nobody can ask for is listed by its digest, and the rest goes on", async () => {
    world.legacy.send({ to });
    const strange = ["d".repeat(201), "a\u0000b", "c\ud800"];
    for (const docId of strange) {
      world.legacy.send({ to });
      Object.assign(world.axis.items.at(-1) ?? {}, { docId });
    }
    world.legacy.send({ to });
    await world.work();
    await world.work();
    expect((await endings()).map(({ state }) => state)).to.deep.equal(["done", "listed", "listed", "listed", "done"]);
    const stuck = await hub("stuck");
    process.exitCode = undefined;
    expect(stuck.split("\n")).to.have.length(3);
    expect(stuck).to.match(
      /item {2}4 {2}practice {2}sha256:[0-9a-f]{64} {2}listed {2}×0 {2}\{"code":"axis-id-unusable"\}/,
    );
    expect(await refusalOf(hub("retry", "item", "4", "--reason", "lần nữa", "--by", "vh-1"))).to.match(/There is no 4/);
  });

  it("a sender that the axis names beyond all measure is nobody's name", async () => {
    const id = world.legacy.send({ to });
    await world.work();
    world.legacy.recall(id, "A", "Nhầm");
    Object.assign(world.axis.items.at(-1) ?? {}, { from: "x".repeat(201) });
    await world.work();
    expect(await world.sql("select kind, why from letter_parked")).to.deep.equal([
      { kind: "recall", why: "fromDiffers" },
    ]);
  });
});

import { expect } from "chai";
import { Command } from "commander";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import { parseDay } from "../../core/domain/day.ts";
import { isReproducible } from "../../core/domain/dossier-clock.ts";
import { openClocks, seedClocks } from "../../core/service/clock-in-force.ts";
import { makeReport06a } from "../../core/service/report-06a.ts";
import { watchOverdue } from "../../core/service/watch-overdue.ts";
import { clocksOf } from "../../core/store/dossier-clocks.ts";
import { addDueCommand } from "../../main/cli/due.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { openDatabase } from "../../platform/database.ts";
import { aKey, testGateway, type Answer, type TestGateway } from "../support/gateway.ts";
import { aWorld } from "../support/running-dossiers.ts";

/** 1.002693: ten working days; received Mon 02/11/2026 09:00, due Mon 16/11 17:30; 24/11 is a holiday. */
describe("time that does not count: named, with evidence, as a step of the dossier (D23)", () => {
  let gateway: TestGateway;
  let token: string;
  before(async () => {
    gateway = await testGateway();
    gateway.setClock(new Date("2026-12-31T00:00:00Z"));
    await seedClocks(gateway.database.db);
    await gateway.register("commune", [walkNow.commune]);
    token = await gateway.tokenOf("commune");
  });
  after(() => gateway.close());

  const november = (text: string) => `2026-11-${text}:00+07:00`;
  const local = (iso: string) => new Date(Date.parse(iso) + 7 * 3_600_000).toISOString().slice(0, 16);
  const receive = async () => {
    const { status, body } = await gateway.send("POST", "/v1/dossiers", {
      ...{ token, key: aKey() },
      body: {
        ...{ by: walkNow.commune, procedure: walkNow.procedure, applicant: { name: "Trần Thị Thử Nghiệm" } },
        at: november("02T09:00"),
      },
    });
    expect(status, JSON.stringify(body)).to.equal(201);
    return body.dossier.code as string;
  };
  const council = {
    ...{ reason: "council", evidence: "BB 07/HĐ-2026" },
    ...{ from: november("05T10:00"), to: november("09T10:00") },
  };
  const exclude = (code: string, exclusion: unknown, at = "10T08:00", but: object = {}): Promise<Answer> =>
    gateway.send("POST", `/v1/dossiers/${code}/steps`, {
      ...{ token, key: aKey() },
      body: { step: "excludeTime", by: walkNow.commune, role: "oneStopHead", at: november(at), exclusion, ...but },
    });
  const dossier = async (code: string) => (await gateway.send("GET", `/v1/dossiers/${code}`, { token })).body;
  const settlement = async (code: string) =>
    (await dossier(code)).clocks.find(({ kind }: { kind: string }) => kind === "settlement");
  const stored = async (code: string) => {
    const [row] = await gateway.database.sql(`select id from dossier where code = '${code}'`);
    return (await clocksOf(gateway.database.db, BigInt(row!["id"] as string))).settlement!;
  };

  it("moves the due by the working days in it, is shown with its document, and is recomputed bit for bit", async () => {
    const code = await receive();
    expect((await dossier(code)).allowedSteps[walkNow.commune]).to.include("excludeTime");
    const answer = await exclude(code, council);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    expect(answer.body.event).to.include({ step: "excludeTime", source: "D23", paper: "THONG_BAO" });
    const clock = await settlement(code);
    // 06 and 09 do not count: 18/11 instead of 16/11
    expect([local(clock.due), local(clock.printedDue), local(clock.originalDue)]).to.deep.equal([
      ...["2026-11-18T17:30", "2026-11-18T17:30", "2026-11-16T17:30"],
    ]);
    expect(clock.exclusions).to.deep.equal([
      {
        ...{ reason: "council", evidence: "BB 07/HĐ-2026" },
        ...{ from: "2026-11-05T03:00:00.000Z", to: "2026-11-09T03:00:00.000Z" },
      },
    ]);
    const kept = await stored(code);
    expect(isReproducible(kept, await openClocks().clockWith(gateway.database.db, kept))).to.equal(true);
    const [event] = await gateway.database.sql("select details from dossier_event where step = 'excludeTime'");
    expect(event!["details"]).to.deep.equal({ exclusion: council });
  });

  it("hub due --dossier tells why the day is what it is, by what was stored", async () => {
    const code = await receive();
    await exclude(code, council);
    let said = "";
    const program = new Command("hub").exitOverride().configureOutput({ writeOut: (text) => (said += text) });
    addDueCommand(program, () => Promise.resolve(openDatabase(gateway.database.url, "test")));
    await program.parseAsync(["due", "--dossier", code, "--english"], { from: "user" });
    expect(said.split("\n").slice(0, 12)).to.deep.equal([
      "Due: Wed 18/11/2026 17:30  (10 working days)",
      "",
      "  Mon 02/11/2026         received at 09:00  [D1]",
      "  Thu 05/11/2026         from 10:00 to 2026-11-09 10:00 does not count: a council, BB 07/HĐ-2026; 3 used before it  [D23]",
      "  Tue 10/11/2026         day 4  [D6]",
      "  Wed 11/11/2026         day 5  [D6]",
      "  Thu 12/11/2026         day 6  [D6]",
      "  Fri 13/11/2026         day 7  [D6]",
      "  Sat 14/11/2026         weekend  [D6]",
      "  Sun 15/11/2026         weekend  [D6]",
      "  Mon 16/11/2026         day 8  [D6]",
      "  Tue 17/11/2026         day 9  [D6]",
    ]);
    expect(said).to.contain("Computed again from what was stored: the same.\n");
  });

  it("goes on to count when a payment is confirmed, and in form 06a as it was on the day", async () => {
    const code = await receive();
    await exclude(code, council);
    const step = (name: string, at: string, but: object) =>
      gateway.send("POST", `/v1/dossiers/${code}/steps`, {
        ...{ token, key: aKey() },
        body: { step: name, by: walkNow.commune, at: november(at), ...but },
      });
    const asked = await step("askPayment", "11T09:00", { role: "handler" });
    expect(asked.status, JSON.stringify(asked.body)).to.equal(201);
    const paid = await step("confirmPayment", "13T10:00", { role: "officer", paymentReference: "BL-1" });
    expect(paid.status, JSON.stringify(paid.body)).to.equal(201);
    const clock = await settlement(code);
    // used: 03, 04, 05, 10, 11; five left: 16, 17, 18, 19, 20
    expect([clock.usedBefore, local(clock.due)]).to.deep.equal([5, "2026-11-20T17:30"]);

    await gateway.database.sql("delete from dossier_event where dossier_id <> (select max(id) from dossier)");
    const form = (today: string) =>
      makeReport06a(gateway.database.db, openClocks(), {
        ...{ agency: parseOrgCode(walkNow.commune), from: parseDay("2026-11-01"), to: parseDay("2026-11-30") },
        today: parseDay(today),
      });
    expect((await form("2026-11-20")).total).to.include({ open: 1, openInTime: 1, openLate: 0 });
    expect((await form("2026-11-21")).total).to.include({ open: 1, openInTime: 0, openLate: 1 });
  });

  it("the same again, or a part of it, under another key is refused and not kept twice", async () => {
    const code = await receive();
    expect((await exclude(code, council)).status).to.equal(201);
    for (const again of [council, { ...council, reason: "tax", from: november("06T08:00"), evidence: "TB 2" }]) {
      const { status, body } = await exclude(code, again, "10T09:00");
      expect([status, body.code, body.field]).to.deep.equal([409, "exclusion-already-stated", "/exclusion"]);
      expect(body.en.detail).to.contain("BB 07/HĐ-2026");
    }
    const clock = await settlement(code);
    expect([clock.exclusions.length, local(clock.due)]).to.deep.equal([1, "2026-11-18T17:30"]);
    expect((await exclude(code, { ...council, to: november("10T09:30") }, "10T10:00")).status).to.equal(201);
    expect(local((await settlement(code)).due)).to.equal("2026-11-19T17:30");
  });

  it("a re-appointment outlives a payment", async () => {
    const code = await receive();
    const promised = november("25T17:30");
    const extension = { ...{ step: "extend", reason: "khối lượng", newDue: promised }, exclusion: undefined };
    expect((await exclude(code, undefined, "10T09:00", extension)).status).to.equal(201);
    const step = (name: string, at: string, but: object) =>
      gateway.send("POST", `/v1/dossiers/${code}/steps`, {
        ...{ token, key: aKey() },
        body: { step: name, by: walkNow.commune, at: november(at), ...but },
      });
    expect((await step("askPayment", "11T09:00", { role: "handler" })).status).to.equal(201);
    const paid = await step("confirmPayment", "11T10:00", { role: "officer", paymentReference: "BL-1" });
    expect(paid.status, JSON.stringify(paid.body)).to.equal(201);
    const clock = await settlement(code);
    expect([local(clock.due), local(clock.printedDue), local(clock.originalDue)]).to.deep.equal([
      ...["2026-11-25T17:30", "2026-11-25T17:30", "2026-11-16T17:30"],
    ]);
  });

  it("a breach on record stays, also when the due is later now", async () => {
    const code = await receive();
    const now = new Date(november("17T09:00"));
    await watchOverdue(aWorld(gateway.database, now.toISOString()), now);
    const breached = (await dossier(code)).overdue.breaches as string[];
    expect(breached).to.include("due");
    expect((await exclude(code, council, "17T10:00")).status).to.equal(201);
    expect(local((await settlement(code)).due)).to.equal("2026-11-18T17:30");
    expect((await dossier(code)).overdue.breaches).to.include.members(breached);
  });

  it("is refused without what makes it lawful, and nothing moves", async () => {
    const code = await receive();
    const refused = async (exclusion: unknown, at?: string, but?: object) => {
      const { status, body } = await exclude(code, exclusion, at, but);
      expect(body.detail.vi ?? body.detail, JSON.stringify(body)).to.be.a("string");
      return [status, body.code, body.field];
    };
    expect((await refused(undefined))[0]).to.equal(400);
    expect((await refused({ ...council, evidence: "  " }))[0]).to.equal(400);
    expect((await refused({ ...council, reason: "workload" }))[0]).to.equal(400);
    expect(await refused({ ...council, reason: "verification" })).to.deep.equal([
      ...[422, "exclusion-without-law", "/exclusion/legalBasis"],
    ]);
    expect(await refused({ ...council, to: council.from })).to.deep.equal([422, "exclusion-reversed", "/exclusion/to"]);
    expect(await refused({ ...council, to: november("11T08:00") })).to.deep.equal([
      ...[422, "exclusion-not-over", "/exclusion/to"],
    ]);
    expect(await refused({ ...council, from: november("02T08:59") })).to.deep.equal([
      ...[422, "exclusion-outside-clock", "/exclusion/from"],
    ]);
    expect(await refused(council, "10T08:00", { role: "officer" })).to.deep.equal([403, "role-not-allowed", "/role"]);
    expect(local((await settlement(code)).due)).to.equal("2026-11-16T17:30");

    const reset = { ...{ step: "reset", reason: "nhập sai", decisionNo: "1/QĐ", officer: "CB-1", approvedBy: "LD-1" } };
    const body = { ...reset, newDue: november("20T17:30"), exclusion: undefined };
    expect((await exclude(code, undefined, "10T09:00", body)).status).to.equal(201);
    expect(await refused(council, "10T10:00")).to.deep.equal([409, "due-set-by-decision", undefined]);
    expect((await exclude(code, council, "10T11:00", { ...body, exclusion: council })).status).to.equal(400);
  });
});

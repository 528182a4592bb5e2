import { expect } from "chai";
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { sql } from "kysely";
import { parseDay } from "../../core/domain/day.ts";
import { decideSuccession, previewSuccession, type SuccessionDecision } from "../../core/service/decide-succession.ts";
import { readKnowledge, readKnowledgeOf } from "../../core/service/who-follows.ts";
import { readdressDossiers, type ReaddressOrder } from "../../core/service/readdress-dossiers.ts";
import { makeTakeStep } from "../../core/service/take-step.ts";
import type { World } from "../../core/service/step-taken.ts";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import { readdressingsOf } from "../../core/store/readdressings.ts";
import { successionCases, waitingFor } from "../../core/store/succession.ts";
import { loadDemonstration } from "../../main/demo/load.ts";
import { fromRoot } from "../../platform/root.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { aWorld, putDossiers, type RunningDossier } from "../support/running-dossiers.ts";

const reform = parseDay("2025-07-01");
// of the demonstration set: in Yên Bái until 30/06/2025, and what took their place in Lào Cai
const commune = "H63.29.04"; // xã Trạm Tấu → H38.91 xã Trạm Tấu
const neighbour = "H63.29.05"; // xã Pá Hu → H38.91 too
const town = "H63.29.03"; // thị trấn Trạm Tấu → H38.92
const district = "H63.29"; // huyện Trạm Tấu, dissolved
const office = "H63.29.11"; // its office, which states no successor
const department = "H63.14"; // Sở Tư pháp tỉnh Yên Bái → H38.14

const aRunning = (number: number, but: Partial<RunningDossier> = {}): RunningDossier => ({
  code: `000.04.29.H63-250620-${String(number).padStart(4, "0")}`,
  procedure: "1.001193",
  receivedBy: commune,
  heldBy: commune,
  ...but,
});

describe("A reform's running dossiers", () => {
  let test: TestDatabase;
  let world: World;
  beforeEach(async () => {
    test = await freshDatabase();
    await loadDemonstration(test.db, parseDay("2026-11-21"));
    world = aWorld(test, "2025-07-01T08:00:00+07:00");
  });
  afterEach(() => test.drop());

  const apply = async (but: Partial<ReaddressOrder> = {}) => {
    const answer = await readdressDossiers(world, { on: reform, by: "Nguyễn Thị Ops", ...but });
    if (!answer.ok) throw new Error(answer.reason.vi);
    return answer.value;
  };
  const decide = (caseId: bigint, but: Partial<SuccessionDecision> = {}) =>
    decideSuccession(world, {
      ...{ caseId, to: "H38.91", basis: "Công văn 12/UBND-NC", by: "Trần Văn B", match: undefined, values: [] },
      ...but,
    });
  const look = (caseId: bigint, but: Partial<SuccessionDecision>) =>
    previewSuccession(world, {
      ...{ caseId, to: "H38.91", basis: "Công văn 12/UBND-NC", by: "Trần Văn B", match: undefined, values: [] },
      ...but,
    });
  const addresses = async () =>
    test.sql<{ code: string; held: string; offered: string | null; returns: string | null; way: string[] }>(
      `select right(code, 4) as code, held_by as held, offered_to as offered, returns_to as returns,
              previous_holders as way from dossier order by code`,
    );
  const openCases = async () =>
    (await successionCases(test.db)).map(({ from, reason, candidates, proposed, waiting }) => [
      ...[from, reason, candidates.join(" "), proposed, waiting],
    ]);

  it("go to the agency that follows: holder, offer, result and way", async () => {
    await putDossiers(test, [
      aRunning(1),
      aRunning(2, { heldBy: commune, offeredTo: department }),
      aRunning(3, { heldBy: department, cameFrom: [commune] }),
      aRunning(4, { heldBy: commune, offeredTo: neighbour }),
    ]);
    const report = await apply();
    expect(report).to.deep.equal({
      ...{ on: "2025-07-01", concerned: 4, moved: 4, waiting: 0, offersClosed: 1, questions: {} },
      processes: [],
      parts: { holder: 4, offered: 2, returns: 4, way: 1, leg: 0, supervisor: 0, lead: 0 },
    });
    expect(await addresses()).to.deep.equal([
      { code: "0001", held: "H38.91", offered: null, returns: "H38.91", way: [] },
      { code: "0002", held: "H38.91", offered: "H38.14", returns: "H38.91", way: [] },
      { code: "0003", held: "H38.14", offered: null, returns: "H38.91", way: ["H38.91"] },
      { code: "0004", held: "H38.91", offered: null, returns: "H38.91", way: [] }, // both are one commune now
    ]);
  });

  it("keep paper, receipt, version, state and every time; only the holder's own begins with the reform", async () => {
    await putDossiers(test, [aRunning(1, { heldBy: department, offeredTo: town, cameFrom: [commune] })]);
    const kept = () =>
      test.sql(`select code, procedure_code, procedure_version, received_by, received_at, channel, state, offered_at,
                       state_before_offer, outcome, last_event_at from dossier`);
    const before = await kept();
    await apply();
    expect(await kept()).to.deep.equal(before);
    const [row] = await test.sql<{ since: Date; revision: number }>(
      "select held_since as since, revision from dossier",
    );
    expect([row!.since.toISOString(), row!.revision]).to.deep.equal(["2025-06-30T17:00:00.000Z", 3]);
  });

  it("leave evidence: who, from, to, when, on which ground", async () => {
    // what the row of the agency states, and what only its unit tells
    await test.sql(`update organisation set successor_code = null where code = '${commune}'`);
    await putDossiers(test, [aRunning(1, { heldBy: department, cameFrom: [commune] })]);
    await apply();
    const rows = await readdressingsOf(test.db, 1n);
    expect(
      rows.map(({ revision, role, from, to, reason, basis }) => [revision, role, from, to, reason, basis]),
    ).to.deep.equal([
      [3, "holder", "H63.14", "H38.14", "stated", "H63.14 → H38.14"],
      ...(["returns", "way"] as const).map((role) => [
        ...[3, role, "H63.29.04", "H38.91", "merged_whole > agency"],
        "commune 04600 -infinity → commune 04606 2025-07-01 (2025-07-01, 1673/NQ-UBTVQH15); H63.29.04 → H38.91",
      ]),
    ]);
    expect(rows.map(({ by, effective, at }) => [by, effective, at.toISOString()])[0]).to.deep.equal([
      ...["Nguyễn Thị Ops", "2025-07-01", "2025-06-30T17:00:00.000Z"],
    ]);
  });

  it("are told of to everyone they concern now, once, as agreed (contracts/bus)", async () => {
    await putDossiers(test, [aRunning(1, { heldBy: department, cameFrom: [commune] })]);
    await apply();
    const rows = await test.sql<{ envelope: { receiver: string; data: { by: string; to: string; heldBy: string } } }>(
      "select envelope from outbox order by receiver",
    );
    expect(rows.map(({ envelope: { receiver, data } }) => [receiver, data.by, data.to, data.heldBy])).to.deep.equal([
      ["H38.14", "H63.14", "H38.14", "H38.14"],
      ["H38.91", "H63.29.04", "H38.91", "H38.14"],
    ]);
    const ajv = new Ajv2020({ strictTypes: false });
    addFormats.default(ajv);
    const schema = JSON.parse(readFileSync(fromRoot("contracts/bus/cloud-event.schema.json"), "utf8")) as object;
    for (const { envelope } of rows) expect(ajv.validate(schema, envelope), ajv.errorsText()).to.equal(true);
  });

  it("let the agency that follows see the dossier, and the old one's papers stay answerable", async () => {
    await putDossiers(test, [aRunning(1)]);
    await apply();
    expect(
      await test.sql("select organisation_code as code from dossier_party order by organisation_code"),
    ).to.deep.equal([{ code: "H38.91" }, { code: "H63.29.04" }]);
  });

  it("are worked on by the agency that follows, and no longer by the one that ended", async () => {
    await putDossiers(test, [aRunning(1)]);
    await apply();
    const step = (by: string, key: string) =>
      makeTakeStep(world)(
        aRunning(1).code,
        { step: "handOver", role: "officer", by, to: "H38.14", at: "2025-07-01T07:45:00+07:00" },
        { partnerId: "trạm-tấu", units: new Set([by]), key, digest: key, requestId: key },
      );
    expect(await step(commune, "one")).to.deep.include({ ok: false, code: "unit-not-valid" });
    const taken = await step("H38.91", "two");
    expect(taken.ok && [taken.body.dossier.offeredTo, taken.body.dossier.receivedBy]).to.deep.equal([
      "H38.14",
      commune,
    ]);
    const [{ revisions }] = (await test.sql(
      `select array_agg(revision order by revision) as revisions
         from (select revision from dossier_event union select revision from readdressing) as all_of_them`,
    )) as [{ revisions: number[] }];
    expect(revisions).to.deep.equal([3, 4]); // one history, in two tables
  });

  it("do not move the second time, nor are they told of twice", async () => {
    await putDossiers(test, [aRunning(1), aRunning(2, { heldBy: district, cameFrom: [commune] })]);
    await apply();
    const all = async () => [
      ...(await test.sql("select * from dossier order by id")),
      ...(await test.sql("select * from readdressing order by dossier_id, role")),
      ...(await test.sql("select id, from_org, state, opened_at from succession_case")),
      ...(await test.sql("select * from succession_case_dossier")),
      ...(await test.sql("select message_id from outbox order by id")),
    ];
    const before = await all();
    const again = await apply();
    expect([again.concerned, again.moved, again.waiting]).to.deep.equal([1, 0, 1]);
    expect(await all()).to.deep.equal(before);
  });

  it("go on after an interruption where it stopped", async () => {
    await putDossiers(
      test,
      Array.from({ length: 1_200 }, (_, at) => aRunning(at + 1)),
    );
    let batches = 0;
    const stopped = await apply({
      onProgress: () => {
        batches += 1;
        if (batches === 2) throw new Error("power cut");
      },
    }).catch((error: unknown) => (error as Error).message);
    expect(stopped).to.equal("power cut");
    const moved = async () =>
      (await test.sql<{ count: number }>("select count(*)::int as count from readdressing where role = 'holder'"))[0]!
        .count;
    expect(await moved()).to.equal(500); // the batch that was cut off left nothing
    expect((await apply()).moved).to.equal(700);
    expect(await moved()).to.equal(1_200);
  });

  it("move once when two reforms run at the same time", async () => {
    await putDossiers(
      test,
      Array.from({ length: 1_200 }, (_, at) => aRunning(at + 1)),
    );
    const [one, other] = await Promise.all([apply(), apply()]);
    expect(one.moved + other.moved).to.equal(1_200);
    expect(await test.sql("select revision, count(*)::int as count from dossier group by revision")).to.deep.equal([
      { revision: 3, count: 1_200 },
    ]);
  });

  it("entered late for an ended agency move with the next run", async () => {
    await putDossiers(test, [aRunning(1)]);
    await apply();
    await putDossiers(test, [aRunning(2, { heldBy: "H38.91", receivedBy: "H38.91", offeredTo: neighbour })]);
    expect(await apply()).to.include({ concerned: 1, moved: 1, offersClosed: 1 });
  });

  it("that are finished keep their old names", async () => {
    await putDossiers(test, [aRunning(1, { state: "resultReturned" })]);
    expect((await apply()).concerned).to.equal(0);
    expect((await addresses())[0]).to.include({ held: commune, returns: null });
  });

  it("stay where they are in a dry run, which tells the same", async () => {
    await putDossiers(test, [aRunning(1), aRunning(2, { heldBy: district, cameFrom: [commune] })]);
    const before = await test.sql("select * from dossier order by id");
    const dry = await apply({ dryRun: true });
    expect(await test.sql("select * from dossier order by id")).to.deep.equal(before);
    expect(await openCases()).to.deep.equal([]);
    expect(await test.sql("select 1 from outbox")).to.deep.equal([]);
    expect(await apply()).to.deep.equal(dry);
  });

  it("are not moved before the day, yet may be looked at", async () => {
    world = aWorld(test, "2025-06-30T16:59:59Z"); // 23:59:59 in Viet Nam
    const refused = await readdressDossiers(world, { on: reform, by: "x" });
    expect(!refused.ok && refused.reason.vi).to.match(/^Ngày 2025-07-01 chưa đến \(hôm nay 2025-06-30\)/);
    expect((await apply({ dryRun: true })).concerned).to.equal(0);
  });

  it("received on 30/06/2025 by a district that ended finish in August, addressed by a person", async () => {
    await putDossiers(test, [
      aRunning(1, { heldBy: district, cameFrom: [commune] }),
      aRunning(2, { heldBy: district, cameFrom: [commune], procedure: "2.002307" }),
      aRunning(3, { receivedBy: district, heldBy: office, cameFrom: [district] }),
    ]);
    const report = await apply();
    expect([report.moved, report.waiting, report.questions]).to.deep.equal([
      ...[2, 3, { "district-dissolved": 1, "not-stated": 1 }],
    ]);
    const candidates = "H38.93 H38.92 H38.91 H38";
    const cases = await successionCases(test.db);
    expect(
      cases.map(({ from, candidates: of, proposed, waiting }) => [from, [...of].sort(), proposed, waiting]),
    ).to.deep.equal([
      [district, candidates.split(" ").sort(), null, 3],
      [office, candidates.split(" ").sort(), null, 1],
    ]);
    // birth registration is a commune's procedure: the successor of the commune that received it is proposed
    expect((await waitingFor(test.db, cases[0]!.id)).map(({ proposed }) => proposed)).to.deep.equal([
      ...["H38.91", "H38.91", null],
    ]);

    const proposed = await decide(cases[0]!.id, { to: undefined });
    expect(
      proposed.ok && [proposed.value.report.moved, proposed.value.case.waiting, proposed.value.case.state],
    ).to.deep.equal([2, 1, "open"]);
    const rest = await decide(cases[0]!.id, { to: "H38" });
    expect(rest.ok && [rest.value.report.moved, rest.value.case.state]).to.deep.equal([1, "settled"]);
    await decide(cases[1]!.id, { to: "H38" });
    expect(await openCases()).to.deep.equal([]);
    expect((await addresses()).map(({ held, returns }) => [held, returns])).to.deep.equal([
      ["H38.91", "H38.91"],
      ["H38.91", "H38.91"],
      ["H38", "H38"],
    ]);
    const [evidence] = await readdressingsOf(test.db, 3n);
    expect(evidence).to.include({ reason: "rule: all", basis: "Công văn 12/UBND-NC", by: "Trần Văn B" });
  });

  it("follow a narrower decision before a wider one, also when it came earlier", async () => {
    await putDossiers(test, [
      aRunning(1, { heldBy: district }),
      aRunning(2, { heldBy: district, procedure: "2.002307" }),
      aRunning(3, { heldBy: district, procedure: "1.004222" }),
    ]);
    await apply();
    const [one] = await successionCases(test.db);
    await decide(one!.id, { to: "H38.92", match: "dossier", values: ["000.04.29.H63-250620-0001"] });
    await decide(one!.id, { to: "H38.93", match: "field", values: ["Người có công"] });
    await decide(one!.id, { to: "H38.17", outsider: true });
    expect((await addresses()).map(({ held }) => held)).to.deep.equal(["H38.92", "H38.93", "H38.17"]);
  });

  for (const [what, but, answer] of [
    ["no basis", { basis: " " }, /^Thiếu căn cứ/],
    ["an unknown agency", { to: "H99" }, /^H99 không phải cơ quan đang hoạt động vào ngày 2025-07-01/],
    ["an agency that ended", { to: commune }, /không phải cơ quan đang hoạt động/],
    ["a dossier that does not wait", { match: "dossier", values: ["H38.91-250701-0001"] }, /không chờ việc số 1/],
    ["a wrong procedure", { match: "procedure", values: ["khai sinh"] }, /"khai sinh" không phải mã thủ tục/],
    ["an unknown case", { caseId: 99n }, /^Không có việc số 99/],
    [
      "an agency that is none of the candidates, unless the person says so",
      { to: "H38.17" },
      /^H38\.17 không nằm trong các cơ quan có thể kế tiếp H63\.29 .*H38\.91.*hãy thêm --outsider\.$/,
    ],
  ] as const)
    it(`are not moved by a decision with ${what}`, async () => {
      await putDossiers(test, [aRunning(1, { heldBy: district })]);
      await apply();
      const answered = await decide(1n, but);
      expect(!answered.ok && answered.reason.vi).to.match(answer);
      expect((await addresses())[0]?.held).to.equal(district);
    });

  it("may go where a person knows better than the registry, and the answer says so", async () => {
    await putDossiers(test, [aRunning(1, { heldBy: district })]);
    await apply();
    const answered = await decide(1n, { to: "H38.17", outsider: true });
    expect(answered.ok && answered.value.amongCandidates).to.equal(false);
    expect((await addresses())[0]?.held).to.equal("H38.17");
  });

  it("stay where they are while a person only looks: the preview says what the same decision does then", async () => {
    await putDossiers(test, [
      aRunning(1, { heldBy: district }),
      aRunning(2, { heldBy: district, procedure: "2.002307" }),
      aRunning(3, { heldBy: district, procedure: "1.004222" }),
    ]);
    await apply();
    for (const [but, moved, waiting, to] of [
      [{ to: "H38.92", match: "dossier", values: ["000.04.29.H63-250620-0001"] }, 1, 2, ["H38.92"]],
      [{ to: undefined }, 2, 0, ["H38.91"]],
    ] as const) {
      const before = await addresses();
      const rules = await test.sql("select from succession_rule");
      const seen = await look(1n, but);
      expect(seen.ok && [seen.value.report.moved, seen.value.report.waiting, seen.value.to]).to.deep.equal([
        ...[moved, waiting, to],
      ]);
      expect(await addresses()).to.deep.equal(before);
      expect(await test.sql("select from succession_rule")).to.deep.equal(rules);
      const done = await decide(1n, but);
      expect(done.ok && [done.value.report.moved, done.value.case.waiting]).to.deep.equal([moved, waiting]);
    }
  });

  it("are decided by one of two persons who decide at once: the other is told, and no rule of theirs is kept", async () => {
    await putDossiers(test, [aRunning(1, { heldBy: "H63.29" }), aRunning(2, { heldBy: "H63.29" })]);
    await apply();
    const [{ id } = { id: 0n }] = await successionCases(test.db);
    // the first waits for its dossiers, as a step of a unit would make it
    const tried = await test.db.transaction().execute(async (tx) => {
      await sql`select from dossier for update`.execute(tx);
      const first = decide(id, { to: "H38.91" });
      await eventually(
        "the first has stored its rule",
        async () => (await test.sql("select from succession_rule")).length === 1,
      );
      const second = await decide(id, { to: "H38.92" });
      return { first, second };
    });
    const first = await tried.first;
    expect(first.ok && first.value.report.moved).to.equal(2);
    expect(!tried.second.ok && tried.second.reason.en).to.equal(
      `Another person is deciding case ${id}; look at it again, then decide.`,
    );
    expect(await test.sql("select to_org from succession_rule")).to.deep.equal([{ to_org: "H38.91" }]);
    const later = await decide(id, { to: "H38.92" });
    expect(!later.ok && later.reason.en).to.equal(`Case ${id} is settled already.`);
  });

  it("settle their case when the registry learns of a successor", async () => {
    await putDossiers(test, [aRunning(1, { heldBy: office })]);
    await apply();
    await test.sql(`update organisation set successor_code = 'H38.17' where code = '${office}'`);
    expect((await apply()).moved).to.equal(1);
    expect((await successionCases(test.db, { all: true })).map(({ state }) => state)).to.deep.equal(["settled"]);
  });

  it("who follows one agency is found in its part of the registry as in the whole, on any day", async () => {
    const ends = await test.sql<{ code: string }>("select code from organisation order by code");
    let answered = 0;
    for (const on of ["2025-06-30", "2025-07-01", "2026-11-21"].map(parseDay)) {
      const whole = await readKnowledge(test.db, on);
      for (const { code } of ends) {
        const part = await readKnowledgeOf(test.db, parseOrgCode(code), on);
        expect(part.resolve(code), `${code} on ${on}`).to.deep.equal(whole.resolve(code));
        if (part.resolve(code).kind === "one") answered += 1;
      }
    }
    expect(answered).to.be.greaterThan(5);
  });
});

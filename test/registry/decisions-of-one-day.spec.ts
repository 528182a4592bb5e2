import { expect } from "chai";
import { dayOf, parseDay } from "../../core/domain/day.ts";
import { parseProcedureCode } from "../../core/domain/procedure.ts";
import { applyDecision } from "../../core/service/apply-decision.ts";
import { importProcedures } from "../../core/service/import-procedures.ts";
import { textSource } from "../../core/service/import-source.ts";
import { procedureHistory } from "../../core/service/procedure-history.ts";
import { procedureVersions } from "../../core/store/procedures.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";

const [code, other] = ["9.000001", "9.000002"] as const;
const days = (value: number) => ({ time_limit: { value, unit: "working_day" } });
const row = (of: string, but: object = {}) => ({
  ...{ code: of, name: `Thủ tục ${of}`, field: "Hộ tịch", levels: ["commune"], fee_vnd: 0, ...days(10), ...but },
});

/** Each signed on its day, all in force from 10/11/2026. */
const decisions = {
  first: { number: "900/QĐ", signed: "2026-11-01" },
  second: { number: "9/QĐ", signed: "2026-11-02" },
  third: { number: "12/QĐ", signed: "2026-11-02" },
} as const;
type Which = keyof typeof decisions;
const named = (which: Which) => {
  const { number, signed } = decisions[which];
  return { number, signedOn: signed, issuedBy: "Bộ Thử nghiệm" };
};

/** Every order of some things. */
const orders = <T>(of: readonly T[]): T[][] =>
  of.length < 2
    ? [[...of]]
    : of.flatMap((one) => orders(of.filter((rest) => rest !== one)).map((rest) => [one, ...rest]));

describe("Decisions that change one procedure from one day (C9)", () => {
  let gateway: TestGateway;
  let commune: string;
  before(async () => {
    gateway = await testGateway();
    gateway.setClock(new Date("2026-12-31T00:00:00Z"));
    await gateway.register("commune", [walkNow.commune]);
    commune = await gateway.tokenOf("commune");
  });
  after(() => gateway.close());
  beforeEach(async () => {
    await gateway.database.sql(
      "truncate dossier, contact, procedure_change, publishing_decision, dossier_counter, paper_counter restart identity cascade; delete from procedure_version where code in ('9.000001', '9.000002')",
    );
    await importProcedures(gateway.database.db, textSource("list.jsonl", JSON.stringify(row(code))), {
      today: dayOf(new Date("2026-10-01T00:00:00Z")),
    });
  });

  const apply = async (which: Which, ...changes: object[]) => {
    const effective = { agency: "Bộ Thử nghiệm", effective: "2026-11-10", changes };
    const answer = await applyDecision(gateway.database.db, JSON.stringify({ ...decisions[which], ...effective }));
    if (!answer.ok) throw new Error(answer.reason.vi);
    return answer.value;
  };
  const contested = async (...of: Parameters<typeof apply>) => {
    const answer = await apply(...of);
    return answer.applied ? answer.contested.map(({ counts, why, superseded }) => ({ counts, why, superseded })) : [];
  };
  /** The catalogue but for the order in which it came about. */
  const catalogue = async (of: string = code) =>
    (await procedureVersions(gateway.database.db, parseProcedureCode(of)))
      .map(({ validFrom, validTo, limit, replacedBy, source }) => [
        validFrom,
        validTo,
        limit?.value,
        replacedBy,
        source,
      ])
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  const receive = async (at: string) => {
    const body = { by: walkNow.commune, procedure: code, applicant: { name: "Trần Thị Thử" }, at };
    const answer = await gateway.send("POST", "/v1/dossiers", { token: commune, key: aKey(), body });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    return answer.body.dossier.code as string;
  };
  const look = async (of: string) => {
    const { body } = await gateway.send("GET", `/v1/dossiers/${of}`, { token: commune });
    const clock = body.clocks.find(({ kind }: { kind: string }) => kind === "settlement");
    return [body.procedure, new Date(Date.parse(clock.due as string) + 7 * 3_600_000).toISOString().slice(0, 16)];
  };

  const amended = (which: Which, limit: number) => [which, { kind: "amended", code, ...days(limit) }] as const;

  for (const order of orders(["first", "second"] as const))
    it(`applied ${order.join(", then ")}: the later signature counts, and the catalogue is the same`, async () => {
      const limit = { first: 5, second: 7 };
      const told = [];
      for (const which of order) told.push(await contested(...amended(which, limit[which])));
      expect(told).to.deep.equal([
        [],
        [{ counts: named("second"), why: "later-signature", superseded: [named("first")] }],
      ]);
      expect(await catalogue()).to.deep.equal([
        ["-infinity", "2026-11-09", 10, null, "unstated"],
        ["2026-11-10", "2026-11-09", 5, null, "900/QĐ (2026-11-01)"],
        ["2026-11-10", null, 7, null, "9/QĐ (2026-11-02)"],
      ]);
      // once more, nothing changes, and the answer says the same
      expect(await apply(...amended("first", 5))).to.deep.include({ already: true, opened: 0 });
      expect(await contested(...amended("first", 5))).to.deep.equal(told[1]);
    });

  for (const order of orders(["first", "second", "third"] as const))
    it(`of three, applied ${order.join(", ")}: signed on one day, the higher number counts`, async () => {
      const limit = { first: 5, second: 7, third: 4 };
      let told;
      for (const which of order) told = await contested(...amended(which, limit[which]));
      expect(told).to.deep.equal([
        { counts: named("third"), why: "higher-number", superseded: [named("second"), named("first")] },
      ]);
      expect(await catalogue()).to.deep.equal(
        [
          ["-infinity", "2026-11-09", 10, null, "unstated"],
          ["2026-11-10", "2026-11-09", 5, null, "900/QĐ (2026-11-01)"],
          ["2026-11-10", "2026-11-09", 7, null, "9/QĐ (2026-11-02)"],
          ["2026-11-10", null, 4, null, "12/QĐ (2026-11-02)"],
        ].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
      );
    });

  it("what was received under the other meanwhile keeps its version and its due, and goes on (C4, P9)", async () => {
    await apply(...amended("first", 5));
    const before = await receive("2026-11-10T09:00:00+07:00");
    await apply(...amended("second", 3));
    // the fifth working day after Tuesday 10/11, and the third
    const kept = [{ code, version: "2026-11-10" }, "2026-11-17T17:30"];
    expect(await look(before)).to.deep.equal(kept);
    const now = [{ code, version: "2026-11-10", edition: 1 }, "2026-11-13T17:30"];
    const after = await receive("2026-11-10T10:00:00+07:00");
    expect(await look(after)).to.deep.equal(now);
    for (const [dossier, told] of [
      [before, kept],
      [after, now],
    ] as const) {
      const step = { step: "askPayment", role: "officer", at: "2026-11-11T09:00:00+07:00" };
      const answer = await gateway.send("POST", `/v1/dossiers/${dossier}/steps`, {
        ...{ token: commune, key: aKey(), body: { ...step, by: walkNow.commune } },
      });
      expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
      expect(answer.body.dossier.procedure).to.deep.equal(told[0]);
      expect(await look(dossier)).to.deep.equal(told);
    }
    const { body } = await gateway.send("GET", `/v1/procedures/${code}`, { token: commune });
    expect(
      body.versions.map((one: Record<string, unknown>) => [one["validFrom"], one["validTo"], one["edition"]]),
    ).to.deep.equal([
      [null, "2026-11-09", 0],
      ["2026-11-10", "2026-11-09", 0],
      ["2026-11-10", null, 1],
    ]);
  });

  it("a draft written for the other falls under the one that counts, with the difference shown (C5)", async () => {
    await apply(...amended("first", 5));
    await apply(...amended("second", 3));
    const remap = async (edition: object) => {
      const body = { version: "2026-11-10", on: "2026-11-12", ...edition };
      return (await gateway.send("POST", `/v1/procedures/${code}/remap`, { token: commune, key: aKey(), body })).body;
    };
    const told = await remap({});
    expect([
      told.status,
      told.difference.limit.before.limit.value,
      told.difference.limit.after.limit.value,
    ]).to.deep.equal([...["amended", 5, 3]]);
    expect((await remap({ edition: 1 })).status).to.equal("in-force");
    expect((await remap({ edition: 2 })).code).to.equal("procedure-version-unknown");
  });

  for (const order of orders(["first", "second"] as const))
    it(`applied ${order.join(", then ")}: what one replaces and the later one amends stays; what came in its place stays, too`, async () => {
      const change = {
        first: { kind: "replaced", replaces: [code], ...row(other) },
        second: { kind: "amended", code, ...days(7) },
      };
      for (const which of order) await apply(which, change[which]);
      expect(await catalogue()).to.deep.equal([
        ["-infinity", "2026-11-09", 10, null, "unstated"],
        ["2026-11-10", null, 7, null, "9/QĐ (2026-11-02)"],
      ]);
      expect(await catalogue(other)).to.deep.equal([["2026-11-10", null, 10, null, "900/QĐ (2026-11-01)"]]);
    });

  for (const order of orders(["first", "second"] as const))
    it(`applied ${order.join(", then ")}: what one amends and the later one abolishes has ended`, async () => {
      const change = { first: { kind: "amended", code, ...days(5) }, second: { kind: "abolished", code } };
      for (const which of order) await apply(which, change[which]);
      expect(await catalogue()).to.deep.equal([
        ["-infinity", "2026-11-09", 10, null, "unstated"],
        ["2026-11-10", "2026-11-09", 5, null, "900/QĐ (2026-11-01)"],
      ]);
      const body = { by: walkNow.commune, procedure: code, applicant: { name: "Trần Thị Thử" } };
      const at = "2026-11-10T09:00:00+07:00";
      const answer = await gateway.send("POST", "/v1/dossiers", { token: commune, key: aKey(), body: { ...body, at } });
      expect([answer.status, answer.body.code]).to.deep.equal([422, "procedure-not-valid"]);
    });

  for (const order of orders(["first", "second"] as const))
    it(`applied ${order.join(", then ")}: in the same words, there is one version, of the decision that counts`, async () => {
      for (const which of order) await apply(...amended(which, 5));
      expect(await catalogue()).to.deep.equal([
        ["-infinity", "2026-11-09", 10, null, "unstated"],
        ["2026-11-10", null, 5, null, "9/QĐ (2026-11-02)"],
      ]);
    });

  it("each is judged as though the others had not been: what is still in force is not brought anew", async () => {
    await apply("first", { kind: "abolished", code });
    const answer = await apply("second", { kind: "new", ...row(code, days(5)) });
    expect(!answer.applied && answer.refused[0]?.reason.en).to.match(
      /^9\.000001 is in force on 2026-11-10; use the kind/,
    );
  });

  it("a province's beside the centre's contradicts nothing: both hold, the centre's as the bound (ADR 14)", async () => {
    await apply("first", { kind: "amended", code: `${code}.H38`, ...days(7) });
    expect(await contested("second", { kind: "amended", code, ...days(8) })).to.deep.equal([]);
    expect(await contested("third", { kind: "amended", code: `${code}.H38`, ...days(6) })).to.deep.equal([
      { counts: named("third"), why: "later-signature", superseded: [named("first")] },
    ]);
    expect(await catalogue()).to.deep.equal([
      ["-infinity", "2026-11-09", 10, null, "unstated"],
      ["2026-11-10", "2026-11-09", 7, null, "900/QĐ (2026-11-01)"],
      ["2026-11-10", null, 6, null, "12/QĐ (2026-11-02)"],
      ["2026-11-10", null, 8, null, "9/QĐ (2026-11-02)"],
    ]);
  });

  it("a province's that asks for more than the centre's of that day is in force on no day (C7)", async () => {
    await apply("first", { kind: "amended", code: `${code}.H38`, ...days(7) });
    await apply("second", { kind: "amended", code, ...days(4) });
    expect(await catalogue()).to.deep.equal([
      ["-infinity", "2026-11-09", 10, null, "unstated"],
      ["2026-11-10", "2026-11-09", 7, null, "900/QĐ (2026-11-01)"],
      ["2026-11-10", null, 4, null, "9/QĐ (2026-11-02)"],
    ]);
    // and holds again where a later signature lets the centre allow more
    await apply("third", { kind: "amended", code, ...days(8) });
    expect((await catalogue()).filter(([, to]) => to === null).map(([, , limit]) => limit)).to.deep.equal([7, 8]);
  });

  it("the procedure's history names the one that counts beside the one that does not", async () => {
    await apply(...amended("first", 5));
    await apply(...amended("second", 3));
    const history = await procedureHistory(gateway.database.db, code, undefined, parseDay("2026-12-31"));
    expect(
      history?.versions.map(({ limit, decisions: by }) => [
        limit?.value,
        by.map(({ number, supersededBy }) => [number, supersededBy]),
      ]),
    ).to.deep.equal([
      [10, []],
      [5, [["900/QĐ", named("second")]]],
      [3, [["9/QĐ", null]]],
    ]);
  });
});

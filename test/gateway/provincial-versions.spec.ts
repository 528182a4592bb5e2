import { expect } from "chai";
import { dayOf } from "../../core/domain/day.ts";
import { applyDecision } from "../../core/service/apply-decision.ts";
import { importProcedures } from "../../core/service/import-procedures.ts";
import { textSource } from "../../core/service/import-source.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";

const code = "9.000061";
const days = (value: number) => ({ time_limit: { value, unit: "working_day" } });
const row = (but: object) => ({
  ...{ code, name: "Thủ tục thử nghiệm", field: "Thử nghiệm", levels: ["commune"], documents: [{ name: "Tờ khai" }] },
  ...but,
});

/** H38.91 came of communes of the old H63, H38.94 of one of H38, H38.16 is a department; H41.91 lies elsewhere. */
const agencies = ["H38.91", "H38.94", "H38.16", "H41.91"] as const;

describe("a decision of one province binds that province's units only (C7, D10)", () => {
  let gateway: TestGateway;
  const tokens = new Map<string, string>();
  before(async () => {
    gateway = await testGateway();
    gateway.setClock(new Date("2026-12-31T12:00:00+07:00"));
    for (const agency of agencies) {
      const partner = agency.toLowerCase().replace(".", "-");
      await gateway.register(partner, [agency]);
      tokens.set(agency, await gateway.tokenOf(partner));
    }
  });
  after(() => gateway.close());

  const have = (but: object, day = "2026-10-01") =>
    importProcedures(gateway.database.db, textSource("list.jsonl", JSON.stringify(row(but))), {
      today: dayOf(new Date(`${day}T09:00:00+07:00`)),
    });
  let number = 0;
  const decide = async (effective: string, ...changes: object[]) => {
    number += 1;
    const decision = { number: `${number}/QĐ`, signed: "2024-05-02", agency: "Cơ quan thử nghiệm", effective, changes };
    const answer = await applyDecision(gateway.database.db, JSON.stringify(decision));
    expect(answer.ok && answer.value, JSON.stringify(answer)).to.include({ applied: true });
  };
  const post = (agency: string, path: string, body: object) =>
    gateway.send("POST", path, { token: tokens.get(agency) ?? "", key: aKey(), body: { by: agency, ...body } });
  const look = async (agency: string, dossier: string) =>
    (await gateway.send("GET", `/v1/dossiers/${dossier}`, { token: tokens.get(agency) ?? "" })).body;
  const due = (dossier: { clocks: { kind: string; due: string }[] }) => {
    const clock = dossier.clocks.find(({ kind }) => kind === "settlement");
    return new Date(Date.parse(clock?.due ?? "") + 7 * 3_600_000).toISOString().slice(5, 10);
  };
  const receive = async (agency: string, day: string) => {
    const at = `2026-11-${day}T09:00:00+07:00`;
    const body = { procedure: code, applicant: { name: "Trần Thị Thử" }, channel: "direct", at };
    const answer = await post(agency, "/v1/dossiers", body);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    return answer.body.dossier.code as string;
  };
  const dues = async (day: string) => {
    const told: Record<string, string> = {};
    for (const agency of agencies) told[agency] = due(await look(agency, await receive(agency, day)));
    return told;
  };
  const versions = async () => {
    const { body } = await gateway.send("GET", `/v1/procedures/${code}`, { token: tokens.get("H41.91") ?? "" });
    return body.versions.map(
      (one: {
        province: string | null;
        validFrom: string | null;
        validTo: string | null;
        limit: { value: number };
      }) => [one.province, one.validFrom, one.validTo, one.limit.value],
    );
  };

  let kept: string;
  it("the decisions of two old provinces, of one day, bind each what was its own; the centre's holds elsewhere", async () => {
    await have(days(10));
    await decide("2024-06-01", { kind: "amended", code: `${code}.H63`, ...days(7) });
    await decide("2024-06-01", { kind: "amended", code: `${code}.H38`, ...days(8) });
    // the tenth, eighth and seventh working day after Monday 02/11/2026
    const told = { "H38.91": "11-11", "H38.94": "11-12", "H38.16": "11-12", "H41.91": "11-16" };
    expect(await dues("02")).to.deep.equal(told);
    kept = await receive("H38.91", "02");
    expect((await look("H38.91", kept)).procedure).to.deep.equal({ code, version: "2024-06-01", province: "H63" });
    expect(await versions()).to.deep.equal([
      [null, null, null, 10],
      ["H38", "2024-06-01", null, 8],
      ["H63", "2024-06-01", null, 7],
    ]);
  });

  it("the new province decides for all of it; what was received before is not re-timed (C4, P9)", async () => {
    await decide("2026-11-03", { kind: "amended", code: `${code}.H38`, ...days(5) });
    const told = { "H38.91": "11-10", "H38.94": "11-10", "H38.16": "11-10", "H41.91": "11-17" };
    expect(await dues("03")).to.deep.equal(told);
    const later = `2026-11-03T10:00:00+07:00`;
    const step = await post("H38.91", `/v1/dossiers/${kept}/steps`, { step: "askPayment", role: "officer", at: later });
    expect(step.status, JSON.stringify(step.body)).to.equal(201);
    const before = await look("H38.91", kept);
    expect([due(before), before.procedure.province]).to.deep.equal(["11-11", "H63"]);
  });

  it("steps read the version that the dossier keeps, not another one of that day", async () => {
    const { body } = await post("H38.91", `/v1/dossiers/${kept}/steps`, {
      ...{ step: "confirmPayment", role: "officer", paymentReference: "BL-1", at: "2026-11-04T10:00:00+07:00" },
    });
    expect(body.dossier.procedure).to.deep.equal({ code, version: "2024-06-01", province: "H63" });
  });

  it("the centre's list, imported again or changed, does not undo a province's shorter limit", async () => {
    expect(await have(days(10), "2026-11-05")).to.include({ unchanged: 1 });
    expect(await have(days(9), "2026-11-05")).to.include({ changed: 1 });
    // the ninth working day after Thursday 05/11, the fifth in H38
    const told = { "H38.91": "11-12", "H38.94": "11-12", "H38.16": "11-12", "H41.91": "11-18" };
    expect(await dues("05")).to.deep.equal(told);
  });

  it("a draft falls under the version of the place where it is filed", async () => {
    const remapped = (by: string | undefined, province?: string) =>
      gateway.send("POST", `/v1/procedures/${code}/remap`, {
        token: tokens.get("H38.91") ?? "",
        key: aKey(),
        body: {
          version: province ? "2024-06-01" : null,
          on: "2026-11-06",
          ...(by && { by }),
          ...(province && { province }),
        },
      });
    for (const [by, province, status, limit, of] of [
      [undefined, undefined, "amended", 9, null],
      ["H41.91", undefined, "amended", 9, null],
      ["H38.91", undefined, "amended", 5, "H38"],
      ["H38.91", "H63", "amended", 5, "H38"],
    ] as const) {
      const { body } = await remapped(by, province);
      expect([body.status, body.inForce?.limit.value, body.inForce?.province]).to.deep.equal([status, limit, of]);
    }
    expect((await remapped("H38.91", "H41")).body.code).to.equal("procedure-version-unknown");
    expect((await remapped("H99.99")).body.code).to.equal("unit-unknown");
  });

  it("a province's list in the centre's own words is nothing of the province's", async () => {
    expect(await have({ code: `${code}.H41`, ...days(9) }, "2026-11-06")).to.include({ unchanged: 1 });
    expect(await versions()).to.have.length(5);
  });

  it("where the centre allows less, its limit holds at once in the provinces, too (C7)", async () => {
    await decide("2026-11-10", { kind: "amended", code, ...days(4) });
    const told = { "H38.91": "11-16", "H38.94": "11-16", "H38.16": "11-16", "H41.91": "11-16" };
    expect(await dues("10")).to.deep.equal(told);
    expect(await versions()).to.deep.equal([
      [null, null, "2026-11-04", 10],
      ["H38", "2024-06-01", "2026-11-02", 8],
      ["H63", "2024-06-01", "2026-11-09", 7],
      ["H38", "2026-11-03", "2026-11-09", 5],
      [null, "2026-11-05", "2026-11-09", 9],
      [null, "2026-11-10", null, 4],
    ]);
  });

  it("a province may shorten again; what the centre abolishes has no form of a province left (C6)", async () => {
    await decide("2026-11-16", { kind: "amended", code: `${code}.H38`, ...days(2) });
    expect((await dues("16"))["H38.91"]).to.equal("11-18");
    await decide("2026-11-20", { kind: "abolished", code });
    const late = {
      procedure: code,
      applicant: { name: "Trần Thị Thử" },
      channel: "direct",
      at: "2026-11-20T09:00:00+07:00",
    };
    const answer = await post("H38.91", "/v1/dossiers", late);
    expect([answer.status, answer.body.code]).to.deep.equal([422, "procedure-not-valid"]);
    expect((await versions()).at(-1)).to.deep.equal(["H38", "2026-11-16", "2026-11-19", 2]);
  });
});

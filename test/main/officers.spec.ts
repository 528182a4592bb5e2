import { expect } from "chai";
import { Command } from "commander";
import { parseDay } from "../../core/domain/day.ts";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import { seedClocks } from "../../core/service/clock-in-force.ts";
import { watchOverdue } from "../../core/service/watch-overdue.ts";
import { recordAbsence } from "../../core/store/discipline.ts";
import { addReportCommand } from "../../main/cli/report.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { StartError } from "../../platform/start-error.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";
import { aWorld } from "../support/running-dossiers.ts";

const { commune, province: department, procedure } = walkNow;
interface Report {
  readonly basis: string;
  readonly from: string;
  readonly to: string;
  readonly rules: Readonly<Record<string, string>>;
  readonly agencies: readonly {
    readonly agency: string;
    readonly officers: readonly Readonly<Record<string, unknown>>[];
    readonly total: Readonly<Record<string, number>>;
  }[];
}
const none = {
  ...{ handled: 0, decidedInTime: 0, decidedLate: 0, undecided: 0, openLate: 0 },
  ...{ apologiesMissing: 0, secondSupplements: 0, absencesWithoutSubstitute: 0 },
};

/** Ten working days from Thu 1/10/2026 are Thu 15/10 17:30. */
describe("hub report officers (O16, NĐ61 9(2), 9(3))", () => {
  let gateway: TestGateway;
  const on = (text: string) => `2026-10-${text}:00+07:00`;
  const post = async (path: string, body: object) => {
    const answer = await gateway.send("POST", path, { token: await gateway.tokenOf("all"), key: aKey(), body });
    expect(answer.status, JSON.stringify(answer.body)).to.be.oneOf([200, 201]);
    return answer.body;
  };
  const step = (code: string, what: string, at: string, but: object) =>
    post(`/v1/dossiers/${code}/steps`, { step: what, by: department, at: on(at), ...but });
  /** Received by MC-01, given to the department and assigned there on 2/10. */
  const assigned = async (assignee: string): Promise<string> => {
    const made = await post("/v1/dossiers", {
      ...{ by: commune, procedure, applicant: { name: "Trần Thị Thử Nghiệm" }, at: on("01T09:00"), officer: "MC-01" },
    });
    const code = made.dossier.code as string;
    await post(`/v1/dossiers/${code}/handovers`, { by: commune, to: department, at: on("01T10:00"), officer: "MC-01" });
    await step(code, "acknowledge", "02T08:00", { role: "officer", officer: "VT-01" });
    await step(code, "assign", "02T09:00", { role: "agencyHead", officer: "TP-01", assignee });
    return code;
  };
  const conclude = (code: string, at: string) =>
    step(code, "conclude", at, { role: "signatory", officer: "GD-01", outcome: "granted" });

  async function hub(...words: string[]) {
    const said = { out: "", err: "" };
    const program = new Command("hub").exitOverride().configureOutput({
      writeOut: (text) => (said.out += text),
      writeErr: (text) => (said.err += text),
    });
    addReportCommand(
      program,
      () => Promise.resolve(gateway.database.db),
      () => new Date("2026-11-20T09:00:00+07:00"),
    );
    await program.parseAsync(["report", "officers", ...words], { from: "user" });
    return said.out;
  }
  const json = async (...words: string[]) => JSON.parse(await hub(...words, "--json")) as Report;

  before(async () => {
    gateway = await testGateway();
    await seedClocks(gateway.database.db);
    gateway.setClock(new Date("2026-12-31T00:00:00Z"));
    await gateway.register("all", [commune, department]);

    await conclude(await assigned("CB-09"), "14T09:00");
    const late = await assigned("CB-09");
    await watchOverdue(aWorld(gateway.database, on("16T09:00")), new Date(on("16T09:00")));
    await conclude(late, "19T09:00");

    const twice = await assigned("CB-10");
    const items = [{ name: "Ảnh chụp hiện trạng cây xanh" }];
    const ask = (at: string, but: object = {}) =>
      step(twice, "askSupplement", at, { role: "handler", officer: "CB-10", items, ...but });
    await ask("05T09:00");
    await step(twice, "supplement", "06T09:00", { by: commune, role: "officer", officer: "MC-01" });
    await ask("07T09:00", { legalBasis: "Điều 9 luật thử nghiệm", approvedBy: "LD-01" });
    await recordAbsence(gateway.database.db, {
      ...{ unit: parseOrgCode(department), officer: "CB-09", substitute: null },
      ...{ from: parseDay("2026-10-12"), to: parseDay("2026-10-13") },
    });
  });
  after(() => gateway.close());

  it("tells of a month by agency and officer what each rule asks for", async () => {
    const report = await json("--month", "2026-10");
    expect(report).to.include({ basis: "NĐ61 9(3)", from: "2026-10-01", to: "2026-10-31" });
    expect(Object.keys(report.rules)).to.deep.equal(Object.keys(none));
    const [sender, receiver] = report.agencies;
    expect(sender?.agency).to.equal(department);
    expect(sender?.officers).to.deep.equal([
      {
        ...{ ...none, officer: "CB-09", handled: 2, decidedInTime: 1, decidedLate: 1 },
        ...{ apologiesMissing: 1, absencesWithoutSubstitute: 1 },
      },
      { ...none, officer: "CB-10", handled: 1, secondSupplements: 1 },
      { ...none, officer: "VT-01", handled: 3 },
    ]);
    expect(sender?.total).to.deep.equal({
      ...{ ...none, handled: 6, decidedInTime: 1, decidedLate: 1, apologiesMissing: 1 },
      ...{ secondSupplements: 1, absencesWithoutSubstitute: 1 },
    });
    expect(receiver).to.deep.include({ agency: commune, officers: [{ ...none, officer: "MC-01", handled: 3 }] });
    expect(report.agencies).to.have.length(2);
  });

  it("tells of a quarter for the meeting, and of one agency only when asked", async () => {
    const report = await json("--quarter", "2026-Q4", "--agency", department);
    expect(report).to.include({ basis: "NĐ61 9(2)", from: "2026-10-01", to: "2026-12-31" });
    expect(report.agencies.map(({ agency, total }) => [agency, total["decidedLate"]])).to.deep.equal([[department, 1]]);
  });

  it("of a month after, only what is still in hand", async () => {
    const report = await json("--month", "2026-11");
    expect(report.agencies.map(({ agency, officers }) => [agency, officers])).to.deep.equal([
      [department, [{ ...none, officer: "CB-10", handled: 1 }]],
    ]);
  });

  it("is printed as a table with the rule behind each figure, in both languages, and names nobody (P12)", async () => {
    const text = await hub("--month", "2026-10", "--agency", department);
    const lines = text.split("\n");
    expect(lines[0]).to.equal("Cán bộ, 2026-10: 2026-10-01 – 2026-10-31 (NĐ61 9(3))");
    expect(lines.map((line) => line.trim().replaceAll(/\s+/g, " "))).to.include.members([
      "Cán bộ (1) (2) (3) (4) (5) (6) (7) (8)",
      "CB-09 2 1 1 0 0 1 0 1",
      "Tổng số 6 1 1 0 0 1 1 1",
      "(6) không có thư xin lỗi trước ngày hết hạn một ngày (NĐ61 19(9))",
    ]);
    expect(text).not.to.contain("Thử Nghiệm");
    const english = await hub("--month", "2026-10", "--english");
    expect(english).to.contain("(3) settled late, as form II.06a, column (10)\n");
    expect(await hub("--month", "2026-08", "--english")).to.equal(
      "Officers, 2026-08: 2026-08-01 – 2026-08-31 (NĐ61 9(3))\nNothing in the period.\n",
    );
  });

  for (const [what, words, sentence] of [
    ["no period", [], "Give --month or --quarter."],
    ["two periods", ["--month", "2026-10", "--quarter", "2026-Q4"], "Give --month or --quarter."],
    ["a month to come", ["--month", "2026-12"], "2026-12 has not begun."],
    ["an unknown agency", ["--month", "2026-10", "--agency", "H99.99"], "No unit has the identifier “H99.99”"],
  ] as const)
    it(`refuses ${what} with one sentence`, async () => {
      const error = await hub(...words).catch((fault: unknown) => fault);
      expect(error).to.be.instanceOf(StartError);
      expect((error as Error).message).to.contain(sentence);
    });

  for (const [option, text] of [
    ["--month", "2026-13"],
    ["--month", "10/2026"],
    ["--quarter", "2026-Q5"],
  ] as const)
    it(`refuses ${option} ${text}`, async () => {
      const error = await hub(option, text).catch((fault: unknown) => fault);
      expect((error as Error).message).to.match(/Write the (month|quarter) as/);
    });
});

import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import { applyDecision } from "../../core/service/apply-decision.ts";
import { importProcedures } from "../../core/service/import-procedures.ts";
import { textSource } from "../../core/service/import-source.ts";
import { yearlyChanges } from "../../core/service/yearly-changes.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";

const code = "9.000001";

describe("A decision by its agency, number and year", () => {
  let test: TestDatabase;
  before(async () => {
    test = await freshDatabase();
  });
  beforeEach(async () => {
    await test.sql("truncate procedure, publishing_decision cascade");
    const row = { code, name: "Thủ tục thử", levels: ["commune"], fee_vnd: 1_000 };
    await importProcedures(test.db, textSource("list.jsonl", JSON.stringify(row)), { today: parseDay("2026-01-01") });
  });
  after(() => test.drop());

  const apply = async (number: string, agency: string, of: string, but: object = {}) => {
    const changes = [{ kind: "amended", code: of, fee_vnd: 500 }];
    const figures = [{ subject: "Tiếp nhận", numerator: 1 }];
    const decision = { number, agency, signed: "2026-11-01", effective: "2026-12-01", changes, figures, ...but };
    return applyDecision(test.db, JSON.stringify(decision));
  };
  const outcome = async (...of: Parameters<typeof apply>) => {
    const answer = await apply(...of);
    if (!answer.ok) return answer.reason.en;
    return answer.value.applied ? { already: answer.value.already, opened: answer.value.opened } : answer.value.refused;
  };

  it("is one of each of two provinces with the same number, and each counts in the year", async () => {
    const [one, other] = ["UBND tỉnh Lào Cai", "UBND tỉnh Nghệ An"];
    expect(await outcome("45/QĐ-UBND", one, `${code}.H38`)).to.deep.equal({ already: false, opened: 1 });
    expect(await outcome("45/QĐ-UBND", other, `${code}.H40`)).to.deep.equal({ already: false, opened: 1 });
    const year = await yearlyChanges(test.db, 2026);
    expect([year.decisions, year.changes.amended]).to.deep.equal([2, 2]);
    expect(year.figures.map(({ number, issuedBy }) => [number, issuedBy])).to.deep.equal([
      ["45/QĐ-UBND", one],
      ["45/QĐ-UBND", other],
    ]);
  });

  for (const [number, agency] of [
    ["99/qđ-bx", "Bộ X"],
    ["099/QĐ-BX", "Bộ X"],
    ["99 / QĐ-BX ", "bộ  x"],
  ] as const)
    it(`is the same typed "${number}" by "${agency}": other content is refused, and it counts once`, async () => {
      await apply("99/QĐ-BX", "Bộ X", code);
      expect(await outcome(number, agency, code, { title: "Khác" })).to.match(/was applied with other content/);
      expect(await yearlyChanges(test.db, 2026)).to.deep.include({ decisions: 1, total: 1 });
    });
});

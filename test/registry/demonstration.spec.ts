import { expect } from "chai";
import { isValidOn, parseDay, type Day } from "../../core/domain/day.ts";
import type { OrgCode } from "../../core/domain/org-code.ts";
import { parseProcedureCode } from "../../core/domain/procedure.ts";
import { importProcedures } from "../../core/service/import-procedures.ts";
import type { FileReport } from "../../core/service/import-report.ts";
import { textSource } from "../../core/service/import-source.ts";
import { importUnits, unitSources } from "../../core/service/import-units.ts";
import { findOrganisation } from "../../core/store/organisations.ts";
import { procedureVersions } from "../../core/store/procedures.ts";
import { loadDemonstration } from "../../main/demo/load.ts";
import { walk2019, walkNow } from "../../main/demo/walks.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { hasRealData, realData } from "../support/real-data.ts";
import { findProcedureVersion } from "../support/procedures.ts";

const today = parseDay("2026-11-21");
const added = (reports: readonly FileReport[]) => reports.map(({ added }) => added);
const troubles = (reports: readonly FileReport[]) => reports.flatMap(({ refused, notes }) => [...refused, ...notes]);

describe("The demonstration set", () => {
  let test: TestDatabase;
  before(async () => {
    test = await freshDatabase();
  });
  beforeEach(() => test.sql("truncate administrative_unit, organisation, procedure cascade"));
  after(() => test.drop());

  it("is loaded without a refusal or a remark, and the second time adds nothing", async () => {
    const first = await loadDemonstration(test.db, today);
    expect(troubles(first)).to.deep.equal([]);
    expect(added(first)).to.deep.equal([42, 42, 39, 31]);
    const second = await loadDemonstration(test.db, today);
    expect(added(second).every((count) => count === 0)).to.equal(true);
    expect(second.every(({ changed }) => changed === 0)).to.equal(true);
  });

  for (const [name, day, holders, procedure] of [
    ["of 2019", parseDay("2019-05-27"), [walk2019.commune, walk2019.district, walk2019.province], walk2019.procedure],
    ["of today", today, [walkNow.commune, walkNow.province], walkNow.procedure],
  ] as const)
    it(`has agencies and a procedure for the walk ${name}, all valid that day`, async () => {
      await loadDemonstration(test.db, today);
      const valid = async (code: OrgCode, on: Day) => {
        const organisation = await findOrganisation(test.db, code);
        return organisation !== undefined && isValidOn(organisation, on);
      };
      for (const code of holders) expect(await valid(code, day), code).to.equal(true);
      expect(await findProcedureVersion(test.db, procedure, day)).to.not.equal(undefined);
    });

  it("says of every invented identifier that it is none", async () => {
    await loadDemonstration(test.db, today);
    const rows = await test.sql<{ confidence: string; source: string; count: number }>(
      `select confidence, source, count(*)::int from organisation where tier > 1 group by confidence, source`,
    );
    expect(rows).to.deep.equal([
      { confidence: "demonstration", source: "bộ trình diễn, không phải mã chính thức", count: 34 },
    ]);
  });

  it("has the procedure that ended and the one that replaced it", async () => {
    await loadDemonstration(test.db, today);
    const [ended] = await procedureVersions(test.db, parseProcedureCode("2.002621"));
    expect(isValidOn(ended!, today)).to.equal(false);
    expect(await findProcedureVersion(test.db, ended!.replacedBy!, today)).to.deep.include({
      ...{ code: "3.000722", limit: { value: 3, unit: "working_day" } },
    });
  });

  it("never speaks over what was really imported", async () => {
    const name = "Đăng ký thường trú (bản thật)";
    const row = { code: "1.004222", name, levels: ["commune"], status: "listed_2026_07", source: "thật" };
    await importProcedures(test.db, textSource("real.jsonl", JSON.stringify(row)), { today });
    await loadDemonstration(test.db, today);
    expect((await findProcedureVersion(test.db, parseProcedureCode("1.004222"), today))?.name).to.equal(name);
  });

  it(
    hasRealData
      ? "agrees with the whole country's data (../shared/data): they change none of its units"
      : "was not compared with the whole country's data: ../shared/data is not beside this checkout",
    async () => {
      await loadDemonstration(test.db, today);
      if (!hasRealData) return;
      const [units, successions] = await importUnits(test.db, await unitSources(realData));
      expect([units!.unchanged, units!.changed, units!.refused.length]).to.deep.equal([42, 0, 0]);
      expect([successions!.unchanged, successions!.changed, successions!.refused.length]).to.deep.equal([42, 0, 0]);
      const again = await loadDemonstration(test.db, today);
      expect(again.every(({ added, changed }) => added + changed === 0)).to.equal(true);
    },
  );
});

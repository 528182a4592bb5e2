import { expect } from "chai";
import { join } from "node:path";
import { isValidOn, parseDay, type Day } from "../../core/domain/day.ts";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import { parseProcedureCode } from "../../core/domain/procedure.ts";
import { importProcedures, procedureSource } from "../../core/service/import-procedures.ts";
import type { FileReport } from "../../core/service/import-report.ts";
import { importUnits, unitSources } from "../../core/service/import-units.ts";
import { findOrganisation } from "../../core/store/organisations.ts";
import { listProcedures } from "../../core/store/procedures.ts";
import type { Level } from "../../core/domain/unit.ts";
import { listUnits, parentOn, predecessorsOf, successorsOf, unitsOfCode } from "../../core/store/units.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { hasRealData, realData } from "../support/real-data.ts";
import { findProcedureVersion } from "../support/procedures.ts";

const lastOfThree = parseDay("2025-06-30");
const firstOfTwo = parseDay("2025-07-01");
const today = parseDay("2026-11-21");

const counts = ({ read, added, changed, unchanged, refused }: FileReport) => ({
  ...{ read, added, changed, unchanged, refused: refused.length },
});
const notes = (report: FileReport | undefined) => report!.notes.map(({ code, count }) => [code, count]);

if (!hasRealData)
  describe("The whole country's data", () => {
    it("are not beside this checkout (../shared/data): their 14,011 units and 6,377 procedures were not tried", () =>
      expect(hasRealData).to.equal(false));
  });
else
  describe("The whole country's data (../shared/data)", () => {
    let test: TestDatabase;
    let first: FileReport[];
    before(async () => {
      test = await freshDatabase();
      first = await importUnits(test.db, await unitSources(realData));
    });
    after(() => test.drop());
    const unitOn = async (level: Level, code: string, on: Day) =>
      (await unitsOfCode(test.db, code, level)).find((unit) => isValidOn(unit, on));

    it("are imported without a refusal: 14,011 units, 14,976 successions, 532 identifiers", () => {
      expect(first.map(counts)).to.deep.equal([
        { read: 14_011, added: 14_011, changed: 0, unchanged: 0, refused: 0 },
        { read: 14_976, added: 14_976, changed: 0, unchanged: 0, refused: 0 },
        { read: 532, added: 532, changed: 0, unchanged: 0, refused: 0 },
      ]);
      expect(first.map(notes)).to.deep.equal([
        [["type-from-name", 9]],
        [["name-differs", 11]],
        [
          ["end-from-unit", 213],
          ["parent-unknown", 1],
        ],
      ]);
    });

    it("change nothing the second time", async () => {
      const again = await importUnits(test.db, await unitSources(realData));
      expect(again.map(counts)).to.deep.equal([
        { read: 14_011, added: 0, changed: 0, unchanged: 14_011, refused: 0 },
        { read: 14_976, added: 0, changed: 0, unchanged: 14_976, refused: 0 },
        { read: 532, added: 0, changed: 0, unchanged: 532, refused: 0 },
      ]);
    });

    for (const [level, before, since] of [
      ["province", 63, 34],
      ["district", 696, 0],
      ["commune", 10_035, 3_321],
    ] as const)
      it(`have ${before} units of level ${level} until 30/06/2025 and ${since} since`, async () => {
        const count = async (on: typeof today) => (await listUnits(test.db, { level, on, limit: 20_000 })).items.length;
        expect(await count(lastOfThree)).to.equal(before);
        expect(await count(firstOfTwo)).to.equal(since);
      });

    it("have 15 as Yên Bái until 30/06/2025 and as Lào Cai since", async () => {
      expect((await unitOn("province", "15", lastOfThree))?.name).to.equal("Tỉnh Yên Bái");
      expect((await unitOn("province", "15", firstOfTwo))?.name).to.equal("Tỉnh Lào Cai");
      expect((await unitOn("province", "10", lastOfThree))?.name).to.equal("Tỉnh Lào Cai");
      expect(await unitOn("province", "10", firstOfTwo)).to.equal(undefined);
    });

    it("lead from Xã Trạm Tấu 04600 to Xã Trạm Tấu 04606, and back", async () => {
      const old = await unitOn("commune", "04600", lastOfThree);
      const to = await successorsOf(test.db, old!);
      expect(
        to.map(({ unit, kind, effective }) => [unit.code, unit.name, unit.validFrom, kind, effective]),
      ).to.deep.equal([["04606", "Xã Trạm Tấu", "2025-07-01", "merged_whole", "2025-07-01"]]);
      const from = await predecessorsOf(test.db, to[0]!.unit);
      expect(from.filter(({ unit }) => unit.level === "commune").map(({ unit }) => unit.name)).to.deep.equal([
        ...["Xã Túc Đán", "Xã Pá Lau", "Xã Trạm Tấu", "Xã Pá Hu"],
      ]);
      expect((await parentOn(test.db, old!, lastOfThree))?.name).to.equal("Huyện Trạm Tấu");
      expect((await parentOn(test.db, to[0]!.unit, firstOfTwo))?.name).to.equal("Tỉnh Lào Cai");
    });

    it("put the unchanged Xã Tà Xi Láng under Trạm Tấu, then under Lào Cai", async () => {
      const commune = await unitOn("commune", "04603", lastOfThree);
      expect(commune).to.deep.include({ validFrom: "-infinity", validTo: null });
      expect((await parentOn(test.db, commune!, lastOfThree))?.name).to.equal("Huyện Trạm Tấu");
      expect((await parentOn(test.db, commune!, firstOfTwo))?.name).to.equal("Tỉnh Lào Cai");
    });

    for (const [province, on, children] of [
      ["15", lastOfThree, 9],
      ["15", firstOfTwo, 99],
      ["33", firstOfTwo, 104],
      ["40", lastOfThree, 20],
      ["40", firstOfTwo, 130],
    ] as const)
      it(`have ${children} units under province ${province} on ${on}`, async () => {
        const parent = await unitOn("province", province, on);
        const { items } = await listUnits(test.db, { on, parent: parent!.code, limit: 10_000 });
        expect(items).to.have.length(children);
      });

    it("give every unit but the provinces one parent on each day it is valid", async () => {
      for (const on of [lastOfThree, firstOfTwo])
        expect(
          await test.sql(
            `select u.code from administrative_unit u
              where u.level <> 'province' and u.valid_from <= $1 and (u.valid_to is null or u.valid_to >= $1)
                and (select count(*) from administrative_parent p
                      where (p.level, p.code, p.valid_from) = (u.level, u.code, u.valid_from)
                        and p.since <= $1 and (p.until is null or p.until >= $1)) <> 1`,
            [on],
          ),
        ).to.deep.equal([]);
    });

    it("link 63 provinces and 100 agencies of Tây Ninh to their units; no agency of a district outlives it", async () => {
      expect(
        await test.sql(
          "select kind, count(*)::int as count from organisation where unit_code is not null group by kind order by kind",
        ),
      ).to.deep.equal([
        { kind: "commune", count: 91 },
        { kind: "district", count: 9 },
        { kind: "province", count: 63 },
      ]);
      expect(
        await test.sql("select code from organisation where kind in ('district', 'commune') and valid_to is null"),
      ).to.deep.equal([]);
      expect(await findOrganisation(test.db, parseOrgCode("000.00.00.H63"))).to.deep.include({
        ...{ code: "H63", validTo: "2025-06-30", successorCode: "H38" },
        unit: { level: "province", code: "15", validFrom: "-infinity" },
      });
      // Bến Cầu's code was given to the new commune of that name
      expect(await findOrganisation(test.db, parseOrgCode("000.20.31.H53"))).to.deep.include({
        ...{ code: "H53.31.20", writtenAs: "000.20.31.H53", validTo: "2025-06-30" },
        unit: { level: "commune", code: "25681", validFrom: "-infinity" },
      });
    });

    it("find one agency by both of its notations", async () => {
      const [older, newer] = [parseOrgCode("000.00.17.H36"), parseOrgCode("H36.17")];
      expect(await findOrganisation(test.db, older)).to.deep.equal(await findOrganisation(test.db, newer));
      expect((await findOrganisation(test.db, newer))?.name).to.equal("Sở Nội vụ tỉnh Lâm Đồng");
    });

    it("have 6,377 procedures, 968 of which need a person's decision; the second time changes nothing", async () => {
      const run = async () =>
        importProcedures(test.db, await procedureSource(join(realData, "procedures.jsonl")), { today });
      const procedures = await run();
      expect(counts(procedures)).to.deep.equal({ read: 6_377, added: 6_377, changed: 0, unchanged: 0, refused: 0 });
      expect(notes(procedures)).to.have.deep.members([
        ["needs-decision", 968],
        ["months", 7], // 3, 4, 6 and 12 months, counted as 30 days each in the list
      ]);
      const sixMonths = await findProcedureVersion(test.db, parseProcedureCode("1.001010"), parseDay("2026-11-02"));
      expect(sixMonths?.limit).to.deep.equal({ value: 6, unit: "month" });
      expect(counts(await run())).to.deep.equal({ read: 6_377, added: 0, changed: 0, unchanged: 6_377, refused: 0 });

      const funeral = await findProcedureVersion(test.db, parseProcedureCode("2.002307"), parseDay("2019-10-15"));
      expect(funeral?.levels).to.deep.equal(["province", "district", "commune"]);
      const trees = await findProcedureVersion(test.db, parseProcedureCode("1.002693.H38"), today);
      expect(trees).to.deep.include({ limit: { value: 10, unit: "working_day" }, feeVnd: null });
      const { items } = await listProcedures(test.db, { on: today, level: "district", limit: 10_000 });
      expect(items).to.have.length(280);
    });
  });

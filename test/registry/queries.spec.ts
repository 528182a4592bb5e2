import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import { listProcedures } from "../../core/store/procedures.ts";
import { listUnits, unitsOfCode } from "../../core/store/units.ts";
import { loadDemonstration } from "../../main/demo/load.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";

const earlier = parseDay("2025-06-30");
const now = parseDay("2026-11-21");

describe("Looking things up", () => {
  let test: TestDatabase;
  before(async () => {
    test = await freshDatabase();
    await loadDemonstration(test.db, now);
  });
  after(() => test.drop());

  const names = async (filter: Partial<Parameters<typeof listUnits>[1]>) =>
    (await listUnits(test.db, { on: now, limit: 100, ...filter })).items.map(({ name }) => name);

  it("lists provinces before communes, as they are on the day", async () => {
    expect(await names({ level: "province" })).to.deep.equal(["Tỉnh Lào Cai", "Tỉnh Hưng Yên", "Tỉnh Nghệ An"]);
    expect((await names({})).slice(0, 4)).to.deep.equal([
      ...["Tỉnh Lào Cai", "Tỉnh Hưng Yên", "Tỉnh Nghệ An", "Phường Lào Cai"],
    ]);
    expect(await names({ level: "district", on: earlier, parent: "40" })).to.deep.equal([
      ...["Huyện Tương Dương", "Huyện Nam Đàn"],
    ]);
    expect(await names({ level: "district" })).to.deep.equal([]);
  });

  it("finds a part of a name, whatever its letter case or composition, and the beginning of a code", async () => {
    expect(await names({ q: "trạm tấu" })).to.deep.equal(["Xã Trạm Tấu"]);
    expect(await names({ q: "TRẠM TẤU".normalize("NFD"), on: earlier })).to.deep.equal([
      ...["Huyện Trạm Tấu", "Thị trấn Trạm Tấu", "Xã Trạm Tấu"],
    ]);
    expect(await names({ q: "0460", on: earlier })).to.deep.equal([
      "Xã Trạm Tấu",
      "Xã Tà Xi Láng",
      "Xã Pá Hu",
      "Xã Làng Nhì",
    ]);
  });

  for (const q of ["%", "_", "\\", "' or 1=1 --", "%Trạm%", "Trạm\u0000"])
    it(`takes ${JSON.stringify(q)} for what it is`, async () => expect(await names({ q })).to.deep.equal([]));

  for (const parent of ["4", "abc", "99"])
    it(`finds nothing under the parent ${parent}`, async () => expect(await names({ parent })).to.deep.equal([]));

  it("pages through units without a gap or a repetition", async () => {
    const whole = (await listUnits(test.db, { on: earlier, limit: 100 })).items.map(({ code }) => code);
    const paged: string[] = [];
    let after: string | undefined;
    do {
      const { items, next } = await listUnits(test.db, { on: earlier, limit: 7, after });
      paged.push(...items.map(({ code }) => code));
      after = next;
    } while (after !== undefined);
    expect(whole).to.have.length(32);
    expect(paged).to.deep.equal(whole);
  });

  it("finds no procedure by a text that none can hold", async () =>
    expect((await listProcedures(test.db, { on: now, limit: 10, q: "a\u0000" })).items).to.deep.equal([]));

  it("pages through procedures, by level and by day", async () => {
    const codes = async (filter: Partial<Parameters<typeof listProcedures>[1]>) =>
      (await listProcedures(test.db, { on: now, limit: 100, ...filter })).items.map(({ code }) => code as string);
    const whole = await codes({});
    const first = await listProcedures(test.db, { on: now, limit: 10 });
    expect(first.items).to.have.length(10);
    expect(first.next).to.equal(whole[9]);
    expect(await codes({ after: first.next })).to.deep.equal(whole.slice(10));
    expect(whole).to.include("3.000722").and.not.include("2.002621");
    expect(await codes({ on: earlier }))
      .to.include("2.002621")
      .and.not.include("3.000722");
    expect(await codes({ q: "hộ kinh doanh", level: "district", on: earlier })).to.deep.equal(["1.001612"]);
    expect(await codes({ q: "hộ kinh doanh", level: "commune" })).to.deep.equal(["1.001612"]);
    expect(await codes({ q: "2.0023" })).to.deep.equal(["2.002307", "2.002308"]);
  });

  it("has every unit that a code ever meant", async () =>
    expect((await unitsOfCode(test.db, "15")).map(({ name, validTo }) => [name, validTo])).to.deep.equal([
      ["Tỉnh Yên Bái", "2025-06-30"],
      ["Tỉnh Lào Cai", null],
    ]));

  it("has no unit of a level under the code of another", async () =>
    expect(await unitsOfCode(test.db, "15", "district")).to.deep.equal([]));
});

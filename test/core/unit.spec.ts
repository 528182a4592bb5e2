import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import { lastDayUnder, unitLevel, unitOfAgency } from "../../core/domain/organisation.ts";
import {
  covers,
  findLevel,
  isForward,
  isTypeOf,
  levelOfCode,
  overlap,
  parenthood,
  typeInName,
  validOn,
  type Unit,
} from "../../core/domain/unit.ts";

const stretch = (validFrom: string, validTo: string | null) => ({ validFrom, validTo });
const aUnit = (but: Partial<Unit>): Unit => ({
  ...{ level: "province", code: "15", type: "Tỉnh", name: "", decree: null },
  ...stretch("-infinity", null),
  ...but,
});
const yenBai = aUnit({ name: "Tỉnh Yên Bái", validTo: "2025-06-30" });
const laoCai = aUnit({ name: "Tỉnh Lào Cai", validFrom: "2025-07-01" });

describe("A unit", () => {
  for (const [code, level] of [
    ["15", "province"],
    ["139", "district"],
    ["04600", "commune"],
    ["1", undefined],
    ["0460", undefined],
    ["1a", undefined],
    ["a1", undefined],
  ] as const)
    it(`with the code ${code} is a ${level ?? "fault"}`, () => expect(levelOfCode(code)).to.equal(level));

  it("has its type in its name, whatever the letter case", () => {
    expect(typeInName("district", "Thành Phố Đồng Hới")).to.equal("Thành phố");
    expect(typeInName("commune", "Thị Trấn Óc Eo")).to.equal("Thị trấn");
    expect(typeInName("commune", "Huyện Trạm Tấu")).to.equal(undefined);
  });

  for (const [level, itsTypes, others] of [
    ["province", ["Tỉnh", "Thành phố"], ["Quận", "Xã", ""]],
    ["district", ["Quận", "Huyện", "Thị xã", "Thành phố"], ["Tỉnh", "Phường", "Thị trấn"]],
    ["commune", ["Xã", "Phường", "Thị trấn", "Đặc khu"], ["Huyện", "Thành phố", "xã"]],
  ] as const)
    it(`of level ${level} is of type ${itsTypes.join(", ")}`, () => {
      expect(findLevel(level)).to.equal(level);
      for (const type of itsTypes) {
        expect(isTypeOf(level, type), type).to.equal(true);
        expect(typeInName(level, `${type.toUpperCase()} An Bình`), type).to.equal(type);
      }
      for (const type of others) expect(isTypeOf(level, type), type).to.equal(false);
    });

  it("has no other level", () => expect([findLevel("xã"), findLevel("")]).to.deep.equal([undefined, undefined]));

  it("shares its code with its successor, and the day tells which is meant", () => {
    expect(validOn([yenBai, laoCai], parseDay("2025-06-30"))?.name).to.equal("Tỉnh Yên Bái");
    expect(validOn([yenBai, laoCai], parseDay("2025-07-01"))?.name).to.equal("Tỉnh Lào Cai");
    expect(validOn([laoCai], parseDay("2025-06-30"))).to.equal(undefined);
  });

  for (const [a, b, shared] of [
    [stretch("-infinity", "2025-06-30"), stretch("2025-07-01", null), false],
    [stretch("-infinity", "2025-07-01"), stretch("2025-07-01", null), true],
    [stretch("-infinity", null), stretch("2025-07-01", "2025-07-02"), true],
    [stretch("-infinity", null), stretch("-infinity", null), true],
  ] as const)
    it(`${JSON.stringify(a)} and ${JSON.stringify(b)} ${shared ? "share" : "do not share"} a day`, () => {
      expect(overlap(a, b)).to.equal(shared);
      expect(overlap(b, a)).to.equal(shared);
    });

  it("does not end before it begins", () => {
    expect(isForward(stretch("2025-07-01", "2025-06-30"))).to.equal(false);
    expect(isForward(stretch("2025-07-01", "2025-07-01"))).to.equal(true);
    expect(isForward(stretch("-infinity", "1976-01-01"))).to.equal(true);
    expect(isForward(stretch("2025-07-01", null))).to.equal(true);
  });
});

describe("A unit's parent", () => {
  it("of an unchanged commune is the district until 30/06/2025 and the province since", () =>
    expect(parenthood(stretch("-infinity", null), "15", "139")).to.deep.equal([
      { parentLevel: "district", parentCode: "139", since: "-infinity", until: "2025-06-30" },
      { parentLevel: "province", parentCode: "15", since: "2025-07-01", until: null },
    ]));

  it("of any other unit is one, for as long as the unit is", () =>
    expect(parenthood(stretch("2025-07-01", null), "15", undefined)).to.deep.equal([
      { parentLevel: "province", parentCode: "15", since: "2025-07-01", until: null },
    ]));

  it("is none where the code is no unit's", () => {
    expect(parenthood(stretch("-infinity", null), "1", undefined)).to.deep.equal([]);
    expect(parenthood(stretch("-infinity", null), "15", "1")).to.deep.equal([
      { parentLevel: "province", parentCode: "15", since: "2025-07-01", until: null },
    ]);
    expect(parenthood(stretch("-infinity", "2025-06-30"), "15", "")).to.deep.equal([
      { parentLevel: "province", parentCode: "15", since: "-infinity", until: "2025-06-30" },
    ]);
  });

  it("must be there for the whole time, if need be as one unit after the other", () => {
    expect(covers([laoCai], { since: "2025-07-01", until: null })).to.equal(true);
    expect(covers([laoCai], { since: "-infinity", until: null })).to.equal(false);
    expect(covers([yenBai], { since: "2025-07-01", until: null })).to.equal(false);
    expect(covers([yenBai, laoCai], { since: "-infinity", until: null })).to.equal(true);
    // the older one has nothing to do with a time that begins after it
    expect(covers([yenBai, laoCai], { since: "2025-07-01", until: null })).to.equal(true);
    expect(covers([laoCai], { since: "2025-01-01", until: null })).to.equal(false);
    expect(covers([yenBai], { since: "-infinity", until: "2025-06-30" })).to.equal(true);
    expect(covers([yenBai], { since: "-infinity", until: "2025-07-01" })).to.equal(false);
    expect(covers([yenBai], { since: "-infinity", until: null })).to.equal(false);
    const [early, late] = [aUnit({ validTo: "2020-12-31" }), aUnit({ validFrom: "2026-01-01" })];
    expect(covers([early, late], { since: "2021-01-01", until: "2025-12-31" })).to.equal(false);
    expect(covers([], { since: "-infinity", until: "2025-06-30" })).to.equal(false);
  });
});

describe("An agency", () => {
  it("that stands acts on today's unit, one that ended on the unit of its last day", () => {
    expect(unitOfAgency(null, [yenBai, laoCai])?.name).to.equal("Tỉnh Lào Cai");
    expect(unitOfAgency(parseDay("2025-06-30"), [yenBai, laoCai])?.name).to.equal("Tỉnh Yên Bái");
    expect(unitOfAgency(null, [yenBai])?.name).to.equal("Tỉnh Yên Bái");
    expect(unitOfAgency(null, [])).to.equal(undefined);
  });

  it("of a district, and under one, ended with the districts", () => {
    expect(lastDayUnder(["commune", "district", "province"])).to.equal("2025-06-30");
    expect(lastDayUnder(["district", "province"])).to.equal("2025-06-30");
    expect(lastDayUnder(["department", "province"])).to.equal(null);
  });

  it("of two units that stand nobody can say which is meant", () => {
    expect(unitOfAgency(null, [laoCai, aUnit({ name: "Tỉnh khác" })])).to.equal(undefined);
    expect(unitOfAgency(null, [yenBai, aUnit({ validTo: "2020-12-31" })])).to.equal(undefined);
  });

  it("acts on the level of its kind; of a department the code of its unit tells it", () => {
    for (const level of ["province", "district", "commune"] as const) expect(unitLevel(level, "")).to.equal(level);
    expect(unitLevel("commune", "15")).to.equal("commune");
    expect([unitLevel("department", "15"), unitLevel("other", "04600"), unitLevel("ministry", "")]).to.deep.equal([
      ...["province", "commune", undefined],
    ]);
  });
});

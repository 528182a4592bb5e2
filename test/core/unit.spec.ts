import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import { lastDayUnder, unitOfAgency } from "../../core/domain/organisation.ts";
import {
  covers,
  isForward,
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
  ] as const)
    it(`with the code ${code} is a ${level ?? "fault"}`, () => expect(levelOfCode(code)).to.equal(level));

  it("has its type in its name, whatever the letter case", () => {
    expect(typeInName("district", "Thành Phố Đồng Hới")).to.equal("Thành phố");
    expect(typeInName("commune", "Thị Trấn Óc Eo")).to.equal("Thị trấn");
    expect(typeInName("commune", "Huyện Trạm Tấu")).to.equal(undefined);
  });

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

  it("must be there for the whole time, if need be as one unit after the other", () => {
    expect(covers([laoCai], { since: "2025-07-01", until: null })).to.equal(true);
    expect(covers([laoCai], { since: "-infinity", until: null })).to.equal(false);
    expect(covers([yenBai], { since: "2025-07-01", until: null })).to.equal(false);
    expect(covers([yenBai, laoCai], { since: "-infinity", until: null })).to.equal(true);
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
});

import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import {
  findLocalCode,
  findProcedureCode,
  isProcedureValidOn,
  parseProcedureCode,
  placeVersion,
  type Statement,
  type VersionMark,
} from "../../core/domain/procedure.ts";

describe("A procedure's code", () => {
  for (const [written, code] of [
    ["1.001612", "1.001612"],
    ["1.001612.000.00.00.H48", "1.001612"],
    ["2.002621.H56", "2.002621"],
    ["1.000948.H38", "1.000948"],
    [" 3.000722 ", "3.000722"],
  ] as const)
    it(`${written} is ${code}`, () => expect(parseProcedureCode(written)).to.equal(code));

  for (const wrong of ["", "1.00161", "1.0016122", "11.001612", "1.001612.", "1.001612.X", "1.001612-H56", "a.001612"])
    it(`"${wrong}" is none`, () => {
      expect(findProcedureCode(wrong)).to.equal(undefined);
      expect(() => parseProcedureCode(wrong)).to.throw(RangeError);
    });
});

describe("A province's own form of a procedure's code", () => {
  for (const [written, local] of [
    ["1.000948.H38", { local: "1.000948.H38", code: "1.000948", organisation: "H38" }],
    [" 1.000948.000.00.00.H63 ", { local: "1.000948.000.00.00.H63", code: "1.000948", organisation: "H63" }],
    ["1.000948", undefined], // the national code itself
    ["1.000948.X", undefined],
    ["", undefined],
  ] as const)
    it(`"${written}"`, () => expect(findLocalCode(written)).to.deep.equal(local));

  it("says which text is no code", () => {
    expect(() => parseProcedureCode("1.00161")).to.throw("not a procedure code: 1.00161");
  });
});

const aVersion = (but: Partial<VersionMark> = {}): VersionMark => ({
  ...{ validFrom: "-infinity", validTo: null, contentSha256: "old", replacedBy: null, listing: "a", source: "s" },
  ...but,
});
const aStatement = (but: Partial<Statement> = {}): Statement => ({
  ...{ contentSha256: "old", validFrom: undefined, validTo: undefined, replacedBy: undefined },
  ...{ listing: "a", source: "s" },
  ...but,
});
const day = parseDay("2026-07-01");
const place = (known: readonly VersionMark[], said: Partial<Statement>) =>
  placeVersion(known, aStatement(said), "-infinity", day);

describe("A procedure in time", () => {
  it("holds on its last day and not on the next", () => {
    const version = aVersion({ validTo: "2025-06-30" });
    expect(isProcedureValidOn(version, parseDay("2025-06-30"))).to.equal(true);
    expect(isProcedureValidOn(version, parseDay("2025-07-01"))).to.equal(false);
  });

  it("seen for the first time has been in force since nobody knows when", () =>
    expect(place([], {})).to.deep.equal({ kind: "open", validFrom: "-infinity", validTo: null, closes: null }));

  it("stated again changes nothing", () => expect(place([aVersion()], {})).to.deep.equal({ kind: "unchanged" }));

  it("with other content opens a version and closes the one before (P9)", () =>
    expect(place([aVersion()], { contentSha256: "new" })).to.deep.equal({
      ...{ kind: "open", validFrom: "2026-07-01", validTo: null, closes: "2026-06-30" },
    }));

  it("whose row states a first day is in force from that day", () =>
    expect(place([aVersion()], { contentSha256: "new", validFrom: parseDay("2026-08-15") })).to.deep.equal({
      ...{ kind: "open", validFrom: "2026-08-15", validTo: null, closes: "2026-08-14" },
    }));

  it("that ended is not brought back by a list", () =>
    expect(place([aVersion({ validTo: "2025-06-30" })], { contentSha256: "new" })).to.deep.equal({ kind: "ended" }));

  it("that ended is brought back by a row with a first day, and its end stays", () =>
    expect(
      place([aVersion({ validTo: "2025-06-30" })], { contentSha256: "new", validFrom: parseDay("2026-01-01") }),
    ).to.deep.equal({ kind: "open", validFrom: "2026-01-01", validTo: null, closes: null }));

  it("is told its end, its successor and its list without a new version", () => {
    const said = { validTo: parseDay("2026-06-30"), replacedBy: "3.000722", listing: "b" };
    expect(place([aVersion()], said)).to.deep.equal({ kind: "restate", version: aVersion({ ...said }) });
  });

  it("is not rewritten on the day its version began, nor before", () => {
    const known = [aVersion({ validTo: "2026-06-30" }), aVersion({ validFrom: "2026-07-01" })];
    expect(place(known, { contentSha256: "new" })).to.deep.equal({ kind: "refuse", why: "before-newest-version" });
    expect(place(known, { contentSha256: "new", validFrom: day })).to.deep.equal({
      ...{ kind: "refuse", why: "content-of-that-day-differs" },
    });
    expect(place(known, { contentSha256: "new", validFrom: parseDay("2026-01-01") })).to.deep.equal({
      ...{ kind: "refuse", why: "before-newest-version" },
    });
  });

  it("cannot end before it begins", () => {
    const reversed = { kind: "refuse", why: "reversed" };
    expect(place([], { validFrom: day, validTo: parseDay("2026-06-30") })).to.deep.equal(reversed);
    const known = [aVersion({ validFrom: "2026-07-01" })];
    expect(place(known, { validTo: parseDay("2026-06-30") })).to.deep.equal(reversed);
  });

  it("may be of a single day", () => {
    expect(place([], { validFrom: day, validTo: day })).to.deep.equal({
      ...{ kind: "open", validFrom: "2026-07-01", validTo: "2026-07-01", closes: null },
    });
    const known = [aVersion({ validFrom: "2026-07-01" })];
    expect(place(known, { validTo: day })).to.deep.equal({
      kind: "restate",
      version: aVersion({ validFrom: "2026-07-01", validTo: "2026-07-01" }),
    });
  });

  it("may be known with its end only", () =>
    expect(place([], { validTo: day })).to.deep.equal({
      ...{ kind: "open", validFrom: "-infinity", validTo: "2026-07-01", closes: null },
    }));

  for (const [what, end, answer] of [
    ["the day before", "2026-06-30", { kind: "ended" }],
    ["that day", "2026-07-01", { kind: "open", validFrom: "2026-07-01", validTo: "2026-07-01", closes: "2026-06-30" }],
    ["later", "2026-12-31", { kind: "open", validFrom: "2026-07-01", validTo: "2026-12-31", closes: "2026-06-30" }],
  ] as const)
    it(`that was to end ${what}, with other content on 01/07/2026`, () =>
      expect(place([aVersion({ validTo: end })], { contentSha256: "new" })).to.deep.equal(answer));

  it("closes the newest version, however often it was changed before", () => {
    const known = [aVersion({ validTo: "2025-12-31" }), aVersion({ validFrom: "2026-01-01", contentSha256: "second" })];
    expect(place(known, { contentSha256: "third" })).to.deep.equal({
      ...{ kind: "open", validFrom: "2026-07-01", validTo: null, closes: "2026-06-30" },
    });
  });

  it("does not take back the end that a newer version set to an older one", () => {
    const older = aVersion({ validFrom: "2025-01-01", validTo: "2026-06-30" });
    const known = [older, aVersion({ validFrom: "2026-07-01", contentSha256: "new" })];
    const said = { validFrom: parseDay("2025-01-01"), validTo: parseDay("2027-12-31") };
    expect(place(known, said)).to.deep.equal({ kind: "unchanged" });
    expect(place(known, { ...said, listing: "b" })).to.deep.equal({
      kind: "restate",
      version: { ...older, listing: "b" },
    });
  });
});

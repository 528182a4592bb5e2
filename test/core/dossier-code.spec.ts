import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import { findDossierCode, parseDossierCode, sequenceDay, writeDossierCode } from "../../core/domain/dossier-code.ts";

describe("A dossier's code", () => {
  for (const real of [
    "000.00.06.H56-231027-0361",
    "H15.50.05.13-261008-0975",
    "G09.20-20260609-0092637",
    "G22.01.02-260105-000123",
    "H29-260105-0001",
  ])
    it(`${real} is one`, () => expect(parseDossierCode(real)).to.equal(real));

  for (const wrong of [
    "",
    "H29.01-260105-001",
    "H29.01-260105-00000001",
    "H29.01-2601-0001",
    "H29.01-260105",
    "-260105-0001",
    "h29.01-260105-0001",
    " H29.01-260105-0001",
    "H29.01-260105-0001\n",
    "H29/01-260105-0001",
    "H29.01-260105-0001' or 1=1",
  ])
    it(`${JSON.stringify(wrong)} is none`, () => {
      expect(findDossierCode(wrong)).to.equal(undefined);
      expect(() => parseDossierCode(wrong)).to.throw(RangeError);
    });

  for (const [unit, day, sequence, code] of [
    ["H29.01", "2026-01-05", 1, "H29.01-260105-0001"],
    ["000.04.29.H63", "2019-10-15", 42, "000.04.29.H63-191015-0042"],
    ["H29.01", "2026-01-05", 9_999, "H29.01-260105-9999"],
    ["H29.01", "2026-01-05", 10_000, "H29.01-260105-10000"],
  ] as const)
    it(`number ${sequence} of ${day} at ${unit} is ${code}`, () => {
      expect(writeDossierCode(unit, parseDay(day), sequence)).to.equal(code);
      expect(findDossierCode(code)).to.equal(code);
    });

  it("belongs to the Vietnamese day of its receipt", () =>
    expect(sequenceDay(new Date("2026-01-04T17:30:00Z"))).to.equal("2026-01-05"));

  it("says which text is none", () => {
    expect(() => parseDossierCode("H29-1")).to.throw("not a dossier code: H29-1");
  });
});

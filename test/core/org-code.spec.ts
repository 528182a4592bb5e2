import { expect } from "chai";
import fc from "fast-check";
import { findOrgCode, parentOf, parseOrgCode, writeOrgCode } from "../../core/domain/org-code.ts";

describe("An agency's identifier", () => {
  for (const [older, newer, whose] of [
    ["000.00.00.H63", "H63", "province"],
    ["000.00.17.H36", "H36.17", "department of Lâm Đồng"],
    ["000.00.06.H56", "H56.06", "agency of Thanh Hóa"],
    ["000.04.29.H63", "H63.29.04", "commune under a district"],
    ["001.00.10.H47", "H47.10.00.001", "level 4 that hangs on level 2"],
    ["000.00.45.G14", "G14.45", "institute of a ministry"],
    ["001.02.03.H53", "H53.03.02.001", "all four levels"],
  ] as const)
    it(`${older} and ${newer} are one: ${whose}`, () => {
      expect(parseOrgCode(older)).to.equal(newer);
      expect(parseOrgCode(newer)).to.equal(newer);
      expect(writeOrgCode(parseOrgCode(newer), "QCVN102")).to.equal(older);
      expect(writeOrgCode(parseOrgCode(older), "QD20")).to.equal(newer);
    });

  for (const [written, canonical] of [
    ["  h36.17 ", "H36.17"],
    ["000.00.17.h36", "H36.17"],
    ["H36.17.00.000", "H36.17"],
    ["H36.00.00", "H36"],
    ["0100100079", "0100100079"],
    ["0100100079-001", "0100100079-001"],
    ["H52.101.114", "H52.101.114"],
    ["H15.50.05.13", "H15.50.05.13"],
    ["G09.20", "G09.20"],
    ["H36.1234567890.1234567890.123456789", "H36.1234567890.1234567890.123456789"], // 35 characters
  ] as const)
    it(`"${written}" is read as ${canonical}`, () => expect(findOrgCode(written)).to.equal(canonical));

  for (const kept of [
    ...["H52.101.114", "0100100079", "H15.50.05.13", "H53.03.02.01"],
    ...["H63.A12", "H63.12A", "H63.12.A12", "H63.12.12A", "H63.12.12.A123", "H63.12.12.123A"],
  ])
    it(`${kept} never had an older form and stays as it is`, () =>
      expect(writeOrgCode(parseOrgCode(kept), "QCVN102")).to.equal(kept));

  for (const wrong of [
    "",
    "H",
    "H3",
    "H366",
    "36H",
    "17.H36",
    "00.17.H36",
    "000.00.17.36H",
    "000.00.H36",
    "H36..17",
    "H36.",
    ".H36",
    "H36.1",
    "H36-17",
    "H36.17.18.19.20",
    "H36.1234567890A",
    "010010007",
    "x0100100079",
    "01001000791",
    "0100100079-0011",
    "x000.00.17.H36",
    "000.00.17.H366",
    "H36.1234567890.1234567890.1234567890", // 36 characters, one too many
    "Ｈ36",
    "H36\u0000",
    "nonsense",
    "H36.17\nH36.18",
  ])
    it(`${JSON.stringify(wrong)} is none`, () => {
      expect(findOrgCode(wrong)).to.equal(undefined);
      expect(() => parseOrgCode(wrong)).to.throw(RangeError);
    });

  for (const [a, b] of [
    ["H36.17", "H36.18"],
    ["000.00.17.H36", "000.17.00.H36"],
    ["H36", "H36.17"],
  ] as const)
    it(`${a} and ${b} are not one`, () => expect(parseOrgCode(a)).not.to.equal(parseOrgCode(b)));

  it("the level above is told by the code alone", () => {
    expect(parentOf(parseOrgCode("000.04.29.H63"))).to.equal("H63.29");
    expect(parentOf(parseOrgCode("H63.29"))).to.equal("H63");
    expect(parentOf(parseOrgCode("H63"))).to.equal(undefined);
  });

  it("whatever is written in the older notation comes back from the newer one", () => {
    const group = (width: number) =>
      fc.integer({ min: 0, max: 10 ** width - 1 }).map((number) => String(number).padStart(width, "0"));
    fc.assert(
      fc.property(group(3), group(2), group(2), group(2), (four, three, two, one) => {
        const older = `${four}.${three}.${two}.H${one}`;
        expect(writeOrgCode(parseOrgCode(older), "QCVN102")).to.equal(older);
      }),
    );
  });

  it("says which text is none", () => {
    expect(() => parseOrgCode("H3")).to.throw("not an agency identifier in either notation: H3");
  });
});

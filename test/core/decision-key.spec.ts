import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import { decisionKey, numberKey, yearOf } from "../../core/domain/decision-key.ts";

describe("the name of a publishing decision: its agency, number and year", () => {
  const keyOf = (issuedBy: string, number = "45/QĐ-UBND", signedOn = "2026-11-01") =>
    decisionKey({ number, issuedBy, signedOn: parseDay(signedOn) });

  for (const [what, issuedBy, number] of [
    ["as it is printed", "UBND tỉnh Lào Cai", "45/QĐ-UBND"],
    ["with the agency's name in full", "Ủy ban nhân dân tỉnh Lào Cai", "45/QĐ-UBND"],
    ["with the agency's name in full, the accent on the other vowel", "Uỷ ban nhân dân tỉnh Lào Cai", "45/QĐ-UBND"],
    ["in capitals", "UBND TỈNH LÀO CAI", "45/QĐ-UBND"],
    ["in small letters", "ubnd tỉnh lào cai", "45/qđ-ubnd"],
    ["with spaces around and between", "  UBND  tỉnh   Lào Cai ", " 45 /  QĐ - UBND "],
    ["with zeros before its number", "UBND tỉnh Lào Cai", "0045/QĐ-UBND"],
    ["with letters composed otherwise", "Ủy ban nhân dân tỉnh Lào Cai".normalize("NFD"), "45/QĐ-UBND".normalize("NFD")],
  ] as const)
    it(`is one however it is typed: ${what}`, () =>
      expect(keyOf(issuedBy, number)).to.equal("ubnd tỉnh lào cai|45/qđ-ubnd|2026"));

  for (const [what, issuedBy, number, signedOn, key] of [
    ["another province", "UBND tỉnh Nghệ An", "45/QĐ-UBND", "2026-11-01", "ubnd tỉnh nghệ an|45/qđ-ubnd|2026"],
    ["another year", "UBND tỉnh Lào Cai", "45/QĐ-UBND", "2025-11-01", "ubnd tỉnh lào cai|45/qđ-ubnd|2025"],
    ["another number", "UBND tỉnh Lào Cai", "450/QĐ-UBND", "2026-11-01", "ubnd tỉnh lào cai|450/qđ-ubnd|2026"],
    [
      "an agency of the committee, not the committee",
      "Văn phòng Ủy ban nhân dân tỉnh Lào Cai",
      "45/QĐ-UBND",
      "2026-11-01",
      "văn phòng ủy ban nhân dân tỉnh lào cai|45/qđ-ubnd|2026",
    ],
  ] as const)
    it(`tells apart ${what}`, () => expect(keyOf(issuedBy, number, signedOn)).to.equal(key));

  for (const [number, key] of [
    ["00099/QĐ-BX", "99/qđ-bx"],
    ["100/QĐ-BX", "100/qđ-bx"],
    ["7/2026/QĐ-BX/007", "7/2026/qđ-bx/007"],
    ["0/QĐ-BX", "0/qđ-bx"],
    ["12 /  GP - SXD", "12/gp-sxd"],
  ] as const)
    it(`the number ${number} is ${key}: only zeros before it tell nothing`, () =>
      expect(numberKey(number)).to.equal(key));

  it("its year is that of its signing", () => expect(yearOf(parseDay("2026-01-01"))).to.equal(2026));
});

import { expect } from "chai";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import * as identifiers from "../../mappings/national-portal/identifiers.ts";
import { cleanText, cutText, foldText } from "../../mappings/national-portal/text.ts";
import * as time from "../../mappings/national-portal/time.ts";

describe("the portal's moments", () => {
  const afternoon = new Date("2026-10-12T08:05:09.045Z");
  for (const [name, written, expected] of [
    ["quirk 16: formatHcm14 writes 24 hours of Viet Nam", time.formatHcm14(afternoon), "20261012150509"],
    ["quirk 16: midnight is 00 of the next day", time.formatHcm14(new Date("2026-10-12T17:00:00Z")), "20261013000000"],
    ["none is empty, never null", time.formatHcm14OrNone(null), ""],
    ["linked services", time.formatLinkedMoment(afternoon), "12/10/2026 15:05:09"],
    ["VNeID", time.formatRecordDay(new Date("2026-12-31T17:00:00Z")), "01/01/2027"],
    ["igate2026", time.formatIgateMoment(afternoon), "2026-10-12 15:05:09"],
    ["igate2026's progress", time.formatIgateIso(afternoon), "2026-10-12T15:05:09.045+07:00"],
    ["evaluations", time.formatMonth(2026, 3), "3-2026"],
  ] as const)
    it(name, () => expect(written).to.equal(expected));

  it("refuses a moment that is none", () => {
    expect(() => time.formatHcm14(new Date(NaN))).to.throw(RangeError);
    expect(() => time.formatHcm14(new Date("+012026-01-01T00:00:00Z"))).to.throw(RangeError);
  });

  for (const [form, text, at] of [
    ["yyyyMMddHHmmss", "20261012150509", "2026-10-12T08:05:09.000Z"],
    ["yyyyMMdd", "20261012", "2026-10-11T17:00:00.000Z"],
    ["dd/MM/yyyy HH:mm:ss", "12/10/2026 15:05:09", "2026-10-12T08:05:09.000Z"],
    ["dd/MM/yyyy", "12/10/2026", "2026-10-11T17:00:00.000Z"],
    ["dd.MM.yyyy", "29.02.2024", "2024-02-28T17:00:00.000Z"],
    ["dd-MM-yyyy", "02-10-2026", "2026-10-01T17:00:00.000Z"],
    ["yyyy-MM-dd", "2026-10-12", "2026-10-11T17:00:00.000Z"],
    ["yyyy-MM-dd HH:mm:ss", "2026-10-12 23:59:59", "2026-10-12T16:59:59.000Z"],
    ["M-yyyy", "3-2025", "2025-02-28T17:00:00.000Z"],
    ["iso", "2026-10-12T15:05:09.045+07:00", "2026-10-12T08:05:09.045Z"],
    ["iso", "2026-10-12T08:05:09Z", "2026-10-12T08:05:09.000Z"],
    ["iso", "2026-10-12T15:05:09", "2026-10-12T08:05:09.000Z"],
  ] as const)
    it(`quirk 16: reads ${text} as ${form} and keeps the text`, () => {
      const read = time.readTime(form, text);
      expect(read.ok && read.at.toISOString()).to.equal(at);
      expect(read.text).to.equal(text);
    });

  for (const [form, text, why] of [
    ["yyyyMMddHHmmss", "20260230101010", "impossible"],
    ["yyyyMMddHHmmss", "20261012240000", "impossible"],
    ["yyyyMMddHHmmss", "20261012236000", "impossible"],
    ["yyyyMMddHHmmss", "2026-10-12", "other-form"],
    ["yyyyMMdd", "20250229", "impossible"],
    ["dd/MM/yyyy", "10/13/2026", "impossible"],
    ["dd/MM/yyyy", "1/2/2026", "other-form"],
    ["dd.MM.yyyy", "31.04.2026", "impossible"],
    ["dd-MM-yyyy", "2026-10-12", "other-form"],
    ["yyyy-MM-dd", "2026-00-10", "impossible"],
    ["M-yyyy", "13-2026", "impossible"],
    ["iso", "2026-10-12T15:05:09+25:00", "impossible"],
    ["yyyyMMdd", "00010101", "impossible"],
    ["yyyyMMdd", "", "absent"],
    ["yyyyMMdd", null, "absent"],
  ] as const)
    it(`refuses ${text} as ${form}: ${why}`, () => {
      const read = time.readTime(form, text);
      expect(read.ok ? "read" : read.why).to.equal(why);
    });
});

describe("the portal's text", () => {
  for (const [name, text, folded] of [
    ["quirk 3: capital letters", "…. Không THỂ cập nhật", "…. không thể cập nhật"],
    ["quirk 3: a decomposed text (NFD)", "Không thể".normalize("NFD"), "không thể"],
    ["spaces, tabs, lines, no-break spaces", " đã \t\n\u00a0 tồn  tại ", "đã tồn tại"],
    ["bars and control characters", "G22|\u0000duplicate\u0007refId", "g22 duplicate refid"],
    ["invisible characters", "thành\u200b công\ufeff", "thành công"],
  ] as const)
    it(`folds ${name}`, () => expect(foldText(text)).to.equal(folded));

  it("quirk 17: cuts by code points, with an ellipsis within the limit", () => {
    expect(cutText("áđê😀x", 5)).to.equal("áđê😀x");
    expect(cutText("áđê😀xy", 5)).to.equal("áđê😀…");
    expect(cutText("abc", 1)).to.equal("…");
  });
  it("sends whole characters without control characters, lines only in prose", () => {
    expect(cleanText("a\u0000b\r\nc\ud800")).to.equal("a b c\ufffd");
    expect(cleanText("a\u0000b\r\nc", true)).to.equal("a b\nc");
    expect(cleanText("Thử".normalize("NFD"))).to.equal("Thử");
  });
});

describe("the portal's identifiers", () => {
  it("writes agencies in both forms and reads both", () => {
    const commune = parseOrgCode("H99.31.09");
    expect(identifiers.toPortalOrgCode(commune, "fourLevels")).to.equal("000.09.31.H99");
    expect(identifiers.toPortalOrgCode(commune, "leftToRight")).to.equal("H99.31.09");
    expect(identifiers.fromPortalOrgCode("000.09.31.H99")).to.equal("H99.31.09");
    expect(identifiers.fromPortalOrgCode("xã nào đó")).to.equal(undefined);
  });
  for (const [code, valid] of [
    ["000.09.31.H99-261012-0042", true],
    ["H99.31-20261012-0000042", true],
    ["G22.99.01-261011-0044", true],
    ["H99.31-2610-0042", false],
    ["H99.31-261012-042", false],
    ["H99|31-261012-0042", false],
    ["", false],
  ] as const)
    it(`${code} is ${valid ? "" : "no "}dossier code`, () =>
      expect(identifiers.isPortalDossierCode(code)).to.equal(valid));
  it("knows the national side's codes", () => {
    expect(identifiers.isNationalDossierCode("G22.99.01-261011-0044")).to.equal(true);
    expect(identifiers.isNationalDossierCode("000.09.31.H99-261012-0042")).to.equal(false);
  });
  for (const [local, national] of [
    ["1.001612.H48", "1.001612"],
    ["1.001612.000.00.00.H48", "1.001612"],
    [" 2.000488 ", "2.000488"],
    ["2.0004881", undefined],
    ["TTHC-1", undefined],
  ] as const)
    it(`quirk 26: ${local} is ${national ?? "no procedure's code"}`, () =>
      expect(identifiers.fromLocalProcedureCode(local)).to.equal(national));
});

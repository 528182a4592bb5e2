import { expect } from "chai";
import { said } from "../../gateway/problems/said.ts";
import { wordsOf } from "../../gateway/reply.ts";

/** 10:30 in UTC is 17:30 in Viet Nam, where the slip says so. */
describe("what a refusal tells people", () => {
  for (const [name, value, vi, en] of [
    ["due", "2026-12-15T10:30:00.000Z", "17:30 ngày 15/12/2026", "2026-12-15T17:30:00+07:00"],
    ["at", "2026-12-31T17:00:05.000Z", "00:00:05 ngày 01/01/2027", "2027-01-01T00:00:05+07:00"],
    ["at", "2026-12-15T17:30:00+07:00", "17:30 ngày 15/12/2026", "2026-12-15T17:30:00+07:00"],
    ["day", "2026-12-15", "2026-12-15", "2026-12-15"],
    ["state", "withdrawRequested", "Công dân yêu cầu rút hồ sơ", "withdrawRequested"],
    ["outcome", "granted", "được giải quyết", "granted"],
    ["money", "toRefund", "phải hoàn lại", "toRefund"],
    ["step", "archive", "archive", "archive"],
    ["state", "checked", "checked", "checked"],
    ["reason", "state", "state", "state"],
  ] as const)
    it(`${name} ${value}: ${vi}`, () => {
      expect([said(name, value, "vi"), said(name, value, "en")]).to.deep.equal([vi, en]);
    });

  it("a whole sentence", () => {
    const values = { due: "2026-12-15T10:30:00.000Z", newDue: "2026-12-03T10:30:00.000Z" };
    expect(wordsOf("new-due-not-later", "vi", values).detail).to.equal(
      "Ngày hẹn mới 17:30 ngày 03/12/2026 phải sau 17:30 ngày 15/12/2026.",
    );
    expect(wordsOf("result-already-issued", "vi", { code: "H1", outcome: "granted" }).detail).to.equal(
      "Hồ sơ H1 đã có kết quả (được giải quyết).",
    );
  });
});

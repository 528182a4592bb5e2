import { expect } from "chai";
import { readDecision } from "../../core/service/read-decision.ts";

const change = { kind: "amended", code: "9.000001", fee_vnd: 7 };
const read = (but: object) =>
  readDecision(
    JSON.stringify({ number: "1/QĐ", agency: "Bộ X", signed: "2026-11-10", effective: "2026-12-01", ...but }),
  );
const fault = (but: object) => {
  const answer = read({ changes: [change], ...but });
  return answer.ok ? answer.value.refused.map(({ place, reason }) => `${place}. ${reason.en}`) : answer.reason.en;
};

describe("A decision's file that is half wrong", () => {
  it("is refused for a field that nobody reads, with the name that was probably meant", () => {
    expect(fault({ effective: undefined, effectiv: "2027-05-01" })).to.equal('no field "effectiv"; is it "effective"?');
    expect(fault({ changes: [change, { ...change, code: "9.000002", fee_vdn: 7 }] })).to.deep.equal([
      '2. no field "fee_vdn"; is it "fee_vnd"?',
    ]);
    expect(fault({ changes: [{ ...change, time_limt: { value: 1, unit: "working_day" } }] })).to.deep.equal([
      '1. no field "time_limt"; is it "time_limit"?',
    ]);
  });

  it("is told all names where none is near", () =>
    expect(fault({ signatory: "Trần Thị Thử" })).to.equal(
      'no field "signatory"; use number, signed, agency, effective, title, figures, changes',
    ));

  it("is refused when it takes effect before it was signed, and read when on that day", () => {
    expect(fault({ effective: "2020-01-01" })).to.match(/^the day of effect 2020-01-01 is before that of signing/);
    expect(fault({ effective: "2026-11-09" })).to.match(/^the day of effect 2026-11-09 is before that of signing/);
    expect(read({ effective: "2026-11-10", changes: [change] }).ok).to.equal(true);
  });
});

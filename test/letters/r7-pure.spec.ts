import { expect } from "chai";
import type { StatusCode } from "../../core/domain/letter/letter.ts";
import { standingOf, type Heard } from "../../core/domain/letter/standing.ts";

const day = (n: number) => new Date(Date.UTC(2026, 10, n));
const heard = (code: StatusCode, n: number): Heard => ({ code, at: day(n), digest: `${code} ${n}` });

describe("r7: pure", () => {
  // given back (02), sent anew by an update, accepted (03): what was said before the update is over
  const anew = [heard("02", 1), heard("03", 3)];
  it("F3 a letter that was accepted after its update stays so when a recall of it is refused (16)", () => {
    expect(standingOf([...anew, heard("16", 6)], { kind: "recall", at: day(5) })).to.deep.equal({
      ...{ state: "accepted", answer: "refused", contradicts: false },
    });
  });
  it("F3b and while the recall is open", () => {
    expect(standingOf([...anew, heard("05", 6)], { kind: "recall", at: day(5) })).to.deep.equal({
      ...{ state: "processing", answer: "open", contradicts: false },
    });
  });
  it("F3c and a second update is refused by 16, the state stays", () => {
    expect(standingOf([...anew, heard("16", 6)], { kind: "update", at: day(5) })).to.deep.equal({
      ...{ state: "accepted", answer: "refused", contradicts: false },
    });
  });
  it("F3d what was refused while its update was still on its way out, and is accepted then, is accepted", () => {
    expect(standingOf([heard("02", 6), heard("03", 8)], { kind: "update", at: day(5) })).to.deep.equal({
      ...{ state: "accepted", answer: "agreed", contradicts: false },
    });
  });
});

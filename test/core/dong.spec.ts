import { expect } from "chai";
import { isDong, mostDong, readDong } from "../../core/domain/payment/dong.ts";

describe("dong (R10)", () => {
  for (const [said, expected] of [
    ["150000", 150_000n],
    [150_000, 150_000n],
    ["1000000000000000", mostDong],
    ["1000000000000001", undefined],
    ["0", undefined],
    [0, undefined],
    [-1, undefined],
    [1.5, undefined],
    [1e15, mostDong],
    [1e16, undefined],
    [NaN, undefined],
    ["1.0", undefined],
    ["1e5", undefined],
    ["01", undefined],
    [" 1", undefined],
    ["1,000", undefined],
    [150_000n, undefined],
    [null, undefined],
    [["1"], undefined],
  ] as const)
    it(`${typeof said} ${String(said)}`, () => expect(readDong(said)).to.equal(expected));
  it("what may be asked for", () =>
    expect([0n, 1n, mostDong, mostDong + 1n].map(isDong)).to.deep.equal([false, true, true, false]));
});

import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import { prevails, whyItCounts } from "../../core/domain/same-day.ts";

/** C9: two decisions that change one procedure from one day: the later signature, then the number. */
describe("Which of two decisions from one day counts", () => {
  for (const [what, one, other, counts, why] of [
    ["the one signed later", ["7/QĐ", "2026-11-02"], ["900/QĐ", "2026-11-01"], "one", "later-signature"],
    ["the higher number of one day", ["12/QĐ-UBND", "2026-11-02"], ["9/QĐ-UBND", "2026-11-02"], "one", "higher-number"],
    ["a number, before text", ["9/QĐ", "2026-11-02"], ["QĐ-12", "2026-11-02"], "one", "higher-number"],
    [
      "the words, where the numbers are one",
      ["9/QĐ-A", "2026-11-02"],
      ["9/QĐ-B", "2026-11-02"],
      "other",
      "higher-number",
    ],
    ["the new year's first", ["1/QĐ", "2026-01-02"], ["3000/QĐ", "2025-12-31"], "one", "later-signature"],
  ] as const)
    it(`${what}: ${counts === "one" ? one[0] : other[0]}, in either order`, () => {
      const [a, b] = [one, other].map(([number, day]) => ({
        ...{ number, issuedBy: "Bộ Thử nghiệm", signedOn: parseDay(day) },
      })) as [Signed, Signed];
      expect([prevails(a, b), prevails(b, a)]).to.deep.equal([counts === "one", counts === "other"]);
      expect(whyItCounts(a, b)).to.equal(why);
    });
});

type Signed = Parameters<typeof prevails>[0];

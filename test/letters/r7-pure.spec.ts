import { expect } from "chai";
import { findHeard } from "../../core/domain/letter/heard.ts";
import { aStatus } from "../support/letters.ts";

describe("r7: pure", () => {
  it("F4 whoever speaks under the very identifier that was written to is that receiver", () => {
    const oneAgency = new Set(["H38.17", "H38.77", "000.00.17.H38", "000.00.77.H38"]);
    const candidate = {
      ...{ id: 1n, side: "out" as const, documentIds: ["d"], code: null, year: null, fromKey: "H38.16" },
      addressees: ["H38.17", "H38.77"],
    };
    const status = aStatus({
      from: { id: "000.00.77.H38", name: null },
      about: { organ: "000.00.16.H38", documentId: "d", code: null, year: null },
      code: "03",
    });
    const areOne = (a: string, b: string) => a === b || (oneAgency.has(a) && oneAgency.has(b));
    expect(findHeard(status, [candidate], null, areOne)).to.deep.equal({ do: "hear", letter: 1n, organKey: "H38.77" });
  });
});

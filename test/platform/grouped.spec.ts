import { expect } from "chai";
import { grouped } from "../../platform/grouped.ts";

describe("work in groups", () => {
  /** Each group waits until it is let go. */
  function held() {
    const groups: { readonly items: readonly string[]; readonly end: (error?: Error) => void }[] = [];
    const add = grouped<string, string>(
      2,
      (items) =>
        new Promise((resolve, reject) => {
          groups.push({ items, end: (error) => (error ? reject(error) : resolve(items.join("+"))) });
        }),
    );
    return { groups, add };
  }

  it("begins at once when alone, and takes what gathers meanwhile together, at most so many", async () => {
    const { groups, add } = held();
    const all = ["a", "b", "c", "d"].map((item) => add(item));
    expect(groups.map(({ items }) => items)).to.deep.equal([["a"]]);
    groups[0]?.end();
    expect(await all[0]).to.equal("a");
    expect(groups[1]?.items).to.deep.equal(["b", "c"]);
    groups[1]?.end();
    expect(await all[2]).to.equal("b+c");
    expect(groups[2]?.items).to.deep.equal(["d"]);
    groups[2]?.end();
    expect(await all[3]).to.equal("d");
  });

  it("fails for those of the failed group alone, and goes on", async () => {
    const { groups, add } = held();
    const [first, second] = [add("a"), add("b")];
    groups[0]?.end(new Error("no"));
    expect(await first.catch((error: unknown) => (error as Error).message)).to.equal("no");
    groups[1]?.end();
    expect(await second).to.equal("b");
  });
});

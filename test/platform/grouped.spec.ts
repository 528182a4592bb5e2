import { setImmediate as nextTurn } from "node:timers/promises";
import { expect } from "chai";
import { grouped } from "../../platform/grouped.ts";

describe("work in groups", () => {
  /** Each group waits until it is let go. */
  function held(atOnce?: number) {
    const groups: { readonly items: readonly string[]; readonly end: (error?: Error) => void }[] = [];
    const add = grouped<string, string>(
      2,
      (items) =>
        new Promise((resolve, reject) => {
          groups.push({ items, end: (error) => (error ? reject(error) : resolve(items.join("+"))) });
        }),
      atOnce,
    );
    return { groups, add };
  }

  it("begins with what one turn of the event loop brings, and takes what gathers meanwhile together, at most so many", async () => {
    const { groups, add } = held();
    const all = ["a", "b", "c"].map((item) => add(item));
    await nextTurn();
    expect(groups.map(({ items }) => items)).to.deep.equal([["a", "b"]]);
    all.push(add("d"), add("e"));
    groups[0]?.end();
    expect(await all[1]).to.equal("a+b");
    expect(groups[1]?.items).to.deep.equal(["c", "d"]);
    groups[1]?.end();
    expect(await all[3]).to.equal("c+d");
    expect(groups[2]?.items).to.deep.equal(["e"]);
    groups[2]?.end();
    expect(await all[4]).to.equal("e");
  });

  it("waits for nobody alone", async () => {
    const { groups, add } = held();
    const alone = add("a");
    await nextTurn();
    groups[0]?.end();
    expect(await alone).to.equal("a");
  });

  it("fails for those of the failed group alone, and goes on", async () => {
    const { groups, add } = held();
    const first = add("a");
    await nextTurn();
    const second = add("b");
    groups[0]?.end(new Error("no"));
    expect(await first.catch((error: unknown) => (error as Error).message)).to.equal("no");
    groups[1]?.end();
    expect(await second).to.equal("b");
  });

  it("goes on beside a slow group where two may be at once, and gathers only then", async () => {
    const { groups, add } = held(2);
    const slow = add("a");
    await nextTurn();
    const second = add("b");
    await nextTurn();
    expect(groups.map(({ items }) => items)).to.deep.equal([["a"], ["b"]]);
    const gathered = [add("c"), add("d")];
    await nextTurn();
    expect(groups).to.have.length(2);
    groups[1]?.end();
    expect(await second).to.equal("b");
    expect(groups[2]?.items).to.deep.equal(["c", "d"]);
    groups[2]?.end();
    groups[0]?.end();
    expect(await Promise.all([slow, ...gathered])).to.deep.equal(["a", "c+d", "c+d"]);
  });
});

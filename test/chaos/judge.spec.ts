import { expect } from "chai";
import { judge } from "../../scripts/chaos/judge.ts";
import { openLedger, type Ledger, type Message } from "../../scripts/chaos/ledger.ts";
import { planRun } from "../../scripts/chaos/plan.ts";

const message = (sequence: number, but: Partial<Message> = {}): Message => ({
  id: `m${sequence}`,
  receiver: "H38.16",
  subject: "H38.91-261121-0001",
  sequence,
  ...but,
});
const [first, second, third] = [message(1), message(2), message(3)] as const;

/** A unit that said yes to these in this order, and has those. */
const aLedger = (answered: readonly Message[], kept = answered): Ledger => {
  const ledger = openLedger();
  answered.forEach(ledger.answer);
  kept.forEach(ledger.keep);
  return ledger;
};
const clean = { lost: 0, duplicated: 0, reordered: 0, gaps: 0 };

describe("the judge of a chaos run", () => {
  for (const [what, accepted, ledger, verdict] of [
    ["all came, once and in order", [first, second], aLedger([first, second]), { accepted: 2, delivered: 2, ...clean }],
    ["came again and was dropped", [first], aLedger([first, first]), { accepted: 1, delivered: 1, ...clean }],
    ["the last one never came", [first, second], aLedger([first]), { accepted: 2, delivered: 1, ...clean, lost: 1 }],
    [
      "one in the middle was forgotten by its receiver and not given again",
      [first, second, third],
      aLedger([first, second, third], [first, third]),
      { accepted: 3, delivered: 2, ...clean, lost: 1, gaps: 1 },
    ],
    [
      "one came that nobody was told of",
      [first],
      aLedger([first, second]),
      { accepted: 1, delivered: 1, ...clean, duplicated: 1 },
    ],
    [
      "the same news under two ids",
      [first],
      aLedger([first, message(1, { id: "again" })]),
      { accepted: 1, delivered: 1, ...clean, duplicated: 1, reordered: 1 },
    ],
    [
      "the second was let go before the first",
      [first, second],
      aLedger([second, first]),
      { accepted: 2, delivered: 2, ...clean, reordered: 2 },
    ],
    [
      "numbered in another order than it happened",
      [second, first],
      aLedger([first, second]),
      { accepted: 2, delivered: 2, ...clean, reordered: 2 },
    ],
    [
      "each dossier has an order of its own",
      [first, message(1, { id: "other", subject: "H38.91-261121-0002" })],
      aLedger([message(1, { id: "other", subject: "H38.91-261121-0002" }), first]),
      { accepted: 2, delivered: 2, ...clean },
    ],
  ] as const)
    it(what, () => expect(judge(accepted, [ledger])).to.deep.equal(verdict));
});

describe("the plan of a chaos run", () => {
  it("is the same for the same seed, and another for another", () => {
    expect(planRun(7, "rabbitmq")).to.deep.equal(planRun(7, "rabbitmq"));
    expect(planRun(7, "rabbitmq")).not.to.deep.equal(planRun(8, "rabbitmq"));
  });

  it("over many seeds strikes everything that can be struck", () => {
    const plans = Array.from({ length: 200 }, (_, seed) => planRun(seed, "rabbitmq"));
    const struck = new Set(
      plans.flatMap(({ faults }) =>
        faults.map((fault) =>
          fault.kind === "kill"
            ? `kill ${fault.what}`
            : fault.kind === "temper"
              ? `${fault.partner} ${fault.temper}`
              : `${fault.kind} ${fault.wire}`,
        ),
      ),
    );
    expect([...struck]).to.include.members([
      "kill gateway",
      "kill worker-1",
      "kill worker-2",
      "kill database",
      "kill broker",
      "cut gateway to database",
      "sever worker-1 to broker",
      "slow worker-2 to database",
      "sever hub to chaos-building",
      "cut units to hub",
      "chaos-building lying",
      "chaos-commune-1 hanging",
      "chaos-commune-2 forgettingItsPlace",
      "chaos-commune-3 shuffling",
    ]);
  });
});

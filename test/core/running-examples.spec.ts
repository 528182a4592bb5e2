import { expect } from "chai";
import { beginChain, takeLegStep } from "../../core/domain/chain-steps.ts";
import { legAnswerBy, legDue } from "../../core/domain/chain-time.ts";
import type { Limit } from "../../core/domain/clock/limit.ts";
import type { Mode } from "../../core/domain/clock/mode.ts";
import type { Leg } from "../../core/domain/chain.ts";
import { aChain, aLeg, must } from "../support/chains.ts";
import { at, local, place } from "../support/clocks.ts";

/** The dues of a chain that runs: each leg is acknowledged when it starts, and finished at the moment it is due. */
function runOf(from: string, mode: Mode, limits: readonly Limit[]): string[] {
  const startLeg = (leg: Leg, when: Date) => ({
    due: legDue(leg, when, mode, place),
    answerBy: legAnswerBy(when, place),
  });
  const legs = limits.map((limit, index) => aLeg(index + 1, index === 0 ? [] : [index], { limit }));
  const begun = beginChain(aChain(legs, { mode }), at(from), startLeg).chain;
  const ended = legs.reduce((chain, { number }) => {
    const { agency: by, startedAt, due } = chain.legs[number - 1]!;
    const taken = must(takeLegStep(chain, { number, step: "acknowledge", by, at: startedAt! }, startLeg));
    return must(takeLegStep(taken, { number, step: "finish", by, at: due!.due }, startLeg));
  }, begun);
  expect(ended.legs.map(({ state }) => state)).to.deep.equal(limits.map(() => "done"));
  return ended.legs.map(({ due }) => local(due?.due));
}

const days = (...values: number[]): Limit[] => values.map((value) => ({ value, unit: "working_day" }));
const hours = (...values: number[]): Limit[] => values.map((value) => ({ value, unit: "working_hour" }));

describe("the worked examples of chains, running leg by leg", () => {
  for (const [example, from, mode, limits, dues] of [
    [
      ...["E16 KARA, mode A", "2026-11-23 16:45", "A/last_hour"],
      ...[days(3, 3, 10), ["2026-11-30 17:30", "2026-12-03 17:30", "2026-12-17 17:30"]],
    ],
    [
      ...["E16 KARA, mode B", "2026-11-23 16:45", "B/last_hour"],
      ...[days(3, 3, 10), ["2026-11-27 17:30", "2026-12-02 17:30", "2026-12-16 17:30"]],
    ],
    [
      ...["E35", "2026-11-26 08:00", "A", hours(2, 3, 2, 1)],
      ["2026-11-26 10:00", "2026-11-26 15:00", "2026-11-26 17:00", "2026-11-27 08:00"],
    ],
    [
      ...["E36 NA3857", "2026-11-02 09:00", "A", hours(4, 4, 112, 24, 16, 8)],
      [
        ...["2026-11-02 15:00", "2026-11-03 09:00", "2026-11-23 09:00"],
        ...["2026-11-27 09:00", "2026-12-01 09:00", "2026-12-02 09:00"],
      ],
    ],
  ] as [string, string, Mode, Limit[], string[]][])
    it(example, () => expect(runOf(from, mode, limits)).to.deep.equal(dues));

  it("E16 paid in the last hour: a leg that ends early gives its time to nobody, the next counts from there (L7)", () => {
    const startLeg = (leg: Leg, when: Date) => ({
      due: legDue(leg, when, "A/last_hour", place),
      answerBy: legAnswerBy(when, place),
    });
    const legs = [aLeg(1, []), aLeg(2, [1])];
    const begun = beginChain(aChain(legs, { mode: "A/last_hour" }), at("2026-11-23 16:45"), startLeg).chain;
    const [{ agency: by }] = begun.legs as [Leg];
    const taken = must(
      takeLegStep(begun, { number: 1, step: "acknowledge", by, at: at("2026-11-25 09:00") }, startLeg),
    );
    // finished in the last hour of Thu 26/11: what comes from a leg is moved by no rule of receipts: 27, 30, 1
    const next = must(takeLegStep(taken, { number: 1, step: "finish", by, at: at("2026-11-26 16:45") }, startLeg));
    expect(local(next.legs[1]?.due?.due)).to.equal("2026-12-01 17:30");
  });
});

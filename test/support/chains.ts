import type { Chain, Leg } from "../../core/domain/chain.ts";
import { beginChain, takeLegStep, type LegCommand, type LegDecision } from "../../core/domain/chain-steps.ts";
import { legAnswerBy, legDue } from "../../core/domain/chain-time.ts";
import type { LimitUnit } from "../../core/domain/clock/limit.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import type { ProcessLeg } from "../../core/domain/process.ts";
import { at, place } from "./clocks.ts";

export const oneStop = parseOrgCode("H38.91");
export const justice = parseOrgCode("H38.14");
export const construction = parseOrgCode("H38.16");
export const interior = parseOrgCode("H38.17");

export const start = at("2026-11-23 08:00");

/** A leg as designed; a test says only what matters to it. */
export const aLeg = (number: number, after: readonly number[], but: Partial<ProcessLeg> = {}): ProcessLeg => ({
  number,
  agency: construction,
  supervisedBy: null,
  kind: "handle",
  work: `việc ${number}`,
  limit: { value: 3, unit: "working_day" },
  after,
  feeVnd: null,
  procedure: null,
  ...but,
});

/** Legs one after the other, with these limits. */
export const inSequence = (unit: LimitUnit, ...values: readonly number[]): ProcessLeg[] =>
  values.map((value, index) => aLeg(index + 1, index === 0 ? [] : [index], { limit: { value, unit } }));

/** A chain of these legs before it begins. */
export const aChain = (legs: readonly ProcessLeg[], but: Partial<Chain> = {}): Chain => ({
  code: parseDossierCode("H38.91-261123-0001"),
  receivedBy: oneStop,
  lead: null,
  linked: false,
  refundWhenRefused: true,
  mode: "A",
  jointDue: at("2026-12-17 17:30"),
  isStopped: false,
  stoppedSince: null,
  legs: legs.map((leg): Leg => ({
    ...leg,
    agency: leg.agency as Leg["agency"],
    state: "waiting",
    plannedDue: at("2026-12-17 17:30"),
    startedAt: null,
    answerBy: null,
    acknowledgedAt: null,
    due: null,
    stoppedAt: null,
    endedAt: null,
    returns: 0,
    sentBackBy: [],
    foreignCode: null,
  })),
  ...but,
});

export const startLeg = (leg: Leg, when: Date) => ({
  due: legDue(leg, when, "A", place),
  answerBy: legAnswerBy(when, place),
});

export const begun = (legs: readonly ProcessLeg[], but: Partial<Chain> = {}): Chain =>
  beginChain(aChain(legs, but), start, startLeg).chain;

export const take = (chain: Chain, number: number, but: Partial<LegCommand>): LegDecision =>
  takeLegStep(
    chain,
    {
      number,
      step: "acknowledge",
      by: chain.legs.find((leg) => leg.number === number)?.agency ?? oneStop,
      at: start,
      ...but,
    },
    startLeg,
  );

/** The chain after steps that are all allowed: `"1 finish"`, acknowledged before where it was not. */
export function after(chain: Chain, ...steps: readonly string[]): Chain {
  return steps.reduce((before, step) => {
    const [number = "", what = ""] = step.split(" ");
    const leg = before.legs.find((one) => one.number === Number(number));
    const ready = leg?.acknowledgedAt || what === "acknowledge" ? before : must(take(before, Number(number), {}));
    return must(take(ready, Number(number), { step: what as LegCommand["step"], reason: "lý do" }));
  }, chain);
}

export function must(decision: LegDecision): Chain {
  if (!decision.ok) throw new Error(`refused: ${decision.code}`);
  return decision.chain;
}

/** `1 done, 2 running`. */
export const statesOf = ({ legs }: Chain): string => legs.map(({ number, state }) => `${number} ${state}`).join(", ");

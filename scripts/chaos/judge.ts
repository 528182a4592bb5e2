import { laneOf, type Ledger, type Message } from "./ledger.ts";

/** What a run found, counted in messages; all but the first two must be 0. */
export interface Verdict {
  /** Owed by requests that were answered with 2xx. */
  readonly accepted: number;
  /** Of these, what its receiver has at the end. */
  readonly delivered: number;
  readonly lost: number;
  /** What a receiver that drops known ids has beyond what was accepted: told twice under two ids, or by nobody. */
  readonly duplicated: number;
  /** Let go before an earlier one of its lane had been answered, or numbered in another order than it happened. */
  readonly reordered: number;
  /** Sequence numbers missing from a lane, below its highest. */
  readonly gaps: number;
}

/**
 * Compares sets as Jepsen does: what was promised to callers with what receivers have, knowing nothing of the hub's
 * inside.
 * @param accepted as the answers named them, each lane in the order in which its steps happened.
 * @param ledgers of all units.
 */
export function judge(accepted: readonly Message[], ledgers: readonly Ledger[]): Verdict {
  const kept = new Map(ledgers.flatMap((ledger) => [...ledger.kept]));
  const promised = new Set(accepted.map(({ id }) => id));
  const delivered = accepted.filter(({ id }) => kept.has(id)).length;
  return {
    accepted: accepted.length,
    delivered,
    lost: accepted.length - delivered,
    duplicated: [...kept.keys()].filter((id) => !promised.has(id)).length,
    reordered: sum(lanes(accepted), outOfStep) + sum(ledgers, ({ answered }) => sum(lanes(answered), outOfStep)),
    gaps: sum(lanes([...kept.values()]), missingBelowHighest),
  };
}

function lanes(messages: readonly Message[]): Message[][] {
  const byLane = new Map<string, Message[]>();
  for (const message of messages) byLane.set(laneOf(message), [...(byLane.get(laneOf(message)) ?? []), message]);
  return [...byLane.values()];
}

/** How many do not follow directly on the one before; the first has number 1. */
const outOfStep = (lane: readonly Message[]): number =>
  lane.filter(({ sequence }, i) => sequence !== (lane[i - 1]?.sequence ?? 0) + 1).length;

function missingBelowHighest(lane: readonly Message[]): number {
  const numbers = new Set(lane.map(({ sequence }) => sequence));
  return Math.max(...numbers) - numbers.size;
}

const sum = <T>(of: readonly T[], count: (one: T) => number): number =>
  of.reduce((total, one) => total + count(one), 0);

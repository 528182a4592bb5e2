import { openSettlingLegs, partakersOf, settledAs, type Chain, type ChainOutcome } from "./chain.ts";
import type { Command, Dossier } from "./dossier.ts";
import type { OrgCode } from "./org-code.ts";
import { refuse, type Refusal } from "./refusal.ts";

/** What a dossier's chain says to the steps of the dossier itself. */
export interface ChainFacts {
  /** The legs the decision still waits for. */
  readonly openLegs: readonly { readonly number: number; readonly agency: OrgCode }[];
  /** How they settled the matter; null while one is open. */
  readonly settledAs: ChainOutcome | null;
  readonly lastEnd: Date | null;
  /** Everyone who has a part in it. */
  readonly partakers: readonly OrgCode[];
}

export const chainFactsOf = (chain: Chain): ChainFacts => ({
  openLegs: openSettlingLegs(chain).map(({ number, agency }) => ({ number, agency })),
  settledAs: settledAs(chain),
  lastEnd: chain.legs
    .flatMap(({ kind, endedAt }) => (kind !== "return" && endedAt ? [endedAt] : []))
    .reduce<Date | null>((last, one) => (last && last > one ? last : one), null),
  partakers: partakersOf(chain),
});

/** Whether the dossier may be with this agency: while legs are open only with one that has a part in them (L12). */
export const outsideChain = (code: string, facts: ChainFacts, unit: OrgCode, field?: string): Refusal | null =>
  facts.openLegs.length === 0 || facts.partakers.includes(unit)
    ? null
    : refuse("outside-chain", { code, unit, agencies: facts.partakers.join(", ") }, field);

/**
 * What the chain has to say to a step of its dossier. The holder concludes, since the decision needs its paper (T26,
 * T27): not before every leg that settles the matter has ended, and as they settled it, or with a legal reason on record.
 */
export function chainAllows(dossier: Dossier, command: Command): "lawful" | "exceptional" | Refusal {
  const { step, to, at, facts } = command;
  const chain = facts?.chain;
  if (!chain) return "lawful";
  if (step === "handOver") return (to && outsideChain(dossier.code, chain, to, "/to")) || "lawful";
  if (step !== "conclude") return "lawful";
  if (chain.settledAs === null) {
    const legs = chain.openLegs.map(({ number, agency }) => `${number} (${agency})`).join(", ");
    return refuse("chain-legs-open", { code: dossier.code, legs }, "/step");
  }
  if (chain.lastEnd && at < chain.lastEnd)
    return refuse("time-before-last-step", { at: at.toISOString(), last: chain.lastEnd.toISOString() }, "/at");
  const wanted = chain.settledAs === "refused" ? "refused" : "granted";
  // what a chain does not grant is refused, or given back
  if (((command.outcome ?? "granted") === "granted") === (wanted === "granted")) return "lawful";
  if (facts.legalBasis) return "exceptional";
  return refuse("chain-outcome-differs", { code: dossier.code, chain: chain.settledAs, wanted }, "/outcome");
}

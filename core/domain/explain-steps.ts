import { ofUnits } from "./acting-role.ts";
import type { ChainFacts } from "./chain-guard.ts";
import { beginnings, custodyOf, decide, rowsFor, type Decision, type Dossier } from "./dossier.ts";
import { steps, type Step } from "./moves.ts";
import type { OrgCode } from "./org-code.ts";
import type { Refusal } from "./refusal.ts";
import type { Role } from "./state.ts";

/** What one step needs, and why it may not be taken now if it may not. */
export interface StepExplained {
  readonly step: Step;
  readonly allowed: boolean;
  /** Roles that may take it in this state; empty where the table has no row. */
  readonly roles: readonly Role[];
  /** Transitions of the table, as T12. */
  readonly sources: readonly string[];
  /** Why not; or, for an allowed step, what has to be given with it. */
  readonly because?: Refusal;
}

/** Refusals that a fuller request answers: the step itself is open. */
const needs = new Set<Refusal["code"]>([
  "payment-not-confirmed",
  "second-person-missing",
  "decision-missing",
  "exclusion-without-evidence",
  "new-due-not-later",
  "delegation-missing",
  "result-not-issued",
  "chain-outcome-differs",
  "role-not-said",
  "opinion-due-not-ahead",
]);

const later = steps.filter((step) => !(beginnings as readonly Step[]).includes(step) || step === "refuseReceipt");

/** What may be done now, by whom, and why not otherwise: every step, for one unit and, if given, one role. */
export const explainSteps = (dossier: Dossier, by: OrgCode, role?: Role, chain?: ChainFacts): StepExplained[] => {
  const at = chain?.lastEnd && chain.lastEnd > dossier.lastEventAt ? chain.lastEnd : dossier.lastEventAt;
  const decideAs = (step: Step, as: Role | undefined): Decision =>
    decide(dossier, { step, by, at, ...(as ? { role: as } : {}), ...(chain ? { facts: { chain } } : {}) });
  return later.map((step) => {
    const rows = rowsFor(dossier.state, custodyOf(dossier), step);
    const decision = mostOpen(decideAs(step, role), () => ofUnits(rows).map((as) => decideAs(step, as)));
    return {
      step,
      allowed: decision.ok || needs.has(decision.code),
      roles: [...new Set(rows.flatMap((row) => row.roles))],
      sources: [...new Set(rows.map((row) => row.source))],
      ...(decision.ok ? {} : { because: decision }),
    };
  });
};

/** A step of several roles needs one to be said where one of them may take it; else what hinders them all is told. */
function mostOpen(decision: Decision, inEachRole: () => readonly Decision[]): Decision {
  if (decision.ok || decision.code !== "role-not-said") return decision;
  const each = inEachRole();
  if (each.some(({ ok }) => ok)) return decision;
  return each.find((one) => !one.ok && needs.has(one.code)) ?? each[0] ?? decision;
}

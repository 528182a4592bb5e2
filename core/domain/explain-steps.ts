import { ofUnits } from "./acting-role.ts";
import { beginnings, custodyOf, decide, rowsFor, rowsOfUnit, type Decision, type Dossier } from "./dossier.ts";
import type { Facts } from "./guards.ts";
import { steps, type Step } from "./moves.ts";
import type { OrgCode } from "./org-code.ts";
import type { Refusal } from "./refusal.ts";
import type { Role } from "./state.ts";

/** What one step needs, and why it may not be taken now if it may not. */
export interface StepExplained {
  readonly step: Step;
  readonly allowed: boolean;
  /** Roles in which the unit that asks may take it in this state; empty where it is not its step. */
  readonly roles: readonly Role[];
  /** Transitions of the table, as T12. */
  readonly sources: readonly string[];
  /** Why not; or, for an allowed step, what has to be given with it. */
  readonly because?: Refusal;
}

/** Refusals that a fuller request answers: the step itself is open. */
const needs = new Set<Refusal["code"]>([
  "right-agency-missing",
  "payment-not-confirmed",
  "legal-basis-missing",
  "refund-without-reference",
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

export interface StepsQuestion {
  readonly by: OrgCode;
  readonly role?: Role;
  /** Now: what time decides is open or not by it. */
  readonly at: Date;
  /** What the service knows of clocks and chain. */
  readonly facts?: Facts;
}

/** The steps a unit may take: what its officer sees as buttons. */
export const allowedSteps = (explained: readonly StepExplained[]): Step[] =>
  explained.filter(({ allowed }) => allowed).map(({ step }) => step);

/** What may be done now, by whom, and why not otherwise: every step, for one unit and, if given, one role. */
export const explainSteps = (dossier: Dossier, { by, role, at: asked, facts = {} }: StepsQuestion): StepExplained[] => {
  const { lastEventAt } = dossier;
  const last = Math.max(asked.getTime(), lastEventAt.getTime(), facts.chain?.lastEnd?.getTime() ?? 0);
  const at = new Date(last); // units' clocks may be ahead of ours
  const decideAs = (step: Step, as: Role | undefined): Decision =>
    decide(dossier, { step, by, at, facts, ...(as ? { role: as } : {}) });
  return later.map((step) => {
    const rows = rowsFor(dossier.state, custodyOf(dossier), step);
    const decision = mostOpen(decideAs(step, role), () => ofUnits(rows).map((as) => decideAs(step, as)));
    return {
      step,
      allowed: decision.ok || needs.has(decision.code),
      roles: ofUnits(rowsOfUnit(dossier, step, by, facts)),
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

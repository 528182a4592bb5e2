import type { ChainFacts } from "../domain/chain-guard.ts";
import type { Clocks as DossierClocks } from "../domain/dossier-clock.ts";
import { backTo, type Dossier } from "../domain/dossier.ts";
import { explainSteps, type StepExplained } from "../domain/explain-steps.ts";
import { factsOfPast, heldFirst } from "../domain/past.ts";
import type { OrgCode } from "../domain/org-code.ts";
import type { Role } from "../domain/state.ts";
import { findOrganisation } from "../store/organisations.ts";
import { pastSteps } from "../store/past-steps.ts";
import type { Database } from "../../platform/database.ts";
import type { Clocks } from "./clock-in-force.ts";
import { unitOn } from "./acting-unit.ts";
import { deciderOn } from "./decider.ts";
import { agencyEnded } from "./ended-agency.ts";
import { filedVersion, isFiling } from "./filed-version.ts";
import { clockFacts, returnWindow } from "./time-facts.ts";

/**
 * Answers, for one unit, what a step taken now would be answered: with the facts that a step is decided with. To an
 * agency that has ended nothing is open.
 */
export async function openExplainer(
  { db, clocks: finder, now }: { readonly db: Database; readonly clocks: Clocks; readonly now: () => Date },
  { id, dossier }: { readonly id: bigint; readonly dossier: Dossier },
  clocks: DossierClocks,
  chain: ChainFacts | undefined,
): Promise<(by: OrgCode, role?: Role) => Promise<readonly StepExplained[]>> {
  const at = now();
  const past = await pastSteps(db, id);
  const facts = {
    ...clockFacts(dossier, clocks),
    ...returnWindow(heldFirst(past, dossier), await finder.clockFor(db, dossier.returnsTo)),
    ...factsOfPast(past),
    ...(await deciderOn(db, dossier, at)),
    ...(chain ? { chain } : {}),
  };
  const withoutWayBack = async (steps: readonly StepExplained[]): Promise<readonly StepExplained[]> => {
    const back = backTo(dossier);
    if (back === null || !steps.some(({ step, allowed }) => step === "sendBack" && allowed)) return steps;
    const standing = await unitOn(db, back, at, "/step");
    if (standing.ok) return steps;
    return steps.map((step) => (step.step === "sendBack" ? { ...step, allowed: false, because: standing } : step));
  };
  return async (by, role) => {
    const steps = await withoutWayBack(explainSteps(dossier, { by, at, facts, ...(role ? { role } : {}) }));
    const ended = await agencyEnded(db, by, at);
    if (ended) return steps.map((step) => ({ ...step, allowed: false, because: ended }));
    const filing = steps.find(({ step, allowed }) => allowed && isFiling(step));
    const filed =
      filing && (await filedVersion(db, dossier, { step: filing.step, at }, await findOrganisation(db, by)));
    return filed && !filed.ok
      ? steps.map((step) => (step === filing ? { ...step, allowed: false, because: filed } : step))
      : steps;
  };
}

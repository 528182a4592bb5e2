import { dayOf } from "../domain/day.ts";
import type { Dossier, DossierEvent } from "../domain/dossier.ts";
import type { Organisation } from "../domain/organisation.ts";
import type { ProcedureVersion } from "../domain/procedure.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import type { Reader } from "../../platform/database.ts";
import { mayReceive } from "./receive-dossier.ts";
import { differenceView, remapDraft } from "./remap-draft.ts";
import { procedureView } from "./views.ts";

/** From which version a filing came to another one: shown to the applicant, kept with the event (C5). */
// a type, not an interface: it is written as JSON as it is
export type Remapping = {
  readonly from: {
    readonly code: string;
    readonly version: string | null;
    readonly province?: string;
    readonly edition?: number;
  };
  /** Procedures from the one it was written for to the one in force. */
  readonly replacements: readonly string[];
  readonly difference: ReturnType<typeof differenceView>;
};

export type Filed =
  | { readonly ok: true; readonly kept: true }
  | { readonly ok: true; readonly kept: false; readonly version: ProcedureVersion; readonly remapped: Remapping };

/** Steps at which the version of a filing is judged. */
export const isFiling = (step: DossierEvent["step"]): boolean => step === "submit" || step === "accept";

/**
 * The version an online filing falls under: that in force on the day it was submitted in Viet Nam, over replacements
 * (C5). Judged at the submission, and at the receipt again: a decision may have been entered in between. Of every other
 * step the dossier keeps what it has (C4, P9).
 * @returns a refusal when nothing is in force in its place (C6), or when only a ministry may receive it (C8).
 */
export async function filedVersion(
  db: Reader,
  before: Dossier,
  event: Pick<DossierEvent, "step" | "at">,
  unit: Organisation | undefined,
): Promise<Filed | Refusal> {
  if (!isFiling(event.step)) return { ok: true, kept: true };
  const { code } = before.procedure;
  const day = dayOf(event.step === "submit" ? event.at : before.receivedAt);
  const found = await remapDraft(db, { ...before.procedure, procedure: code }, day, unit);
  if (!found.ok) return found;
  if (found.status === "in-force") return { ok: true, kept: true };
  const last = found.chain.at(-1) ?? code;
  if (found.status === "ended")
    return refuse("procedure-not-valid", { procedure: code, day, replacement: last === code ? "–" : last });
  const closed = unit && mayReceive({ code: found.version.code, solvedBy: found.version.solvedBy }, unit);
  if (closed) return closed;
  return {
    ok: true,
    kept: false,
    version: found.version,
    remapped: {
      from: procedureView(before.procedure),
      replacements: found.chain,
      difference: differenceView(found.difference),
    },
  };
}

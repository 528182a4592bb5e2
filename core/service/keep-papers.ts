import { dayOf } from "../domain/day.ts";
import type { Dossier, DossierEvent } from "../domain/dossier.ts";
import { fillForm, type PaperSources } from "../domain/papers/fill.ts";
import { formOf, formSetOn } from "../domain/papers/forms.ts";
import { supplementDefault } from "../domain/time-rules.ts";
import type { StepDetails } from "../domain/step-details.ts";
import type { StoredDossier } from "../store/dossiers.ts";
import { insertPaper, paperContext, type Around } from "../store/papers.ts";
import type { Tx } from "../../platform/database.ts";
import { yearAt } from "./form-set.ts";
import { openDay } from "./views.ts";

export interface RecordedStep {
  readonly before: Dossier | null;
  readonly saved: StoredDossier;
  readonly event: DossierEvent;
  readonly officer: string | undefined;
  readonly details: StepDetails;
}

/** Steps by which a dossier enters the register: received at the counter, online, or settled on the spot. */
const entering: readonly DossierEvent["step"][] = ["receive", "accept", "settleAtOnce"];
export const entersRegister = ({ step }: DossierEvent): boolean => entering.includes(step);

/** Whether a form is made of a step. */
export const hasPaper = (event: DossierEvent): boolean => formOf(event) !== null;

/** Makes the form of a step, in the step's own transaction: numbers have no gap. */
export async function keepPapers(tx: Tx, step: RecordedStep): Promise<void> {
  const { event, saved } = step;
  const { dossier } = saved;
  const form = formOf(event);
  if (!form) return;
  const around = await paperContext(tx, saved.id, event);
  await insertPaper(tx, {
    ...fillForm(form, sourcesOf(step, around)),
    of: { dossierId: saved.id, revision: dossier.revision },
    form,
    formSet: formSetOn(around.formSets, dayOf(dossier.receivedAt)),
    unit: event.by,
    year: yearAt(event.at),
    signerRole: event.role,
    signer: step.officer ?? null,
    at: event.at,
    submitter: around.submitter,
  });
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

function sourcesOf({ before, saved, event, officer, details }: RecordedStep, around: Around): PaperSources {
  const { dossier, channel } = saved;
  const { limitValue, limitUnit, registerYear, registerNumber } = around;
  const { agency, agencyAbove, oneStop, asked, limitText, feeText, result } = around;
  return {
    ...{ agency, agencyAbove, oneStop, asked, channel, result },
    code: dossier.code,
    procedure: {
      code: dossier.procedure.code,
      version: openDay(dossier.procedure.version),
      name: around.procedureName,
      limit: limitValue !== null && limitUnit !== null ? { value: Number(limitValue), unit: limitUnit } : null,
      limitText,
      feeVnd: around.feeVnd === null ? null : Number(around.feeVnd),
      feeText,
    },
    // on the first step the event is not there to be read yet
    filed: before === null ? details : around.filed,
    register: registerYear !== null && registerNumber !== null ? { year: registerYear, number: registerNumber } : null,
    receivedAt: dossier.receivedAt.toISOString(),
    dueAt: iso(around.printedDue),
    appointedBefore: around.appointed ?? iso(around.originalDue),
    supplementDueAt: iso(around.supplementDue),
    supplementMode: around.supplementMode ?? supplementDefault,
    supplements: dossier.supplements,
    withdrawalRequestedAt: iso(around.withdrawalRequestedAt),
    stateBefore: before?.stateBefore ?? null,
    stopReason: dossier.stopReason,
    money: dossier.money,
    event: {
      step: event.step,
      reason: event.reason,
      from: event.from,
      at: event.at.toISOString(),
      officer: officer ?? null,
    },
    said: details,
  };
}

import { dayOf } from "../domain/day.ts";
import type { LegEvent } from "../domain/chain-steps.ts";
import { formSetOn } from "../domain/papers/forms.ts";
import { fillTransferForm } from "../domain/papers/transfer-form.ts";
import type { StoredChain } from "../store/chains.ts";
import { organisationNames } from "../store/organisations.ts";
import { insertPaper, legPaperContext } from "../store/papers.ts";
import type { Tx } from "../../platform/database.ts";
import { yearAt } from "./form-set.ts";
import { openDay } from "./views.ts";

/** Makes the form of every leg that is given to its agency, issued by who gives it, in the same transaction. */
export async function keepLegPapers(
  tx: Tx,
  { dossierId, chain }: StoredChain,
  events: readonly (LegEvent & { readonly id: string })[],
  signer: { readonly officer: string | null; readonly role: string },
): Promise<void> {
  const names = await organisationNames(
    tx,
    events.some(({ step }) => step === "start") ? [...chain.legs.map(({ agency }) => agency), chain.lead ?? ""] : [],
  );
  for (const { id, number, step, by, at } of events) {
    const leg = chain.legs.find((one) => one.number === number);
    if (step !== "start" || !leg) continue;
    const around = await legPaperContext(tx, dossierId, by);
    const { agency, agencyAbove, oneStop, procedure } = around;
    await insertPaper(tx, {
      ...fillTransferForm({
        ...{ agency, agencyAbove, oneStop, code: chain.code, chain, leg, givenAt: at },
        procedure: { ...procedure, version: openDay(procedure.version) },
        sentBackFor: events.find((one) => one.step === "return")?.reason ?? null,
        nameOf: (code) => names.get(code) ?? code,
      }),
      of: { dossierId, legEventId: id },
      form: "PHIEU_CHUYEN_XU_LY",
      formSet: formSetOn(around.formSets, dayOf(around.receivedAt)),
      unit: by,
      year: yearAt(at),
      signerRole: signer.role,
      signer: signer.officer,
      at,
      submitter: null, // who handed the dossier in is no part of this form (P12)
    });
  }
}

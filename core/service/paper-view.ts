import { printedAs } from "../domain/papers/forms.ts";
import type { StoredPaper } from "../store/papers.ts";

/** A stored form as the gateway answers it. `submitter` only for those who work on the dossier (§10.1). */
export const paperView = (paper: StoredPaper, showPerson: boolean) => ({
  id: String(paper.id),
  form: paper.form,
  formSet: paper.formSet,
  ...printedAs(paper.form, paper.formSet),
  unit: paper.unit,
  year: paper.year,
  number: paper.number,
  at: paper.at.toISOString(),
  signer: { role: paper.signerRole, officer: paper.signer },
  printed: paper.printed,
  missing: paper.missing,
  data: paper.data,
  submitter: showPerson ? paper.submitter : null,
});
export type PaperView = ReturnType<typeof paperView>;

import type { Answer } from "../../core/service/once.ts";
import type { StepTaken } from "../../core/service/step-taken.ts";

/** Derives the secret of a dossier's slip from its code. */
export type SlipSecretOf = (code: string) => string;

/**
 * Where a step gives the applicant a slip, its secret goes along. Derived at every answer, a repeat's too: what the hub
 * keeps under an Idempotency-Key holds no secret (P12).
 */
export const withSlipSecret = (answer: Answer<StepTaken>, secretOf: SlipSecretOf): Answer<StepTaken> =>
  answer.ok && answer.body.event.paper === "GIAY_TIEP_NHAN"
    ? { ...answer, body: { ...answer.body, lookupSecret: secretOf(answer.body.dossier.code) } as StepTaken }
    : answer;

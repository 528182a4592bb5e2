import type { Role } from "../../core/domain/state.ts";

/** Who usually takes a step that is open to several; for tests that are not about roles. */
const usual: Partial<Record<string, Role>> = {
  handOver: "officer",
  acknowledge: "officer",
  sendBack: "officer",
  recall: "officer",
  assign: "agencyHead",
  askOpinion: "handler",
  recordOpinion: "handler",
  askSupplement: "handler",
  supplement: "applicant",
  askPayment: "handler",
  submitForSignature: "handler",
  conclude: "signatory",
  extend: "agencyHead",
  confirmPostDelivery: "postClerk",
  resultCameBack: "postClerk",
};

export function inUsualRole(step: string): { readonly role?: Role } {
  const role = usual[step];
  return role === undefined ? {} : { role };
}

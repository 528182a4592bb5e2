import type { FaultCode } from "../../bus/outcome.ts";

/** How the portal ended a call (docs/national-portal.md, answers). */
export type Reply =
  | { readonly kind: "done"; readonly detail: string }
  /** It left and no answer came, or half of one: it may have had its effect. */
  | { readonly kind: "unknown"; readonly detail: string; readonly fault: FaultCode }
  /** It answered, in words that nobody has judged yet: never taken for a yes (quirk 2). */
  | { readonly kind: "unclear"; readonly detail: string }
  /** It surely had no effect; later is fine. */
  | { readonly kind: "retry"; readonly detail: string; readonly fault: FaultCode }
  /** It has the dossier, or has it not, other than the call supposed. */
  | { readonly kind: "flip"; readonly detail: string }
  | { readonly kind: "predecessor"; readonly detail: string }
  | { readonly kind: "auth"; readonly detail: string }
  | { readonly kind: "permanent"; readonly detail: string; readonly field?: string };

/** Three-valued: no answer is no "no" (quirk 5). */
export type Found =
  | { readonly kind: "exists"; readonly status: string | null }
  | { readonly kind: "absent" }
  | { readonly kind: "unknown"; readonly reply: Exclude<Reply, { kind: "done" }> };

/** The calls of the portal that telling needs; none throws for what the portal does. */
export interface Ask {
  readonly lookUp: (code: string, signal: AbortSignal) => Promise<Found>;
  readonly syncDossier: (row: object, isUpdating: boolean, signal: AbortSignal) => Promise<Reply>;
  /** Rows of one dossier, in the order in which they happened. */
  readonly tellSteps: (rows: readonly object[], signal: AbortSignal) => Promise<Reply>;
  readonly tellFiled: (row: object, signal: AbortSignal) => Promise<Reply>;
}

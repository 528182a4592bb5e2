import type { PaymentOutcome } from "../../core/domain/payment/report.ts";

/** A code that no table knows is no success and no failure (R4). */
export const outcomeOf = (codes: Readonly<Record<string, PaymentOutcome>>, code: string): PaymentOutcome =>
  Object.hasOwn(codes, code) ? (codes[code] ?? "unknown") : "unknown";

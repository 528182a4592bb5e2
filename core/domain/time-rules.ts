import { unitOfCatalogue } from "./clock/limit.ts";
import type { Mode, SupplementMode } from "./clock/mode.ts";
import type { TimeRules } from "./dossier-clock.ts";
import type { PaymentMode, ProcedureVersion } from "./procedure.ts";

/** D4: the next working day is the day of receipt, unless a procedure says otherwise. */
export const startDefault: Mode = "A";
/** NĐ61 19(4): counted again from the start after full receipt. */
export const supplementDefault: SupplementMode = "RESTART";
/** National code 6 stops the clock; the decree on linked groups starts it only when paid (KARA 6(2)). */
export const paymentDefault: PaymentMode = "PAUSE";

/** What a version states about time; null: nothing. */
export type StatedTime = Pick<ProcedureVersion, "limit" | "startMode" | "supplementMode" | "paymentMode">;

/** A version that says nothing about time. */
export const unstated: StatedTime = { limit: null, startMode: null, supplementMode: null, paymentMode: null };

/** How a version reads time; where it says nothing, the law's default. */
export const readingOf = ({ startMode, supplementMode, paymentMode }: Omit<StatedTime, "limit">) => ({
  start: startMode ?? startDefault,
  supplement: supplementMode ?? supplementDefault,
  payment: paymentMode ?? paymentDefault,
});
export type TimeReading = ReturnType<typeof readingOf>;

/**
 * What a version says about time; where it says nothing, the law's default. A dossier keeps its version's (P9).
 * @param feeVnd the version's fee; null: not known, or not one for all.
 */
export const timeRulesOf = ({ limit, ...says }: StatedTime, feeVnd: bigint | null = null): TimeRules => {
  const { start: mode, supplement, payment } = readingOf(says);
  return {
    limit: limit && { value: limit.value, unit: unitOfCatalogue[limit.unit] },
    ...{ mode, supplement, payment, free: feeVnd === 0n },
  };
};

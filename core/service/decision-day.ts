import { parseDay, type Day } from "../domain/day.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";

/**
 * Why a decision cannot have been made on the day stated, or cannot take effect from a day: it is signed before it is
 * entered, and takes effect on the day of its signing at the earliest (C3), so that nothing is changed for what was
 * received or signed before it. Days in Viet Nam.
 */
export function unfitDecision(
  { decisionDate }: { readonly decisionDate: string },
  today: Day,
  validFrom?: { readonly day: string; readonly field: string },
): Refusal | undefined {
  const signed = parseDay(decisionDate);
  if (signed > today) return refuse("decision-in-future", { day: signed, today }, "/decisionDate");
  if (validFrom && validFrom.day < signed)
    return refuse("effect-before-decision", { day: validFrom.day, signed }, validFrom.field);
  return undefined;
}

import { explainAround, type Explanation } from "../domain/clock/explain.ts";
import { findDossierCode } from "../domain/dossier-code.ts";
import { isReproducible } from "../domain/dossier-clock.ts";
import { clocksOf } from "../store/dossier-clocks.ts";
import { find } from "../store/dossiers.ts";
import type { Reader } from "../../platform/database.ts";
import type { Clocks } from "./clock-in-force.ts";

/** The stored due of a dossier, with the way to it. */
export interface DueExplained {
  readonly explanation: Explanation;
  /** What counts instead, where a person set it: re-appointed (D17) or reset (T39). */
  readonly setTo: Date | null;
  /** Whether the stored inputs give the stored due bit for bit (P9). */
  readonly reproduced: boolean;
}

/** Explains a dossier's settlement due by what was stored with it. Undefined: no such dossier, or nothing promised. */
export async function explainDossierDue(db: Reader, finder: Clocks, text: string): Promise<DueExplained | undefined> {
  const code = findDossierCode(text);
  const stored = code && (await find(db, code));
  const { settlement } = stored ? await clocksOf(db, stored.id) : {};
  if (!settlement) return undefined;
  const place = await finder.clockWith(db, settlement);
  const { start, limit, unit, mode, usedBefore, exclusions, extendedTo } = settlement;
  return {
    explanation: explainAround({ start, limit, unit, mode, ...place }, usedBefore, exclusions),
    setTo: extendedTo,
    reproduced: isReproducible(settlement, place),
  };
}

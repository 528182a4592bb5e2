import type { Exclusion } from "./clock/exclusion.ts";
import type { DossierCode } from "./dossier-code.ts";
import type { DossierClock } from "./dossier-clock.ts";
import { refuse, type Refusal } from "./refusal.ts";

/** Why no stretch at all can be taken out now. */
export function closedToExclusion(code: DossierCode, settlement: DossierClock | undefined): Refusal | undefined {
  if (settlement?.state !== "running") return refuse("dossier-without-due", { code });
  const { extendedTo } = settlement;
  return extendedTo ? refuse("due-set-by-decision", { code, due: extendedTo.toISOString() }) : undefined;
}

/**
 * Why a stretch cannot be taken out of a dossier's limit (D23): nothing runs, the date rests on a decision and not on a
 * count, or the stretch has not ended, is not of the time that is counted now, or lies in one that is stated already.
 * Undefined: it can.
 */
export function unfitExclusion(
  { from, to }: Exclusion,
  at: Date,
  code: DossierCode,
  settlement: DossierClock | undefined,
): Refusal | undefined {
  const closed = closedToExclusion(code, settlement);
  if (closed || !settlement) return closed;
  const { start, due, exclusions } = settlement;
  if (to <= from)
    return refuse("exclusion-reversed", { from: from.toISOString(), to: to.toISOString() }, "/exclusion/to");
  if (to > at) return refuse("exclusion-not-over", { to: to.toISOString(), at: at.toISOString() }, "/exclusion/to");
  if (from < start || from > due)
    return refuse(
      "exclusion-outside-clock",
      { from: from.toISOString(), start: start.toISOString(), due: due.toISOString() },
      "/exclusion/from",
    );
  const stated = exclusions.find((one) => one.from <= from && to <= one.to);
  if (stated)
    return refuse(
      "exclusion-already-stated",
      { from: stated.from.toISOString(), to: stated.to.toISOString(), evidence: stated.evidence },
      "/exclusion",
    );
  return undefined;
}

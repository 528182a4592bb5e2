import type { Outcome } from "../../core/domain/state.ts";
import type { ToldStep } from "../../core/domain/told-dossier.ts";
import { toPortalStatus, type StatusRow } from "./status.ts";

/** DVCLT refuses a status whose predecessors it does not have (quirk 13). 2 and 6 leave the row of five. */
export const linkedOrder = ["1", "3", "7", "4", "5"] as const;

export interface LinkedTelling {
  readonly code: string;
  /** When it was so: the step that brought it there, or the first one beyond it. */
  readonly at: Date;
  /** The step's own; null: the dossier passed it without a step of its own, and it is sent for the order's sake. */
  readonly eventId: string | null;
}

export type LinkedTellings =
  | { readonly kind: "tell"; readonly tellings: readonly LinkedTelling[] }
  /** The portal already has it, or a later one. */
  | { readonly kind: "toldBefore" }
  /** Its history never came as far: told, it would be untrue. */
  | { readonly kind: "notReached"; readonly code: string };

/**
 * What is to be sent, in order, so that the portal takes `code`.
 * @param told the codes it has acknowledged, in the order of their telling.
 * @param history the dossier's steps in time order; nothing is told that is not in it.
 */
export function toLinkedTellings(
  code: string,
  told: readonly string[],
  history: readonly ToldStep[],
  outcome: Outcome | null,
  own: readonly StatusRow[] = [],
): LinkedTellings {
  const steps = history.flatMap((step) => {
    const status = toPortalStatus("linked", { state: step.state, outcome }, step.at, own);
    return status.kind === "mapped" ? [{ code: status.code, step }] : [];
  });
  const last = steps.filter((each) => each.code === code).at(-1);
  const place = placeOf(code);
  const reached = Math.max(...told.map(placeOf), -1);
  if (place < 0 || (told.at(-1) === "2" && place <= reached)) {
    // beside the order: a supplement may be asked for again and is gone back from; a refusal is told once
    if (code === "6" && told.includes(code)) return { kind: "toldBefore" };
    const first = told.includes("1") ? [] : reach("1", steps);
    if (!last || first === null) return { kind: "notReached", code };
    return { kind: "tell", tellings: [...first, tellingOf(code, last.step, true)] };
  }
  if (reached >= place) return { kind: "toldBefore" };
  const tellings: LinkedTelling[] = [];
  for (const each of linkedOrder.slice(reached + 1, place + 1)) {
    const found = reach(each, steps);
    if (found === null) return { kind: "notReached", code: each };
    tellings.push(...found);
  }
  return { kind: "tell", tellings };
}

const placeOf = (code: string): number => (linkedOrder as readonly string[]).indexOf(code);

function reach(
  code: string,
  steps: readonly { readonly code: string; readonly step: ToldStep }[],
): LinkedTelling[] | null {
  const exact = steps.find((each) => each.code === code);
  if (exact) return [tellingOf(code, exact.step, true)];
  const beyond = steps.find((each) => placeOf(each.code) > placeOf(code));
  // whoever is beyond 1 is in the system, also by a way beside the order
  const beside = code === "1" ? steps[0] : undefined;
  const by = beyond ?? beside;
  return by ? [tellingOf(code, by.step, false)] : null;
}

const tellingOf = (code: string, step: ToldStep, own: boolean): LinkedTelling => ({
  code,
  at: step.at,
  eventId: own ? step.eventId : null,
});

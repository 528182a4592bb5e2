import { notLetIn } from "../../core/service/letter-gate.ts";
import type { LetterWorld } from "../../core/service/letter-work.ts";
import type { EdocTrouble } from "../../mappings/edoc/axis.ts";
import type { EdocAxis } from "./client.ts";

/** It surely did nothing, and the account is why. */
export const isNotLetIn = (ending: {
  readonly kind: string;
}): ending is Extract<EdocTrouble, { readonly kind: "retry" }> & { readonly fault: "notLetIn" } =>
  ending.kind === "retry" && "fault" in ending && ending.fault === "notLetIn";

/** The same verbs; a call that is not let in makes all of the account wait. */
export function gated(world: Pick<LetterWorld, "db" | "now">, axis: EdocAxis): EdocAxis {
  const noted = async <E extends { readonly kind: string }>(ending: Promise<E>): Promise<E> => {
    const ended = await ending;
    if (isNotLetIn(ended)) await notLetIn(world, axis.settings.name, ended);
    return ended;
  };
  return {
    ...axis,
    send: (what, signal) => noted(axis.send(what, signal)),
    received: (kind, days, signal) => noted(axis.received(kind, days, signal)),
    sent: (kind, days, signal) => noted(axis.sent(kind, days, signal)),
    fetch: (docId, take, signal) => noted(axis.fetch(docId, take, signal)),
    updateStatus: (docId, state, description, signal) => noted(axis.updateStatus(docId, state, description, signal)),
    agencies: (signal) => noted(axis.agencies(signal)),
  };
}

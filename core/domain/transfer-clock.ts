import type { DueQuestion } from "./clock/due.ts";
import type { Dossier, DossierEvent } from "./dossier.ts";
import { transferring, type DossierClock } from "./dossier-clock.ts";
import type { State } from "./state.ts";

/** Where nobody can hand the dossier over: the time to do so does not run. */
const heldUp: readonly State[] = ["waitingForPayment", "withdrawRequested"];

/**
 * The time to pass a dossier on (T12, D5a), after a step that is no receipt and no hand-over: it waits while a hand-over
 * is impossible, and is counted anew once it is possible again; goes on as before when the hand-over that ended it never
 * happened (T38, or T15 before anybody opened it); begins for the next one-stop (T14), and for the first when the
 * dossier is back with it (T15); ends when it is worked on where it is.
 * @returns the same clock when nothing changes.
 */
export function transferAfter(
  clock: DossierClock | undefined,
  before: Dossier,
  after: Dossier,
  { step, at, role }: Pick<DossierEvent, "step" | "at" | "role">,
  place: Pick<DueQuestion, "calendar" | "officeHours">,
): DossierClock | undefined {
  const isAtNext = role === "upperOneStop" && after.state === "processing";
  if (step === "acknowledge") return after.state === "accepted" || isAtNext ? transferring(at, place) : clock;
  if (!clock) return clock;
  const handedOver = before.state === "processing" && after.offer === null ? before.offer?.at.getTime() : undefined;
  const isUndone = handedOver !== undefined && clock.endedAt?.getTime() === handedOver;
  const open: DossierClock = isUndone ? { ...clock, state: "running", endedAt: null } : clock;
  if (open.state === "ended") return clock;
  if (heldUp.includes(after.state))
    return open.state === "stopped" ? clock : { ...open, state: "stopped", stoppedAt: at };
  const isSentBack = after.offer !== null;
  if (isSentBack || (after.state !== "accepted" && after.state !== "processing"))
    return { ...open, state: "ended", stoppedAt: null, endedAt: at };
  return open.state === "stopped" ? transferring(at, place) : open;
}

import { isOpen, type Chain, type Leg, type LegDue } from "./chain.ts";
import { ended, legEvent, withLegs, type LegEvent, type LegHappening } from "./chain-steps.ts";
import type { DossierEvent } from "./dossier.ts";

/** Computes the due of a leg that goes on. */
export type ResumeLeg = (leg: Leg, due: LegDue, stoppedAt: Date, at: Date) => LegDue;

/** Whether a step of the dossier can mean anything to its legs; others need not look for a chain. */
export const concernsLegs = ({ step, state, clock }: Pick<DossierEvent, "step" | "state" | "clock">): boolean =>
  step === "acknowledge" || state === "stopped" || state === "resultReturned" || happeningOf[clock ?? "end"] !== null;

const happeningOf: Readonly<Record<NonNullable<DossierEvent["clock"]>, "stop" | "resume" | "reappoint" | null>> = {
  supplement: "stop",
  pause: "stop",
  complete: "resume",
  resume: "resume",
  extend: "reappoint",
  reset: "reappoint",
  exclude: "reappoint",
  startAnswer: null,
  stopAnswer: null,
  startSettlement: null,
  transfer: null,
  end: null,
};

/**
 * What a step of the dossier does to its legs. Stopped for good, it ends them all (L10). Waiting for the applicant, it
 * stops those that run, until it goes on (D23); where its own clock runs on, so do theirs (RUN, §2.5). A new joint due is told to all, their own stay (L7). Who acknowledges
 * the dossier acknowledges with it the leg that has come (L12). A returned result ends the legs that return it.
 * @param chain as it stands after the step.
 */
export function followDossier(
  chain: Chain,
  event: DossierEvent,
  resumeLeg: ResumeLeg,
): { readonly chain: Chain; readonly events: readonly LegEvent[] } {
  const { by, at } = event;
  const open = chain.legs.filter(isOpen);
  const running = open.filter(({ state }) => state === "running");
  const all = (step: LegHappening, legs: readonly Leg[], change: (leg: Leg) => Leg) => ({
    chain: withLegs(chain, ...legs.map(change)),
    events: legs.map(({ number }) => legEvent(number, step, by, at, event.reason ?? undefined)),
  });
  if (event.state === "stopped") return all("cancel", open, (leg) => ended(leg, "cancelled", at));
  if (event.state === "resultReturned")
    return all(
      "finish",
      open.filter(({ kind }) => kind === "return"),
      (leg) => ended(leg, "done", at),
    );
  if (event.step === "acknowledge")
    return all(
      "acknowledge",
      running.filter(({ agency, acknowledgedAt, startedAt }) => {
        return agency === by && acknowledgedAt === null && startedAt !== null && startedAt <= at;
      }),
      (leg) => ({ ...leg, acknowledgedAt: at }),
    );
  switch (event.clock && happeningOf[event.clock]) {
    case "stop":
      return all(
        "stop",
        running.filter(({ stoppedAt }) => chain.isStopped && stoppedAt === null),
        (leg) => ({ ...leg, stoppedAt: notBefore(leg.due?.start, at) }),
      );
    case "resume":
      return all(
        "resume",
        running.filter(({ stoppedAt }) => stoppedAt !== null),
        (leg) => {
          if (!leg.due || !leg.stoppedAt) return leg;
          const from = notBefore(leg.stoppedAt, at);
          return { ...leg, due: resumeLeg(leg, leg.due, leg.stoppedAt, from), stoppedAt: null };
        },
      );
    case "reappoint":
      return all("reappoint", open, (leg) => leg);
    default:
      return { chain, events: [] };
  }
}

const notBefore = (earliest: Date | undefined, at: Date): Date => (earliest && earliest > at ? earliest : at);

import type { DueQuestion } from "./clock/due.ts";
import type { Limit } from "./clock/limit.ts";
import type { Mode } from "./clock/mode.ts";
import type { Dossier } from "./dossier.ts";
import { currentDue, type DossierClock } from "./dossier-clock.ts";
import type { DossierCode } from "./dossier-code.ts";
import type { OrgCode } from "./org-code.ts";
import type { PaymentMode } from "./procedure.ts";
import { waitedFor, type LegKind } from "./process.ts";

export const legStates = ["waiting", "running", "done", "refused", "returned", "cancelled"] as const;
export type LegState = (typeof legStates)[number];

/** A due with all it was computed from (D20). `start`: of the leg, or when it went on after a stop of the dossier. */
export interface LegDue extends Pick<DueQuestion, "start" | "limit" | "unit" | "mode"> {
  /** Part of the limit used before `start`, in its own unit. */
  readonly usedBefore: number;
  readonly calendarVersion: string;
  readonly officeHoursVersion: string;
  readonly due: Date;
}

/** An agency's share of one dossier's way. */
export interface Leg {
  readonly number: number;
  readonly agency: OrgCode;
  readonly supervisedBy: OrgCode | null;
  readonly kind: LegKind;
  readonly work: string;
  readonly limit: Limit;
  readonly after: readonly number[];
  readonly feeVnd: bigint | null;
  readonly procedure: string | null;
  readonly state: LegState;
  /** Its due if everything before it takes its full time: what all agencies are told at the start (L2). */
  readonly plannedDue: Date;
  readonly startedAt: Date | null;
  /** Until when its agency says that it has received (L5). */
  readonly answerBy: Date | null;
  readonly acknowledgedAt: Date | null;
  /** Its own due, computed when it started (L7). */
  readonly due: LegDue | null;
  /** Since when it stands still with its dossier (D23); `due` is then what counted until there. */
  readonly stoppedAt: Date | null;
  readonly endedAt: Date | null;
  /** How often it was sent back; the law of the chain allows once (L10). */
  readonly returns: number;
  /** The legs that sent it back since it last started; none: it started because those before it had ended. */
  readonly sentBackBy: readonly number[];
  /** The code in the agency's own system (L11). */
  readonly foreignCode: string | null;
}

/** `stopped`: the dossier was withdrawn or closed before its legs had ended. */
export type ChainOutcome = "granted" | "refused" | "partly" | "stopped";

/** All legs of a dossier, and what they share. */
export interface Chain {
  readonly code: DossierCode;
  /** The one-stop that received the dossier and returns its result, or what took its place (P10). */
  readonly receivedBy: OrgCode;
  readonly lead: OrgCode | null;
  readonly linked: boolean;
  readonly refundWhenRefused: boolean;
  /** How the starts of its legs are read (D4). */
  readonly mode: Mode;
  /**
   * The dossier's own settlement due: what the citizen sees, moved by whatever moves that one and by no leg (L7).
   * Null where the law states no limit: nothing was promised.
   */
  readonly jointDue: Date | null;
  /** The dossier waits for the applicant, and its legs with it (D23). */
  readonly isStopped: boolean;
  /** Since when; null: it does not wait, or nobody can say. */
  readonly stoppedSince: Date | null;
  readonly legs: readonly Leg[];
}

/** The citizen holds one code; inside the hub a leg is its dossier's code and its number (L11). */
export const childCode = (code: string, number: number): string => `${code}-L${number}`;

/**
 * The one clock of a dossier and its chain. Without a limit there is none; the dossier's state then says if it waits, as
 * the clock would by the payment mode of its version: under RUN nothing waits for a payment (§2.5).
 */
export const jointClock = (
  { state, stateBefore }: Pick<Dossier, "state" | "stateBefore">,
  settlement: DossierClock | undefined,
  payment: PaymentMode,
): Pick<Chain, "jointDue" | "isStopped" | "stoppedSince"> => {
  const now = state === "withdrawRequested" ? stateBefore : state;
  if (!settlement) {
    const isStopped = now === "supplement" || (now === "waitingForPayment" && payment !== "RUN");
    return { jointDue: null, isStopped, stoppedSince: null };
  }
  const isStopped = settlement.state === "stopped";
  return { jointDue: currentDue(settlement), isStopped, stoppedSince: isStopped ? settlement.stoppedAt : null };
};

export const isOpen = ({ state }: Leg): boolean => state === "waiting" || state === "running" || state === "returned";

/** It waits for the payment with which its dossier's limit begins: no leg has started yet (KARA 6(2), D1). */
export const waitsToBegin = ({ legs }: Pick<Chain, "legs">): boolean =>
  legs.some(isOpen) && legs.every(({ startedAt }) => startedAt === null);

export const isChainOpen = ({ legs }: Pick<Chain, "legs">): boolean => legs.some(isOpen);

/**
 * The legs that start now: everything they wait for is done. In a linked group the return of results also goes on
 * when one of the procedures was refused: what was granted is handed out (L4).
 */
export const nextLegs = (legs: readonly Leg[], linked: boolean): readonly Leg[] =>
  legs.filter(
    (leg) =>
      (leg.state === "waiting" || leg.state === "returned") &&
      legs
        .filter(({ number }) => leg.after.includes(number))
        .every((before) => before.state === "done" || (linked && leg.kind === "return" && !isOpen(before))),
  );

/**
 * What a refusal ends (L10): all that is open; in a linked group only what waits for the refused leg (L4).
 * @param legs with the refused one as it stands after its refusal.
 */
export const endedBy = ({ legs, linked }: Pick<Chain, "legs" | "linked">, refused: number): readonly Leg[] =>
  legs.filter((leg) => isOpen(leg) && (!linked || (leg.kind !== "return" && waitedFor(legs, leg.number).has(refused))));

/** The legs whose work the decision waits for: all but the return of the result, which follows it. */
const settling = ({ legs }: Pick<Chain, "legs">): readonly Leg[] => legs.filter(({ kind }) => kind !== "return");

export const openSettlingLegs = (chain: Pick<Chain, "legs">): readonly Leg[] => settling(chain).filter(isOpen);

/** How the matter was settled; null while a leg that settles it is open. Results may still have to be returned. */
export function settledAs(chain: Pick<Chain, "legs" | "linked">): ChainOutcome | null {
  const states = settling(chain).map(({ state }) => state);
  if (openSettlingLegs(chain).length > 0) return null;
  if (states.every((state) => state === "done")) return "granted";
  if (!states.includes("refused")) return "stopped";
  return chain.linked && states.includes("done") ? "partly" : "refused";
}

/** How the chain ended; null while a leg is open. */
export const outcomeOf = (chain: Pick<Chain, "legs" | "linked">): ChainOutcome | null =>
  isChainOpen(chain) ? null : settledAs(chain);

/** Everyone who has a part in the chain. */
export const partakersOf = (chain: Pick<Chain, "receivedBy" | "lead" | "legs">): readonly OrgCode[] => [
  ...new Set(
    [chain.receivedBy, chain.lead, ...chain.legs.flatMap(({ agency, supervisedBy }) => [agency, supervisedBy])].filter(
      (unit) => unit !== null,
    ),
  ),
];

/**
 * In whose hands a running leg is (L12): until its agency has acknowledged, it counts as the sender's: those who sent it
 * back, else those whose results it was waiting for, at the beginning the one-stop.
 */
export function inHandsOf({ legs, receivedBy }: Pick<Chain, "legs" | "receivedBy">, leg: Leg): readonly OrgCode[] {
  if (leg.state !== "running") return [];
  if (leg.acknowledgedAt) return [leg.agency];
  const senders =
    leg.sentBackBy.length > 0 ? legs.filter(({ number }) => leg.sentBackBy.includes(number)) : givers(legs, leg);
  return senders.length === 0 ? [receivedBy] : [...new Set(senders.map(({ agency }) => agency))];
}

/** The legs before it; in place of one that was cancelled, which had nothing to give, those before that one. */
const givers = (legs: readonly Leg[], leg: Leg): readonly Leg[] =>
  legs
    .filter(({ number }) => leg.after.includes(number))
    .flatMap((before) => (before.state === "cancelled" ? givers(legs, before) : [before]));

/**
 * Fees to give back (L10): of legs that never started. A process may keep them after a refusal, as KARA does; what was
 * withdrawn was refused by nobody.
 */
export const refundsOf = ({ legs, refundWhenRefused }: Pick<Chain, "legs" | "refundWhenRefused">) =>
  refundWhenRefused || !legs.some(({ state }) => state === "refused")
    ? legs.flatMap(({ number, state, startedAt, feeVnd }) =>
        state === "cancelled" && startedAt === null && feeVnd ? [{ leg: number, feeVnd }] : [],
      )
    : [];

import type { DueQuestion } from "./clock/due.ts";
import type { Limit } from "./clock/limit.ts";
import type { DossierCode } from "./dossier-code.ts";
import type { OrgCode } from "./org-code.ts";
import { waitedFor, type LegKind } from "./process.ts";

export const legStates = ["waiting", "running", "done", "refused", "returned", "cancelled"] as const;
export type LegState = (typeof legStates)[number];

/** A due with all it was computed from (D20). */
export interface LegDue extends Pick<DueQuestion, "start" | "limit" | "unit" | "mode"> {
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
  readonly endedAt: Date | null;
  /** How often it was sent back; the law of the chain allows once (L10). */
  readonly returns: number;
  /** The code in the agency's own system (L11). */
  readonly foreignCode: string | null;
}

export type ChainOutcome = "granted" | "refused" | "partly";

/** All legs of a dossier, and what they share. */
export interface Chain {
  readonly code: DossierCode;
  readonly receivedBy: OrgCode;
  readonly lead: OrgCode | null;
  readonly linked: boolean;
  readonly refundWhenRefused: boolean;
  /** Fixed at acceptance; what the citizen sees. No leg moves it (L7). */
  readonly jointDue: Date;
  readonly legs: readonly Leg[];
}

/** The citizen holds one code; inside the hub a leg is its dossier's code and its number (L11). */
export const childCode = (code: string, number: number): string => `${code}-L${number}`;

export const isOpen = ({ state }: Leg): boolean => state === "waiting" || state === "running" || state === "returned";

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

/** What a refusal ends (L10): all that is open; in a linked group only what waits for the refused leg (L4). */
export const endedBy = ({ legs, linked }: Pick<Chain, "legs" | "linked">, refused: number): readonly Leg[] =>
  legs.filter(
    (leg) =>
      leg.number !== refused &&
      isOpen(leg) &&
      (!linked || (leg.kind !== "return" && waitedFor(legs, leg.number).has(refused))),
  );

/** How the chain ended; null while a leg is open. */
export function outcomeOf(chain: Pick<Chain, "legs" | "linked">): ChainOutcome | null {
  if (isChainOpen(chain)) return null;
  const settled = chain.legs.filter(({ kind }) => kind !== "return");
  if (settled.every(({ state }) => state === "done")) return "granted";
  return chain.linked && settled.some(({ state }) => state === "done") ? "partly" : "refused";
}

/**
 * In whose hands a running leg is (L12): until its agency has acknowledged, it counts as the sender's: those whose
 * results it was waiting for, at the beginning the one-stop.
 */
export function inHandsOf({ legs, receivedBy }: Pick<Chain, "legs" | "receivedBy">, leg: Leg): readonly OrgCode[] {
  if (leg.state !== "running") return [];
  if (leg.acknowledgedAt) return [leg.agency];
  const senders = legs.filter(({ number }) => leg.after.includes(number)).map(({ agency }) => agency);
  return senders.length === 0 ? [receivedBy] : [...new Set(senders)];
}

/** Fees to give back after a refusal (L10): of legs that never started, where the rule of the process says so. */
export const refundsOf = ({ legs, refundWhenRefused }: Pick<Chain, "legs" | "refundWhenRefused">) =>
  refundWhenRefused
    ? legs.flatMap(({ number, state, startedAt, feeVnd }) =>
        state === "cancelled" && startedAt === null && feeVnd !== null && feeVnd > 0n ? [{ leg: number, feeVnd }] : [],
      )
    : [];

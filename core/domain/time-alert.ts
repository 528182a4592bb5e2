import { inHandsOf, isOpen, type Chain } from "./chain.ts";
import { forecast, legAnswerBy, type PlaceOf } from "./chain-time.ts";
import type { DueQuestion } from "./clock/due.ts";
import { answerBy, transferBy } from "./clock/windows.ts";
import type { Dossier } from "./dossier.ts";
import { currentDue, type Clocks } from "./dossier-clock.ts";
import type { OrgCode } from "./org-code.ts";
import { isRunning } from "./state.ts";

type Place = Pick<DueQuestion, "calendar" | "officeHours">;

/** D15; T12 and D5(a); §2.5; L5; L8; NĐ61 12(8). */
export type TimeAlertKind =
  | "answerLate"
  | "transferLate"
  | "paymentNotAsked"
  | "legAnswerLate"
  | "forecastAmber"
  | "forecastRed"
  | "handlerAbsent";

/** Why an agency is told; of several reasons the first counts. */
export type ToldAs = "late" | "waiting" | "oneStop" | "lead" | "supervisor";

/** What is open past its time now, or foreseen to be, and who is told. */
export interface TimeAlert {
  readonly kind: TimeAlertKind;
  readonly leg: number | null;
  /** Which window: its start; of a forecast, the joint due; of an absence, its first day. Each is told once. */
  readonly about: Date;
  readonly due: Date;
  /** Of a forecast: when the legs that are open end if each takes its full time. */
  readonly expectedEnd: Date | null;
  /** Whose answer, or whose transfer, is late; of a forecast nobody's alone. */
  readonly late: OrgCode | null;
  readonly told: ReadonlyMap<OrgCode, ToldAs>;
}

/** What the alerts depend on. */
export interface Timed {
  readonly state: Dossier["state"];
  readonly heldBy: OrgCode;
  readonly returnsTo: OrgCode;
  readonly receivedAt: Date;
  /** Its limit begins with a payment (START_AFTER_PAID), there is something to pay, and nobody has settled it. */
  readonly beginsWhenPaid: boolean;
  readonly clocks: Clocks;
  readonly chain: Chain | undefined;
}

/** An online filing that nobody has answered in its 8 working hours (D15). The moment itself is still in time. */
export function lateAnswer({ state, heldBy, returnsTo, clocks }: Timed, now: Date, place: Place): TimeAlert[] {
  const { answer } = clocks;
  if (state !== "submitted" || answer?.state !== "running") return [];
  const due = later(currentDue(answer), answerBy(answer.start, answer.limit, place));
  return now > due
    ? [alertOf("answerLate", null, answer.start, due, heldBy, { late: [heldBy], oneStop: [returnsTo] })]
    : [];
}

/**
 * A dossier that has not gone on its way the same day, or first thing on the next working day: from the one-stop that
 * accepted it (T12, D5a), or from the next one that it came to (T14). When its time runs is said by `transferAfter`. A
 * chain's dossier has arrived when an agency has its leg; one whose first work is the holder's own goes when that is
 * done, in no time the law names.
 */
export function lateTransfer(dossier: Timed, now: Date, place: Place): TimeAlert[] {
  const { state, heldBy, returnsTo, clocks, chain } = dossier;
  const { transfer } = clocks;
  if ((state !== "accepted" && state !== "processing") || transfer?.state !== "running") return [];
  const legs = chain?.legs ?? [];
  if (legs.some(({ after, agency }) => after.length === 0 && agency === heldBy)) return [];
  if (legs.some(({ acknowledgedAt, endedAt, returns }) => acknowledgedAt !== null || endedAt !== null || returns > 0))
    return [];
  const due = later(currentDue(transfer), transferBy(transfer.start, place));
  const waiting = legs.filter((leg) => leg.state === "running").map(({ agency }) => agency);
  return now > due
    ? [alertOf("transferLate", null, transfer.start, due, heldBy, { late: [heldBy], waiting, oneStop: [returnsTo] })]
    : [];
}

/** Received, and no due runs, as nobody has asked for the payment with which the limit begins (§2.5). */
export const isPaymentUnasked = ({
  state,
  beginsWhenPaid,
  clocks,
}: Pick<Timed, "state" | "beginsWhenPaid" | "clocks">): boolean =>
  beginsWhenPaid && !clocks.settlement && isRunning(state) && state !== "waitingForPayment";

/**
 * A received dossier whose limit begins with a payment that nobody has asked for: it has no due at all (§2.5). No law
 * names a time to ask; the one to pass a dossier on (T12) is taken.
 */
export function unaskedPayment(dossier: Timed, now: Date, place: Place): TimeAlert[] {
  const { heldBy, returnsTo, receivedAt } = dossier;
  if (!isPaymentUnasked(dossier)) return [];
  const due = transferBy(receivedAt, place);
  return now > due
    ? [alertOf("paymentNotAsked", null, receivedAt, due, heldBy, { late: [heldBy], oneStop: [returnsTo] })]
    : [];
}

/**
 * Legs whose agency has not said in 2 working hours that it has received (L5); until it does, they count as their
 * sender's (L12). A leg that stood still with its dossier has the two hours again from when it went on.
 */
export function lateLegAnswers({ chain }: Timed, now: Date, placeOf: PlaceOf): TimeAlert[] {
  if (!chain) return [];
  return chain.legs.flatMap((leg) => {
    const { startedAt, acknowledgedAt, stoppedAt, agency } = leg;
    if (!startedAt || !leg.answerBy || acknowledgedAt || stoppedAt) return [];
    const waiting = inHandsOf(chain, leg);
    if (waiting.every((sender) => sender === agency)) return []; // nobody sent it to anybody, or it does not run
    const due = later(leg.answerBy, legAnswerBy(leg.due?.start ?? startedAt, placeOf(leg)));
    return now > due
      ? [
          alertOf("legAnswerLate", leg.number, startedAt, due, agency, {
            ...{ late: [agency], waiting, oneStop: [chain.receivedBy] },
          }),
        ]
      : [];
  });
}

/** A chain that is foreseen to end after the joint due, for the one-stop and the lead; after it, for who supervises, too (L8). */
export function lateChain({ chain, clocks }: Timed, now: Date, placeOf: PlaceOf): TimeAlert[] {
  if (!chain?.jointDue || clocks.settlement?.state !== "running") return [];
  const { colour, expectedEnd } = forecast(chain, now, placeOf);
  if (colour !== "amber" && colour !== "red") return [];
  const told = { oneStop: [chain.receivedBy], lead: chain.lead ? [chain.lead] : [] };
  const supervisor = chain.legs.filter(isOpen).flatMap(({ supervisedBy }) => supervisedBy ?? []);
  const alert =
    colour === "amber"
      ? alertOf("forecastAmber", null, chain.jointDue, chain.jointDue, null, told)
      : alertOf("forecastRed", null, chain.jointDue, chain.jointDue, null, { ...told, supervisor });
  return [{ ...alert, expectedEnd }];
}

/**
 * A dossier whose officer in charge is away, and nobody stands in (row 39, NĐ61 12(8)): who holds it is to appoint somebody.
 * Nobody is named (P12).
 * @param since the beginning of the absence's first day, in Viet Nam.
 */
export const unattended = ({ heldBy, returnsTo }: Pick<Timed, "heldBy" | "returnsTo">, since: Date): TimeAlert =>
  alertOf("handlerAbsent", null, since, since, heldBy, { late: [heldBy], oneStop: [returnsTo] });

function alertOf(
  kind: TimeAlertKind,
  leg: number | null,
  about: Date,
  due: Date,
  late: OrgCode | null,
  told: Partial<Readonly<Record<ToldAs, readonly OrgCode[]>>>,
): TimeAlert {
  const reasons = new Map<OrgCode, ToldAs>();
  for (const as of ["late", "waiting", "oneStop", "lead", "supervisor"] as const)
    for (const agency of told[as] ?? []) if (!reasons.has(agency)) reasons.set(agency, as);
  return { kind, leg, about, due, expectedEnd: null, late, told: reasons };
}

/** What was promised first stands; a day that the calendar has closed since then makes nobody late. */
const later = (one: Date, other: Date): Date => (other > one ? other : one);

import type { ChainFacts } from "./chain-guard.ts";
import { needsOwnLaw, type Exclusion } from "./clock/exclusion.ts";
import { numberKey } from "./decision-key.ts";
import type { Command, Dossier } from "./dossier.ts";
import { moneyAwaited, moneyConfirmed, namesItsLaw, nothingOwedBack, refundDecidable, refundOwed } from "./money.ts";
import type { Guard } from "./moves.ts";
import { awaitedOf } from "./opinion.ts";
import type { OrgCode } from "./org-code.ts";
import { plain } from "./plain-text.ts";
import { refuse, type Refusal } from "./refusal.ts";
import type { MoneyState, Role } from "./state.ts";
import type { RefusalGround } from "./step-details.ts";

/** What a guard may ask for beside the dossier itself. Times and registers are looked up by the service. */
export interface Facts {
  /** A recorded legal reason for what is otherwise forbidden; marks the step as exceptional. */
  readonly legalBasis?: string;
  /** Why a filing is not received, and whose matter it is. */
  readonly ground?: RefusalGround;
  readonly rightAgency?: string;
  /** Until when a supplement may be asked after receipt (D14). */
  readonly returnWindowEnds?: Date;
  /** The last moment to bring what a supplement asked for (T09, T22). */
  readonly applicantTimeEnds?: Date;
  readonly currentDue?: Date;
  readonly newDue?: Date;
  /** Until when an opinion is asked for. */
  readonly opinionDue?: Date;
  readonly exclusion?: Exclusion;
  /** Why no stretch can be taken out of what runs now (unfit-exclusion.ts). */
  readonly exclusionClosed?: Refusal;
  /** Whether the officer holds a delegation for this procedure on this day. */
  readonly delegated?: boolean;
  /** Whether the applicant was told before that the result is early (T35). */
  readonly isAnnounced?: boolean;
  /** How money stood before the payment that is awaited was asked for. */
  readonly moneyBefore?: MoneyState;
  /** Whether a payment was asked for that neither came nor was waived. */
  readonly isPaymentAwaited?: boolean;
  /** The payment's own reference. */
  readonly paymentReference?: string;
  /** References of the payments that are confirmed on this dossier. */
  readonly paidUnder?: readonly string[];
  /** Under which the money went back. */
  readonly refundReference?: string;
  /** The second person, and the decision, of a step that one person may not take alone. */
  readonly approvedBy?: string;
  readonly officer?: string;
  readonly decisionNo?: string;
  /** Who answers now for what an agency decided that has ended since; left out: who decided it. */
  readonly decider?: OrgCode;
  /** Number of the result that the request names. */
  readonly resultNumber?: string;
  /** Number of the result that is on record: of the decision, or named when a withdrawal was declined (T30). */
  readonly issuedNumber?: string;
  /** Whether the procedure is settled while the applicant waits. */
  readonly immediate?: boolean;
  /** How the chain of several agencies stands, where one was started. */
  readonly chain?: ChainFacts;
}

type Verdict = "lawful" | "exceptional" | Refusal;

const samePerson = (one: string, other: string): boolean => plain(one) === plain(other);

/** One dossier has one result: whoever names it names the one that is on record. */
const sameResult = ({ code }: Dossier, { facts }: Command): Verdict => {
  const { resultNumber: named, issuedNumber: number } = facts ?? {};
  return named === undefined || number === undefined || numberKey(named) === numberKey(number)
    ? "lawful"
    : refuse("result-differs", { code, number, named }, "/result/number");
};

/** T32, T33, L3: what the post has is with nobody else, nor given to the post again, until it comes back. */
const notWithPost = ({ code, delivery }: Dossier): Verdict =>
  delivery === "withPost" ? refuse("result-with-post", { code }, "/step") : "lawful";

/** NĐ61 11(2c): once; a second time by a legal reason that is on record, approved by another than who asks (§2.5). */
const supplementOnce = ({ code, supplements }: Dossier, { facts }: Command): Verdict => {
  if (supplements === 0) return "lawful";
  const { legalBasis, approvedBy, officer } = facts ?? {};
  if (!legalBasis?.trim()) return refuse("supplement-already-asked", { code }, "/legalBasis");
  return approvedBy?.trim() && !(officer && samePerson(approvedBy, officer))
    ? "exceptional"
    : refuse("approval-missing", { code }, "/approvedBy");
};

/** Conditions of a move beside state, custody, unit and role. */
export const guards: Readonly<Record<Guard, (dossier: Dossier, command: Command, role: Role) => Verdict>> = {
  supplementOnce,
  nothingOwedBack,
  moneyConfirmed,
  moneyAwaited,
  namesItsLaw,
  refundDecidable,
  refundOwed,

  /** T10, NĐ61 17(2a): turned away for want of authority, unless another ground is said; who is is then told. */
  rightAgencyNamed: ({ code }, { facts }) =>
    facts?.ground === "notEligible" || facts?.rightAgency?.trim()
      ? "lawful"
      : refuse("right-agency-missing", { code }, "/rightAgency"),

  /** NĐ61 19(4): within 3 working days of receipt, and once (11(2c)). */
  returnWindow(dossier, command) {
    const once = supplementOnce(dossier, command);
    if (once !== "lawful") return once;
    const { returnWindowEnds: ends, legalBasis } = command.facts ?? {};
    if (!ends || command.at <= ends) return "lawful";
    if (legalBasis) return "exceptional";
    return refuse("return-window-over", { code: dossier.code, until: ends.toISOString() }, "/legalBasis");
  },

  /** KARA 6(4a): the applicant has 15 working days (T09, T22, E28); another time only by a law that is on record. */
  applicantTimeOver(dossier, { at, facts }) {
    const { applicantTimeEnds: ends, legalBasis } = facts ?? {};
    if (ends && at > ends) return "lawful";
    if (legalBasis) return "exceptional";
    return refuse("applicant-time-not-over", { code: dossier.code, until: ends?.toISOString() ?? "–" }, "/at");
  },

  /** NĐ61 19(9), D17: the first time only, and to a later day. */
  extendOnce(dossier, { facts }) {
    if (dossier.extensions > 0) return refuse("extension-already-used", { code: dossier.code });
    const { currentDue, newDue } = facts ?? {};
    if (!currentDue) return refuse("dossier-without-due", { code: dossier.code });
    if (!newDue || newDue <= currentDue)
      return refuse(
        "new-due-not-later",
        { due: currentDue.toISOString(), newDue: newDue?.toISOString() ?? "–" },
        "/newDue",
      );
    return "lawful";
  },

  /** NĐ61 17(5): at the counter only with a delegation; a signatory needs none. */
  delegation: (dossier, command, role) =>
    role === "signatory" || command.facts?.delegated === true
      ? sameResult(dossier, command)
      : refuse("delegation-missing", { unit: command.by, procedure: dossier.procedure.code }, "/officer"),

  sameResult,

  /** T39: reason, decision number, a second person, and the due that counts from now on: earlier or later, not past. */
  twoPersons(dossier, { at, facts, reason }) {
    const { approvedBy, officer, decisionNo, currentDue, newDue } = facts ?? {};
    if (!currentDue) return refuse("dossier-without-due", { code: dossier.code });
    if (!approvedBy || !officer || samePerson(approvedBy, officer))
      return refuse("second-person-missing", {}, "/approvedBy");
    if (!reason || !decisionNo) return refuse("decision-missing", {}, "/decisionNo");
    if (!newDue) return refuse("new-due-not-later", { due: at.toISOString(), newDue: "–" }, "/newDue");
    if (newDue <= at)
      return refuse("new-due-passed", { newDue: newDue.toISOString(), at: at.toISOString() }, "/newDue");
    return "lawful";
  },

  /** D23: named, with evidence, and where the reason alone is not enough with the law. Its times: unfit-exclusion.ts. */
  namedExclusion(_, { facts }) {
    const { exclusion, exclusionClosed } = facts ?? {};
    if (exclusionClosed) return exclusionClosed;
    if (!exclusion?.evidence.trim()) return refuse("exclusion-without-evidence", {}, "/exclusion");
    if (needsOwnLaw(exclusion.reason) && !exclusion.legalBasis?.trim())
      return refuse("exclusion-without-law", { reason: exclusion.reason }, "/exclusion/legalBasis");
    return "lawful";
  },

  /** TT 03/2025 art. 7: no decision or result has been issued yet, by the hub's knowledge or by an agency's word (T30). */
  nothingIssued({ code, outcome }, { facts }) {
    if (outcome !== null) return refuse("result-already-issued", { code, outcome });
    return facts?.issuedNumber === undefined
      ? "lawful"
      : refuse("result-named-before", { code, number: facts.issuedNumber });
  },

  /**
   * T30: declined when, and because, a result was issued: decided in the hub, or named with its number where the agency
   * issued it before the request and the hub does not have it yet.
   */
  resultIssued: (dossier, command) =>
    dossier.outcome !== null || command.facts?.resultNumber
      ? sameResult(dossier, command)
      : refuse("result-not-issued", { code: dossier.code }, "/result"),

  /** T33: delivered by the post, or come back from it, is what was given to it. */
  withPost: (dossier) =>
    dossier.delivery === "withPost" ? "lawful" : refuse("result-not-with-post", { code: dossier.code }, "/step"),

  notWithPost,

  /** Only what nobody fetched is still in the store. */
  stored: ({ code, delivery, state }, { step }) =>
    delivery === "stored" ? "lawful" : refuse("step-not-allowed", { code, step, state }, "/step"),

  /** NĐ61 20(4): once, and in advance: before it is sent, and the day appointed; without one nothing is late. */
  early(dossier, { at, facts }) {
    const { code } = dossier;
    const sent = notWithPost(dossier);
    if (sent !== "lawful") return sent;
    if (facts?.isAnnounced) return refuse("early-already-announced", { code }, "/step");
    return facts?.currentDue && at >= facts.currentDue
      ? refuse("due-has-passed", { code, due: facts.currentDue.toISOString() }, "/at")
      : "lawful";
  },

  /** NĐ61 19(5a): the request states its deadline. */
  opinionAsked: (dossier, { at, facts }) =>
    facts?.opinionDue && facts.opinionDue > at
      ? "lawful"
      : refuse(
          "opinion-due-not-ahead",
          { code: dossier.code, due: facts?.opinionDue?.toISOString() ?? "–", at: at.toISOString() },
          "/opinionDue",
        ),

  /** Where a state does not tell that an opinion is awaited. */
  opinionAwaited: ({ code, opinion, state }, { step }) =>
    awaitedOf(opinion) ? "lawful" : refuse("step-not-allowed", { code, step, state }, "/step"),

  /** T19, NĐ61 19(5b): once, after the time that was stated. */
  opinionLate: ({ code, opinion }, { at }) =>
    opinion?.due && opinion.lateAt === null && opinion.endedAt === null && at > opinion.due
      ? "lawful"
      : refuse("opinion-not-late", { code, due: opinion?.due?.toISOString() ?? "–" }, "/step"),

  immediateProcedure: (dossier, { facts }) =>
    facts?.immediate === true
      ? "lawful"
      : refuse("procedure-not-immediate", { procedure: dossier.procedure.code }, "/procedure"),
};

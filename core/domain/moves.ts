import { custodies, running, type Custody, type Paper, type Role, type State } from "./state.ts";

/** What a step does to the clocks (§2.5). The arithmetic is in the clocks' own files. */
export type ClockEffect =
  | "startAnswer" // the 8 working hours to answer an online filing (D15)
  | "stopAnswer"
  | "startSettlement" // the limit of the procedure (D1)
  | "transfer" // handed over: the same day, or first thing next working day after 15:00 (T12, D5a)
  | "supplement" // stops, the applicant's 15 working days run (T07, T22); restarts or resumes when complete (D13)
  | "complete"
  | "pause" // for a payment
  | "resume"
  | "extend" // re-appointment, once (D17)
  | "reset" // two persons, reason, decision number
  | "exclude" // a named stretch with evidence does not count (D23)
  | "end";

/** What must hold beside state, custody, unit and role; decided in guards.ts. */
export type Guard =
  | "rightAgencyNamed"
  | "supplementOnce"
  | "returnWindow"
  | "applicantTimeOver"
  | "extendOnce"
  | "delegation"
  | "moneyConfirmed"
  | "moneyAwaited"
  | "twoPersons"
  | "namedExclusion"
  | "nothingIssued"
  | "resultIssued"
  | "sameResult"
  | "immediateProcedure"
  | "withPost"
  | "notWithPost"
  | "stored"
  | "early"
  | "opinionAsked"
  | "opinionAwaited"
  | "opinionLate"
  | "nothingOwedBack"
  | "namesItsLaw"
  | "refundDecidable"
  | "refundOwed";

/**
 * Which unit may act: the holder; the unit it is offered to; the one-stop that received it, whoever holds it now (the
 * applicant deals with nobody else, NĐ61 5(1e)); that one-stop once it holds it again; the one whose opinion is awaited;
 * or the agency that decided it, or what that one became (LH of §2.3).
 */
export type Unit = "holder" | "receiver" | "receivingUnit" | "receivingHolder" | "asked" | "decider";

/** One row of the law. */
export interface Move {
  readonly from: State | "none";
  readonly step: Step;
  /** `asBefore`: the state from before the hand-over or the request, which then never happened. */
  readonly to: State | "asBefore";
  readonly custody: Custody;
  readonly unit: Unit;
  readonly roles: readonly Role[];
  /** Transition of §2.4 or rule of §2.6. */
  readonly source: string;
  readonly paper?: Paper;
  readonly clock?: ClockEffect;
  readonly guard?: Guard;
}

export const steps = [
  "draft", // T01
  "submit", // T02
  "receive", // T03
  "refuseReceipt", // T05, T10
  "accept", // T06
  "askSupplement", // T07, T20
  "supplement", // T08, T21
  "closeUnsupplemented", // T09, T22
  "settleAtOnce", // T11
  "handOver", // T12, T14
  "submitForSignature", // T13, and after appraisal
  "sendBack", // T15
  "acknowledge", // T16, L12
  "assign", // T16
  "startVerification", // T17
  "endVerification",
  "askOpinion", // T18
  "recordOpinion",
  "noteOpinionLate", // T19
  "askPayment", // T23
  "confirmPayment", // T24
  "waivePayment", // T24, without money
  "returnToHandler", // T25
  "conclude", // T26, T27
  "requestWithdrawal", // T28
  "confirmWithdrawal", // T29
  "declineWithdrawal", // T30
  "extend", // T31
  "returnResult", // T32, T34
  "sendResultByPost", // T33
  "confirmPostDelivery", // T33
  "resultCameBack", // T33
  "announceEarly", // T35
  "correct", // T36
  "reportLoss", // T37
  "recall", // T38
  "reset", // T39
  "excludeTime", // D23
  "decideRefund", // §2.1
  "confirmRefund",
  "archive", // T40
] as const;
export type Step = (typeof steps)[number];

type Row = Omit<Move, "custody" | "unit"> & Partial<Pick<Move, "custody" | "unit">>;

const row = (move: Row): Move => ({ custody: "held", unit: "holder", ...move });
const rows = (from: readonly State[], move: Omit<Row, "from">): Move[] =>
  from.map((state) => row({ from: state, ...move }));

/** Something happens, and the dossier stays where it is. */
const unmoved = (from: readonly State[], move: Omit<Row, "from" | "to">): Move[] =>
  from.map((state) => row({ from: state, to: state, ...move }));

/** States in which a handler works. */
const inHand = ["processing", "appraising"] as const;

/** Where money that was paid can be: not while another payment is awaited, and still when the dossier is stored away. */
const wherePaid = [
  ...running.filter((state) => state !== "waitingForPayment"),
  ...(["withdrawRequested", "stopped", "done", "resultReturned", "archived"] as const),
];
/** On its way the dossier is still its sender's, in all counts (L12): who holds it has not taken it over. */
const onTheWay = { custody: "offered", from: "processing", to: "processing" } as const;
const wherePaidOnTheWay = (["processing", "done"] as const).map((from) => ({ from, custody: "offered" as const }));

/**
 * The life of a dossier as a table: §2.4, T01–T40, row by row, but for T04: guidance at the counter makes no dossier
 * (core/service/record-contact.ts). A step that has no row for the state, the custody, the
 * unit and the role is not allowed. Units that keep their inner steps to themselves may hand over, ask, pay and
 * conclude from "processing" as well as from "appraising".
 */
export const moves: readonly Move[] = [
  row({ from: "none", step: "draft", to: "draft", roles: ["applicant"], source: "T01" }),
  row({
    from: "draft",
    step: "submit",
    to: "submitted",
    roles: ["applicant"],
    source: "T02",
    paper: "THONG_BAO",
    clock: "startAnswer",
  }),
  row({
    from: "none",
    step: "receive",
    to: "accepted",
    roles: ["officer", "postClerk"],
    source: "T03",
    paper: "GIAY_TIEP_NHAN",
    clock: "startSettlement",
  }),
  row({
    from: "none",
    step: "refuseReceipt",
    to: "receiptRefused",
    roles: ["officer"],
    source: "T05",
    paper: "TU_CHOI",
  }),
  row({
    from: "submitted",
    step: "accept",
    to: "accepted",
    roles: ["officer"],
    source: "T06",
    paper: "GIAY_TIEP_NHAN",
    clock: "startSettlement",
  }),
  row({
    from: "submitted",
    step: "askSupplement",
    to: "supplementBeforeReceipt",
    roles: ["officer"],
    source: "T07",
    paper: "YEU_CAU_BO_SUNG",
    clock: "supplement",
    guard: "supplementOnce",
  }),
  row({
    from: "supplementBeforeReceipt",
    step: "supplement",
    to: "submitted",
    roles: ["applicant"],
    source: "T08",
    clock: "startAnswer",
  }),
  row({
    from: "supplementBeforeReceipt",
    step: "closeUnsupplemented",
    to: "receiptRefused",
    roles: ["officer", "hub"],
    source: "T09",
    paper: "TU_CHOI",
    clock: "end",
    guard: "applicantTimeOver",
  }),
  row({
    from: "submitted",
    step: "refuseReceipt",
    to: "receiptRefused",
    roles: ["officer"],
    source: "T10",
    paper: "TU_CHOI",
    clock: "stopAnswer",
    guard: "rightAgencyNamed",
  }),
  row({
    from: "none",
    step: "settleAtOnce",
    to: "resultReturned",
    roles: ["officer"],
    source: "T11",
    guard: "immediateProcedure",
    clock: "end",
  }),

  row({
    from: "accepted",
    step: "handOver",
    to: "processing",
    roles: ["officer"],
    source: "T12",
    paper: "KIEM_SOAT",
    clock: "transfer",
  }),
  row({
    from: "accepted",
    step: "submitForSignature",
    to: "signing",
    roles: ["officer"],
    source: "T13",
    guard: "delegation",
  }),
  row({
    from: "accepted",
    step: "conclude",
    to: "done",
    roles: ["signatory", "officer"],
    source: "T13, T26",
    guard: "delegation",
    clock: "end",
  }),
  ...rows(inHand, {
    step: "handOver",
    to: "processing",
    roles: ["officer", "handler", "agencyHead", "upperOneStop"],
    source: "T14",
    paper: "KIEM_SOAT",
    clock: "transfer",
  }),
  ...rows(inHand, {
    step: "sendBack",
    to: "processing",
    roles: ["handler", "agencyHead", "officer"],
    source: "T15",
    paper: "KIEM_SOAT",
  }),
  row({
    from: "processing",
    custody: "offered",
    unit: "receiver",
    step: "acknowledge",
    to: "processing",
    roles: ["officer", "handler", "agencyHead", "upperOneStop", "coUnit"],
    source: "T16, L12",
    paper: "KIEM_SOAT",
  }),
  row({
    from: "processing",
    custody: "offered",
    unit: "receiver",
    step: "sendBack",
    to: "asBefore",
    roles: ["officer", "handler", "agencyHead", "upperOneStop"],
    source: "T15",
    paper: "KIEM_SOAT",
  }),
  row({
    from: "processing",
    custody: "offered",
    step: "recall",
    to: "asBefore",
    roles: ["officer", "handler"],
    source: "T38",
  }),
  row({ from: "processing", step: "assign", to: "appraising", roles: ["agencyHead", "oneStopHead"], source: "T16" }),
  row({ from: "appraising", step: "assign", to: "appraising", roles: ["agencyHead", "oneStopHead"], source: "T16" }),
  ...rows(inHand, { step: "startVerification", to: "verifying", roles: ["handler"], source: "T17" }),
  row({ from: "verifying", step: "endVerification", to: "appraising", roles: ["handler"], source: "T17" }),
  ...rows(inHand, {
    step: "askOpinion",
    to: "consulting",
    roles: ["handler", "agencyHead"],
    source: "T18",
    paper: "PHIEU_LAY_Y_KIEN",
    guard: "opinionAsked",
  }),
  // the agency that was asked answers itself
  row({
    from: "consulting",
    unit: "asked",
    step: "recordOpinion",
    to: "appraising",
    roles: ["coUnit"],
    source: "T18",
  }),
  // an answer on paper is recorded by who asked, who may also go on without one: its own clock runs (O10)
  row({ from: "consulting", step: "recordOpinion", to: "appraising", roles: ["handler"], source: "T18" }),
  // it answers in time, too, while a withdrawal is decided; declined, the work goes on with the answer (T30)
  row({
    from: "withdrawRequested",
    unit: "asked",
    step: "recordOpinion",
    to: "withdrawRequested",
    roles: ["coUnit"],
    source: "T18",
  }),
  row({
    from: "withdrawRequested",
    step: "recordOpinion",
    to: "withdrawRequested",
    roles: ["handler"],
    source: "T18",
    guard: "opinionAwaited",
  }),
  // also while a withdrawal is decided: the agency asked was late all the same
  ...unmoved(["consulting", "withdrawRequested"], {
    step: "noteOpinionLate",
    roles: ["hub"],
    source: "T19",
    paper: "THONG_BAO",
    guard: "opinionLate",
  }),
  ...rows(inHand, {
    step: "askSupplement",
    to: "supplement",
    roles: ["handler", "officer"],
    source: "T20",
    paper: "YEU_CAU_BO_SUNG",
    clock: "supplement",
    guard: "returnWindow",
  }),
  row({
    from: "supplement",
    unit: "receivingUnit",
    step: "supplement",
    to: "processing",
    roles: ["applicant", "officer"],
    source: "T21",
    paper: "GIAY_TIEP_NHAN",
    clock: "complete",
  }),
  row({
    from: "supplement",
    unit: "receivingUnit",
    step: "closeUnsupplemented",
    to: "stopped",
    roles: ["officer", "hub"],
    source: "T22",
    paper: "DUNG_GIAI_QUYET",
    clock: "end",
    guard: "applicantTimeOver",
  }),
  ...rows(["accepted", "processing", "appraising"], {
    step: "askPayment",
    to: "waitingForPayment",
    roles: ["handler", "officer"],
    source: "T23",
    paper: "THONG_BAO_NOP_TIEN",
    clock: "pause",
    guard: "nothingOwedBack",
  }),
  row({
    from: "waitingForPayment",
    unit: "receivingUnit",
    step: "confirmPayment",
    to: "asBefore",
    roles: ["hub", "officer"],
    source: "T24",
    paper: "BIEN_LAI",
    clock: "resume",
    guard: "moneyConfirmed",
  }),
  // asked for, it arrives all the same: while a withdrawal is decided, or after the end, when it goes back (§2.1)
  row({
    from: "withdrawRequested",
    unit: "receivingUnit",
    step: "confirmPayment",
    to: "withdrawRequested",
    roles: ["hub", "officer"],
    source: "T24",
    paper: "BIEN_LAI",
    clock: "resume",
    guard: "moneyAwaited",
  }),
  ...unmoved(["stopped", "archived"], {
    unit: "receivingUnit",
    step: "confirmPayment",
    roles: ["hub", "officer"],
    source: "T24",
    paper: "BIEN_LAI",
    guard: "moneyAwaited",
  }),
  // no money, so no receipt; what is counted from the payment is counted from here
  row({
    from: "waitingForPayment",
    unit: "receivingUnit",
    step: "waivePayment",
    to: "asBefore",
    roles: ["officer"],
    source: "T24",
    clock: "resume",
    guard: "namesItsLaw",
  }),
  ...rows(inHand, { step: "submitForSignature", to: "signing", roles: ["handler", "agencyHead"], source: "T16" }),
  row({ from: "signing", step: "returnToHandler", to: "appraising", roles: ["signatory"], source: "T25" }),
  row({
    from: "signing",
    step: "conclude",
    to: "done",
    roles: ["signatory", "clericalOffice"],
    source: "T26",
    clock: "end",
    guard: "sameResult",
  }),
  ...rows(inHand, {
    step: "conclude",
    to: "done",
    roles: ["signatory"],
    source: "T26, T27",
    clock: "end",
    guard: "sameResult",
  }),

  ...rows(running, {
    unit: "receivingUnit",
    step: "requestWithdrawal",
    to: "withdrawRequested",
    roles: ["applicant"],
    source: "T28",
    guard: "nothingIssued",
  }),
  // asked for on the way: the hand-over is taken back, as if recalled
  row({
    from: "processing",
    custody: "offered",
    unit: "receivingUnit",
    step: "requestWithdrawal",
    to: "withdrawRequested",
    roles: ["applicant"],
    source: "T28",
    guard: "nothingIssued",
  }),
  row({
    from: "withdrawRequested",
    unit: "receivingUnit",
    step: "confirmWithdrawal",
    to: "stopped",
    roles: ["officer"],
    source: "T29",
    paper: "DUNG_GIAI_QUYET",
    guard: "nothingIssued",
    clock: "end",
  }),
  row({
    from: "withdrawRequested",
    unit: "receivingUnit",
    step: "declineWithdrawal",
    to: "asBefore",
    roles: ["officer"],
    source: "T30",
    paper: "THONG_BAO",
    guard: "resultIssued",
  }),
  ...unmoved(running, {
    step: "extend",
    roles: ["agencyHead", "oneStopHead"],
    source: "T31",
    paper: "XIN_LOI",
    clock: "extend",
    guard: "extendOnce",
  }),
  // LH → OH: the date is the head's of the one-stop that appointed it, whoever holds the dossier
  ...unmoved(running, {
    unit: "receivingUnit",
    step: "extend",
    roles: ["oneStopHead"],
    source: "T31",
    paper: "XIN_LOI",
    clock: "extend",
    guard: "extendOnce",
  }),
  // on its way its appointment is still owed by the sender and the one-stop
  row({
    ...onTheWay,
    step: "extend",
    roles: ["agencyHead", "oneStopHead"],
    source: "T31",
    paper: "XIN_LOI",
    clock: "extend",
    guard: "extendOnce",
  }),
  row({
    ...onTheWay,
    unit: "receivingUnit",
    step: "extend",
    roles: ["oneStopHead"],
    source: "T31",
    paper: "XIN_LOI",
    clock: "extend",
    guard: "extendOnce",
  }),

  row({
    from: "done",
    step: "handOver",
    to: "done",
    roles: ["officer", "handler", "agencyHead", "clericalOffice"],
    source: "L3",
    paper: "KIEM_SOAT",
    guard: "notWithPost",
  }),
  row({
    from: "done",
    custody: "offered",
    unit: "receiver",
    step: "acknowledge",
    to: "done",
    roles: ["officer", "handler", "agencyHead", "upperOneStop"],
    source: "L12",
    paper: "KIEM_SOAT",
  }),
  row({
    from: "done",
    custody: "offered",
    unit: "receiver",
    step: "sendBack",
    to: "asBefore",
    roles: ["officer", "handler", "agencyHead", "upperOneStop"],
    source: "T15",
  }),
  row({
    from: "done",
    custody: "offered",
    step: "recall",
    to: "asBefore",
    roles: ["officer", "handler"],
    source: "T38",
  }),
  row({
    from: "done",
    unit: "receivingHolder",
    step: "returnResult",
    to: "resultReturned",
    roles: ["officer", "hub"],
    source: "T32, T34",
    paper: "SO_THEO_DOI",
    guard: "notWithPost",
  }),
  row({
    from: "done",
    unit: "receivingHolder",
    step: "sendResultByPost",
    to: "done",
    roles: ["officer"],
    source: "T33",
    paper: "BIEN_BAN_BUU_DIEN",
    guard: "notWithPost",
  }),
  row({
    from: "done",
    unit: "receivingHolder",
    step: "confirmPostDelivery",
    to: "resultReturned",
    roles: ["postClerk", "hub", "officer"],
    source: "T33",
    guard: "withPost",
  }),
  row({
    from: "done",
    unit: "receivingHolder",
    step: "resultCameBack",
    to: "done",
    roles: ["postClerk", "hub", "officer"],
    source: "T33",
    guard: "withPost",
  }),
  row({
    from: "done",
    step: "announceEarly",
    to: "done",
    roles: ["officer", "hub"],
    source: "T35",
    paper: "THONG_BAO",
    guard: "early",
  }),
  // asked for after the result: the request never began, its answer is the notice
  ...custodies.map((custody) =>
    row({
      from: "done",
      custody,
      unit: "receivingUnit",
      step: "declineWithdrawal",
      to: "done",
      roles: ["officer"],
      source: "T30",
      paper: "THONG_BAO",
      guard: "resultIssued",
    }),
  ),
  row({
    from: "resultReturned",
    unit: "decider",
    step: "correct",
    to: "resultReturned",
    roles: ["agencyHead"],
    source: "T36",
  }),
  // of the one-stop that holds it, or that received it and answers to the applicant; lost on the way above all
  ...(["holder", "receivingUnit"] as const).flatMap((unit) => [
    ...unmoved([...running, "done", "withdrawRequested"], {
      unit,
      step: "reportLoss",
      roles: ["oneStopHead"],
      source: "T37",
      paper: "BIEN_BAN_SU_CO",
    }),
    ...unmoved(running, {
      unit,
      step: "reset",
      roles: ["oneStopHead"],
      source: "T39",
      paper: "THONG_BAO",
      clock: "reset",
      guard: "twoPersons",
    }),
    ...(["processing", "done"] as const).map((state) =>
      row({
        ...{ from: state, to: state, custody: "offered", unit },
        step: "reportLoss",
        roles: ["oneStopHead"],
        source: "T37",
        paper: "BIEN_BAN_SU_CO",
      }),
    ),
    row({
      ...{ ...onTheWay, unit },
      step: "reset",
      roles: ["oneStopHead"],
      source: "T39",
      paper: "THONG_BAO",
      clock: "reset",
      guard: "twoPersons",
    }),
  ]),
  ...unmoved(["accepted", ...inHand, "verifying", "consulting", "signing"], {
    step: "excludeTime",
    roles: ["agencyHead", "oneStopHead"],
    source: "D23",
    paper: "THONG_BAO",
    clock: "exclude",
    guard: "namedExclusion",
  }),
  // the head decides that money goes back, an officer records that it went; neither moves the dossier (§2.1)
  ...[...wherePaid.map((from) => ({ from })), ...wherePaidOnTheWay].flatMap((place) => [
    row({
      ...{ ...place, to: place.from, unit: "receivingUnit", source: "§2.1" },
      step: "decideRefund",
      roles: ["oneStopHead"],
      guard: "refundDecidable",
    }),
    row({
      ...{ ...place, to: place.from, unit: "receivingUnit", source: "§2.1" },
      step: "confirmRefund",
      roles: ["officer"],
      guard: "refundOwed",
    }),
  ]),
  // nobody fetched it: it is stored, and still there for who comes later
  row({
    from: "done",
    unit: "receivingHolder",
    step: "archive",
    to: "archived",
    roles: ["clericalOffice"],
    source: "T40",
    guard: "notWithPost",
  }),
  row({
    from: "archived",
    unit: "receivingHolder",
    step: "returnResult",
    to: "resultReturned",
    roles: ["officer", "hub"],
    source: "T32, T34",
    paper: "SO_THEO_DOI",
    guard: "stored",
  }),
  ...rows(["resultReturned", "stopped", "receiptRefused"], {
    step: "archive",
    to: "archived",
    roles: ["clericalOffice", "hub"],
    source: "T40",
  }),
];

import { expect } from "chai";
import {
  audience,
  begin,
  decide,
  evolve,
  type Command,
  type Decision,
  type Dossier,
  type Step,
} from "../../core/domain/dossier.ts";
import { steps } from "../../core/domain/moves.ts";
import { custodies, roles, states, type Custody, type Role, type State } from "../../core/domain/state.ts";
import { inUsualRole } from "../support/roles.ts";
import { aDossier, commune, district, monday, province, stranger, tuesday } from "../support/builders.ts";

/**
 * §2.4 of the facts as a civil servant would check it: transition, from, step, by which unit and roles, to. `=` means
 * "as it was"; `offered` after a state: on its way, not yet acknowledged. What is not here is not allowed.
 */
const law = `
T02  draft                     submit              holder          applicant                                   submitted
T06  submitted                 accept              holder          officer                                     accepted
T07  submitted                 askSupplement       holder          officer                                     supplementBeforeReceipt
T08  supplementBeforeReceipt   supplement          holder          applicant                                   submitted
T09  supplementBeforeReceipt   closeUnsupplemented holder          officer,hub                                 receiptRefused
T10  submitted                 refuseReceipt       holder          officer                                     receiptRefused
T12  accepted                  handOver            holder          officer                                     processing
T13  accepted                  submitForSignature  holder          officer                                     signing
T13  accepted                  conclude            holder          officer,signatory                           done
T14  processing                handOver            holder          officer,handler,agencyHead,upperOneStop     processing
T14  appraising                handOver            holder          officer,handler,agencyHead,upperOneStop     processing
T15  processing                sendBack            holder          officer,handler,agencyHead                  processing
T15  appraising                sendBack            holder          officer,handler,agencyHead                  processing
T15  processing/offered        sendBack            receiver        officer,handler,agencyHead,upperOneStop     =
T16  processing/offered        acknowledge         receiver        officer,handler,agencyHead,upperOneStop,coUnit processing
T16  processing                assign              holder          agencyHead,oneStopHead                      appraising
T16  appraising                assign              holder          agencyHead,oneStopHead                      appraising
T16  processing                submitForSignature  holder          handler,agencyHead                          signing
T16  appraising                submitForSignature  holder          handler,agencyHead                          signing
T17  processing                startVerification   holder          handler                                     verifying
T17  appraising                startVerification   holder          handler                                     verifying
T17  verifying                 endVerification     holder          handler                                     appraising
T18  processing                askOpinion          holder          handler,agencyHead                          consulting
T18  appraising                askOpinion          holder          handler,agencyHead                          consulting
T18  consulting                recordOpinion       asked           coUnit                                      appraising
T18  consulting                recordOpinion       holder          handler                                     appraising
T18  withdrawRequested         recordOpinion       asked           coUnit                                      withdrawRequested
T18  withdrawRequested         recordOpinion       holder          handler                                     withdrawRequested
T19  consulting                noteOpinionLate     holder          hub                                         consulting
T19  withdrawRequested         noteOpinionLate     holder          hub                                         withdrawRequested
T20  processing                askSupplement       holder          handler,officer                             supplement
T20  appraising                askSupplement       holder          handler,officer                             supplement
T21  supplement                supplement          receivingUnit   applicant,officer                           processing
T22  supplement                closeUnsupplemented receivingUnit   officer,hub                                 stopped
T23  accepted                  askPayment          holder          handler,officer                             waitingForPayment
T23  processing                askPayment          holder          handler,officer                             waitingForPayment
T23  appraising                askPayment          holder          handler,officer                             waitingForPayment
T24  waitingForPayment         confirmPayment      receivingUnit   hub,officer                                 =
T24  withdrawRequested         confirmPayment      receivingUnit   hub,officer                                 withdrawRequested
T24  stopped                   confirmPayment      receivingUnit   hub,officer                                 stopped
T24  archived                  confirmPayment      receivingUnit   hub,officer                                 archived
T24  waitingForPayment         waivePayment        receivingUnit   officer                                     =
T25  signing                   returnToHandler     holder          signatory                                   appraising
T26  signing                   conclude            holder          signatory,clericalOffice                    done
T26  processing                conclude            holder          signatory                                   done
T27  appraising                conclude            holder          signatory                                   done
T28  accepted                  requestWithdrawal   receivingUnit   applicant                                   withdrawRequested
T28  processing                requestWithdrawal   receivingUnit   applicant                                   withdrawRequested
T28  appraising                requestWithdrawal   receivingUnit   applicant                                   withdrawRequested
T28  verifying                 requestWithdrawal   receivingUnit   applicant                                   withdrawRequested
T28  consulting                requestWithdrawal   receivingUnit   applicant                                   withdrawRequested
T28  signing                   requestWithdrawal   receivingUnit   applicant                                   withdrawRequested
T28  supplement                requestWithdrawal   receivingUnit   applicant                                   withdrawRequested
T28  waitingForPayment         requestWithdrawal   receivingUnit   applicant                                   withdrawRequested
T28  processing/offered        requestWithdrawal   receivingUnit   applicant                                   withdrawRequested
T29  withdrawRequested         confirmWithdrawal   receivingUnit   officer                                     stopped
T30  withdrawRequested         declineWithdrawal   receivingUnit   officer                                     =
T30  done                      declineWithdrawal   receivingUnit   officer                                     done
T30  done/offered              declineWithdrawal   receivingUnit   officer                                     done
T31  accepted                  extend              holder          agencyHead,oneStopHead                      accepted
T31  processing/offered        extend              holder          agencyHead,oneStopHead                      processing
T31  processing/offered        extend              receivingUnit   oneStopHead                                 processing
T31  accepted                  extend              receivingUnit   oneStopHead                                 accepted
T31  processing                extend              holder          agencyHead,oneStopHead                      processing
T31  processing                extend              receivingUnit   oneStopHead                                 processing
T31  appraising                extend              holder          agencyHead,oneStopHead                      appraising
T31  appraising                extend              receivingUnit   oneStopHead                                 appraising
T31  verifying                 extend              holder          agencyHead,oneStopHead                      verifying
T31  verifying                 extend              receivingUnit   oneStopHead                                 verifying
T31  consulting                extend              holder          agencyHead,oneStopHead                      consulting
T31  consulting                extend              receivingUnit   oneStopHead                                 consulting
T31  signing                   extend              holder          agencyHead,oneStopHead                      signing
T31  signing                   extend              receivingUnit   oneStopHead                                 signing
T31  supplement                extend              holder          agencyHead,oneStopHead                      supplement
T31  supplement                extend              receivingUnit   oneStopHead                                 supplement
T31  waitingForPayment         extend              holder          agencyHead,oneStopHead                      waitingForPayment
T31  waitingForPayment         extend              receivingUnit   oneStopHead                                 waitingForPayment
L3   done                      handOver            holder          officer,handler,agencyHead,clericalOffice   done
L12  done/offered              acknowledge         receiver        officer,handler,agencyHead,upperOneStop     done
T15  done/offered              sendBack            receiver        officer,handler,agencyHead,upperOneStop     =
T32  done                      returnResult        receivingHolder officer,hub                                 resultReturned
T33  done                      sendResultByPost    receivingHolder officer                                     done
T33  done                      confirmPostDelivery receivingHolder postClerk,hub,officer                       resultReturned
T33  done                      resultCameBack      receivingHolder postClerk,hub,officer                       done
T35  done                      announceEarly       holder          officer,hub                                 done
T36  resultReturned            correct             decider         agencyHead                                  resultReturned
T37  processing/offered        reportLoss          holder          oneStopHead                                 processing
T37  processing/offered        reportLoss          receivingUnit   oneStopHead                                 processing
T37  done/offered              reportLoss          holder          oneStopHead                                 done
T37  done/offered              reportLoss          receivingUnit   oneStopHead                                 done
T39  processing/offered        reset               holder          oneStopHead                                 processing
T39  processing/offered        reset               receivingUnit   oneStopHead                                 processing
T37  accepted                  reportLoss          holder          oneStopHead                                 accepted
T37  accepted                  reportLoss          receivingUnit   oneStopHead                                 accepted
T37  processing                reportLoss          holder          oneStopHead                                 processing
T37  processing                reportLoss          receivingUnit   oneStopHead                                 processing
T37  appraising                reportLoss          holder          oneStopHead                                 appraising
T37  appraising                reportLoss          receivingUnit   oneStopHead                                 appraising
T37  verifying                 reportLoss          holder          oneStopHead                                 verifying
T37  verifying                 reportLoss          receivingUnit   oneStopHead                                 verifying
T37  consulting                reportLoss          holder          oneStopHead                                 consulting
T37  consulting                reportLoss          receivingUnit   oneStopHead                                 consulting
T37  signing                   reportLoss          holder          oneStopHead                                 signing
T37  signing                   reportLoss          receivingUnit   oneStopHead                                 signing
T37  supplement                reportLoss          holder          oneStopHead                                 supplement
T37  supplement                reportLoss          receivingUnit   oneStopHead                                 supplement
T37  waitingForPayment         reportLoss          holder          oneStopHead                                 waitingForPayment
T37  waitingForPayment         reportLoss          receivingUnit   oneStopHead                                 waitingForPayment
T37  withdrawRequested         reportLoss          holder          oneStopHead                                 withdrawRequested
T37  withdrawRequested         reportLoss          receivingUnit   oneStopHead                                 withdrawRequested
T37  done                      reportLoss          holder          oneStopHead                                 done
T37  done                      reportLoss          receivingUnit   oneStopHead                                 done
T38  processing/offered        recall              holder          officer,handler                             =
T38  done/offered              recall              holder          officer,handler                             =
T39  accepted                  reset               holder          oneStopHead                                 accepted
T39  accepted                  reset               receivingUnit   oneStopHead                                 accepted
T39  processing                reset               holder          oneStopHead                                 processing
T39  processing                reset               receivingUnit   oneStopHead                                 processing
T39  appraising                reset               holder          oneStopHead                                 appraising
T39  appraising                reset               receivingUnit   oneStopHead                                 appraising
T39  verifying                 reset               holder          oneStopHead                                 verifying
T39  verifying                 reset               receivingUnit   oneStopHead                                 verifying
T39  consulting                reset               holder          oneStopHead                                 consulting
T39  consulting                reset               receivingUnit   oneStopHead                                 consulting
T39  signing                   reset               holder          oneStopHead                                 signing
T39  signing                   reset               receivingUnit   oneStopHead                                 signing
T39  supplement                reset               holder          oneStopHead                                 supplement
T39  supplement                reset               receivingUnit   oneStopHead                                 supplement
T39  waitingForPayment         reset               holder          oneStopHead                                 waitingForPayment
T39  waitingForPayment         reset               receivingUnit   oneStopHead                                 waitingForPayment
D23  accepted                  excludeTime         holder          agencyHead,oneStopHead                      accepted
D23  processing                excludeTime         holder          agencyHead,oneStopHead                      processing
D23  appraising                excludeTime         holder          agencyHead,oneStopHead                      appraising
D23  verifying                 excludeTime         holder          agencyHead,oneStopHead                      verifying
D23  consulting                excludeTime         holder          agencyHead,oneStopHead                      consulting
D23  signing                   excludeTime         holder          agencyHead,oneStopHead                      signing
§2.1 accepted                  decideRefund        receivingUnit   oneStopHead                                 accepted
§2.1 processing                decideRefund        receivingUnit   oneStopHead                                 processing
§2.1 appraising                decideRefund        receivingUnit   oneStopHead                                 appraising
§2.1 verifying                 decideRefund        receivingUnit   oneStopHead                                 verifying
§2.1 consulting                decideRefund        receivingUnit   oneStopHead                                 consulting
§2.1 signing                   decideRefund        receivingUnit   oneStopHead                                 signing
§2.1 supplement                decideRefund        receivingUnit   oneStopHead                                 supplement
§2.1 withdrawRequested         decideRefund        receivingUnit   oneStopHead                                 withdrawRequested
§2.1 stopped                   decideRefund        receivingUnit   oneStopHead                                 stopped
§2.1 done                      decideRefund        receivingUnit   oneStopHead                                 done
§2.1 resultReturned            decideRefund        receivingUnit   oneStopHead                                 resultReturned
§2.1 archived                  decideRefund        receivingUnit   oneStopHead                                 archived
§2.1 processing/offered        decideRefund        receivingUnit   oneStopHead                                 processing
§2.1 done/offered              decideRefund        receivingUnit   oneStopHead                                 done
§2.1 accepted                  confirmRefund       receivingUnit   officer                                     accepted
§2.1 processing                confirmRefund       receivingUnit   officer                                     processing
§2.1 appraising                confirmRefund       receivingUnit   officer                                     appraising
§2.1 verifying                 confirmRefund       receivingUnit   officer                                     verifying
§2.1 consulting                confirmRefund       receivingUnit   officer                                     consulting
§2.1 signing                   confirmRefund       receivingUnit   officer                                     signing
§2.1 supplement                confirmRefund       receivingUnit   officer                                     supplement
§2.1 withdrawRequested         confirmRefund       receivingUnit   officer                                     withdrawRequested
§2.1 stopped                   confirmRefund       receivingUnit   officer                                     stopped
§2.1 done                      confirmRefund       receivingUnit   officer                                     done
§2.1 resultReturned            confirmRefund       receivingUnit   officer                                     resultReturned
§2.1 archived                  confirmRefund       receivingUnit   officer                                     archived
§2.1 processing/offered        confirmRefund       receivingUnit   officer                                     processing
§2.1 done/offered              confirmRefund       receivingUnit   officer                                     done
T40  done                      archive             receivingHolder clericalOffice                              archived
T32  archived                  returnResult        receivingHolder officer,hub                                 resultReturned
T40  resultReturned            archive             holder          clericalOffice,hub                          archived
T40  stopped                   archive             holder          clericalOffice,hub                          archived
T40  receiptRefused            archive             holder          clericalOffice,hub                          archived
`
  .trim()
  .split("\n")
  .map((line) => line.trim().split(/\s+/))
  .map(([source = "", place = "", step = "", unit = "", who = "", to = ""]) => {
    const [from = "", custody = "held"] = place.split("/");
    return { source, from, custody, step, unit, who: who.split(","), to };
  });

/** §2.4: the paper a step produces and what it does to the clocks, by transition and step. `–`: nothing. */
const leavesBehind = new Map(
  `
T02 submit              THONG_BAO          startAnswer
T06 accept              GIAY_TIEP_NHAN     startSettlement
T07 askSupplement       YEU_CAU_BO_SUNG    supplement
T08 supplement          –                  startAnswer
T09 closeUnsupplemented TU_CHOI            end
T10 refuseReceipt       TU_CHOI            stopAnswer
T12 handOver            KIEM_SOAT          transfer
T13 submitForSignature  –                  –
T13 conclude            –                  end
T14 handOver            KIEM_SOAT          transfer
T15 sendBack            KIEM_SOAT          –
T15 sendBack/done       –                  –
T16 acknowledge         KIEM_SOAT          –
T16 assign              –                  –
T16 submitForSignature  –                  –
T17 startVerification   –                  –
T17 endVerification     –                  –
T18 askOpinion          PHIEU_LAY_Y_KIEN   –
T18 recordOpinion       –                  –
T19 noteOpinionLate     THONG_BAO          –
T20 askSupplement       YEU_CAU_BO_SUNG    supplement
T21 supplement          GIAY_TIEP_NHAN     complete
T22 closeUnsupplemented DUNG_GIAI_QUYET    end
T23 askPayment          THONG_BAO_NOP_TIEN pause
T24 confirmPayment      BIEN_LAI           resume
T24 confirmPayment/stopped  BIEN_LAI       –
T24 confirmPayment/archived BIEN_LAI       –
T24 waivePayment        –                  resume
T25 returnToHandler     –                  –
T26 conclude            –                  end
T27 conclude            –                  end
T28 requestWithdrawal   –                  –
T29 confirmWithdrawal   DUNG_GIAI_QUYET    end
T30 declineWithdrawal   THONG_BAO          –
T31 extend              XIN_LOI            extend
L3  handOver            KIEM_SOAT          –
L12 acknowledge         KIEM_SOAT          –
T32 returnResult        SO_THEO_DOI        –
T33 sendResultByPost    BIEN_BAN_BUU_DIEN  –
T33 confirmPostDelivery –                  –
T33 resultCameBack      –                  –
T35 announceEarly       THONG_BAO          –
T36 correct             –                  –
T37 reportLoss          BIEN_BAN_SU_CO     –
T38 recall              –                  –
T39 reset               THONG_BAO          reset
D23 excludeTime         THONG_BAO          exclude
§2.1 decideRefund       –                  –
§2.1 confirmRefund      –                  –
T40 archive             –                  –
`
    .trim()
    .split("\n")
    .map((line) => line.split(/\s+/))
    .map(([source = "", step = "", paper = "", clock = ""]) => [`${source} ${step}`, `${paper} ${clock}`]),
);

/** Held by the district, came from the commune that received it; on its way to the province while offered. */
const inState = (state: State, custody: Custody, but: Partial<Dossier> = {}): Dossier =>
  aDossier({
    state,
    stateBefore: state === "waitingForPayment" || state === "withdrawRequested" ? "appraising" : null,
    heldBy: district,
    cameFrom: [commune],
    offer:
      custody === "offered"
        ? { to: province, at: monday, stateBefore: state === "done" ? "done" : "appraising" }
        : null,
    money: state === "waitingForPayment" ? "due" : "none",
    decidedBy: stranger,
    opinion:
      state === "consulting" || state === "withdrawRequested"
        ? { of: stranger, askedAt: monday, due: monday, lateAt: null, endedAt: null }
        : null,
    ...but,
  });

const wednesday = new Date("2019-05-29T08:00:00+07:00");
const facts = {
  legalBasis: "Điều 5 luật thử nghiệm",
  applicantTimeEnds: monday,
  currentDue: new Date("2019-05-28T17:30:00+07:00"),
  newDue: wednesday,
  opinionDue: wednesday,
  delegated: true,
  isPaymentAwaited: true,
  rightAgency: "UBND xã Phình Hồ",
  paymentReference: "BL-0001",
  refundReference: "HT-0001",
  approvedBy: "head-2",
  officer: "head-1",
  decisionNo: "01/QĐ",
  resultNumber: "12/GP",
  exclusion: { reason: "council", from: monday, to: tuesday, evidence: "TB 1" },
} as const;
const command = (step: Step, by: Command["by"], role: Role): Command => ({
  step,
  by,
  role,
  at: tuesday,
  to: stranger,
  reason: "lý do",
  outcome: "granted",
  assignee: "cb-7",
  facts,
});
const unitNamed = {
  holder: district,
  receiver: province,
  receivingUnit: commune,
  receivingHolder: commune,
  asked: stranger,
  decider: stranger,
} as const;

/**
 * Which refusal each other cell gives: whose turn it is comes first, then the hand-over that is pending, then the state,
 * then the role. Who may: the unit of the law's row; where this state has none, the holder, and whoever the law names for
 * the step in another state.
 */
const refusals = new Map(
  `
another unit              | any step     | held    | not-your-dossier
another unit              | any step     | offered | not-your-dossier
the unit that may, no row | acknowledge  | held    | step-not-allowed
the unit that may, no row | another step | held    | step-not-allowed
the unit that may, no row | acknowledge  | offered | step-not-allowed
the unit that may, no row | another step | offered | handover-pending
the unit that may, a row  | another role | held    | role-not-allowed
the unit that may, a row  | another role | offered | role-not-allowed
`
    .trim()
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .map(([who = "", what = "", custody = "", code = ""]) => [`${who}/${what}/${custody}`, code]),
);

/** Whom the law names for the step in some state: a receiver only on the way, an agency asked only where one was. */
const elsewhere = (step: Step, dossier: Dossier): Command["by"][] =>
  law
    .filter((row) => row.step === step)
    .filter(({ unit }) => (unit !== "receiver" || dossier.offer) && (unit !== "asked" || dossier.opinion))
    .map((row) => unitNamed[row.unit as keyof typeof unitNamed]);

/** `T20 supplement YEU_CAU_BO_SUNG supplement`: transition, state, paper, clock; or why not. */
function byLaw(rows: typeof law, dossier: Dossier, step: Step, role: Role, unit: Command["by"]): string {
  const custody = dossier.offer ? "offered" : "held";
  const why = (cell: string) => refusals.get(`${cell}/${custody}`) ?? "not in the table";
  const isAcknowledged = step === "acknowledge";
  const named = (row: (typeof law)[number]) => unitNamed[row.unit as keyof typeof unitNamed];
  const may = rows.length > 0 ? rows.map(named) : [district, ...elsewhere(step, dossier)];
  if (!may.includes(unit)) return why("another unit/any step");
  const row = rows.find((one) => unit === named(one));
  if (!row) return why(`the unit that may, no row/${isAcknowledged ? "acknowledge" : "another step"}`);
  if (!row.who.includes(role)) return why("the unit that may, a row/another role");
  const before = dossier.offer?.stateBefore ?? dossier.stateBefore ?? dossier.state;
  const name = `${row.source} ${row.step}`;
  const left = leavesBehind.get(`${name}/${dossier.state}`) ?? leavesBehind.get(name) ?? "not in the table";
  return `${row.source} ${row.to === "=" ? before : row.to} ${left}`;
}

function told(decision: Decision, source = ""): string {
  if (!decision.ok) return decision.code;
  const { event } = decision;
  // a row of ours may stand for two of the law: T13, T26
  const named = event.source.split(", ").includes(source) ? source : event.source;
  return `${named} ${event.state} ${event.paper ?? "–"} ${event.clock ?? "–"}`;
}

describe("the table of moves: state × custody × step × role × unit (T01–T40)", () => {
  for (const state of states)
    for (const custody of custodies)
      it(`${state}${custody === "offered" ? ", on its way" : ""}: every step by every role of every unit`, () => {
        const wrong: string[] = [];
        for (const step of steps) {
          const rows = law.filter((line) => line.from === state && line.custody === custody && line.step === step);
          const [row] = rows;
          const dossier = inState(state, custody, {
            ...(row?.unit === "receivingHolder" ? { heldBy: commune, cameFrom: [] } : {}),
            ...(["confirmPostDelivery", "resultCameBack"].includes(step) ? { delivery: "withPost" } : {}),
            ...(step === "decideRefund" ? { money: "paid" } : step === "confirmRefund" ? { money: "toRefund" } : {}),
            ...(state === "archived" ? { delivery: "stored" } : {}),
          });
          for (const role of roles)
            for (const unit of [commune, district, province, stranger]) {
              const expected = byLaw(rows, dossier, step, role, unit);
              const answer = told(decide(dossier, command(step, unit, role)), row?.source);
              if (answer !== expected) wrong.push(`${step} by ${role} of ${unit}: ${answer}, by law ${expected}`);
            }
        }
        expect(wrong).to.deep.equal([]);
      });

  it("covers every state, and every step that is not a beginning", () => {
    expect(new Set(law.map((line) => line.step))).to.deep.equal(
      new Set(steps.filter((step) => !["draft", "receive", "settleAtOnce"].includes(step))),
    );
  });
});

describe("how a dossier begins", () => {
  // step, role, immediate procedure, state or refusal, source, paper, clock
  for (const [step, role, immediate, expected, ...rest] of [
    ["draft", "applicant", undefined, "draft", "T01", null, null],
    ["receive", "officer", undefined, "accepted", "T03", "GIAY_TIEP_NHAN", "startSettlement"],
    ["receive", "postClerk", undefined, "accepted", "T03", "GIAY_TIEP_NHAN", "startSettlement"], // §2.8
    ["refuseReceipt", "officer", undefined, "receiptRefused", "T05", "TU_CHOI", null],
    ["settleAtOnce", "officer", true, "resultReturned", "T11", null, "end"],
    ["settleAtOnce", "officer", false, "procedure-not-immediate"],
    ["settleAtOnce", "officer", undefined, "procedure-not-immediate"],
    ["receive", "applicant", undefined, "role-not-allowed"],
    ["receive", "handler", undefined, "role-not-allowed"],
    ["refuseReceipt", "postClerk", undefined, "role-not-allowed"],
    ["draft", "officer", undefined, "role-not-allowed"],
  ] as const)
    it(`${step} by ${role}${immediate ? ", settled while one waits" : ""} → ${expected}`, () => {
      const facts = immediate === undefined ? {} : { facts: { immediate } };
      const decision = begin(aDossier(), { step, by: commune, at: monday, role, ...facts });
      expect(decision.ok ? decision.event.state : decision.code).to.equal(expected);
      if (decision.ok) {
        const { source, paper, clock } = decision.event;
        expect([source, paper, clock]).to.deep.equal(rest);
      }
    });

  it("is written down with all that was decided", () => {
    const decision = begin(aDossier(), { step: "receive", by: commune, at: monday, role: "officer" });
    expect(decision.ok && decision.event).to.deep.equal({
      step: "receive",
      from: null,
      state: "accepted",
      by: commune,
      to: null,
      at: monday,
      role: "officer",
      reason: null,
      outcome: null,
      assignee: null,
      paper: "GIAY_TIEP_NHAN",
      clock: "startSettlement",
      source: "T03",
      exceptional: false,
    });
  });

  it("settled at once, it is granted and delivered (T11)", () => {
    const decision = begin(aDossier(), {
      step: "settleAtOnce",
      by: commune,
      at: monday,
      facts: { immediate: true },
    });
    expect(decision.ok && decision.event.outcome).to.equal("granted");
    if (decision.ok)
      expect(evolve(aDossier(), decision.event)).to.deep.include({
        state: "resultReturned",
        outcome: "granted",
        delivery: "delivered",
      });
  });

  it("says which procedure is not settled at once", () => {
    expect(begin(aDossier(), { step: "settleAtOnce", by: commune, at: monday })).to.deep.equal({
      ok: false,
      code: "procedure-not-immediate",
      field: "/procedure",
      values: { procedure: "2.002307" },
    });
  });

  it("says who may begin when somebody else tries", () => {
    expect(begin(aDossier(), { step: "receive", by: commune, at: monday, role: "handler" })).to.deep.equal({
      ok: false,
      code: "role-not-allowed",
      field: "/role",
      values: { step: "receive", role: "handler", roles: "officer, postClerk" },
    });
  });
});

describe("guards", () => {
  const take = (dossier: Dossier, step: Step, by: Command["by"], but: Partial<Command>) => {
    const decision = decide(dossier, { ...inUsualRole(step), step, by, at: tuesday, ...but });
    return decision.ok ? (decision.event.exceptional ? "exceptional" : "lawful") : decision.code;
  };
  const appraising = inState("appraising", "held");

  it("one supplement (NĐ61 11(2c)); a second only with a recorded legal reason and approval (§2.5), and marked", () => {
    expect(take(appraising, "askSupplement", district, {})).to.equal("lawful");
    const again = { ...appraising, supplements: 1 };
    expect(take(again, "askSupplement", district, {})).to.equal("supplement-already-asked");
    const second = (facts: object) => take(again, "askSupplement", district, { facts });
    expect(second({ approvedBy: "LD-01" })).to.equal("supplement-already-asked");
    expect(second({ legalBasis: " ", approvedBy: "LD-01" })).to.equal("supplement-already-asked");
    for (const approvedBy of [undefined, "  ", "cb-01 "])
      expect(second({ legalBasis: "Điều 5", approvedBy, officer: "CB-01" }), approvedBy).to.equal("approval-missing");
    expect(second({ legalBasis: "Điều 5", approvedBy: "LD-01", officer: "CB-01" })).to.equal("exceptional");
    expect(second({ legalBasis: "Điều 5", approvedBy: "LD-01" })).to.equal("exceptional");
    const online = aDossier({ state: "submitted", supplements: 1 });
    expect(take(online, "askSupplement", commune, { role: "officer" })).to.equal("supplement-already-asked");
  });

  it("a supplement within the return window (D14); later only by a special law", () => {
    const until = (at: Date) => ({ facts: { returnWindowEnds: at } });
    expect(take(appraising, "askSupplement", district, until(tuesday))).to.equal("lawful");
    expect(take(appraising, "askSupplement", district, until(monday))).to.equal("return-window-over");
    expect(
      take(appraising, "askSupplement", district, { facts: { returnWindowEnds: monday, legalBasis: "Điều 5" } }),
    ).to.equal("exceptional");
  });

  it("closed for want of a supplement once the applicant's time is over (T09, T22); before only by a law of its own", () => {
    const ends = (at?: Date, legalBasis?: string) => ({
      facts: { ...(at ? { applicantTimeEnds: at } : {}), ...(legalBasis ? { legalBasis } : {}) },
    });
    for (const asked of [inState("supplement", "held"), aDossier({ state: "supplementBeforeReceipt" })]) {
      expect(take(asked, "closeUnsupplemented", commune, ends(monday))).to.equal("lawful");
      expect(take(asked, "closeUnsupplemented", commune, ends(tuesday))).to.equal("applicant-time-not-over");
      expect(take(asked, "closeUnsupplemented", commune, ends())).to.equal("applicant-time-not-over");
      expect(take(asked, "closeUnsupplemented", commune, ends(tuesday, "Điều 5"))).to.equal("exceptional");
    }
  });

  it("one re-appointment, to a later day (D17, E37)", () => {
    const to = (newDue: Date) => ({ facts: { currentDue: monday, newDue } });
    expect(take(appraising, "extend", district, to(tuesday))).to.equal("lawful");
    expect(take(appraising, "extend", district, to(monday))).to.equal("new-due-not-later");
    expect(take(appraising, "extend", district, { facts: { currentDue: monday } })).to.equal("new-due-not-later");
    // nothing was promised, so nothing can be put off
    expect(take(appraising, "extend", district, { facts: { newDue: tuesday } })).to.equal("dossier-without-due");
    expect(take({ ...appraising, extensions: 1 }, "extend", district, to(tuesday))).to.equal("extension-already-used");
  });

  it("deciding at the counter needs a delegation (NĐ61 17(5)); a signatory needs none", () => {
    const conclude = (role: Role, delegated?: boolean) =>
      take(aDossier(), "conclude", commune, {
        role,
        outcome: "granted",
        facts: delegated === undefined ? {} : { delegated },
      });
    expect(conclude("signatory")).to.equal("lawful");
    expect(conclude("officer")).to.equal("delegation-missing");
    expect(conclude("officer", false)).to.equal("delegation-missing");
    expect(conclude("officer", true)).to.equal("lawful");
  });

  it("nor is a dossier sent up for signature from the counter without one (T13); after appraisal it is", () => {
    const submit = (dossier: Dossier, by: Command["by"], delegated: boolean) =>
      take(dossier, "submitForSignature", by, {
        role: dossier === appraising ? "handler" : "officer",
        facts: { delegated },
      });
    expect(submit(aDossier(), commune, false)).to.equal("delegation-missing");
    expect(submit(aDossier(), commune, true)).to.equal("lawful");
    expect(submit(appraising, district, false)).to.equal("lawful");
  });

  it("a payment is confirmed by its reference only (T24)", () => {
    const waiting = inState("waitingForPayment", "held");
    expect(take(waiting, "confirmPayment", commune, {})).to.equal("payment-not-confirmed");
    expect(take(waiting, "confirmPayment", commune, { facts: { paymentReference: "BL-1" } })).to.equal("lawful");
    for (const [used, expected] of [
      ["BL-1", "payment-reference-used"],
      [" bl-1", "payment-reference-used"],
      ["BL-2", "lawful"],
      ["BL-01", "lawful"], // another number may be another receipt
    ] as const)
      expect(
        take(waiting, "confirmPayment", commune, { facts: { paymentReference: "BL-1", paidUnder: [used] } }),
        used,
      ).to.equal(expected);
  });

  it("a payment is waived by a law that is named, and only while it is awaited (T24)", () => {
    const waiting = inState("waitingForPayment", "held");
    const byLaw = (legalBasis: string) => ({ facts: { legalBasis } });
    expect(take(waiting, "waivePayment", commune, {})).to.equal("legal-basis-missing");
    expect(take(waiting, "waivePayment", commune, byLaw("  "))).to.equal("legal-basis-missing");
    expect(take(waiting, "waivePayment", commune, byLaw("Điều 5 luật thử nghiệm"))).to.equal("lawful");
  });

  it("what is settled is not paid, waived or paid after a waiver; who asks is told how it was settled", () => {
    for (const state of ["appraising", "done", "stopped", "archived"] as const)
      for (const [money, confirmed, waived] of [
        ["paid", "payment-already-confirmed", "payment-already-confirmed"],
        ["toRefund", "payment-already-confirmed", "payment-already-confirmed"],
        ["refunded", "payment-already-confirmed", "payment-already-confirmed"],
        ["waived", "payment-already-waived", "payment-already-waived"],
        ["none", "step-not-allowed", "step-not-allowed"],
      ] as const) {
        const dossier = inState(state, "held", { money, heldBy: commune, cameFrom: [] });
        const settled = { facts: { ...facts, isPaymentAwaited: false } };
        expect(take(dossier, "confirmPayment", commune, settled), `${state} ${money}`).to.equal(confirmed);
        expect(take(dossier, "waivePayment", commune, { facts }), `${state} ${money}`).to.equal(waived);
      }
    // another unit learns nothing of it
    expect(take(inState("done", "held", { money: "paid" }), "waivePayment", stranger, { facts })).to.equal(
      "not-your-dossier",
    );
  });

  it("money goes back once, decided by a law and recorded with its reference; never what was not paid (§2.1, L10)", () => {
    for (const [money, decided, recorded] of [
      ["none", "nothing-to-refund", "nothing-to-refund"],
      ["due", "nothing-to-refund", "nothing-to-refund"],
      ["waived", "nothing-to-refund", "nothing-to-refund"],
      ["paid", "lawful", "refund-not-decided"],
      ["toRefund", "refund-still-owed", "lawful"],
      ["refunded", "refund-already-recorded", "refund-already-recorded"],
    ] as const)
      for (const state of ["appraising", "stopped", "archived"] as const) {
        const dossier = inState(state, "held", { money });
        expect(take(dossier, "decideRefund", commune, { facts }), `${state} ${money}`).to.equal(decided);
        expect(take(dossier, "confirmRefund", commune, { facts }), `${state} ${money}`).to.equal(recorded);
      }
    const paid = inState("done", "held", { money: "paid", outcome: "refused" });
    expect(take(paid, "decideRefund", commune, {})).to.equal("legal-basis-missing");
    expect(take({ ...paid, money: "toRefund" }, "confirmRefund", commune, {})).to.equal("refund-without-reference");
    const blank = { facts: { refundReference: " " } };
    expect(take({ ...paid, money: "toRefund" }, "confirmRefund", commune, blank)).to.equal("refund-without-reference");
  });

  it("nothing more is asked for while money is owed back; it is once it went back (T23)", () => {
    expect(take({ ...appraising, money: "toRefund" }, "askPayment", district, {})).to.equal("refund-still-owed");
    for (const money of ["none", "paid", "waived", "refunded"] as const)
      expect(take({ ...appraising, money }, "askPayment", district, {}), money).to.equal("lawful");
  });

  it("a reset needs two persons, a reason and a decision (T39)", () => {
    const reset = (but: object, reason = "lý do") =>
      take(appraising, "reset", district, {
        reason,
        facts: { officer: "a", approvedBy: "b", decisionNo: "1", currentDue: monday, newDue: wednesday, ...but },
      });
    expect(reset({})).to.equal("lawful");
    for (const same of ["a", "A ", " a", "Ａ"])
      expect(reset({ approvedBy: same }), same).to.equal("second-person-missing");
    expect(reset({ newDue: undefined })).to.equal("new-due-not-later");
    expect(reset({ newDue: tuesday })).to.equal("new-due-passed"); // the moment of the step itself
    expect(reset({ newDue: monday })).to.equal("new-due-passed");
    expect(reset({ currentDue: undefined })).to.equal("dossier-without-due");
    expect(reset({ approvedBy: "" })).to.equal("second-person-missing");
    expect(reset({ officer: "" })).to.equal("second-person-missing");
    expect(reset({ decisionNo: "" })).to.equal("decision-missing");
    expect(reset({}, "")).to.equal("decision-missing");
  });

  it("only what is with the post is delivered by it, or comes back from it (T33)", () => {
    for (const step of ["confirmPostDelivery", "resultCameBack"] as const)
      for (const [delivery, expected] of [
        ["ready", "result-not-with-post"],
        ["returnedToSender", "result-not-with-post"],
        ["withPost", "lawful"],
      ] as const) {
        const result = aDossier({ state: "done", outcome: "granted", delivery });
        expect(take(result, step, commune, {}), `${step} ${delivery}`).to.equal(expected);
      }
  });

  it("what the post has is neither at the counter nor given to it again, until it comes back (T32, T33)", () => {
    for (const step of ["returnResult", "sendResultByPost"] as const)
      for (const [delivery, expected] of [
        ["ready", "lawful"],
        ["returnedToSender", "lawful"],
        ["withPost", "result-with-post"],
      ] as const) {
        const result = aDossier({ state: "done", outcome: "granted", delivery });
        expect(take(result, step, commune, {}), `${step} ${delivery}`).to.equal(expected);
      }
  });

  it("a result that nobody fetched is stored, and only that is still returned from the store (T40, T32)", () => {
    for (const [delivery, archived] of [
      ["ready", "lawful"],
      ["returnedToSender", "lawful"],
      ["withPost", "result-with-post"],
    ] as const) {
      const result = aDossier({ state: "done", outcome: "granted", delivery });
      expect(take(result, "archive", commune, { role: "clericalOffice" }), delivery).to.equal(archived);
    }
    for (const [delivery, returned] of [
      ["stored", "lawful"],
      ["delivered", "step-not-allowed"],
      ["none", "step-not-allowed"],
    ] as const)
      expect(take(aDossier({ state: "archived", delivery }), "returnResult", commune, {}), delivery).to.equal(returned);
  });

  it("early is told once (T35)", () => {
    const result = aDossier({ state: "done", outcome: "granted", delivery: "ready" });
    const again = (isAnnounced: boolean) => take(result, "announceEarly", commune, { facts: { isAnnounced } });
    expect(again(false)).to.equal("lawful");
    expect(again(true)).to.equal("early-already-announced");
  });

  it("lateness is noted once, of what is awaited and after its time (T19), also while a withdrawal is decided", () => {
    const awaited = { of: stranger, askedAt: monday, due: monday, lateAt: null, endedAt: null };
    for (const state of ["consulting", "withdrawRequested"] as const) {
      const note = (but: Partial<typeof awaited> | { readonly [K in "due" | "lateAt" | "endedAt"]?: Date }) =>
        take(inState(state, "held", { opinion: { ...awaited, ...but } }), "noteOpinionLate", district, { role: "hub" });
      expect(note({})).to.equal("lawful");
      expect(note({ due: tuesday })).to.equal("opinion-not-late");
      expect(note({ lateAt: tuesday })).to.equal("opinion-not-late");
      expect(note({ endedAt: monday })).to.equal("opinion-not-late");
    }
  });

  it("early is before the due, not at it (T35)", () => {
    const result = aDossier({ state: "done", outcome: "granted", delivery: "ready" });
    const due = (currentDue: Date) => take(result, "announceEarly", commune, { facts: { currentDue } });
    expect(due(wednesday)).to.equal("lawful");
    expect(due(tuesday)).to.equal("due-has-passed");
    expect(due(monday)).to.equal("due-has-passed");
  });

  it("nothing is withdrawn once the result is issued (TT 03/2025 art. 7)", () => {
    const issued = { ...appraising, outcome: "granted" } as const;
    expect(take(issued, "requestWithdrawal", commune, {})).to.equal("result-already-issued");
    expect(take(appraising, "requestWithdrawal", commune, {})).to.equal("lawful");
    const requested = inState("withdrawRequested", "held");
    expect(take(requested, "confirmWithdrawal", commune, {})).to.equal("lawful");
    expect(take({ ...requested, outcome: "granted" }, "confirmWithdrawal", commune, {})).to.equal(
      "result-already-issued",
    );
  });

  it("a withdrawal is declined because a result was issued, and for nothing else (T30)", () => {
    const requested = inState("withdrawRequested", "held");
    expect(take(requested, "declineWithdrawal", commune, {})).to.equal("result-not-issued");
    const named = { facts: { resultNumber: "12/GP" } };
    expect(take(requested, "declineWithdrawal", commune, named)).to.equal("lawful");
    for (const outcome of ["granted", "refused"] as const)
      for (const custody of ["held", "offered"] as const)
        expect(take(inState("done", custody, { outcome }), "declineWithdrawal", commune, {})).to.equal("lawful");
  });

  it("a result that was named stays named: nothing is withdrawn, and no other number is issued (T28–T30, T26)", () => {
    const issued = (resultNumber?: string) => ({
      facts: { issuedNumber: "12/GP", ...(resultNumber === undefined ? {} : { resultNumber }) },
    });
    const requested = inState("withdrawRequested", "held");
    expect(take(appraising, "requestWithdrawal", commune, issued())).to.equal("result-named-before");
    expect(take(requested, "confirmWithdrawal", commune, issued())).to.equal("result-named-before");
    for (const [number, expected] of [
      [undefined, "lawful"],
      ["12/GP", "lawful"],
      [" 12/gp ", "lawful"],
      ["13/GP", "result-differs"],
      ["012/gp", "lawful"], // as hub discipline --results reads it (numberKey)
      ["12 / GP", "lawful"],
    ] as const) {
      const role = "signatory" as const;
      for (const state of ["processing", "appraising", "signing"] as const)
        expect(take(inState(state, "held"), "conclude", district, { role, ...issued(number) })).to.equal(expected);
      expect(take(aDossier(), "conclude", commune, { role, ...issued(number) })).to.equal(expected);
      const done = inState("done", "held", { outcome: "granted" });
      expect(take(done, "declineWithdrawal", commune, issued(number))).to.equal(expected);
    }
  });
});

describe("what a step leaves behind", () => {
  const after = (dossier: Dossier, step: Step, by: Command["by"], but: Partial<Command> = {}) => {
    const decision = decide(dossier, {
      ...inUsualRole(step),
      step,
      by,
      at: tuesday,
      facts,
      outcome: "granted",
      ...but,
    });
    if (!decision.ok) throw new Error(decision.code);
    return evolve(dossier, decision.event);
  };
  const appraising = inState("appraising", "held");

  it("a payment: due, then paid, and the work goes on where it was", () => {
    const waiting = after(appraising, "askPayment", district);
    expect(waiting).to.deep.include({ state: "waitingForPayment", money: "due", stateBefore: "appraising" });
    expect(after(waiting, "confirmPayment", commune)).to.deep.include({
      state: "appraising",
      money: "paid",
      stateBefore: null,
    });
  });

  it("a waiver: the work goes on where it was, and nothing is owed back afterwards", () => {
    const waiting = after(appraising, "askPayment", district);
    const waived = after(waiting, "waivePayment", commune);
    expect(waived).to.deep.include({ state: "appraising", money: "waived", stateBefore: null });
    const requested = after(waived, "requestWithdrawal", commune);
    expect(after(requested, "confirmWithdrawal", commune)).to.include({ state: "stopped", money: "waived" });
  });

  it("a refund: owed, then given back, and nothing else moves (§2.1)", () => {
    const paid = inState("processing", "offered", { money: "paid" });
    const owed = after(paid, "decideRefund", commune);
    expect(owed).to.deep.equal({ ...paid, money: "toRefund", lastEventAt: tuesday, revision: 2 });
    const back = after(owed, "confirmRefund", commune);
    expect(back).to.deep.equal({ ...paid, money: "refunded", lastEventAt: tuesday, revision: 3 });
    const stored = inState("archived", "held", { money: "toRefund", outcome: "refused" });
    expect(after(stored, "confirmRefund", commune)).to.include({ state: "archived", money: "refunded" });
  });

  it("a withdrawal: stopped by the applicant, money paid is owed back", () => {
    const requested = after({ ...appraising, money: "paid" }, "requestWithdrawal", commune);
    expect(after(requested, "confirmWithdrawal", commune)).to.deep.include({
      state: "stopped",
      stopReason: "applicant",
      money: "toRefund",
    });
    expect(after(requested, "declineWithdrawal", commune)).to.deep.include({ state: "appraising", stateBefore: null });
    const issued = inState("done", "offered", { outcome: "granted", delivery: "ready" });
    expect(after(issued, "declineWithdrawal", commune)).to.deep.equal({ ...issued, lastEventAt: tuesday, revision: 2 });
    const unpaid = after(appraising, "requestWithdrawal", commune);
    expect(after(unpaid, "confirmWithdrawal", commune).money).to.equal("none");
  });

  it("a withdrawal while a payment is awaited: it is not owed any more; what was paid before is owed back (T23, T29)", () => {
    for (const [moneyBefore, money] of [
      [undefined, "none"],
      ["none", "none"],
      ["paid", "toRefund"],
      ["waived", "waived"],
      ["refunded", "refunded"],
    ] as const) {
      const before = { ...appraising, money: moneyBefore ?? "none" };
      const requested = after(after(before, "askPayment", district), "requestWithdrawal", commune);
      expect(requested.money).to.equal("due");
      const past = { facts: moneyBefore === undefined ? {} : { moneyBefore } };
      expect(after(requested, "confirmWithdrawal", commune, past)).to.include({ state: "stopped", money });
    }
  });

  it("asked for on the way, the hand-over is taken back; whom it was offered to is told (T28)", () => {
    const offered = inState("processing", "offered");
    const decision = decide(offered, { step: "requestWithdrawal", by: commune, at: tuesday });
    if (!decision.ok) throw new Error(decision.code);
    const requested = evolve(offered, decision.event);
    expect(requested).to.include({
      ...{ state: "withdrawRequested", stateBefore: "appraising", heldBy: district, offer: null },
    });
    expect(audience(offered, requested, decision.event)).to.deep.equal([district, province]);
    expect(after(requested, "declineWithdrawal", commune)).to.include({ state: "appraising", heldBy: district });
  });

  it("a missing supplement: stopped with its own reason", () => {
    expect(after(inState("supplement", "held"), "closeUnsupplemented", commune)).to.deep.include({
      state: "stopped",
      stopReason: "noSupplement",
    });
    // T22 names no refund, as T29 does: what was paid stays paid until somebody decides
    const paid = inState("supplement", "held", { money: "paid" });
    expect(after(paid, "closeUnsupplemented", commune).money).to.equal("paid");
  });

  it("the result: ready, with the post, delivered or come back; stored when archived unclaimed", () => {
    const signed = after(inState("signing", "held", { heldBy: commune, cameFrom: [] }), "conclude", commune);
    expect(signed).to.deep.include({ state: "done", outcome: "granted", delivery: "ready" });
    const posted = after(signed, "sendResultByPost", commune);
    expect(posted).to.deep.include({ state: "done", delivery: "withPost" });
    expect(after(posted, "confirmPostDelivery", commune)).to.deep.include({
      state: "resultReturned",
      delivery: "delivered",
    });
    expect(after(posted, "resultCameBack", commune)).to.deep.include({ state: "done", delivery: "returnedToSender" });
    expect(after(signed, "returnResult", commune).delivery).to.equal("delivered");
    const refused = after(inState("appraising", "held"), "conclude", district, { outcome: "refused" });
    expect(refused).to.deep.include({ state: "done", outcome: "refused" });
  });

  it("the assignee goes with the hand-over, and the one-stop accepts again what comes back to it (T15)", () => {
    const assigned = after(inState("processing", "held"), "assign", district, { assignee: "cb-7" });
    expect(assigned.assignee).to.equal("cb-7");
    const returning = after(assigned, "sendBack", district, { reason: "sai nơi nhận" });
    const returned = after(returning, "acknowledge", commune);
    expect(returned).to.deep.include({ state: "accepted", heldBy: commune, assignee: null, cameFrom: [] });
  });

  it("a refusal produces its own form (T27)", () => {
    const paper = (outcome: "granted" | "refused") => {
      const decision = decide(appraising, { step: "conclude", role: "signatory", by: district, at: tuesday, outcome });
      return decision.ok ? decision.event.paper : decision.code;
    };
    expect(paper("refused")).to.equal("TU_CHOI");
    expect(paper("granted")).to.equal(null);
  });
});

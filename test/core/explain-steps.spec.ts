import { expect } from "chai";
import { allowedSteps, explainSteps } from "../../core/domain/explain-steps.ts";
import { refuse } from "../../core/domain/refusal.ts";
import { decide, type Dossier } from "../../core/domain/dossier.ts";
import { custodies, roles, states, type Role } from "../../core/domain/state.ts";
import { aDossier, commune, district, monday, province, stranger, tuesday } from "../support/builders.ts";

const appraising = aDossier({ state: "appraising", heldBy: district, cameFrom: [commune] });
/** A due stands, so that it may be reset. */
const facts = { currentDue: tuesday };
const allowed = (dossier: Dossier, by: Dossier["heldBy"], role?: Role) =>
  explainSteps(dossier, { by, at: monday, facts, ...(role ? { role } : {}) })
    .filter((one) => one.allowed)
    .map(({ step, because }) => (because ? `${step} (${because.code})` : step));
const of = (step: string, dossier: Dossier, by: Dossier["heldBy"], role?: Role) =>
  explainSteps(dossier, { by, at: monday, facts, ...(role ? { role } : {}) }).find((one) => one.step === step);

const done = aDossier({ state: "done", outcome: "granted", delivery: "ready" });
const asked = aDossier({ state: "supplement" });
const consultingOf = (asked: Dossier["heldBy"]): Dossier => ({
  ...{ ...appraising, state: "consulting" },
  opinion: { of: asked, askedAt: monday, due: monday, lateAt: null, endedAt: null },
});
const waitingForMoney: Dossier = { ...appraising, state: "waitingForPayment", stateBefore: "appraising", money: "due" };
const wednesday = new Date("2019-05-29T08:00:00+07:00");
const decided = refuse("due-set-by-decision", {});

describe("what may be done now, by whom, and why not otherwise", () => {
  it("every step is answered for, but those by which a dossier begins", () => {
    const told = explainSteps(appraising, { by: district, at: monday }).map(({ step }) => step);
    expect(told).to.have.length(38); // 41 steps without draft, receive, settleAtOnce
    expect(told).to.include("refuseReceipt"); // also refuses what was filed (T10)
    expect(told).not.to.include.members(["receive"]);
    for (const beginning of ["draft", "receive", "settleAtOnce"]) expect(told).not.to.include(beginning);
  });

  // in brackets: what has to be given with a step that is open
  for (const [what, dossier, by, role, expected] of [
    [
      "the district that works on it",
      appraising,
      district,
      undefined,
      [
        ...["askSupplement (role-not-said)", "handOver (role-not-said)", "submitForSignature (role-not-said)"],
        ...[
          "sendBack (role-not-said)",
          "assign (role-not-said)",
          "startVerification",
          "askOpinion (opinion-due-not-ahead)",
        ],
        ...["askPayment (role-not-said)", "conclude (role-not-said)", "extend (new-due-not-later)", "reportLoss"],
        "reset (second-person-missing)",
        "excludeTime (exclusion-without-evidence)",
      ],
    ],
    [
      "its handler",
      appraising,
      district,
      "handler",
      [
        ...["askSupplement", "handOver", "submitForSignature", "sendBack", "startVerification"],
        ...["askOpinion (opinion-due-not-ahead)", "askPayment"],
      ],
    ],
    [
      "the one-stop that received it",
      appraising,
      commune,
      undefined,
      ["requestWithdrawal", "extend (new-due-not-later)", "reportLoss", "reset (second-person-missing)"],
    ],
    ["a stranger", appraising, stranger, undefined, []],
    [
      "the counter, which may sign with a delegation only",
      aDossier(),
      commune,
      "officer",
      [...["handOver", "submitForSignature (delegation-missing)", "askPayment", "conclude (delegation-missing)"]],
    ],
    [
      "a payment is confirmed with its reference",
      aDossier({ state: "waitingForPayment", stateBefore: "accepted" }),
      commune,
      "officer",
      ["confirmPayment (payment-not-confirmed)", "waivePayment (legal-basis-missing)"],
    ],
    [
      "a second supplement is not open, it needs a law",
      { ...appraising, supplements: 1 },
      district,
      "officer",
      ["handOver", "sendBack", "askPayment"],
    ],
  ] as const)
    it(what, () => expect(allowed(dossier, by, role)).to.deep.equal(expected));

  it("a step names its transitions, whoever asks, and the roles of who asks", () => {
    expect(of("assign", appraising, district, "agencyHead")).to.deep.equal({
      step: "assign",
      allowed: true,
      roles: ["agencyHead", "oneStopHead"],
      sources: ["T16"],
    });
    const mine = of("assign", appraising, stranger);
    expect(mine).to.deep.include({ allowed: false, roles: [] });
    expect(mine?.because?.code).to.equal("not-your-dossier");
    expect(of("assign", appraising, district, "handler")?.because?.code).to.equal("role-not-allowed");
  });

  it("money goes back where some was paid, by the one-stop's head; nothing is offered where none was (§2.1)", () => {
    const refused = { ...appraising, state: "done", outcome: "refused" } as const;
    const open = (money: "none" | "paid" | "toRefund" | "refunded", role?: "oneStopHead" | "officer") =>
      allowed({ ...refused, money }, commune, role).filter((step) => step.includes("Refund"));
    expect(open("none")).to.deep.equal([]);
    expect(open("paid")).to.deep.equal(["decideRefund (legal-basis-missing)"]);
    expect(open("paid", "officer")).to.deep.equal([]);
    expect(open("toRefund")).to.deep.equal(["confirmRefund (refund-without-reference)"]);
    expect(open("refunded")).to.deep.equal([]);
  });

  it("a step without a row has no roles, and says which state it is not for", () => {
    expect(of("archive", appraising, district)).to.deep.equal({
      step: "archive",
      allowed: false,
      roles: [],
      sources: [],
      because: {
        ok: false,
        code: "step-not-allowed",
        field: "/step",
        values: { code: "000.04.29.H63-190527-0001", step: "archive", state: "appraising" },
      },
    });
  });

  it("what no role may take is not offered for want of a role", () => {
    const extended = of("extend", { ...appraising, extensions: 1 }, district);
    expect([extended?.allowed, extended?.because?.code]).to.deep.equal([false, "extension-already-used"]);
    const again = of("askSupplement", { ...appraising, supplements: 1 }, district);
    expect([again?.allowed, again?.because?.code]).to.deep.equal([false, "supplement-already-asked"]);
  });

  it("an opinion is recorded by who was asked or who asked, and noted late by the hub alone (T18, T19)", () => {
    const opinion = { of: stranger, askedAt: monday, due: monday, lateAt: null, endedAt: null };
    const consulting = { ...appraising, state: "consulting", opinion } as const;
    expect(allowed(consulting, stranger)).to.deep.equal(["recordOpinion"]);
    expect(allowed(consulting, district, "handler")).to.deep.equal(["recordOpinion"]);
    expect(allowed(consulting, province)).to.deep.equal([]);
    expect(of("noteOpinionLate", consulting, district)?.because?.code).to.equal("role-not-allowed");
    expect(of("recordOpinion", consulting, province)?.because?.values).to.include({ holder: "H40.15, H63.29" });
    const answered = { ...consulting, opinion: { ...opinion, endedAt: monday } };
    expect(allowed(answered, stranger)).to.deep.equal([]);
  });

  // what the service knows of the clocks, at this moment
  for (const [what, dossier, by, step, known, code] of [
    [
      "a supplement inside the window (D14)",
      appraising,
      district,
      "askSupplement",
      { returnWindowEnds: tuesday },
      "role-not-said",
    ],
    ["and after it", appraising, district, "askSupplement", { returnWindowEnds: monday }, "return-window-over"],
    ["early, before the due (T35)", done, commune, "announceEarly", { currentDue: wednesday }, undefined],
    ["and after it", done, commune, "announceEarly", { currentDue: tuesday }, "due-has-passed"],
    ["not supplemented in time (T22)", asked, commune, "closeUnsupplemented", { applicantTimeEnds: monday }, undefined],
    [
      "or not yet late",
      asked,
      commune,
      "closeUnsupplemented",
      { applicantTimeEnds: tuesday },
      "applicant-time-not-over",
    ],
    ["no limit, so nothing to reset (T39)", appraising, district, "reset", {}, "dossier-without-due"],
    [
      "a date set by decision is not counted (D23)",
      ...([appraising, district, "excludeTime", { exclusionClosed: decided }, "due-set-by-decision"] as const),
    ],
  ] as const)
    it(`by the clocks: ${what}`, () => {
      const answers = explainSteps(dossier, { by, at: tuesday, facts: known });
      const answer = answers.find((one) => one.step === step);
      expect([answer?.because?.code, allowedSteps(answers).includes(step)]).to.deep.equal([
        code,
        code === undefined || code === "role-not-said",
      ]);
    });

  // by hand from §2.4: whose step it is, and in which of that unit's roles; no unit acts as the hub
  for (const [what, step, dossier, by, roles] of [
    ["a new date, at the one-stop while the district holds (T31)", "extend", appraising, commune, ["oneStopHead"]],
    ["at the district that holds", "extend", appraising, district, ["agencyHead", "oneStopHead"]],
    ["an opinion, of the agency asked (T18)", "recordOpinion", consultingOf(stranger), stranger, ["coUnit"]],
    ["of who asked", "recordOpinion", consultingOf(stranger), district, ["handler"]],
    ["of the one-stop, which is neither", "recordOpinion", consultingOf(stranger), commune, []],
    ["an early result (T35)", "announceEarly", done, commune, ["officer"]],
    ["a late opinion, noted by the hub alone (T19)", "noteOpinionLate", consultingOf(stranger), district, []],
    ["a payment that came (T24)", "confirmPayment", waitingForMoney, commune, ["officer"]],
    ["a payment, of the agency that holds", "confirmPayment", waitingForMoney, district, []],
    ["a result, where it was not asked for (L3)", "returnResult", { ...done, heldBy: district }, district, []],
  ] as const)
    it(`by whom: ${what}`, () => expect(of(step, dossier, by)?.roles).to.deep.equal(roles));

  it("by whom, over all cells: a role that is listed is one of the law's for the unit, any other is refused", () => {
    const full = {
      ...{
        currentDue: tuesday,
        newDue: wednesday,
        opinionDue: wednesday,
        applicantTimeEnds: new Date(0),
        delegated: true,
      },
      ...{
        legalBasis: "Điều 5",
        approvedBy: "b",
        officer: "a",
        decisionNo: "1",
        rightAgency: "Sở",
        isPaymentAwaited: true,
      },
      ...{ paymentReference: "BL-1", refundReference: "HT-1", resultNumber: "12/GP" },
    };
    const notTheirs = ["not-your-dossier", "role-not-allowed", "role-not-said"];
    const wrong: string[] = [];
    for (const state of states)
      for (const custody of custodies)
        for (const heldBy of [commune, district])
          for (const by of [commune, district, province, stranger]) {
            const dossier = aDossier({
              ...{ state, heldBy, decidedBy: district, stateBefore: "appraising", cameFrom: [commune] },
              offer: custody === "offered" ? { to: province, at: monday, stateBefore: "appraising" } : null,
              opinion: { of: stranger, askedAt: monday, due: monday, lateAt: null, endedAt: null },
            });
            for (const { step, roles: listed } of explainSteps(dossier, { by, at: monday, facts: full }))
              for (const role of roles) {
                const decision = decide(dossier, {
                  step,
                  by,
                  role,
                  at: monday,
                  to: province,
                  reason: "lý do",
                  facts: full,
                });
                const isRefused = !decision.ok && notTheirs.includes(decision.code);
                const isTheirs = listed.includes(role);
                if (isTheirs ? isRefused : decision.ok && role !== "hub")
                  wrong.push(`${state} ${custody} ${heldBy}: ${step} by ${role} of ${by}`);
              }
          }
    expect(wrong).to.deep.equal([]);
  });

  it("on its way it waits for its receiver", () => {
    const offered = aDossier({ state: "processing", offer: { to: district, at: monday, stateBefore: "accepted" } });
    expect(allowed(offered, commune)).to.deep.equal([
      ...["requestWithdrawal", "extend (new-due-not-later)", "reportLoss", "recall (role-not-said)"],
      "reset (second-person-missing)",
    ]);
    expect(allowed(offered, commune, "officer")).to.deep.equal(["recall"]);
    expect(allowed(offered, district, "officer")).to.deep.equal(["sendBack", "acknowledge"]);
    expect(of("handOver", offered, commune)?.because?.code).to.equal("handover-pending");
  });
});

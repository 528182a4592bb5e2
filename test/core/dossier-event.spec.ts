import { expect } from "chai";
import {
  audience,
  decide,
  evolve,
  type Command,
  type Dossier,
  type DossierEvent,
  type Step,
} from "../../core/domain/dossier.ts";
import { allowedSteps, explainSteps } from "../../core/domain/explain-steps.ts";
import { isRunning, states } from "../../core/domain/state.ts";
import { inUsualRole } from "../support/roles.ts";
import { aDossier, commune, district, monday, province, stranger, tuesday } from "../support/builders.ts";

/** At the district, in the hands of its handler; received by the commune. */
const appraising = (but: Partial<Dossier> = {}): Dossier =>
  aDossier({ state: "appraising", heldBy: district, cameFrom: [commune], ...but });

const inTime = { opinionDue: new Date("2019-05-31T17:30:00+07:00") };
const awaited = { of: stranger, askedAt: monday, due: monday, lateAt: null, endedAt: null };

const eventOf = (dossier: Dossier, command: Omit<Command, "at">): DossierEvent => {
  const decision = decide(dossier, { ...inUsualRole(command.step), ...command, at: tuesday });
  if (!decision.ok) throw new Error(decision.code);
  return decision.event;
};
const after = (dossier: Dossier, command: Omit<Command, "at">): Dossier => evolve(dossier, eventOf(dossier, command));

describe("what an event records", () => {
  it("everything that was decided, and nothing for what was not", () => {
    const command = {
      step: "assign",
      by: district,
      role: "oneStopHead",
      assignee: "cb-7",
      reason: "phân công",
    } as const;
    expect(eventOf(appraising(), command)).to.deep.equal({
      step: "assign",
      from: "appraising",
      state: "appraising",
      by: district,
      to: null,
      at: tuesday,
      role: "oneStopHead",
      reason: "phân công",
      outcome: null,
      assignee: "cb-7",
      paper: null,
      clock: null,
      source: "T16",
      exceptional: false,
    });
  });

  for (const [what, command, expected] of [
    ["the row's only role when the unit does not say who", { step: "startVerification" }, { role: "handler" }],
    ["no assignee where none was named", { step: "assign" }, { assignee: null }],
    ["an assignee of an assignment only", { step: "startVerification", assignee: "cb-7" }, { assignee: null }],
    ["an outcome of a conclusion only", { step: "startVerification", outcome: "refused" }, { outcome: null }],
    ["granted, when the conclusion does not say", { step: "conclude" }, { outcome: "granted", paper: null }],
    [
      "refused, with its own form (T27)",
      { step: "conclude", outcome: "refused" },
      { outcome: "refused", paper: "TU_CHOI" },
    ],
    [
      "what is given back: the form of a refusal (§2.2)",
      { step: "conclude", outcome: "returned" },
      { outcome: "returned", paper: "TU_CHOI" },
    ],
    [
      "the form of the step, whatever outcome the unit sends along",
      { step: "askPayment", outcome: "refused" },
      { outcome: null, paper: "THONG_BAO_NOP_TIEN", clock: "pause" },
    ],
    [
      "whose opinion is asked, and until when (T18)",
      { step: "askOpinion", to: stranger, facts: inTime },
      { to: stranger, state: "consulting", opinionDue: inTime.opinionDue },
    ],
    ["nobody, where nobody was named", { step: "askOpinion", facts: inTime }, { to: null }],
    ["to whom it was handed over", { step: "handOver", to: province }, { to: province, clock: "transfer" }],
    ["to whom it goes back: where it came from", { step: "sendBack", to: stranger }, { to: commune }],
    ["no receiver of a step that has none", { step: "startVerification", to: stranger }, { to: null }],
  ] as const)
    it(what, () => expect(eventOf(appraising(), { by: district, ...command })).to.deep.include(expected));

  it("declined by the unit it was offered to: back to its holder", () => {
    const offered = appraising({ offer: { to: province, at: monday, stateBefore: "appraising" }, state: "processing" });
    expect(eventOf(offered, { step: "sendBack", role: "officer", by: province })).to.deep.include({
      to: district,
      state: "appraising",
    });
  });

  it("an opinion is not asked of the unit itself", () => {
    const ask = {
      step: "askOpinion",
      role: "handler",
      by: district,
      to: district,
      at: tuesday,
      facts: inTime,
    } as const;
    expect(decide(appraising(), ask)).to.deep.equal({
      ...{ ok: false, code: "opinion-of-self", field: "/to" },
      values: { unit: district },
    });
  });

  it("a step at the very moment of the last one", () => {
    expect(eventOf(appraising({ lastEventAt: tuesday }), { step: "startVerification", by: district }).at).to.equal(
      tuesday,
    );
  });
});

describe("what a step changes in the dossier", () => {
  const offered = { to: province, at: monday, stateBefore: "appraising" } as const;

  // only what changes; the state and the moment are of the event, the revision counts
  for (const [what, dossier, command, changed] of [
    [
      "a hand-over waits at the receiver",
      appraising(),
      { step: "handOver", role: "officer", by: district, to: province },
      { state: "processing", offer: { to: province, at: tuesday, stateBefore: "appraising" } },
    ],
    [
      "an acknowledgement moves it, and its officer stays behind",
      appraising({ state: "processing", offer: offered, assignee: "cb-7" }),
      { step: "acknowledge", role: "officer", by: province },
      { offer: null, heldBy: province, heldSince: tuesday, cameFrom: [commune, district], assignee: null },
    ],
    [
      "recalled before it was acknowledged, it never left (T38)",
      appraising({ state: "processing", offer: offered, assignee: "cb-7" }),
      { step: "recall", role: "officer", by: district },
      { state: "appraising", offer: null },
    ],
    [
      "declined, it never left either",
      appraising({ state: "processing", offer: offered }),
      { step: "sendBack", role: "officer", by: province },
      { state: "appraising", offer: null },
    ],
    [
      "sent back, it waits at the unit it came from",
      appraising(),
      { step: "sendBack", role: "officer", by: district },
      { state: "processing", offer: { to: commune, at: tuesday, stateBefore: "appraising" } },
    ],
    [
      "an officer in charge",
      appraising(),
      { step: "assign", role: "agencyHead", by: district, assignee: "cb-8" },
      { assignee: "cb-8" },
    ],
    [
      "accepted: its receipt is now, not when it was filed (T06)",
      aDossier({ state: "submitted" }),
      { step: "accept", by: commune },
      { state: "accepted", receivedAt: tuesday },
    ],
    [
      "a supplement asked for is counted",
      appraising(),
      { step: "askSupplement", by: district },
      { state: "supplement", supplements: 1 },
    ],
    [
      "before receipt as well (T07)",
      aDossier({ state: "submitted" }),
      { step: "askSupplement", role: "officer", by: commune },
      { state: "supplementBeforeReceipt", supplements: 1 },
    ],
    [
      "never completed before receipt: refused, not stopped (T09)",
      aDossier({ state: "supplementBeforeReceipt", supplements: 1 }),
      { step: "closeUnsupplemented", by: commune, facts: { applicantTimeEnds: monday } },
      { state: "receiptRefused" },
    ],
    [
      "a re-appointment is counted",
      appraising(),
      { step: "extend", role: "agencyHead", by: district, facts: { currentDue: monday, newDue: tuesday } },
      { extensions: 1 },
    ],
    [
      "a payment asked for remembers where it interrupted",
      aDossier(),
      { step: "askPayment", role: "handler", by: commune },
      { state: "waitingForPayment", stateBefore: "accepted", money: "due" },
    ],
    [
      "stopped at the applicant's wish before anything was paid",
      aDossier({ state: "withdrawRequested", stateBefore: "accepted", money: "due" }),
      { step: "confirmWithdrawal", by: commune },
      { state: "stopped", stopReason: "applicant", money: "none" },
    ],
    [
      "stored when archived unclaimed",
      aDossier({ state: "receiptRefused", delivery: "ready" }),
      { step: "archive", by: commune },
      { state: "archived", delivery: "stored" },
    ],
    [
      "a delivered result stays delivered when archived",
      aDossier({ state: "resultReturned", outcome: "granted", delivery: "delivered" }),
      { step: "archive", by: commune },
      { state: "archived" },
    ],
    [
      "submitted: it was filed now (T02)",
      aDossier({ state: "draft" }),
      { step: "submit", by: commune },
      { state: "submitted", receivedAt: tuesday },
    ],
    [
      "not received (T10)",
      aDossier({ state: "submitted" }),
      { step: "refuseReceipt", by: commune, facts: { rightAgency: "UBND xã Phình Hồ" } },
      { state: "receiptRefused" },
    ],
    [
      "complete again (T21)",
      aDossier({ state: "supplement", supplements: 1 }),
      { step: "supplement", by: commune },
      { state: "processing" },
    ],
    ["up for signature", appraising(), { step: "submitForSignature", by: district }, { state: "signing" }],
    ["being verified", appraising(), { step: "startVerification", by: district }, { state: "verifying" }],
    [
      "verified",
      appraising({ state: "verifying" }),
      { step: "endVerification", by: district },
      { state: "appraising" },
    ],
    [
      "an opinion asked of another unit moves nothing there",
      appraising(),
      { step: "askOpinion", role: "handler", by: district, to: province, facts: inTime },
      {
        state: "consulting",
        opinion: { of: province, askedAt: tuesday, due: inTime.opinionDue, lateAt: null, endedAt: null },
      },
    ],
    [
      "the opinion is here",
      appraising({ state: "consulting", opinion: awaited }),
      { step: "recordOpinion", by: stranger, role: "coUnit" },
      { state: "appraising", opinion: { ...awaited, endedAt: tuesday } },
    ],
    [
      "or is late, and awaited all the same",
      appraising({ state: "consulting", opinion: awaited }),
      { step: "noteOpinionLate", by: district, role: "hub" },
      { opinion: { ...awaited, lateAt: tuesday }, lastEventAt: monday }, // the hub's note: a unit's step may be earlier
    ],
    [
      "who asked goes on without it",
      appraising({ state: "consulting", opinion: { ...awaited, lateAt: tuesday } }),
      { step: "recordOpinion", by: district, role: "handler" },
      { state: "appraising", opinion: { ...awaited, lateAt: tuesday, endedAt: tuesday } },
    ],
    [
      "told after the note, but dated in time: not late",
      appraising({ state: "consulting", opinion: { ...awaited, due: tuesday, lateAt: monday } }),
      { step: "recordOpinion", by: stranger, role: "coUnit" },
      { state: "appraising", opinion: { ...awaited, due: tuesday, lateAt: null, endedAt: tuesday } },
    ],
    [
      "not signed",
      appraising({ state: "signing" }),
      { step: "returnToHandler", by: district },
      { state: "appraising" },
    ],
    [
      "ready early",
      aDossier({ state: "done", outcome: "granted", delivery: "ready" }),
      { step: "announceEarly", by: commune },
      {},
    ],
    [
      "a correction after the result (T36)",
      aDossier({ state: "resultReturned", outcome: "granted", decidedBy: district, delivery: "delivered" }),
      { step: "correct", by: district },
      {},
    ],
    ["papers lost (T37)", appraising(), { step: "reportLoss", by: district }, {}],
    [
      "a reset (T39)",
      appraising(),
      {
        step: "reset",
        by: district,
        reason: "lý do",
        facts: {
          ...{ officer: "a", approvedBy: "b", decisionNo: "1" },
          ...{ currentDue: monday, newDue: new Date("2019-05-29T08:00:00+07:00") },
        },
      },
      {},
    ],
  ] as const)
    it(what, () =>
      expect(after(dossier, command)).to.deep.equal({ ...dossier, lastEventAt: tuesday, revision: 2, ...changed }),
    );
});

describe("back at a unit it was at before", () => {
  const offeredTo = (to: Dossier["heldBy"], but: Partial<Dossier>): Dossier =>
    appraising({ state: "processing", offer: { to, at: monday, stateBefore: "appraising" }, ...but });

  for (const [what, dossier, by, state, cameFrom] of [
    ["the one-stop it came from accepts it again (T15)", offeredTo(commune, {}), commune, "accepted", []],
    [
      "a unit it came from, but not the one-stop, goes on with it",
      offeredTo(district, { heldBy: province, cameFrom: [commune, district] }),
      district,
      "processing",
      [commune],
    ],
    [
      "the one-stop, round another way, goes on with it too",
      offeredTo(commune, { heldBy: province, cameFrom: [commune, district] }),
      commune,
      "processing",
      [commune, district, province],
    ],
  ] as const)
    it(what, () =>
      expect(after(dossier, { step: "acknowledge", role: "officer", by })).to.deep.include({
        state,
        cameFrom,
        heldBy: by,
        offer: null,
      }),
    );
});

describe("who is owed the news, besides holder and one-stop", () => {
  const news = (before: Dossier, command: Omit<Command, "at">): readonly string[] => {
    const event = eventOf(before, command);
    return audience(before, evolve(before, event), event);
  };

  it("the unit whose opinion is asked (T18)", () => {
    const ask = { step: "askOpinion", role: "handler", by: district, facts: inTime } as const;
    expect(news(appraising(), { ...ask, to: stranger })).to.deep.equal([commune, stranger]);
    expect(news(appraising(), ask)).to.deep.equal([commune]);
  });

  it("of an answer who asked; of a late one who asked and who was asked; of going on who was asked (T18, T19)", () => {
    const consulting = appraising({ state: "consulting", opinion: awaited });
    expect(news(consulting, { step: "recordOpinion", role: "coUnit", by: stranger })).to.deep.equal([
      commune,
      district,
    ]);
    expect(news(consulting, { step: "noteOpinionLate", by: district, role: "hub" })).to.deep.equal([
      commune,
      district,
      stranger,
    ]);
    expect(news(consulting, { step: "recordOpinion", by: district })).to.deep.equal([commune, stranger]);
  });

  it("the unit from which an offer is taken back (T38)", () => {
    const offered = appraising({ state: "processing", offer: { to: province, at: monday, stateBefore: "appraising" } });
    expect(news(offered, { step: "recall", role: "officer", by: district })).to.deep.equal([commune, province]);
  });

  it("of a new dossier: the one-stop it returns to, when another received it", () => {
    const event = eventOf(aDossier(), { step: "handOver", role: "officer", by: commune, to: district });
    expect(audience(null, aDossier({ returnsTo: province, offer: null }), event)).to.deep.equal([province]);
  });
});

describe("what an officer sees as buttons", () => {
  for (const [what, dossier, unit, steps] of [
    [
      "just received",
      aDossier(),
      commune,
      [
        "handOver",
        "submitForSignature",
        "conclude",
        "askPayment",
        "requestWithdrawal",
        "extend",
        "reportLoss",
        "reset",
        "excludeTime",
      ],
    ],
    [
      "the one-stop, while the district works: what only the applicant's counter and its head do",
      appraising(),
      commune,
      ["requestWithdrawal", "extend", "reportLoss", "reset"],
    ],
    [
      "the district that works",
      appraising(),
      district,
      [
        ...["handOver", "sendBack", "assign", "startVerification", "askOpinion", "askSupplement", "askPayment"],
        ...["submitForSignature", "conclude", "extend", "reportLoss", "reset", "excludeTime"],
      ],
    ],
    ["a stranger", appraising(), stranger, []],
    [
      "the sender, while it is on its way",
      appraising({ state: "processing", offer: { to: province, at: monday, stateBefore: "appraising" } }),
      district,
      ["extend", "reportLoss", "recall", "reset"],
    ],
    [
      "the receiver of the offer",
      appraising({ state: "processing", offer: { to: province, at: monday, stateBefore: "appraising" } }),
      province,
      ["acknowledge", "sendBack"],
    ],
    [
      "where the result is, but not where it was asked for (L3)",
      appraising({ state: "done", outcome: "granted", delivery: "ready" }),
      district,
      ["handOver", "announceEarly", "reportLoss"],
    ],
    [
      "where it was asked for",
      aDossier({ state: "done", outcome: "granted", delivery: "ready" }),
      commune,
      ["handOver", "returnResult", "sendResultByPost", "announceEarly", "declineWithdrawal", "reportLoss", "archive"],
    ],
    [
      "where it was given to the post",
      aDossier({ state: "done", outcome: "granted", delivery: "withPost" }),
      commune,
      ["confirmPostDelivery", "resultCameBack", "declineWithdrawal", "reportLoss"],
    ],
    ["returned elsewhere: no correction", appraising({ state: "resultReturned" }), district, ["archive"]],
    ["archived: nothing", aDossier({ state: "archived" }), commune, []],
    [
      "archived, paid: a refund may be decided",
      aDossier({ state: "archived", money: "paid" }),
      commune,
      ["decideRefund"],
    ],
    [
      "at the counter, money owed back: it goes back before any is asked for",
      aDossier({ money: "toRefund" }),
      commune,
      [
        ...["handOver", "submitForSignature", "conclude", "requestWithdrawal", "extend", "reportLoss", "reset"],
        ...["excludeTime", "confirmRefund"],
      ],
    ],
  ] as readonly (readonly [string, Dossier, Dossier["heldBy"], readonly Step[]])[])
    it(what, () =>
      expect(
        allowedSteps(
          explainSteps(dossier, {
            by: unit,
            at: tuesday,
            facts: { currentDue: new Date("2019-06-03T17:30:00+07:00") },
          }),
        ),
      ).to.have.members(steps),
    );
});

describe("a running dossier: received and not yet ended", () => {
  const running = "accepted processing appraising verifying consulting signing supplement waitingForPayment".split(" ");
  for (const state of states)
    it(`${state}: ${running.includes(state) ? "runs" : "does not run"}`, () =>
      expect(isRunning(state)).to.equal(running.includes(state)));
});

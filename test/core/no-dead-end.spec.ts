import { expect } from "chai";
import { decide, evolve, type Dossier } from "../../core/domain/dossier.ts";
import { steps, type Step } from "../../core/domain/moves.ts";
import { awaitedOf } from "../../core/domain/opinion.ts";
import { isRunning, roles, type State } from "../../core/domain/state.ts";
import { aDossier, commune, district, monday, tuesday } from "../support/builders.ts";

interface Way {
  readonly step: Step;
  readonly to: string;
}

/** What decides where a dossier can go from here. */
const situationOf = (dossier: Dossier): string => {
  const { state, stateBefore, heldBy, cameFrom, offer, money, outcome, delivery, supplements, extensions } = dossier;
  return JSON.stringify({
    ...{ state, stateBefore, heldBy, cameFrom, money, outcome, delivery, supplements, extensions },
    offer: offer && { to: offer.to, stateBefore: offer.stateBefore },
    opinion: awaitedOf(dossier.opinion),
  });
};

/** Every situation that steps of two units can lead to, and the ways out of each. */
function walk(from: readonly Dossier[]): ReadonlyMap<string, { readonly state: State; readonly ways: readonly Way[] }> {
  const seen = new Map<string, { state: State; ways: Way[] }>();
  const waiting = [...from];
  for (let dossier = waiting.pop(); dossier; dossier = waiting.pop()) {
    const ways: Way[] = [];
    if (seen.has(situationOf(dossier))) continue;
    seen.set(situationOf(dossier), { state: dossier.state, ways });
    for (const step of steps)
      for (const by of [commune, district])
        for (const role of roles) {
          const decision = decide(dossier, {
            ...{ step, by, role, at: tuesday, to: by === commune ? district : commune, reason: "lý do" },
            outcome: "granted",
            facts: {
              ...{ applicantTimeEnds: monday, currentDue: monday },
              ...{ newDue: new Date("2019-06-28T17:00:00+07:00"), delegated: true, paymentReference: "BL-1" },
              rightAgency: "Sở Tư pháp",
              ...{ refundReference: "HT-1", isPaymentAwaited: dossier.state === "stopped" },
              // elsewhere a law makes supplements without end lawful
              ...(["waivePayment", "decideRefund"].includes(step) ? { legalBasis: "Điều 5 luật thử nghiệm" } : {}),
              opinionDue: new Date("2019-06-28T17:00:00+07:00"),
              ...{ officer: "cb-1", approvedBy: "cb-2", decisionNo: "1", resultNumber: "12/GP" },
            },
          });
          // no other role changes that
          if (!decision.ok && ["not-your-dossier", "step-not-allowed", "handover-pending"].includes(decision.code))
            break;
          if (!decision.ok) continue;
          const next = evolve(dossier, decision.event);
          ways.push({ step, to: situationOf(next) });
          waiting.push(next);
        }
  }
  return seen;
}

const withdrawal: readonly Step[] = ["requestWithdrawal", "confirmWithdrawal"];

/** The situations from which some way, but by none of the steps left out, leads to one of these states. */
function reaching(all: ReturnType<typeof walk>, states: readonly State[], without: readonly Step[] = []): Set<string> {
  const found = new Set([...all].flatMap(([name, { state }]) => (states.includes(state) ? [name] : [])));
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const [name, { ways }] of all)
      if (ways.some(({ step, to }) => !without.includes(step) && found.has(to))) found.add(name);
  }
  return found;
}

describe("no dossier comes to a dead end", () => {
  // seconds of work: once, and while a test runs, so that loading this file stays cheap for a mutation run
  let walked: ReturnType<typeof walk> | undefined;
  const everySituation = () => (walked ??= walk([aDossier(), aDossier({ state: "draft" })]));

  it("the walk sees every state but those that have no way in from here", () => {
    const seen = [...new Set([...everySituation().values()].map(({ state }) => state))].sort();
    expect(seen).to.deep.equal([
      ...["accepted", "appraising", "archived", "consulting", "done", "draft", "processing", "receiptRefused"],
      ...["resultReturned", "signing", "stopped", "submitted", "supplement", "supplementBeforeReceipt", "verifying"],
      ...["waitingForPayment", "withdrawRequested"],
    ]);
  });

  it("every situation can still end in the archive", () => {
    const ends = reaching(everySituation(), ["archived"]);
    expect([...everySituation().keys()].filter((name) => !ends.has(name))).to.deep.equal([]);
  });

  it("every running dossier can be concluded without being withdrawn, whatever interrupted it", () => {
    const ends = reaching(everySituation(), ["done"], withdrawal);
    const stuck = [...everySituation()].filter(([name, { state }]) => isRunning(state) && !ends.has(name));
    expect(stuck.map(([name]) => name)).to.deep.equal([]);
  });

  const inMoney = (name: string) => (JSON.parse(name) as Dossier).money;

  it("the walk sees money in every state it has (§2.1)", () => {
    expect([...new Set([...everySituation().keys()].map(inMoney))].sort()).to.deep.equal([
      ...["due", "none", "paid", "refunded", "toRefund", "waived"],
    ]);
  });

  it("what is owed back can be given back from every situation at once, and that moves nothing else", () => {
    const owed = [...everySituation()].filter(([name]) => inMoney(name) === "toRefund");
    expect(owed.map(([, { state }]) => state)).to.include.members(["stopped", "done", "resultReturned", "archived"]);
    const wrong = owed.filter(([name, { ways }]) => {
      const refunded = name.replace('"money":"toRefund"', '"money":"refunded"');
      return !ways.some(({ step, to }) => step === "confirmRefund" && to === refunded);
    });
    expect(wrong.map(([name]) => name)).to.deep.equal([]);
  });

  it("money owed back is lost by no step: only the refund ends it", () => {
    const lost = [...everySituation()].flatMap(([name, { ways }]) =>
      inMoney(name) === "toRefund" ? ways.filter(({ to }) => inMoney(to) !== "toRefund").map(({ step }) => step) : [],
    );
    expect([...new Set(lost)]).to.deep.equal(["confirmRefund"]);
  });

  it("nothing is owed for a dossier that has ended (T23, T29)", () => {
    const owed = [...everySituation()].filter(
      ([name, { state }]) => !isRunning(state) && name.includes('"money":"due"'),
    );
    expect([...new Set(owed.map(([, { state }]) => state))]).to.deep.equal(["withdrawRequested"]);
  });

  it("nothing stays half handed over while a withdrawal is decided", () => {
    const half = [...everySituation()].filter(
      ([name, { state }]) => state === "withdrawRequested" && !name.includes('"offer":null'),
    );
    expect(half).to.deep.equal([]);
  });

  it("a withdrawal that is declined leaves the payment as it was; once paid, the work goes on (T23, T28, T30, T24)", () => {
    const waiting = aDossier({ state: "waitingForPayment", stateBefore: "appraising", money: "due" });
    const taken = (dossier: Dossier, step: Step): Dossier => {
      const facts = { paymentReference: "BL-1", resultNumber: "12/GP" };
      const decision = decide(dossier, { step, by: commune, at: tuesday, reason: "lý do", facts });
      if (!decision.ok) throw new Error(decision.code);
      return evolve(dossier, decision.event);
    };
    const requested = taken(waiting, "requestWithdrawal");
    expect(requested).to.include({ state: "withdrawRequested", stateBefore: "appraising", money: "due" });
    const declined = taken(requested, "declineWithdrawal");
    expect(declined).to.include({ state: "waitingForPayment", stateBefore: "appraising", money: "due" });
    expect(taken(declined, "confirmPayment")).to.include({ state: "appraising", stateBefore: null, money: "paid" });
  });
});

import { expect } from "chai";
import { refundsOf, settledAs, type Chain } from "../../core/domain/chain.ts";
import { concernsLegs, followDossier } from "../../core/domain/chain-follows.ts";
import { chainAllows, chainFactsOf } from "../../core/domain/chain-guard.ts";
import { forecast, resumedDue } from "../../core/domain/chain-time.ts";
import { decide, type DossierEvent } from "../../core/domain/dossier.ts";
import { readdressChain } from "../../core/domain/readdress-chain.ts";
import { aDossier } from "../support/builders.ts";
import {
  aLeg,
  after,
  begun,
  construction,
  inSequence,
  interior,
  justice,
  must,
  oneStop,
  statesOf,
  take,
} from "../support/chains.ts";
import { at, local, place } from "../support/clocks.ts";

const legs = [
  aLeg(1, [], { agency: construction, feeVnd: 1_000n }),
  aLeg(2, [], { agency: justice, kind: "consult", limit: { value: 8, unit: "working_hour" } }),
  aLeg(3, [1, 2], { agency: interior, kind: "sign", feeVnd: 2_000n }),
  aLeg(4, [3], { agency: oneStop, kind: "return" }),
];
const anEvent = (but: Partial<DossierEvent>): DossierEvent => ({
  step: "askSupplement",
  from: "processing",
  state: "supplement",
  by: oneStop,
  to: null,
  at: at("2026-11-25 10:00"),
  role: "officer",
  reason: null,
  outcome: null,
  assignee: null,
  paper: null,
  clock: null,
  source: "T20",
  exceptional: false,
  ...but,
});
const follow = (chain: Chain, but: Partial<DossierEvent>) =>
  followDossier(afterStop(chain, but.clock), anEvent(but), (_, due, stoppedAt, when) =>
    resumedDue(due, stoppedAt, when, place),
  );
/** As it stands after a step that stops its dossier's clock. */
const afterStop = (chain: Chain, clock: DossierEvent["clock"] | undefined): Chain =>
  clock === "supplement" || clock === "pause" ? { ...chain, isStopped: true } : chain;
const said = ({ events }: ReturnType<typeof follow>) =>
  events.map(({ number, step }) => `${number} ${step}`).join(", ");

describe("legs follow their dossier", () => {
  // started on Monday 23/11/2026 at 08:00; 24/11 is a holiday
  const chain = begun(legs);

  for (const [clock, concerns, expected] of [
    ["supplement", true, "1 stop, 2 stop"],
    ["pause", true, "1 stop, 2 stop"],
    ["complete", true, ""], // none of them stands still
    ["resume", true, ""],
    ["extend", true, "1 reappoint, 2 reappoint, 3 reappoint, 4 reappoint"],
    ["reset", true, "1 reappoint, 2 reappoint, 3 reappoint, 4 reappoint"],
    ["exclude", true, "1 reappoint, 2 reappoint, 3 reappoint, 4 reappoint"],
    ["startAnswer", false, ""],
    ["stopAnswer", false, ""],
    ["startSettlement", false, ""],
    ["transfer", false, ""],
    ["end", false, ""],
    [null, false, ""],
  ] as const)
    it(`${clock ?? "no clock"}: ${expected === "" ? "nothing" : expected}`, () => {
      const moved = follow(chain, { clock, state: "processing", step: "assign" });
      expect(said(moved)).to.equal(expected);
      expect(concernsLegs({ step: "assign", state: "processing", clock })).to.equal(concerns);
    });

  for (const [what, step, state, concerns] of [
    ["acknowledged (L12)", "acknowledge", "processing", true],
    ["stopped for good (L10)", "confirmWithdrawal", "stopped", true],
    ["its result returned", "returnResult", "resultReturned", true],
    ["assigned to an officer", "assign", "appraising", false],
  ] as const)
    it(`${what}: its chain is ${concerns ? "" : "not "}asked`, () =>
      expect(concernsLegs({ step, state, clock: null })).to.equal(concerns));

  it("what is told of a leg has the reason of the dossier's step, if it had one", () => {
    const reasonsOf = (reason: string | null) =>
      follow(chain, { clock: "pause", reason }).events.map((one) => one.reason);
    expect(reasonsOf("chờ nộp thuế")).to.deep.equal(["chờ nộp thuế", "chờ nộp thuế"]);
    expect(reasonsOf(null)).to.deep.equal([null, null]);
  });

  it("a leg that stands still is not stopped again, and keeps since when (D23)", () => {
    const first = follow(chain, { clock: "supplement", at: at("2026-11-23 10:00") }).chain;
    const again = follow(first, { clock: "pause", at: at("2026-11-25 10:00") });
    expect(said(again)).to.equal("");
    expect(again.chain.legs[0]?.stoppedAt).to.deep.equal(at("2026-11-23 10:00"));
  });

  it("goes on with all legs that stood still, and only with those", () => {
    const stopped = follow(chain, { clock: "pause", at: at("2026-11-23 10:00") }).chain;
    const on = follow(stopped, { clock: "resume", at: at("2026-11-25 09:00") });
    expect(said(on)).to.equal("1 resume, 2 resume");
    expect(on.chain.legs.map(({ stoppedAt }) => stoppedAt)).to.deep.equal([null, null, null, null]);
  });

  it("D23 stopped twice, each goes on in its own unit with what was left", () => {
    const first = follow(chain, { clock: "supplement", at: at("2026-11-23 10:00") }).chain;
    const again = follow(first, { clock: "complete", at: at("2026-11-25 09:00") }).chain;
    expect(local(again.legs[0]!.due!.due)).to.equal("2026-11-30 17:30"); // none of 3 days used: 26, 27, 30
    expect(local(again.legs[1]!.due!.due)).to.equal("2026-11-25 17:00"); // 2 of 8 h used; 2.5 h and 3.5 h
    const third = follow(again, { clock: "pause", at: at("2026-11-25 11:00") }).chain;
    const last = follow(third, { clock: "resume", at: at("2026-11-26 07:30") }).chain;
    expect(last.legs[1]!.due!.usedBefore).to.equal(4);
    expect(local(last.legs[1]!.due!.due)).to.equal("2026-11-26 11:30");
    expect(last.legs[2]).to.equal(chain.legs[2]);
  });

  it("stopped at a moment before its start it has used nothing", () => {
    const stopped = follow(chain, { clock: "supplement", at: at("2026-11-20 10:00") }).chain;
    expect(stopped.legs[0]!.stoppedAt).to.deep.equal(at("2026-11-23 08:00"));
    const resumed = follow(stopped, { clock: "complete", at: at("2026-11-20 11:00") }).chain;
    expect(resumed.legs[0]!.due).to.deep.equal(chain.legs[0]!.due);
  });

  it("a leg that starts while the dossier stands still stands still, and its whole limit is left", () => {
    const waiting = { ...follow(chain, { clock: "supplement" }).chain, isStopped: true };
    const next = after(waiting, "1 finish", "2 finish");
    expect(next.legs[2]).to.deep.include({ state: "running", stoppedAt: at("2026-11-23 08:00") });
    const on = follow(next, { clock: "complete", at: at("2026-11-27 09:00") }).chain;
    expect(local(on.legs[2]!.due!.due)).to.equal("2026-12-02 17:30"); // 30/11, 1/12, 2/12
  });

  it("L10 stopped for good: every open leg is cancelled, what was done stays, fees of what never started go back", () => {
    const one = after(chain, "1 finish");
    const moved = follow(one, { state: "stopped", step: "confirmWithdrawal", clock: "end" });
    expect(statesOf(moved.chain)).to.equal("1 done, 2 cancelled, 3 cancelled, 4 cancelled");
    expect(said(moved)).to.equal("2 cancel, 3 cancel, 4 cancel");
    expect(settledAs(moved.chain)).to.equal("stopped");
    expect(refundsOf({ ...moved.chain, refundWhenRefused: false })).to.deep.equal([{ leg: 3, feeVnd: 2_000n }]);
  });

  it("a returned result ends the leg that returns it, and no other", () => {
    const settled = after(chain, "1 finish", "2 finish", "3 finish");
    const moved = follow(settled, { state: "resultReturned", step: "returnResult" });
    expect(said(moved)).to.equal("4 finish");
    expect(statesOf(moved.chain)).to.equal("1 done, 2 done, 3 done, 4 done");
  });

  it("a returned result ends no leg but those that return it, whatever else is open", () => {
    const moved = follow(chain, { state: "resultReturned", step: "returnResult" });
    expect(statesOf(moved.chain)).to.equal("1 running, 2 running, 3 waiting, 4 done");
  });

  it("L12 a leg acknowledged with its dossier has its moment, and is not acknowledged twice", () => {
    const one = { step: "acknowledge", state: "processing", by: construction } as const;
    const taken = follow(chain, { ...one, at: at("2026-11-23 09:00") }).chain;
    expect(taken.legs[0]).to.deep.include({ state: "running", acknowledgedAt: at("2026-11-23 09:00") });
    expect(taken.legs[1]).to.deep.include({ acknowledgedAt: null });
    const again = follow(taken, { ...one, at: at("2026-11-25 09:00") });
    expect(said(again)).to.equal("");
    expect(again.chain.legs[0]?.acknowledgedAt).to.deep.equal(at("2026-11-23 09:00"));
  });

  for (const [what, but, expected] of [
    ["its agency", { by: construction }, "1 acknowledge"],
    ["its agency, as it starts", { by: construction, at: at("2026-11-23 08:00") }, "1 acknowledge"],
    ["another", { by: interior }, ""],
    ["its agency, before it started", { by: construction, at: at("2026-11-23 07:59") }, ""],
  ] as const)
    it(`L12 the dossier is acknowledged by ${what}: ${expected === "" ? "no leg" : expected}`, () => {
      expect(said(follow(chain, { step: "acknowledge", state: "processing", ...but }))).to.equal(expected);
    });

  it("L8 paused while it stands still; none where no limit is stated; green when all have ended", () => {
    const one = begun(inSequence("working_day", 3));
    const colour = (but: Partial<Chain>) => forecast({ ...one, ...but }, at("2027-01-15 08:00"), () => place);
    expect(colour({ isStopped: true })).to.deep.equal({ colour: "paused", expectedEnd: null });
    expect(colour({ jointDue: null }).colour).to.equal("none");
    expect(colour({}).colour).to.equal("red");
    expect(colour({ ...after(one, "1 finish"), jointDue: null, isStopped: true }).colour).to.equal("green");
  });
});

describe("what a chain says to its dossier", () => {
  const dossier = aDossier({ state: "processing", heldBy: construction, returnsTo: oneStop });
  const conclude = (chain: Chain, but: object = {}, facts: object = {}) => {
    const verdict = chainAllows(dossier, {
      ...{ step: "conclude", role: "signatory", by: construction, at: at("2026-11-27 10:00"), ...but },
      facts: { chain: chainFactsOf(chain), ...facts },
    });
    return typeof verdict === "string" ? verdict : verdict.code;
  };
  const granted = after(begun(legs), "1 finish", "2 finish", "3 finish");
  const denied = after(begun(legs), "1 refuse");
  const group = [
    aLeg(1, [], { procedure: "1.001193" }),
    aLeg(2, [1], { procedure: "1.004222" }),
    aLeg(3, [1, 2], { agency: oneStop, kind: "return" }),
  ];
  const partly = after(begun(group, { linked: true }), "1 finish", "2 refuse");

  for (const [what, chain, outcome, expected, basis] of [
    ["open", begun(legs), "granted", "chain-legs-open", "lawful reason"],
    ["open", begun(legs), "refused", "chain-legs-open", undefined],
    ["granted", granted, "granted", "lawful", undefined],
    ["granted", granted, "refused", "chain-outcome-differs", undefined],
    ["granted", granted, "returned", "chain-outcome-differs", undefined],
    ["granted", granted, "refused", "exceptional", "Điều 9 luật thử nghiệm"],
    ["refused", denied, "refused", "lawful", undefined],
    ["refused", denied, "returned", "lawful", undefined],
    ["refused", denied, "granted", "chain-outcome-differs", undefined],
    ["refused", denied, "granted", "exceptional", "Điều 9 luật thử nghiệm"],
    ["partly", partly, "granted", "lawful", undefined],
    ["partly", partly, "refused", "chain-outcome-differs", undefined],
  ] as const)
    it(`${what}, concluded ${outcome}${basis ? " with a legal reason" : ""}: ${expected}`, () => {
      expect(conclude(chain, { outcome }, basis ? { legalBasis: basis } : {})).to.equal(expected);
    });

  it("not before its last leg ended; the return of the result does not count", () => {
    const late = must(
      take(must(take(begun(legs.slice(0, 1)), 1, {})), 1, { step: "finish", at: at("2026-11-27 10:01") }),
    );
    expect(conclude(late)).to.equal("time-before-last-step");
    expect(conclude(late, { at: at("2026-11-27 10:01") })).to.equal("lawful");
  });

  it("L12 an officer who may not conclude, or hand over, is told which legs and whose", () => {
    const chain = begun(legs, { lead: justice });
    const judged = (of: Chain, but: object) =>
      chainAllows(dossier, {
        ...{ step: "conclude", role: "signatory", by: construction, at: at("2026-11-27 10:00"), ...but },
        facts: { chain: chainFactsOf(of) },
      });
    const code = "000.04.29.H63-190527-0001";
    for (const [of, but, refusal, field, values] of [
      [chain, {}, "chain-legs-open", "/step", { code, legs: "1 (H38.16), 2 (H38.14), 3 (H38.17)" }],
      [
        after(chain, "1 finish", "2 finish", "3 finish"),
        { outcome: "refused" },
        ...["chain-outcome-differs", "/outcome"],
        { code, chain: "granted", wanted: "granted" },
      ],
      [
        after(chain, "1 refuse"),
        { outcome: "granted" },
        ...["chain-outcome-differs", "/outcome"],
        { code, chain: "refused", wanted: "refused" },
      ],
      [
        after(chain, "1 finish", "2 finish", "3 finish"),
        { at: at("2026-11-23 07:59:30") },
        ...["time-before-last-step", "/at"],
        { at: "2026-11-23T00:59:30.000Z", last: "2026-11-23T01:00:00.000Z" },
      ],
      [
        chain,
        { step: "handOver", to: aDossier().heldBy },
        ...["outside-chain", "/to"],
        { code, unit: "H63.29.04", agencies: "H38.91, H38.14, H38.16, H38.17" },
      ],
    ] as const)
      expect(judged(of, but)).to.deep.equal({ ok: false, code: refusal, field, values });
  });

  for (const [what, but] of [
    ["goes to an agency that has a leg", { step: "handOver", to: interior }],
    ["goes to the lead", { step: "handOver", to: justice }],
    ["goes back to the one-stop", { step: "handOver", to: oneStop }],
    ["is extended", { step: "extend" }],
  ] as const)
    it(`L12 while legs are open a dossier ${what}`, () =>
      expect(
        chainAllows(dossier, {
          ...{ role: "officer", by: construction, at: at("2026-11-27 10:00"), ...but },
          facts: { chain: chainFactsOf(begun(legs, { lead: justice })) },
        }),
      ).to.equal("lawful"));

  it("a dossier without a chain is asked nothing", () =>
    expect(
      chainAllows(dossier, { step: "conclude", role: "signatory", by: construction, at: at("2026-11-27 10:00") }),
    ).to.equal("lawful"));

  it("knows its open legs, its last end and everyone who has a part in it, each once", () => {
    const supervised = [
      aLeg(1, [], { agency: construction, supervisedBy: justice }),
      aLeg(2, [1], { agency: interior }),
      aLeg(3, [2], { agency: oneStop, kind: "return" }),
    ];
    expect(chainFactsOf(begun(supervised, { lead: construction }))).to.deep.equal({
      openLegs: [
        { number: 1, agency: construction },
        { number: 2, agency: interior },
      ],
      settledAs: null,
      lastEnd: null,
      partakers: [oneStop, construction, justice, interior],
    });
    expect(chainFactsOf(begun(supervised)).partakers).to.deep.equal([oneStop, construction, justice, interior]);
  });

  for (const [what, ends, last] of [
    ["in their order", ["23 10:00", "25 10:00", null], "25 10:00"],
    ["the first one last", ["25 10:00", "23 10:00", null], "25 10:00"],
    ["and then the return of the result", ["23 10:00", "25 10:00", "26 10:00"], "25 10:00"],
    ["one of them only", [null, "25 10:00", null], "25 10:00"],
    ["none", [null, null, null], undefined],
  ] as const)
    it(`its legs ended ${what}: the decision follows ${last ?? "nothing"}`, () => {
      const chain = begun([aLeg(1, []), aLeg(2, []), aLeg(3, [1, 2], { kind: "return" })]);
      const moments = ends.map((end) => (end === null ? null : at(`2026-11-${end}`)));
      const { lastEnd } = chainFactsOf({
        ...chain,
        legs: chain.legs.map((leg, index) => ({ ...leg, endedAt: moments[index] ?? null })),
      });
      expect(lastEnd).to.deep.equal(last === undefined ? null : at(`2026-11-${last}`));
    });

  it("an exception by the chain marks the dossier's own step", () => {
    const signing = aDossier({
      state: "signing",
      heldBy: construction,
      returnsTo: oneStop,
      lastEventAt: at("2026-11-20 08:00"),
    });
    const decision = decide(signing, {
      ...{ step: "conclude", role: "signatory", by: construction, at: at("2026-11-27 10:00"), outcome: "granted" },
      facts: { chain: chainFactsOf(denied), legalBasis: "Điều 9 luật thử nghiệm" },
    });
    expect(decision.ok && decision.event.exceptional).to.equal(true);
  });

  it("L12 while a leg is open it goes to nobody outside; then to anybody", () => {
    const hand = (chain: Chain) =>
      chainAllows(dossier, {
        ...{ step: "handOver", role: "officer", by: construction, to: aDossier().heldBy, at: at("2026-11-27 10:00") },
        facts: { chain: { ...chainFactsOf(chain), partakers: [justice] } },
      });
    const verdict = hand(begun(legs));
    expect(typeof verdict === "string" ? verdict : verdict.code).to.equal("outside-chain");
    expect(hand(granted)).to.equal("lawful");
  });
});

describe("a chain after a reform", () => {
  it("follows each part once, keeps what stands and what nobody can say", () => {
    const chain = {
      lead: "A",
      legs: [
        { number: 1, agency: "A", supervisedBy: "B" },
        { number: 2, agency: "B", supervisedBy: null },
        { number: 3, agency: "A", supervisedBy: null },
        { number: 4, agency: "open", supervisedBy: null },
      ],
    };
    const { chain: after, moved } = readdressChain(chain, (agency) => ({ A: "C", B: "C" })[agency]);
    expect(after).to.deep.equal({
      lead: "C",
      legs: [
        { number: 1, agency: "C", supervisedBy: "C" },
        { number: 2, agency: "C", supervisedBy: null },
        { number: 3, agency: "C", supervisedBy: null },
        { number: 4, agency: "open", supervisedBy: null },
      ],
    });
    expect(moved.map(({ role, from }) => `${role} ${from}`)).to.deep.equal([
      "leg A",
      "supervisor B",
      "leg B",
      "lead A",
    ]);
  });
});

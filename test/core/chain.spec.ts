import { expect } from "chai";
import {
  childCode,
  inHandsOf,
  jointClock,
  nextLegs,
  outcomeOf,
  refundsOf,
  settledAs,
} from "../../core/domain/chain.ts";
import { forecast, legDue } from "../../core/domain/chain-time.ts";
import { beginChain, legAudience, takeLegStep, type LegCommand } from "../../core/domain/chain-steps.ts";
import {
  aChain,
  aLeg,
  after,
  begun,
  construction,
  inSequence,
  interior,
  justice,
  must,
  oneStop,
  start,
  startLeg,
  statesOf,
  take,
} from "../support/chains.ts";
import { at, clocksAfter, local, place, type Story } from "../support/clocks.ts";

const agencies = [
  aLeg(1, [], { agency: construction }),
  aLeg(2, [1], { agency: justice }),
  aLeg(3, [2], { agency: interior }),
];
const parallel = [
  aLeg(1, [], { agency: construction }),
  aLeg(2, [], { agency: justice, kind: "consult" }),
  aLeg(3, [1, 2], { agency: interior, kind: "sign" }),
];
/** Birth, residence, health insurance on one form (NĐ 63/2024); the one-stop hands out what was granted. */
const birthGroup = [
  aLeg(1, [], { agency: oneStop, procedure: "1.001193" }),
  aLeg(2, [1], { agency: construction, procedure: "1.004222" }),
  aLeg(3, [2], { agency: justice, procedure: "2.001055" }),
  aLeg(4, [1, 2, 3], { agency: oneStop, kind: "return" }),
];

describe("a chain of legs", () => {
  it("L1 in the order of the one-stop: a leg starts when the one before it is done", () => {
    const chain = begun(agencies);
    expect(statesOf(chain)).to.equal("1 running, 2 waiting, 3 waiting");
    expect(statesOf(after(chain, "1 finish"))).to.equal("1 done, 2 running, 3 waiting");
    expect(statesOf(after(chain, "1 finish", "2 finish", "3 finish"))).to.equal("1 done, 2 done, 3 done");
  });

  it("L2 at one level all agencies are told at once, the result goes to who needs it next and to the one-stop", () => {
    const decision = beginChain(aChain(parallel, { lead: interior }), start, startLeg);
    const told = decision.events.map(
      (event) => `${event.number} ${event.step}: ${legAudience(decision.chain, event).join(" ")}`,
    );
    expect(told).to.deep.equal(["1 start: H38.17 H38.16", "2 start: H38.17 H38.14", "3 assign: H38.17"]);
    const finished = take(must(take(decision.chain, 1, {})), 1, { step: "finish" });
    if (!finished.ok) throw new Error(finished.code);
    expect(finished.events.map(({ number, step }) => `${number} ${step}`)).to.deep.equal(["1 finish"]);
    expect(legAudience(finished.chain, finished.events[0]!)).to.deep.equal([oneStop, interior]);
    expect(statesOf(after(finished.chain, "2 finish"))).to.equal("1 done, 2 done, 3 running");
  });

  it("L3 the superior's one-stop gets the data for supervision, the result comes back to the receiving one-stop", () => {
    const chain = begun([aLeg(1, [], { agency: construction, supervisedBy: interior })]);
    const finished = take(must(take(chain, 1, {})), 1, { step: "finish" });
    if (!finished.ok) throw new Error(finished.code);
    expect(legAudience(finished.chain, finished.events[0]!)).to.deep.equal([oneStop, interior]);
  });

  it("L4 and trap 18: birth granted, residence refused; what was granted is handed out", () => {
    const chain = after(begun(birthGroup, { linked: true }), "1 finish", "2 refuse");
    expect(statesOf(chain)).to.equal("1 done, 2 refused, 3 cancelled, 4 running");
    expect(outcomeOf(chain)).to.equal(null);
    const returned = after(chain, "4 finish");
    expect(outcomeOf(returned)).to.equal("partly");
  });

  it("L4 a group in which nothing waits for the refused leg goes on", () => {
    const legs = [
      ...birthGroup.slice(0, 2),
      aLeg(3, [1], { agency: justice, procedure: "2.001055" }),
      aLeg(4, [2, 3], { agency: oneStop, kind: "return" }),
    ];
    const chain = after(begun(legs, { linked: true }), "1 finish", "2 refuse");
    expect(statesOf(chain)).to.equal("1 done, 2 refused, 3 running, 4 waiting");
  });

  it("L5 the receipt of a leg is answered within two working hours", () => {
    const chain = beginChain(aChain(agencies), at("2026-11-23 10:30"), startLeg).chain;
    expect(local(chain.legs[0]!.answerBy!)).to.equal("2026-11-23 14:30");
  });

  it("L6, L7 a leg's due is computed when it starts; neither haste nor delay moves the joint due", () => {
    const chain = begun(inSequence("working_day", 3, 3, 10));
    const early = must(take(must(take(chain, 1, {})), 1, { step: "finish", at: at("2026-11-25 10:00") }));
    expect(local(early.legs[1]!.due!.due)).to.equal("2026-11-30 17:30");
    const late = must(take(must(take(chain, 1, {})), 1, { step: "finish", at: at("2026-12-04 10:00") }));
    expect(local(late.legs[1]!.due!.due)).to.equal("2026-12-09 17:30");
    for (const one of [chain, early, late]) expect(local(one.jointDue!)).to.equal("2026-12-17 17:30");
  });

  it("L7, D20 the six inputs of a leg's due are kept with it", () => {
    const { due } = begun(agencies).legs[0]!;
    expect(due).to.include({
      start,
      limit: 3,
      unit: "working_day",
      mode: "A",
      calendarVersion: place.calendar.version,
      officeHoursVersion: place.officeHours.version,
    });
    const moved = legDue(
      { limit: { value: 1, unit: "working_day" }, after: [1], returns: 0 },
      start,
      "A/last_hour",
      place,
    );
    expect(moved.mode, "only a receipt is moved inside office hours").to.equal("A");
  });

  describe("L8 forecast for a joint due on 17/12/2026 17:30", () => {
    const chain = begun(inSequence("working_day", 3, 3, 10));
    for (const [what, now, colour, end] of [
      ["on the first day", "2026-11-23 09:00", "green", "2026-12-16 17:30"],
      ["first leg two days late", "2026-11-30 10:00", "green", "2026-12-17 17:30"],
      ["first leg three days late", "2026-12-01 10:00", "amber", "2026-12-18 17:30"],
      ["the joint due itself", "2026-12-17 17:30", "amber", "2027-01-06 17:30"],
      ["a second later", "2026-12-17 17:30:01", "red", undefined],
    ] as const)
      it(`${what} (${now}): ${colour}`, () => {
        const answer = forecast(chain, at(now), () => place);
        expect(answer.colour).to.equal(colour);
        if (end !== undefined) expect(local(answer.expectedEnd!)).to.equal(end);
      });
    it("ended is green, whenever it is asked", () => {
      const ended = after(chain, "1 finish", "2 finish", "3 finish");
      expect(forecast(ended, at("2027-06-01 09:00"), () => place).colour).to.equal("green");
    });
  });

  it("L10 a leg goes back once, with its reason, to the leg before; then both start anew", () => {
    const chain = after(begun(agencies), "1 finish", "2 return");
    expect(statesOf(chain)).to.equal("1 running, 2 returned, 3 waiting");
    expect(chain.legs[0]!.acknowledgedAt, "it must be received again").to.equal(null);
    const again = after(chain, "1 finish");
    expect(statesOf(again)).to.equal("1 done, 2 running, 3 waiting");
    const twice = take(must(take(again, 2, {})), 2, { step: "return", reason: "lý do" });
    expect(twice.ok ? "" : twice.code).to.equal("leg-already-returned");
  });

  it("L10 a leg that waited for several says to which it goes back", () => {
    const chain = must(take(after(begun(parallel), "1 finish", "2 finish"), 3, {}));
    const codes = [{}, { to: 3 }].map((to) => take(chain, 3, { step: "return", reason: "lý do", ...to }));
    expect(codes.map((one) => (one.ok ? "" : one.code))).to.deep.equal(["leg-return-target", "leg-return-target"]);
    expect(statesOf(must(take(chain, 3, { step: "return", reason: "lý do", to: 2 })))).to.equal(
      "1 done, 2 running, 3 returned",
    );
  });

  it("L10 sent back by two siblings: one return, whose clock the second does not begin anew", () => {
    const diamond = [
      aLeg(1, [], { agency: construction }),
      aLeg(2, [1], { agency: justice }),
      aLeg(3, [1], { agency: interior }),
      aLeg(4, [2, 3], { agency: construction }),
    ];
    const both = after(begun(diamond), "1 finish", "2 acknowledge", "3 acknowledge");
    const first = must(take(both, 2, { step: "return", reason: "x", at: at("2026-11-23 09:00") }));
    const again = must(take(first, 1, { at: at("2026-11-23 09:30") }));
    const joined = take(again, 3, { step: "return", reason: "y", at: at("2026-11-25 10:00") });
    if (!joined.ok) throw new Error(joined.code);
    expect(statesOf(joined.chain)).to.equal("1 running, 2 returned, 3 returned, 4 waiting");
    expect(joined.events.map(({ number, step }) => `${number} ${step}`)).to.deep.equal(["3 return"]);
    const [leg] = joined.chain.legs;
    // three working days from 23/11; 24/11 is a holiday since 2026
    expect([local(leg!.startedAt!), local(leg!.acknowledgedAt!), local(leg!.due!.due)]).to.deep.equal([
      "2026-11-23 09:00",
      "2026-11-23 09:30",
      "2026-11-27 17:30",
    ]);
    const done = must(take(joined.chain, 1, { step: "finish", at: at("2026-11-25 11:00") }));
    expect(statesOf(done)).to.equal("1 done, 2 running, 3 running, 4 waiting");
  });

  it("L10 nothing goes back to a leg that was cancelled", () => {
    const legs = [
      aLeg(1, [], { agency: construction, procedure: "1.001193" }),
      aLeg(2, [1], { agency: justice, procedure: "1.004222" }),
      aLeg(3, [1, 2], { agency: oneStop, kind: "return" }),
    ];
    const chain = after(begun(legs, { linked: true }), "1 refuse", "3 acknowledge");
    expect(statesOf(chain)).to.equal("1 refused, 2 cancelled, 3 running");
    const back = take(chain, 3, { step: "return", reason: "x", to: 2 });
    expect(back.ok ? "" : back.code).to.equal("leg-return-target");
  });

  it("L10 a refusal ends the chain: everything open is cancelled, running legs beside it too", () => {
    expect(statesOf(after(begun(agencies), "1 finish", "2 refuse"))).to.equal("1 done, 2 refused, 3 cancelled");
    const beside = after(begun(parallel), "1 refuse");
    expect(statesOf(beside)).to.equal("1 refused, 2 cancelled, 3 cancelled");
    expect(outcomeOf(beside)).to.equal("refused");
  });

  it("L10 fees of legs that never started go back by rule; with KARA they do not", () => {
    const withFees = agencies.map((leg) => ({ ...leg, feeVnd: BigInt(leg.number) * 10_000n }));
    const refused = after(begun(withFees), "1 finish", "2 refuse");
    expect(refundsOf(refused)).to.deep.equal([{ leg: 3, feeVnd: 30_000n }]);
    const kara = after(begun(withFees, { refundWhenRefused: false }), "1 finish", "2 refuse");
    expect(refundsOf(kara)).to.deep.equal([]);
  });

  it("L11 the citizen holds one code; legs are its children and may carry a foreign code", () => {
    expect(childCode("H38.91-261123-0001", 2)).to.equal("H38.91-261123-0001-L2");
    expect(must(take(begun(agencies), 1, { foreignCode: "SXD-77" })).legs[0]!.foreignCode).to.equal("SXD-77");
  });

  it("L12 until it is acknowledged a leg is in the sender's hands", () => {
    const chain = begun(agencies);
    expect(inHandsOf(chain, chain.legs[0]!)).to.deep.equal([oneStop]);
    const second = after(chain, "1 finish");
    expect(inHandsOf(second, second.legs[1]!)).to.deep.equal([construction]);
    const acknowledged = after(second, "2 acknowledge");
    expect(inHandsOf(acknowledged, acknowledged.legs[1]!)).to.deep.equal([justice]);
    expect(inHandsOf(acknowledged, acknowledged.legs[2]!)).to.deep.equal([]);
  });

  it("L12 a leg that was sent back is in the hands of who sent it, until it is acknowledged", () => {
    const back = after(begun(agencies), "1 finish", "2 return");
    expect(inHandsOf(back, back.legs[0]!)).to.deep.equal([justice]);
    const again = after(back, "1 acknowledge");
    expect(inHandsOf(again, again.legs[0]!)).to.deep.equal([construction]);
    const forward = after(again, "1 finish");
    expect(inHandsOf(forward, forward.legs[1]!)).to.deep.equal([construction]);
    // a leg that was sent back and sends back itself is then given by the leg before it, not by who sent it first
    const deep = after(begun(agencies), "1 finish", "2 finish", "3 return", "2 return", "1 finish");
    expect(statesOf(deep)).to.equal("1 done, 2 running, 3 returned");
    expect(inHandsOf(deep, deep.legs[1]!)).to.deep.equal([construction]);
  });

  it("L12 in a linked group a leg that was cancelled has nothing to give: those before it have", () => {
    const legs = [
      aLeg(1, [], { agency: construction, procedure: "1.001193" }),
      aLeg(2, [1], { agency: interior, procedure: "1.004222" }),
      aLeg(3, [1], { agency: justice, procedure: "2.001055" }),
      aLeg(4, [2, 3], { agency: oneStop, kind: "return" }),
    ];
    const chain = after(begun(legs, { linked: true }), "1 finish", "3 finish", "2 return", "1 refuse");
    expect(statesOf(chain)).to.equal("1 refused, 2 cancelled, 3 done, 4 running");
    expect(inHandsOf(chain, chain.legs[3]!)).to.deep.equal([construction, justice]);
  });

  describe("trap 10 and its like: every situation × step has its answer", () => {
    const running = begun(agencies);
    const acknowledged = must(take(running, 1, {}));
    const done = after(acknowledged, "1 finish");
    const rows = [
      ["waiting", running, 2, "leg-not-started leg-not-started leg-not-started leg-not-started"],
      ["running", running, 1, "ok leg-not-acknowledged leg-not-acknowledged leg-not-acknowledged"],
      ["acknowledged", acknowledged, 1, "leg-already-acknowledged ok leg-nothing-before ok"],
      ["done", done, 1, "leg-ended leg-ended leg-ended leg-ended"],
      ["returned", after(done, "2 return"), 2, "leg-not-started leg-not-started leg-not-started leg-not-started"],
      ["refused", after(acknowledged, "1 refuse"), 1, "leg-ended leg-ended leg-ended leg-ended"],
      ["cancelled", after(acknowledged, "1 refuse"), 2, "leg-ended leg-ended leg-ended leg-ended"],
      ["unknown", running, 9, "leg-unknown leg-unknown leg-unknown leg-unknown"],
    ] as const;
    for (const [what, chain, number, expected] of rows)
      it(what, () => {
        const answers = (["acknowledge", "finish", "return", "refuse"] as const).map((step) => {
          const decision = take(chain, number, { step, reason: "lý do" });
          return decision.ok ? "ok" : decision.code;
        });
        expect(answers.join(" ")).to.equal(expected);
      });

    for (const [what, but, expected] of [
      ["by another agency", { by: justice }, "leg-not-yours"],
      ["a second before its hand-over", { at: new Date(start.getTime() - 1000) }, "leg-not-started"],
    ] as const satisfies readonly (readonly [string, Partial<LegCommand>, string])[])
      it(`an acknowledgement ${what}: ${expected}`, () => {
        const decision = take(running, 1, but);
        expect(decision.ok ? "ok" : decision.code).to.equal(expected);
      });

    it("a result from before its acknowledgement is refused", () => {
      const late = must(take(running, 1, { at: at("2026-11-23 09:00") }));
      const decision = take(late, 1, { step: "finish", at: at("2026-11-23 08:59") });
      expect(decision.ok ? "ok" : decision.code).to.equal("time-before-last-step");
    });
  });

  it("nothing starts while what it waits for is open", () => {
    expect(nextLegs(begun(parallel).legs, false)).to.deep.equal([]);
  });
});

describe("a refusal of a leg's step names what is wrong and where", () => {
  const code = "H38.91-261123-0001";
  const running = begun(agencies);
  const acknowledged = must(take(running, 1, { at: at("2026-11-23 09:00") }));
  const second = after(running, "1 finish");
  const sentBackOnce = after(after(second, "2 return"), "1 finish", "2 acknowledge");
  const waitedForTwo = must(take(after(begun(parallel), "1 finish", "2 finish"), 3, {}));

  for (const [what, chain, number, but, refusal, field, values] of [
    ["a leg that is not there", running, 9, {}, "leg-unknown", "n", { code, leg: "9" }],
    [
      "another's leg: whose it is, who asked",
      running,
      1,
      { by: justice },
      "leg-not-yours",
      "/by",
      { code, leg: "1", agency: "H38.16", unit: "H38.14" },
    ],
    ["an ended leg: how it ended", second, 1, {}, "leg-ended", "/step", { code, leg: "1", state: "done" }],
    ["a leg whose turn it is not", running, 2, {}, "leg-not-started", "/step", { code, leg: "2" }],
    [
      "a leg sent back, whose turn is still to come",
      after(second, "2 return"),
      2,
      {},
      "leg-not-started",
      "/step",
      { code, leg: "2" },
    ],
    [
      "a moment before its turn: since when",
      running,
      1,
      { at: at("2026-11-23 07:59") },
      "leg-not-started",
      "/at",
      { code, leg: "1", since: "2026-11-23T01:00:00.000Z" },
    ],
    [
      "a second acknowledgement: when the first was",
      acknowledged,
      1,
      { at: at("2026-11-23 10:00") },
      "leg-already-acknowledged",
      "/step",
      { code, leg: "1", at: "2026-11-23T02:00:00.000Z" },
    ],
    [
      "a result without acknowledgement",
      running,
      1,
      { step: "finish" },
      "leg-not-acknowledged",
      "/step",
      { code, leg: "1" },
    ],
    [
      "a result before the acknowledgement: both moments",
      acknowledged,
      1,
      { step: "finish", at: at("2026-11-23 08:30") },
      "time-before-last-step",
      "/at",
      { at: "2026-11-23T01:30:00.000Z", last: "2026-11-23T02:00:00.000Z" },
    ],
    [
      "nothing before it to go back to",
      acknowledged,
      1,
      { step: "return", at: at("2026-11-23 09:00") },
      "leg-nothing-before",
      "/step",
      { code, leg: "1", after: "" },
    ],
    [
      "back a second time (L10)",
      sentBackOnce,
      2,
      { step: "return" },
      "leg-already-returned",
      "/step",
      { code, leg: "2", after: "1" },
    ],
    [
      "back to which of several",
      waitedForTwo,
      3,
      { step: "return" },
      "leg-return-target",
      "/to",
      { code, leg: "3", after: "1, 2" },
    ],
  ] as const)
    it(`${what}: ${refusal}`, () =>
      expect(take(chain, number, but)).to.deep.equal({ ok: false, code: refusal, field, values }));
});

describe("what happens of a leg's step, and who is told", () => {
  const chain = begun(agencies, { lead: interior });
  const eventsOf = (before: typeof chain, number: number, but: Partial<LegCommand>) => {
    const decision = take(before, number, but);
    if (!decision.ok) throw new Error(decision.code);
    return decision;
  };
  const told = (decision: ReturnType<typeof eventsOf>) =>
    decision.events.map((event) => {
      const { number, step, by, reason } = event;
      const to = legAudience(decision.chain, event).join(" ") || "nobody";
      return `${number} ${step} by ${by}${reason === null ? "" : ` (${reason})`}: ${to}`;
    });

  // 1 construction H38.16, 2 justice H38.14, 3 interior H38.17, which leads; the one-stop is H38.91
  for (const [what, before, number, but, expected] of [
    ["received: one-stop and lead", chain, 1, {}, ["1 acknowledge by H38.16: H38.91 H38.17"]],
    [
      "received from another leg: its sender too",
      after(chain, "1 finish"),
      2,
      {},
      ["2 acknowledge by H38.14: H38.91 H38.17 H38.16"],
    ],
    [
      "done: who needs it next, whose turn it is now (L2)",
      after(chain, "1 acknowledge"),
      1,
      { step: "finish" },
      ["1 finish by H38.16: H38.91 H38.17 H38.14", "2 start by H38.16: H38.91 H38.17 H38.14"],
    ],
    [
      "sent back, with its reason: who must do it again (L10)",
      after(chain, "1 finish", "2 acknowledge"),
      2,
      { step: "return", reason: "thiếu bản vẽ" },
      ["2 return by H38.14 (thiếu bản vẽ): H38.91 H38.17 H38.16", "1 start by H38.14: H38.91 H38.17 H38.16"],
    ],
    [
      "refused: what waits for it is cancelled, and told",
      after(begun(agencies), "1 acknowledge"),
      1,
      { step: "refuse", reason: "không đủ điều kiện" },
      [
        "1 refuse by H38.16 (không đủ điều kiện): H38.91 H38.14",
        "2 cancel by H38.16: H38.91 H38.14",
        "3 cancel by H38.16: H38.91 H38.17",
      ],
    ],
    [
      "refused in a group: the one-stop's own leg starts (L4)",
      after(begun(birthGroup, { linked: true }), "1 finish", "2 acknowledge"),
      2,
      { step: "refuse", reason: "lý do" },
      [
        "2 refuse by H38.16 (lý do): H38.91 H38.14",
        "3 cancel by H38.16: H38.91 H38.14",
        "4 start by H38.16: H38.91", // not the agency whose leg was cancelled: it has nothing in hand (L12)
      ],
    ],
  ] as const)
    it(what, () => expect(told(eventsOf(before, number, but))).to.deep.equal(expected));

  it("at the start every agency is told of its duty, and the lead (L2)", () => {
    const decision = beginChain(aChain(agencies, { lead: interior }), start, startLeg);
    expect(decision.ok).to.equal(true);
    expect(told(decision)).to.deep.equal([
      "1 start by H38.91: H38.17 H38.16",
      "2 assign by H38.91: H38.17 H38.14",
      "3 assign by H38.91: H38.17",
    ]);
  });

  it("of a leg that is not there, nobody", () => {
    const event = { number: 9, step: "start", by: oneStop, at: start, reason: null } as const;
    expect(legAudience(chain, event)).to.deep.equal([]);
  });

  it("an acknowledged leg has its moment, and keeps the foreign code it had", () => {
    const when = at("2026-11-23 09:00");
    const named = must(take(chain, 1, { at: when, foreignCode: "SXD-77" }));
    expect(named.legs[0]).to.deep.include({ acknowledgedAt: when, foreignCode: "SXD-77", state: "running" });
    const atOnce = must(take(chain, 1, { foreignCode: "SXD-77" }));
    const again = after(after(atOnce, "1 finish"), "2 return", "1 acknowledge");
    expect(again.legs[0]?.foreignCode).to.equal("SXD-77");
  });

  it("a leg that is sent back has nothing left of its first turn; the leg before is late by its own start only", () => {
    const back = after(chain, "1 finish", "2 return");
    expect(back.legs[1]).to.deep.include({
      ...{ state: "returned", returns: 1, startedAt: null, answerBy: null, acknowledgedAt: null, due: null },
    });
    expect(back.legs[0]).to.deep.include({ state: "running", startedAt: start, endedAt: null, returns: 0 });
  });

  it("redone, the first leg is not moved inside office hours a second time (E16)", () => {
    const modes: string[] = [];
    const spy = (leg: Parameters<typeof startLeg>[0], when: Date) => {
      const due = legDue(leg, when, "A/last_hour", place);
      modes.push(due.mode);
      return { due, answerBy: when };
    };
    const second = after(chain, "1 finish", "2 acknowledge");
    takeLegStep(second, { number: 2, step: "return", by: justice, at: start, reason: "lý do" }, spy);
    expect(modes).to.deep.equal(["A"]);
  });
});

describe("which leg starts now", () => {
  // leg 2 waits for leg 1, which stands as told
  for (const [linked, kind, before, starts] of [
    [false, "handle", "done", true],
    [false, "handle", "refused", false],
    [false, "handle", "running", false],
    [true, "handle", "refused", false],
    [true, "handle", "cancelled", false],
    [false, "return", "done", true],
    [false, "return", "refused", false],
    [true, "return", "refused", true],
    [true, "return", "cancelled", true],
    [true, "return", "running", false],
    [true, "return", "waiting", false],
    [true, "return", "returned", false],
  ] as const)
    it(`L4 ${linked ? "in a linked group" : "outside a group"} a leg to ${kind} after one that is ${before} ${starts ? "starts" : "waits"}`, () => {
      const [first, second] = aChain([aLeg(1, []), aLeg(2, [1], { kind })]).legs;
      const legs = [
        { ...first!, state: before, after: [3] },
        { ...second!, state: "waiting" as const },
      ];
      expect(nextLegs([...legs, { ...first!, number: 3, state: "running" }], linked).includes(legs[1]!)).to.equal(
        starts,
      );
    });
});

describe("the one clock of a dossier and its chain (L7)", () => {
  // 10 working days from Monday 02/11/2026 end on 16/11 at 17:30
  const rules = { limit: { value: 10, unit: "working_day" }, mode: "A", supplement: "RESUME" } as const;
  const settlementAfter = (...story: Story) =>
    clocksAfter([["startSettlement", "2026-11-02 09:00"], ...story], rules).settlement;

  for (const [what, state, story, due, isStopped] of [
    ["runs", "processing", [], "2026-11-16 17:30", false],
    ["waits for the applicant", "supplement", [["supplement", "2026-11-05 10:00"]], "2026-11-16 17:30", true],
    ["runs on while a payment is awaited", "waitingForPayment", [], "2026-11-16 17:30", false],
    ["was re-appointed", "processing", [["extend", "2026-11-12 09:00", "2026-11-20 17:30"]], "2026-11-20 17:30", false],
  ] as const)
    it(`a dossier that ${what}: the joint due is ${due}, its legs ${isStopped ? "stand still" : "go on"}`, () => {
      const { jointDue, isStopped: stopped } = jointClock(
        { state, stateBefore: null },
        settlementAfter(...story),
        "PAUSE", // the dossier's own clock says what a payment does to it
      );
      expect([local(jointDue ?? undefined), stopped]).to.deep.equal([due, isStopped]);
    });

  for (const [state, stateBefore, payment, isStopped] of [
    ["processing", null, "PAUSE", false],
    ["supplement", null, "PAUSE", true],
    ["supplement", null, "RUN", true],
    ["waitingForPayment", "processing", "PAUSE", true],
    ["waitingForPayment", "processing", "START_AFTER_PAID", true],
    ["waitingForPayment", "processing", "RUN", false],
    ["appraising", "supplement", "PAUSE", false],
    ["withdrawRequested", "supplement", "PAUSE", true],
    ["withdrawRequested", "waitingForPayment", "PAUSE", true],
    ["withdrawRequested", "waitingForPayment", "RUN", false],
    ["withdrawRequested", "appraising", "PAUSE", false],
  ] as const)
    it(`without a limit nothing was promised, and the state says if its legs wait: ${state}${stateBefore ? ` after ${stateBefore}` : ""}, ${payment}: ${isStopped ? "they wait" : "they go on"}`, () =>
      expect(jointClock({ state, stateBefore }, undefined, payment)).to.deep.equal({
        ...{ jointDue: null, isStopped, stoppedSince: null },
      }));
});

describe("how a chain ended", () => {
  for (const [what, linked, states, outcome] of [
    ["all done", false, ["done", "done"], "granted"],
    ["one refused", false, ["done", "refused"], "refused"],
    ["one refused in a group", true, ["done", "refused"], "partly"],
    ["all refused in a group", true, ["refused", "cancelled"], "refused"],
    ["all done in a group", true, ["done", "done"], "granted"],
    ["one still running", true, ["done", "running"], null],
    ["one still waiting", false, ["done", "waiting"], null],
    ["one sent back", false, ["returned", "done"], null],
  ] as const)
    it(`${what}: ${outcome ?? "not yet"}`, () => {
      const legs = begun(inSequence("working_day", 1, 1)).legs.map((leg, at) => ({
        ...leg,
        state: states[at] ?? "done",
      }));
      expect(outcomeOf({ legs, linked })).to.equal(outcome);
    });

  it("is not settled while a leg that settles it is open, and is while only its result is to be returned", () => {
    expect(settledAs(begun(birthGroup, { linked: true }))).to.equal(null);
    expect(settledAs(after(begun(birthGroup, { linked: true }), "1 finish"))).to.equal(null);
    const done = after(begun(birthGroup, { linked: true }), "1 finish", "2 finish", "3 finish");
    expect([settledAs(done), outcomeOf(done)]).to.deep.equal(["granted", null]);
  });

  it("the handing out of results grants nothing by itself", () => {
    const legs = begun(birthGroup.map((leg) => ({ ...leg, after: [] }))).legs;
    const ended = (...states: readonly ("done" | "refused" | "cancelled")[]) =>
      outcomeOf({ linked: true, legs: legs.map((leg, at) => ({ ...leg, state: states[at] ?? "done" })) });
    expect(ended("refused", "cancelled", "cancelled", "done")).to.equal("refused");
    expect(ended("done", "done", "done", "cancelled")).to.equal("granted");
  });

  it("outside a group a return waits for every result (L4)", () => {
    const chain = after(begun(birthGroup.map((leg) => ({ ...leg, procedure: null }))), "1 finish", "2 refuse");
    expect(statesOf(chain)).to.equal("1 done, 2 refused, 3 cancelled, 4 cancelled");
  });

  it("fees go back for legs that were cancelled before they started, and cost something (L10)", () => {
    const fee = (feeVnd: bigint | null, but: object = {}) => ({ feeVnd, state: "cancelled", startedAt: null, ...but });
    const legs = [
      fee(10_000n),
      fee(0n),
      fee(null),
      fee(20_000n, { startedAt: start }),
      fee(30_000n, { state: "waiting" }),
      fee(40_000n, { state: "refused", startedAt: start }),
    ].map((leg, at) => ({ ...begun(agencies).legs[0], ...leg, number: at + 1 }));
    expect(refundsOf({ legs: legs as never, refundWhenRefused: true })).to.deep.equal([{ leg: 1, feeVnd: 10_000n }]);
  });
});

describe("what a chain is expected to need", () => {
  it("ended: the moment of its last leg", () => {
    const chain = begun(inSequence("working_day", 3, 3));
    const first = must(take(must(take(chain, 1, {})), 1, { step: "finish", at: at("2026-11-25 10:00") }));
    const both = must(
      take(must(take(first, 2, { at: at("2026-11-25 10:30") })), 2, { step: "finish", at: at("2026-11-26 09:00") }),
    );
    const answer = forecast(both, at("2026-12-01 09:00"), () => place);
    expect([answer.colour, local(answer.expectedEnd ?? undefined)]).to.deep.equal(["green", "2026-11-26 09:00"]);
  });

  it("L8 what has not started is counted in the chain's mode, as it will be when it starts", () => {
    const late = begun([aLeg(1, []), aLeg(2, [1], { agency: justice, limit: { value: 1, unit: "working_day" } })], {
      jointDue: at("2026-12-01 17:30"),
    });
    // leg 1 was due on 27/11 and still runs on Mon 30/11 after closing: leg 2 begins when 1/12 opens
    const answer = (mode: "A" | "B") => forecast({ ...late, mode }, at("2026-11-30 18:00"), () => place);
    expect(local(answer("B").expectedEnd ?? undefined)).to.equal("2026-12-01 17:30"); // the first day counted
    expect(answer("B").colour).to.equal("green");
    expect(local(answer("A").expectedEnd ?? undefined)).to.equal("2026-12-02 17:30"); // the day of receipt
    expect(answer("A").colour).to.equal("amber");
  });

  it("what was sent back needs its whole time again, from the end of the leg before", () => {
    const back = after(begun(inSequence("working_day", 3, 3)), "1 finish", "2 return");
    expect(local(forecast(back, at("2026-11-23 09:00"), () => place).expectedEnd ?? undefined)).to.equal(
      "2026-12-02 17:30",
    );
  });
});

import { expect } from "chai";
import { afterStep, transferring, type Clocks } from "../../core/domain/dossier-clock.ts";
import {
  isPaymentUnasked,
  lateAnswer,
  lateChain,
  lateLegAnswers,
  lateTransfer,
  unaskedPayment,
  unattended,
  type Timed,
  type TimeAlert,
} from "../../core/domain/time-alert.ts";
import { aLeg, after, begun, construction, interior, justice, oneStop } from "../support/chains.ts";
import { at, local, place } from "../support/clocks.ts";

/** Mon 23/11/2026 08:00 is the start of every chain here; Tue 24/11 is a holiday. */
describe("what is open past its time, and who is told (D15, T12, L5, L8)", () => {
  const rules = { limit: { value: 10, unit: "working_day" }, mode: "A", supplement: "RESTART" } as const;
  const filed: Clocks = afterStep("startAnswer", {}, at("2026-11-23 16:00"), rules, place);
  const received: Clocks = afterStep("startSettlement", {}, at("2026-11-23 08:00"), rules, place);
  const timed = (but: Partial<Timed>): Timed => ({
    ...{ state: "accepted", heldBy: oneStop, returnsTo: oneStop, clocks: received, chain: undefined },
    ...{ receivedAt: at("2026-11-23 09:00"), beginsWhenPaid: false },
    ...but,
  });
  const told = (alerts: readonly TimeAlert[]) =>
    alerts.map(
      ({ kind, leg, due, late, told: by }) =>
        `${kind} ${leg ?? "-"} ${local(due)} ${late ?? "nobody"}: ${[...by].map(([who, as]) => `${who} ${as}`).join(", ")}`,
    );
  const placeOf = () => place;
  const stopped = (clocks: Clocks): Clocks =>
    Object.fromEntries(Object.entries(clocks).map(([kind, clock]) => [kind, { ...clock, state: "ended" as const }]));

  describe("an online filing", () => {
    const seen = (now: string, but: Partial<Timed> = {}) =>
      told(lateAnswer(timed({ state: "submitted", clocks: filed, ...but }), at(now), place));

    it("is late after its last moment, and its one-stop is told", () => {
      expect(seen("2026-11-25 16:00")).to.deep.equal([]);
      expect(seen("2026-11-25 16:01")).to.deep.equal(["answerLate - 2026-11-25 16:00 H38.91: H38.91 late"]);
    });
    it("held elsewhere than where it returns to, both are told", () =>
      expect(seen("2026-11-25 16:01", { heldBy: justice })).to.deep.equal([
        "answerLate - 2026-11-25 16:00 H38.14: H38.14 late, H38.91 oneStop",
      ]));
    it("is not late once it is not submitted, answered, or has no window", () => {
      for (const but of [{ state: "accepted" }, { clocks: stopped(filed) }, { clocks: {} }] as const)
        expect(seen("2026-11-26 16:01", but)).to.deep.equal([]);
    });
    it("keeps what was promised where the calendar gives less", () => {
      const { answer } = filed;
      if (!answer) throw new Error("no window");
      const clocks = { answer: { ...answer, due: at("2026-11-26 10:00") } };
      expect(seen("2026-11-26 10:00", { clocks })).to.deep.equal([]);
      expect(seen("2026-11-26 10:01", { clocks })).to.deep.equal(["answerLate - 2026-11-26 10:00 H38.91: H38.91 late"]);
    });
  });

  it("nobody stands in for who is in charge: the holder is to appoint somebody, its one-stop is told (row 39)", () => {
    const since = at("2026-11-23 00:00");
    expect(told([unattended({ heldBy: justice, returnsTo: oneStop }, since)])).to.deep.equal([
      "handlerAbsent - 2026-11-23 00:00 H38.14: H38.14 late, H38.91 oneStop",
    ]);
    expect(told([unattended({ heldBy: oneStop, returnsTo: oneStop }, since)])).to.deep.equal([
      "handlerAbsent - 2026-11-23 00:00 H38.91: H38.91 late",
    ]);
  });

  describe("a transfer", () => {
    const seen = (now: string, but: Partial<Timed> = {}) => told(lateTransfer(timed(but), at(now), place));
    const late = "transferLate - 2026-11-23 17:30 H38.91: H38.91 late";

    it("is late after the day, when the dossier lies accepted", () => {
      expect(seen("2026-11-23 17:30")).to.deep.equal([]);
      expect(seen("2026-11-23 17:31")).to.deep.equal([late]);
      for (const but of [{ state: "signing" }, { clocks: stopped(received) }, { clocks: {} }] as const)
        expect(seen("2026-11-23 17:31", but)).to.deep.equal([]);
    });
    it("counts from when its clock began anew", () => {
      const clocks = { transfer: transferring(at("2026-11-25 15:30"), place) };
      expect(seen("2026-11-26 07:30", { clocks })).to.deep.equal([]);
      expect(seen("2026-11-26 07:31", { clocks })).to.deep.equal([
        "transferLate - 2026-11-26 07:30 H38.91: H38.91 late",
      ]);
    });
    it("is told of the next one-stop, too, and to the one it returns to (T14)", () =>
      expect(seen("2026-11-23 17:31", { state: "processing", heldBy: justice })).to.deep.equal([
        "transferLate - 2026-11-23 17:30 H38.14: H38.14 late, H38.91 oneStop",
      ]));
    it("of a chain is told to those whose leg has started, until one of them has it", () => {
      const chain = begun([aLeg(1, []), aLeg(2, [], { agency: justice }), aLeg(3, [1, 2], { agency: interior })]);
      expect(seen("2026-11-23 17:31", { chain })).to.deep.equal([`${late}, H38.16 waiting, H38.14 waiting`]);
      expect(seen("2026-11-23 17:31", { chain: after(chain, "2 acknowledge") })).to.deep.equal([]);
    });
    it("has happened when a leg was sent back", () => {
      const chain = after(begun([aLeg(1, []), aLeg(2, [1], { agency: justice })]), "1 finish", "2 return");
      expect(seen("2026-11-23 17:31", { chain })).to.deep.equal([]);
    });
    it("has happened when a leg ended, though nobody said it was received", () => {
      const chain = begun([aLeg(1, []), aLeg(2, [1], { agency: justice })]);
      const [first, ...others] = chain.legs;
      if (!first) throw new Error("no leg");
      const legs = [{ ...first, state: "cancelled" as const, endedAt: at("2026-11-23 10:00") }, ...others];
      expect(seen("2026-11-23 17:31", { chain: { ...chain, legs } })).to.deep.equal([]);
    });
    it("is not owed where the first work is the holder's own", () => {
      const chain = begun([aLeg(1, [], { agency: oneStop }), aLeg(2, [1])]);
      expect(seen("2026-11-23 17:31", { chain })).to.deep.equal([]);
      const later = begun([aLeg(1, []), aLeg(2, [1], { agency: oneStop })]);
      expect(seen("2026-11-23 17:31", { chain: later })).to.deep.equal([`${late}, H38.16 waiting`]);
    });
  });

  describe("the receipt of a leg", () => {
    const seen = (now: string, chain: Timed["chain"]) => told(lateLegAnswers(timed({ chain }), at(now), placeOf));
    const chain = begun([aLeg(1, []), aLeg(2, [1], { agency: justice })]);

    it("is late after two working hours; the agency and its sender are told", () => {
      expect(seen("2026-11-23 10:00", undefined)).to.deep.equal([]);
      expect(seen("2026-11-23 10:00", chain)).to.deep.equal([]);
      expect(seen("2026-11-23 10:01", chain)).to.deep.equal([
        "legAnswerLate 1 2026-11-23 10:00 H38.16: H38.16 late, H38.91 waiting",
      ]);
    });
    it("of a later leg the one before it waits, and the one-stop is told", () =>
      expect(seen("2026-11-23 10:01", after(chain, "1 finish"))).to.deep.equal([
        "legAnswerLate 2 2026-11-23 10:00 H38.14: H38.14 late, H38.16 waiting, H38.91 oneStop",
      ]));
    it("is not owed by whoever has confirmed it, or sent it to itself", () => {
      expect(seen("2026-11-23 10:01", after(chain, "1 acknowledge"))).to.deep.equal([]);
      expect(seen("2026-11-23 10:01", begun([aLeg(1, [], { agency: oneStop })]))).to.deep.equal([]);
    });
    it("is not owed while the dossier stands still; two hours from when it went on", () => {
      const legs = (but: object) => ({ ...chain, legs: chain.legs.map((leg) => ({ ...leg, ...but })) });
      expect(seen("2026-11-23 10:01", legs({ stoppedAt: at("2026-11-23 08:30") }))).to.deep.equal([]);
      const [first] = chain.legs;
      const goneOn = legs({ due: { ...first?.due, start: at("2026-11-23 14:00") } });
      expect(seen("2026-11-23 16:00", goneOn)).to.deep.equal([]);
      expect(seen("2026-11-23 16:01", goneOn)).to.have.length(1);
    });
  });

  describe("of which leg a receipt is asked for", () => {
    const chain = begun([aLeg(1, [])]);
    const seen = (but: object) =>
      told(
        lateLegAnswers(
          timed({ chain: { ...chain, legs: chain.legs.map((leg) => ({ ...leg, ...but })) } }),
          at("2026-11-23 10:01"),
          placeOf,
        ),
      );
    const late = "legAnswerLate 1 2026-11-23 10:00 H38.16: H38.16 late, H38.91 waiting";

    it("is of a running leg", () => expect(seen({})).to.deep.equal([late]));
    it("is not of a leg that has ended or waits, or that has no start or no window", () => {
      for (const but of [{ state: "done" }, { state: "waiting" }, { startedAt: null }, { answerBy: null }])
        expect(seen(but), JSON.stringify(but)).to.deep.equal([]);
    });
    it("without a limit of its own, from when it started", () => expect(seen({ due: null })).to.deep.equal([late]));
    it("is asked for where one of two senders is the agency itself", () => {
      const joined = begun([aLeg(1, []), aLeg(2, [], { agency: justice }), aLeg(3, [1, 2])]);
      const three = after(joined, "1 finish", "2 finish");
      expect(told(lateLegAnswers(timed({ chain: three }), at("2026-11-23 10:01"), placeOf))).to.deep.equal([
        "legAnswerLate 3 2026-11-23 10:00 H38.16: H38.16 late, H38.14 waiting, H38.91 oneStop",
      ]);
    });
  });

  describe("a payment with which the limit begins, and for which nobody asked (§2.5)", () => {
    const unasked = { beginsWhenPaid: true, clocks: {} } as const;
    const seen = (now: string, but: Partial<Timed> = {}) =>
      told(unaskedPayment(timed({ ...unasked, ...but }), at(now), place));

    it("is late after the day of receipt; holder and one-stop are told", () => {
      expect(seen("2026-11-23 17:30")).to.deep.equal([]);
      expect(seen("2026-11-23 17:31")).to.deep.equal(["paymentNotAsked - 2026-11-23 17:30 H38.91: H38.91 late"]);
      expect(seen("2026-11-23 17:31", { heldBy: justice, state: "appraising" })).to.deep.equal([
        "paymentNotAsked - 2026-11-23 17:30 H38.14: H38.14 late, H38.91 oneStop",
      ]);
    });
    it("of a receipt after 15:00, first thing on the next working day", () => {
      const receivedAt = at("2026-11-23 15:30");
      expect(seen("2026-11-25 07:30", { receivedAt })).to.deep.equal([]);
      expect(seen("2026-11-25 07:31", { receivedAt })).to.deep.equal([
        "paymentNotAsked - 2026-11-25 07:30 H38.91: H38.91 late",
      ]);
    });
    for (const [what, but] of [
      ["the limit began with the receipt", { beginsWhenPaid: false }],
      ["the limit runs", { clocks: received }],
      ["it is asked for", { state: "waitingForPayment" }],
      ["nothing is received yet", { state: "submitted" }],
      ["it has ended", { state: "stopped" }],
    ] as const)
      it(`is not owed when ${what}`, () => {
        expect(seen("2026-11-25 17:31", but)).to.deep.equal([]);
        expect(isPaymentUnasked(timed({ ...unasked, ...but }))).to.equal(false);
      });
    it("is owed while the dossier runs and no due does", () => {
      for (const state of ["accepted", "processing", "appraising", "supplement"] as const)
        expect(isPaymentUnasked(timed({ ...unasked, state })), state).to.equal(true);
    });
  });

  describe("a chain's forecast", () => {
    const legs = [aLeg(1, []), aLeg(2, [1], { agency: justice, supervisedBy: interior })];
    const chain = begun(legs, { lead: construction, jointDue: at("2026-12-01 17:30") });
    const seen = (now: string, but: Partial<Timed> = {}) => lateChain(timed({ chain, ...but }), at(now), placeOf);

    // leg 1 ends Fri 27/11, leg 2 three working days later, Wed 02/12
    it("is amber from the beginning where the budgets do not fit: one-stop and lead", () => {
      const alerts = seen("2026-11-23 09:00");
      expect(told(alerts)).to.deep.equal(["forecastAmber - 2026-12-01 17:30 nobody: H38.91 oneStop, H38.16 lead"]);
      expect(alerts.map(({ expectedEnd }) => expectedEnd && local(expectedEnd))).to.deep.equal(["2026-12-02 17:30"]);
      expect(told(seen("2026-12-01 17:30"))[0]).to.match(/^forecastAmber/);
    });
    it("is red after the joint due: who supervises what is open, too", () => {
      expect(told(seen("2026-12-01 17:31"))).to.deep.equal([
        "forecastRed - 2026-12-01 17:30 nobody: H38.91 oneStop, H38.16 lead, H38.17 supervisor",
      ]);
      const led = { ...chain, lead: null };
      expect(told(seen("2026-12-01 17:31", { chain: led }))).to.deep.equal([
        "forecastRed - 2026-12-01 17:30 nobody: H38.91 oneStop, H38.17 supervisor",
      ]);
    });
    it("is told while the dossier is counted, has a due, and anything is open", () => {
      const green = { ...chain, jointDue: at("2026-12-17 17:30") };
      for (const but of [
        { chain: undefined },
        { chain: green },
        { chain: { ...chain, jointDue: null } },
        { chain: { ...chain, isStopped: true } },
        { chain: after(chain, "1 finish", "2 finish") },
        { clocks: stopped(received) },
        { clocks: {} },
      ])
        expect(seen("2026-11-23 09:00", but)).to.deep.equal([]);
    });
    it("supervisors of what has ended are not told", () => {
      const first = begun([aLeg(1, [], { supervisedBy: interior }), aLeg(2, [1], { agency: justice })], {
        jointDue: at("2026-12-01 17:30"),
      });
      expect(told(seen("2026-12-01 17:31", { chain: after(first, "1 finish") }))).to.deep.equal([
        "forecastRed - 2026-12-01 17:30 nobody: H38.91 oneStop",
      ]);
    });
  });
});

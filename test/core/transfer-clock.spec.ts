import { expect } from "chai";
import type { Dossier } from "../../core/domain/dossier.ts";
import { transferring, type DossierClock } from "../../core/domain/dossier-clock.ts";
import { transferAfter } from "../../core/domain/transfer-clock.ts";
import { aDossier, commune, district } from "../support/builders.ts";
import { at, local, place } from "../support/clocks.ts";

type Event = Parameters<typeof transferAfter>[3];

/** Received Mon 02/11/2026 09:00: to be passed on that day until 17:30 (T12). */
describe("the time to pass a dossier on (T12, T14, T15, T28, T38)", () => {
  const received = "2026-11-02 09:00";
  const handedOver = "2026-11-02 10:00";
  const now = "2026-11-02 14:00";
  const running = (but: Partial<DossierClock> = {}): DossierClock => ({ ...transferring(at(received), place), ...but });
  const ended = (when: string = handedOver) => running({ state: "ended", endedAt: at(when) });
  const stopped = () => running({ state: "stopped", stoppedAt: at(handedOver) });
  const offered = (state: Dossier["state"] = "processing", when: string = handedOver) =>
    aDossier({ state, offer: { to: district, at: at(when), stateBefore: "accepted" } });
  const held = (state: Dossier["state"]) => aDossier({ state });

  const after = (
    clock: DossierClock | undefined,
    before: Dossier,
    then: Dossier,
    step: Event["step"],
    role: Event["role"] = "officer",
    when: string = now,
  ) => transferAfter(clock, before, then, { step, role, at: at(when) }, place);
  /** As a civil servant would say it. */
  const told = (clock: DossierClock | undefined) =>
    clock
      ? [
          `${clock.state}, from ${local(clock.start)} to ${local(clock.due)}`,
          ...(clock.stoppedAt ? [`stopped ${local(clock.stoppedAt)}`] : []),
          ...(clock.endedAt ? [`ended ${local(clock.endedAt)}`] : []),
        ].join(", ")
      : "none";
  const asBefore = "running, from 2026-11-02 09:00 to 2026-11-02 17:30";
  const anew = "running, from 2026-11-02 14:00 to 2026-11-02 17:30";

  it("begins for the first one-stop when the dossier is back with it (T15), whatever it was before", () => {
    const back = aDossier({ state: "accepted" });
    for (const clock of [undefined, ended(), running(), stopped()])
      expect(told(after(clock, offered(), back, "acknowledge"))).to.equal(anew);
  });
  it("back after 15:00, first thing on the next working day", () =>
    expect(told(after(ended(), offered(), held("accepted"), "acknowledge", "officer", "2026-11-02 15:01"))).to.equal(
      "running, from 2026-11-02 15:01 to 2026-11-03 07:30",
    ));
  it("begins for the next one-stop (T14)", () => {
    const there = aDossier({ state: "processing", heldBy: district, cameFrom: [commune] });
    expect(told(after(ended(), offered(), there, "acknowledge", "upperOneStop"))).to.equal(anew);
    expect(told(after(undefined, offered(), there, "acknowledge", "upperOneStop"))).to.equal(anew);
  });
  it("does not begin for who works on it, nor for a result that comes to the next one-stop", () => {
    const clock = ended();
    const there = aDossier({ state: "processing", heldBy: district, cameFrom: [commune] });
    expect(after(clock, offered(), there, "acknowledge", "handler")).to.equal(clock);
    expect(after(clock, offered("done"), { ...there, state: "done" }, "acknowledge", "upperOneStop")).to.equal(clock);
    expect(after(undefined, offered(), there, "acknowledge", "handler")).to.equal(undefined);
  });
  it("of what never had one, no other step gives it one", () => {
    expect(after(undefined, held("accepted"), held("waitingForPayment"), "askPayment")).to.equal(undefined);
    expect(after(undefined, held("waitingForPayment"), held("accepted"), "confirmPayment")).to.equal(undefined);
  });

  it("goes on as before when the hand-over that ended it is recalled (T38), or sent back unopened (T15)", () => {
    for (const step of ["recall", "sendBack"] as const)
      expect(told(after(ended(), offered(), held("accepted"), step)), step).to.equal(asBefore);
  });
  it("stays ended when a later hand-over is recalled: that one did not end it", () => {
    const clock = ended();
    expect(after(clock, offered("processing", "2026-11-02 11:00"), held("processing"), "recall")).to.equal(clock);
    expect(after(clock, held("processing"), held("processing"), "extend")).to.equal(clock);
  });
  it("stays ended while the hand-over lies open", () => {
    const clock = ended();
    expect(after(clock, offered(), offered(), "extend")).to.equal(clock);
  });
  it("stays ended at its moment when a result handed over in that minute is recalled", () => {
    const clock = ended();
    expect(after(clock, offered("done"), held("done"), "recall")).to.equal(clock);
  });
  it("never ended, a recalled hand-over changes nothing", () => {
    const clock = running();
    expect(after(clock, offered(), held("accepted"), "recall")).to.equal(clock);
  });

  for (const [step, state] of [
    ["askPayment", "waitingForPayment"],
    ["requestWithdrawal", "withdrawRequested"],
  ] as const) {
    it(`waits while nobody can hand it over: ${state}`, () =>
      expect(told(after(running(), held("accepted"), held(state), step))).to.equal(
        `stopped, from 2026-11-02 09:00 to 2026-11-02 17:30, stopped 2026-11-02 14:00`,
      ));
    it(`a further step while ${state} leaves it waiting since when it did`, () => {
      const clock = stopped();
      expect(after(clock, held(state), held(state), "extend")).to.equal(clock);
    });
  }
  it("waits, not ended any more, when a withdrawal takes the open hand-over back (T28)", () =>
    expect(told(after(ended(), offered(), held("withdrawRequested"), "requestWithdrawal"))).to.equal(
      `stopped, from 2026-11-02 09:00 to 2026-11-02 17:30, stopped 2026-11-02 14:00`,
    ));
  it("is counted anew once a hand-over is possible again", () => {
    for (const state of ["accepted", "processing"] as const)
      expect(told(after(stopped(), held("waitingForPayment"), held(state), "confirmPayment")), state).to.equal(anew);
  });

  it("runs on while the dossier lies accepted, or at the next one-stop: the same clock", () => {
    for (const state of ["accepted", "processing"] as const) {
      const clock = running();
      expect(after(clock, held(state), held(state), "extend"), state).to.equal(clock);
    }
  });
  it("ends when the dossier is worked on where it is, also out of a wait", () => {
    for (const [clock, state] of [
      [running(), "appraising"],
      [running(), "signing"],
      [running(), "done"],
      [stopped(), "stopped"],
    ] as const)
      expect(told(after(clock, held("accepted"), held(state), "assign")), state).to.equal(
        `ended, from 2026-11-02 09:00 to 2026-11-02 17:30, ended 2026-11-02 14:00`,
      );
  });
  it("ends when it is sent back to where it came from (T15)", () =>
    expect(told(after(running(), held("processing"), offered(), "sendBack"))).to.equal(
      `ended, from 2026-11-02 09:00 to 2026-11-02 17:30, ended 2026-11-02 14:00`,
    ));
});

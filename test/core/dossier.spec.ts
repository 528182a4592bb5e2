import { expect } from "chai";
import { audience, decide, evolve, type Command, type Dossier, type Step } from "../../core/domain/dossier.ts";
import { allowedSteps, explainSteps } from "../../core/domain/explain-steps.ts";
import type { OrgCode } from "../../core/domain/org-code.ts";
import { inUsualRole } from "../support/roles.ts";
import { aDossier, commune, district, monday, province, stranger, tuesday } from "../support/builders.ts";

const offerTo = (to: OrgCode, stateBefore: Dossier["state"]) => ({ to, at: monday, stateBefore });

/** The situations a dossier can be in, as an officer would tell them. */
const situations = {
  "just received by the commune": aDossier(),
  "on its way commune → district": aDossier({ state: "processing", offer: offerTo(district, "accepted") }),
  "held by the district": aDossier({ state: "processing", heldBy: district, cameFrom: [commune] }),
  "on its way district → province": aDossier({
    state: "processing",
    heldBy: district,
    cameFrom: [commune],
    offer: offerTo(province, "processing"),
  }),
  "back at the commune, still in progress": aDossier({ state: "processing" }),
  "done at the district": aDossier({ state: "done", heldBy: district, cameFrom: [commune], outcome: "granted" }),
  "result on its way district → commune": aDossier({
    state: "done",
    heldBy: district,
    cameFrom: [commune],
    outcome: "granted",
    offer: offerTo(commune, "done"),
  }),
  "result at the commune": aDossier({ state: "done", outcome: "granted" }),
  "result returned": aDossier({ state: "resultReturned", outcome: "granted" }),
} as const;
type Situation = keyof typeof situations;

const theCommand = (step: Step, by: OrgCode): Command => {
  const common = { by, at: tuesday, ...inUsualRole(step) };
  if (step === "handOver") return { ...common, step, to: province };
  if (step === "conclude") return { ...common, step, outcome: "granted" };
  return { ...common, step };
};

const mine = "not-your-dossier";
const never = "step-not-allowed";
const wait = "handover-pending";

// situation, step, and the answer to: the commune, the district, the province, a stranger
const table: readonly (readonly [Situation, Step, string, string, string, string])[] = [
  ["just received by the commune", "handOver", "processing", mine, mine, mine],
  ["just received by the commune", "acknowledge", never, mine, mine, mine],
  ["just received by the commune", "sendBack", never, mine, mine, mine],
  ["just received by the commune", "conclude", "done", mine, mine, mine],
  ["just received by the commune", "returnResult", never, mine, mine, mine],

  ["on its way commune → district", "handOver", wait, mine, mine, mine],
  ["on its way commune → district", "acknowledge", mine, "processing", mine, mine],
  ["on its way commune → district", "sendBack", mine, "accepted", mine, mine], // as before the hand-over
  ["on its way commune → district", "conclude", wait, mine, mine, mine],
  ["on its way commune → district", "returnResult", wait, mine, mine, mine],

  ["held by the district", "handOver", mine, "processing", mine, mine],
  ["held by the district", "acknowledge", mine, never, mine, mine],
  ["held by the district", "sendBack", mine, "processing", mine, mine],
  ["held by the district", "conclude", mine, "done", mine, mine],
  ["held by the district", "returnResult", never, never, mine, mine],

  ["on its way district → province", "handOver", mine, wait, mine, mine],
  ["on its way district → province", "acknowledge", mine, mine, "processing", mine],
  ["on its way district → province", "sendBack", mine, mine, "processing", mine],
  ["on its way district → province", "conclude", mine, wait, mine, mine],
  ["on its way district → province", "returnResult", wait, wait, mine, mine],

  ["back at the commune, still in progress", "handOver", "processing", mine, mine, mine],
  ["back at the commune, still in progress", "acknowledge", never, mine, mine, mine],
  ["back at the commune, still in progress", "sendBack", never, mine, mine, mine], // it came from nobody
  ["back at the commune, still in progress", "conclude", "done", mine, mine, mine],
  ["back at the commune, still in progress", "returnResult", never, mine, mine, mine],

  ["done at the district", "handOver", mine, "done", mine, mine],
  ["done at the district", "acknowledge", mine, never, mine, mine],
  ["done at the district", "sendBack", mine, never, mine, mine],
  ["done at the district", "conclude", mine, never, mine, mine],
  ["done at the district", "returnResult", mine, never, mine, mine], // results return where they were asked for (L3)

  ["result on its way district → commune", "handOver", mine, wait, mine, mine],
  ["result on its way district → commune", "acknowledge", "done", mine, mine, mine],
  ["result on its way district → commune", "sendBack", "done", mine, mine, mine],
  ["result on its way district → commune", "conclude", mine, wait, mine, mine],
  ["result on its way district → commune", "returnResult", wait, wait, mine, mine],

  ["result at the commune", "handOver", "done", mine, mine, mine],
  ["result at the commune", "acknowledge", never, mine, mine, mine],
  ["result at the commune", "sendBack", never, mine, mine, mine],
  ["result at the commune", "conclude", never, mine, mine, mine],
  ["result at the commune", "returnResult", "resultReturned", mine, mine, mine],

  ["result returned", "handOver", never, mine, mine, mine],
  ["result returned", "acknowledge", never, mine, mine, mine],
  ["result returned", "sendBack", never, mine, mine, mine],
  ["result returned", "conclude", never, mine, mine, mine],
  ["result returned", "returnResult", never, mine, mine, mine],
];

describe("a dossier's moves: situation × step × unit", () => {
  for (const [situation, step, ...answers] of table)
    for (const [index, unit] of [commune, district, province, stranger].entries()) {
      const expected = answers[index];
      it(`${situation}: ${step} by ${["the commune", "the district", "the province", "a stranger"][index]} → ${expected}`, () => {
        // the hand-over goes to the province, which may not hand over to itself
        const decision = decide(situations[situation], theCommand(step, unit));
        expect(decision.ok ? decision.event.state : decision.code).to.equal(expected);
        // what may be done now is the same question
        const allowed = allowedSteps(explainSteps(situations[situation], { by: unit, at: tuesday })).includes(step);
        expect(allowed, "allowedSteps").to.equal(decision.ok);
      });
    }

  it("covers every situation and step", () => {
    expect(table).to.have.length(Object.keys(situations).length * 5);
  });
});

describe("a dossier's way", () => {
  const at = (day: number) => new Date(`2019-06-${String(day).padStart(2, "0")}T09:00:00+07:00`);
  const after = (dossier: Dossier, command: Command): Dossier => {
    const decision = decide(dossier, command);
    if (!decision.ok) throw new Error(decision.code);
    return evolve(dossier, decision.event);
  };

  it("goes commune → district → province → commune, and only an acknowledgement moves it (L12)", () => {
    let dossier = aDossier();
    dossier = after(dossier, { step: "handOver", role: "officer", by: commune, to: district, at: at(1) });
    expect(dossier).to.deep.include({ heldBy: commune, state: "processing" });
    dossier = after(dossier, { step: "acknowledge", role: "officer", by: district, at: at(2) });
    expect(dossier).to.deep.include({ heldBy: district, cameFrom: [commune], heldSince: at(2) });
    dossier = after(dossier, { step: "handOver", role: "officer", by: district, to: province, at: at(3) });
    dossier = after(dossier, { step: "acknowledge", role: "officer", by: province, at: at(4) });
    expect(dossier.cameFrom).to.deep.equal([commune, district]);
    dossier = after(dossier, { step: "conclude", role: "signatory", by: province, at: at(5), outcome: "granted" });
    dossier = after(dossier, { step: "handOver", role: "officer", by: province, to: commune, at: at(6) });
    dossier = after(dossier, { step: "acknowledge", role: "officer", by: commune, at: at(7) });
    expect(dossier).to.deep.include({ heldBy: commune, state: "done", outcome: "granted" });
    dossier = after(dossier, { step: "returnResult", by: commune, at: at(8) });
    expect(dossier).to.deep.include({ state: "resultReturned", revision: 9 });
  });

  it("is declined without having moved: state and holder are as before (T15)", () => {
    const offered = after(aDossier(), { step: "handOver", role: "officer", by: commune, to: district, at: at(1) });
    const declined = after(offered, {
      step: "sendBack",
      role: "officer",
      by: district,
      at: at(2),
      reason: "không thuộc thẩm quyền",
    });
    expect(declined).to.deep.include({ state: "accepted", heldBy: commune, offer: null, cameFrom: [] });
  });

  it("is sent back to the unit it came from, which has to acknowledge it again", () => {
    const held = aDossier({ state: "processing", heldBy: province, cameFrom: [commune, district] });
    const returning = after(held, {
      step: "sendBack",
      role: "officer",
      by: province,
      at: at(1),
      reason: "thiếu xác nhận",
    });
    expect(returning.offer?.to).to.equal(district);
    expect(returning.heldBy).to.equal(province);
    const returned = after(returning, { step: "acknowledge", role: "officer", by: district, at: at(2) });
    expect(returned).to.deep.include({ heldBy: district, cameFrom: [commune] });
  });

  it("refuses a hand-over to oneself", () => {
    const decision = decide(aDossier(), { step: "handOver", role: "officer", by: commune, to: commune, at: tuesday });
    expect(decision).to.deep.include({ ok: false, code: "handover-to-self", field: "/to" });
  });

  it("refuses a step from before the last one", () => {
    const decision = decide(aDossier({ lastEventAt: tuesday }), {
      step: "handOver",
      by: commune,
      to: district,
      at: monday,
    });
    expect(decision).to.deep.include({ ok: false, code: "time-before-last-step", field: "/at" });
  });
});

describe("who is owed the news", () => {
  const news = (before: Dossier, command: Command): readonly string[] => {
    const decision = decide(before, command);
    if (!decision.ok) throw new Error(decision.code);
    return audience(before, evolve(before, decision.event), decision.event);
  };

  for (const [what, dossier, command, expected] of [
    [
      "a hand-over: the receiver",
      "just received by the commune",
      { step: "handOver", role: "officer", by: commune, to: district, at: tuesday },
      [district],
    ],
    [
      "an acknowledgement: the sender",
      "on its way commune → district",
      { step: "acknowledge", role: "officer", by: district, at: tuesday },
      [commune],
    ],
    [
      "a hand-over further up: the receiver, and the one-stop that supervises (L3)",
      "held by the district",
      { step: "handOver", role: "officer", by: district, to: province, at: tuesday },
      [commune, province],
    ],
    [
      "an acknowledgement further up: the one-stop and the sender",
      "on its way district → province",
      { step: "acknowledge", role: "officer", by: province, at: tuesday },
      [commune, district],
    ],
    [
      "a conclusion: the one-stop",
      "held by the district",
      { step: "conclude", role: "signatory", by: district, at: tuesday, outcome: "refused" },
      [commune],
    ],
    ["a returned result: nobody else", "result at the commune", { step: "returnResult", by: commune, at: tuesday }, []],
  ] as const)
    it(what, () => expect(news(situations[dossier], command)).to.deep.equal(expected));
});

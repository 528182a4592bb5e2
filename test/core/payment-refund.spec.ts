import { expect } from "chai";
import {
  approveRefund,
  decideRefund,
  moveRefund,
  refundable,
  refundStates,
  type Refund,
  type RefundState,
} from "../../core/domain/payment/refund.ts";
import { findReference, makeReference, readReference, referencesAtMost } from "../../core/domain/payment/reference.ts";
import type { PaymentRequest } from "../../core/domain/payment/request.ts";
import { sweepDuty } from "../../core/domain/payment/sweep.ts";

const paid: PaymentRequest = {
  reference: "LT1",
  amount: 150_000n,
  state: "paid",
  createdAt: new Date("2026-01-15T02:30:00Z"),
  payments: [{ number: "A", amount: 150_000n }],
  returned: 0n,
};
const refund = (state: RefundState, amount = 50_000n, key = "RF1"): Refund => ({
  ...{ key, amount, state, decidedBy: "lan", approvedBy: state === "decided" ? null : "minh" },
});
const asked = (but: object = {}) => ({ key: "RF2", amount: 100_000n, by: "lan", leftBelieved: 150_000n, ...but });
const said = (decision: ReturnType<typeof decideRefund>) => (decision.ok ? decision.refund.state : decision.why);

describe("refunds (R11)", () => {
  for (const [what, refunds, order, expected] of [
    ["within what came", [], asked(), "decided"],
    ["more than came", [], asked({ amount: 150_001n }), "moreThanCame"],
    ["another sum is believed to be left", [], asked({ leftBelieved: 140_000n }), "leftDiffers"],
    [
      "what is decided counts",
      [refund("decided")],
      asked({ leftBelieved: 100_000n, amount: 100_001n }),
      "moreThanCame",
    ],
    ["what nobody knows counts", [refund("unknown")], asked({ leftBelieved: 100_000n }), "decided"],
    ["what is done counts", [refund("done")], asked(), "leftDiffers"],
    ["what was refused or withdrawn does not", [refund("refused"), refund("withdrawn")], asked(), "decided"],
    ["nothing", [], asked({ amount: 0n }), "notAnAmount"],
    ["less than nothing", [], asked({ amount: -1n }), "notAnAmount"],
    ["R2: the same key and content", [refund("sent")], asked({ key: "RF1", amount: 50_000n }), "sent"],
    ["R2: the same key, another amount", [refund("sent")], asked({ key: "RF1" }), "sameKeyOtherContent"],
    [
      "R2: the same key, another person",
      [refund("sent")],
      asked({ key: "RF1", amount: 50_000n, by: "minh" }),
      "sameKeyOtherContent",
    ],
  ] as const)
    it(`${what}: ${expected}`, () => expect(said(decideRefund(paid, refunds, order))).to.equal(expected));

  it("Σ refunds never exceeds what came", () =>
    expect(refundable(paid, [refund("done"), refund("sent", 60_000n, "RF2"), refund("refused")])).to.equal(40_000n));

  it("another person approves", () => {
    expect(said(approveRefund(refund("decided"), "lan"))).to.equal("samePerson");
    expect(said(approveRefund(refund("decided"), "minh"))).to.equal("approved");
    expect(said(approveRefund(refund("approved"), "minh"))).to.equal("approved");
    expect(said(approveRefund(refund("approved"), "hoa"))).to.equal("notNow");
    expect(said(approveRefund(refund("withdrawn"), "hoa"))).to.equal("notNow");
  });

  const moves: Readonly<Record<RefundState, string>> = {
    decided: "withdrawn",
    approved: "sent withdrawn",
    sent: "unknown done refused",
    unknown: "done refused",
    done: "",
    refused: "",
    withdrawn: "",
  };
  for (const from of refundStates)
    it(`${from} becomes ${moves[from] || "nothing else"} (R4)`, () =>
      expect(refundStates.filter((to) => moveRefund(refund(from), to).ok).join(" ")).to.equal(moves[from]));
});

describe("sweeping for lost callbacks (R13)", () => {
  const sentAt = new Date("2026-01-15T02:30:00Z");
  const after = (minutes: number) => new Date(sentAt.getTime() + minutes * 60_000);
  for (const [what, state, lastAsked, minutes, duty] of [
    ["not before half an hour", "pending", null, 29, "wait"],
    ["from half an hour", "pending", null, 30, "ask"],
    ["what nobody knows", "unknown", null, 30, "ask"],
    ["what was sent and not answered", "sent", null, 30, "ask"],
    ["not again at once", "unknown", 40, 60, "wait"],
    ["again after half an hour", "unknown", 40, 70, "ask"],
    ["to the end of three days", "unknown", null, 3 * 1440, "ask"],
    ["then it is a person's", "unknown", null, 3 * 1440 + 1, "person"],
    ["R5: what we gave up, as long", "expired", null, 3 * 1440, "ask"],
    ["and then no more", "expired", null, 3 * 1440 + 1, "none"],
    ["what was never sent", "created", null, 60, "none"],
    ["what is paid", "paid", null, 60, "none"],
    ["what failed", "failed", null, 60, "none"],
  ] as const)
    it(`${what}: ${duty}`, () =>
      expect(sweepDuty(state, sentAt, lastAsked === null ? null : after(lastAsked), after(minutes))).to.equal(duty));
});

describe("the reference of a payment", () => {
  // worked out beside, by ISO 7064, MOD 37,36, whose own example (A12425GABC1234002 → M) comes out right there
  for (const [number, reference] of [
    [0n, "LT0000000001"],
    [1n, "LT0000000010"],
    [31n, "LT00000000Z3"],
    [48n, "LT00000001G2"], // on its way the sum is a multiple of 36
  ] as const)
    it(`${String(number)} is ${reference}`, () => expect(makeReference(number)).to.equal(reference));

  it("has twelve characters up to the last, and none beyond", () => {
    expect(makeReference(referencesAtMost - 1n)).to.match(/^LTZZZZZZZZZ[0-9A-Z]$/);
    expect(() => makeReference(referencesAtMost)).to.throw(RangeError);
    expect(() => makeReference(-1n)).to.throw(RangeError);
  });

  const known = makeReference(123_456_789n);
  it("notices every wrong character, and two that are exchanged", () => {
    for (const [index, right] of Array.from(known).entries())
      for (const wrong of "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        if (wrong !== right)
          expect(readReference(known.slice(0, index) + wrong + known.slice(index + 1))).to.equal(undefined);
    for (let index = 2; index < known.length - 1; index++) {
      const [left, right] = [known[index]!, known[index + 1]!];
      if (left !== right)
        expect(readReference(known.slice(0, index) + right + left + known.slice(index + 2))).to.equal(undefined);
    }
  });

  const other = makeReference(987_654_321n);
  for (const [what, note, found] of [
    ["alone", known, known],
    ["in small letters", `nop phi ${known.toLowerCase()}`, known],
    ["glued to what the bank writes", `MBVCB.5512345678.${known}.CT tu 0011001234567`, known],
    ["glued to other letters", `IBFT${known}NOPPHI`, known],
    ["wrapped by a blank", `nop phi ${known.slice(0, 5)} ${known.slice(5)}`, known],
    ["twice", `${known} ${known}`, known],
    ["cut", `nop phi ${known.slice(0, -1)}`, undefined],
    ["mistyped", known.replace(/.$/, known.endsWith("0") ? "1" : "0"), undefined],
    ["two different ones: a person's", `${known} ${other}`, undefined],
    ["none", "nop phi ho so", undefined],
    ["nothing", "", undefined],
  ] as const)
    it(`is found in a note: ${what}`, () => expect(findReference(note)).to.equal(found));
});

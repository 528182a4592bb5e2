import { expect } from "chai";
import {
  approveRefund,
  decideRefund,
  moveRefund,
  owedStill,
  paymentToReturn,
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
  returnedOfFee: 0n,
};
const twice: PaymentRequest = {
  ...paid,
  state: "paidTwice",
  payments: [
    { number: "A", amount: 150_000n },
    { number: "B", amount: 150_000n },
  ],
};
const refund = (state: RefundState, amount = 50_000n, key = "RF1"): Refund => ({
  ...{ key, amount, state, chargedOff: amount, decidedBy: "lan", approvedBy: state === "decided" ? null : "minh" },
  ...{ decidedLogin: null, approvedLogin: null },
});
const asked = (but: object = {}) => ({
  ...{ key: "RF2", amount: 100_000n, by: "lan", login: null, leftBelieved: 150_000n },
  ...but,
});
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
    const approve = (one: Refund, by: string, login: string | null = null) =>
      said(approveRefund(paid, [one], one, { by, login }));
    expect(approve(refund("decided"), "lan")).to.equal("samePerson");
    expect(approve(refund("decided"), "minh")).to.equal("approved");
    expect(approve({ ...refund("decided"), decidedLogin: "login:lan" }, "minh", "login:lan")).to.equal("samePerson");
    expect(approve(refund("approved"), "minh")).to.equal("approved");
    expect(approve(refund("approved"), "hoa")).to.equal("notNow");
    expect(approve(refund("withdrawn"), "hoa")).to.equal("notNow");
  });

  it("what is charged off is fixed when it is decided: two before the first is approved share what is owed back", () => {
    const decide = (key: string, amount: bigint, others: readonly Refund[], leftBelieved: bigint) => {
      const decided = decideRefund(twice, others, { key, amount, by: "lan", login: null, leftBelieved });
      if (!decided.ok) throw new Error(decided.why);
      return decided.refund;
    };
    const one = decide("RF1", 150_000n, [], 300_000n);
    const other = decide("RF2", 150_000n, [one], 150_000n);
    expect([one.chargedOff, other.chargedOff]).to.deep.equal([0n, 150_000n]);
    const person = { by: "minh", login: null };
    const approved = approveRefund(twice, [one, other], one, person);
    expect(approved.ok && approved.refund.chargedOff).to.equal(0n);
    const second = approveRefund(twice, [one, other], other, person);
    expect(second.ok && second.refund.chargedOff).to.equal(150_000n);
  });

  it("what is owed back goes once: an approval does not exceed what was decided", () => {
    const ofOwed = { ...refund("decided", 150_000n), chargedOff: 0n };
    // decided before the split was kept: there is nothing that is owed back
    expect(said(approveRefund(paid, [ofOwed], ofOwed, { by: "minh", login: null }))).to.equal("decideAnew");
    const other = { ...refund("approved", 100_000n, "RF2"), chargedOff: 0n };
    expect(owedStill(twice, [ofOwed, other], "RF1")).to.equal(50_000n);
    expect(said(approveRefund(twice, [ofOwed, other], ofOwed, { by: "minh", login: null }))).to.equal("decideAnew");
  });

  it("what is not here any more does not go: an approval finds as much as is left, beside what others are to give back", () => {
    const person = { by: "minh", login: null };
    const whole = refund("decided", 150_000n);
    // its payment was taken back
    const gone: PaymentRequest = { ...paid, state: "unknown", payments: [] };
    expect(said(approveRefund(gone, [whole], whole, person))).to.equal("decideAnew");
    // one of two payments was: what the other refund is to give back is all there is
    const other = { ...refund("approved", 150_000n, "RF2"), chargedOff: 0n };
    expect(said(approveRefund(paid, [whole, other], whole, person))).to.equal("decideAnew");
    expect(said(approveRefund(paid, [whole, { ...other, state: "withdrawn" }], whole, person))).to.equal("approved");
  });

  describe("of which payment", () => {
    const [first, second] = [
      { id: 1n, amount: 150_000n },
      { id: 2n, amount: 150_000n },
    ];
    const went = (paymentId: bigint | null, amount: bigint, state: RefundState = "done") => ({
      ...refund(state, amount),
      paymentId,
    });
    for (const [what, refunds, amount, chargedOff, named, expected] of [
      ["what is owed back came last", [], 150_000n, 0n, null, 2n],
      ["what the fee was paid with came first", [], 150_000n, 150_000n, null, 1n],
      ["of both: what came last, where it covers it", [], 150_000n, 50_000n, null, 2n],
      ["the one that is named", [], 150_000n, 0n, 1n, 1n],
      ["the other, where one has gone in part", [went(2n, 1n)], 150_000n, 0n, null, 1n],
      ["not one that is on its way already", [went(2n, 100_000n, "approved")], 60_000n, 0n, 2n, undefined],
      ["what was withdrawn is there", [went(2n, 100_000n, "withdrawn")], 60_000n, 0n, 2n, 2n],
      ["none covers it: by hand", [], 150_001n, 1n, null, undefined],
      ["what went by hand may have been of any", [went(null, 60_000n)], 100_000n, 0n, null, undefined],
      ["another's", [], 1n, 0n, 3n, undefined],
    ] as const)
      it(what, () =>
        expect(paymentToReturn([first, second], refunds, { amount, chargedOff, named })?.id).to.equal(expected),
      );
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

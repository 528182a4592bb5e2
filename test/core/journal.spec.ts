import { expect } from "chai";
import fc from "fast-check";
import * as journal from "../../core/domain/payment/journal.ts";
import type { Booking, BookingOf, Holder } from "../../core/domain/payment/journal.ts";

const of = (id = "b1", about = "DH0001"): BookingOf => ({ id, about, at: new Date("2026-01-15T02:30:00Z") });
const gateway: Holder = "gateway:payplatform";
const bank: Holder = "bank:001";
const lines = (booking: Booking): Record<string, bigint> =>
  Object.fromEntries(booking.lines.map(({ account, amount }) => [account, amount]));

describe("the journal (ADR 17, R17)", () => {
  for (const [what, booking, kind, expected] of [
    ["a fee is owed", journal.feeOwed(of(), 150_000n), "feeOwed", { "fees:owed": 150_000n, "fees:charged": -150_000n }],
    [
      "paid at the gateway",
      journal.paid(of(), gateway, 150_000n),
      "paid",
      { [gateway]: 150_000n, "fees:owed": -150_000n },
    ],
    ["paid by transfer", journal.paid(of(), bank, 150_000n), "paid", { [bank]: 150_000n, "fees:owed": -150_000n }],
    [
      "settled at the bank, the gateway's charge kept",
      journal.settled(of(), "payplatform", "001", { gross: 150_000n, charge: 1_650n }),
      "settled",
      { [bank]: 148_350n, "charges:payplatform": 1_650n, [gateway]: -150_000n },
    ],
    [
      "settled without a charge",
      journal.settled(of(), "payplatform", "001", { gross: 150_000n, charge: 0n }),
      "settled",
      { [bank]: 150_000n, [gateway]: -150_000n },
    ],
    [
      "R5: paid late is seen, and owed back",
      journal.paidLate(of(), gateway, 150_000n),
      "paidLate",
      { [gateway]: 150_000n, "refunds:owed": -150_000n },
    ],
    [
      "R16: paid twice is owed back",
      journal.paidTwice(of(), gateway, 150_000n),
      "paidTwice",
      { [gateway]: 150_000n, "refunds:owed": -150_000n },
    ],
    [
      "R16: a wrong amount waits",
      journal.wrongAmount(of(), bank, 149_999n),
      "wrongAmount",
      { [bank]: 149_999n, suspense: -149_999n },
    ],
    [
      "what waited pays after all",
      journal.applied(of(), "suspense", 149_999n),
      "applied",
      { suspense: 149_999n, "fees:owed": -149_999n },
    ],
    [
      "what waited is owed back",
      journal.suspenseOwedBack(of(), 149_999n),
      "suspenseOwedBack",
      { suspense: 149_999n, "refunds:owed": -149_999n },
    ],
    [
      "a refund is decided",
      journal.refundDecided(of(), 150_000n),
      "refundDecided",
      { "fees:charged": 150_000n, "refunds:owed": -150_000n },
    ],
    [
      "a refund is sent",
      journal.refundSent(of(), bank, 150_000n),
      "refundSent",
      { "refunds:owed": 150_000n, [bank]: -150_000n },
    ],
    [
      "the post collected for a dossier without a fee",
      journal.postCollected(of(), "KH01", 150_000n),
      "postCollected",
      { "post:KH01": 150_000n, "post:unsettled": -150_000n },
    ],
    [
      "the post settled what it had collected",
      journal.postSettled(of(), "KH01", "001", 150_000n),
      "postSettled",
      { [bank]: 150_000n, "post:KH01": -150_000n },
    ],
    [
      "R17: what was wrong is taken back by its opposite",
      journal.reversal(of("b2"), journal.paid(of(), gateway, 150_000n)),
      "reversal",
      { [gateway]: -150_000n, "fees:owed": 150_000n },
    ],
  ] as const)
    it(what, () => {
      expect(booking.kind).to.equal(kind);
      expect(lines(booking)).to.deep.equal(expected);
      expect(journal.sumOf(booking.lines)).to.equal(0n);
    });

  it("a reversal names what it takes back, and is not reversed itself", () => {
    const wrong = journal.paid(of("wrong"), gateway, 1n);
    const back = journal.reversal(of("back"), wrong);
    expect([back.reverses, wrong.reverses]).to.deep.equal(["wrong", null]);
    expect(() => journal.reversal(of("again"), back)).to.throw(RangeError);
    expect([...journal.balancesOf([wrong, back]).values()]).to.deep.equal([0n, 0n]);
  });

  for (const [what, book] of [
    ["nothing", () => journal.paid(of(), gateway, 0n)],
    ["less than nothing", () => journal.feeOwed(of(), -1n)],
    ["a charge above the amount", () => journal.settled(of(), "g", "001", { gross: 1n, charge: 2n })],
    ["a charge below nothing", () => journal.settled(of(), "g", "001", { gross: 1n, charge: -1n })],
    ["a settlement of nothing", () => journal.settled(of(), "g", "001", { gross: 0n, charge: 0n })],
    ["the other side of the post's account as a customer", () => journal.postCollected(of(), "unsettled", 1n)],
  ] as const)
    it(`${what} is no booking`, () => expect(book).to.throw(RangeError));

  it("a fee from beginning to end leaves nothing owed and nothing with anybody", () => {
    const of5 = ["1", "2", "3", "4", "5"].map((id) => of(id));
    const balances = journal.balancesOf([
      journal.feeOwed(of5[0]!, 150_000n),
      journal.paid(of5[1]!, gateway, 150_000n),
      journal.settled(of5[2]!, "payplatform", "001", { gross: 150_000n, charge: 1_650n }),
      journal.refundDecided(of5[3]!, 150_000n),
      journal.refundSent(of5[4]!, bank, 150_000n),
    ]);
    expect(Object.fromEntries(balances)).to.deep.equal({
      "fees:owed": 0n,
      "fees:charged": 0n,
      [gateway]: 0n,
      [bank]: -1_650n,
      "charges:payplatform": 1_650n,
      "refunds:owed": 0n,
    });
  });

  it("what the post took is paid for the applicant, and stays with the post until it is settled", () => {
    const bookings = [journal.feeOwed(of("1"), 150_000n), journal.paid(of("2"), "post:KH01", 150_000n)];
    expect(Object.fromEntries(journal.balancesOf(bookings))).to.deep.equal({
      ...{ "fees:owed": 0n, "fees:charged": -150_000n, "post:KH01": 150_000n },
    });
    const all = journal.balancesOf([...bookings, journal.postSettled(of("3"), "KH01", "001", 150_000n)]);
    expect([all.get("post:KH01"), all.get(bank)]).to.deep.equal([0n, 150_000n]);
  });

  it("whatever is booked, every booking and all of them together sum to zero", () => {
    const amount = fc.bigInt(1n, 10n ** 15n);
    const holder = fc.constantFrom<Holder[]>(gateway, "gateway:keypay", bank, "bank:002", "post:KH01");
    const simple = fc.oneof(
      amount.map((sum) => journal.feeOwed(of(), sum)),
      fc
        .tuple(
          fc.constantFrom(journal.paid, journal.paidLate, journal.paidTwice, journal.wrongAmount, journal.refundSent),
          holder,
          amount,
        )
        .map(([book, where, sum]) => book(of(), where, sum)),
      fc
        .tuple(fc.constantFrom("suspense" as const, "refunds:owed" as const), amount)
        .map(([from, sum]) => journal.applied(of(), from, sum)),
      fc
        .tuple(fc.constantFrom(journal.suspenseOwedBack, journal.refundDecided), amount)
        .map(([book, sum]) => book(of(), sum)),
      fc
        .tuple(amount, fc.bigInt(0n, 10n ** 15n))
        .map(([gross, part]) => journal.settled(of(), "keypay", "001", { gross, charge: part % (gross + 1n) })),
      amount.map((sum) => journal.postCollected(of(), "KH01", sum)),
      amount.map((sum) => journal.postSettled(of(), "KH01", "001", sum)),
    );
    const any = fc.oneof(
      simple,
      simple.map((booking) => journal.reversal(of("r"), booking)),
    );
    fc.assert(
      fc.property(fc.array(any, { maxLength: 40 }), (bookings) => {
        for (const { lines: each } of bookings) {
          expect(journal.sumOf(each)).to.equal(0n);
          expect(each.length).to.be.greaterThan(1);
          expect(each.every((line) => line.amount !== 0n)).to.equal(true);
        }
        const all = [...journal.balancesOf(bookings).values()].reduce((sum, balance) => sum + balance, 0n);
        expect(all).to.equal(0n);
      }),
      { numRuns: 300 },
    );
  });
});

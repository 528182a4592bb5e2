import { expect } from "chai";
import fc from "fast-check";
import {
  cameOf,
  edges,
  giveBack,
  hear,
  isOpen,
  leftOf,
  owedBack,
  requestStates,
  step,
  type CountedPayment,
  type Hearing,
  type PaymentRequest,
  type RequestState,
} from "../../core/domain/payment/request.ts";
import type { PaymentOutcome, PaymentReport } from "../../core/domain/payment/report.ts";

const createdAt = new Date("2026-01-15T02:30:00Z");
const fee = 150_000n;
const one: CountedPayment = { number: "A", amount: fee };
const two: CountedPayment = { number: "B", amount: fee };

/** Money as each state has it. */
const moneyIn: Readonly<Record<RequestState, Pick<PaymentRequest, "payments" | "returned" | "returnedOfFee">>> = {
  created: { payments: [], returned: 0n, returnedOfFee: 0n },
  sent: { payments: [], returned: 0n, returnedOfFee: 0n },
  pending: { payments: [], returned: 0n, returnedOfFee: 0n },
  unknown: { payments: [], returned: 0n, returnedOfFee: 0n },
  failed: { payments: [], returned: 0n, returnedOfFee: 0n },
  expired: { payments: [], returned: 0n, returnedOfFee: 0n },
  paid: { payments: [one], returned: 0n, returnedOfFee: 0n },
  paidLate: { payments: [one], returned: 0n, returnedOfFee: 0n },
  paidTwice: { payments: [one, two], returned: 0n, returnedOfFee: 0n },
  partlyRefunded: { payments: [one], returned: 50_000n, returnedOfFee: 50_000n },
  refunded: { payments: [one], returned: fee, returnedOfFee: fee },
};
const request = (state: RequestState, but: Partial<PaymentRequest> = {}): PaymentRequest => ({
  ...{ reference: "LT1", amount: fee, state, createdAt },
  ...moneyIn[state],
  ...but,
});
const report = (outcome: PaymentOutcome, but: Partial<PaymentReport> = {}): PaymentReport => ({
  ...{ reference: "LT1", outcome, amount: fee, currency: "VND", theirNumber: "C" },
  ...{ at: new Date("2026-01-15T02:31:55Z"), code: "00", said: null, ...but },
});
const vouched: Hearing = { source: "callback", covers: ["reference", "amount", "outcome"] };

describe("a payment request", () => {
  /**
   * From, and what it becomes when a report of the outcome comes that was not known before. `=`: as it was. The rule is in
   * the other table; all 11 × 5 are here.
   */
  const reports = `
                 paid       failed   pending  unknown  reversed
  created        paid       =        =        =        =
  sent           paid       failed   pending  unknown  unknown
  pending        paid       failed   =        unknown  unknown
  unknown        paid       failed   pending  =        =
  failed         paidLate   =        =        =        =
  expired        paidLate   =        =        =        =
  paid           paidTwice  =        =        =        =
  paidLate       paidLate   =        =        =        =
  paidTwice      paidTwice  =        =        =        =
  partlyRefunded paidTwice  =        =        =        =
  refunded       paidLate   =        =        =        =`;
  const [head = "", ...rows] = reports.trim().split("\n");
  const outcomes = head.trim().split(/\s+/) as PaymentOutcome[];
  for (const row of rows) {
    const [from, ...become] = row.trim().split(/\s+/) as [RequestState, ...string[]];
    for (const [index, to] of become.entries())
      it(`${from}, told ${outcomes[index]!}, is ${to} (R3, R4, R5, R16)`, () =>
        expect(hear(request(from), report(outcomes[index]!), vouched).request.state).to.equal(to === "=" ? from : to));
  }
  it("has all states in that table", () =>
    expect(rows.map((row) => row.trim().split(/\s+/)[0])).to.deep.equal([...requestStates].toSorted(byTable)));
  const byTable = (left: string, right: string) => reports.indexOf(`\n  ${left} `) - reports.indexOf(`\n  ${right} `);

  const acts = `
                 send  taken    refused  noAnswer  expire   reapply  notTaken
  created        sent  -        -        -         expired  -       -
  sent           -     pending  failed   unknown   expired  -       -
  pending        -     -        -        -         expired  -       -
  unknown        -     -        -        -         expired  -       -
  failed         -     -        -        -         -        -       -
  expired        -     -        -        -         -        -       -
  paid           -     -        -        -         -        -       paidLate
  paidLate       -     -        -        -         -        paid    -
  paidTwice      -     -        -        -         -        -       paidLate
  partlyRefunded -     -        -        -         -        -       paidLate
  refunded       -     -        -        -         -        -       -`;
  const [actHead = "", ...actRows] = acts.trim().split("\n");
  const events = actHead.trim().split(/\s+/) as Parameters<typeof step>[1][];
  for (const row of actRows) {
    const [from, ...become] = row.trim().split(/\s+/) as [RequestState, ...string[]];
    it(`${from}: ${events.join(", ")}`, () =>
      expect(events.map((event) => step(request(from), event)?.state ?? "-")).to.deep.equal(become));
  }

  it("each edge has the rule that gives it", () => {
    const rules = edges.map(({ from, on, to, rule }) => `${rule} ${from} ${on} ${to}`).toSorted();
    expect(rules).to.deep.equal(
      `
R11 paid refundDone byMoney
R11 paidLate refundDone byMoney
R11 paidTwice refundDone byMoney
R11 partlyRefunded refundDone byMoney
R16 paid saidPaid paidTwice
R16 paidTwice saidPaid paidTwice
R16 partlyRefunded saidPaid paidTwice
R3 pending saidFailed failed
R3 sent saidFailed failed
R3 sent saidPending pending
R3 sent taken pending
R3 unknown saidFailed failed
R4 created send sent
R4 pending saidReversed unknown
R4 pending saidUnknown unknown
R4 sent noAnswer unknown
R4 sent refused failed
R4 sent saidReversed unknown
R4 sent saidUnknown unknown
R4 unknown saidPending pending
R5 created expire expired
R5 expired saidPaid paidLate
R5 failed saidPaid paidLate
R5 paid notTaken paidLate
R5 paidLate reapply byMoney
R5 paidLate saidPaid paidLate
R5 paidTwice notTaken paidLate
R5 partlyRefunded notTaken paidLate
R5 pending expire expired
R5 refunded saidPaid paidLate
R5 sent expire expired
R5 unknown expire expired
R6 created saidPaid paid
R6 pending saidPaid paid
R6 sent saidPaid paid
R6 unknown saidPaid paid`
        .trim()
        .split("\n"),
    );
  });

  it("R1: the same payment told again is answered as known, and counts once", () => {
    const paid = hear(request("sent"), report("paid"), vouched);
    expect([paid.verdict, paid.kept]).to.deep.equal(["recorded", "counted"]);
    const again = hear(paid.request, report("paid"), vouched);
    expect([again.verdict, again.kept, again.request]).to.deep.equal(["repeated", "noted", paid.request]);
  });
  it("R2: the same payment told again with another amount is refused, alarms and counts for nothing", () => {
    const paid = hear(request("sent"), report("paid"), vouched);
    const again = hear(paid.request, report("paid", { amount: 1n }), vouched);
    expect([again.verdict, again.kept, again.duty, again.rule]).to.deep.equal(["wrongAmount", "noted", "person", "R2"]);
    expect(again.request).to.equal(paid.request);
  });
  it("R1: a payment whose number was not told at first is the same when it is told later", () => {
    const paid = hear(request("sent"), report("paid", { theirNumber: null }), vouched);
    expect(hear(paid.request, report("paid"), vouched).verdict).to.equal("repeated");
    expect(hear(request("paid"), report("paid", { theirNumber: null }), vouched).verdict).to.equal("repeated");
  });

  for (const [what, state, said, hearing, verdict, kept, duty] of [
    ["R3: a late failure undoes nothing", "paid", report("failed"), vouched, "recorded", "noted", null],
    [
      "R3: taken back after it was paid is a person's",
      "paid",
      report("reversed"),
      vouched,
      "recorded",
      "noted",
      "person",
    ],
    ["R4: nobody knows, so it is asked", "sent", report("unknown"), vouched, "recorded", "noted", "ask"],
    ["R4: still nobody knows", "unknown", report("unknown"), vouched, "recorded", "noted", "ask"],
    ["R5: money after the end is owed back", "expired", report("paid"), vouched, "recorded", "counted", "refund"],
    ["R16: a second payment is owed back", "paid", report("paid"), vouched, "alreadyPaid", "counted", "refund"],
    [
      "R6: another amount moves nothing and is held",
      "pending",
      report("paid", { amount: 15_000n }),
      vouched,
      "wrongAmount",
      "suspense",
      "person",
    ],
    [
      "R6: another currency",
      "pending",
      report("paid", { currency: "USD" }),
      vouched,
      "wrongAmount",
      "suspense",
      "person",
    ],
    ["R6: an amount that none is", "pending", report("paid", { amount: null }), vouched, "wrongAmount", "noted", "ask"],
    ["a failure may name no amount", "pending", report("failed", { amount: null }), vouched, "recorded", "noted", null],
    [
      "R6: somebody else's reference",
      "pending",
      report("paid", { reference: "LT2" }),
      vouched,
      "notFound",
      "noted",
      "person",
    ],
    [
      "R6: older than the request",
      "pending",
      report("paid", { at: new Date("2026-01-15T02:19:59Z") }),
      vouched,
      "malformed",
      "noted",
      "person",
    ],
    [
      "clocks that differ by ten minutes",
      "pending",
      report("paid", { at: new Date("2026-01-15T02:20:00Z") }),
      vouched,
      "recorded",
      "counted",
      null,
    ],
    [
      "a statement knows days",
      "pending",
      report("paid", { at: new Date("2026-01-14T17:00:00Z") }),
      { source: "statement", covers: [] },
      "recorded",
      "counted",
      null,
    ],
    [
      "R8: a browser proves nothing",
      "pending",
      report("paid"),
      { source: "browser", covers: [] },
      "recorded",
      "noted",
      "ask",
    ],
    ["R8: nor after the end", "failed", report("paid"), { source: "browser", covers: [] }, "recorded", "noted", null],
    [
      "R9: an outcome that was not signed is asked for",
      "pending",
      report("paid"),
      { source: "callback", covers: ["reference", "amount"] },
      "recorded",
      "noted",
      "ask",
    ],
    [
      "R9: an amount that was not signed, and is another",
      "pending",
      report("paid", { amount: 1n }),
      { source: "callback", covers: ["reference"] },
      "wrongAmount",
      "noted",
      "ask",
    ],
    [
      "R9: what they answer when asked counts",
      "pending",
      report("paid"),
      { source: "asked", covers: [] },
      "recorded",
      "counted",
      null,
    ],
  ] as const)
    it(what, () => {
      const before = request(state);
      const heard = hear(before, said, hearing);
      expect([heard.verdict, heard.kept, heard.duty]).to.deep.equal([verdict, kept, duty]);
      if (kept !== "counted" && duty !== "ask")
        expect(heard.request.state).to.equal(state === "pending" && said.outcome === "failed" ? "failed" : state);
      if (kept !== "counted") expect(heard.request.payments).to.deep.equal(before.payments);
    });

  for (const [state, amount, ofFee, becomes, left, owed] of [
    ["paid", fee, fee, "refunded", 0n, 0n],
    ["paid", 50_000n, 50_000n, "partlyRefunded", 100_000n, 0n],
    ["paid", 50_000n, 0n, "-", fee, 0n], // nothing is owed back
    ["partlyRefunded", 100_000n, 100_000n, "refunded", 0n, 0n],
    ["partlyRefunded", 100_001n, 100_001n, "-", 100_000n, 0n],
    ["paidTwice", fee, 0n, "paid", fee, 0n],
    ["paidTwice", fee, fee, "paidTwice", fee, fee],
    ["paidTwice", 300_000n, fee, "refunded", 0n, 0n],
    ["paidTwice", 50_000n, 0n, "paidTwice", 250_000n, 100_000n],
    ["paidTwice", 50_000n, 50_000n, "paidTwice", 250_000n, fee],
    ["paidTwice", 200_000n, 50_000n, "partlyRefunded", 100_000n, 0n],
    ["paidTwice", 200_000n, 49_999n, "-", 300_000n, fee],
    ["paidLate", 50_000n, 0n, "paidLate", 100_000n, 100_000n],
    ["paidLate", fee, 0n, "refunded", 0n, 0n],
    ["paid", 0n, 0n, "-", fee, 0n],
    ["paid", -1n, 0n, "-", fee, 0n],
    ["refunded", 1n, 0n, "-", 0n, 0n],
    ["pending", 1n, 0n, "-", 0n, 0n],
  ] as const)
    it(`R11: ${state}, ${String(amount)} given back, ${String(ofFee)} of it the fee's: ${becomes}, ${String(owed)} still owed`, () => {
      const before = request(state);
      const after = giveBack(before, amount, ofFee) ?? before;
      expect(after === before ? "-" : after.state).to.equal(becomes);
      expect([leftOf(after), owedBack(after)]).to.deep.equal([left, owed]);
    });

  it("R16: after a part of the fee went back rightly, a second payment is owed back in full", () => {
    const twice = hear(request("partlyRefunded"), report("paid"), vouched).request;
    expect([twice.state, leftOf(twice), owedBack(twice)]).to.deep.equal(["paidTwice", 250_000n, fee]);
    const back = giveBack(twice, fee, 0n);
    expect([back?.state, back && leftOf(back)]).to.deep.equal(["partlyRefunded", 100_000n]);
  });

  it("R5: late money counts for the fee when a person says so, and only while it is whole", () => {
    expect(step(request("paidLate"), "reapply")?.state).to.equal("paid");
    expect(step(request("paidLate", { payments: [one, two] }), "reapply")?.state).to.equal("paidTwice");
    expect(step(request("paidLate", { returned: 1n }), "reapply")).to.equal(undefined);
    // its fee's money went back
    const again = hear(request("refunded"), report("paid"), vouched).request;
    expect([again.state, owedBack(again), step(again, "reapply")]).to.deep.equal(["paidLate", fee, undefined]);
  });
});

const events = fc.oneof(
  fc.record({
    do: fc.constant("hear" as const),
    outcome: fc.constantFrom<PaymentOutcome>("paid", "failed", "pending", "reversed", "unknown"),
    number: fc.constantFrom("A", "B", "C"),
    amount: fc.constantFrom(fee, fee, fee, 1n, null),
    source: fc.constantFrom<Hearing["source"]>("callback", "asked", "statement", "browser"),
    isSigned: fc.boolean(),
  }),
  fc.record({
    do: fc.constant("step" as const),
    on: fc.constantFrom("send" as const, "taken", "refused", "noAnswer", "expire", "reapply", "notTaken"),
  }),
  fc.record({ do: fc.constant("giveBack" as const), amount: fc.constantFrom(fee, 50_000n, 100_000n, 1n) }),
);

describe("a payment request in any order of events", () => {
  it("never forgets money, counts none twice, and leaves `paid` by money alone (R1, R3, R5, R16)", () =>
    fc.assert(
      fc.property(fc.array(events, { maxLength: 40 }), (happens) => {
        let now = request("created");
        const counted = new Set<string>();
        let returned = 0n;
        for (const event of happens) {
          const before = now;
          if (event.do === "step") now = step(before, event.on) ?? before;
          else if (event.do === "giveBack") {
            const owed = owedBack(before);
            now = giveBack(before, event.amount, event.amount > owed ? event.amount - owed : 0n) ?? before;
            if (now !== before) returned += event.amount;
          } else {
            const covers = event.isSigned ? vouched.covers : [];
            const said = report(event.outcome, { amount: event.amount, theirNumber: event.number });
            const heard = hear(before, said, { source: event.source, covers });
            now = heard.request;
            const isBelieved = event.source !== "browser" && (event.source !== "callback" || event.isSigned);
            const isMoney = isBelieved && event.outcome === "paid" && event.amount !== null;
            // every report of money is somewhere: counted, known already, or held
            if (isMoney && event.amount === fee) {
              expect(heard.kept === "counted" || counted.has(event.number)).to.equal(true);
              counted.add(event.number);
            }
            if (isMoney && event.amount !== fee)
              expect(heard.kept).to.equal(counted.has(event.number) ? "noted" : "suspense");
            if (!isMoney) expect(heard.kept).to.equal("noted");
            if (heard.kept !== "counted") expect(leftOf(now)).to.equal(leftOf(before));
          }
          expect(cameOf(now)).to.equal(fee * BigInt(counted.size));
          expect(leftOf(now)).to.equal(cameOf(now) - returned);
          expect(leftOf(now) >= 0n).to.equal(true);
          // a fee that is paid stays so until money goes back
          if (before.state === "paid" && leftOf(now) >= leftOf(before))
            expect(now.state).to.be.oneOf(
              event.do === "step" && event.on === "notTaken" ? ["paidLate"] : ["paid", "paidTwice"],
            );
          if (isOpen(now.state)) expect(counted.size).to.equal(0);
          // nothing is owed back beyond what is here, and a second payment always is
          expect(owedBack(now) <= leftOf(now)).to.equal(true);
          if (now.state === "paid") expect(leftOf(now)).to.equal(fee);
          if (now.state === "paidTwice") expect(owedBack(now) > 0n).to.equal(true);
        }
      }),
    ));
});

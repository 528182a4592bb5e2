import { expect } from "chai";
import type { Step } from "../../core/domain/dossier.ts";
import { asksForPast, factsOfPast, heldFirst, waivedAfter, type PastStep } from "../../core/domain/past.ts";
import type { MoneyState } from "../../core/domain/state.ts";
import { aDossier, commune, district, monday, tuesday } from "../support/builders.ts";

/** Steps in the order in which they happened; a result's number after a colon. */
const pastOf = (told: string): PastStep[] =>
  told
    .split(" ")
    .filter(Boolean)
    .map((one) => {
      const [step = "", resultNumber] = one.split(":");
      return {
        ...{ step: step as Step, by: commune, heldBy: commune, at: monday },
        ...(resultNumber === undefined ? {} : { resultNumber }),
      };
    });

describe("what a dossier's own past says to the next step", () => {
  for (const [past, issued] of [
    ["", undefined],
    ["accept handOver acknowledge", undefined],
    ["accept conclude", undefined], // decided, and no number named
    ["accept conclude:12/QĐ", "12/QĐ"],
    ["accept settleAtOnce:13/QĐ", "13/QĐ"],
    ["requestWithdrawal declineWithdrawal:14/QĐ", "14/QĐ"],
    ["conclude:12/QĐ declineWithdrawal:14/QĐ", "14/QĐ"], // the last that names one
    ["conclude:12/QĐ declineWithdrawal", "12/QĐ"],
    ["conclude:12/QĐ correct:15/QĐ", "12/QĐ"], // a correction is a dossier of its own (T36)
    ["supplement:16/QĐ", undefined],
  ] as const)
    it(`result issued (T26, T13, T30) after "${past}": ${issued ?? "none"}`, () => {
      const facts = factsOfPast(pastOf(past));
      expect(facts.issuedNumber).to.equal(issued);
      expect("issuedNumber" in facts).to.equal(issued !== undefined);
    });

  for (const [past, money, awaited] of [
    ["", "none", false],
    ["accept", "none", false],
    ["askPayment", "none", true],
    ["askPayment confirmPayment", "paid", false],
    ["askPayment waivePayment", "waived", false],
    ["askPayment confirmPayment askPayment", "paid", true],
    ["askPayment confirmPayment askPayment waivePayment", "paid", false], // only the later one is waived
    ["askPayment waivePayment askPayment", "waived", true],
    ["askPayment confirmPayment handOver acknowledge", "paid", false],
    ["askPayment requestWithdrawal", "none", true], // interrupted, and still awaited
    ["askPayment confirmPayment decideRefund", "toRefund", false],
    ["askPayment confirmPayment decideRefund confirmRefund", "refunded", false],
  ] as const)
    it(`money (T23, T24, L10) after "${past}": ${money}${awaited ? ", a payment is awaited" : ""}`, () => {
      const { moneyBefore, isPaymentAwaited } = factsOfPast(pastOf(past));
      expect([moneyBefore, isPaymentAwaited]).to.deep.equal([money, awaited]);
    });

  for (const [past, announced] of [
    ["", false],
    ["conclude", false],
    ["announceEarly", true],
    ["conclude announceEarly handOver", true],
  ] as const)
    it(`an early result ${announced ? "was" : "was not"} announced (T35) after "${past}"`, () =>
      expect(factsOfPast(pastOf(past)).isAnnounced).to.equal(announced));

  for (const [before, after] of [
    ["none", "waived"],
    ["due", "waived"],
    ["waived", "waived"],
    ["paid", "paid"],
  ] as const satisfies readonly (readonly [MoneyState, MoneyState])[])
    it(`a payment waived when money stood at ${before}: ${after}`, () => expect(waivedAfter(before)).to.equal(after));
});

describe("for which steps the past is read", () => {
  for (const [step, namesResult, asks] of [
    ["confirmPayment", false, true], // one receipt pays one fee, and it may come when none is awaited any more
    ["requestWithdrawal", false, true],
    ["confirmWithdrawal", false, true],
    ["declineWithdrawal", false, true],
    ["announceEarly", false, true],
    ["waivePayment", false, true],
    ["conclude", true, true],
    ["conclude", false, false],
    ["handOver", true, false],
    ["handOver", false, false],
    ["askPayment", false, false],
  ] as const satisfies readonly (readonly [Step, boolean, boolean])[])
    it(`${step}${namesResult ? ", naming a result" : ""}: ${asks ? "read" : "not read"}`, () =>
      expect(asksForPast(step, namesResult)).to.equal(asks));
});

describe("since when its holder had the chance to look at it (D14)", () => {
  const wednesday = new Date("2019-05-29T08:00:00+07:00");
  const friday = new Date("2019-05-31T08:00:00+07:00");
  const came = (to: typeof commune, at: Date): PastStep => ({ step: "acknowledge", by: to, heldBy: to, at });
  const at = (past: readonly PastStep[]) =>
    heldFirst(past, aDossier({ heldBy: district, heldSince: friday, receivedAt: tuesday }));

  it("since it first came", () => expect(at([came(commune, tuesday), came(district, wednesday)])).to.equal(wednesday));
  it("not anew after it was sent away and came back", () =>
    expect(at([came(district, wednesday), came(commune, wednesday), came(district, friday)])).to.equal(wednesday));
  it("since it holds it, where no history tells of its coming", () => {
    expect(at([])).to.equal(friday);
    expect(at([came(commune, wednesday)])).to.equal(friday);
  });
  it("not before the receipt: as a filing it was there earlier", () => {
    expect(at([came(district, monday)])).to.equal(tuesday);
    expect(at([came(district, new Date(tuesday))]).getTime()).to.equal(tuesday.getTime());
  });
});

import { expect } from "chai";
import type { Command, Dossier } from "../../core/domain/dossier.ts";
import type { Facts } from "../../core/domain/guards.ts";
import {
  moneyAfterPayment,
  moneyAwaited,
  moneyConfirmed,
  moneySteps,
  namesItsLaw,
  nothingOwedBack,
  paymentTooLate,
  refundDecidable,
  refundOwed,
} from "../../core/domain/money.ts";
import type { Refusal } from "../../core/domain/refusal.ts";
import type { MoneyState, State } from "../../core/domain/state.ts";
import { aDossier, commune, tuesday } from "../support/builders.ts";

const code = "000.04.29.H63-190527-0001";
const command = (step: Command["step"], facts?: Facts): Command => ({
  ...{ step, by: commune, at: tuesday },
  ...(facts === undefined ? {} : { facts }),
});
const stands = (money: MoneyState, state: State = "processing"): Dossier => aDossier({ money, state });
const refused = (refusal: string, field: string, values: Record<string, string> = { code }) => ({
  ...{ ok: false, code: refusal, field, values },
});
/** `lawful`, nothing to say, or the refusal's code and field. */
const said = (verdict: "lawful" | Refusal | undefined) =>
  verdict === undefined ? "in time" : verdict === "lawful" ? "lawful" : `${verdict.code} ${verdict.field ?? ""}`;

describe("money beside the state (§2.1, T23, T24)", () => {
  it("five steps are about it", () =>
    expect(moneySteps.join(" ")).to.equal("askPayment confirmPayment waivePayment decideRefund confirmRefund"));

  const confirmed = "payment-already-confirmed";
  const waived = "payment-already-waived";
  for (const [step, money, state, isPaymentAwaited, expected] of [
    ["confirmPayment", "none", "processing", false, "in time"],
    ["confirmPayment", "paid", "processing", false, `${confirmed} /paymentReference`],
    ["confirmPayment", "toRefund", "stopped", false, `${confirmed} /paymentReference`],
    ["confirmPayment", "refunded", "archived", false, `${confirmed} /paymentReference`],
    ["confirmPayment", "waived", "processing", false, `${waived} /paymentReference`],
    ["confirmPayment", "paid", "waitingForPayment", false, "in time"], // a second fee, just asked for
    ["confirmPayment", "waived", "waitingForPayment", false, "in time"],
    ["confirmPayment", "paid", "stopped", true, "in time"], // asked for, and neither paid nor waived
    ["confirmPayment", "due", "stopped", false, "in time"],
    ["waivePayment", "paid", "processing", false, `${confirmed} /step`],
    ["waivePayment", "paid", "processing", true, `${confirmed} /step`],
    ["waivePayment", "waived", "processing", false, `${waived} /step`],
    ["waivePayment", "due", "waitingForPayment", false, "in time"],
    ["waivePayment", "paid", "waitingForPayment", false, "in time"],
    ["waivePayment", "none", "processing", false, "in time"],
    ["askPayment", "paid", "processing", false, "in time"],
    ["decideRefund", "paid", "stopped", false, "in time"],
  ] as const)
    it(`${step} when money is ${money}, ${state}${isPaymentAwaited ? ", a payment awaited" : ""}: ${expected}`, () => {
      const verdict = paymentTooLate(stands(money, state), command(step, { isPaymentAwaited }));
      expect(said(verdict)).to.equal(expected);
      if (verdict) expect(verdict.values).to.deep.equal({ code });
    });

  it("what was paid is told as settled also to who says nothing more", () => {
    expect(paymentTooLate(stands("paid"), command("confirmPayment"))).to.deep.equal(
      refused(confirmed, "/paymentReference"),
    );
  });

  it("a payment counts with its own reference (T24)", () => {
    expect(moneyConfirmed(stands("due"), command("confirmPayment", { paymentReference: "BL 7" }))).to.equal("lawful");
    for (const facts of [undefined, {}, { paymentReference: "" }])
      expect(moneyConfirmed(stands("due"), command("confirmPayment", facts))).to.deep.equal(
        refused("payment-not-confirmed", "/paymentReference"),
      );
  });

  it("after the end only what was asked for is recorded, and with its reference", () => {
    const paymentReference = "BL 7";
    expect(moneyAwaited(stands("due", "stopped"), command("confirmPayment", { paymentReference }))).to.equal("lawful");
    expect(
      moneyAwaited(stands("none", "stopped"), command("confirmPayment", { paymentReference, isPaymentAwaited: true })),
    ).to.equal("lawful");
    expect(moneyAwaited(stands("due", "stopped"), command("confirmPayment"))).to.deep.equal(
      refused("payment-not-confirmed", "/paymentReference"),
    );
    for (const facts of [undefined, { paymentReference }, { paymentReference, isPaymentAwaited: false }])
      expect(moneyAwaited(stands("none", "stopped"), command("confirmPayment", facts))).to.deep.equal(
        refused("step-not-allowed", "/step", { code, step: "confirmPayment", state: "stopped" }),
      );
  });

  for (const [state, money] of [
    ["stopped", "toRefund"],
    ["archived", "toRefund"],
    ["withdrawRequested", "paid"],
    ["waitingForPayment", "paid"],
  ] as const)
    it(`money that comes while ${state} is ${money === "paid" ? "paid" : "owed back"} (T29)`, () =>
      expect(moneyAfterPayment(state)).to.equal(money));

  it("what is owed back is given back before anything else is asked for", () => {
    expect(nothingOwedBack(stands("toRefund"))).to.deep.equal(refused("refund-still-owed", "/step"));
    for (const money of ["none", "due", "paid", "waived", "refunded"] as const)
      expect(nothingOwedBack(stands(money)), money).to.equal("lawful");
  });

  it("a fee is let off by a law that is named (miễn)", () => {
    expect(namesItsLaw(stands("due"), command("waivePayment", { legalBasis: "NĐ 81/2021, Điều 15" }))).to.equal(
      "lawful",
    );
    for (const facts of [undefined, {}, { legalBasis: " " }])
      expect(namesItsLaw(stands("due"), command("waivePayment", facts))).to.deep.equal(
        refused("legal-basis-missing", "/legalBasis", { step: "waivePayment" }),
      );
  });
});

describe("a refund (L10, T29)", () => {
  const law = { legalBasis: "NQ 12/2026" };
  const decided = { refundReference: "UNC 9" };

  for (const [money, expected] of [
    ["none", "nothing-to-refund /step"],
    ["due", "nothing-to-refund /step"],
    ["waived", "nothing-to-refund /step"],
    ["paid", "lawful"],
    ["toRefund", "refund-still-owed /step"],
    ["refunded", "refund-already-recorded /step"],
  ] as const)
    it(`decided when money is ${money}: ${expected}`, () =>
      expect(said(refundDecidable(stands(money), command("decideRefund", law)))).to.equal(expected));
  it("decided without a law: a fee stays paid after a refusal", () =>
    expect(refundDecidable(stands("paid"), command("decideRefund"))).to.deep.equal(
      refused("legal-basis-missing", "/legalBasis", { step: "decideRefund" }),
    ));

  for (const [money, expected] of [
    ["none", "nothing-to-refund /step"],
    ["paid", "refund-not-decided /step"],
    ["toRefund", "lawful"],
    ["refunded", "refund-already-recorded /step"],
  ] as const)
    it(`confirmed when money is ${money}: ${expected}`, () =>
      expect(said(refundOwed(stands(money), command("confirmRefund", decided)))).to.equal(expected));
  it("confirmed without the reference under which the money went back", () => {
    for (const facts of [undefined, {}, { refundReference: "  " }])
      expect(refundOwed(stands("toRefund"), command("confirmRefund", facts))).to.deep.equal(
        refused("refund-without-reference", "/refund"),
      );
  });

  it("each refusal names the dossier, and where nothing was paid how its money stands", () => {
    expect(refundDecidable(stands("toRefund"), command("decideRefund", law))).to.have.deep.property("values", { code });
    expect(refundDecidable(stands("refunded"), command("decideRefund", law))).to.have.deep.property("values", { code });
    expect(refundDecidable(stands("due"), command("decideRefund", law))).to.have.deep.property("values", {
      ...{ code, money: "due" },
    });
    expect(refundOwed(stands("paid"), command("confirmRefund", decided))).to.have.deep.property("values", { code });
  });
});

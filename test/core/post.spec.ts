import { expect } from "chai";
import fc from "fast-check";
import type { Day } from "../../core/domain/day.ts";
import {
  follow,
  orderedParcel,
  postMeanings,
  stageOf,
  type ParcelProgress,
  type PostEvent,
  type PostMeaning,
} from "../../core/domain/post/event.ts";
import { advanceFeed, firstCursor } from "../../core/domain/post/feed.ts";
import {
  faultsOf,
  nextAttempt,
  orderInTheWay,
  orderNumber,
  postalCodeOf,
  type OrderState,
  type PostalCode,
  type PostPurpose,
} from "../../core/domain/post/order.ts";
import { handOverOf, isSigned, type HandOverMinute } from "../../core/domain/post/records.ts";
import { aPostOrder, dossier } from "../support/post.ts";

describe("orders of the post (QĐ 45/2016)", () => {
  it("is complete, or names the fields at fault", () => {
    expect(faultsOf(aPostOrder())).to.deep.equal([]);
    const { sender } = aPostOrder();
    expect(
      faultsOf(
        aPostOrder({
          sender: { ...sender, name: " ", phone: "12", address: { provinceCode: "1", communeCode: "", line: "" } },
          contents: "",
          weightGrams: 0.5,
          collect: 0n,
          attempt: 0,
        }),
      ),
    ).to.deep.equal([
      "/attempt",
      "/sender/name",
      "/sender/phone",
      "/sender/address/provinceCode",
      "/sender/address/communeCode",
      "/sender/address/line",
      "/contents",
      "/weightGrams",
      "/collect",
    ]);
  });

  for (const [purpose, attempt, number] of [
    ["sendDossier", 1, dossier],
    ["both", 1, dossier],
    ["returnResult", 1, `${dossier}-KQ`],
    ["returnResult", 2, `${dossier}-KQ-2`],
    ["sendDossier", 3, `${dossier}-3`],
  ] as const)
    it(`${purpose}, attempt ${attempt}, is ${number} each time`, () =>
      expect(orderNumber(aPostOrder({ purpose, attempt }))).to.equal(number));

  const order = (purpose: PostPurpose, state: OrderState, occasion = 0) => ({ purpose, state, occasion });
  for (const [before, purpose, inTheWay, occasion = 0] of [
    [[], "sendDossier", false],
    [[order("sendDossier", "ordered")], "sendDossier", true],
    [[order("sendDossier", "unknown")], "sendDossier", true],
    [[order("sendDossier", "cancelPending")], "sendDossier", true],
    [[order("sendDossier", "delivered")], "sendDossier", true],
    [[order("sendDossier", "cancelled")], "sendDossier", false],
    [[order("sendDossier", "refused")], "sendDossier", false],
    [[order("returnResult", "returned")], "returnResult", false],
    [[order("sendDossier", "ordered")], "returnResult", false],
    [[order("both", "ordered")], "returnResult", true],
    [[order("sendDossier", "underway")], "both", true],
    [[order("both", "cancelled")], "returnResult", false],
    [[order("both", "delivered")], "sendDossier", true],
    // a supplement that was asked for by revision 3 of the dossier
    [[order("sendDossier", "delivered")], "sendDossier", false, 3],
    [[order("both", "delivered")], "sendDossier", false, 3],
    [[order("both", "delivered")], "both", true, 3],
    [[order("sendDossier", "unknown")], "sendDossier", false, 3],
    [[order("sendDossier", "underway", 3)], "sendDossier", true, 3],
    [[order("sendDossier", "delivered", 3)], "sendDossier", false, 5],
  ] as const)
    it(`after ${before.map((one) => `${one.purpose} ${one.state}`).join() || "none"}, ${purpose} for occasion ${occasion} is ${inTheWay ? "one too many" : "made"}`, () =>
      expect(orderInTheWay(before, { purpose, occasion }) !== undefined).to.equal(inTheWay));
  it("a second attempt comes after the first, and no number is used twice", () => {
    const before = [
      { purpose: "sendDossier", number: "H" },
      { purpose: "returnResult", number: "H-KQ" },
    ] as const;
    const numbered = (attempt: number) => (attempt === 1 ? "H" : `H-${attempt}`);
    expect(nextAttempt(before, "sendDossier", numbered)).to.equal(2);
    expect(nextAttempt(before, "both", numbered)).to.equal(2);
    expect(nextAttempt(before, "both", (attempt) => `H-2C-${attempt}`)).to.equal(1);
  });

  it("the post's own codes by day, the commune's before the province's, none guessed", () => {
    const code = (communeCode: string | null, province: number, from: string, until: string | null): PostalCode => ({
      ...{ provinceCode: "29", communeCode, province, district: null },
      ...{ from: from as Day, until: until as Day | null },
    });
    const codes = [
      code(null, 10, "2020-01-01", "2025-06-30"),
      code(null, 11, "2025-07-01", null),
      code("00004", 12, "2025-07-01", null),
    ];
    const at = (communeCode: string, on: string, provinceCode = "29") =>
      postalCodeOf({ provinceCode, communeCode, line: "" }, on as Day, codes)?.province ?? null;
    expect([
      at("00004", "2025-06-30"),
      at("00004", "2025-07-01"),
      at("00007", "2025-07-01"),
      at("00004", "2019-01-01"),
      at("00004", "2026-01-01", "01"),
    ]).to.deep.equal([10, 12, 11, null, null]);
  });
});

describe("hand-over minutes", () => {
  const minute = (but: Partial<HandOverMinute> = {}): HandOverMinute => ({
    number: "BB01",
    direction: "postToAgency",
    agency: "H29.1.1",
    postOffice: "100000",
    items: [
      { dossierCode: dossier, sealNumber: "N1", isSealWhole: true },
      { dossierCode: dossier, sealNumber: "N2", isSealWhole: true },
    ],
    signedByAgencyAt: new Date("2026-01-15T03:00:00Z"),
    signedByPostAt: new Date("2026-01-15T02:50:00Z"),
    ...but,
  });
  it("is in force with the later signature: the moment of submission (rule D1)", () =>
    expect(handOverOf(minute())).to.deep.equal({
      kind: "handedOver",
      at: new Date("2026-01-15T03:00:00Z"),
      dossiers: [dossier],
    }));
  for (const [what, but, missing] of [
    ["without the agency's signature", { signedByAgencyAt: null }, ["signedByAgencyAt"]],
    ["without the post's", { signedByPostAt: null }, ["signedByPostAt"]],
    ["without anything handed over", { items: [] }, ["items"]],
  ] as const)
    it(`${what} it is open`, () => expect(handOverOf(minute(but))).to.deep.equal({ kind: "open", missing }));
  it("a broken seal is a person's, whoever signed", () =>
    expect(
      handOverOf(minute({ items: [{ dossierCode: dossier, sealNumber: "N1", isSealWhole: false }] })),
    ).to.deep.equal({
      kind: "broken",
      seals: ["N1"],
    }));
  it("a slip counts when both signed", () => {
    const slip = { kind: "slip", number: "P1", dossierCode: dossier, papers: [] } as const;
    const at = new Date("2026-01-15T02:00:00Z");
    expect(isSigned({ ...slip, signedByCitizenAt: at, signedByPostAt: at })).to.equal(true);
    expect(isSigned({ ...slip, signedByCitizenAt: at, signedByPostAt: null })).to.equal(false);
  });
});

const anEvent = (
  meaning: PostMeaning | null,
  hour: number | null,
  key = `${meaning ?? "?"}${hour ?? ""}`,
): PostEvent => ({
  ...{ key, orderNumber: dossier, waybill: null, code: meaning ?? "777", meaning, said: null, place: null },
  at: hour === null ? null : new Date(Date.UTC(2026, 0, 15, hour)),
});
const after = (events: readonly PostEvent[]): { stage: string; followed: readonly string[] } => {
  let progress: ParcelProgress = orderedParcel;
  const followed = events.map((event) => {
    const step = follow(progress, event);
    progress = step.progress;
    return step.followed;
  });
  return { stage: progress.stage, followed };
};

describe("what the post says happened (R3)", () => {
  for (const [what, events, stage, followed] of [
    [
      "in order",
      [anEvent("pickedUp", 1), anEvent("inTransit", 2), anEvent("delivered", 3)],
      "delivered",
      ["moved", "same", "moved"],
    ],
    [
      "out of order: a late event undoes nothing",
      [anEvent("delivered", 3), anEvent("inTransit", 2)],
      "delivered",
      ["moved", "late"],
    ],
    ["twice", [anEvent("delivered", 3), anEvent("delivered", 3)], "delivered", ["moved", "repeated"]],
    [
      "an unknown code is kept and means nothing",
      [anEvent("inTransit", 1), anEvent(null, 2)],
      "underway",
      ["moved", "unknownCode"],
    ],
    [
      "money after the delivery moves no parcel",
      [anEvent("delivered", 1), anEvent("codPaidOut", 2), anEvent("shippingFeePaid", 3)],
      "delivered",
      ["moved", "same", "same"],
    ],
    [
      "under way at two, delivered at one: somebody asks",
      [anEvent("inTransit", 2), anEvent("delivered", 1)],
      "underway",
      ["moved", "contradicts"],
    ],
    [
      "older than the newest word of the same",
      [anEvent("pickedUp", 1), anEvent("inTransit", 3), anEvent("awaitingReturn", 2)],
      "underway",
      ["moved", "same", "late"],
    ],
    [
      "delivered, then under way again: somebody asks",
      [anEvent("delivered", 1), anEvent("inTransit", 2)],
      "delivered",
      ["moved", "contradicts"],
    ],
    [
      "delivered, then returned: somebody asks",
      [anEvent("delivered", 1), anEvent("returned", 2)],
      "delivered",
      ["moved", "contradicts"],
    ],
    ["partly delivered is not delivered", [anEvent("partlyDelivered", 1)], "forPerson", ["moved"]],
    [
      "a failed pickup, which two read differently",
      [anEvent("pickupFailed", 1), anEvent("pickedUp", 2)],
      "underway",
      ["moved", "moved"],
    ],
    [
      "events without a time count as they come",
      [anEvent("pickedUp", null), anEvent("delivered", null)],
      "delivered",
      ["moved", "moved"],
    ],
  ] as const)
    it(what, () => expect(after(events)).to.deep.equal({ stage, followed }));

  it("only one meaning is a delivery", () =>
    expect(postMeanings.filter((meaning) => stageOf[meaning] === "delivered")).to.deep.equal(["delivered"]));

  it("whatever comes, in any order and as often: what was delivered stays so", () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...postMeanings, null), fc.integer({ min: 0, max: 23 })), { maxLength: 20 }),
        (said) => {
          let progress = orderedParcel;
          for (const [meaning, hour] of said) {
            const { progress: next } = follow(progress, anEvent(meaning, hour));
            if (progress.stage === "delivered") expect(next.stage).to.equal("delivered");
            progress = next;
          }
          expect(progress.seen.size).to.equal(new Set(said.map(([meaning, hour]) => `${meaning ?? "?"}${hour}`)).size);
        },
      ),
    ));
});

describe("the feed's cursor (§1.2)", () => {
  const id = (number: number): string => number.toString(16).padStart(24, "0");
  const document = (number: number, customerCode = "KH01") => ({ cursor: id(number), customerCode });
  const asked = (from: number, page: readonly { cursor: string; customerCode: string }[], size = 1_000) =>
    advanceFeed("KH01", id(from), size, page);

  it("begins at 24 zeros", () => expect(firstCursor).to.equal("000000000000000000000000"));
  it("goes to the newest, and asks again while pages are full", () => {
    expect(asked(0, [document(1), document(5)])).to.deep.equal({
      ok: true,
      events: [document(1), document(5)],
      cursor: id(5),
      hasMore: false,
    });
    expect(asked(0, [document(1), document(5)], 2)).to.deep.include({ hasMore: true });
  });
  it("stays where nothing came, or only what it knows", () => {
    expect(asked(5, [])).to.deep.equal({ ok: true, events: [], cursor: id(5), hasMore: false });
    expect(asked(5, [document(5), document(5)], 2)).to.deep.equal({
      ok: true,
      events: [],
      cursor: id(5),
      hasMore: false,
    });
  });
  for (const [what, page, why] of [
    ["a cursor that went backwards", [document(4)], "cursor-backwards"],
    ["one of many that went backwards", [document(6), document(4)], "cursor-backwards"],
    ["a page in another order", [document(9), document(8)], "not-in-order"],
    ["another customer's event", [document(6), document(7, "KH02")], "other-customer"],
    ["no cursor at all", [{ cursor: "latest", customerCode: "KH01" }], "not-a-cursor"],
  ] as const)
    it(`${what}: ${why}, and nothing moves`, () => expect(asked(5, page)).to.deep.include({ ok: false, why }));
});

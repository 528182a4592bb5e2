import { expect } from "chai";
import { hadApologyDay, overdueDeadlines } from "../../core/domain/clock/overdue-deadlines.ts";
import { overdueAt, withMissedDue, type Stamps } from "../../core/domain/overdue.ts";
import { calendar, officeHours } from "../support/clocks.ts";

const at = (text: string) => new Date(`2026-11-${text}:00+07:00`);
const local = (date: Date | null) => date && new Date(date.getTime() + 7 * 3_600_000).toISOString().slice(0, 16);
const place = { calendar, officeHours };

/** A clock of a dossier received when it started, but for what is given. */
const reckon = (start: string, due: string, but: { received?: string; usedBefore?: number; original?: string } = {}) =>
  overdueDeadlines(
    {
      ...{ receivedAt: at(but.received ?? start), start: at(start), mode: "A", usedBefore: but.usedBefore ?? 0 },
      ...{ originalDue: at(but.original ?? due), currentDue: at(due) },
    },
    place,
  );

describe("the moments of the ladder (O11)", () => {
  it("are counted back from the due over the holiday of 24/11 (E25, E26)", () => {
    const deadlines = reckon("16T07:30", "25T17:30");
    expect(local(deadlines.apologyLatest)).to.equal("2026-11-23T17:30");
    expect(local(deadlines.beforeApology)).to.equal("2026-11-20T17:30");
    expect(local(deadlines.reportDue)).to.equal("2026-11-27T17:30");
    // 16–20, 23, 25 are seven days of eight hours: half of 56 hours ends at noon of the fourth day
    expect(local(deadlines.halfUsed)).to.equal("2026-11-19T11:30");
  });

  // apology latest and the warning of the working day before it, by hand; "–": it lay before there was anything to do
  for (const [what, deadlines, latest, before] of [
    ["the same day, received on a Saturday for Monday", reckon("21T10:00", "23T17:30"), "–", "–"],
    ["the same day, received in the morning", reckon("18T08:00", "18T17:30"), "–", "–"],
    ["after 15:00 for the next working day: until the evening", reckon("18T15:30", "19T17:30"), "18T17:30", "–"],
    [
      "two working days: the warning is due on the day of receipt",
      reckon("16T09:00", "18T17:30"),
      "17T17:30",
      "16T17:30",
    ],
    [
      "received on Monday, its limit begun with the payment on Thursday, due that day",
      reckon("19T09:00", "19T17:30", { received: "16T09:00" }),
      "–",
      "–",
    ],
    [
      "the same day, stood for a payment from Monday to Friday",
      reckon("20T10:00", "20T17:30", { received: "16T09:00", usedBefore: 0.2, original: "16T17:30" }),
      "–",
      "–",
    ],
    [
      "of ten days, half a one left after a stop: it had its day for an apology, and has it still",
      reckon("19T13:30", "19T17:30", { received: "02T09:00", usedBefore: 9.5, original: "16T17:30" }),
      "18T17:30",
      "17T17:30",
    ],
    [
      "counted anew after a supplement (RESTART), and due that day",
      reckon("19T09:00", "19T17:30", { received: "16T09:00", original: "16T17:30" }),
      "–",
      "–",
    ],
  ] as const)
    it(`nothing is owed of before the receipt or the begin of the limit: ${what}`, () => {
      const written = (date: Date | null) => local(date)?.slice("2026-11-".length) ?? "–";
      expect([written(deadlines.apologyLatest), written(deadlines.beforeApology)]).to.deep.equal([latest, before]);
    });

  it("a due has its day for an apology when the working day before it ends after the receipt", () => {
    expect(hadApologyDay(at("18T17:30"), at("17T17:30"), place)).to.equal(true);
    expect(hadApologyDay(at("18T17:30"), at("17T17:31"), place)).to.equal(false);
  });
});

describe("a dossier of one day owes its result, no apology of the day before (O1, O14)", () => {
  const nothing: Stamps = { apologyAt: null, reportAt: null, centreUpdatedAt: null, endedAt: null };
  const saturday = reckon("21T10:00", "23T17:30"); // half of Monday's eight hours: 11:30
  const standing = (now: string, stamps: Partial<Stamps> = {}) => {
    const { state, reached, breaches } = overdueAt(at(now), saturday, { ...nothing, ...stamps });
    return [state, reached, breaches];
  };

  for (const [what, now, stamps, expected] of [
    ["nothing on the day of receipt", "21T10:15", {}, [undefined, [], []]],
    ["half used", "23T12:00", {}, [undefined, ["halfUsed"], []]],
    ["late: the due alone", "23T17:31", {}, ["overdue", ["halfUsed", "duePassed"], ["due"]]],
    ["a letter is not late", "23T16:00", { apologyAt: at("23T15:00") }, ["apologised", ["halfUsed"], []]],
    [
      "nor is one after the due",
      "25T09:00",
      { apologyAt: at("25T08:00"), apologyLatest: null },
      ["overdue", ["halfUsed", "duePassed"], ["due"]],
    ],
  ] as const)
    it(what, () => expect(standing(now, stamps)).to.deep.equal(expected));

  it("a letter that was not owed when it was written does not become late when the due moves", () => {
    const moved = reckon("18T08:00", "20T17:30", { original: "18T17:30" }); // latest 19/11 17:30
    const letter = { ...nothing, apologyAt: at("20T08:00") };
    expect(overdueAt(at("20T09:00"), moved, { ...letter, apologyLatest: null }).breaches).to.deep.equal([]);
    expect(overdueAt(at("20T09:00"), moved, letter).breaches).to.deep.equal(["lateApology"]);
  });

  it("foreseen from the apology's moment where the warning before it was never due", () => {
    const overnight = reckon("18T15:30", "19T17:30");
    expect(overdueAt(at("18T17:29"), overnight, nothing).state).to.equal(undefined);
    expect(overdueAt(at("18T17:30"), overnight, nothing).state).to.equal("foreseen");
    expect(overdueAt(at("18T17:31"), overnight, nothing).reached).to.deep.equal(["apologyMissed"]);
  });

  it("a missed due of before that left no day for an apology is on record alone", () => {
    const none = { state: undefined, reached: [], breaches: [], overdueFrom: undefined };
    expect(withMissedDue(none, at("18T17:30"), nothing, false).breaches).to.deep.equal(["due"]);
    expect(withMissedDue(none, at("18T17:30"), nothing, true).breaches).to.deep.equal(["noApology", "due"]);
  });
});

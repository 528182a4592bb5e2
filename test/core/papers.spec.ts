import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import { controlSlip, type SlipEvent } from "../../core/domain/papers/control-slip.ts";
import { formOf, formSetOn, printedAs } from "../../core/domain/papers/forms.ts";
import { at } from "../support/clocks.ts";

describe("Sets of forms", () => {
  const starts = [
    { name: "2025", validFrom: "2025-09-15" },
    { name: "2018", validFrom: "-infinity" },
  ] as const;
  for (const [day, set] of [
    ["2018-01-02", "2018"],
    ["2025-09-14", "2018"],
    ["2025-09-15", "2025"],
    ["2026-11-21", "2025"],
  ] as const)
    it(`${day} has the set of ${set}`, () => expect(formSetOn(starts, parseDay(day))).to.equal(set));

  // the two columns of the table in one-stop.md §4; the trap: 05 and 06 changed meaning
  for (const [form, in2018, in2025] of [
    ["GIAY_TIEP_NHAN", "01", "01"],
    ["YEU_CAU_BO_SUNG", "02", "02"],
    ["TU_CHOI", "03", "03"],
    ["XIN_LOI", "04", "04"],
    ["DUNG_GIAI_QUYET", null, "05"],
    ["KIEM_SOAT", "05", "06"],
    ["SO_THEO_DOI", "06", "07"],
  ] as const)
    it(`${form} is printed as ${in2018 ?? "no form"} and ${in2025}`, () => {
      expect(printedAs(form, "2018").formNumber).to.equal(in2018);
      expect(printedAs(form, "2025").formNumber).to.equal(in2025);
    });

  it("a hand-over makes no paper of its own, the return of a result makes its receipt", () => {
    expect(formOf({ step: "handOver", paper: "KIEM_SOAT" })).to.equal(null);
    expect(formOf({ step: "returnResult", paper: "SO_THEO_DOI" })).to.equal("BIEN_NHAN_KET_QUA");
    expect(formOf({ step: "extend", paper: "XIN_LOI" })).to.equal("XIN_LOI");
    expect(formOf({ step: "assign", paper: null })).to.equal(null);
  });
});

describe("The control slip", () => {
  const event = (step: SlipEvent["step"], by: string, when: string, to: string | null = null): SlipEvent => ({
    ...{ step, by, to, at: at(`2026-11-${when}`), officer: null },
  });
  const due = at("2026-11-16 17:30");
  const rowsOf = (...events: SlipEvent[]) =>
    controlSlip(events, [], due).map(({ agency, takenBy, result, note, lost }) => [
      agency,
      takenBy,
      result,
      note,
      lost,
    ]);
  const given = event("handOver", "commune", "02 14:00", "district");
  const acknowledged = event("acknowledge", "district", "02 15:00");

  it("says lost while nobody has acknowledged", () => {
    expect(rowsOf(given)).to.deep.equal([["district", null, null, null, true]]);
    expect(rowsOf(given, acknowledged)).to.deep.equal([["district", "district", null, null, false]]);
  });

  for (const [when, result] of [
    ["13 09:00", "before"],
    ["16 07:30", "on"],
    ["16 17:30", "on"],
    ["16 17:31", "after"],
    ["18 09:00", "after"],
  ] as const)
    it(`an agency done on ${when} was ${result} time`, () =>
      expect(rowsOf(given, acknowledged, event("conclude", "district", when))[0]?.[2]).to.equal(result));

  it("an agency is done when it passes on; the next one works on", () =>
    expect(
      rowsOf(
        given,
        acknowledged,
        event("handOver", "district", "10 09:00", "province"),
        event("acknowledge", "province", "10 10:00"),
      ),
    ).to.deep.equal([
      ["district", "district", "before", null, false],
      ["province", "province", null, null, false],
    ]));

  it("what is recalled or sent back unopened is not lost, and who gave it works on", () => {
    for (const [step, by, note] of [
      ["recall", "district", "recalled"],
      ["sendBack", "province", "sentBack"],
      ["requestWithdrawal", "commune", "recalled"],
    ] as const)
      expect(
        rowsOf(
          given,
          acknowledged,
          event("handOver", "district", "10 09:00", "province"),
          event(step, by, "10 10:00", "district"),
        ),
      ).to.deep.equal([
        ["district", "district", null, null, false],
        ["province", null, null, note, false],
      ]);
  });

  it("what is sent back after it was opened is a hand-over the other way", () =>
    expect(rowsOf(given, acknowledged, event("sendBack", "district", "17 09:00", "commune"))).to.deep.equal([
      ["district", "district", "after", null, false],
      ["commune", null, null, null, true],
    ]));

  it("without a due nothing is on time or late", () =>
    expect(
      controlSlip([given, acknowledged, event("conclude", "district", "18 09:00")], [], null).map(
        ({ result }) => result,
      ),
    ).to.deep.equal([null]));

  it("legs of a chain stand in it with their own due", () => {
    const leg = {
      number: 2,
      agency: "tax",
      givenBy: "commune",
      givenAt: at("2026-11-03 09:00"),
      takenAt: null,
      dueAt: due,
      endedAt: null,
    };
    expect(controlSlip([given], [leg], due).map(({ agency, leg: of, lost }) => [agency, of, lost])).to.deep.equal([
      ["district", null, true],
      ["tax", 2, true],
    ]);
    const done = { ...leg, takenAt: at("2026-11-03 10:00"), endedAt: at("2026-11-17 09:00") };
    expect(controlSlip([], [done], at("2026-11-30 17:30"))[0]).to.include({
      result: "after",
      lost: false,
      takenBy: "tax",
    });
  });
});

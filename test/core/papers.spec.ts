import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import { controlSlip, type SlipEvent } from "../../core/domain/papers/control-slip.ts";
import { paperDifferences } from "../../core/domain/papers/handed-papers.ts";
import type { SlipLegEvent } from "../../core/domain/papers/slip-legs.ts";
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
    it(`${day} has the set of ${set}`, () => {
      expect(formSetOn(starts, parseDay(day))).to.equal(set);
      expect(formSetOn(starts.toReversed(), parseDay(day))).to.equal(set);
    });

  it("before the first set of which a start is known it is that of 2018", () => {
    const late = [{ name: "2025", validFrom: "2025-09-15" }] as const;
    expect(formSetOn(late, parseDay("2025-09-14"))).to.equal("2018");
    expect(formSetOn(late, parseDay("2025-09-15"))).to.equal("2025");
  });

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

  for (const [form, in2018, in2025] of [
    ["XIN_LOI", "Phiếu xin lỗi và hẹn lại ngày trả kết quả", "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"],
    ["DUNG_GIAI_QUYET", "Thông báo dừng giải quyết hồ sơ", "Thông báo dừng giải quyết hồ sơ"],
    ["KIEM_SOAT", "Phiếu kiểm soát quá trình giải quyết hồ sơ", "Phiếu kiểm soát quá trình giải quyết hồ sơ"],
    ["SO_THEO_DOI", "Sổ theo dõi hồ sơ", "Sổ theo dõi hồ sơ"],
  ] as const)
    it(`${form} has the title of its set (§4)`, () => {
      expect(printedAs(form, "2018").title).to.equal(in2018);
      expect(printedAs(form, "2025").title).to.equal(in2025);
    });

  it("a hand-over makes no paper of its own, the return of a result makes its receipt", () => {
    expect(formOf({ step: "handOver", paper: "KIEM_SOAT" })).to.equal(null);
    expect(formOf({ step: "returnResult", paper: "SO_THEO_DOI" })).to.equal("BIEN_NHAN_KET_QUA");
    expect(formOf({ step: "confirmPostDelivery", paper: "SO_THEO_DOI" })).to.equal(null); // made when asked for
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

  it("while it is on its way other steps change nothing: it may still be lost", () =>
    expect(
      rowsOf(given, event("extend", "commune", "02 15:00"), event("reportLoss", "commune", "02 16:00")),
    ).to.deep.equal([["district", null, null, null, true]]));

  it("recalled before anybody took it: the one-stop that gave it has no row", () =>
    expect(rowsOf(given, event("recall", "commune", "02 15:00"))).to.deep.equal([
      ["district", null, null, "recalled", false],
    ]));

  it("who was done before it passed on stays done when that is recalled", () =>
    expect(
      rowsOf(
        given,
        acknowledged,
        event("conclude", "district", "10 09:00"),
        event("handOver", "district", "17 09:00", "commune"),
        event("recall", "district", "17 10:00"),
        event("handOver", "district", "18 09:00", "commune"),
      ),
    ).to.deep.equal([
      ["district", "district", "before", null, false],
      ["commune", null, null, "recalled", false],
      ["commune", null, null, null, true],
    ]));

  it("an opinion that is asked for is no hand-over, and who works goes on (T18)", () =>
    expect(
      rowsOf(
        given,
        acknowledged,
        event("askOpinion", "district", "10 09:00", "justice"),
        event("assign", "district", "11 09:00"),
      ),
    ).to.deep.equal([["district", "district", null, null, false]]));

  it("what the one-stop concludes itself needs no hand-over", () =>
    expect(rowsOf(event("conclude", "commune", "10 09:00"))).to.deep.equal([]));

  it("without a due nothing is on time or late", () =>
    expect(
      controlSlip([given, acknowledged, event("conclude", "district", "18 09:00")], [], null).map(
        ({ result }) => result,
      ),
    ).to.deep.equal([null]));

  const ofLeg = (
    number: number,
    step: SlipLegEvent["step"],
    agency: string,
    by: string,
    when: string,
    but: Partial<SlipLegEvent> = {},
  ): SlipLegEvent => ({ number, step, agency, by, at: at(`2026-11-${when}`), officer: null, dueAt: due, ...but });

  it("legs of a chain stand in it with their own due", () => {
    const start = ofLeg(2, "start", "tax", "commune", "03 09:00");
    expect(controlSlip([given], [start], due).map(({ agency, leg: of, lost }) => [agency, of, lost])).to.deep.equal([
      ["district", null, true],
      ["tax", 2, true],
    ]);
    const taken = ofLeg(2, "acknowledge", "tax", "tax", "03 10:00");
    const done = ofLeg(2, "finish", "tax", "tax", "17 09:00");
    expect(controlSlip([], [start, taken, done], at("2026-11-30 17:30"))[0]).to.include({
      result: "after",
      lost: false,
      takenBy: "tax",
    });
  });

  it("hand-overs and legs stand in the order in which they were given", () =>
    expect(
      controlSlip(
        [given, acknowledged, event("handOver", "district", "10 09:00", "province")],
        [ofLeg(1, "start", "tax", "commune", "02 09:00"), ofLeg(2, "start", "land", "tax", "03 09:00")],
        due,
      ).map(({ agency }) => agency),
    ).to.deep.equal(["tax", "district", "land", "province"]));

  it("a leg that was taken is not lost while it works", () =>
    expect(
      controlSlip(
        [],
        [
          ofLeg(1, "start", "tax", "commune", "02 09:00"),
          ofLeg(1, "acknowledge", "tax", "tax", "02 10:00"),
          ofLeg(1, "stop", "tax", "commune", "03 10:00"),
        ],
        due,
      ).map(({ lost, takenBy, result }) => [lost, takenBy, result]),
    ).to.deep.equal([[false, "tax", null]]));

  it("an agency that refused was in time or late as one that finished", () =>
    expect(
      controlSlip(
        [],
        [ofLeg(1, "start", "tax", "commune", "02 09:00"), ofLeg(1, "refuse", "tax", "tax", "17 09:00")],
        due,
      ).map(({ result, lost }) => [result, lost]),
    ).to.deep.equal([["after", false]]));

  it("what happens to a leg that never started has no row, and changes no other's", () =>
    expect(
      controlSlip(
        [],
        [
          ofLeg(1, "start", "tax", "commune", "02 09:00"),
          ofLeg(2, "start", "land", "commune", "02 09:00"),
          ofLeg(3, "cancel", "justice", "commune", "03 09:00"),
        ],
        due,
      ).map(({ agency, lost }) => [agency, lost]),
    ).to.deep.equal([
      ["tax", true],
      ["land", true],
    ]));

  it("a leg sent back and started anew has a row for each time, by the names of each time", () =>
    expect(
      controlSlip(
        [],
        [
          ofLeg(1, "start", "old", "commune", "02 09:00", { officer: "O" }),
          ofLeg(2, "assign", "tax", "commune", "02 09:00", { officer: "O" }),
          ofLeg(1, "acknowledge", "old", "old", "02 10:00", { officer: "A" }),
          ofLeg(1, "finish", "old", "old", "02 11:00", { officer: "A" }),
          ofLeg(2, "start", "tax", "old", "02 11:00", { officer: "A" }),
          ofLeg(2, "acknowledge", "tax", "tax", "02 14:00", { officer: "B" }),
          ofLeg(2, "return", "tax", "tax", "03 09:00", { officer: "B", dueAt: null }),
          ofLeg(1, "start", "old", "tax", "03 09:00", { officer: "B" }),
          ofLeg(1, "acknowledge", "new", "new", "04 09:00", { officer: "C" }),
        ],
        due,
      ).map((row) => [row.leg, row.agency, row.givenBy, row.giver, row.takenBy, row.taker, row.result, row.note]),
    ).to.deep.equal([
      [1, "old", "commune", "O", "old", "A", "before", null],
      [2, "tax", "old", "A", "tax", "B", null, "sentBack"],
      [1, "old", "tax", "B", "new", "C", null, null],
    ]));

  it("a leg that was cancelled is neither lost nor late", () =>
    expect(
      controlSlip(
        [],
        [ofLeg(1, "start", "tax", "commune", "02 09:00"), ofLeg(1, "cancel", "tax", "commune", "18 09:00")],
        due,
      ).map(({ result, lost }) => [result, lost]),
    ).to.deep.equal([[null, false]]));
});

describe("L12 the papers of a hand-over", () => {
  const at = (when: string) => new Date(`2026-11-${when}:00+07:00`);
  const form = { name: "Đơn đề nghị", kind: "original", copies: 2 } as const;
  const photo = { name: "Ảnh chụp hiện trạng" } as const;
  const deed = { name: "Giấy chứng nhận", kind: "certified", copies: 1 } as const;
  const event = (step: SlipEvent["step"], by: string, when: string, but: Partial<SlipEvent> = {}): SlipEvent => ({
    ...{ step, by, to: null, at: at(when), officer: null, papers: null },
    ...but,
  });

  for (const [what, given, taken, expected] of [
    ["the same papers, written otherwise", [form, photo], [{ ...photo, name: " ảnh  chụp hiện trạng." }, form], []],
    ["one of two", [form], [{ ...form, copies: 1 }], [["Đơn đề nghị", "original", 2, 1]]],
    [
      "none at all",
      [form, photo],
      [],
      [
        ["Đơn đề nghị", "original", 2, 0],
        ["Ảnh chụp hiện trạng", null, null, 0],
      ],
    ],
    ["one more", [form], [form, deed], [["Giấy chứng nhận", "certified", 0, 1]]],
    [
      "a copy for the original",
      [deed],
      [{ ...deed, kind: "copy" }],
      [
        ["Giấy chứng nhận", "certified", 1, 0],
        ["Giấy chứng nhận", "copy", 0, 1],
      ],
    ],
    [
      "the same number on two lines",
      [
        { ...form, copies: 1 },
        { ...form, copies: 1 },
      ],
      [form],
      [],
    ],
    ["a number that one side does not say", [{ name: "Đơn đề nghị" }], [{ name: "Đơn đề nghị", copies: 3 }], []],
    ["a kind that one side does not say, the number the same", [form], [{ name: "Đơn đề nghị", copies: 2 }], []],
    [
      "kinds that one side does not say, counted together",
      [
        { ...form, copies: 1 },
        { ...form, kind: "copy", copies: 2 },
      ],
      [{ name: "Đơn đề nghị", copies: 2 }],
      [["Đơn đề nghị", null, 3, 2]],
    ],
  ] as const)
    it(`differ by what was taken over: ${what}`, () =>
      expect(paperDifferences(given, taken).map((one) => [one.name, one.kind, one.given, one.taken])).to.deep.equal(
        expected,
      ));

  const papersOf = (...events: SlipEvent[]) =>
    controlSlip(events, [], null).map(({ papersGiven, papersTaken, differences }) => [
      papersGiven?.map(({ name }) => name) ?? null,
      papersTaken?.map(({ name }) => name) ?? null,
      differences.length,
    ]);
  const received = event("receive", "commune", "02 09:00", { papers: [form, photo] });
  const given = event("handOver", "commune", "02 14:00", { to: "district" });
  const all = [form.name, photo.name];

  it("are those filed, until the receiver has acknowledged given only", () =>
    expect(papersOf(received, given)).to.deep.equal([[all, null, 0]]));

  it("are taken over as they were given by whoever acknowledges without a word on them", () =>
    expect(papersOf(received, given, event("acknowledge", "district", "02 15:00"))).to.deep.equal([[all, all, 0]]));

  it("are nothing that anybody knows where nobody ever named them", () =>
    expect(papersOf({ ...received, papers: null }, given, event("acknowledge", "district", "02 15:00"))).to.deep.equal([
      [null, null, 0],
    ]));

  it("are passed on as they were taken over, not as they were filed, unless the sender says otherwise", () => {
    const short = event("acknowledge", "district", "02 15:00", { papers: [form] });
    const on = event("handOver", "district", "03 09:00", { to: "province" });
    const taken = event("acknowledge", "province", "03 10:00");
    expect(papersOf(received, given, short, on, taken)).to.deep.equal([
      [all, [form.name], 1],
      [[form.name], [form.name], 0],
    ]);
    expect(papersOf(received, given, short, { ...on, papers: [form, deed] }, taken)[1]).to.deep.equal([
      [form.name, deed.name],
      [form.name, deed.name],
      0,
    ]);
  });

  it("of a leg are those its giver took over with the leg before", () => {
    const leg = (
      number: number,
      step: "start" | "acknowledge" | "finish",
      by: string,
      agency: string,
      when: string,
    ) => ({
      ...{ number, step, by, agency, at: at(when), officer: null, dueAt: null, papers: null },
    });
    const rows = controlSlip(
      [received],
      [
        leg(1, "start", "commune", "interior", "02 10:00"),
        { ...leg(1, "acknowledge", "interior", "interior", "02 11:00"), papers: [form] },
        leg(1, "finish", "interior", "interior", "03 11:00"),
        leg(2, "start", "interior", "justice", "03 11:00"),
      ],
      null,
    );
    expect(rows.map((row) => [row.papersGiven?.length, row.papersTaken?.length, row.differences])).to.deep.equal([
      [2, 1, [{ name: photo.name, kind: null, given: null, taken: 0 }]],
      [1, undefined, []],
    ]);
  });
});

import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import { lateRate, report06a, type Columns, type Counted } from "../../core/domain/report-06a.ts";

const day = parseDay;
/** Received on 2 November, due on the 16th; a test says only what matters to it. */
const aDossier = (but: Partial<Counted> = {}): Counted => ({
  field: "Hộ tịch",
  online: false,
  receivedOn: day("2026-11-02"),
  endedOn: null,
  undecided: false,
  dueOn: day("2026-11-16"),
  ...but,
});
const november = { from: day("2026-11-01"), to: day("2026-11-30") };
/** The form of November as it is asked for on this day of November. */
const onThe = (on: string, ...dossiers: readonly Counted[]) => report06a(dossiers, november, day(`2026-11-${on}`));

const nothing: Columns = {
  ...{ received: 0, receivedOnline: 0, receivedDirect: 0, carriedOver: 0 },
  ...{ settled: 0, settledEarly: 0, settledOnTime: 0, settledLate: 0 },
  ...{ open: 0, openInTime: 0, openLate: 0 },
};
/** (4) to (6) and (8) to (13) that are not zero; (3), (7) and (11) are their sums. */
const parts = ({ total }: ReturnType<typeof report06a>) => {
  const { receivedOnline, receivedDirect, carriedOver, settledEarly, settledOnTime, settledLate } = total;
  const told = { receivedOnline, receivedDirect, carriedOver, settledEarly, settledOnTime, settledLate };
  return Object.entries({ ...told, openInTime: total.openInTime, openLate: total.openLate })
    .filter(([, number]) => number > 0)
    .map(([name, number]) => `${name} ${number}`)
    .join(", ");
};

describe("form II.06a/VPCP/KSTT (TT 01/2020/TT-VPCP)", () => {
  for (const [what, but, expected] of [
    ["handed in at the counter or by post", {}, "receivedDirect 1, openInTime 1"],
    ["handed in online", { online: true }, "receivedOnline 1, openInTime 1"],
    ["received on the first day", { receivedOn: day("2026-11-01") }, "receivedDirect 1, openInTime 1"],
    ["received on the last day", { receivedOn: day("2026-11-30") }, "receivedDirect 1, openInTime 1"],
    ["received after the period", { receivedOn: day("2026-12-01") }, ""],
    ["kỳ trước: received before the period", { receivedOn: day("2026-10-31") }, "carriedOver 1, openInTime 1"],
    ["kỳ trước, online", { receivedOn: day("2026-10-31"), online: true }, "carriedOver 1, openInTime 1"],
    ["ended before the period", { receivedOn: day("2026-10-05"), endedOn: day("2026-10-31") }, ""],
    [
      "ended on the first day",
      { receivedOn: day("2026-10-05"), endedOn: day("2026-11-01") },
      "carriedOver 1, settledEarly 1",
    ],
    [
      "ended on the last day",
      { endedOn: day("2026-11-30"), dueOn: day("2026-12-02") },
      "receivedDirect 1, settledEarly 1",
    ],
    ["ended after the period", { endedOn: day("2026-12-01") }, "receivedDirect 1, openInTime 1"],
    ["trước hạn: ended the day before its due", { endedOn: day("2026-11-15") }, "receivedDirect 1, settledEarly 1"],
    ["đúng hạn: ended on the day of its due", { endedOn: day("2026-11-16") }, "receivedDirect 1, settledOnTime 1"],
    ["quá hạn: ended the day after its due", { endedOn: day("2026-11-17") }, "receivedDirect 1, settledLate 1"],
    [
      "đúng hạn: ended, nothing was promised",
      { endedOn: day("2026-11-17"), dueOn: null },
      "receivedDirect 1, settledOnTime 1",
    ],
    [
      "đúng hạn: withdrawn or given back after its due",
      { endedOn: day("2026-11-20"), undecided: true },
      "receivedDirect 1, settledOnTime 1",
    ],
    [
      "đúng hạn: withdrawn or given back on its due",
      { endedOn: day("2026-11-16"), undecided: true },
      "receivedDirect 1, settledOnTime 1",
    ],
    [
      "đúng hạn: withdrawn or given back before its due",
      { endedOn: day("2026-11-05"), undecided: true },
      "receivedDirect 1, settledOnTime 1",
    ],
    [
      "đúng hạn: withdrawn while its clock stood",
      { endedOn: day("2026-11-20"), undecided: true, dueOn: null },
      "receivedDirect 1, settledOnTime 1",
    ],
    ["trong hạn: waits for the applicant, its clock stands", { dueOn: null }, "receivedDirect 1, openInTime 1"],
  ] as const)
    it(`${what}: ${expected === "" ? "not in it" : expected}`, () =>
      expect(parts(onThe("10", aDossier(but)))).to.equal(expected));

  for (const [on, but, expected] of [
    ["16", {}, "receivedDirect 1, openInTime 1"],
    ["17", {}, "receivedDirect 1, openLate 1"],
    ["30", { endedOn: day("2026-12-01") }, "receivedDirect 1, openLate 1"],
    ["30", { endedOn: day("2026-12-01"), undecided: true }, "receivedDirect 1, openLate 1"],
  ] as const)
    it(`due on the 16th, judged on the ${on}th${"endedOn" in but ? `, ${"undecided" in but ? "withdrawn" : "settled"} in December` : ""}: ${expected}`, () =>
      expect(parts(onThe(on, aDossier(but)))).to.equal(expected));

  /** (3) 7 = (4) 2 + (5) 4 + (6) 1 = (7) 5 + (11) 2, with (7) = (8) 1 + (9) 2 + (10) 2, (11) = (12) 1 + (13) 1. */
  const seven = () => [
    aDossier({ endedOn: day("2026-11-13") }), // early
    aDossier({ endedOn: day("2026-11-16"), online: true }), // on time
    aDossier({ endedOn: day("2026-11-17") }), // late
    aDossier({ endedOn: day("2026-11-18"), receivedOn: day("2026-10-26") }), // carried over, late
    aDossier({ endedOn: day("2026-11-20"), undecided: true }), // withdrawn: on time
    aDossier({ online: true, dueOn: null }), // waits for the applicant
    aDossier(), // overdue
  ];
  it("(3) = (7) + (11), and each of the three is the sum of its parts", () =>
    expect(onThe("30", ...seven()).total).to.deep.equal({
      ...{ received: 7, receivedOnline: 2, receivedDirect: 4, carriedOver: 1 },
      ...{ settled: 5, settledEarly: 1, settledOnTime: 2, settledLate: 2 },
      ...{ open: 2, openInTime: 1, openLate: 1 },
    }));

  it("has a row for each field in the order of the Vietnamese alphabet, those without a field last, and their total", () => {
    const { rows, total } = onThe(
      "10",
      aDossier({ field: "Đất đai" }),
      aDossier({ field: "Hộ tịch" }),
      aDossier({ field: null }),
      aDossier({ field: "Đầu tư" }),
      aDossier({ field: "Chứng thực" }),
      aDossier({ field: null, online: true }),
      aDossier({ field: "Ea Súp" }),
      aDossier({ field: "Dân tộc" }),
      aDossier({ field: "Hộ tịch", receivedOn: day("2026-12-01") }), // after the period
      aDossier({ field: "Khuyến nông", receivedOn: day("2026-12-01") }), // after the period: no row of zeros
    );
    expect(rows.map(({ field, received }) => [field, received])).to.deep.equal([
      ["Chứng thực", 1],
      ["Dân tộc", 1],
      ["Đất đai", 1],
      ["Đầu tư", 1],
      ["Ea Súp", 1],
      ["Hộ tịch", 1],
      [null, 2],
    ]);
    expect(rows[0]).to.deep.equal({
      ...{ ...nothing, field: "Chứng thực" },
      ...{ received: 1, receivedDirect: 1, open: 1, openInTime: 1 },
    });
    expect(total).to.deep.equal({
      ...{ ...nothing, received: 8, receivedOnline: 1, receivedDirect: 7, open: 8, openInTime: 8 },
    });
  });

  it("without a dossier it has no row, and zeros in total", () =>
    expect(onThe("30")).to.deep.equal({ rows: [], total: nothing }));
});

describe("the rate of lateness (O15): (10) + (13) of (3)", () => {
  for (const [received, settledLate, openLate, rate] of [
    [7, 2, 1, 42.9],
    [3, 1, 0, 33.3],
    [3, 1, 1, 66.7],
    [8, 0, 1, 12.5],
    [4, 0, 0, 0],
    [4, 2, 2, 100],
    [2000, 1, 0, 0.1],
    [0, 0, 0, null],
  ] as const)
    it(`${settledLate} settled late and ${openLate} open late of ${received}: ${rate === null ? "none" : `${rate} %`}`, () =>
      expect(lateRate({ ...nothing, received, settledLate, openLate })).to.equal(rate));
});

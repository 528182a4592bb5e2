import { expect } from "chai";
import {
  awaitedOf,
  endedOpinion,
  opinionsFrom,
  recordedOpinion,
  type Opinion,
  type OpinionEvent,
} from "../../core/domain/opinion.ts";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import { at, local } from "../support/clocks.ts";

const police = parseOrgCode("H38.21");
const justice = parseOrgCode("H38.14");

/** `H38.21 asked 2026-11-02 09:00, due …, late …, ended …`; what is not there is left out. */
const told = (opinion: Opinion | null) =>
  opinion &&
  Object.entries({
    asked: opinion.askedAt,
    due: opinion.due,
    late: opinion.lateAt,
    ended: opinion.endedAt,
  }).reduce<string>((text, [what, when]) => (when ? `${text}, ${what} ${local(when)}` : text), opinion.of);

const asked = (but: Partial<Opinion> = {}): Opinion => ({
  ...{ of: police, askedAt: at("2026-11-02 09:00"), due: at("2026-11-05 17:30"), lateAt: null, endedAt: null },
  ...but,
});

describe("an opinion that was asked for (T18, T19, NĐ61 19(5))", () => {
  it("is awaited of whom it was asked, until it ends", () => {
    expect(awaitedOf(null)).to.equal(null);
    expect(awaitedOf(asked())).to.equal(police);
    expect(awaitedOf(asked({ lateAt: at("2026-11-06 08:00") }))).to.equal(police);
    expect(awaitedOf(asked({ endedAt: at("2026-11-04 08:00") }))).to.equal(null);
  });

  const noted = () => asked({ lateAt: at("2026-11-06 08:00") });
  for (const [what, opinion, when, expected] of [
    [
      "dated in time it was not late, however late the hub learned of it",
      noted,
      "2026-11-05 16:00",
      "H38.21, asked 2026-11-02 09:00, due 2026-11-05 17:30, ended 2026-11-05 16:00",
    ],
    [
      "dated at the very end of its time it was not late",
      noted,
      "2026-11-05 17:30",
      "H38.21, asked 2026-11-02 09:00, due 2026-11-05 17:30, ended 2026-11-05 17:30",
    ],
    [
      "dated a minute after it, the note stays",
      noted,
      "2026-11-05 17:31",
      "H38.21, asked 2026-11-02 09:00, due 2026-11-05 17:30, late 2026-11-06 08:00, ended 2026-11-05 17:31",
    ],
    [
      "without a deadline nothing is decided about lateness",
      () => asked({ due: null }),
      "2026-12-31 08:00",
      "H38.21, asked 2026-11-02 09:00, ended 2026-12-31 08:00",
    ],
    [
      "what ended before ends no second time",
      () => asked({ endedAt: at("2026-11-04 08:00") }),
      "2026-11-05 08:00",
      "H38.21, asked 2026-11-02 09:00, due 2026-11-05 17:30, ended 2026-11-04 08:00",
    ],
  ] as const)
    it(`came: ${what}`, () => expect(told(recordedOpinion(opinion(), at(when)))).to.equal(expected));

  it("that nobody asked for neither comes nor ends", () => {
    expect(recordedOpinion(null, at("2026-11-05 08:00"))).to.equal(null);
    expect(endedOpinion(null, at("2026-11-05 08:00"))).to.equal(null);
  });
  it("is awaited no longer, and late as it was noted", () =>
    expect(told(endedOpinion(noted(), at("2026-11-05 08:00")))).to.equal(
      "H38.21, asked 2026-11-02 09:00, due 2026-11-05 17:30, late 2026-11-06 08:00, ended 2026-11-05 08:00",
    ));
});

describe("all opinions, as the history tells them", () => {
  const event = (step: string, when: string, of: typeof police | null = null, due: string | null = null) =>
    ({ step, at: at(when), of, due: due === null ? null : at(due) }) satisfies OpinionEvent;
  const ask = (of: typeof police, when: string, due: string | null) => event("askOpinion", when, of, due);

  for (const [what, events, opinions] of [
    ["none was asked for", () => [event("accept", "2026-11-02 08:00"), event("handOver", "2026-11-02 09:00")], []],
    [
      "one is awaited",
      () => [ask(police, "2026-11-02 09:00", "2026-11-05 17:30"), event("extend", "2026-11-03 09:00")],
      ["H38.21, asked 2026-11-02 09:00, due 2026-11-05 17:30"],
    ],
    [
      "it came in time",
      () => [ask(police, "2026-11-02 09:00", "2026-11-05 17:30"), event("recordOpinion", "2026-11-04 10:00")],
      ["H38.21, asked 2026-11-02 09:00, due 2026-11-05 17:30, ended 2026-11-04 10:00"],
    ],
    [
      "it was late, and came",
      () => [
        ask(police, "2026-11-02 09:00", "2026-11-05 17:30"),
        event("noteOpinionLate", "2026-11-06 08:00"),
        event("recordOpinion", "2026-11-09 10:00"),
      ],
      ["H38.21, asked 2026-11-02 09:00, due 2026-11-05 17:30, late 2026-11-06 08:00, ended 2026-11-09 10:00"],
    ],
    [
      "noted as late, dated in time",
      () => [
        ask(police, "2026-11-02 09:00", "2026-11-05 17:30"),
        event("noteOpinionLate", "2026-11-06 08:00"),
        event("recordOpinion", "2026-11-05 10:00"),
      ],
      ["H38.21, asked 2026-11-02 09:00, due 2026-11-05 17:30, ended 2026-11-05 10:00"],
    ],
    [
      "a withdrawal ended the waiting (T29)",
      () => [ask(police, "2026-11-02 09:00", null), event("confirmWithdrawal", "2026-11-04 10:00")],
      ["H38.21, asked 2026-11-02 09:00, ended 2026-11-04 10:00"],
    ],
    [
      "two, one after the other: the lateness of each stays",
      () => [
        ask(police, "2026-11-02 09:00", "2026-11-05 17:30"),
        event("noteOpinionLate", "2026-11-06 08:00"),
        event("recordOpinion", "2026-11-09 10:00"),
        ask(justice, "2026-11-10 09:00", "2026-11-12 17:30"),
      ],
      [
        "H38.21, asked 2026-11-02 09:00, due 2026-11-05 17:30, late 2026-11-06 08:00, ended 2026-11-09 10:00",
        "H38.14, asked 2026-11-10 09:00, due 2026-11-12 17:30",
      ],
    ],
    [
      "an answer, a note, a withdrawal where nobody was asked, and a request that names nobody",
      () => [
        event("recordOpinion", "2026-11-04 10:00"),
        event("noteOpinionLate", "2026-11-04 10:00"),
        event("confirmWithdrawal", "2026-11-04 10:00"),
        event("askOpinion", "2026-11-04 11:00"),
      ],
      [],
    ],
    ["another step that names a unit", () => [event("handOver", "2026-11-04 10:00", police)], []],
  ] as const)
    it(what, () => expect(opinionsFrom(events()).map(told)).to.deep.equal(opinions));
});

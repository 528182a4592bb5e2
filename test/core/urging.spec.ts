import { expect } from "chai";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import { whatToUrge, type InHands } from "../../core/domain/urging.ts";
import { calendar } from "../support/clocks.ts";

/** 24/11/2026 is the holiday of culture, a Tuesday. Due means: on the next working day at the latest. */
describe("O9 what a one-stop urges units to", () => {
  const at = (when: string) => new Date(`2026-11-${when}:00+07:00`);
  const [interior, justice] = [parseOrgCode("H38.17"), parseOrgCode("H38.14")];
  const inHands = (due: string, but: Partial<InHands> = {}): InHands => ({
    ...{ unit: interior, dossierId: 1n, leg: null, due: at(due), handledBy: null },
    ...but,
  });
  const urged = (now: string, ...all: InHands[]) =>
    [...whatToUrge(all, at(now), calendar)].map(([unit, some]) => [
      unit,
      ...some.map(({ dossierId, leg, isOverdue, daysLate }) => [Number(dossierId), leg, isOverdue, daysLate]),
    ]);

  for (const [what, now, due, expected] of [
    ["two working days left", "16T09:00", "18T17:30", undefined],
    ["due on the next working day", "17T09:00", "18T17:30", [false, 0]],
    ["due on the next working day, over a weekend", "20T09:00", "23T17:30", [false, 0]],
    ["due on the next working day, over the holiday of 24/11", "23T09:00", "25T17:30", [false, 0]],
    ["due today", "18T09:00", "18T17:30", [false, 0]],
    ["at the due itself", "18T17:30", "18T17:30", [false, 0]],
    ["a minute late", "18T17:31", "18T17:30", [true, 0]],
    ["late since yesterday", "19T07:30", "18T17:30", [true, 1]],
    ["late on a Sunday, since Friday", "22T09:00", "20T17:30", [true, 0]],
    ["late over the weekend and the holiday", "25T09:00", "20T17:30", [true, 2]],
  ] as const)
    it(`${what}: ${expected ? `urged, ${expected[1]} days late` : "not urged"}`, () =>
      expect(urged(now, inHands(due))).to.deep.equal(expected ? [[interior, [1, null, ...expected]]] : []));

  it("each unit to its own, the longest overdue first; of one dossier the most pressing thing", () =>
    expect(
      urged(
        "19T09:00",
        inHands("19T17:30", { dossierId: 3n }),
        inHands("18T17:30", { dossierId: 1n }),
        inHands("13T17:30", { dossierId: 1n, leg: 2 }),
        inHands("17T17:30", { dossierId: 2n, unit: justice }),
        inHands("17T17:30", { dossierId: 1n, leg: 1, unit: justice }),
      ),
    ).to.deep.equal([
      [interior, [1, 2, true, 4], [3, null, false, 0]],
      [justice, [1, 1, true, 2], [2, null, true, 2]],
    ]));
});

import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import { contradictsItself, findChangeKind, placeChange } from "../../core/domain/publishing-decision.ts";
import type { VersionMark } from "../../core/domain/procedure.ts";

const effective = parseDay("2019-03-15");
const version = (contentSha256: string, validFrom: string, validTo: string | null): VersionMark => ({
  ...{ contentSha256, validFrom, validTo, replacedBy: null, listing: "x", source: "x" },
});
const none: VersionMark[] = [];
const open = [version("old", "-infinity", null)];
const ended = [version("old", "-infinity", "2018-12-31")];
const endedBefore = [version("old", "-infinity", "2019-03-14")];
const endsLater = [version("old", "-infinity", "2019-12-31")];
const amended = [version("old", "-infinity", "2018-12-31"), version("newer", "2019-01-01", null)];
const sameDay = [version("old", "-infinity", "2019-03-14"), version("newer", "2019-03-15", null)];
const later = [version("old", "-infinity", "2019-03-31"), version("newer", "2019-04-01", null)];

describe("What a publishing decision effective on 15/03/2019 does to a procedure", () => {
  for (const [kind, what, known, content, answer] of [
    ["new", "that nobody knew", none, "new", "open"],
    ["new", "that had ended", ended, "new", "open"],
    ["new", "that ended the day before", endedBefore, "new", "open"],
    ["new", "that is in force with other content", open, "new", "refuse in-force-already"],
    ["new", "that is in force as stated", open, "old", "keep"],
    ["new", "that another decision opened that day", sameDay, "new", "refuse changed-that-day"],
    ["new", "that has a later version", later, "new", "refuse later-version"],
    ["amended", "that nobody knew", none, "new", "refuse not-in-force"],
    ["amended", "that had ended", ended, "new", "refuse not-in-force"],
    ["amended", "that is in force", open, "new", "open, closes 2019-03-14"],
    ["amended", "that was to end later", endsLater, "new", "open, closes 2019-03-14"],
    ["amended", "that was amended before", amended, "new", "open, closes 2019-03-14"],
    ["abolished", "that was amended before", amended, undefined, "close 2019-03-14"],
    ["amended", "in what is not kept here", open, "old", "keep"],
    ["amended", "that another decision amended that day", sameDay, "new", "refuse changed-that-day"],
    ["amended", "that was amended so that day already", sameDay, "newer", "keep"],
    ["amended", "that has a later version", later, "new", "refuse later-version"],
    ["abolished", "that nobody knew", none, undefined, "refuse not-in-force"],
    ["abolished", "that had ended long before", ended, undefined, "refuse not-in-force"],
    ["abolished", "that a list has ended on that day already", endedBefore, undefined, "keep"],
    ["abolished", "that is in force", open, undefined, "close 2019-03-14"],
    ["abolished", "that was to end later", endsLater, undefined, "close 2019-03-14"],
    ["abolished", "that began that day", sameDay, undefined, "refuse changed-that-day"],
    ["abolished", "that has a later version", later, undefined, "refuse later-version"],
  ] as const)
    it(`${kind}, ${what}: ${answer}`, () => {
      const placed = placeChange(kind, known, effective, content);
      const told =
        placed.kind === "refuse"
          ? `refuse ${placed.why}`
          : placed.kind === "close"
            ? `close ${placed.last}`
            : placed.kind === "open" && placed.closes !== null
              ? `open, closes ${placed.closes}`
              : placed.kind;
      expect(told).to.equal(answer);
    });

  for (const [text, kind] of [
    ["MOI", "new"],
    ["SUA_DOI_BO_SUNG", "amended"],
    ["THAY_THE", "replaced"],
    ["BAI_BO", "abolished"],
    ["amended", "amended"],
    ["toString", undefined],
    ["", undefined],
  ] as const)
    it(`calls ${JSON.stringify(text)} ${String(kind)}`, () => expect(findChangeKind(text)).to.equal(kind));
});

describe("A percentage that a decision prints", () => {
  for (const [numerator, denominator, percent, contradicts] of [
    [943, 1_064, 82.7, true], // Thái Bình: 88.6 %, the numbers are of different days (row 32)
    [943, 1_140, 82.7, false],
    [743, null, 64, false], // Nghệ An: what it is a part of was not printed (row 31)
    [743, 1_161, 64, false],
    [1, 3, 33.3, false],
    [1, 3, 33.4, true],
    [1, 8, 12.5, false],
    [1, 200, 1, false], // 0.5 may be printed as 1
    [1, 201, 1, true],
    [129, 200, 65, false], // 64.5 may be printed as 65
    [129, 200, 64.4, true],
    [5, 10, null, false],
  ] as const)
    it(`${percent} % of ${numerator} in ${denominator} ${contradicts ? "contradicts" : "does not contradict"} itself`, () =>
      expect(contradictsItself({ subject: "x", numerator, denominator, percent })).to.equal(contradicts));
});

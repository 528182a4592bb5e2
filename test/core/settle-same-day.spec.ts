import { expect } from "chai";
import { contestedIn } from "../../core/domain/contested.ts";
import { parseDay } from "../../core/domain/day.ts";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import { parseProcedureCode, type ProcedureVersion } from "../../core/domain/procedure.ts";
import type { ChangeKind } from "../../core/domain/publishing-decision.ts";
import type { SignedChange } from "../../core/domain/same-day.ts";
import { markOf, settle, undoneOf, type Effect } from "../../core/domain/settle-same-day.ts";
import { told, version } from "../support/version-words.ts";

const day = parseDay("2026-11-02");
const signed = (number: string, on = "2026-10-20") => ({
  ...{ number, issuedBy: "Bộ Thử nghiệm", signedOn: parseDay(on) },
});
/** The decision that is settled: it counts before `1/QĐ` and not before `99/QĐ`, all signed on one day. */
const by = { ...signed("9/QĐ"), effective: day };

const codes = (of: readonly string[]) => of.map(parseProcedureCode);

/** Another decision's change of that day: what it opened, what it replaced, and what it ended as that was before. */
const rival = (number: string, opened: string, closed: readonly string[] = [], replaces: readonly string[] = []) => {
  const { code, province, validFrom, edition } = version(opened);
  const change = { code, province, replaces: codes(replaces), opened: validFrom, openedEdition: edition };
  return { ...signed(number), ...change, closed: closed.map(version) } satisfies SignedChange;
};
/** One that opened nothing. */
const abolition = (number: string, closed: string): SignedChange => ({
  ...rival(number, closed, [closed]),
  ...{ opened: null, openedEdition: 0 },
});

/** What a change ends: as it will be, and with which end it is restated if others count. */
const ended = (as: string, before: string | null = null, ends = false): Effect["closed"][number] => ({
  ...markOf(version(as)),
  ...{ ends, before: { validTo: before, replacedBy: null } },
});

interface Wanted {
  readonly kind?: ChangeKind;
  readonly opened?: string;
  readonly closed?: Effect["closed"];
  readonly replaces?: readonly string[];
  readonly province?: string;
}
const effect = (code: string, { kind = "amended", opened, closed = [], replaces = [], province }: Wanted): Effect => ({
  change: { place: 1, kind, code: parseProcedureCode(code), replaces: codes(replaces) },
  province: province === undefined ? null : parseOrgCode(province),
  opened: opened === undefined ? undefined : version(opened),
  closed,
});

/** The catalogue before any decision of that day, and the effect of an amendment then. */
const open = "1.000001 2024-01-01/0";
const own = "1.000001 2026-11-02/0 - - - own";
const amends = effect("1.000001", { opened: own, closed: [ended(`${open} 2026-11-01`)] });
/** The rival amended it before, and its version stands. */
const amendedBefore = [`${open} 2026-11-01`, "1.000001 2026-11-02/0 - - - theirs"];
const amendedBy = (number: string) => rival(number, "1.000001 2026-11-02/0", [open]);

const inserted = (one: object) => told({ ...(one as ProcedureVersion), edition: 0 });

describe("What a decision does beside others of its day (C9)", () => {
  for (const [what, effects, versions, others, expected] of [
    [
      "alone: it opens its version and ends the one before",
      [amends],
      [open],
      [],
      {
        inserted: ["1.000001 2026-11-02/0 - - -"],
        restated: ["1.000001 2024-01-01/0 2026-11-01 - -"],
        counts: [1, 0],
        editions: [0],
      },
    ],
    [
      "before another's: that one's version is one of no day, its own is the next edition",
      [amends],
      amendedBefore,
      [amendedBy("1/QĐ")],
      {
        inserted: ["1.000001 2026-11-02/0 - - -"],
        restated: ["1.000001 2026-11-02/0 2026-11-01 - -", "1.000001 2024-01-01/0 2026-11-01 - -"],
        counts: [1, 0],
        editions: [1],
      },
    ],
    [
      "after another's: its own version is kept as one of no day, and nothing else changes",
      [amends],
      amendedBefore,
      [amendedBy("99/QĐ")],
      { inserted: ["1.000001 2026-11-02/0 2026-11-01 - -"], restated: [], counts: [0, 0], editions: [1] },
    ],
    [
      "between two: the higher number counts, whatever the lower one says",
      [amends],
      amendedBefore,
      [amendedBy("99/QĐ"), amendedBy("1/QĐ")],
      { inserted: ["1.000001 2026-11-02/0 2026-11-01 - -"], restated: [], counts: [0, 0], editions: [1] },
    ],
    [
      "another's version of that day has the same content: it is this one's now, and none is written twice",
      [effect("1.000001", { opened: own, closed: [ended(`${open} 2026-11-01`)] })],
      [`${open} 2026-11-01`, "1.000001 2026-11-02/0 2026-12-31 1.000009 - own"],
      [amendedBy("1/QĐ")],
      {
        inserted: [],
        restated: ["1.000001 2026-11-02/0 - - -", "1.000001 2024-01-01/0 2026-11-01 - -"],
        counts: [1, 0],
        editions: [0],
      },
    ],
    [
      "the same content, and it does not count: the other's stays as it is",
      [amends],
      [`${open} 2026-11-01`, "1.000001 2026-11-02/0 - - - own"],
      [amendedBy("99/QĐ")],
      { inserted: [], restated: [], counts: [0, 0], editions: [0] },
    ],
    [
      "against an abolition: what that ended goes on until its own version begins",
      [amends],
      [`${open} 2026-11-01`],
      [abolition("1/QĐ", open)],
      {
        inserted: ["1.000001 2026-11-02/0 - - -"],
        restated: ["1.000001 2024-01-01/0 2026-11-01 - -"],
        counts: [1, 0],
        editions: [0],
      },
    ],
    [
      "an abolition before an amendment: no version follows, and a procedure has ended",
      [effect("1.000001", { kind: "abolished", closed: [ended(`${open} 2026-11-01`, null, true)] })],
      amendedBefore,
      [amendedBy("1/QĐ")],
      {
        inserted: [],
        restated: ["1.000001 2026-11-02/0 2026-11-01 - -", "1.000001 2024-01-01/0 2026-11-01 - -"],
        counts: [0, 1],
        editions: [0],
      },
    ],
    [
      "an abolition that does not count ends nothing",
      [effect("1.000001", { kind: "abolished", closed: [ended(`${open} 2026-11-01`, null, true)] })],
      amendedBefore,
      [amendedBy("99/QĐ")],
      { inserted: [], restated: [], counts: [0, 0], editions: [0] },
    ],
    [
      "a rival that began it in place of another procedure gives way: that other one is not restated",
      [effect("1.000002", { kind: "new", opened: "1.000002 2026-11-02/0 - - - own" })],
      ["1.000001 2024-01-01/0 2026-11-01 1.000002", "1.000002 2026-11-02/0 - - - theirs"],
      [rival("1/QĐ", "1.000002 2026-11-02/0", [open], ["1.000001"])],
      {
        inserted: ["1.000002 2026-11-02/0 - - -"],
        restated: ["1.000002 2026-11-02/0 2026-11-01 - -"],
        counts: [1, 0],
        editions: [1],
      },
    ],
    [
      "a replacement: its new code counts, one of the codes it replaces is another's",
      [
        effect("1.000003", {
          ...{ kind: "replaced", opened: "1.000003 2026-11-02/0 - - - own", replaces: ["1.000001", "1.000002"] },
          closed: [
            ended("1.000001 2024-01-01/0 2026-11-01 1.000003", null, true),
            ended("1.000002 2024-01-01/0 2026-11-01 1.000003", null, true),
          ],
        }),
      ],
      [...amendedBefore, "1.000002 2024-01-01/0"],
      [amendedBy("99/QĐ")],
      {
        inserted: ["1.000003 2026-11-02/0 - - -"],
        restated: ["1.000002 2024-01-01/0 2026-11-01 1.000003 -"],
        counts: [1, 1],
        editions: [0],
      },
    ],
    [
      "a province's and the centre's never contradict",
      [effect("1.000001", { opened: "1.000001 2026-11-02/0 - - H38 own", province: "H38" })],
      amendedBefore,
      [amendedBy("99/QĐ")],
      { inserted: ["1.000001 2026-11-02/0 - - H38"], restated: [], counts: [1, 0], editions: [0] },
    ],
    [
      "several changes are settled each for itself",
      [
        amends,
        effect("1.000002", { kind: "abolished", closed: [ended("1.000002 2024-01-01/0 2026-11-01", null, true)] }),
      ],
      [...amendedBefore, "1.000002 2024-01-01/0"],
      [amendedBy("99/QĐ")],
      {
        inserted: ["1.000001 2026-11-02/0 2026-11-01 - -"],
        restated: ["1.000002 2024-01-01/0 2026-11-01 - -"],
        counts: [0, 1],
        editions: [1, 0],
      },
    ],
  ] as const)
    it(what, () => {
      const settled = settle(effects, versions.map(version), others, by);
      expect({
        inserted: settled.inserted.map(inserted),
        restated: settled.restated.map(told),
        counts: [settled.opened, settled.closed],
        editions: settled.changes.map(({ openedEdition }) => openedEdition),
      }).to.deep.equal(expected);
    });

  it("records of a change what it opened, and what it ended as that is without it, whether it counts or not", () => {
    const one = effect("1.000001", { opened: own, closed: [ended(`${open} 2026-11-01`, "2026-12-31")] });
    for (const number of ["1/QĐ", "99/QĐ"])
      expect(settle([one], amendedBefore.map(version), [amendedBy(number)], by).changes).to.deep.equal([
        {
          ...{
            kind: "amended",
            code: "1.000001",
            province: null,
            replaces: [],
            opened: "2026-11-02",
            openedEdition: 1,
          },
          closed: [
            {
              ...{ code: "1.000001", province: null, validFrom: "2024-01-01", edition: 0 },
              ...{ validTo: "2026-12-31", replacedBy: null },
            },
          ],
        },
      ]);
  });

  it("another's version that becomes this one's names this one's source", () => {
    const theirs = [`${open} 2026-11-01`, "1.000001 2026-11-02/0 - - - own"].map(version);
    const ours = { ...amends, opened: { ...version(own), source: "9/QĐ (2026-10-20)" } };
    const { restated } = settle([ours], theirs, [amendedBy("1/QĐ")], by);
    expect(restated.map(({ validFrom, source }) => [validFrom, source])).to.deep.equal([
      ["2026-11-02", "9/QĐ (2026-10-20)"],
      ["2024-01-01", "test"],
    ]);
  });

  it("what is restated says nothing of a version's content", () => {
    const { restated } = settle([amends], [version(open)], [], by);
    expect(restated).to.deep.equal([
      {
        ...{ code: "1.000001", province: null, edition: 0, contentSha256: "", validFrom: "2024-01-01" },
        ...{ validTo: "2026-11-01", replacedBy: null, listing: "public", source: "test" },
      },
    ]);
  });
});

describe("What others did to one procedure, undone (C9)", () => {
  for (const [what, versions, others, marks] of [
    ["nothing, where none did anything", [open], [], []],
    [
      "what they opened is of no day, what they ended goes on",
      amendedBefore,
      [amendedBy("1/QĐ")],
      ["1.000001 2026-11-02/0 2026-11-01 - -", "1.000001 2024-01-01/0 - - -"],
    ],
    [
      "what ended has the end and the successor of what followed it",
      [`${open} 2026-11-01`, "1.000001 2026-11-02/0 2026-12-31 1.000004"],
      [amendedBy("1/QĐ")],
      ["1.000001 2026-11-02/0 2026-11-01 1.000004 -", "1.000001 2024-01-01/0 2026-12-31 1.000004 -"],
    ],
    [
      "only the successor is another",
      [`${open} 2026-11-01 1.000003`],
      [abolition("1/QĐ", `${open} 2026-11-01`)],
      ["1.000001 2024-01-01/0 2026-11-01 - -"],
    ],
    [
      "other procedures stay as they are",
      ["1.000002 2024-01-01/0 2026-11-01"],
      [abolition("1/QĐ", "1.000002 2024-01-01/0")],
      [],
    ],
  ] as const)
    it(what, () =>
      expect(undoneOf(parseProcedureCode("1.000001"), others, versions.map(version), day).map(told)).to.deep.equal(
        marks,
      ),
    );
});

describe("Which procedures several decisions change from one day (C9)", () => {
  const change = (code: string, replaces: readonly string[] = [], province: string | null = null) => ({
    ...{ place: 2, kind: "amended" as const, code: parseProcedureCode(code), replaces: codes(replaces) },
    province: province === null ? null : parseOrgCode(province),
  });
  const later = { ...amendedBy("3/QĐ"), signedOn: parseDay("2026-10-21") };
  for (const [what, changes, others, contested] of [
    ["none, where no other is of that procedure", [change("1.000001")], [rival("99/QĐ", "1.000002 2026-11-02")], []],
    [
      "none, where the other is a province's",
      [change("1.000001")],
      [rival("99/QĐ", "1.000001 2026-11-02 - - H38")],
      [],
    ],
    ["its own counts", [change("1.000001")], [amendedBy("1/QĐ")], [["1.000001", "9/QĐ", "higher-number", ["1/QĐ"]]]],
    ["another's counts", [change("1.000001")], [later], [["1.000001", "3/QĐ", "later-signature", ["9/QĐ"]]]],
    [
      "of three the best comes first, and why it counts is told against the next",
      [change("1.000001")],
      [amendedBy("1/QĐ"), amendedBy("99/QĐ")],
      [["1.000001", "99/QĐ", "higher-number", ["9/QĐ", "1/QĐ"]]],
    ],
    [
      "a code that is replaced, by its own name",
      [change("1.000003", ["1.000001"])],
      [amendedBy("1/QĐ")],
      [["1.000001", "9/QĐ", "higher-number", ["1/QĐ"]]],
    ],
  ] as const)
    it(what, () => {
      const found = contestedIn(by, changes, others);
      expect(
        found.map(({ code, counts, why, superseded }) => [
          ...[code, counts.number, why],
          superseded.map(({ number }) => number),
        ]),
      ).to.deep.equal(contested);
    });

  it("names the place in the list, the province, and the decisions by number, day and agency alone", () =>
    expect(
      contestedIn(by, [change("1.000001", [], "H38")], [rival("1/QĐ", "1.000001 2026-11-02 - - H38")]),
    ).to.deep.equal([
      {
        ...{ place: 2, code: "1.000001", province: "H38", why: "higher-number" },
        counts: signed("9/QĐ"),
        superseded: [signed("1/QĐ")],
      },
    ]));
});

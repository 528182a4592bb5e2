import { dayBefore, type Day } from "./day.ts";
import type { OrgCode } from "./org-code.ts";
import type { NewVersion, ProcedureCode, ProcedureVersion, StoredMark } from "./procedure.ts";
import type { ChangeKind, ListedChange } from "./publishing-decision.ts";
import { concerns, nameOf, openedName, prevails, type Signature, type SignedChange, withoutThem } from "./same-day.ts";

/** A version that a change ends. */
export interface EndedMark extends StoredMark {
  /** No version of the same procedure follows. */
  readonly ends: boolean;
  /** Its last day and successor without this change. */
  readonly before: Pick<ProcedureVersion, "validTo" | "replacedBy">;
}

/** What a change of a decision does to the catalogue if no other decision of its day counts. */
export interface Effect {
  readonly change: ListedChange;
  /** Whose form of the code is written; null: the centre's. */
  readonly province: OrgCode | null;
  readonly opened: NewVersion | undefined;
  readonly closed: readonly EndedMark[];
}

/** What is kept of a change: what it did, or would have done. */
export interface DecisionChange extends Omit<SignedChange, keyof Signature> {
  readonly kind: ChangeKind;
}

/** What is written of a decision. */
export interface Settled {
  readonly inserted: readonly NewVersion[];
  readonly restated: readonly StoredMark[];
  readonly changes: readonly DecisionChange[];
  /** Versions that it opens and procedures that it ends, where it counts. */
  readonly opened: number;
  readonly closed: number;
}

/** A decision with the day from which its changes hold. */
type Dated = Signature & { readonly effective: Day };

/**
 * What a decision does beside others of its day: where it counts, theirs is undone and its own done; where it does not,
 * its version is kept as one of no day (C9).
 * @param all every version of the procedures.
 * @param others changes of other decisions from that day.
 */
export function settle(
  effects: readonly Effect[],
  all: readonly ProcedureVersion[],
  others: readonly SignedChange[],
  by: Dated,
): Settled {
  const parts = effects.map((effect) => settleOne(effect, all, others, by));
  return {
    inserted: parts.flatMap(({ inserted }) => inserted),
    restated: lastOfEach(parts.flatMap(({ restated }) => restated)),
    changes: parts.map(({ recorded }) => recorded),
    opened: parts.filter(({ opens }) => opens).length,
    closed: parts.reduce((sum, { closes }) => sum + closes, 0),
  };
}

interface Part {
  readonly inserted: readonly NewVersion[];
  /** Of one version the last one counts. */
  readonly restated: readonly StoredMark[];
  readonly recorded: DecisionChange;
  readonly opens: boolean;
  readonly closes: number;
}

function settleOne(effect: Effect, all: readonly ProcedureVersion[], others: readonly SignedChange[], by: Dated): Part {
  const { change, province, opened, closed } = effect;
  const rivalsOf = (code: ProcedureCode) => others.filter((other) => concerns(other, { code, province }));
  const countsFor = (code: ProcedureCode) => rivalsOf(code).every((rival) => prevails(by, rival));
  const done = [change.code, ...change.replaces].filter(countsFor).map((code) => ({
    undone: undoneOf(code, rivalsOf(code), all, by.effective),
    ended: closed.filter((mark) => mark.code === code),
  }));
  const ofThatDay = all.filter(
    (version) => version.code === change.code && version.province === province && version.validFrom === by.effective,
  );
  const same = ofThatDay.find(({ contentSha256 }) => contentSha256 === opened?.contentSha256);
  const counts = countsFor(change.code);
  return {
    inserted: opened && !same ? [counts ? opened : ofNoDay(opened, by.effective)] : [],
    restated: [
      ...done.flatMap(({ undone, ended }) => [...undone, ...ended.map(markOf)]),
      ...(opened && same && counts ? [againAs(opened, same)] : []),
    ],
    recorded: recordedOf(effect, same?.edition ?? (opened ? ofThatDay.length : 0)),
    opens: opened !== undefined && counts,
    closes: done.flatMap(({ ended }) => ended).filter(({ ends }) => ends).length,
  };
}

/** What others did to one procedure is undone: what they opened is in force on no day, what they ended goes on. */
export function undoneOf(
  code: ProcedureCode,
  others: readonly SignedChange[],
  all: readonly ProcedureVersion[],
  from: Day,
): StoredMark[] {
  const ofCode = all.filter((version) => version.code === code);
  const opened = others.map(openedName);
  const before = new Map(ofCode.map((version) => [nameOf(version), version]));
  const goesOn = (version: ProcedureVersion) => {
    const stood = before.get(nameOf(version));
    return stood?.validTo !== version.validTo || stood.replacedBy !== version.replacedBy;
  };
  return [
    ...ofCode.filter((version) => opened.includes(nameOf(version))).map((version) => ofNoDay(markOf(version), from)),
    ...withoutThem(ofCode, others, from).filter(goesOn).map(markOf),
  ];
}

/** In force on no day: it ends before it begins. */
const ofNoDay = <V extends NewVersion | StoredMark>(version: V, from: Day): V => ({
  ...version,
  validTo: dayBefore(from),
});

/** What another decision opened from that day with the same content is this one's, too. */
const againAs = ({ validTo, replacedBy, source }: NewVersion, same: ProcedureVersion): StoredMark => ({
  ...markOf(same),
  ...{ validTo, replacedBy, source },
});

const recordedOf = ({ change, province, opened, closed }: Effect, openedEdition: number): DecisionChange => ({
  ...{ kind: change.kind, code: change.code, province, replaces: change.replaces },
  ...{ opened: opened?.validFrom ?? null, openedEdition },
  closed: closed.map(({ code, province: whose, validFrom, edition, before }) => ({
    ...{ code, province: whose, validFrom, edition, ...before },
  })),
});

const lastOfEach = (marks: readonly StoredMark[]): StoredMark[] => [
  ...new Map(marks.map((mark) => [nameOf(mark), mark])).values(),
];

/** What may be said anew of a version: its content may not. */
export const markOf = ({
  code,
  province,
  edition,
  contentSha256,
  validFrom,
  validTo,
  replacedBy,
  listing,
  source,
}: StoredMark): StoredMark => ({
  ...{ code, province, edition, contentSha256, validFrom, validTo, replacedBy, listing, source },
});

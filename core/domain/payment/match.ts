import { dayAfter, dayBefore, type Day } from "../day.ts";
import { groupBy } from "../group-by.ts";
import { squeeze, tokenFinder } from "./find-token.ts";
import { findReferences } from "./reference.ts";

// Reconciliation (R12): what we booked, what gateways list and what banks state. Every row ends in exactly one class.

/** A row of any of the three. */
export interface Row {
  /** Unique on its side. */
  readonly id: string;
  /** Where the money was seen, or is expected: `gateway:payplatform`, `bank:0123456789`. Rows match within one place alone. */
  readonly where: string;
  /** Dong, signed: money in is above zero. */
  readonly amount: bigint;
  readonly day: Day | null;
  /** The exact reference; null: the row has none. */
  readonly reference: string | null;
  /** The counterparty's number, by which two rows under one reference are told apart. */
  readonly theirNumber: string | null;
  /** Ours: the token a payer was given to write. Theirs: the text in which it may stand. */
  readonly text: string;
}

export type Place = "matched" | "missingHere" | "missingThere" | "amountDiffers" | "duplicate";

export interface MatchRule {
  readonly id: string;
  readonly kind: "reference" | "token" | "tokenCutOff" | "amountAndDay";
  readonly from: Day;
  /** The last day; null: still. */
  readonly until: Day | null;
  /** Of `amountAndDay`: how many days earlier or later still is the same day. */
  readonly daysApart?: number;
}

/** In this order. What an installation adds or ends is data with its days (P9). */
export const matchRules: readonly MatchRule[] = [
  { id: "M1", kind: "reference", from: "2025-07-01" as Day, until: null },
  { id: "M2", kind: "token", from: "2025-07-01" as Day, until: null },
  { id: "M3", kind: "tokenCutOff", from: "2025-07-01" as Day, until: null },
  { id: "M4", kind: "amountAndDay", from: "2025-07-01" as Day, until: null, daysApart: 0 },
];

export interface Ending {
  readonly row: Row;
  readonly place: Place;
  /** Null: no rule found a counterpart. */
  readonly rule: string | null;
  /** Ids of the other side: of a match the one, of a difference or a duplicate all those it was held against. */
  readonly against: readonly string[];
}

export interface Reconciled {
  readonly ours: readonly Ending[];
  readonly theirs: readonly Ending[];
}

/** The bookings against gateways' rows and statements' entries; `where` says which of the two a booking is looked for in. */
export const reconcile = (
  bookings: readonly Row[],
  gatewayRows: readonly Row[],
  entries: readonly Row[],
  on: Day,
  rules: readonly MatchRule[] = matchRules,
): Reconciled => matchRows(bookings, [...gatewayRows, ...entries], on, rules);

/**
 * Matches two sides. A rule looks at all that is left before it takes anything, so that the order of rows decides nothing;
 * of rows that could be exchanged (one reference, one amount) the earlier is taken. A row that states a reference or holds
 * a token is never matched by amount and day: it is somebody's.
 *
 * @param on for rows without a day of their own, by which rules count.
 * @throws {RangeError} for an id that stands twice on one side.
 */
export function matchRows(
  ours: readonly Row[],
  theirs: readonly Row[],
  on: Day,
  rules: readonly MatchRule[] = matchRules,
): Reconciled {
  const left = { ours: byId(ours), theirs: byId(theirs) };
  const ended = { ours: new Map<string, Ending>(), theirs: new Map<string, Ending>() };
  const end = (side: Side, row: Row, place: Place, rule: string | null, against: readonly Row[]): void => {
    left[side].delete(row.id);
    ended[side].set(row.id, { row, place, rule, against: against.map(({ id }) => id) });
  };
  // over all of ours, matched ones too: a second transfer for a paid fee is a duplicate, and no other fee's money
  const tokens = new Map<string, ReturnType<typeof tokenFinder>>();
  for (const [where, rows] of groupBy(ours, ({ where }) => where))
    tokens.set(where, tokenFinder(rows.map(({ text }) => squeeze(text))));
  const heldTokens = new Map<string, readonly string[]>();
  for (const row of theirs) heldTokens.set(row.id, [...(tokens.get(row.where)?.whole(row.text) ?? [])]);

  // a reference of ours that is not among these bookings is another day's, or was never given out: a person's
  const namesNobody = (row: Row): boolean =>
    findReferences(row.text).size === 0 &&
    heldTokens.get(row.id)?.length === 0 &&
    tokens.get(row.where)?.cutOff(row.text) === undefined;
  const holds = (rule: MatchRule, row: Row): boolean => {
    const day = row.day ?? on;
    return rule.from <= day && (rule.until === null || day <= rule.until);
  };

  for (const rule of rules) {
    const rows = [...left.theirs.values()].filter((row) => holds(rule, row));
    if (rule.kind === "amountAndDay") {
      for (const [here, there] of onlyPairs(
        [...left.ours.values()],
        rows.filter((row) => row.reference === null && namesNobody(row)),
        rule.daysApart ?? 0,
      )) {
        end("ours", here, "matched", rule.id, [there]);
        end("theirs", there, "matched", rule.id, [here]);
      }
      continue;
    }
    const keyHere = (row: Row): string | null =>
      rule.kind === "reference" ? row.reference : squeeze(row.text) || null;
    const keyThere = (row: Row): string | null => {
      if (rule.kind === "reference") return row.reference;
      const held = heldTokens.get(row.id) ?? [];
      if (rule.kind === "token") return held.length === 1 ? (held[0] ?? null) : null;
      return held.length === 0 ? (tokens.get(row.where)?.cutOff(row.text) ?? null) : null;
    };
    // of a reference all rows are one matter, also those that an earlier rule has settled
    const allHere = groupKeyed(ours, keyIn(keyHere));
    for (const [key, there] of groupKeyed(rows, keyIn(keyThere))) {
      const all = allHere.get(key);
      if (!all) continue;
      const here = all.filter((row) => left.ours.has(row.id));
      if (rule.kind === "tokenCutOff") {
        // half a token is a hint: it counts only for one row of each side and the very amount
        const [a, b] = [here[0], there[0]];
        if (all.length === 1 && there.length === 1 && a && b && a.amount === b.amount) {
          end("ours", a, "matched", rule.id, [b]);
          end("theirs", b, "matched", rule.id, [a]);
        }
        continue;
      }
      const pairs = pairEqual(here, there);
      for (const [a, b] of pairs) {
        end("ours", a, "matched", rule.id, [b]);
        end("theirs", b, "matched", rule.id, [a]);
      }
      const restHere = here.filter((row) => left.ours.has(row.id));
      const restThere = there.filter((row) => left.theirs.has(row.id));
      const isAgain = (row: Row): boolean =>
        all.some((one) => one.amount === row.amount && ended.ours.get(one.id)?.place === "matched");
      for (const row of restThere)
        end("theirs", row, restHere.length === 0 && isAgain(row) ? "duplicate" : "amountDiffers", rule.id, all);
      for (const row of restHere)
        if (restThere.length > 0) end("ours", row, "amountDiffers", rule.id, there);
        else if (isAgain(row)) end("ours", row, "duplicate", rule.id, there);
    }
  }
  return {
    ours: ours.map((row) => ended.ours.get(row.id) ?? { row, place: "missingThere", rule: null, against: [] }),
    theirs: theirs.map((row) => ended.theirs.get(row.id) ?? { row, place: "missingHere", rule: null, against: [] }),
  };
}

type Side = "ours" | "theirs";

function byId(rows: readonly Row[]): Map<string, Row> {
  const map = new Map(rows.map((row) => [row.id, row]));
  if (map.size !== rows.length) throw new RangeError("an id stands twice on one side");
  return map;
}

/** A place, a direction and a key; null: the row has none. Money in is never held against money out. */
const keyIn =
  (key: (row: Row) => string | null) =>
  (row: Row): string | null => {
    const said = key(row);
    return said === null ? null : `${row.where}\n${row.amount < 0n ? "out" : "in"}\n${said}`;
  };

/** By key, without those that have none. */
const groupKeyed = (rows: Iterable<Row>, key: (row: Row) => string | null): Map<string, Row[]> =>
  groupBy(
    [...rows].filter((row) => key(row) !== null),
    (row) => key(row) ?? "",
  );

const earlier = (a: Row, b: Row): number =>
  compare(a.day ?? "", b.day ?? "") || compare(a.theirNumber ?? "", b.theirNumber ?? "") || compare(a.id, b.id);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Of one reference: first what also has the same number of theirs, then equal amounts, the earliest first. */
function pairEqual(here: readonly Row[], there: readonly Row[]): readonly (readonly [Row, Row])[] {
  const pairs: (readonly [Row, Row])[] = [];
  const free = new Set([...there].sort(earlier));
  const open = new Set([...here].sort(earlier));
  const take = (key: (row: Row) => string | null): void => {
    const byKey = groupKeyed(free, key);
    for (const row of open) {
      const of = key(row);
      const other = of === null ? undefined : byKey.get(of)?.shift();
      if (!other) continue;
      pairs.push([row, other]);
      open.delete(row);
      free.delete(other);
    }
  };
  take(({ amount, theirNumber }) => (theirNumber === null ? null : `${amount} ${theirNumber}`));
  take(({ amount }) => String(amount));
  return pairs;
}

/** Rows of one amount and day (or as many days apart) that have exactly one another. */
function onlyPairs(here: readonly Row[], there: readonly Row[], daysApart: number): readonly (readonly [Row, Row])[] {
  const key = (row: Row, day: Day): string => `${row.where}\n${row.amount}\n${day}`;
  const dated = (row: Row): string | null => (row.day === null ? null : key(row, row.day));
  const [byHere, byThere] = [groupKeyed(here, dated), groupKeyed(there, dated)];
  const near = (row: Row, among: ReadonlyMap<string, readonly Row[]>): readonly Row[] =>
    row.day === null ? [] : daysAround(row.day, daysApart).flatMap((day) => among.get(key(row, day)) ?? []);
  return there.flatMap((row) => {
    const [only, ...more] = near(row, byHere);
    if (!only || more.length > 0) return [];
    const back = near(only, byThere);
    return back.length === 1 ? [[only, row] as const] : [];
  });
}

function daysAround(day: Day, apart: number): readonly Day[] {
  const days = [day];
  let [before, after] = [day, day];
  for (let step = 0; step < apart; step += 1) {
    before = dayBefore(before);
    after = dayAfter(after);
    days.push(before, after);
  }
  return days;
}

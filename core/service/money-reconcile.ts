import { dayAfter, dayOf, endOf, type Day } from "../domain/day.ts";
import { explained, ruleFor, wayOf, type ExplainRule } from "../domain/payment/explain.ts";
import { reversal, unexplained, type Booking, type Holder } from "../domain/payment/journal.ts";
import { matchRules, type MatchRule } from "../domain/payment/match.ts";
import { book, bookingsOf, heldOn } from "../store/journal.ts";
import { lockPlace } from "../store/money-files.ts";
import {
  addMatches,
  classifyRest,
  closeSolved,
  keepCases,
  keepMatches,
  layOut,
  matchByAmount,
  matchByReference,
  matchCutOff,
  rowsLeft,
  rowsToRelease,
  rowsToSuspend,
  setSuspense,
} from "../store/money-match.ts";
import {
  bankStanding,
  beginRun,
  differenceOf,
  endRun,
  filesOf,
  hasForgottenRow,
  knownPlaces,
  reconciledWith,
  type BankStanding,
} from "../store/money-runs.ts";
import { unheardRows, type HearStatementPayment } from "./money-hear.ts";
import type { Database, Tx } from "../../platform/database.ts";

export interface ReconcileWorld {
  readonly db: Database;
  readonly hear: HearStatementPayment;
  /** What an installation says of its banks' own texts. */
  readonly explain: readonly ExplainRule[];
  readonly rules?: readonly MatchRule[];
}

export interface ReconcileReport {
  readonly place: Holder;
  readonly day: Day;
  /** Up to here the other side has told all; null: nothing. */
  readonly covered: Day | null;
  /** By rule. */
  readonly matched: Readonly<Record<string, number>>;
  readonly heard: number;
  /** Open after this look, by class. */
  readonly left: Readonly<Record<string, number>>;
  readonly closed: number;
  /** Of a bank account: held against its statement. */
  readonly standing: BankStanding | null;
  /** What no row and no booking explains; null: no balances. */
  readonly difference: bigint | null;
}

/** Bookings of so many days before the first day that the other side told are looked for; what is older was before its time. */
const daysBeforeFirst = 31;
const page = 500;
/** Rows heard at a time. */
const atOnce = 4;

/**
 * Reconciles a place up to the end of a day (R12): what matches by reference; then a payment that nobody told is heard as one;
 * then the other rules, and what the installation explains. Every row that is left is in one case, and what a bank's
 * statement shows is in the journal. Done again it changes nothing.
 *
 * @param at when; a case is opened and closed then.
 */
export async function reconcilePlace(
  world: ReconcileWorld,
  place: Holder,
  day: Day,
  { at, by }: { readonly at: Date; readonly by: string },
): Promise<ReconcileReport> {
  const { db, rules = matchRules } = world;
  const isBank = place.startsWith("bank:");
  // a payer's text holds a token, a gateway's file states the reference: which of the two a key is by
  const byKey = rules.filter(({ kind }) => kind === (isBank ? "token" : "reference"));
  const matchKeys = async (tx: Tx): Promise<void> => {
    const { told } = await filesOf(tx, place);
    await layOut(tx, { place, since: told && daysBefore(told, daysBeforeFirst), day, until: dayAfter(day) });
    for (const rule of byKey) await matchByReference(tx, rule);
  };

  const first = await db.transaction().execute(async (tx) => {
    await lockPlace(tx, place);
    await matchKeys(tx);
    return keepMatches(tx, by, at);
  });
  const heard = await hearRows(world, place, day, at);
  return db.transaction().execute(async (tx) => {
    await lockPlace(tx, place);
    const run = await beginRun(tx, place, day, at);
    await matchKeys(tx);
    if (isBank) {
      for (const rule of rules.filter(({ kind }) => kind === "tokenCutOff")) await matchCutOff(tx, rule);
      for (const rule of rules.filter(({ kind }) => kind === "amountAndDay")) await matchByAmount(tx, rule);
      await explainRows(tx, world.explain, place, day, at);
    }
    await classifyRest(tx);
    const second = await keepMatches(tx, by, at);
    const { covered, files, digest } = await filesOf(tx, place);
    const { closed } = await closeSolved(tx, place, at);
    const left = await keepCases(tx, { place, day, covered, at });
    await releaseSuspense(tx, place, at);
    await suspendRows(tx, place, at);
    const standing = isBank ? await bankStanding(tx, place) : null;
    const report: ReconcileReport = {
      ...{ place, day, covered, matched: sums(first, second), heard, left, closed, standing },
      difference: standing && differenceOf(standing),
    };
    await endRun(tx, run, at, { covered, files, digest, matched: report.matched, heard, left, closed });
    return report;
  });
}

async function hearRows({ db, hear }: ReconcileWorld, place: Holder, until: Day, at: Date): Promise<number> {
  let [heard, after] = [0, 0n];
  for (;;) {
    const rows = await unheardRows(db, { place, after, until, limit: page });
    const last = rows.at(-1);
    if (!last) return heard;
    // rows of one reference one after the other: the first that came is the payment
    const queues = new Map<number, (typeof rows)[number][]>();
    for (const row of rows) {
      const queue = hashOf(row.reference) % atOnce;
      queues.set(queue, [...(queues.get(queue) ?? []), row]);
    }
    await Promise.all(
      [...queues.values()].map(async (queue) => {
        for (const row of queue) await hear(place, row, at);
      }),
    );
    heard += rows.length;
    after = last.rowId;
  }
}

/** A queue for each reference, few queues for all. */
function hashOf(reference: string): number {
  let hash = 0;
  for (let at = 0; at < reference.length; at += 1) hash = (hash * 31 + reference.charCodeAt(at)) % 65_521;
  return hash;
}

/** What an installation's rules explain is booked, and matched with its booking. */
async function explainRows(tx: Tx, rules: readonly ExplainRule[], place: Holder, day: Day, at: Date): Promise<void> {
  if (!rules.some((rule) => rule.place === place)) return;
  for (let after = 0n; ;) {
    const rows = await rowsLeft(tx, after, day, page);
    const last = rows.at(-1);
    if (!last) return;
    after = last.rowId;
    for (const row of rows) {
      const rule = ruleFor(rules, place, row);
      const way = rule && wayOf(rule.is);
      if (!rule || (way !== null && (way === "in") !== row.amount > 0n)) continue;
      // a gateway hands on what it holds: more than that is a person's
      if (rule.is.as === "settlement") {
        const held = await heldOn(tx, `gateway:${rule.is.gateway}`, row.day);
        if (held < row.amount + rule.is.charge) continue;
      }
      // a person took it back: the rule was wrong here, whatever it says by now
      if ((await bookingsOf(tx, [`row:${row.rowId}`])).length > 0) continue;
      const of = { id: `row:${row.rowId}`, about: `row:${row.rowId}`, at: momentOf(row.day, at) };
      await book(tx, [explained(of, place, row.amount, rule.is)]);
      await addMatches(tx, [{ bookingId: of.id, rowId: row.rowId, rule: rule.id }]);
    }
  }
}

/** The account is right from now on, whatever the row turns out to be. */
async function suspendRows(tx: Tx, place: Holder, at: Date): Promise<void> {
  for (;;) {
    const rows = await rowsToSuspend(tx, place, page);
    if (rows.length === 0) return;
    const held = rows.map((row) => ({ ...row, suspenseId: `suspense:${row.caseId}` }));
    await book(
      tx,
      held.map(({ suspenseId, rowId, amount, day }) =>
        unexplained({ id: suspenseId, about: `row:${rowId}`, at: momentOf(day, at) }, place, amount),
      ),
    );
    await setSuspense(tx, held);
  }
}

/** What was explained waits no longer. */
export async function releaseSuspense(tx: Tx, place: Holder, at: Date): Promise<void> {
  for (;;) {
    const rows = await rowsToRelease(tx, place, page);
    if (rows.length === 0) return;
    await book(
      tx,
      rows.map(({ suspenseId, rowId, amount, day }): Booking => {
        const id = suspenseId ?? "";
        const about = `row:${rowId}`;
        return reversal(
          { id: `back:${id}`, about, at },
          unexplained({ id, about, at: momentOf(day, at) }, place, amount),
        );
      }),
    );
  }
}

/** A statement knows days: its money came at the end of one. */
export const momentOf = (day: Day | null, at: Date): Date => (day === null ? at : new Date(endOf(day).getTime() - 1));

/**
 * All that is due: each place up to yesterday, or as far as its files tell; again where other files count since, or a row is in
 * no case any more.
 *
 * @throws {AggregateError} for places that failed, after all the others are done.
 */
export async function reconcileDue(world: ReconcileWorld, now: Date): Promise<readonly ReconcileReport[]> {
  const { db } = world;
  const yesterday = daysBefore(dayOf(now), 1);
  const reports: ReconcileReport[] = [];
  const failed: Error[] = [];
  for (const place of await knownPlaces(db)) {
    const { covered, digest } = await filesOf(db, place);
    if (covered === null) continue;
    const day = covered < yesterday ? covered : yesterday;
    const done = await reconciledWith(db, place, digest);
    if (done !== null && done >= day && !(await hasForgottenRow(db, place, day))) continue;
    try {
      reports.push(await reconcilePlace(world, place, day, { at: now, by: "reconciliation" }));
    } catch (error) {
      failed.push(new Error(`${place}: ${error instanceof Error ? error.message : String(error)}`, { cause: error }));
    }
  }
  if (failed.length > 0) throw new AggregateError(failed, failed.map(({ message }) => message).join("; "));
  return reports;
}

function daysBefore(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10) as Day;
}

function sums(...counts: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const all: Record<string, number> = {};
  for (const each of counts) for (const [name, n] of Object.entries(each)) all[name] = (all[name] ?? 0) + n;
  return all;
}

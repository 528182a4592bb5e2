import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Day } from "../../core/domain/day.ts";
import type { Booking, Holder } from "../../core/domain/payment/journal.ts";
import { makeReference } from "../../core/domain/payment/reference.ts";
import type { PaymentReport } from "../../core/domain/payment/report.ts";
import type { StatementEntry, StatementPart } from "../../core/domain/payment/statement.ts";
import { entryKeys } from "../../core/domain/payment/statement.ts";
import { makeHearStatementPayment } from "../../core/service/money-hear.ts";
import { reconcilePlace, type ReconcileReport, type ReconcileWorld } from "../../core/service/money-reconcile.ts";
import {
  takeGatewayFile,
  takeStatement,
  type BroughtFile,
  type GatewayPart,
  type TakenFile,
} from "../../core/service/money-take.ts";
import { book } from "../../core/store/journal.ts";
import type { Database } from "../../platform/database.ts";
import type { TestDatabase } from "./database.ts";
import { aDossierRow } from "./money-dossier.ts";

export const account = "0011001234567";
export const bank: Holder = `bank:${account}`;
export const gateway: Holder = "gateway:payplatform";
export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

export const day = (text: string): Day => text as Day;

export const aFile = (but: Partial<BroughtFile> = {}): BroughtFile => ({
  sha256: sha256(but.name ?? "a file"),
  bytes: 1,
  name: "tep.xml",
  kind: "camt",
  place: bank,
  by: "ketoan",
  at: new Date("2026-01-16T06:00:00+07:00"),
  ...but,
});

export interface SaidEntry {
  /** Dong, signed. */
  readonly amount: bigint;
  readonly text?: string;
  readonly number?: string | null;
  readonly day?: Day | null;
}

/** A camt.053 of a day as its reader tells it. */
export async function* aStatement(
  of: Day,
  {
    opening,
    closing,
    sequence = null,
  }: { readonly opening: bigint; readonly closing?: bigint; readonly sequence?: bigint | null },
  entries: readonly SaidEntry[],
): AsyncGenerator<StatementPart> {
  await Promise.resolve();
  const balance = (amount: bigint) => ({ amount, said: String(amount), currency: "VND", day: of, isFinal: true });
  yield {
    kind: "head",
    head: {
      ...{
        series: "camt.053",
        account,
        currency: "VND",
        statementId: `S-${of}`,
        sequence,
        copy: null,
        withBalances: true,
      },
      opening: balance(opening),
    },
  };
  const keyOf = entryKeys(account, sha256);
  for (const said of entries) {
    const entry: Omit<StatementEntry, "key"> = {
      ...{ sign: said.amount < 0n ? -1 : 1, amount: said.amount < 0n ? -said.amount : said.amount, currency: "VND" },
      ...{ said: String(said.amount), status: "booked", isReversal: false, bankReference: said.number ?? null },
      ...{ endToEndId: null, text: said.text ?? "", counterparty: null, payments: 1 },
      ...{ bookedOn: said.day === undefined ? of : said.day, valueOn: null },
    };
    yield { kind: "entry", entry: { ...entry, key: keyOf(entry).key } };
  }
  yield {
    kind: "end",
    end: { closing: balance(closing ?? entries.reduce((sum, { amount }) => sum + amount, opening)) },
  };
}

export async function* aGatewayFile(rows: readonly Partial<PaymentReport>[]): AsyncGenerator<GatewayPart> {
  await Promise.resolve();
  let total = 0n;
  for (const [index, but] of rows.entries()) {
    const row: PaymentReport = {
      ...{ reference: "", outcome: "paid", amount: 150_000n, currency: "VND", theirNumber: null },
      ...{ at: new Date("2026-01-15T09:00:00+07:00"), code: "00", said: null },
      ...but,
    };
    total += row.amount ?? 0n;
    yield { kind: "row", row, line: index + 1 };
  }
  yield { kind: "end", rows: rows.length, total };
}

export const worldOf = (db: Database, but: Partial<ReconcileWorld> = {}): ReconcileWorld => ({
  db,
  hear: makeHearStatementPayment(db),
  explain: [],
  ...but,
});

export const reconcile = (
  db: Database,
  place: Holder,
  of: Day,
  but: Partial<ReconcileWorld> = {},
): Promise<ReconcileReport> =>
  reconcilePlace(worldOf(db, but), place, of, { at: new Date(`${of}T23:00:00Z`), by: "ketoan" });

export const bringStatement = (
  db: Database,
  of: Day,
  balances: Parameters<typeof aStatement>[1],
  entries: readonly SaidEntry[],
  but: Partial<BroughtFile> = {},
): Promise<TakenFile> => takeStatement(db, aFile({ name: `sao-ke-${of}`, ...but }), aStatement(of, balances, entries));

export const bringGatewayFile = (
  db: Database,
  of: Day,
  rows: readonly Partial<PaymentReport>[],
  but: Partial<BroughtFile> = {},
): Promise<TakenFile> =>
  takeGatewayFile(
    db,
    aFile({ name: `doi-soat-${of}`, kind: "platform", place: gateway, day: of, ...but }),
    aGatewayFile(rows),
  );

export const write = (db: Database, ...bookings: Booking[]): Promise<unknown> =>
  db.transaction().execute((tx) => book(tx, bookings));

/** The reference of the n-th request. */
export const reference = (n: number) => makeReference(BigInt(n));

/** A fee of a dossier and an attempt to pay it. @returns its reference. */
export async function aRequest(
  test: TestDatabase,
  n: number,
  { amount = 150_000n, through = "transfer" }: { readonly amount?: bigint; readonly through?: string } = {},
): Promise<string> {
  const dossier = await aDossierRow(test, n);
  const [fee] = await test.sql<{ id: bigint }>(
    `insert into fee (dossier_id, number, amount, fixed_by, fixed_at) values ($1, 1, $2, 'canbo', '2026-01-10') returning id`,
    [dossier, String(amount)],
  );
  await test.sql(
    `insert into payment_request (reference, fee_id, amount, gateway, description, state, created_at, created_by, expires_at)
     values ($1, $2, $3, $4, 'phi', 'sent', '2026-01-14', 'canbo', '2026-01-30')`,
    [reference(n), fee!.id, String(amount), through],
  );
  return reference(n);
}

export const balances = async (db: Database): Promise<Readonly<Record<string, bigint>>> => {
  const { rows } = await sql<{ account: string; amount: bigint }>`
    select account, sum(amount)::bigint as amount from hub.journal_line group by account having sum(amount) <> 0
     order by account`.execute(db);
  return Object.fromEntries(rows.map(({ account: of, amount }) => [of, amount]));
};

/** `class amount reference` of each open case, and how those that are closed ended. */
export const cases = async (test: TestDatabase): Promise<readonly string[]> =>
  (
    await test.sql<{ line: string }>(
      `select concat_ws(' ', class, amount, reference, case when closed_at is not null then '= ' || closed_how end) as line
         from money_case order by id`,
    )
  ).map(({ line }) => line);

/**
 * What must be true after each reconciliation: the journal sums to zero; a row of a file that counts counts, or is the same as one
 * that does; each row that counts is matched or in one open case, and in the journal; an account is what its statement says, but
 * for what is listed.
 */
export async function unexplainedIn(test: TestDatabase): Promise<readonly string[]> {
  const rows = await test.sql<{ what: string }>(`
    select 'the journal has a sum' as what where (select sum(amount) from journal_line) <> 0
    union all
    select 'row ' || r.id || ' of a file that counts is told by none that does'
      from money_row r join money_file f on f.sha256 = r.file_sha256 and f.place = r.place
     where (f.weight = 'told' or (f.weight = 'held' and f.released_at is not null)) and not r.counts
       and not exists (select from money_row o where o.id = r.same_as and o.counts)
    union all
    select 'row ' || r.id || ': ' || count(m.id) || ' matches, ' || count(c.id) || ' cases'
      from money_row r
      left join money_match m on m.row_id = r.id and m.ended_at is null
      left join money_case c on c.row_id = r.id and c.closed_at is null
     where r.counts group by r.id having count(m.id) + count(c.id) <> 1
    union all
    select 'row ' || r.id || ' of ' || r.amount || ' is booked as ' || coalesce(sum(l.amount), 0)
      from money_row r
      left join money_match m on m.row_id = r.id and m.ended_at is null
      left join money_case c on c.row_id = r.id and c.closed_at is null
      left join journal_line l on l.account = r.place and l.booking_id = coalesce(m.booking_id, c.suspense_id)
     where r.counts and (r.place like 'bank:%' or m.id is not null or c.class in ('missingHere', 'duplicate')) group by r.id, r.amount having coalesce(sum(l.amount), 0) <> r.amount`);
  return rows.map(({ what }) => what);
}

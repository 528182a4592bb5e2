import { createHash } from "node:crypto";
import { sql } from "kysely";
import { dayOf, type Day } from "../domain/day.ts";
import type { Holder } from "../domain/payment/journal.ts";
import { readNote } from "../domain/payment/note.ts";
import type { PaymentReport } from "../domain/payment/report.ts";
import { rowOfEntry, rowOfReport } from "../domain/payment/rows.ts";
import { controlFile, weightOf, type Weight } from "../domain/payment/statement-control.ts";
import type { Balance, Finding, StatementPart } from "../domain/payment/statement.ts";
import {
  countRows,
  decideFile,
  holdRows,
  isTaken,
  lockPlace,
  placeOfFile,
  standingsOf,
  writeFileHead,
  writeRows,
  writeStatements,
  type NewRow,
  type NewStatement,
} from "../store/money-files.ts";
import type { Database, Tx } from "../../platform/database.ts";

export const moneyFileKinds = ["camt", "mt940", "platform", "csv"] as const;
export type MoneyFileKind = (typeof moneyFileKinds)[number];

export interface BroughtFile {
  /** Of its bytes, which were read once before: the same bytes twice are refused. */
  readonly sha256: string;
  readonly bytes: number;
  readonly name: string;
  readonly kind: MoneyFileKind;
  readonly place: Holder;
  /** Who brings it. */
  readonly by: string;
  readonly at: Date;
  /** The day that it is of, where whoever brings it knows. */
  readonly day?: Day | undefined;
}

export interface TakenFile {
  readonly sha256: string;
  readonly place: Holder;
  /** `told`: it counts. `held`: it waits for a person. `refused`: nothing of it counts. */
  readonly weight: Weight;
  readonly findings: readonly Finding[];
  /** Money in it, and how much of it another file had told. */
  readonly rows: number;
  readonly known: number;
  readonly covers: Day | null;
}

/** A gateway's file as its reader tells it (mappings/statement/platform-file.ts). */
export type GatewayPart =
  | { readonly kind: "row"; readonly row: PaymentReport; readonly line: number }
  | { readonly kind: "finding"; readonly finding: Finding }
  | { readonly kind: "end"; readonly rows: number; readonly total: bigint };

/** How many rows are written at once: all that is held of a file, however long it is. */
const page = 1_000;
/** Of all findings, for people; the codes of the rest are the same. */
const mostFindings = 200;

/**
 * Takes a bank's statement in one transaction: it counts, waits, or leaves nothing but its reasons, also when the process dies.
 *
 * @param parts are read once, and never held all at once.
 */
export function takeStatement(
  db: Database,
  file: BroughtFile,
  parts: AsyncIterable<StatementPart>,
): Promise<TakenFile> {
  return taking(db, file, async (tx, rows) => {
    const account = file.place.slice(file.place.indexOf(":") + 1);
    const standings = await standingsOf(tx, account);
    const control = controlFile({
      file: file.sha256,
      isTaken: () => false,
      standingOf: (of, series) => (of === account ? (standings.get(series) ?? null) : undefined),
    });
    const balances: { opening: bigint | null; closing: bigint | null }[] = [];
    for await (const part of parts) {
      control.take(part);
      if (part.kind === "head") balances.push({ opening: amountOf(part.head.opening), closing: null });
      const open = balances.at(-1);
      if (part.kind === "end" && open) {
        open.opening = amountOf(part.end.opening) ?? open.opening;
        open.closing = amountOf(part.end.closing);
      }
      if (part.kind !== "entry") continue;
      const row = rowOfEntry(account, part.entry);
      if (!row || row.amount === 0n) continue;
      const { id, amount, day, theirNumber, text } = row;
      await rows.add({ key: id, amount, day, theirNumber, text, isReversal: part.entry.isReversal, ...readNote(text) });
    }
    const verdict = control.verdict();
    const statements: NewStatement[] = verdict.statements.map(({ head, standing, ...one }, index) => ({
      ...{ account: head.account, series: head.series, statementId: head.statementId, sequence: head.sequence },
      ...(balances[index] ?? { opening: null, closing: null }),
      ...{ day: standing.day, entries: one.entries, moneyIn: one.moneyIn, moneyOut: one.moneyOut, weight: one.weight },
    }));
    const days = verdict.statements.flatMap(({ head, standing }) =>
      head.withBalances && standing.day !== null ? [standing.day] : [],
    );
    // a notification tells some of a day; a table without balances tells the day that most of it is of
    const isTable = verdict.statements.some(({ head }) => head.series === "table");
    return {
      weight: verdict.weight,
      findings: [...verdict.findings, ...verdict.statements.flatMap(({ findings }) => findings)],
      statements,
      covers: file.day ?? days.sort().at(-1) ?? (isTable ? rows.mostly() : null),
    };
  });
}

/** Takes a gateway's file of a day, as `takeStatement` does. */
export function takeGatewayFile(
  db: Database,
  file: BroughtFile,
  parts: AsyncIterable<GatewayPart>,
): Promise<TakenFile> {
  return taking(db, file, async (_tx, rows) => {
    const name = file.place.slice(file.place.indexOf(":") + 1);
    const findings: Finding[] = [];
    const keyOf = gatewayKeys();
    let isWhole = false;
    for await (const part of parts) {
      if (part.kind === "finding") {
        if (findings.length < mostFindings) findings.push(part.finding);
      } else if (part.kind === "end") isWhole = true;
      else {
        const row = rowOfReport(name, String(part.line), part.row);
        if (!row || row.amount === 0n) continue;
        const { amount, day, reference, theirNumber } = row;
        const isReversal = part.row.outcome === "reversed";
        await rows.add({
          ...{
            key: keyOf(part.row),
            amount,
            day,
            reference,
            theirNumber,
            text: "",
            isReversal,
            hint: null,
            mentions: 0,
          },
        });
      }
    }
    if (!isWhole && findings.length === 0) findings.push({ code: "truncated", detail: "it does not end" });
    return { weight: worst(findings), findings, statements: [], covers: file.day ?? rows.mostly() };
  });
}

interface Told {
  readonly weight: Weight;
  readonly findings: readonly Finding[];
  readonly statements: readonly NewStatement[];
  readonly covers: Day | null;
}

async function taking(
  db: Database,
  file: BroughtFile,
  read: (tx: Tx, rows: ReturnType<typeof rowWriter>) => Promise<Told>,
): Promise<TakenFile> {
  const { sha256, place, kind, name, bytes, by, at } = file;
  return db.transaction().execute(async (tx) => {
    await lockPlace(tx, place);
    if (await isTaken(tx, sha256)) {
      const findings: Finding[] = [{ code: "file-known", detail: sha256 }];
      return { sha256, place, weight: "refused", findings, rows: 0, known: 0, covers: null };
    }
    const head = { sha256, kind, place, name, bytes, takenAt: at, takenBy: by };
    await sql`savepoint unread`.execute(tx);
    await writeFileHead(tx, { ...head, weight: "held", findings: [], rows: 0, covers: null });
    const rows = rowWriter(tx, sha256, place);
    const told = await read(tx, rows);
    const findings = told.findings.slice(0, mostFindings);
    if (told.weight === "refused") {
      await sql`rollback to savepoint unread`.execute(tx);
      await writeFileHead(tx, { ...head, weight: "refused", findings, rows: 0, covers: null });
      return { sha256, place, weight: "refused", findings, rows: 0, known: 0, covers: null };
    }
    const counted = await rows.end();
    await writeFileHead(tx, { ...head, weight: told.weight, findings, rows: counted.all, covers: told.covers });
    await writeStatements(tx, sha256, told.statements);
    if (told.weight === "held") await holdRows(tx, sha256);
    // the rows of one that was thrown away, and has come again
    else await countRows(tx, sha256, place);
    const known = counted.all - counted.fresh;
    return { sha256, place, weight: told.weight, findings, rows: counted.all, known, covers: told.covers };
  });
}

/** Writes rows page by page, and counts on which day most of them are. */
function rowWriter(tx: Tx, sha256: string, place: string) {
  const days = new Map<Day, number>();
  let waiting: NewRow[] = [];
  let [all, fresh] = [0, 0];
  const write = async (): Promise<void> => {
    fresh += await writeRows(tx, sha256, place, waiting);
    waiting = [];
  };
  return {
    async add(row: NewRow): Promise<void> {
      all += 1;
      if (row.day !== null) days.set(row.day, (days.get(row.day) ?? 0) + 1);
      waiting.push(row);
      if (waiting.length >= page) await write();
    },
    async end(): Promise<{ readonly all: number; readonly fresh: number }> {
      await write();
      return { all, fresh };
    },
    mostly(): Day | null {
      const [most] = [...days].sort(([a, n], [b, m]) => m - n || (a < b ? 1 : -1));
      return most?.[0] ?? null;
    },
  };
}

/** What a gateway's row is known by in whatever file it comes again, with the position among those that are the same. */
function gatewayKeys() {
  const seen = new Map<string, number>();
  return ({ reference, theirNumber, amount, outcome, at }: PaymentReport): string => {
    const what = [reference, theirNumber, String(amount), outcome, theirNumber === null ? at && dayOf(at) : null];
    const root = createHash("sha256").update(JSON.stringify(what)).digest("hex");
    const position = (seen.get(root) ?? 0) + 1;
    seen.set(root, position);
    return `${root}#${position}`;
  };
}

const amountOf = (balance: Balance | null | undefined): bigint | null => balance?.amount ?? null;

const order: readonly Weight[] = ["told", "held", "refused"];
const worst = (findings: readonly Finding[]): Weight =>
  findings.reduce<Weight>(
    (so, { code }) => (order.indexOf(weightOf[code]) > order.indexOf(so) ? weightOf[code] : so),
    "told",
  );

/**
 * What a person decided about a held file: it counts from now on, or it never does.
 *
 * @returns how many rows count now; undefined: no file waits under that digest.
 */
export function decideHeldFile(
  db: Database,
  sha256: string,
  decision: { readonly isReleased: boolean; readonly by: string; readonly why: string; readonly at: Date },
): Promise<number | undefined> {
  return db.transaction().execute(async (tx) => {
    const place = await placeOfFile(tx, sha256);
    if (place === undefined) return undefined;
    await lockPlace(tx, place);
    if (!(await decideFile(tx, sha256, decision))) return undefined;
    return decision.isReleased ? countRows(tx, sha256, place) : 0;
  });
}

import { createHash } from "node:crypto";
import { sql } from "kysely";
import { dayOf, type Day } from "../domain/day.ts";
import type { Holder } from "../domain/payment/journal.ts";
import { readNote } from "../domain/payment/note.ts";
import type { PaymentReport } from "../domain/payment/report.ts";
import { rowOfEntry, rowOfReport } from "../domain/payment/rows.ts";
import { controlFile, weightOf, type FileControl, type Weight } from "../domain/payment/statement-control.ts";
import type { Balance, Finding, StatementPart } from "../domain/payment/statement.ts";
import {
  countingRows,
  countRows,
  decideFile,
  holdRows,
  isTaken,
  lendNames,
  lockPlace,
  noteFileChange,
  placeOfFile,
  standingsOf,
  writeFileHead,
  writeRows,
  writeStatements,
  type NewRow,
  type NewStatement,
} from "../store/money-files.ts";
import { doubtfulDays, hasOtherFormat, pairByCount, pairByReference, type FormatFile } from "../store/money-formats.ts";
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
  /** What they counted at the bank, where nothing in the file says that it is whole. */
  readonly control?: FileControl | undefined;
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
/** A value day may lie so far ahead; a booking of a later one is a mistake, and would be open for ever. */
const mostAhead = 10;
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
      control: file.control,
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
    const counted = await rows.end();
    const ahead = aheadOf(dayOf(at), told.covers, rows.last());
    const refused = () => told.weight === "refused" || ahead !== undefined;
    const formats = { sha256, place, kind };
    // the rows of one that was thrown away, and has come again
    if (!refused()) await countRows(tx, sha256, place);
    const otherwise = refused() ? [] : await sameInOtherFormats(tx, formats);
    const findings = [...(ahead ? [ahead] : []), ...otherwise, ...told.findings].slice(0, mostFindings);
    if (refused()) {
      await sql`rollback to savepoint unread`.execute(tx);
      await writeFileHead(tx, { ...head, weight: "refused", findings, rows: 0, covers: null });
      return { sha256, place, weight: "refused", findings, rows: 0, known: 0, covers: null };
    }
    const weight = otherwise.length > 0 ? "held" : told.weight;
    await writeFileHead(tx, {
      ...head,
      ...{ weight, findings, rows: counted.all, covers: told.covers, toldFrom: rows.first() },
    });
    await writeStatements(tx, sha256, told.statements);
    const known = counted.all - (await countingRows(tx, sha256, place));
    await (weight === "held" ? holdRows(tx, sha256) : lendNames(tx, sha256, place));
    return { sha256, place, weight, findings, rows: counted.all, known, covers: told.covers };
  });
}

/** What is dated after today would cover days that nobody has told yet, for ever. */
function aheadOf(today: Day, covers: Day | null, last: Day | null): Finding | undefined {
  const most = new Date(Date.parse(`${today}T00:00:00Z`) + mostAhead * 86_400_000).toISOString().slice(0, 10);
  if (covers !== null && covers > today) return { code: "day-ahead", detail: `${covers} > ${today}` };
  return last !== null && last > most ? { code: "day-ahead", detail: `${last} > ${today}` } : undefined;
}

/** What another format of the account has told counts once; what may be told already holds the file. */
async function sameInOtherFormats(tx: Tx, file: FormatFile): Promise<readonly Finding[]> {
  if (!file.place.startsWith("bank:") || !(await hasOtherFormat(tx, file))) return [];
  await pairByReference(tx, file);
  return (await doubtfulDays(tx, file)).map(({ day, rows }) => ({
    code: "told-otherwise" as const,
    detail: `${day ?? "–"}: ${rows} rows`,
  }));
}

/** Writes rows page by page, and counts on which day most of them are. */
function rowWriter(tx: Tx, sha256: string, place: string) {
  const days = new Map<Day, number>();
  const sorted = (): readonly Day[] => [...days.keys()].sort();
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
    first: (): Day | null => sorted()[0] ?? null,
    last: (): Day | null => sorted().at(-1) ?? null,
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
  decision: {
    readonly isReleased: boolean;
    readonly by: string;
    readonly login: string;
    readonly why: string;
    readonly at: Date;
  },
): Promise<number | undefined> {
  return db.transaction().execute(async (tx) => {
    const found = await placeOfFile(tx, sha256);
    if (found === undefined) return undefined;
    const { place, kind } = found;
    await lockPlace(tx, place);
    if (!(await decideFile(tx, sha256, decision))) return undefined;
    const { isReleased, by, login, why, at } = decision;
    await noteFileChange(tx, sha256, place, { act: isReleased ? "released" : "rejected", by, login, why, at });
    if (!isReleased) return 0;
    await countRows(tx, sha256, place);
    const file = { sha256, place, kind };
    if (place.startsWith("bank:") && (await hasOtherFormat(tx, file))) {
      await pairByReference(tx, file);
      await pairByCount(tx, file);
    }
    await lendNames(tx, sha256, place);
    return countingRows(tx, sha256, place);
  });
}

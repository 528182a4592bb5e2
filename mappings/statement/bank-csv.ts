import { parse } from "csv-parse";
import { pipeline, Readable } from "node:stream";
import { dayOf, type Day } from "../../core/domain/day.ts";
import {
  countedCurrency,
  entryKeys,
  found,
  mostBalance,
  readWholeDong,
  type Balance,
  type StatementEntry,
  type StatementHead,
  type StatementPart,
} from "../../core/domain/payment/statement.ts";
import { readTime, type TimeForm } from "../national-portal/time.ts";
import { readText, sha256, type Chunks } from "./text.ts";

/** How a bank writes its table; no Vietnamese bank publishes it, so all of it is configuration. */
export interface BankCsv {
  readonly account: string;
  readonly currency: string;
  /** As TextDecoder names it; UTF-8 where it is not said. */
  readonly encoding?: string;
  readonly delimiter: string;
  /** Between thousands, in groups of three; "": none. */
  readonly thousands: "" | "." | "," | " ";
  readonly point: "." | ",";
  readonly dayForm: TimeForm;
  /** Headings of the columns, as the bank writes them. Lines before the headings are passed over. */
  readonly columns: {
    readonly bookedOn: string;
    readonly valueOn?: string;
    /** One column with a sign, or one for each direction. */
    readonly amount: string | { readonly moneyIn: string; readonly moneyOut: string };
    readonly text: string;
    readonly bankReference?: string;
    readonly counterparty?: string;
    /** What is on the account after the row: with it the table can be added up. */
    readonly balance?: string;
  };
  readonly newestFirst: boolean;
  /** What the first cell with words begins with where the rows are over: "Tổng cộng". Sums in it are compared. */
  readonly footer?: string;
}

const mostBefore = 50;

/** Reads a bank's table as a statement: one head, the rows, and the balances where there is a column of them. */
export async function* readBankCsv(chunks: Chunks, bank: BankCsv): AsyncGenerator<StatementPart, void> {
  const parser = parse({
    delimiter: bank.delimiter,
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: 100_000,
  });
  const read = { isText: true };
  const texts = async function* () {
    for await (const text of readText(chunks, bank.encoding)) {
      if (text === null) read.isText = false;
      else yield text;
    }
  };
  // an error of either is thrown by the loop
  pipeline(Readable.from(texts()), parser, () => undefined);

  let at: ReadonlyMap<string, number> | null = null;
  let before = 0;
  let line = 0;
  const keyOf = entryKeys(bank.account, sha256);
  let [first, last]: [Step | null, Step | null] = [null, null];
  const sums = { moneyIn: 0n, moneyOut: 0n };
  let isWhole = false;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      line += 1;
      if (!at) {
        at = headings(cells, bank);
        if (!at && ++before > mostBefore) break;
        if (at) yield { kind: "head", head: headOf(bank) };
        continue;
      }
      const places = at;
      const cell = (name: string | undefined): string =>
        name === undefined ? "" : (cells[places.get(name) ?? -1] ?? "");
      if (bank.footer !== undefined && (cells.find((each) => each !== "") ?? "").startsWith(bank.footer)) {
        const differs = differsFrom(sums, cell, bank);
        if (differs !== null) yield found("summary-differs", `row ${line}: ${differs}`);
        isWhole = true;
        break;
      }
      const entry = entryOf(cell, bank);
      if (typeof entry === "string") {
        yield found(entry, `row ${line}`);
        continue;
      }
      sums[entry.sign > 0 ? "moneyIn" : "moneyOut"] += entry.amount ?? 0n;
      const { key, reused } = keyOf(entry);
      yield { kind: "entry", entry: { ...entry, key } };
      if (reused) yield found("reference-reused", entry.bankReference ?? "");
      if (hasBalances(bank)) {
        const step = stepOf(entry, cell(bank.columns.balance), bank);
        if (!step) yield found("amount-unreadable", `row ${line}: the balance`);
        else {
          if (last && !follows(last, step, bank.newestFirst))
            yield found("balance-wrong", `row ${line}: ${step.after}`);
          first ??= step;
          last = step;
        }
      }
    }
  } catch (error) {
    if (!isCsvError(error)) throw error;
    {
      yield found("malformed", `row ${line + 1}: ${error.code}`);
      return;
    }
  }
  if (!read.isText) {
    yield found("malformed", `not ${bank.encoding ?? "utf-8"}`);
    return;
  }
  if (!at) {
    yield found("version-unknown", "the headings that are configured are not in it");
    return;
  }
  const [oldest, newest] = bank.newestFirst ? [last, first] : [first, last];
  yield {
    kind: "end",
    end: {
      opening: oldest && balanceOf(oldest.after - oldest.moved, oldest.day),
      closing: newest && balanceOf(newest.after, newest.day),
      isWhole,
    },
  };
}

/** What of the closing line is another sum than the rows'; null: nothing, or it has no sums. */
function differsFrom(
  sums: { readonly moneyIn: bigint; readonly moneyOut: bigint },
  cell: (name: string | undefined) => string,
  bank: BankCsv,
): string | null {
  if (bank.currency !== countedCurrency) return null;
  const { amount } = bank.columns;
  const wanted =
    typeof amount === "string"
      ? ([[amount, sums.moneyIn - sums.moneyOut]] as const)
      : ([
          [amount.moneyIn, sums.moneyIn],
          [amount.moneyOut, sums.moneyOut],
        ] as const);
  for (const [name, sum] of wanted) {
    const said = cell(name);
    const read = numberOf(said.replace(/^[+-]/, ""), bank, mostBalance);
    const signed = read !== null && said.startsWith("-") ? -read : read;
    if (signed !== null && signed !== sum) return `${name} ${said}, not ${sum}`;
  }
  return null;
}

interface Step {
  /** Dong on the account after the row, and what the row moved. */
  readonly after: bigint;
  readonly moved: bigint;
  readonly day: Day | null;
}

const follows = (before: Step, step: Step, newestFirst: boolean): boolean =>
  newestFirst ? step.after === before.after - before.moved : step.after - step.moved === before.after;

const balanceOf = (amount: bigint, day: Day | null): Balance => ({
  amount,
  said: String(amount < 0n ? -amount : amount),
  currency: countedCurrency,
  day,
  isFinal: true,
});

/** In another currency nothing is added up. */
const hasBalances = ({ columns, currency }: BankCsv): boolean =>
  columns.balance !== undefined && currency === countedCurrency;

const headOf = (bank: BankCsv): StatementHead => ({
  series: "table",
  account: bank.account,
  currency: bank.currency,
  statementId: null,
  sequence: null,
  opening: null,
  copy: null,
  withBalances: hasBalances(bank),
});

const plain = (heading: string): string => heading.normalize("NFC").replaceAll(/\s+/g, " ").trim().toLowerCase();

function headings(cells: readonly string[], { columns }: BankCsv): ReadonlyMap<string, number> | null {
  const { amount, ...others } = columns;
  const wanted = [...Object.values(others), ...(typeof amount === "string" ? [amount] : Object.values(amount))];
  const found = wanted.map((name) => [name, cells.findIndex((each) => plain(each) === plain(name))] as const);
  return found.every(([, place]) => place >= 0) ? new Map(found) : null;
}

function entryOf(
  cell: (name: string | undefined) => string,
  bank: BankCsv,
): Omit<StatementEntry, "key"> | "entry-unreadable" | "amount-unreadable" {
  const { columns, currency } = bank;
  const [bookedOn, valueOn] = [columns.bookedOn, columns.valueOn].map((name) => readTime(bank.dayForm, cell(name)));
  if (!bookedOn?.ok || (valueOn?.ok === false && valueOn.why !== "absent")) return "entry-unreadable";
  const moved = movementOf(cell, bank);
  if (!moved) return "amount-unreadable";
  return {
    sign: moved.sign,
    amount: currency === countedCurrency ? moved.amount : null,
    said: moved.said,
    currency,
    status: "booked",
    isReversal: false,
    bankReference: cell(columns.bankReference) || null,
    endToEndId: null,
    text: cell(columns.text),
    counterparty: cell(columns.counterparty) || null,
    bookedOn: dayOf(bookedOn.at),
    valueOn: valueOn?.ok ? dayOf(valueOn.at) : null,
    payments: 1,
  };
}

function movementOf(cell: (name: string | undefined) => string, bank: BankCsv) {
  const { amount } = bank.columns;
  if (typeof amount === "string") {
    const said = cell(amount);
    const read = numberOf(said.replace(/^[+-]/, ""), bank);
    return read === null ? null : { sign: said.startsWith("-") ? (-1 as const) : (1 as const), amount: read, said };
  }
  const [moneyIn, moneyOut] = [cell(amount.moneyIn), cell(amount.moneyOut)];
  const [read, other] = [numberOf(moneyIn, bank), numberOf(moneyOut, bank)];
  // one of the two is filled; the other is empty or nought
  if (moneyIn !== "" && read !== null && (moneyOut === "" || (other === 0n && read !== 0n)))
    return { sign: 1 as const, amount: read, said: moneyIn };
  if (moneyOut !== "" && other !== null && (moneyIn === "" || read === 0n))
    return { sign: -1 as const, amount: other, said: moneyOut };
  return null;
}

/** `1.500.000`, `1,500,000.00`: groups of three, and after the point noughts alone. */
function numberOf(said: string, { thousands, point }: BankCsv, most?: bigint): bigint | null {
  const [whole = "", ...fraction] = said.split(point);
  if (thousands === "" || !whole.includes(thousands)) return readWholeDong(said, point, most);
  const groups = whole.split(thousands);
  if (!/^\d{1,3}$/.test(groups[0] ?? "") || !groups.slice(1).every((group) => /^\d{3}$/.test(group))) return null;
  return readWholeDong([groups.join(""), ...fraction].join(point), point, most);
}

function stepOf({ sign, amount, bookedOn }: Omit<StatementEntry, "key">, said: string, bank: BankCsv): Step | null {
  const read = numberOf(said.replace(/^-/, ""), bank, mostBalance);
  if (read === null || amount === null) return null;
  return { after: said.startsWith("-") ? -read : read, moved: BigInt(sign) * amount, day: bookedOn };
}

function isCsvError(error: unknown): error is { readonly code: string } {
  return error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("CSV_");
}

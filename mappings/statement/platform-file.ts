import { createHash } from "node:crypto";
import { countedCurrency, found, readWholeDong, type StatementPart } from "../../core/domain/payment/statement.ts";
import type { PaymentOutcome, PaymentReport } from "../../core/domain/payment/report.ts";
import { readTime, type TimeForm } from "../national-portal/time.ts";
import { readLines, type Chunks } from "./text.ts";

/**
 * A gateway's day as a file: the payment platform's is delimited by pipes, has 22 columns, comes in Base64 and ends in a
 * summary. What the columns are called, and what the checksum covers, no text found says: all of it is configuration.
 */
export interface PlatformFile {
  readonly encoding: "base64" | "plain";
  readonly delimiter: string;
  /** In their order; a row of another number of cells is refused. */
  readonly columns: readonly string[];
  readonly hasHeader: boolean;
  /** Which column is what. */
  readonly of: {
    readonly reference: string;
    readonly amount: string;
    readonly code: string;
    readonly theirNumber?: string;
    readonly currency?: string;
    readonly at?: string;
    readonly said?: string;
  };
  readonly timeForm: TimeForm;
  /** What a code means; one that is not here is `unknown`. */
  readonly outcomes: Readonly<Record<string, PaymentOutcome>>;
  readonly summary: {
    readonly place: "first" | "last";
    /** The first cell of the summary line. Cells are counted from 0, this one included. */
    readonly marker: string;
    readonly count: number;
    readonly total: number;
    readonly checksum: {
      readonly cell: number;
      readonly hash: "md5" | "sha256";
      /** Between the rows, as they are hashed without the header and the summary. */
      readonly joint: string;
    } | null;
  };
}

export type PlatformPart =
  | { readonly kind: "row"; readonly row: PaymentReport; readonly line: number }
  | Extract<StatementPart, { kind: "finding" }>
  | { readonly kind: "end"; readonly rows: number; readonly total: bigint };

/** Rows as they are read. They count when the last part is `end` and no finding came (`weightOf`). */
export async function* readPlatformFile(chunks: Chunks, file: PlatformFile): AsyncGenerator<PlatformPart, void> {
  const { summary, of } = file;
  const sum = summary.checksum && createHash(summary.checksum.hash);
  let said: readonly string[] | null = null;
  let [rows, total, line] = [0, 0n, 0];
  let isOver = false;

  for await (const text of readLines(file.encoding === "base64" ? fromBase64(chunks) : chunks)) {
    if (text === null) {
      yield found("malformed", `after line ${line}: no text, or not what was agreed`);
      return;
    }
    line += 1;
    if (text === "") continue;
    const cells = text.split(file.delimiter);
    if (isOver) {
      yield found("malformed", `line ${line}: something after the summary`);
      return;
    }
    if (cells[0] === summary.marker && said === null && (summary.place === "last" || rows === 0)) {
      said = cells;
      isOver = summary.place === "last";
      continue;
    }
    if (cells.length !== file.columns.length) {
      yield found("malformed", `line ${line}: ${cells.length} cells, not ${file.columns.length}`);
      return;
    }
    if (rows === 0 && file.hasHeader && line <= 2 && cells.join() === file.columns.join()) continue;
    if (summary.checksum) sum?.update(rows === 0 ? text : `${summary.checksum.joint}${text}`);
    rows += 1;
    const cell = (name: string | undefined): string | null =>
      (name === undefined ? null : cells[file.columns.indexOf(name)]?.trim()) ?? null;
    const row = rowOf(cell, file);
    if (row.amount === null) yield found("amount-unreadable", `line ${line}: ${cell(of.amount) ?? ""}`);
    else total += row.amount;
    if (!row.reference) yield found("entry-unreadable", `line ${line}: no reference`);
    if (row.currency !== null && row.currency !== countedCurrency)
      yield found("currency-other", `line ${line}: ${row.currency}`);
    yield { kind: "row", row, line };
  }
  if (said === null) {
    yield found("truncated", `no summary after ${rows} rows`);
    return;
  }
  const checksum = sum?.digest("hex");
  if (said[summary.count]?.trim() !== String(rows))
    yield found("summary-differs", `${rows} rows, not ${said[summary.count] ?? ""}`);
  if (readWholeDong(said[summary.total]?.trim() ?? "", ".", 10n ** 18n) !== total)
    yield found("summary-differs", `a total of ${total}, not ${said[summary.total] ?? ""}`);
  if (summary.checksum && said[summary.checksum.cell]?.trim().toLowerCase() !== checksum)
    yield found("summary-differs", "the checksum is another one");
  yield { kind: "end", rows, total };
}

function rowOf(
  cell: (name: string | undefined) => string | null,
  { of, outcomes, timeForm }: PlatformFile,
): PaymentReport {
  const code = cell(of.code) ?? "";
  const at = readTime(timeForm, cell(of.at));
  return {
    reference: cell(of.reference) ?? "",
    outcome: Object.hasOwn(outcomes, code) ? (outcomes[code] ?? "unknown") : "unknown",
    amount: readWholeDong(cell(of.amount) ?? "", "."),
    currency: cell(of.currency),
    theirNumber: cell(of.theirNumber) || null,
    at: at.ok ? at.at : null,
    code,
    said: cell(of.said),
  };
}

/** Four characters are three bytes, whatever pieces they come in; line breaks are ignored. */
async function* fromBase64(chunks: Chunks): AsyncGenerator<string | Uint8Array, void> {
  let rest = "";
  let isOver = false;
  for await (const chunk of chunks) {
    rest += (typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("latin1")).replaceAll(/[\r\n]/g, "");
    const whole = rest.slice(0, rest.length - (rest.length % 4));
    rest = rest.slice(whole.length);
    if (whole === "") continue;
    // bytes that are no text make the reader tell that it is none of what was agreed
    if (isOver || !/^[A-Za-z0-9+/]*={0,2}$/.test(whole)) {
      yield notText;
      return;
    }
    isOver = whole.endsWith("=");
    yield Buffer.from(whole, "base64");
  }
  if (rest !== "") yield notText;
}

const notText = Uint8Array.of(0xff);

import { parseDay, type Day } from "../../core/domain/day.ts";
import {
  countedCurrency,
  entryKeys,
  found,
  mostBalance,
  readWholeDong,
  type Balance,
  type StatementEntry,
  type StatementPart,
} from "../../core/domain/payment/statement.ts";
import { readLines, sha256, type Chunks } from "./text.ts";

/**
 * Reads MT940, with or without SWIFT's envelope, one line after the other. Pages (60M, 62M) that follow each other in the file
 * become one statement; a page that is missing is a finding. Amounts have a comma (§9.2): a point is a float, and refused.
 *
 * @param encoding of the bank's file; SWIFT's own letters are in all of them.
 */
export async function* readMt940(chunks: Chunks, encoding?: string): AsyncGenerator<StatementPart, void> {
  const reader = mt940Reader();
  let field: { tag: string; text: string; line: number } | null = null;
  let number = 0;
  for await (const raw of readLines(chunks, encoding)) {
    if (raw === null) {
      yield found("malformed", "no text lines in the encoding that is configured");
      return;
    }
    number += 1;
    // {1:…}{2:…}{4: before a message, -}{5:…} after it, all of it on one line where a message follows at once
    const begins = /^(\{|-\})/.test(raw) ? raw.lastIndexOf("{4:") : -1;
    const line = begins >= 0 ? raw.slice(begins + 3) : raw;
    const ends = begins >= 0 || /^-(\}.*)?$/.test(line) || line.startsWith("{");
    const tag = /^:(\d{2}[A-Z]?|NS):/.exec(line);
    if (tag || ends) {
      if (field) yield* reader.take(field.tag, field.text, field.line);
      field = tag ? { tag: tag[1] ?? "", text: line.slice(tag[0].length), line: number } : null;
    } else if (field) field.text += `\n${line}`;
    else if (line.trim() !== "") {
      yield found("malformed", `line ${number} belongs to no field`);
      return;
    }
  }
  if (field) yield* reader.take(field.tag, field.text, field.line);
  yield* reader.end();
}

interface Page {
  readonly account: string;
  readonly number: string;
  readonly page: number;
}

interface Chain extends Page {
  readonly currency: string;
  readonly keyOf: ReturnType<typeof entryKeys>;
  /** Of the page before; null: the page is not closed. */
  between: Balance | null;
  /** Waits for its :86:. */
  entry: Omit<StatementEntry, "key"> | null;
  page: number;
}

function mt940Reader() {
  let reference: string | null = null;
  let account = "";
  let number = "";
  let page = 1;
  let chain: Chain | null = null;
  let isMessage = false;

  function* flush(): Generator<StatementPart, void> {
    if (!chain?.entry) return;
    const entry = chain.entry;
    chain.entry = null;
    const { key, reused } = chain.keyOf(entry);
    yield { kind: "entry", entry: { ...entry, key } };
    if (reused) yield found("reference-reused", entry.bankReference ?? "");
  }
  /** Where the file ends or another statement begins. */
  function* leave(): Generator<StatementPart, void> {
    yield* flush();
    // a last page in between has a balance; without one the statement was cut off, and has no end
    if (chain?.between) yield { kind: "end", end: { closing: chain.between } };
    chain = null;
  }
  function* open(text: string, isFinal: boolean, line: number): Generator<StatementPart, void> {
    const balance = balanceOf(text, isFinal);
    if (!balance) {
      yield found("entry-unreadable", `line ${line}: a balance`);
      return;
    }
    if (!isFinal && chain?.between) {
      const { between } = chain;
      const goesOn = chain.account === account && chain.number === number && chain.page + 1 === page;
      const isSame = between.amount === balance.amount && between.said === balance.said;
      if (!goesOn || !isSame || between.currency !== balance.currency)
        yield found(
          "page-missing",
          `line ${line}: page ${page} of ${number} after page ${chain.page} of ${chain.number}`,
        );
      chain.between = null;
      chain.page = page;
      return;
    }
    yield* leave();
    chain = {
      account,
      number,
      page,
      currency: balance.currency,
      keyOf: entryKeys(account, sha256),
      between: null,
      entry: null,
    };
    yield {
      kind: "head",
      head: {
        series: "MT940",
        account,
        currency: balance.currency,
        statementId: reference,
        sequence: /^\d{1,5}$/.test(number) ? BigInt(number) : null,
        opening: balance,
        copy: null,
        withBalances: true,
      },
    };
    if (isFinal && page > 1) yield found("page-missing", `line ${line}: page ${page} opens the statement`);
  }

  return {
    *take(tag: string, text: string, line: number): Generator<StatementPart, void> {
      switch (tag) {
        case "20":
          yield* flush();
          isMessage = true;
          [reference, account, number, page] = [text.trim(), "", "", 1];
          return;
        case "25":
          // BIC/account in some banks
          account = text.trim().split("/").at(-1) ?? "";
          return;
        case "28":
        case "28C": {
          const parts = /^(\d{1,5})(?:\/(\d{1,5}))?$/.exec(text.trim());
          number = parts?.[1] ?? "";
          page = Number(parts?.[2] ?? "1");
          if (!parts) yield found("entry-unreadable", `line ${line}: a statement number`);
          return;
        }
        case "60F":
        case "60M":
          yield* open(text, tag === "60F", line);
          return;
        case "61": {
          yield* flush();
          if (!chain || chain.between) {
            yield found("malformed", `line ${line}: an entry outside a statement`);
            return;
          }
          const entry = entryOf(text, chain.currency);
          if (entry === null) yield found("entry-unreadable", `line ${line}`);
          else chain.entry = entry;
          return;
        }
        case "86":
          if (chain?.entry) chain.entry = { ...chain.entry, text: joined(chain.entry.text, text) };
          return;
        case "62F":
        case "62M": {
          yield* flush();
          const balance = balanceOf(text, tag === "62F");
          if (!chain || chain.between) {
            yield found("malformed", `line ${line}: a balance without a beginning`);
            return;
          }
          if (!balance) {
            yield found("entry-unreadable", `line ${line}: a balance`);
            return;
          }
          if (tag === "62M") chain.between = balance;
          else {
            yield { kind: "end", end: { closing: balance } };
            chain = null;
          }
          return;
        }
        default:
          // 64, 65, 21, 13D and what banks add: nothing that is counted; the balances would tell
          yield* flush();
      }
    },
    *end(): Generator<StatementPart, void> {
      yield* leave();
      if (!isMessage) yield found("malformed", "no :20: in it");
    },
  };
}

const joined = (...texts: readonly string[]): string => texts.filter((text) => text !== "").join("\n");

function balanceOf(text: string, isFinal: boolean): Balance | null {
  const parts = /^([CD])(\d{6})([A-Z]{3})(\d{1,14},\d{0,5})$/.exec(text.trim());
  const day = parts && dayOf6(parts[2] ?? "");
  if (!parts || !day) return null;
  const [, mark, , currency = "", said = ""] = parts;
  const amount = currency === countedCurrency ? readWholeDong(said, ",", mostBalance) : null;
  return { amount: amount === null ? null : mark === "C" ? amount : -amount, said, currency, day, isFinal };
}

/** 6!n[4!n]2a[1!a]15d1!a3!c16x[//16x][34x], the last on a line of its own. */
const line61 =
  /^(\d{6})(\d{4})?(R[CD]|E[CD]|[CD])([A-Z])?(\d{1,14},\d{0,5})([A-Z][A-Z0-9]{3})((?:(?!\/\/).){0,16}?)(?:\/\/(.{0,16}))?$/u;

/** RC takes a credit back: money out. RD takes a debit back: money in. EC and ED are expected, and no money yet. */
const marks: Readonly<Record<string, Pick<StatementEntry, "sign" | "isReversal" | "status">>> = {
  C: { sign: 1, isReversal: false, status: "booked" },
  D: { sign: -1, isReversal: false, status: "booked" },
  RC: { sign: -1, isReversal: true, status: "booked" },
  RD: { sign: 1, isReversal: true, status: "booked" },
  EC: { sign: 1, isReversal: false, status: "pending" },
  ED: { sign: -1, isReversal: false, status: "pending" },
};

function entryOf(text: string, currency: string): Omit<StatementEntry, "key"> | null {
  const [first = "", ...supplement] = text.split("\n");
  const parts = line61.exec(first.trimEnd());
  const mark = parts && marks[parts[3] ?? ""];
  const valueOn = parts && dayOf6(parts[1] ?? "");
  if (!parts || !mark || !valueOn) return null;
  const bookedOn = parts[2] === undefined ? valueOn : nearestDay(parts[2], valueOn);
  if (!bookedOn) return null;
  const [said = "", owner = "", bank = ""] = [parts[5], parts[7]?.trim(), parts[8]?.trim()];
  return {
    ...mark,
    amount: currency === countedCurrency ? readWholeDong(said, ",") : null,
    said,
    currency,
    bankReference: bank === "" ? null : bank,
    endToEndId: owner === "" || owner === "NONREF" ? null : owner,
    text: supplement.join("\n"),
    counterparty: null,
    bookedOn,
    valueOn,
    payments: 1,
  };
}

/** YYMMDD; of this century up to 79. */
function dayOf6(text: string): Day | null {
  const century = Number(text.slice(0, 2)) < 80 ? "20" : "19";
  return dayOrNone(`${century}${text.slice(0, 2)}-${text.slice(2, 4)}-${text.slice(4, 6)}`);
}

/** MMDD in the year in which it is nearest to the value day: of 1231 beside 260102 the year before. */
function nearestDay(monthDay: string, value: Day): Day | null {
  const year = Number(value.slice(0, 4));
  const apart = (day: Day): number => Math.abs(Date.parse(day) - Date.parse(value));
  return [year, year - 1, year + 1]
    .map((each) => dayOrNone(`${each}-${monthDay.slice(0, 2)}-${monthDay.slice(2)}`))
    .reduce((best, day) => (day && (!best || apart(day) < apart(best)) ? day : best), null);
}

function dayOrNone(text: string): Day | null {
  try {
    return parseDay(text);
  } catch {
    return null;
  }
}

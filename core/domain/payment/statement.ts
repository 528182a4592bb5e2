import type { Day } from "../day.ts";
import { mostDong, type Dong } from "./dong.ts";

// One shape for what banks say, whatever they say it in: camt.053/.054, MT940 or a table. A statement comes as parts, one
// after the other, so that a day of 50,000 entries needs no more memory than one of ten.

/** The one currency that is counted. Anything else is shown to a person as it came. */
export const countedCurrency = "VND";

/** Each counts its files by itself, and a notification has no balances to go on from. */
export type StatementSeries = "camt.053" | "camt.054" | "MT940" | "table";

export interface StatementHead {
  readonly series: StatementSeries;
  readonly account: string;
  /** ISO 4217; null: the file does not say. */
  readonly currency: string | null;
  /** Theirs: Stmt/Id, :20: or a name by configuration. */
  readonly statementId: string | null;
  /** Ascending by one from file to file where the bank counts; null: it does not. */
  readonly sequence: bigint | null;
  /** Null: a notification (camt.054) or a table without balances, in which nothing can be added up. */
  readonly opening: Balance | null;
  /** Said by the bank about the file itself (CpyDplctInd). */
  readonly copy: "CODU" | "COPY" | "DUPL" | null;
  /** Whether this kind of file has to have an opening and a closing balance. */
  readonly withBalances: boolean;
}

export interface Balance {
  /** Signed: below zero the account owes. Null: not whole dong. */
  readonly amount: bigint | null;
  /** As it came, without the sign. */
  readonly said: string;
  readonly currency: string;
  readonly day: Day | null;
  /** False: of a page between (60M, 62M, ITBD), so that a page before or after belongs to it. */
  readonly isFinal: boolean;
}

/** Only what is `booked` is money. */
export type EntryStatus = "booked" | "pending" | "info";

export interface StatementEntry {
  /** From `entryKeys`: what this entry is known by in whatever file it comes again. */
  readonly key: string;
  /** +1: money in. It is the sign of the movement; a reversal is not negated a second time. */
  readonly sign: 1 | -1;
  /** Not negative. Null: not whole dong, so it is a person's. */
  readonly amount: Dong | null;
  readonly said: string;
  readonly currency: string;
  readonly status: EntryStatus;
  /** It takes an earlier one back: RvslInd, RC, RD. */
  readonly isReversal: boolean;
  readonly bankReference: string | null;
  /** Null also where the bank wrote NOTPROVIDED or NONREF. */
  readonly endToEndId: string | null;
  readonly text: string;
  readonly counterparty: string | null;
  readonly bookedOn: Day | null;
  readonly valueOn: Day | null;
  /** Payments in a batch of which this is the one line, where the bank did not itemise; else 1. */
  readonly payments: number;
}

export interface StatementEnd {
  /** Of a table, whose opening balance is known when the last row was seen: in place of the head's. */
  readonly opening?: Balance | null;
  readonly closing: Balance | null;
  /** Of a table: it ended with the line that the bank writes last, so that nothing is cut off. */
  readonly isWhole?: boolean;
}

/** What is wrong with a file, each for a person (docs/post-and-statements.md). */
export const findingCodes = [
  "malformed",
  "truncated",
  "version-unknown",
  "page-missing",
  "entry-unreadable",
  "amount-unreadable",
  "account-other",
  "currency-other",
  "balance-missing",
  "balance-wrong",
  "batch-differs",
  "summary-differs",
  "file-known",
  "file-copy",
  "sequence-known",
  "sequence-gap",
  "not-continuous",
  "reference-reused",
  "table-unproven",
  "told-otherwise",
  "day-ahead",
  "taken-back",
] as const;
export type FindingCode = (typeof findingCodes)[number];

export interface Finding {
  readonly code: FindingCode;
  /** Which line, entry or sum, with what was expected; without names of people. */
  readonly detail: string;
}

export type StatementPart =
  | { readonly kind: "head"; readonly head: StatementHead }
  | { readonly kind: "entry"; readonly entry: StatementEntry }
  | { readonly kind: "finding"; readonly finding: Finding }
  | { readonly kind: "end"; readonly end: StatementEnd };

export const found = (code: FindingCode, detail: string): { kind: "finding"; finding: Finding } => ({
  kind: "finding",
  finding: { code, detail },
});

/** @param most of a balance there is no limit but the 18 digits of ISO 20022. */
export function readWholeDong(said: string, point: "." | ",", most: bigint = mostDong): Dong | null {
  const parts = said.split(point);
  const [whole = "", fraction = ""] = parts;
  // a fraction of zeros is the same number; anything else is no dong
  if (parts.length > 2 || !/^\d{1,18}$/.test(whole) || !/^0{0,5}$/.test(fraction)) return null;
  const amount = BigInt(whole);
  return amount <= most ? amount : null;
}

export const mostBalance = 10n ** 18n;

type Keyed = Omit<StatementEntry, "key">;

/**
 * Gives each entry of one file its key: account, the bank's reference and the amount; without a reference, all that the bank
 * said. Either way with the position among those that are the same: two equal payments on one day are lawful, and a bank
 * that books a transfer and its fee under one reference loses neither, in whatever order it tells them.
 *
 * @param hash of the text, in hex: keys are short, and hold nobody's name.
 */
export function entryKeys(account: string, hash: (text: string) => string) {
  const seen = new Map<string, number>();
  const references = new Set<string>();
  return (entry: Keyed): { readonly key: string; readonly reused: boolean } => {
    const { bankReference, bookedOn, sign, said, amount, currency, endToEndId, text, status } = entry;
    const what =
      bankReference === null
        ? [account, status, bookedOn, sign, said, currency, endToEndId, text]
        : [account, status, bankReference, sign, amount === null ? said : String(amount)];
    const root = hash(JSON.stringify(what));
    const position = (seen.get(root) ?? 0) + 1;
    seen.set(root, position);
    const reused = bankReference !== null && references.has(`${status} ${bankReference}`);
    if (bankReference !== null) references.add(`${status} ${bankReference}`);
    return { key: `${root}#${position}`, reused };
  };
}

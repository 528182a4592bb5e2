import type { Day } from "../day.ts";
import {
  countedCurrency,
  type Finding,
  type FindingCode,
  type StatementEnd,
  type StatementEntry,
  type StatementHead,
  type StatementPart,
  type StatementSeries,
} from "./statement.ts";

/** `told`: the entries count. `held`: they count when a person says so. `refused`: they never do, another file must come. */
export type Weight = "told" | "held" | "refused";

export const weightOf: Readonly<Record<FindingCode, Weight>> = {
  malformed: "refused",
  truncated: "refused",
  "version-unknown": "refused",
  "page-missing": "refused",
  "entry-unreadable": "refused",
  "amount-unreadable": "refused",
  "account-other": "refused",
  "currency-other": "refused",
  "balance-missing": "held",
  "balance-wrong": "refused",
  "batch-differs": "refused",
  "summary-differs": "refused",
  "file-known": "refused",
  "file-copy": "held",
  "sequence-known": "held",
  "sequence-gap": "held",
  "not-continuous": "held",
  "reference-reused": "told",
  "table-unproven": "held",
  "told-otherwise": "held",
  "day-ahead": "refused",
  "taken-back": "refused",
};

/** Where the account stood after the last statement of the series that counted. */
export interface Standing {
  readonly closing: bigint | null;
  readonly sequence: bigint | null;
  readonly day: Day | null;
}

export interface StatementVerdict {
  readonly head: StatementHead;
  readonly weight: Weight;
  readonly findings: readonly Finding[];
  /** Of booked entries; null in `standing`: it goes on from where it was. */
  readonly entries: number;
  readonly moneyIn: bigint;
  readonly moneyOut: bigint;
  readonly standing: Standing;
}

export interface FileVerdict {
  /** The worst of all. */
  readonly weight: Weight;
  /** Of the file itself; they weigh on every statement in it. */
  readonly findings: readonly Finding[];
  readonly statements: readonly StatementVerdict[];
}

export interface ExpectedFile {
  /** Digest of the file's bytes. */
  readonly file: string;
  readonly isTaken: (file: string) => boolean;
  /** Undefined: no account of ours. Null: of ours, and its first statement. */
  readonly standingOf: (account: string, series: StatementSeries) => Standing | null | undefined;
  /** What whoever brings it has counted at the bank. */
  readonly control?: FileControl | undefined;
}

export interface FileControl {
  readonly rows: number;
  /** Dong: what came in without what went out. */
  readonly sum: bigint;
}

const order: readonly Weight[] = ["told", "held", "refused"];
const worst = (findings: readonly Finding[]): Weight =>
  findings.reduce<Weight>(
    (so, { code }) => (order.indexOf(weightOf[code]) > order.indexOf(so) ? weightOf[code] : so),
    "told",
  );

/** Findings of one code that are kept for a person; the rest is the same again. */
const mostAlike = 20;

/**
 * Judges a file while its parts go by, and keeps sums alone. The entries are the caller's: set aside as they come, they
 * count only when the verdict, after the last part, lets them (issue: "refused or parked with its reason, and nothing moved").
 */
export function controlFile(expected: ExpectedFile) {
  const ofFile: Finding[] = [];
  const statements: StatementVerdict[] = [];
  const standings = new Map<string, Standing>();
  let open: Open | null = null;
  let begun = false;
  if (expected.isTaken(expected.file)) ofFile.push({ code: "file-known", detail: expected.file });

  const close = (end: StatementEnd | null): void => {
    if (!open) return;
    const { account, series } = open.head;
    const before = standings.get(`${series} ${account}`) ?? expected.standingOf(account, series);
    const verdict = judge(open, end, before, expected.control !== undefined);
    if (before !== undefined) standings.set(`${series} ${account}`, verdict.standing);
    statements.push(verdict);
    open = null;
  };

  return {
    take(part: StatementPart): void {
      if (part.kind === "head") {
        close(null);
        begun = true;
        open = { head: part.head, findings: [], entries: 0, moneyIn: 0n, moneyOut: 0n };
      } else if (part.kind === "finding") note(open?.findings ?? ofFile, part.finding);
      else if (part.kind === "end") close(part.end);
      else if (open) count(open, part.entry);
      else note(ofFile, { code: "malformed", detail: "an entry outside a statement" });
    },
    /** After the last part. */
    verdict(): FileVerdict {
      close(null);
      if (!begun && ofFile.length === 0) ofFile.push({ code: "truncated", detail: "no statement in it" });
      // a file that breaks off is wrong from its first byte on: who knows what else was cut
      for (const { findings } of statements)
        for (const finding of findings)
          if (finding.code === "truncated" || finding.code === "malformed") note(ofFile, finding);
      if (expected.control) compare(expected.control, statements, ofFile);
      const whole = worst(ofFile);
      return {
        weight: worst([...ofFile, ...statements.flatMap(({ findings }) => findings)]),
        findings: ofFile,
        statements: statements.map((one) =>
          order.indexOf(whole) > order.indexOf(one.weight) ? { ...one, weight: whole } : one,
        ),
      };
    },
  };
}

function compare(control: FileControl, statements: readonly StatementVerdict[], findings: Finding[]): void {
  const rows = statements.reduce((sum, { entries }) => sum + entries, 0);
  const sum = statements.reduce((total, { moneyIn, moneyOut }) => total + moneyIn - moneyOut, 0n);
  if (rows !== control.rows || sum !== control.sum)
    note(findings, {
      code: "summary-differs",
      detail: `${rows} rows of ${sum}, not ${control.rows} of ${control.sum}`,
    });
}

interface Open {
  readonly head: StatementHead;
  readonly findings: Finding[];
  entries: number;
  moneyIn: bigint;
  moneyOut: bigint;
}

function note(findings: Finding[], finding: Finding): void {
  if (findings.filter(({ code }) => code === finding.code).length < mostAlike) findings.push(finding);
}

function count(open: Open, { key, sign, amount, said, currency, status }: StatementEntry): void {
  if (currency !== countedCurrency)
    note(open.findings, { code: "currency-other", detail: `${key}: ${said} ${currency}` });
  else if (amount === null) note(open.findings, { code: "amount-unreadable", detail: `${key}: ${said}` });
  if (status !== "booked") return;
  open.entries += 1;
  if (sign > 0) open.moneyIn += amount ?? 0n;
  else open.moneyOut += amount ?? 0n;
}

function judge(
  open: Open,
  end: StatementEnd | null,
  before: Standing | null | undefined,
  isControlled: boolean,
): StatementVerdict {
  const { head, findings, entries, moneyIn, moneyOut } = open;
  const { copy, sequence } = head;
  const opening = end?.opening ?? head.opening;
  const closing = end?.closing ?? null;
  const add = (code: FindingCode, detail: string): void => note(findings, { code, detail });

  if (before === undefined) add("account-other", head.account);
  if (head.currency !== null && head.currency !== countedCurrency) add("currency-other", head.currency);
  // what broke it off has been told, and says more
  const isBroken = findings.some(
    ({ code }) => code === "malformed" || code === "truncated" || code === "version-unknown",
  );
  if (end === null && !isBroken) add("truncated", "the statement does not end");
  else if (end !== null && head.withBalances && (opening === null || closing === null))
    add("balance-missing", opening === null ? "opening" : "closing");
  else if (head.series === "table" && end !== null && !head.withBalances && !isBroken && !end.isWhole && !isControlled)
    add("table-unproven", `${entries} rows of ${moneyIn - moneyOut}`);
  for (const balance of [opening, closing])
    if (balance !== null) {
      if (balance.currency !== countedCurrency) add("currency-other", `${balance.said} ${balance.currency}`);
      else if (balance.amount === null) add("amount-unreadable", balance.said);
      if (!balance.isFinal) add("page-missing", balance === opening ? "before the first page" : "after the last page");
    }
  const [from, to] = [opening?.amount ?? null, closing?.amount ?? null];
  if (from !== null && to !== null && !findings.some(({ code }) => spoilsSum.includes(code))) {
    const sum = from + moneyIn - moneyOut;
    if (sum !== to) add("balance-wrong", `${from} + ${moneyIn} - ${moneyOut} = ${sum}, not ${to}`);
  }
  if (copy !== null) add("file-copy", copy);
  if (before) {
    if (before.closing !== null && from !== null && from !== before.closing)
      add("not-continuous", `${before.closing} before, ${from} now`);
    const restarts = sequence === 1n && before.day !== null && yearOf(opening?.day) > yearOf(before.day);
    if (sequence !== null && before.sequence !== null && !restarts) {
      if (sequence <= before.sequence) add("sequence-known", `${sequence} after ${before.sequence}`);
      else if (sequence > before.sequence + 1n)
        add("sequence-gap", `${before.sequence + 1n} to ${sequence - 1n} did not come`);
    }
  }
  return {
    head,
    weight: worst(findings),
    findings,
    entries,
    moneyIn,
    moneyOut,
    standing: {
      closing: to ?? before?.closing ?? null,
      sequence: sequence ?? before?.sequence ?? null,
      day: closing?.day ?? opening?.day ?? before?.day ?? null,
    },
  };
}

/** With these the sum cannot be trusted anyway; telling it wrong beside them would only hide which it is. */
const spoilsSum: readonly FindingCode[] = [
  "truncated",
  "malformed",
  "amount-unreadable",
  "entry-unreadable",
  "currency-other",
  "batch-differs",
];

const yearOf = (day: Day | null | undefined): number => (day ? Number(day.slice(0, 4)) : 0);

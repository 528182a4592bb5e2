import { dayOf, parseDay, type Day } from "../../core/domain/day.ts";
import {
  countedCurrency,
  entryKeys,
  found,
  mostBalance,
  readWholeDong,
  type Balance,
  type EntryStatus,
  type StatementEntry,
  type StatementHead,
  type StatementPart,
} from "../../core/domain/payment/statement.ts";
import { cutXml, nodeOf, nodesOf, textOf, textsOf, type Piece, type XmlNode } from "./cut-xml.ts";
import { readText, sha256, type Chunks } from "./text.ts";

/** Versions 02 to 12 by their namespace: up to 06 `Sts` and the parties are plain, from 07 on they hold a choice (§9.1). */
const namespace = /^urn:iso:std:iso:20022:tech:xsd:camt\.05([34])\.001\.(0[2-9]|1[0-2])$/;

const opened: Readonly<Record<string, readonly string[]>> = {
  "": ["Document"],
  Document: ["BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn"],
  BkToCstmrStmt: ["Stmt"],
  BkToCstmrDbtCdtNtfctn: ["Ntfctn"],
  Stmt: ["Ntry"],
  Ntfctn: ["Ntry"],
  Ntry: ["NtryDtls"],
  NtryDtls: ["TxDtls"],
};

type Entry = Omit<StatementEntry, "key">;

/**
 * Reads camt.053 and camt.054 as they arrive: what is kept is one payment and the sums. A batch whose payments have amounts
 * of their own is told payment by payment.
 *
 * @param chunks UTF-8.
 * @returns parts up to the first thing that makes the file unreadable, which is then the last one, a finding.
 */
export async function* readCamt(chunks: Chunks): AsyncGenerator<StatementPart, void> {
  let form: Form | null = null;
  let statement: Statement | null = null;

  for await (const piece of cutXml(readText(chunks), opened)) {
    if (piece.kind === "bad") {
      yield found(piece.why, piece.detail);
      return;
    }
    if (piece.kind === "begin" && piece.name === "Document") {
      form = formOf(piece.tag);
      if (!form) {
        yield found("version-unknown", namespaceOf(piece.tag) ?? "no namespace");
        return;
      }
    } else if (!form) {
      yield found("version-unknown", piece.name);
      return;
    } else if (piece.name.startsWith("BkToCstmr")) {
      if (piece.kind !== "begin") continue;
      if (piece.name !== form.message) {
        yield found("version-unknown", piece.name);
        return;
      }
      // one message in several files: what a page lacks is in another one
      const page = nodeOf(piece.node, "GrpHdr/MsgPgntn");
      if (isPage(page)) yield found("page-missing", `page ${textOf(page, "PgNb") ?? ""} of a message`);
    } else if (piece.name === "Stmt" || piece.name === "Ntfctn") {
      if (piece.kind === "begin") {
        statement = beginStatement(piece.node, form);
        yield { kind: "head", head: statement.head };
        if (statement.isPage) yield found("page-missing", "a page of a statement");
        for (const detail of statement.unreadable) yield found("amount-unreadable", detail);
      } else if (statement) {
        const differs = summaryDiffers(statement);
        if (differs !== null) yield found("summary-differs", differs);
        yield { kind: "end", end: { closing: statement.closing } };
        statement = null;
      }
    } else if (statement) {
      yield* takeOf(piece, statement, form);
    }
  }
}

interface Form {
  readonly message: "BkToCstmrStmt" | "BkToCstmrDbtCdtNtfctn";
  /** From version 07 on. */
  readonly hasChoices: boolean;
}

function namespaceOf(tag: string): string | undefined {
  const prefix = /^<(?:([^\s:>/]+):)?Document/.exec(tag)?.[1];
  const name = prefix === undefined ? "xmlns" : `xmlns:${prefix}`;
  return new RegExp(`\\s${name.replaceAll(/[.]/g, "\\.")}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`)
    .exec(tag)
    ?.slice(1)
    .find(Boolean);
}

function formOf(tag: string): Form | null {
  const parts = namespace.exec(namespaceOf(tag) ?? "");
  if (!parts) return null;
  return { message: parts[1] === "3" ? "BkToCstmrStmt" : "BkToCstmrDbtCdtNtfctn", hasChoices: Number(parts[2]) >= 7 };
}

const isPage = (page: XmlNode | undefined): boolean =>
  page !== undefined && !(Number(textOf(page, "PgNb")) === 1 && isTrue(textOf(page, "LastPgInd")));
const isTrue = (text: string | null): boolean => text === "true" || text === "1";

interface Statement {
  readonly head: StatementHead;
  readonly closing: Balance | null;
  readonly summary: XmlNode | undefined;
  readonly unreadable: readonly string[];
  readonly isPage: boolean;
  readonly keyOf: ReturnType<typeof entryKeys>;
  /** Of all entries and of the booked ones alone: banks sum up either. */
  readonly sums: { readonly all: Sums; readonly booked: Sums };
  count: number;
  /** The entry that is being read. */
  open: OpenEntry | null;
}

interface Sums {
  entries: number;
  credits: number;
  debits: number;
  moneyIn: bigint;
  moneyOut: bigint;
}

const noSums = (): Sums => ({ entries: 0, credits: 0, debits: 0, moneyIn: 0n, moneyOut: 0n });

function beginStatement(node: XmlNode, form: Form): Statement {
  const account = textOf(node, "Acct/Id/Othr/Id") ?? textOf(node, "Acct/Id/IBAN") ?? "";
  const balances = nodesOf(node, "Bal").map((each) => ({
    type: textOf(each, "Tp/CdOrPrtry/Cd") ?? "",
    balance: balanceOf(each),
  }));
  const of = (...types: readonly string[]): Balance | null =>
    types.flatMap((type) => balances.filter((one) => one.type === type))[0]?.balance ?? null;
  const between = balances.filter(({ type }) => type === "ITBD").map(({ balance }) => balance);
  // without one of its own a page begins and ends at a balance in between
  const opening = of("OPBD", "PRCD") ?? notFinal(between[0]);
  const closing = of("CLBD") ?? notFinal(between.at(-1));
  const sequence = textOf(node, "ElctrncSeqNb") ?? textOf(node, "LglSeqNb");
  const copy = textOf(node, "CpyDplctInd");
  const unreadable = nodesOf(node, "Bal").length === balances.filter(({ balance }) => balance !== null).length;
  return {
    head: {
      series: form.message === "BkToCstmrStmt" ? "camt.053" : "camt.054",
      account,
      currency: textOf(node, "Acct/Ccy") ?? opening?.currency ?? closing?.currency ?? null,
      statementId: textOf(node, "Id"),
      sequence: sequence !== null && /^\d{1,18}$/.test(sequence) ? BigInt(sequence) : null,
      opening,
      copy: copy === "CODU" || copy === "COPY" || copy === "DUPL" ? copy : null,
      withBalances: form.message === "BkToCstmrStmt",
    },
    closing,
    summary: nodeOf(node, "TxsSummry"),
    unreadable: unreadable ? [] : ["a balance without amount, currency or sign"],
    isPage: isPage(nodeOf(node, "StmtPgntn")) || isPage(nodeOf(node, "NtfctnPgntn")),
    keyOf: entryKeys(account, sha256),
    sums: { all: noSums(), booked: noSums() },
    count: 0,
    open: null,
  };
}

const notFinal = (balance: Balance | null | undefined): Balance | null =>
  balance ? { ...balance, isFinal: false } : null;

function balanceOf(node: XmlNode): Balance | null {
  const [said, currency, sign] = [textOf(node, "Amt"), currencyOf(node, "Amt"), signOf(node)];
  if (said === null || currency === null || sign === null) return null;
  const amount = currency === countedCurrency ? readWholeDong(said, ".", mostBalance) : null;
  const day = dayIn(nodeOf(node, "Dt") ?? node, nodeOf(node, "Dt") ? "" : "Dt");
  return { amount: amount === null ? null : BigInt(sign) * amount, said, currency, day: day ?? null, isFinal: true };
}

function currencyOf(node: XmlNode | undefined, path: string): string | null {
  const said = nodeOf(node, path)?.["@Ccy"];
  return typeof said === "string" && said !== "" ? said : null;
}

function signOf(node: XmlNode): 1 | -1 | null {
  const said = textOf(node, "CdtDbtInd");
  return said === "CRDT" ? 1 : said === "DBIT" ? -1 : null;
}

/** A choice of day and moment; null: not there; undefined: not a day. A moment without an offset is Vietnamese time. */
function dayIn(node: XmlNode | undefined, name: string): Day | null | undefined {
  const choice = name === "" ? node : nodeOf(node, name);
  const said = textOf(choice, "Dt") ?? textOf(choice, "DtTm") ?? (name === "" ? null : textOf(node, name));
  if (said === null) return null;
  try {
    if (/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(said)) {
      const at = new Date(said);
      return Number.isNaN(at.getTime()) ? undefined : dayOf(at);
    }
    return /^\d{4}-\d{2}-\d{2}(T.*|Z|[+-]\d{2}:\d{2})?$/.test(said) ? parseDay(said.slice(0, 10)) : undefined;
  } catch {
    return undefined;
  }
}

interface OpenEntry {
  readonly entry: Entry;
  /** Payments in its details so far. */
  details: number;
  /** Held back until it is known whether it is the only one. */
  first: Detail | null;
  /** Whether the payments are told one by one, by their own amounts. */
  isItemised: boolean;
  /** Signed; null: a detail says no amount in the entry's currency. */
  sum: bigint | null;
  /** What the bank says of its batches: how many payments, how much. */
  said: { payments: number; total: bigint | null } | null;
}

interface Detail {
  readonly entry: Entry;
  /** Whether it states an amount of its own. */
  readonly hasAmount: boolean;
}

function takeOf(piece: Exclude<Piece, { kind: "bad" }>, statement: Statement, form: Form): readonly StatementPart[] {
  const { node } = piece;
  const { open } = statement;
  if (piece.name === "Ntry" && piece.kind === "begin") {
    const entry = entryOf(node, form);
    statement.open = entry && { entry, details: 0, first: null, isItemised: false, sum: 0n, said: null };
    if (entry) return [];
    statement.count += 1;
    return [found("entry-unreadable", `entry ${statement.count}`)];
  }
  // the details of an entry that could not be read
  if (!open) return [];
  if (piece.name === "Ntry") {
    statement.open = null;
    return endEntry(open, textOf(node, "AddtlNtryInf"), statement);
  }
  if (piece.kind === "end") return [];
  if (piece.name === "NtryDtls") {
    const batch = nodeOf(node, "Btch");
    if (!batch) return [];
    const said = open.said ?? { payments: 0, total: 0n };
    const total = textOf(batch, "TtlAmt");
    const amount = total === null ? null : readWholeDong(total, ".", mostBalance);
    open.said = {
      payments: said.payments + Number(textOf(batch, "NbOfTxs") ?? "0"),
      total: said.total === null || amount === null ? null : said.total + amount,
    };
    return [];
  }
  const detail = detailOf(node, open.entry, form);
  if (!detail) return [found("batch-differs", `a payment of entry ${statement.count + 1} has no amount to read`)];
  open.details += 1;
  const { amount, sign } = detail.entry;
  open.sum = open.sum === null || !detail.hasAmount || amount === null ? null : open.sum + BigInt(sign) * amount;
  if (open.details === 1) {
    open.first = detail;
    return [];
  }
  const told: StatementPart[] = [];
  if (open.details === 2 && open.first?.hasAmount) {
    open.isItemised = true;
    told.push(...tell(open.first.entry, statement, open.entry.bankReference));
  }
  if (open.isItemised && detail.hasAmount) told.push(...tell(detail.entry, statement, open.entry.bankReference));
  return told;
}

/** The entry itself where it is one payment, or where its payments have no amounts; then the controls of the batch. */
function endEntry(open: OpenEntry, more: string | null, statement: Statement): readonly StatementPart[] {
  const { entry, first, details, said, sum } = open;
  const signed = entry.amount === null ? null : BigInt(entry.sign) * entry.amount;
  const name = `entry ${statement.count + 1}`;
  countInto(statement, entry);
  const told: StatementPart[] = [];
  if (!open.isItemised) {
    const texts = [(details === 1 && first?.entry.text) || "", more ?? ""].filter((text) => text !== "");
    const payments = Math.max(1, details, said?.payments ?? 0);
    const own =
      details === 1 && first ? { ...first.entry, amount: entry.amount, said: entry.said, sign: entry.sign } : entry;
    told.push(...tell({ ...own, text: texts.join("\n"), payments }, statement));
  }
  const itemised = open.isItemised || (details === 1 && first?.hasAmount === true);
  if (itemised && signed !== null && sum !== signed)
    told.push(found("batch-differs", `${name}: payments of ${sum ?? "no sum"}, booked ${signed}`));
  if (said && said.payments > 0 && details > 1 && said.payments !== details)
    told.push(found("batch-differs", `${name}: ${details} payments, not ${said.payments}`));
  const total = said?.total ?? 0n;
  if (total !== 0n && entry.amount !== null && total !== entry.amount)
    told.push(found("batch-differs", `${name}: a batch of ${total}, booked ${entry.amount}`));
  return told;
}

/** @param batch reference of the batch, which its payments share where they have none of their own. */
function tell(entry: Entry, statement: Statement, batch: string | null = null): readonly StatementPart[] {
  const { key, reused } = statement.keyOf(entry);
  const part: StatementPart = { kind: "entry", entry: { ...entry, key } };
  return reused && entry.bankReference !== batch
    ? [part, found("reference-reused", entry.bankReference ?? "")]
    : [part];
}

function countInto(statement: Statement, { sign, amount, status }: Entry): void {
  statement.count += 1;
  for (const sums of status === "booked" ? [statement.sums.all, statement.sums.booked] : [statement.sums.all]) {
    sums.entries += 1;
    if (sign > 0) {
      sums.credits += 1;
      sums.moneyIn += amount ?? 0n;
    } else {
      sums.debits += 1;
      sums.moneyOut += amount ?? 0n;
    }
  }
}

function entryOf(node: XmlNode, form: Form): Entry | null {
  const [said, currency, sign] = [textOf(node, "Amt"), currencyOf(node, "Amt"), signOf(node)];
  const status = statusOf(form.hasChoices ? textOf(node, "Sts/Cd") : textOf(node, "Sts"));
  const [bookedOn, valueOn] = [dayIn(node, "BookgDt"), dayIn(node, "ValDt")];
  if (said === null || currency === null || sign === null || status === null) return null;
  if (bookedOn === undefined || valueOn === undefined) return null;
  return {
    sign,
    amount: currency === countedCurrency ? readWholeDong(said, ".") : null,
    said,
    currency,
    status,
    isReversal: isTrue(textOf(node, "RvslInd")),
    bankReference: textOf(node, "AcctSvcrRef"),
    endToEndId: null,
    text: "",
    counterparty: null,
    bookedOn,
    valueOn,
    payments: 1,
  };
}

const statuses: Readonly<Record<string, EntryStatus>> = {
  BOOK: "booked",
  PDNG: "pending",
  FUTR: "pending",
  INFO: "info",
};
const statusOf = (said: string | null): EntryStatus | null => (said === null ? null : (statuses[said] ?? null));

/** Null: it says an amount that is none. */
function detailOf(node: XmlNode, entry: Entry, form: Form): Detail | null {
  const path = nodeOf(node, "Amt") ? "Amt" : "AmtDtls/TxAmt/Amt";
  const said = textOf(node, path);
  // an amount in the payer's currency says nothing of what came in
  const hasAmount = said !== null && currencyOf(node, path) === entry.currency;
  const amount = hasAmount && entry.currency === countedCurrency ? readWholeDong(said, ".") : null;
  if (hasAmount && entry.currency === countedCurrency && amount === null) return null;
  const sign = signOf(node) ?? entry.sign;
  const endToEnd = textOf(node, "Refs/EndToEndId");
  const party = sign > 0 ? "Dbtr" : "Cdtr";
  const remittance = nodeOf(node, "RmtInf");
  const texts = [
    ...textsOf(remittance, "Ustrd"),
    ...nodesOf(remittance, "Strd").map((each) => textOf(each, "CdtrRefInf/Ref")),
    textOf(node, "AddtlTxInf"),
  ].filter((text): text is string => text !== null);
  return {
    hasAmount,
    entry: {
      ...entry,
      sign,
      ...(hasAmount ? { amount, said } : {}),
      isReversal: entry.isReversal || nodeOf(node, "RtrInf") !== undefined,
      bankReference: textOf(node, "Refs/AcctSvcrRef") ?? entry.bankReference,
      endToEndId: endToEnd === "NOTPROVIDED" ? null : endToEnd,
      text: texts.join("\n"),
      counterparty: textOf(node, `RltdPties/${party}${form.hasChoices ? "/Pty" : ""}/Nm`),
    },
  };
}

/** What the bank's own summary says and the entries do not; null: they agree, or it says nothing. */
function summaryDiffers({ summary, sums }: Statement): string | null {
  const claims: readonly (readonly [string, (of: Sums) => bigint])[] = [
    ["TtlNtries/NbOfNtries", ({ entries }) => BigInt(entries)],
    ["TtlNtries/Sum", ({ moneyIn, moneyOut }) => moneyIn + moneyOut],
    ["TtlCdtNtries/NbOfNtries", ({ credits }) => BigInt(credits)],
    ["TtlCdtNtries/Sum", ({ moneyIn }) => moneyIn],
    ["TtlDbtNtries/NbOfNtries", ({ debits }) => BigInt(debits)],
    ["TtlDbtNtries/Sum", ({ moneyOut }) => moneyOut],
  ];
  const wrong = (of: Sums): string | undefined =>
    claims.flatMap(([path, sum]) => {
      const said = textOf(summary, path);
      return said === null || readWholeDong(said, ".", mostBalance) === sum(of)
        ? []
        : [`${path} says ${said}, not ${sum(of)}`];
    })[0];
  return wrong(sums.all) === undefined ? null : (wrong(sums.booked) ?? null);
}

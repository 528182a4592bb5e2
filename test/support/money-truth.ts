import { dayOf, type Day } from "../../core/domain/day.ts";

/**
 * What truly happened to money, kept by hand beside the code under test and without a line of it: who paid what where, what a
 * gateway holds, what the bank's account shows, what the post took. Files and statements are written out of it.
 */

export const bankAccount = "0011001234567";
export const gatewayNames = ["vnpay", "payplatform", "keypay3", "vietcombank"] as const;
export type GatewayName = (typeof gatewayNames)[number];

/** A payment at a gateway, or (below zero) what the gateway gave back of one. */
export interface TrueMove {
  readonly gateway: GatewayName;
  readonly reference: string;
  /** Dong, signed. */
  readonly amount: bigint;
  /** Null: the gateway numbers none. */
  readonly number: string | null;
  readonly at: Date;
}

/** What a line of the bank's statement truly is. */
export type Meaning =
  /** A payer's transfer for an attempt, whatever the note says of it. */
  | { readonly is: "payment"; readonly reference: string }
  | { readonly is: "settlement"; readonly gateway: GatewayName; readonly charge: bigint }
  | { readonly is: "postSettlement"; readonly customer: string; readonly receipts: readonly string[] }
  | { readonly is: "refund"; readonly reference: string; readonly key: string }
  | { readonly is: "charge"; readonly name: string }
  /** Money that is nobody's fee. */
  | { readonly is: "stranger" }
  /** Money that left, and nobody says what for. */
  | { readonly is: "left" };

export interface TrueEntry {
  /** As the statement numbers it. */
  readonly number: string;
  /** Dong, signed. */
  readonly amount: bigint;
  readonly text: string;
  readonly day: Day;
  readonly meaning: Meaning;
}

export interface MoneyTruth {
  readonly moves: readonly TrueMove[];
  readonly entries: readonly TrueEntry[];
  readonly collections: readonly { readonly customer: string; readonly receipt: string; readonly amount: bigint }[];
  readonly move: (move: TrueMove) => void;
  readonly enter: (entry: Omit<TrueEntry, "number">) => TrueEntry;
  readonly collect: (collection: MoneyTruth["collections"][number]) => void;
  /** What a gateway has and has not handed on. */
  readonly heldAt: (gateway: GatewayName) => bigint;
  readonly atBank: () => bigint;
  readonly withPost: (customer: string) => bigint;
  /** That the post has not handed on. */
  readonly receiptsWith: (customer: string) => readonly string[];
  /** What came under a reference, wherever. */
  readonly cameUnder: (reference: string) => bigint;
  /** What went back of it. */
  readonly wentBack: (reference: string) => bigint;
  /** A gateway's file of a day: pipes, a summary last. */
  readonly gatewayFile: (gateway: GatewayName, day: Day) => string;
  /** camt.053 of a day; the same day written again is another file. */
  readonly statement: (day: Day, writing: number, sequence: number | null) => string;
  /** camt.054 of what a day has so far. */
  readonly notice: (day: Day) => string;
}

export const openingBalance = 5_000_000n;

const sum = (amounts: Iterable<bigint>): bigint => {
  let all = 0n;
  for (const amount of amounts) all += amount;
  return all;
};

export function moneyTruth(): MoneyTruth {
  const moves: TrueMove[] = [];
  const entries: TrueEntry[] = [];
  const collections: MoneyTruth["collections"][number][] = [];
  const balance = (type: "OPBD" | "CLBD", amount: bigint, day: Day) =>
    `<Bal><Tp><CdOrPrtry><Cd>${type}</Cd></CdOrPrtry></Tp><Amt Ccy="VND">${amount < 0n ? -amount : amount}</Amt>` +
    `<CdtDbtInd>${amount < 0n ? "DBIT" : "CRDT"}</CdtDbtInd><Dt><Dt>${day}</Dt></Dt></Bal>`;
  const line = ({ amount, day, number, text }: TrueEntry) =>
    `<Ntry><Amt Ccy="VND">${amount < 0n ? -amount : amount}</Amt><CdtDbtInd>${amount < 0n ? "DBIT" : "CRDT"}</CdtDbtInd>` +
    `<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>${day}</Dt></BookgDt><AcctSvcrRef>${number}</AcctSvcrRef>` +
    `<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>` +
    `<RmtInf><Ustrd>${text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>`;
  const document = (version: "053" | "054", name: string, inside: string) =>
    `<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.${version}.001.08">` +
    `<${name}><GrpHdr><MsgId>M</MsgId></GrpHdr>${inside}</${name}></Document>`;
  const account = `<Acct><Id><Othr><Id>${bankAccount}</Id></Othr></Id></Acct>`;
  const stamp = (at: Date) =>
    new Date(at.getTime() + 7 * 3_600_000).toISOString().replaceAll(/[-:T]/g, "").slice(0, 14);

  return {
    ...{ moves, entries, collections },
    move: (move) => void moves.push(move),
    enter(entry) {
      const numbered = { ...entry, number: `FT${String(entries.length + 1).padStart(5, "0")}` };
      entries.push(numbered);
      return numbered;
    },
    collect: (collection) => void collections.push(collection),
    heldAt(gateway) {
      const handedOn = entries.map(({ meaning, amount }) =>
        meaning.is === "settlement" && meaning.gateway === gateway ? amount + meaning.charge : 0n,
      );
      return sum(moves.map((move) => (move.gateway === gateway ? move.amount : 0n))) - sum(handedOn);
    },
    atBank: () => sum(entries.map(({ amount }) => amount)),
    withPost: (customer) =>
      sum(collections.map((one) => (one.customer === customer ? one.amount : 0n))) -
      sum(
        entries.map(({ meaning, amount }) =>
          meaning.is === "postSettlement" && meaning.customer === customer ? amount : 0n,
        ),
      ),
    receiptsWith(customer) {
      const handedOn = entries.flatMap(({ meaning }) => (meaning.is === "postSettlement" ? meaning.receipts : []));
      return collections
        .filter((one) => one.customer === customer && !handedOn.includes(one.receipt))
        .map(({ receipt }) => receipt);
    },
    cameUnder: (reference) =>
      sum(moves.map((move) => (move.reference === reference && move.amount > 0n ? move.amount : 0n))) +
      sum(
        entries.map(({ meaning, amount }) =>
          meaning.is === "payment" && meaning.reference === reference ? amount : 0n,
        ),
      ),
    wentBack: (reference) =>
      sum(moves.map((move) => (move.reference === reference && move.amount < 0n ? -move.amount : 0n))) +
      sum(
        entries.map(({ meaning, amount }) =>
          meaning.is === "refund" && meaning.reference === reference ? -amount : 0n,
        ),
      ),
    gatewayFile(gateway, day) {
      const of = moves.filter((move) => move.gateway === gateway && dayOf(move.at) === day);
      const rows = of.map(({ reference, number, amount, at }) =>
        [reference, number ?? "", amount < 0n ? -amount : amount, amount < 0n ? "09" : "00", stamp(at)].join("|"),
      );
      const total = sum(of.map(({ amount }) => (amount < 0n ? -amount : amount)));
      // who and when, so that two quiet days are two files
      return [...rows, `TONG|${rows.length}|${total}|${gateway}|${day}`].join("\n");
    },
    statement(day, writing, sequence) {
      const before = openingBalance + sum(entries.map((one) => (one.day < day ? one.amount : 0n)));
      const of = entries.filter((one) => one.day === day);
      return document(
        "053",
        "BkToCstmrStmt",
        `<Stmt><Id>S-${day}-${writing}</Id>${sequence === null ? "" : `<ElctrncSeqNb>${sequence}</ElctrncSeqNb>`}${account}` +
          `${balance("OPBD", before, day)}${balance("CLBD", before + sum(of.map(({ amount }) => amount)), day)}` +
          `${of.map(line).join("")}</Stmt>`,
      );
    },
    notice: (day) =>
      document(
        "054",
        "BkToCstmrDbtCdtNtfctn",
        `<Ntfctn><Id>N-${day}-${entries.length}</Id>${account}` +
          `${entries
            .filter((one) => one.day === day)
            .map(line)
            .join("")}</Ntfctn>`,
      ),
  };
}

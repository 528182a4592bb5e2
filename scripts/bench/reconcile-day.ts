import { createHash } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { paid, type Holder } from "../../core/domain/payment/journal.ts";
import { makeReference } from "../../core/domain/payment/reference.ts";
import { book } from "../../core/store/journal.ts";
import type { Database } from "../../platform/database.ts";
import { openDatabase } from "../../platform/database.ts";
import { superuser } from "./services.ts";

// A day of payments: three in five through a gateway, the others transfers to our account, with what goes wrong in life.

export const account = "0011009999999";
export const bank: Holder = `bank:${account}`;
export const gateway: Holder = "gateway:payplatform";
export const day = "2026-01-15";
const at = new Date(`${day}T09:00:00+07:00`);

export interface Day {
  readonly gatewayFile: string;
  readonly statement: string;
  /** Cases that a reconciliation has to find, by place and class, and what it has to match. */
  readonly planted: Readonly<Record<string, number>>;
}

type Fate =
  | "well" // theirs as ours
  | "missingThere" // ours alone
  | "amountDiffers"
  | "duplicate" // theirs once more
  | "missingHere" // theirs alone, of nobody
  | "unheard" // theirs alone, of a request that nobody told us was paid
  | "cutOff" // the end of the note is gone
  | "nameless"; // no note, an amount of its own

/** One in a hundred each of the bank's, of the gateway's without those of notes. */
function fateOf(n: number, isBank: boolean): Fate {
  const fates: readonly Fate[] = isBank
    ? ["missingThere", "amountDiffers", "duplicate", "missingHere", "unheard", "cutOff", "nameless"]
    : ["missingThere", "amountDiffers", "duplicate", "missingHere", "unheard"];
  return fates[Math.floor(n / 5) % 100] ?? "well";
}

const isBankPayment = (n: number): boolean => n % 5 > 2;
const amountOf = (n: number, fate: Fate): bigint =>
  fate === "nameless" || fate === "missingHere" ? 10_000_000n + BigInt(n) : BigInt(10_000 + (n % 40) * 5_000);

/** Writes the bookings, the requests of what was not heard, and both files; only a page of them is held. */
export async function writeDay(databaseUrl: string, folder: string, payments: number): Promise<Day> {
  const db = openDatabase(databaseUrl, "bench seed", 2);
  const gatewayFile = await openFile(join(folder, `platform-${payments}.txt`));
  const statement = await openFile(join(folder, `camt-${payments}.xml`));
  const planted: Record<string, number> = {};
  const plant = (what: string, n = 1): void => void (planted[what] = (planted[what] ?? 0) + n);
  const hash = createHash("sha256");
  let [rows, total, closing] = [0, 0n, 0n];
  const opening = 1_000_000_000n;

  const gatewayRow = async (reference: string, number: string, amount: bigint): Promise<void> => {
    const cells = Array.from({ length: 22 }, () => "");
    const said = { 3: reference, 4: number, 7: String(amount), 8: "VND", 9: "00", 10: "20260115090000" };
    for (const [place, text] of Object.entries(said)) cells[Number(place) - 1] = text;
    const line = cells.join("|");
    hash.update(rows === 0 ? line : `\n${line}`);
    rows += 1;
    total += amount;
    await gatewayFile.write(`${line}\n`);
  };
  const entry = async (number: string, amount: bigint, text: string): Promise<void> => {
    closing += amount;
    await statement.write(
      `<Ntry><Amt Ccy="VND">${amount < 0n ? -amount : amount}</Amt><CdtDbtInd>${amount < 0n ? "DBIT" : "CRDT"}</CdtDbtInd>` +
        `<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>${day}</Dt></BookgDt><AcctSvcrRef>${number}</AcctSvcrRef>` +
        `<BkTxCd><Prtry><Cd>TRF</Cd></Prtry></BkTxCd><NtryDtls><TxDtls><RmtInf><Ustrd>${text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n`,
    );
  };
  try {
    // the entries first: what is on the account at the end is known then
    await statement.write(
      `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>` +
        `<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-01-16T01:00:00+07:00</CreDtTm></GrpHdr>` +
        `<Stmt><Id>S15</Id><ElctrncSeqNb>15</ElctrncSeqNb><Acct><Id><Othr><Id>${account}</Id></Othr></Id></Acct>` +
        `${balance("OPBD", opening)}${balance("CLBD", closingOf(payments, opening))}\n`,
    );
    for (let from = 0; from < payments; from += 1_000) {
      const page = Array.from({ length: Math.min(1_000, payments - from) }, (_, index) => from + index);
      await writePage(db, databaseUrl, page);
      for (const n of page) {
        const isBank = isBankPayment(n);
        const fate = fateOf(n, isBank);
        const [reference, amount] = [makeReference(BigInt(n)), amountOf(n, fate)];
        const place = isBank ? "bank" : "gateway";
        if (fate === "missingThere") {
          plant(`${place} missingThere`);
          continue;
        }
        const said = fate === "amountDiffers" ? amount - 1n : amount;
        // of no request of ours
        const name = fate === "missingHere" ? makeReference(BigInt(n) + 1_000_000_000n) : reference;
        if (fate === "missingHere") plant(`${place} missingHere`);
        if (fate === "amountDiffers") plant(`${place} amountDiffers`, 2);
        if (fate === "duplicate") plant(`${place} duplicate`);
        plant(fate === "unheard" ? `${place} heard` : `${place} told`);
        for (const number of fate === "duplicate" ? [`N${n}`, `N${n}-2`] : [`N${n}`]) {
          if (!isBank) await gatewayRow(name, number, said);
          else if (fate === "cutOff") await entry(number, said, `MBVCB.${n}.nop phi ${reference.slice(0, 11)}`);
          else if (fate === "nameless") await entry(number, said, "chuyen tien");
          else await entry(number, said, `nop phi ${name} cam on`);
        }
      }
    }
    for (const [number, amount, text] of ownEntries) await entry(number, amount, text);
    await statement.write(`</Stmt></BkToCstmrStmt></Document>\n`);
    await gatewayFile.write(`TONG|${rows}|${total}|${hash.digest("hex")}\n`);
    if (opening + closing !== closingOf(payments, opening)) throw new Error("the statement does not add up");
  } finally {
    await gatewayFile.close();
    await statement.close();
    await db.destroy();
  }
  return { gatewayFile: gatewayFile.path, statement: statement.path, planted };
}

/** The bank's own: a charge, and interest. */
const ownEntries = [
  ["C1", -33_000n, "PHI QUAN LY TAI KHOAN T01"],
  ["C2", 1_204n, "TRA LAI TIEN GUI T01"],
] as const;

function closingOf(payments: number, opening: bigint): bigint {
  let closing = opening + ownEntries.reduce((sum, [, amount]) => sum + amount, 0n);
  for (let n = 0; n < payments; n += 1) {
    if (!isBankPayment(n)) continue;
    const fate = fateOf(n, true);
    const amount = amountOf(n, fate);
    if (fate === "missingThere") continue;
    closing += fate === "amountDiffers" ? amount - 1n : fate === "duplicate" ? 2n * amount : amount;
  }
  return closing;
}

const balance = (type: string, amount: bigint): string =>
  `<Bal><Tp><CdOrPrtry><Cd>${type}</Cd></CdOrPrtry></Tp><Amt Ccy="VND">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>` +
  `<Dt><Dt>${day}</Dt></Dt></Bal>`;

async function writePage(db: Database, databaseUrl: string, page: readonly number[]): Promise<void> {
  const known = page.filter((n) => !["missingHere", "unheard"].includes(fateOf(n, isBankPayment(n))));
  const bookings = known.map((n) => {
    const [isBank, reference] = [isBankPayment(n), makeReference(BigInt(n))];
    const holder = isBank ? bank : gateway;
    return paid({ id: `payment:${holder}:N${n}`, about: reference, at }, holder, amountOf(n, fateOf(n, isBank)));
  });
  await db.transaction().execute((tx) => book(tx, bookings));
  const rows = known.map((n) => {
    const holder = isBankPayment(n) ? bank : gateway;
    return `(null, '${holder}', 'N${n}', ${amountOf(n, fateOf(n, isBankPayment(n)))}, 'counted', '${day}', 'payment:${holder}:N${n}')`;
  });
  const unheard = page.filter((n) => fateOf(n, isBankPayment(n)) === "unheard");
  // fees of dossiers that are not there: only what is paid is measured
  await superuser(
    databaseUrl,
    `set session_replication_role = replica;
     insert into hub.payment (reference, holder, their_number, amount, kept, paid_at, booking_id) values ${rows.join(",")};
     insert into hub.fee (id, dossier_id, number, amount, fixed_by, fixed_at) overriding system value
     select id, id, 1, amount, 'bench', '${day}'
       from (values ${unheard.map((n) => `(${n + 1}, ${amountOf(n, "unheard")})`).join(",") || "(null::int, null::int)"}) as fee (id, amount)
      where id is not null;
     insert into hub.payment_request (reference, fee_id, amount, gateway, description, state, created_at, created_by, expires_at)
     select reference, fee_id, amount, gateway, 'phi', 'sent', '${day}', 'bench', '2026-01-30'
       from (values ${
         unheard
           .map(
             (n) =>
               `('${makeReference(BigInt(n))}', ${n + 1}, ${amountOf(n, "unheard")}, '${isBankPayment(n) ? "transfer" : "payplatform"}')`,
           )
           .join(",") || "(null, null::int, null::int, null)"
       }) as request (reference, fee_id, amount, gateway)
      where reference is not null`,
  );
}

async function openFile(path: string) {
  const stream = createWriteStream(path);
  await once(stream, "open");
  return {
    path,
    async write(text: string): Promise<void> {
      if (!stream.write(text)) await once(stream, "drain");
    },
    async close(): Promise<void> {
      stream.end();
      await once(stream, "close");
    },
  };
}

import { noteReceipt, takeReceipt, type DueReceipt } from "../store/pay-receipts.ts";
import { eachWithin } from "./pay-each.ts";
import type { BillSaid, MoneyWorld, PaymentGateway } from "./pay-gateways.ts";
import { dossierOfFee } from "./pay-requests.ts";

const minuteMs = 60_000;
const mostTries = 30;
/** How often it is asked whether one was cancelled after its money went back: for a day about. */
const mostLooks = 10;
/** Of one run: what is left goes on with the next one. */
const runMs = 40_000;

/**
 * Asks for the receipts of what is paid (§8). What goes wrong here undoes nothing, and is tried again, less and less often.
 * One that is here, as a link or a document, is not asked for again, unless its money went back.
 */
export async function fetchReceipts(
  world: MoneyWorld,
  limitMs = runMs,
): Promise<{ readonly issued: number; readonly failed: number }> {
  const { db, now, gateways } = world;
  const counts = { issued: 0, failed: 0 };
  const making = [...gateways.values()].filter(({ givesReceipts }) => givesReceipts);
  await eachWithin(making, limitMs, async (gateway) => {
    const at = now();
    const nextAt = new Date(at.getTime() + 10 * minuteMs);
    const due = await db.transaction().execute((tx) => takeReceipt(tx, { gateway: gateway.name, now: at, nextAt }));
    if (!due) return false;
    counts[await fetchOne(world, gateway, due)] += 1;
    return true;
  });
  return counts;
}

async function fetchOne(world: MoneyWorld, gateway: PaymentGateway, due: DueReceipt): Promise<"issued" | "failed"> {
  const { db, now } = world;
  const { reference, state, tried } = due;
  const said = await gateway.bill({ reference, at: now() }, AbortSignal.timeout(60_000));
  const at = now();
  const later = (most: number): Date | null =>
    tried >= most ? null : new Date(at.getTime() + Math.min(2 ** tried, 24 * 60) * minuteMs);
  const bill = said.kind === "bill" ? said : undefined;
  if (bill?.isCancelled) {
    await noteReceipt(db, reference, { ...linesOf(bill), state: "cancelled", said: "", nextAt: null, at });
    return "issued";
  }
  if (state === "issued") {
    await noteReceipt(db, reference, { ...(bill ? linesOf(bill) : {}), state, said: "", nextAt: later(mostLooks), at });
    return "issued";
  }
  const fileSha256 = bill?.pdf ? await keepOf(world, due, bill.pdf) : undefined;
  if (bill && (bill.url !== null || fileSha256 !== undefined)) {
    const kept = { ...linesOf(bill), url: bill.url, ...(fileSha256 === undefined ? {} : { fileSha256 }) };
    await noteReceipt(db, reference, { ...kept, state: "issued", said: "", nextAt: null, at });
    return "issued";
  }
  const words = said.kind === "notSent" ? `${said.why} ${said.field}` : said.kind;
  await noteReceipt(db, reference, { state: "failed", said: words, at, nextAt: later(mostTries) });
  return "failed";
}

const linesOf = ({ number, series, issuedOn }: Extract<BillSaid, { kind: "bill" }>) => ({ number, series, issuedOn });

async function keepOf(
  { db, keepDocument }: MoneyWorld,
  { reference, feeId }: DueReceipt,
  pdf: Uint8Array,
): Promise<string | undefined> {
  if (!keepDocument) return undefined;
  const { id } = await dossierOfFee(db, feeId);
  return keepDocument(id, `bien-lai-${reference}.pdf`, pdf);
}

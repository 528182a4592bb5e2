import { noteReceipt, takeReceipts } from "../store/pay-receipts.ts";
import type { MoneyWorld } from "./pay-gateways.ts";

const minuteMs = 60_000;
const mostTries = 30;

/** Asks for the receipts of what is paid (§8). What goes wrong here undoes nothing, and is tried again, less and less often. */
export async function fetchReceipts(world: MoneyWorld): Promise<{ issued: number; failed: number }> {
  const { db, now, gateways } = world;
  const counts = { issued: 0, failed: 0 };
  const due = await db
    .transaction()
    .execute((tx) => takeReceipts(tx, now(), new Date(now().getTime() + 10 * minuteMs), 20));
  for (const { reference, gateway, tried } of due) {
    const said = await gateways.get(gateway)?.bill({ reference, at: now() }, AbortSignal.timeout(60_000));
    const at = now();
    const isIt = said?.kind === "bill" && (said.url !== null || said.pdf !== null);
    const fileSha256 =
      said?.kind === "bill" && said.pdf
        ? ((await world.keepDocument?.(`bien-lai-${reference}.pdf`, said.pdf)) ?? null)
        : null;
    const url = said?.kind === "bill" ? said.url : null;
    if (isIt && (url !== null || fileSha256 !== null)) {
      await noteReceipt(db, reference, { state: "issued", url, fileSha256, said: "", nextAt: null, at });
      counts.issued += 1;
      continue;
    }
    const waitMs = Math.min(2 ** tried, 24 * 60) * minuteMs;
    const words = said?.kind === "notSent" ? `${said.why} ${said.field}` : (said?.kind ?? "no gateway");
    await noteReceipt(db, reference, {
      ...{ state: "failed", url: null, fileSha256: null, said: words, at },
      nextAt: tried >= mostTries ? null : new Date(at.getTime() + waitMs),
    });
    counts.failed += 1;
  }
  return counts;
}

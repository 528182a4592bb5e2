import { join } from "node:path";
import { reopenParked } from "../../bus/parked.ts";
import { startUnitStandIn } from "../../adapters/unit/stand-in.ts";
import { findPartner, findSubscription, lockSubscription, saveSubscription } from "../../core/store/partners.ts";
import type { Database } from "../../platform/database.ts";
import type { Log } from "../../platform/log.ts";
import { practicePartners, roles } from "./practice.ts";

export interface StandInAddress {
  readonly name: string;
  readonly url: string;
}

/** Starts the three units' software and tells the hub where their webhooks are. */
export async function startStandIns(
  db: Database,
  secretOf: (partnerId: string, version: number) => string,
  journalFolder: string,
  log: Log,
): Promise<{ readonly addresses: readonly StandInAddress[]; readonly close: () => Promise<void> }> {
  const running = await Promise.all(
    roles.map(async (role) => {
      const { id, name } = practicePartners[role];
      const { secretVersion } = await findSubscription(db, id);
      const standIn = await startUnitStandIn({
        secret: () => secretOf(id, secretVersion),
        journal: join(journalFolder, `${id}.jsonl`),
        log,
      });
      await subscribeStandIn(db, id, standIn.webhookUrl);
      return { name, standIn };
    }),
  );
  return {
    addresses: running.map(({ name, standIn }) => ({ name, url: standIn.receivedUrl })),
    close: async () => {
      await Promise.all(running.map(({ standIn }) => standIn.close()));
    },
  };
}

/** A partner that an operator has made a real one keeps its own way. */
async function subscribeStandIn(db: Database, id: string, url: string): Promise<void> {
  if (!(await findPartner(db, id))?.practice) return;
  await db.transaction().execute(async (tx) => {
    const { secretVersion } = await lockSubscription(tx, id);
    await saveSubscription(tx, id, { channel: "webhook", url, secretVersion });
    await reopenParked(tx, { partner: id }, "subscription", id);
  });
}

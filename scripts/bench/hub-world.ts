import { assignWaiting } from "../../bus/position.ts";
import { dayOf, isValidOn } from "../../core/domain/day.ts";
import { registerPartner } from "../../core/service/register-partner.ts";
import { allOrganisations } from "../../core/store/organisations.ts";
import { lockSubscription, saveSubscription, setPace } from "../../core/store/partners.ts";
import { loadDemonstration } from "../../main/demo/load.ts";
import { openDatabase } from "../../platform/database.ts";

/** A partner of the measured hub: sends for its agencies, and is told at its webhook. */
export interface BenchPartner {
  readonly id: string;
  readonly secret: string;
  readonly units: readonly string[];
}

const partnerCount = 8;
/** Calls at a time to each: together about what the bare pipelines allow themselves. */
const concurrency = 8;

/** The demonstration's agencies, dealt out to some partners whose webhooks all lead to the receiver. */
export async function registerPartners(databaseUrl: string, receiverUrl: string): Promise<BenchPartner[]> {
  const db = openDatabase(databaseUrl, "bench");
  try {
    await loadDemonstration(db, dayOf(new Date()));
    const valid = (await allOrganisations(db)).filter((unit) => isValidOn(unit, dayOf(new Date())));
    const partners: BenchPartner[] = [];
    for (let n = 0; n < partnerCount; n++) {
      const id = `bench-${n + 1}`;
      const units = valid.filter((_, place) => place % partnerCount === n).map(({ code }) => code);
      const registered = await registerPartner(
        { db, assignWaiting },
        { id, name: `Đo tốc độ ${n + 1}`, units, roles: ["unit"], practice: false },
      );
      if (!registered.ok) throw new Error(`${id}: ${registered.code}`);
      await db.transaction().execute(async (tx) => {
        const { secretVersion } = await lockSubscription(tx, id);
        await saveSubscription(tx, id, { channel: "webhook", url: receiverUrl, secretVersion });
        await setPace(tx, id, { concurrency });
      });
      partners.push({ id, secret: registered.secret ?? "", units: registered.units });
    }
    return partners;
  } finally {
    await db.destroy();
  }
}

import { sequenceDay, writeDossierCode, type DossierCode } from "../domain/dossier-code.ts";
import type { Refusal } from "../domain/refusal.ts";
import * as store from "../store/reserved-numbers.ts";
import type { Database } from "../../platform/database.ts";
import { receivingUnit } from "./receiving-unit.ts";

export { listReserved, reservedNumber, type ListedNumber, type ReservedNumber } from "../store/reserved-numbers.ts";

export interface Reservation {
  /** Name of the caller's service. */
  readonly service: string;
  /** The caller's own of this request; null: it brings none, and each request gets a number of its own. */
  readonly reference: string | null;
  /** For whom, and for what. */
  readonly unit: string;
  readonly procedure: string;
}

/**
 * Gives a number of the unit's day to a caller who will file under it (quirks 28, 29): counted where receipts are counted,
 * kept in the same transaction, never given again. A repeat of the caller's reference gets what it got. A unit that has
 * ended gives its successor's numbers.
 */
export async function reserveNumber(
  db: Database,
  { service, reference, unit, procedure }: Reservation,
  now: Date,
): Promise<{ readonly ok: true; readonly code: DossierCode } | Refusal> {
  return db.transaction().execute(async (tx) => {
    const before = reference === null ? undefined : await store.reservedFor(tx, service, reference);
    if (before) return { ok: true, code: before.code };
    const asked = { procedure, agency: unit, commune: null, filedAt: now, nationalCode: "" };
    const receiving = await receivingUnit(tx, asked, [], now);
    if (!receiving.ok) return receiving;
    const { code: agency, writtenAs } = receiving.unit;
    const day = sequenceDay(now);
    const number = await store.countNext(tx, agency, day);
    const code = writeDossierCode(writtenAs, day, number);
    await store.keepReserved(tx, { code, unit: agency, day, number, procedure, service, reference });
    return { ok: true, code };
  });
}

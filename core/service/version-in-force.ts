import type { Day } from "../domain/day.ts";
import { versionFor, type Bound, type Receiver } from "../domain/provincial-version.ts";
import { predecessorsOf } from "../store/organisations.ts";
import type { Reader } from "../../platform/database.ts";

/**
 * The version of a procedure that an agency receives under on a day in Viet Nam; without an agency the centre's. Whom it
 * took the place of is read only where provinces have versions of their own.
 */
export async function versionInForce<V extends Bound>(
  db: Reader,
  versions: readonly V[],
  on: Day,
  unit: Receiver["unit"] | undefined,
): Promise<V | undefined> {
  const receiver =
    unit && versions.some(({ province }) => province !== null)
      ? { unit, before: await predecessorsOf(db, unit.code) }
      : undefined;
  return versionFor(versions, on, receiver);
}

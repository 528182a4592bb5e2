import { setImmediate } from "node:timers/promises";
import { agencyNames } from "../domain/letter/agency.ts";
import { agenciesAskedAt, agenciesOf, replaceAgencies } from "../store/letter-agencies.ts";
import type { Database } from "../../platform/database.ts";
import { lastSlot } from "../../platform/jobs.ts";

/** By night: the list of all agencies has some 40 MB. */
const nightly = { dailyAt: { hour: 3, minute: 20 } } as const;

/** Whether the axis has not told its list of agencies since last night. */
export async function areAgenciesDue(db: Database, account: string, now: Date): Promise<boolean> {
  const askedAt = await agenciesAskedAt(db, account);
  return askedAt === undefined || askedAt < lastSlot(nightly, now);
}

/**
 * Keeps which identifiers are one agency, in the place of what was said before. A list of nobody is no list.
 * @param rows identifiers of one agency each, that of today first.
 */
export async function keepAgencies(
  db: Database,
  account: string,
  rows: readonly (readonly string[])[],
  at: Date,
): Promise<boolean> {
  if (rows.length === 0) return false;
  const names = await inTurns(agencyNames(rows));
  await db.transaction().execute((tx) => replaceAgencies(tx, account, names, { agencies: rows.length, at }));
  return true;
}

/** Others have their turn in between. */
async function inTurns<T>(work: Generator<undefined, T>): Promise<T> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    await setImmediate();
  }
}

/** Identifiers of one agency each, where arithmetic does not tell that they are one. */
export async function identifiersKept(db: Database, account: string): Promise<readonly (readonly string[])[]> {
  const agencies = new Map<string, string[]>();
  for (const { agency, identifier } of await agenciesOf(db, account))
    agencies.set(agency, [...(agencies.get(agency) ?? []), identifier]);
  return [...agencies.values()];
}

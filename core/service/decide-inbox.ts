import { dayOf } from "../domain/day.ts";
import { fault } from "../domain/handed-down.ts";
import type { Refusal } from "../domain/refusal.ts";
import { decideItem, findItem, lockKey, type InboxItem } from "../store/portal-inbox.ts";
import { faultOfNamed } from "./receiving-unit.ts";
import type { Database } from "../../platform/database.ts";

export { findItem, inboxStates, listItems, type InboxItem, type InboxState } from "../store/portal-inbox.ts";

export interface InboxDecision {
  readonly at: Date;
  readonly by: string;
  readonly reason: string;
  /** The agency that a person names for it. */
  readonly unit?: string | undefined;
}

/**
 * A person decides about a packet that waits for one: `waiting`: it is tried again at once; `refused`: it will never be
 * taken in, and the portal hears so when it brings it again.
 */
export async function decideInbox(
  db: Database,
  id: bigint,
  state: "waiting" | "refused",
  decision: InboxDecision,
): Promise<{ readonly ok: true; readonly item: InboxItem } | Refusal> {
  return db.transaction().execute(async (tx) => {
    const found = await findItem(tx, id);
    if (!found) return fault("portal-item-unknown", { id: String(id) });
    const items = await lockKey(tx, found.flow, found.nationalCode);
    const item = items.find((each) => each.id === id) ?? found;
    if (item.state !== "parked") return fault("portal-item-not-parked", { id: String(id), state: item.state });
    const unfit = decision.unit === undefined ? undefined : await faultOfNamed(tx, decision.unit, dayOf(decision.at));
    if (unfit) return unfit;
    await decideItem(tx, id, state, decision);
    return { ok: true, item };
  });
}

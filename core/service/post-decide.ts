import type { Database } from "../../platform/database.ts";
import * as events from "../store/post-events.ts";
import * as matters from "../store/post-matters.ts";
import * as orders from "../store/post-orders.ts";
import { knownToPost } from "./post-events.ts";

export { unsettledCollections as unsettledReceipts } from "../store/post-collections.ts";
export { listCursors } from "../store/post-events.ts";
export { callsOf, listMatters } from "../store/post-matters.ts";
export { findOrder, listOrders, type StoredOrder } from "../store/post-orders.ts";

/** What a person found out about an order: by telephone, at the counter, in the post's own system. */
export type PostDecision =
  | { readonly kind: "there"; readonly waybill?: string }
  | { readonly kind: "notThere" }
  /** What waits goes on as it is. */
  | { readonly kind: "again" };

export interface Decider {
  readonly by: string;
  readonly reason: string;
  readonly at: Date;
}

/**
 * Ends what waits for a person about an order. `there`: the post has it, and it stands; `notThere`: it has it not, so that one
 * whose call was lost is called once more, and one that was called off is over.
 * @returns undefined when there is no such order.
 */
export function decideOrder(
  db: Database,
  number: string,
  decision: PostDecision,
  decider: Decider,
): Promise<orders.StoredOrder | undefined> {
  return db.transaction().execute(async (tx) => {
    const order = await orders.lockOrder(tx, { number });
    if (!order) return undefined;
    const { at } = decider;
    await orders.changeOrder(tx, order.id, changeBy(order, decision, at));
    if (decision.kind === "again") await orders.owedAgain(tx, order.id, at);
    await matters.closeMatters(tx, number, "all", decider);
    return orders.lockOrder(tx, { number });
  });
}

/** What is asked of the post is asked now; an order of which nothing is owed is read. */
export async function askAgain(db: Database, number: string, at: Date): Promise<void> {
  const order = await orders.findOrder(db, number);
  if (!order) return;
  if (order.task === "ask" || order.task === "askCancel") await orders.changeOrder(db, order.id, { nextAt: at });
  else await orders.lookAt(db, order.id, at);
}

function changeBy(order: orders.StoredOrder, decision: PostDecision, at: Date): orders.OrderChange {
  const isUncertain = order.state === "unknown" || order.state === "planned";
  const over = { state: "cancelled", stage: "cancelled", task: null, nextAt: null } as const;
  switch (decision.kind) {
    case "there": {
      const waybill = decision.waybill ?? order.waybill;
      if (isUncertain) return { ...knownToPost(order, at), waybill };
      return order.state === "cancelPending" ? { state: "ordered", task: null, nextAt: null, waybill } : { waybill };
    }
    case "notThere":
      if (order.state === "ordered" || order.state === "cancelPending") return over;
      if (!isUncertain) return {};
      return order.cancelAskedAt ? over : { state: "planned", task: "create", nextAt: at, round: 0, waitedMs: 0 };
    case "again":
      return order.task === null ? {} : { nextAt: at, round: 0, waitedMs: 0 };
  }
}

/** Ends a matter that is about no order of ours. @returns how many were open. */
export const closeMatter = (db: Database, subject: string, decider: Decider): Promise<number> =>
  matters.closeMatters(db, subject, "all", decider);

/** A person says where a customer's feed goes on. @returns false when there is no such customer. */
export const moveFeed = (db: Database, customerCode: string, cursor: string, decider: Decider): Promise<boolean> =>
  db.transaction().execute(async (tx) => {
    const moved = await events.putCursor(tx, customerCode, cursor, decider.by, decider.at);
    if (moved) await matters.closeMatters(tx, customerCode, ["feed-stopped"], decider);
    return moved;
  });

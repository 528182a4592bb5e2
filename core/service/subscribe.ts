import { refuse, type Refusal } from "../domain/refusal.ts";
import { findSubscription, lockSubscription, saveSubscription, type Subscription } from "../store/partners.ts";
import type { Database, Tx } from "../../platform/database.ts";

export interface Wish {
  readonly channel: "inbox" | "webhook" | "amqp";
  readonly url?: string;
  readonly rotateSecret?: boolean;
}

export interface SubscriptionWorld {
  readonly db: Database;
  readonly mayReach: (url: URL) => boolean;
  /** Whether partners can have a queue of their own at this hub. */
  readonly hasQueues: boolean;
  /** bus/parked.ts, wired in by main: what the partner refused so far is tried on its new way. */
  readonly reopenRefused: (tx: Tx, partnerId: string) => Promise<unknown>;
}

/** Chooses how a partner gets its messages. Waiting messages follow the new channel, and so do parked ones. */
export async function subscribe(
  { db, mayReach, hasQueues, reopenRefused }: SubscriptionWorld,
  partnerId: string,
  wish: Wish,
): Promise<{ readonly ok: true; readonly subscription: Subscription } | Refusal> {
  const url = wish.channel === "webhook" ? (wish.url ?? "") : null;
  if (url !== null && !(URL.canParse(url) && mayReach(new URL(url))))
    return refuse("subscription-url-refused", { url }, "/url");
  if (wish.channel === "amqp" && !hasQueues) return refuse("channel-not-offered", {}, "/channel");
  return db.transaction().execute(async (tx) => {
    const before = await lockSubscription(tx, partnerId);
    const subscription = {
      channel: wish.channel,
      url,
      secretVersion: before.secretVersion + (wish.rotateSecret ? 1 : 0),
    };
    await saveSubscription(tx, partnerId, subscription);
    const isChanged = before.channel !== wish.channel || before.url !== url || wish.rotateSecret === true;
    if (isChanged) await reopenRefused(tx, partnerId);
    return { ok: true, subscription };
  });
}

export { findSubscription };

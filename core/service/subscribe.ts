import { refuse, type Refusal } from "../domain/refusal.ts";
import { findSubscription, saveSubscription, type Subscription } from "../store/partners.ts";
import type { Database } from "../../platform/database.ts";

export interface Wish {
  readonly channel: "inbox" | "webhook";
  readonly url?: string;
  readonly rotateSecret?: boolean;
}

/** Chooses how a partner gets its messages. Waiting messages follow the new channel. */
export async function subscribe(
  db: Database,
  partnerId: string,
  wish: Wish,
  mayReach: (url: URL) => boolean,
): Promise<{ readonly ok: true; readonly subscription: Subscription } | Refusal> {
  const url = wish.channel === "webhook" ? (wish.url ?? "") : null;
  if (url !== null && !(URL.canParse(url) && mayReach(new URL(url))))
    return refuse("subscription-url-refused", { url }, "/url");
  return db.transaction().execute(async (tx) => {
    const before = await findSubscription(tx, partnerId);
    const subscription = {
      channel: wish.channel,
      url,
      secretVersion: before.secretVersion + (wish.rotateSecret ? 1 : 0),
    };
    await saveSubscription(tx, partnerId, subscription);
    return { ok: true, subscription };
  });
}

export { findSubscription };

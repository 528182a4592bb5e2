/**
 * The post's feed is one for a whole customer, not for an order (§1.2): one durable cursor each, a 24-digit hexadecimal
 * number that only grows. A page that is not what was asked for moves nothing.
 */
export const firstCursor = "0".repeat(24);
export const mostInAPage = 1_000;

export type FeedPage<T> =
  | {
      readonly ok: true;
      /** Not seen before, in the feed's order. */
      readonly events: readonly T[];
      /** To be kept in the transaction that keeps the events. */
      readonly cursor: string;
      /** Whether to ask again at once. */
      readonly hasMore: boolean;
    }
  | {
      readonly ok: false;
      readonly why: "cursor-backwards" | "not-in-order" | "other-customer" | "not-a-cursor";
      readonly detail: string;
    };

/** @param cursor from which the page was asked for. @param size that was asked for, 1 to 1,000. */
export function advanceFeed<T extends { readonly cursor: string; readonly customerCode: string }>(
  customerCode: string,
  cursor: string,
  size: number,
  page: readonly T[],
): FeedPage<T> {
  const events: T[] = [];
  let [last, newest] = ["", cursor];
  for (const event of page) {
    if (!/^[0-9a-f]{24}$/.test(event.cursor)) return { ok: false, why: "not-a-cursor", detail: event.cursor };
    if (event.customerCode !== customerCode) return { ok: false, why: "other-customer", detail: event.cursor };
    // the one at the cursor may be told again; anything before it means that their numbers began anew
    if (event.cursor < cursor) return { ok: false, why: "cursor-backwards", detail: `${event.cursor} after ${cursor}` };
    if (event.cursor < last) return { ok: false, why: "not-in-order", detail: `${event.cursor} after ${last}` };
    if (event.cursor > newest) events.push(event);
    last = event.cursor;
    newest = event.cursor > newest ? event.cursor : newest;
  }
  return { ok: true, events, cursor: newest, hasMore: page.length >= size && newest > cursor };
}

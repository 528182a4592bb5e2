import { dayOf, type Day } from "../domain/day.ts";
import { follow, type ParcelStage, type PostEvent } from "../domain/post/event.ts";
import { mattersOfCancelling, mattersOfCreation, type PostMatterKind } from "../domain/post/matter.ts";
import type { OrderState } from "../domain/post/order.ts";
import type { Database, Tx } from "../../platform/database.ts";
import * as events from "../store/post-events.ts";
import { closeMatters, countMatter, openMatter } from "../store/post-matters.ts";
import { changeOrder, findOrder, lockOrder, type OrderChange, type StoredOrder } from "../store/post-orders.ts";

/** Who closes what the post's own word settled. */
export const thePost = "post";

/** Null: a person finds out where the parcel is, and the order stays as it was. */
const stateOf: Readonly<Record<ParcelStage, OrderState | null>> = {
  ordered: "ordered",
  underway: "underway",
  delivered: "delivered",
  returning: "underway",
  returned: "returned",
  cancelled: "cancelled",
  forPerson: null,
};

/**
 * Takes one event of the post in, with all that follows from it for the order, in the caller's transaction: kept once, in
 * whatever order it comes (R3). What is unknown, undoes an end or leaves the parcel's place open is a person's; it changes
 * nothing by itself.
 */
export async function takeEvent(
  tx: Tx,
  {
    customerCode,
    source,
    now,
    firstDay,
  }: {
    readonly customerCode: string;
    readonly source: "feed" | "order";
    readonly now: Date;
    /** Of the connection; of a feed alone. */
    readonly firstDay?: Day;
  },
  event: PostEvent,
): Promise<events.EventFollowed | "repeated" | "passedOver"> {
  const named = await lockOrder(tx, { number: event.orderNumber });
  const order = named?.customerCode === customerCode ? named : undefined;
  if (await events.isEventKnown(tx, customerCode, event.key)) return "repeated";
  if (!order) {
    // a customer may have years of orders behind it when it is connected
    if (firstDay !== undefined && event.at !== null && dayOf(event.at) < firstDay) return "passedOver";
    await events.insertEvent(tx, customerCode, null, event, { followed: "unknownOrder", source });
    await countMatter(tx, {
      ...{ subject: `${customerCode}/${dayOf(now)}`, kind: "order-unknown", isOver: false, at: now },
      details: { customer: customerCode, code: event.code },
      example: event.orderNumber || "–",
    });
    return "unknownOrder";
  }
  const { progress, followed: said } = follow({ stage: order.stage, since: order.stageSince, seen: new Set() }, event);
  // what the post refused, or what never left, is not under way
  const followed = order.state === "refused" ? "contradicts" : said === "repeated" ? "same" : said;
  await events.insertEvent(tx, customerCode, order.id, event, { followed, source });
  await openMatters(tx, order, event, followed, progress.stage);
  if (followed === "unknownCode")
    await countMatter(tx, {
      ...{ subject: `${order.profile}/${event.code}`, kind: "event-unknown-code", isOver: true, at: now },
      // what the post wrote may name a person: it stands with each order, and goes with its dossier
      details: { profile: order.profile, code: event.code },
      example: order.number,
    });
  if (followed === "contradicts") return followed;
  const change: OrderChange = {
    ...existence(order, now),
    ...(order.waybill === null && event.waybill !== null ? { waybill: event.waybill } : {}),
    ...(followed === "moved" || followed === "same" ? { stage: progress.stage, stageSince: progress.since } : {}),
    ...(followed === "moved" ? movedTo(order, progress.stage, now) : {}),
  };
  await changeOrder(tx, order.id, change);
  if (order.state === "unknown" || order.state === "planned") await settled(tx, order, mattersOfCreation, now);
  if (change.state === "cancelled") await settled(tx, order, mattersOfCancelling, now);
  return followed;
}

/** Whatever it says, an event says that the post has the order. */
const existence = (order: StoredOrder, now: Date): OrderChange =>
  order.state === "unknown" || order.state === "planned" ? knownToPost(order, now) : {};

/** The order stands at the post: called off now, where that was asked for before anybody knew. */
export const knownToPost = ({ cancelAskedAt }: Pick<StoredOrder, "cancelAskedAt">, now: Date): OrderChange => ({
  ...(cancelAskedAt
    ? { state: "cancelPending", task: "cancel", nextAt: now }
    : { state: "ordered", task: null, nextAt: null }),
  ...{ round: 0, waitedMs: 0 },
});

function movedTo(order: StoredOrder, stage: ParcelStage, now: Date): OrderChange {
  const state = stateOf[stage];
  // once it is on its way nothing is owed to the post any more, a cancelling least of all
  if (state === null || state === "ordered") return {};
  return { state, task: null, nextAt: null, ...owedBy(order, stage, now) };
}

/** A result that was delivered, or came back, is a step of its dossier; papers to an agency have their minute. */
const owedBy = ({ purpose }: StoredOrder, stage: ParcelStage, now: Date): OrderChange => {
  if (purpose !== "returnResult") return {};
  if (stage === "delivered") return { owedStep: "confirmPostDelivery", owedNextAt: now };
  return stage === "returned" ? { owedStep: "resultCameBack", owedNextAt: now } : {};
};

async function openMatters(
  tx: Tx,
  order: StoredOrder,
  { code, said, waybill }: PostEvent,
  followed: events.EventFollowed,
  stage: ParcelStage,
): Promise<void> {
  const isOver = stage === "delivered" || stage === "returned";
  const isCalledOff = order.state === "cancelPending" || order.cancelAskedAt !== null;
  const kinds: (PostMatterKind | false)[] = [
    followed === "contradicts" && "event-contradicts",
    followed === "moved" && stage === "forPerson" && "event-for-person",
    followed === "moved" && isOver && order.purpose === "both" && "way-unclear",
    followed === "moved" && isCalledOff && stage !== "ordered" && stage !== "cancelled" && "cancel-too-late",
    waybill !== null && order.waybill !== null && waybill !== order.waybill && "waybill-differs",
  ];
  const details = { code, said: said ?? "–", stage: order.stage, waybill: waybill ?? "–", ours: order.waybill ?? "–" };
  for (const kind of kinds) if (kind) await openMatter(tx, { subject: order.number, kind, orderId: order.id, details });
}

const settled = (tx: Tx, { number }: StoredOrder, kinds: readonly PostMatterKind[], at: Date) =>
  closeMatters(tx, number, kinds, { by: thePost, reason: "the post said so", at });

/** What became of a page of a feed. */
export interface PageTaken {
  readonly events: number;
  readonly unknown: number;
}

/** Keeps a page's events and moves the cursor with them, or neither (P3). Undefined: another worker was faster. */
export async function keepPage(
  db: Database,
  page: {
    readonly customerCode: string;
    readonly from: string;
    readonly to: string;
    readonly nextAt: Date;
    readonly events: readonly PostEvent[];
    /** Other software orders under the code, too: what is not ours is passed over. */
    readonly isShared: boolean;
    /** What is not ours and from before this day is counted alone. */
    readonly firstDay: Day;
    readonly now: Date;
  },
): Promise<PageTaken | undefined> {
  const { customerCode, from, to, nextAt, firstDay, now } = page;
  return db.transaction().execute(async (tx) => {
    if (!(await events.moveCursor(tx, customerCode, { from, to, nextAt, now }))) return undefined;
    let [taken, unknown, passedOver] = [0, 0, 0];
    for (const event of page.events) {
      if (page.isShared && !(await findOrder(tx, event.orderNumber))) continue;
      const followed = await takeEvent(tx, { customerCode, source: "feed", now, firstDay }, event);
      if (followed === "passedOver") passedOver += 1;
      else if (followed !== "repeated") taken += 1;
      if (followed === "unknownOrder" || followed === "unknownCode") unknown += 1;
    }
    if (passedOver > 0) await events.countPassedOver(tx, customerCode, passedOver);
    return { events: taken, unknown };
  });
}

/** A page that is not what was asked for moves nothing; a person says where the feed goes on. */
export async function stopFeed(
  db: Database,
  customerCode: string,
  from: string,
  fault: { readonly why: string; readonly detail: string },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await events.stopCursor(tx, customerCode, from, `${fault.why}: ${fault.detail}`.slice(0, 300));
    await openMatter(tx, {
      subject: customerCode,
      kind: "feed-stopped",
      orderId: null,
      details: { why: fault.why, detail: fault.detail, cursor: from },
    });
  });
}

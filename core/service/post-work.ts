import type { Dong } from "../domain/payment/dong.ts";
import type { PostEvent } from "../domain/post/event.ts";
import { mattersOfCancelling, mattersOfCreation, type PostMatterKind } from "../domain/post/matter.ts";
import type { PostOrder } from "../domain/post/order.ts";
import type { Database, Tx } from "../../platform/database.ts";
import { closeMatters, openMatter } from "../store/post-matters.ts";
import * as orders from "../store/post-orders.ts";
import { knownToPost, takeEvent, thePost } from "./post-events.ts";

export type { PostTask, StoredOrder } from "../store/post-orders.ts";
export {
  noteCall as notePostCall,
  forgetCallsBefore as forgetPostCallsBefore,
  forgetStrangersBefore,
} from "../store/post-matters.ts";
export { addWaybills, countPost, hintAt } from "../store/post-orders.ts";
export { claimCursor, delayCursor } from "../store/post-events.ts";

/** How a call of the post ended that changes nothing by itself at our side. */
export type CallTrouble =
  /** It surely had no effect; later is fine. */
  | { readonly kind: "retry"; readonly detail: string; readonly retryAfterMs?: number }
  /** The same, and our name or key is the reason. */
  | { readonly kind: "notLetIn"; readonly detail: string }
  /** It may have had its effect (R4). */
  | { readonly kind: "unknown"; readonly detail: string };

export type CreateEnding =
  | {
      readonly kind: "created";
      readonly waybill: string | null;
      readonly theirNumber: string | null;
      readonly fee: Dong | null;
    }
  | { readonly kind: "already" }
  | { readonly kind: "refused"; readonly code: string; readonly said: string }
  /** The profile makes no order of it: nothing left. */
  | { readonly kind: "incomplete"; readonly faults: readonly string[] }
  | CallTrouble;

export type CancelEnding =
  | { readonly kind: "cancelled" }
  | { readonly kind: "pending"; readonly caseId: string }
  | { readonly kind: "refused"; readonly code: string; readonly said: string }
  | CallTrouble;

/** What the post says of an order that was asked for. */
export type Found =
  | { readonly kind: "there"; readonly theirNumber: string | null; readonly events: readonly PostEvent[] }
  | { readonly kind: "absent" }
  | { readonly kind: "noAnswer"; readonly detail: string; readonly retryAfterMs?: number };

/** When to try again, by the schedule of all deliveries (docs/delivery.md); `park`: its budget is used up. */
export type PlanAgain = (
  order: orders.StoredOrder,
  ending: { readonly kind: "retry" | "unknown"; readonly detail: string; readonly retryAfterMs?: number },
) => Promise<{ readonly at: Date; readonly waitedMs: number } | "park">;

/** What an account's profile lets us do about a call whose ending is unknown (P6). */
export interface Doubt {
  /** `ask`: the post can be asked; `again`: the operator vouches that a repeat calls no second postman; `park`: a person. */
  readonly afterUnknown: "ask" | "again" | "park";
  /** That the post does not have it counts once so much time has passed: its list may be behind its orders. */
  readonly absentAfterMs: number;
}

export interface PostWorkWorld {
  readonly db: Database;
  readonly now: () => Date;
  readonly plan: PlanAgain;
}

export interface Claimed {
  readonly order: orders.StoredOrder;
  readonly task: orders.PostTask;
  /** Null: who sends and receives was erased. */
  readonly said: PostOrder | null;
  /** Of the allocated numbers, where the profile takes one. */
  readonly waybill: string | null;
  /** A call before this one may have had its effect, too. */
  readonly wasUnknown: boolean;
}

/** Takes the next order to which something is owed. */
export async function claimPostTask(
  world: PostWorkWorld,
  leaseMs: number,
  needsWaybill: (order: orders.StoredOrder) => boolean,
): Promise<Claimed | undefined> {
  const { db, now } = world;
  const taken = await db.transaction().execute(async (tx): Promise<Claimed | "calledOff" | undefined> => {
    const claimed = await orders.claimOrder(tx, now(), leaseMs);
    if (!claimed) return undefined;
    const { order, task, wasUnknown } = claimed;
    // called off while its call was under way, which surely had no effect
    if (task === "create" && order.cancelAskedAt && !wasUnknown) {
      await orders.changeOrder(tx, order.id, { state: "cancelled", stage: "cancelled", task: null, nextAt: null });
      return "calledOff";
    }
    const people = await orders.peopleOf(tx, order.id);
    const waybill =
      task === "create" && needsWaybill(order)
        ? ((await orders.takeWaybill(tx, order.account, order.id)) ?? null)
        : null;
    const { dossierCode, purpose, attempt, customerCode, weightGrams, collect } = order;
    const said = people && { dossierCode, purpose, attempt, customerCode, weightGrams, collect, ...people };
    return { order, task, said: said ?? null, waybill, wasUnknown };
  });
  return taken === "calledOff" ? claimPostTask(world, leaseMs, needsWaybill) : taken;
}

export async function settleCreate(
  world: PostWorkWorld,
  { order, wasUnknown }: Claimed,
  ending: CreateEnding,
  { afterUnknown }: Doubt,
): Promise<void> {
  const { db, now } = world;
  switch (ending.kind) {
    case "created":
    case "already":
      // true whoever meanwhile took the order up
      return within(db, order, async (tx, current) => {
        if (current.state !== "unknown" && current.state !== "planned") return;
        const told = ending.kind === "created" ? ending : { waybill: null, theirNumber: null, fee: null };
        await orders.changeOrder(tx, order.id, {
          ...knownToPost(current, now()),
          ...{ waybill: told.waybill ?? current.waybill, theirNumber: told.theirNumber ?? current.theirNumber },
          ...(told.fee === null ? {} : { fee: told.fee, feeAt: now() }),
        });
        await settled(tx, order, mattersOfCreation, now());
      });
    case "incomplete":
      return parked(
        world,
        order,
        "order-incomplete",
        { fields: ending.faults.join(", ") },
        { state: wasUnknown ? "unknown" : "planned", task: "create" },
      );
    case "refused":
      // that it is refused now says nothing of the call before
      if (wasUnknown) return parked(world, order, "create-unknown", { detail: `${ending.code} ${ending.said}` });
      return held(world, order, async (tx) => {
        await orders.changeOrder(tx, order.id, { state: "refused", task: null, nextAt: null });
        await open(tx, order, "create-refused", { code: ending.code, said: ending.said });
      });
    case "retry":
    case "notLetIn":
      if (order.cancelAskedAt && !wasUnknown) return calledOff(world, order);
      if (ending.kind === "notLetIn") await openMatter(db, matterOf(order, "not-let-in", { detail: ending.detail }));
      return again(world, order, { ...ending, kind: "retry" }, "tries-over", {
        ...{ state: wasUnknown ? "unknown" : "planned", task: "create" },
      });
    case "unknown":
      return doubted(world, order, afterUnknown, ending.detail);
  }
}

/** Nobody knows what became of a call, also where it was the one of a worker that died. */
export async function doubted(
  world: PostWorkWorld,
  order: orders.StoredOrder,
  afterUnknown: Doubt["afterUnknown"],
  detail: string,
): Promise<void> {
  if (afterUnknown === "park") return parked(world, order, "create-unknown", { detail });
  await again(world, order, { kind: "unknown", detail }, "create-unknown", {
    ...{ state: "unknown", task: afterUnknown === "ask" ? "ask" : "create" },
  });
}

export async function settleAsk(
  world: PostWorkWorld,
  { order }: Claimed,
  found: Found,
  { absentAfterMs }: Doubt,
): Promise<void> {
  const { now } = world;
  if (found.kind === "there") return known(world, order, found);
  if (found.kind === "noAnswer")
    return again(world, order, { ...found, kind: "retry" }, "create-unknown", { task: "ask" });
  const countsFrom = new Date((order.calledAt ?? order.createdAt).getTime() + absentAfterMs);
  if (now() < countsFrom)
    return held(world, order, (tx) => orders.changeOrder(tx, order.id, { task: "ask", nextAt: countsFrom }));
  // the post was asked and does not have it: only now another call may leave
  if (order.cancelAskedAt) return calledOff(world, order);
  return held(world, order, (tx) =>
    orders.changeOrder(tx, order.id, { state: "planned", task: "create", nextAt: now(), round: 0 }),
  );
}

export async function settleCancel(
  world: PostWorkWorld,
  { order }: Claimed,
  ending: CancelEnding,
  { afterUnknown }: Doubt,
): Promise<void> {
  const canAsk = afterUnknown === "ask";
  switch (ending.kind) {
    case "cancelled":
      return calledOff(world, order);
    case "pending":
      if (canAsk)
        return again(world, order, { kind: "unknown", detail: ending.caseId }, "cancel-unknown", {
          ...{ task: "askCancel", caseId: ending.caseId },
        });
      return held(world, order, (tx) =>
        orders.changeOrder(tx, order.id, { caseId: ending.caseId, task: null, nextAt: null }),
      );
    case "refused":
      return held(world, order, async (tx) => {
        await orders.changeOrder(tx, order.id, { state: "ordered", task: null, nextAt: null, round: 0 });
        await open(tx, order, "cancel-refused", { code: ending.code, said: ending.said });
      });
    case "retry":
    case "notLetIn":
      if (ending.kind === "notLetIn")
        await openMatter(world.db, matterOf(order, "not-let-in", { detail: ending.detail }));
      return again(world, order, { ...ending, kind: "retry" }, "tries-over", { task: "cancel" });
    case "unknown":
      if (!canAsk) return parked(world, order, "cancel-unknown", { detail: ending.detail });
      return again(world, order, ending, "cancel-unknown", { task: "askCancel" });
  }
}

export async function settleAskCancel(world: PostWorkWorld, { order }: Claimed, found: Found): Promise<void> {
  if (found.kind === "absent") return parked(world, order, "cancel-unknown", { detail: "the post does not have it" });
  if (found.kind === "noAnswer")
    return again(world, order, { ...found, kind: "retry" }, "cancel-unknown", { task: "askCancel" });
  await known(world, order, found);
  // it stands: waiting for the post's approval, or our call had no effect and is made once more
  return again(world, order, { kind: "unknown", detail: "the order stands" }, "cancel-unknown", {
    task: order.caseId === null ? "cancel" : "askCancel",
  });
}

/** What the post tells of an order when it is asked for it. */
export async function takeLook(world: PostWorkWorld, order: orders.StoredOrder, found: Found): Promise<void> {
  if (found.kind === "there") await known(world, order, found);
}

export const claimPostLook = ({ db, now }: PostWorkWorld): Promise<orders.StoredOrder | undefined> =>
  db.transaction().execute((tx) => orders.claimLook(tx, now()));

function known(
  { db, now }: PostWorkWorld,
  order: orders.StoredOrder,
  { theirNumber, events }: Extract<Found, { kind: "there" }>,
): Promise<void> {
  return within(db, order, async (tx, current) => {
    if (current.state === "unknown" || current.state === "planned") {
      await orders.changeOrder(tx, order.id, knownToPost(current, now()));
      await settled(tx, order, mattersOfCreation, now());
    }
    if (theirNumber !== null && current.theirNumber === null) await orders.changeOrder(tx, order.id, { theirNumber });
    for (const event of events)
      await takeEvent(
        tx,
        { customerCode: order.customerCode, source: "order", now: now() },
        { ...event, orderNumber: order.number },
      );
  });
}

const calledOff = (world: PostWorkWorld, order: orders.StoredOrder): Promise<void> =>
  held(world, order, async (tx) => {
    await orders.changeOrder(tx, order.id, { state: "cancelled", stage: "cancelled", task: null, nextAt: null });
    await settled(tx, order, [...mattersOfCreation, ...mattersOfCancelling], world.now());
  });

/** Tries again as the schedule says, or leaves it to a person when its budget is used up. */
async function again(
  world: PostWorkWorld,
  order: orders.StoredOrder,
  ending: Parameters<PlanAgain>[1],
  kind: PostMatterKind,
  change: orders.OrderChange,
): Promise<void> {
  const plan = await world.plan(order, ending);
  if (plan === "park") return parked(world, order, kind, { detail: ending.detail }, change);
  await held(world, order, (tx) =>
    orders.changeOrder(tx, order.id, { ...change, nextAt: plan.at, waitedMs: plan.waitedMs }),
  );
}

const parked = (
  world: PostWorkWorld,
  order: orders.StoredOrder,
  kind: PostMatterKind,
  details: Readonly<Record<string, string>>,
  change: orders.OrderChange = {},
): Promise<void> =>
  held(world, order, async (tx) => {
    await orders.changeOrder(tx, order.id, { ...change, nextAt: null });
    await open(tx, order, kind, details);
  });

/** Leaves what was claimed to a person: nothing left for the post by it. */
export const parkOrder = (
  world: PostWorkWorld,
  { order, task, wasUnknown }: Claimed,
  kind: PostMatterKind,
  details: Readonly<Record<string, string>>,
): Promise<void> =>
  parked(world, order, kind, details, {
    task,
    ...(task === "create" && !wasUnknown ? { state: "planned" } : {}),
  });

export const openPostMatter = (
  db: Database,
  subject: string,
  kind: PostMatterKind,
  details: Readonly<Record<string, string>>,
): Promise<void> => openMatter(db, { subject, kind, orderId: null, details });

const matterOf = (order: orders.StoredOrder, kind: PostMatterKind, details: Readonly<Record<string, string>>) => ({
  ...{ subject: order.number, kind, orderId: order.id },
  details,
});
const open = (tx: Tx, order: orders.StoredOrder, kind: PostMatterKind, details: Readonly<Record<string, string>>) =>
  openMatter(tx, matterOf(order, kind, details));
const settled = (tx: Tx, { number }: orders.StoredOrder, kinds: readonly PostMatterKind[], at: Date) =>
  closeMatters(tx, number, kinds, { by: thePost, reason: "the post said so", at });

const within = (
  db: Database,
  { id }: orders.StoredOrder,
  work: (tx: Tx, current: orders.StoredOrder) => Promise<void>,
): Promise<void> =>
  db.transaction().execute(async (tx) => {
    const current = await orders.lockOrder(tx, { id });
    if (current) await work(tx, current);
  });

/** As long as nobody else took the order up since, and no event or person decided about it: what ended late counts no more. */
const held = ({ db }: PostWorkWorld, order: orders.StoredOrder, work: (tx: Tx) => Promise<unknown>): Promise<void> =>
  within(db, order, async (tx, current) => {
    const isSameLease = current.nextAt?.getTime() === order.nextAt?.getTime();
    if (isSameLease && current.state === order.state) await work(tx);
  });

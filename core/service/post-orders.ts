import { findDossierCode } from "../domain/dossier-code.ts";
import type { Dossier } from "../domain/dossier.ts";
import { nextAttempt, orderInTheWay, type PostOrder, type PostParty, type PostPurpose } from "../domain/post/order.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import type { Reader, Tx } from "../../platform/database.ts";
import * as dossiers from "../store/dossiers.ts";
import { closeMatters } from "../store/post-matters.ts";
import * as orders from "../store/post-orders.ts";
import { actingUnit } from "./acting-unit.ts";
import { once, type Answer, type Ask } from "./once.ts";
import type { PostAccount, PostDesk } from "./post-desk.ts";
import { orderView, orderViews, type PostOrderView } from "./post-view.ts";
import { findForParties, worksOn } from "./read-dossier.ts";
import type { World } from "./step-taken.ts";

/** What an officer asks the post for. Whole đồng and grams. */
export interface PostOrderRequest {
  readonly by: string;
  readonly officer?: string;
  readonly purpose: PostPurpose;
  readonly sender: SaidParty;
  readonly receiver: SaidParty;
  readonly contents: string;
  readonly weightGrams: number;
  readonly collectVnd?: number;
}
type SaidParty = Omit<PostParty, "email"> & { readonly email?: string };

type PostWorld = Pick<World, "db" | "now">;

/**
 * Queues an order (QĐ 45/2016 art. 5): answered once it is on record here, given to the post by a worker. The receiving
 * one-stop alone orders, for the applicant deals with nobody else. While another order of the dossier stands in the way, or
 * nobody knows what became of it, there is no second one (P3).
 */
export const makeCreatePostOrder =
  (world: PostWorld, desk: PostDesk | undefined) =>
  (code: string, request: PostOrderRequest, ask: Ask): Promise<Answer<PostOrderView>> =>
    once(world.db, ask, async (tx) => {
      const now = world.now();
      const found = await findPlace(tx, desk, code, request, ask, now, true);
      if (!found.ok) return found;
      const { stored, account, unit } = found;
      const existing = await orders.ordersOf(tx, stored.id);
      const { purpose, weightGrams } = request;
      const occasion = purpose === "returnResult" ? 0 : await orders.occasionOf(tx, stored.id);
      const inTheWay = orderInTheWay(existing, { purpose, occasion });
      if (inTheWay)
        return refuse("post-order-there", { number: inTheWay.number, orderState: inTheWay.state }, "/purpose");
      const { code: dossierCode } = stored.dossier;
      const numberOf = (attempt: number) => found.desk.numberOf({ dossierCode, purpose, attempt });
      const order = toOrder(dossierCode, request, account, nextAttempt(existing, purpose, numberOf));
      const incomplete = incompleteIn(found.desk, account, order);
      if (incomplete) return incomplete;
      const { attempt, collect, sender, receiver, contents } = order;
      const quoted = { dossierId: stored.id, purpose, account: account.name, weightGrams };
      const id = await orders.insertOrder(
        tx,
        {
          ...{ dossierId: stored.id, purpose, attempt, number: found.desk.numberOf(order), account: account.name },
          ...{ profile: account.profile, customerCode: account.customerCode, unit, weightGrams, collect, occasion },
          quote: await orders.quoteFor(tx, quoted, account.service),
          ...{ officer: request.officer ?? null, partnerId: ask.partnerId, cause: ask.requestId },
        },
        { sender, receiver, contents },
        now,
      );
      return { ok: true, body: await viewOf(tx, id) };
    });

export type QuoteView = {
  readonly account: string;
  readonly prices: readonly { readonly service: string; readonly priceVnd: number }[];
};

/** What the post would ask for such an order now, kept for the order that follows. Nothing is ordered, nothing of it binds the post. */
export const makeQuotePostOrder =
  (world: PostWorld, desk: PostDesk | undefined) =>
  async (
    code: string,
    request: PostOrderRequest,
    ask: Ask,
    signal: AbortSignal,
  ): Promise<{ readonly ok: true; readonly quote: QuoteView } | Refusal> => {
    const found = await findPlace(world.db, desk, code, request, ask, world.now(), false);
    if (!found.ok) return found;
    const { account } = found;
    if (!account.canQuote) return refuse("post-quote-not-offered", { profile: account.profile });
    const order = toOrder(found.stored.dossier.code, request, account, 1);
    const incomplete = incompleteIn(found.desk, account, order);
    if (incomplete) return incomplete;
    const quoted = await found.desk.quote(account.name, order, signal);
    switch (quoted.kind) {
      case "quoted":
        await orders.keepQuote(
          world.db,
          {
            ...{ dossierId: found.stored.id, purpose: request.purpose, account: account.name },
            weightGrams: request.weightGrams,
          },
          quoted.prices,
          world.now(),
        );
        return {
          ok: true,
          quote: {
            account: account.name,
            prices: quoted.prices.map(({ service, price }) => ({ service, priceVnd: Number(price) })),
          },
        };
      case "incomplete":
        return incompleteOf(quoted.faults);
      case "refused":
        return refuse("post-quote-refused", { said: quoted.said });
      case "noAnswer":
        return refuse("post-no-answer", {});
    }
  };

export interface CancelRequest {
  readonly by: string;
  readonly officer?: string;
  readonly reason: string;
}

/**
 * Calls an order off. What has not left yet is called off at once; else the post is asked, and until it agrees the order
 * stands. An order whose fate is unknown is called off once it is known.
 */
export const makeCancelPostOrder =
  (world: PostWorld, desk: PostDesk | undefined) =>
  (number: string, request: CancelRequest, ask: Ask): Promise<Answer<PostOrderView>> =>
    once(world.db, ask, async (tx) => {
      const now = world.now();
      const found = await orderForOneStop(tx, number, request.by, ask, now);
      if (!found.ok) return found;
      const { order } = found;
      const asked = { cancelAskedAt: now, cancelReason: request.reason };
      if (order.state === "planned") {
        await orders.changeOrder(tx, order.id, {
          ...asked,
          state: "cancelled",
          stage: "cancelled",
          task: null,
          nextAt: null,
        });
        await closeMatters(tx, order.number, "all", { by: ask.partnerId, reason: request.reason, at: now });
        return { ok: true, body: await viewOf(tx, order.id) };
      }
      if (order.state === "cancelPending" || (order.state === "unknown" && order.cancelAskedAt))
        return refuse("post-cancel-asked", { number });
      if (order.state !== "ordered" && order.state !== "unknown")
        return refuse("post-cancel-too-late", { number, orderState: order.state });
      if (!desk?.accountNamed(order.account)?.canCancel)
        return refuse("post-cancel-not-offered", { number, profile: order.profile });
      await orders.changeOrder(
        tx,
        order.id,
        order.state === "unknown"
          ? asked
          : { ...asked, state: "cancelPending", task: "cancel", nextAt: now, round: 0, waitedMs: 0 },
      );
      return { ok: true, body: await viewOf(tx, order.id) };
    });

/** The orders of a dossier, for those who are a party to it; who sends and receives for those who work on it. */
export async function readPostOrders(
  { db, now }: PostWorld,
  text: string,
  units: ReadonlySet<string>,
): Promise<{ readonly ok: true; readonly code: string; readonly orders: readonly PostOrderView[] } | Refusal> {
  const found = await findForParties(db, text, units, now());
  if (!found) return refuse("dossier-unknown", { code: text });
  const { stored, parties } = found;
  const mayKnow = await worksOn(db, stored, parties);
  return {
    ok: true,
    code: stored.dossier.code,
    orders: await orderViews(db, await orders.ordersOf(db, stored.id), mayKnow),
  };
}

/** The order, locked, where the caller acts for the one-stop that receives for its dossier. */
export async function orderForOneStop(
  tx: Tx,
  number: string,
  by: string,
  ask: Ask,
  now: Date,
): Promise<
  { readonly ok: true; readonly order: orders.StoredOrder; readonly dossier: Dossier; readonly unit: string } | Refusal
> {
  const unknown = refuse("post-order-unknown", { number });
  const order = await orders.lockOrder(tx, { number });
  if (!order) return unknown;
  // whoever is no party learns nothing, not even that it exists (P12)
  const found = await findForParties(tx, order.dossierCode, ask.units, now);
  if (!found) return unknown;
  const acting = await actingUnit(tx, ask.units, by, now);
  if (!acting.ok) return acting;
  const { dossier } = found.stored;
  if (acting.unit.code !== dossier.returnsTo)
    return refuse("post-not-one-stop", { code: dossier.code, unit: dossier.returnsTo }, "/by");
  return { ok: true, order, dossier, unit: acting.unit.code };
}

type Place =
  | {
      readonly ok: true;
      readonly stored: dossiers.StoredDossier;
      readonly account: PostAccount;
      readonly desk: PostDesk;
      readonly unit: PostUnit;
    }
  | Refusal;
type PostUnit = Parameters<PostDesk["accountFor"]>[0];

async function findPlace(
  db: Reader,
  desk: PostDesk | undefined,
  text: string,
  request: PostOrderRequest,
  ask: Ask,
  now: Date,
  isToLock: boolean,
): Promise<Place> {
  const found = await findForParties(db, text, ask.units, now);
  if (!found) return refuse("dossier-unknown", { code: text });
  const acting = await actingUnit(db, ask.units, request.by, now);
  if (!acting.ok) return acting;
  const code = findDossierCode(text);
  const stored = (isToLock && code && (await dossiers.lock(db as Tx, code))) || found.stored;
  const { dossier } = stored;
  const unit = acting.unit.code;
  if (unit !== dossier.returnsTo)
    return refuse("post-not-one-stop", { code: dossier.code, unit: dossier.returnsTo }, "/by");
  if (!mayOrder(dossier, request.purpose))
    return refuse(
      "post-order-not-now",
      { code: dossier.code, state: dossier.state, purpose: request.purpose },
      "/purpose",
    );
  if (!desk) return refuse("post-not-connected", {});
  const account = desk.accountFor(unit);
  return account ? { ok: true, stored, account, desk, unit } : refuse("post-unit-unserved", { unit }, "/by");
}

const beforeReceipt: readonly Dossier["state"][] = ["draft", "submitted", "supplementBeforeReceipt", "supplement"];

/** Papers travel to the agency until they are complete, a result once there is one that nobody has. */
const mayOrder = ({ state, delivery }: Dossier, purpose: PostPurpose): boolean =>
  purpose === "returnResult"
    ? state === "done" && (delivery === "ready" || delivery === "returnedToSender")
    : beforeReceipt.includes(state);

function toOrder(dossierCode: string, request: PostOrderRequest, account: PostAccount, attempt: number): PostOrder {
  const party = ({ email, ...said }: SaidParty): PostParty => ({ ...said, email: email ?? null });
  const { purpose, contents, weightGrams, collectVnd } = request;
  return {
    ...{ dossierCode, purpose, attempt, customerCode: account.customerCode, contents, weightGrams },
    ...{ sender: party(request.sender), receiver: party(request.receiver) },
    collect: collectVnd === undefined ? null : BigInt(collectVnd),
  };
}

const incompleteIn = (desk: PostDesk, account: PostAccount, order: PostOrder): Refusal | undefined => {
  const faults = desk.faultsOf(account.name, order);
  return faults.length > 0 ? incompleteOf(faults) : undefined;
};
const incompleteOf = (faults: readonly string[]): Refusal =>
  refuse("post-order-incomplete", { fields: faults.join(", ") }, faults[0]);

async function viewOf(tx: Tx, id: bigint): Promise<PostOrderView> {
  const order = await orders.lockOrder(tx, { id });
  if (!order) throw new Error("an order that was just written is not there");
  return orderView(tx, order, true);
}

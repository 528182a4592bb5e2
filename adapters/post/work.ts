import { dayOf, parseDay } from "../../core/domain/day.ts";
import { advanceFeed, firstCursor, mostInAPage } from "../../core/domain/post/feed.ts";
import { keepPage, stopFeed } from "../../core/service/post-events.ts";
import { takeOwedStep } from "../../core/service/post-owed.ts";
import {
  claimCursor,
  claimPostLook,
  claimPostTask,
  delayCursor,
  doubted,
  openPostMatter,
  parkOrder,
  settleAsk,
  settleAskCancel,
  settleCancel,
  settleCreate,
  takeLook,
  type Claimed,
  type Doubt,
  type PostWorkWorld,
  type StoredOrder,
} from "../../core/service/post-work.ts";
import type { World } from "../../core/service/step-taken.ts";
import type { Log } from "../../platform/log.ts";
import { startLoop } from "../../platform/loop.ts";
import type { PostClient } from "./client.ts";

export interface PostWorker {
  readonly world: PostWorkWorld & World & { readonly log: Log };
  /** Undefined: the connection file names no such account any more. */
  readonly clientOf: (account: string) => PostClient | undefined;
  readonly clients: readonly PostClient[];
}

const doubtOf = ({ settings }: PostClient): Doubt => ({
  afterUnknown: settings.afterUnknown,
  absentAfterMs: settings.absentAfterMinutes * 60_000,
});

/** A worker that dies leaves an order so long: two tokens and two calls. */
const leaseOf = (clients: readonly PostClient[]): number =>
  60_000 + 4_000 * Math.max(60, ...clients.map(({ settings }) => settings.readSeconds));

/**
 * Does what is owed to the post about one order: what may call a postman is on record before it leaves, and after a call of
 * which nobody knows the end the post is asked before another one (P6).
 * @returns false when nothing is due.
 */
export async function workNext({ world, clientOf, clients }: PostWorker, signal: AbortSignal): Promise<boolean> {
  const claimed = await claimPostTask(world, leaseOf(clients), ({ profile }) => profile === "VP-3");
  if (!claimed) return false;
  const { order } = claimed;
  const client = clientOf(order.account);
  if (!client) await parkOrder(world, claimed, "account-missing", { account: order.account });
  else await work(world, claimed, client, signal);
  return true;
}

async function work(world: PostWorkWorld, claimed: Claimed, client: PostClient, signal: AbortSignal): Promise<void> {
  const { order, task, said, waybill } = claimed;
  const doubt = doubtOf(client);
  const canAsk = doubt.afterUnknown === "ask";
  switch (task) {
    case "create":
      if (!said) return parkOrder(world, claimed, "order-incomplete", { fields: "/sender, /receiver" });
      if (client.settings.profile === "VP-3" && waybill === null)
        return parkOrder(world, claimed, "waybills-used-up", { account: order.account });
      return settleCreate(world, claimed, await client.create(said, order, waybill, signal), doubt);
    case "ask":
      if (canAsk) return settleAsk(world, claimed, await client.find(order, signal), doubt);
      return doubted(world, order, doubt.afterUnknown, "a call may have left, and no answer is on record");
    case "cancel":
      return settleCancel(world, claimed, await client.cancel(order, signal), doubt);
    case "askCancel":
      if (canAsk) return settleAskCancel(world, claimed, await client.find(order, signal));
      return parkOrder(world, claimed, "cancel-unknown", {
        detail: "a call may have left, and no answer is on record",
      });
  }
}

/** Reads an order that a callback hinted at (R9). @returns false when there is none. */
export async function lookNext({ world, clientOf }: PostWorker, signal: AbortSignal): Promise<boolean> {
  const order: StoredOrder | undefined = await claimPostLook(world);
  if (!order) return false;
  const client = clientOf(order.account);
  if (client?.settings.afterUnknown === "ask") await takeLook(world, order, await client.find(order, signal));
  return true;
}

const pagesAtOnce = 20;

/**
 * Reads a customer's feed from where it stands, when it is due: VP-1 and VP-2 by their cursor, VP-4 its list from the day on
 * that was read last. What was read is kept with the cursor in one transaction.
 * @returns events that were new; undefined: it was not due, or the profile has none.
 */
export async function readFeed(
  worker: PostWorker,
  client: PostClient,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { profile } = client.settings;
  if (profile === "VP-3") return undefined;
  return profile === "VP-4" ? readList(worker, client, signal) : readPages(worker, client, signal);
}

const feedLeaseMs = 10 * 60_000;
const claimOf = ({ settings: { firstDay } }: PostClient, first: string, now: Date) => ({
  ...{ first, firstDay, now },
  leaseMs: feedLeaseMs,
});
const later = (now: Date, ms: number): Date => new Date(now.getTime() + ms);

async function readPages({ world }: PostWorker, client: PostClient, signal: AbortSignal): Promise<number | undefined> {
  const { customerCode, everyMinutes, sharedWithOthers } = client.settings;
  const { db, now } = world;
  const stood = await claimCursor(db, customerCode, claimOf(client, firstCursor, now()));
  if (stood === undefined) return undefined;
  const { firstDay } = stood;
  let [from, taken] = [stood.cursor, 0];
  for (let page = 1; ; page++) {
    const read = await client.feed(from, mostInAPage, signal);
    const nextAt = later(now(), everyMinutes * 60_000);
    if (read.kind === "none") {
      await delayCursor(db, customerCode, later(nextAt, read.retryAfterMs ?? 0));
      return taken;
    }
    const advanced = advanceFeed(customerCode, from, mostInAPage, read.events);
    if (!advanced.ok) {
      await stopFeed(db, customerCode, from, advanced);
      return taken;
    }
    const goesOn = advanced.hasMore && page < pagesAtOnce;
    const kept = await keepPage(db, {
      ...{ customerCode, from, to: advanced.cursor, events: advanced.events, isShared: sharedWithOthers, now: now() },
      firstDay,
      nextAt: goesOn ? later(now(), feedLeaseMs) : advanced.hasMore ? now() : nextAt,
    });
    if (!kept) return taken;
    taken += kept.events;
    if (!goesOn) return taken;
    from = advanced.cursor;
  }
}

async function readList({ world }: PostWorker, client: PostClient, signal: AbortSignal): Promise<number | undefined> {
  const { customerCode, everyMinutes } = client.settings;
  const { db, now } = world;
  const today = dayOf(now());
  const stood = await claimCursor(db, customerCode, claimOf(client, today, now()));
  if (stood === undefined) return undefined;
  const { cursor: from, firstDay } = stood;
  let taken = 0;
  for (let page = 0; page < pagesAtOnce; page++) {
    const read = await client.list(parseDay(from), today, page, signal);
    const nextAt = later(now(), everyMinutes * 60_000);
    if (read.kind === "none") {
      await delayCursor(db, customerCode, later(nextAt, read.retryAfterMs ?? 0));
      return taken;
    }
    const isEnd = read.isLast;
    const kept = await keepPage(db, {
      // the day is read again until all of it was: what is there is known by its key
      ...{ customerCode, from, to: isEnd ? today : from, events: read.events, now: now() },
      ...{ isShared: true, firstDay },
      nextAt: isEnd ? nextAt : later(now(), feedLeaseMs),
    });
    if (!kept) return taken;
    taken += kept.events;
    if (isEnd) return taken;
  }
  await delayCursor(db, customerCode, later(now(), everyMinutes * 60_000));
  await openPostMatter(db, customerCode, "feed-stopped", {
    why: "too-long",
    detail: `more than ${pagesAtOnce} pages since ${from}`,
    cursor: from,
  });
  return taken;
}

export interface PostWorking {
  /** Lets the calls that are under way end. */
  readonly close: () => Promise<void>;
}

const atOnce = 4;

/**
 * Works through all that is owed: several calls at a time, so that a slow account hinders no other; each account's feed by
 * itself; hints and steps of dossiers. A post that is away fails no request and no dossier.
 * @param look called each half minute, for the metrics.
 */
export function startPostWork(worker: PostWorker, look: () => Promise<void>, pauseMs = 1_000): PostWorking {
  const { log } = worker.world;
  const never = new AbortController().signal;
  const sentence = "what is owed to the post cannot be done; trying again";
  const pace = (times = 1) => ({ pauseMs: times * pauseMs, log, sentence });
  const loops = [
    ...Array.from({ length: atOnce }, () => startLoop(() => workNext(worker, never), pace())),
    startLoop(() => lookNext(worker, never), pace()),
    startLoop(() => takeOwedStep(worker.world), pace()),
    ...worker.clients.map((client) => startLoop(async () => (await readFeed(worker, client, never), false), pace(10))),
    startLoop(async () => (await look(), false), pace(30)),
  ];
  return {
    async close() {
      await Promise.all(loops.map((close) => close()));
    },
  };
}

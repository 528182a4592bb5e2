import { randomUUID } from "node:crypto";
import type { RequestListener } from "node:http";
import type { Registry } from "prom-client";
import { makePostClient, type NoteCall, type PostClient } from "../adapters/post/client.ts";
import { readPostConnection, type PostConnection } from "../adapters/post/connection.ts";
import { makePostSend } from "../adapters/post/http.ts";
import { makePostDoor } from "../adapters/post/inbound.ts";
import { startPostWork, type PostWorking, type PostWorker } from "../adapters/post/work.ts";
import { announce, owe } from "../bus/outbox.ts";
import { planRetry } from "../bus/retry.ts";
import type { AfterOpenTime } from "../core/domain/clock/open-time.ts";
import { orderNumber } from "../core/domain/post/order.ts";
import { openClocks } from "../core/service/clock-in-force.ts";
import type { PostAccount, PostDesk } from "../core/service/post-desk.ts";
import {
  countPost,
  forgetPostCallsBefore,
  forgetStrangersBefore,
  notePostCall,
  type PlanAgain,
} from "../core/service/post-work.ts";
import type { Config } from "../platform/config.ts";
import type { Database } from "../platform/database.ts";
import type { Job } from "../platform/jobs.ts";
import type { Log } from "../platform/log.ts";
import { openPostMetrics, type PostMetrics } from "../platform/metrics.ts";

/** @throws {StartError} when the file is unusable. Undefined: this hub is not connected to the post. */
export const readPost = ({ postFile }: Pick<Config, "postFile">): PostConnection | undefined =>
  postFile === undefined ? undefined : readPostConnection(postFile);

/** The accounts' calls, each noted. */
export function reachPost(
  db: Database,
  connection: PostConnection,
  now: () => Date = () => new Date(),
  metrics?: PostMetrics,
): readonly PostClient[] {
  const note: NoteCall = async (call) => {
    metrics?.calls.inc({ account: call.account, call: call.call, ending: call.ending });
    await notePostCall(db, call);
  };
  return connection.accounts.map((settings) =>
    makePostClient({ settings, connection, send: makePostSend(settings.readSeconds * 1_000), note, now }),
  );
}

/** What officers' operations ask of it. */
export function makePostDesk(connection: PostConnection, clients: readonly PostClient[]): PostDesk {
  const accountOf = ({ settings }: PostClient): PostAccount => ({
    ...{ name: settings.name, profile: settings.profile, customerCode: settings.customerCode },
    service: settings.serviceCode,
    ...{ canCancel: settings.profile !== "VP-3", canQuote: settings.profile === "VP-2" || settings.profile === "VP-4" },
  });
  const named = (name: string) => clients.find(({ settings }) => settings.name === name);
  const clientOf = (name: string): PostClient => {
    const client = named(name);
    if (!client) throw new Error(`no account ${name}`);
    return client;
  };
  return {
    accountFor: (unit) => {
      const client =
        clients.find(({ settings }) => settings.units.includes(unit)) ??
        clients.find(({ settings }) => settings.units.length === 0);
      return client && accountOf(client);
    },
    accountNamed: (name) => {
      const client = named(name);
      return client && accountOf(client);
    },
    numberOf: (order) => orderNumber(order, connection.suffixes),
    faultsOf: (account, order) => clientOf(account).faultsOf(order),
    quote: (account, order, signal) => clientOf(account).quote(order, signal),
    label: async (account, waybill, signal) => (await named(account)?.label(waybill, signal)) ?? null,
  };
}

/** The door for the post's callbacks. */
export function openPostDoor(
  parts: {
    readonly db: Database;
    readonly log: Log;
    readonly trustedProxies: Config["trustedProxies"];
    readonly metrics: PostMetrics;
  },
  { accounts }: PostConnection,
): RequestListener {
  const { db, log, trustedProxies, metrics } = parts;
  return makePostDoor({
    ...{ db, log, trustedProxies, accounts, now: () => new Date() },
    count: (account, ending) => metrics.callbacks.inc({ account, ending }),
  });
}

/** By the schedule of all deliveries, in the open time of the agency that ordered (P7). */
export const makePlan =
  (
    openTimeOf: (unit: string) => Promise<AfterOpenTime>,
    now: () => Date,
    random: () => number = Math.random,
  ): PlanAgain =>
  async ({ round, waitedMs, unit }, ending) => {
    const at = now();
    const pause = { now: at, afterOpenTime: await openTimeOf(unit), random: random() };
    const plan = planRetry(round, ending, waitedMs, pause);
    if (plan.kind === "park") return "park";
    return { at: new Date(at.getTime() + plan.afterMs), waitedMs: plan.waitedMs };
  };

/** The worker's part: what is queued is given to the post, and what it says is taken in. */
export function openPostWork(
  parts: {
    readonly db: Database;
    readonly log: Log;
    readonly metrics: Registry;
    readonly openTimeOf: (unit: string) => Promise<AfterOpenTime>;
  },
  connection: PostConnection,
  pauseMs?: number,
): { readonly working: PostWorking; readonly jobs: readonly Job[] } {
  const { db, log, openTimeOf } = parts;
  const now = () => new Date();
  const metrics = openPostMetrics(parts.metrics);
  const clients = reachPost(db, connection, now, metrics);
  const worker: PostWorker = {
    world: { db, log, now, announce, owe, newId: randomUUID, clocks: openClocks(), plan: makePlan(openTimeOf, now) },
    clientOf: (name) => clients.find(({ settings }) => settings.name === name),
    clients,
  };
  return {
    working: startPostWork(worker, async () => metrics.look(await countPost(db, now())), pauseMs),
    jobs: [
      {
        name: "forget-post-calls",
        schedule: { dailyAt: { hour: 2, minute: 55 } },
        run: async (at) => ({
          forgotten: await forgetPostCallsBefore(db, new Date(at.getTime() - connection.keep.callDays * 86_400_000)),
        }),
      },
      {
        name: "forget-post-strangers",
        schedule: { dailyAt: { hour: 2, minute: 57 } },
        run: async (at) => ({
          forgotten: await forgetStrangersBefore(
            db,
            new Date(at.getTime() - connection.keep.strangerDays * 86_400_000),
          ),
        }),
      },
    ],
  };
}

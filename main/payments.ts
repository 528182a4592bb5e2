import { randomUUID } from "node:crypto";
import type { RequestListener } from "node:http";
import type { Registry } from "prom-client";
import { makeGateway } from "../adapters/payment/calls.ts";
import { fault, readPaymentConnection, type PaymentConnection } from "../adapters/payment/connection.ts";
import { makePaymentDoor, type DoorGateway, type PaymentDoor } from "../adapters/payment/inbound.ts";
import { openSecrets } from "../adapters/payment/secrets.ts";
import { sweepTimes } from "../core/domain/payment/sweep.ts";
import { hearCollections } from "../core/service/money-post.ts";
import { sweepPayments } from "../core/service/pay-ask.ts";
import type { MoneyWorld } from "../core/service/pay-gateways.ts";
import { fetchReceipts } from "../core/service/pay-receipts.ts";
import { sendRefunds } from "../core/service/pay-refunds.ts";
import { takeOwedSteps } from "../core/service/pay-steps.ts";
import type { World } from "../core/service/step-taken.ts";
import { countStranger } from "../core/store/pay-reports.ts";
import { paymentStanding } from "../core/store/pay-standing.ts";
import { drawVietQr } from "../mappings/payment/vietqr/picture.ts";
import { writeVietQr } from "../mappings/payment/vietqr/vietqr.ts";
import type { TrustedProxies } from "../platform/config.ts";
import type { Job } from "../platform/jobs.ts";
import type { Log } from "../platform/log.ts";
import { openPaymentCalls, openPaymentStanding } from "../platform/metrics.ts";

/** The gateways of the connection file, each with its secrets; none without a file. */
export interface Payments {
  readonly connection: PaymentConnection;
  readonly gateways: ReadonlyMap<string, DoorGateway>;
}

export const noPayments: Payments = {
  connection: { gateways: [], sweep: sweepTimes, account: undefined },
  gateways: new Map(),
};

/** @throws {StartError} when the file, or a secret of it, is unusable. */
export function readPayments(file: string | undefined, publicUrl: string): Payments {
  if (file === undefined) return noPayments;
  const connection = readPaymentConnection(file);
  const { account } = connection;
  const gateways = connection.gateways.map((one): [string, DoorGateway] => {
    const keyed = openSecrets(one);
    try {
      keyed();
    } catch (error) {
      throw fault(file, `${one.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
    return [one.name, { connection: one, keyed, gateway: makeGateway({ connection: one, account, publicUrl, keyed }) }];
  });
  return { connection, gateways: new Map(gateways) };
}

/** What the uses of money need, over the hub's world. */
export const moneyWorld = (world: World, { connection, gateways }: Payments, log: Log): MoneyWorld => {
  const { account, sweep } = connection;
  return {
    ...world,
    gateways: new Map([...gateways].map(([name, { gateway }]) => [name, gateway])),
    account,
    transferCode: (reference, amount) =>
      account &&
      writeVietQr({
        ...{ bin: account.bin, account: account.number, kind: "account", isOnce: true, amount },
        ...{ billNumber: reference, purpose: reference },
      }),
    drawCode: drawVietQr,
    sweepTimes: sweep,
    log,
  };
};

export interface PaymentDoorPlace {
  readonly world: World;
  readonly log: Log;
  readonly metrics: Registry;
  readonly trustedProxies: TrustedProxies;
}

/** What `isPaymentPath` says is a gateway's. */
export function openPaymentDoor(
  place: PaymentDoorPlace,
  payments: Payments,
): { readonly listener: RequestListener; readonly settled: PaymentDoor["settled"] } {
  const calls = openPaymentCalls(place.metrics);
  const world = moneyWorld(place.world, payments, place.log);
  const { app, settled } = makePaymentDoor({
    ...{ world, gateways: payments.gateways, log: place.log, trustedProxies: place.trustedProxies },
    count: (gateway, verdict) => calls.inc({ gateway, verdict }),
    writeStranger: (stranger, times) => countStranger(place.world.db, stranger, times),
  });
  return { listener: app, settled };
}

/** What is done about money by the clock (R13): also without a gateway, for transfers and steps are owed all the same. */
export function paymentJobs(
  worldAt: (now: Date) => World,
  payments: Payments,
  metrics: Registry,
  log: Log,
  now = () => new Date(),
): Job[] {
  const standing = openPaymentStanding(metrics);
  const moneyAt = () => moneyWorld({ ...worldAt(now()), now, newId: randomUUID }, payments, log);
  return [
    {
      name: "sweep-payments",
      schedule: { everyMinutes: 1 },
      run: async (at) => {
        const world = moneyAt();
        const steps = await takeOwedSteps(world);
        const { heard: collected } = await hearCollections(world);
        const swept = await sweepPayments(world);
        const found = await takeOwedSteps(world);
        const { requests, unasked, refundsOwed, steps: owed } = await paymentStanding(world.db, at);
        standing.requests.reset();
        for (const { state, duty, count } of requests) standing.requests.set({ state, duty }, count);
        standing.unasked.set(unasked);
        standing.refundsOwed.set(refundsOwed);
        standing.steps.set(owed);
        return {
          ...swept,
          heard: swept.heard + collected,
          steps: steps.taken + found.taken,
          refused: steps.refused + found.refused,
        };
      },
    },
    {
      name: "send-refunds",
      schedule: { everyMinutes: 5 },
      run: () => sendRefunds(moneyAt()).then((report) => ({ ...report })),
    },
    {
      name: "fetch-receipts",
      schedule: { everyMinutes: 5 },
      run: () => fetchReceipts(moneyAt()).then((report) => ({ ...report })),
    },
  ];
}

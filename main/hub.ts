import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import { isPaymentPath } from "../adapters/payment/inbound.ts";
import { isPortalPath } from "../adapters/national-portal/inbound/index.ts";
import { isPostPath } from "../adapters/post/inbound.ts";
import { makeDeliver, whyNot } from "../adapters/unit/index.ts";
import { makeAsk } from "../adapters/unit/ask.ts";
import { countAsked, exchangeDigests } from "../bus/digest/exchange.ts";
import { openDigestMetrics } from "../bus/digest/metrics.ts";
import { openEmptyQueue } from "../bus/empty-queue.ts";
import { openEmbeddedTransport, type EmbeddedOptions } from "../bus/embedded.ts";
import { startEvidenceKeeper } from "../bus/evidence/keep-evidence.ts";
import { evidencePurpose, openEvidenceKey } from "../bus/evidence/signing.ts";
import { makeCarry } from "../bus/carry.ts";
import { announce, owe } from "../bus/outbox.ts";
import { makeIntake } from "../bus/intake.ts";
import { startDeliveryWorker, type DeliveryWorkerOptions } from "../bus/lanes.ts";
import { openBusMetrics, watchLateness } from "../bus/metrics.ts";
import { openManagement, vhostOf } from "../bus/management.ts";
import { guardAgainstPoison } from "../bus/poison.ts";
import { openRabbitTransport } from "../bus/rabbitmq.ts";
import { startRelay, type Relay, type RelayOptions } from "../bus/relay.ts";
import { startReplayer } from "../bus/replay/replayer.ts";
import { assignWaiting } from "../bus/position.ts";
import { noteStraight, type WentStraight } from "../bus/straight.ts";
import { queues, type Transport } from "../bus/transport.ts";
import { keepUnits } from "../bus/unit-keeper.ts";
import { makeHandOver } from "../bus/unit-queue.ts";
import { dayOf } from "../core/domain/day.ts";
import { hubId } from "../core/store/settings.ts";
import { defaultFileLimits } from "../core/service/take-file.ts";
import { leastPace } from "../gateway/pace.ts";
import type { Checks } from "../gateway/routes/check-ready.ts";
import { openClocks, seedClocks } from "../core/service/clock-in-force.ts";
import { makeOpenTimeOf } from "../core/service/open-time-of.ts";
import type { Config } from "../platform/config.ts";
import { openDatabase, type Database } from "../platform/database.ts";
import { startEmbeddedPostgres } from "../platform/embedded-postgres.ts";
import { openFileFolder, type FileFolder } from "../platform/file-folder.ts";
import type { Lifecycle } from "../platform/lifecycle.ts";
import { openListener } from "../platform/listen.ts";
import type { Log } from "../platform/log.ts";
import { openMasterKey, type MasterKey } from "../platform/master-key.ts";
import {
  openAbsenceCounter,
  openMetrics,
  openPortalGauges,
  openPostMetrics,
  openReconcileGauges,
} from "../platform/metrics.ts";
import { startJobs } from "../platform/jobs.ts";
import { migrate } from "../platform/migrations.ts";
import { fromRoot } from "../platform/root.ts";
import type { StartError } from "../platform/start-error.ts";
import { loadDemonstration } from "./demo/load.ts";
import { hasPracticeGateway, startPracticeGateway } from "./demo/payments.ts";
import { hasPracticePortal, startPracticePortal, type PracticePortal } from "./demo/portal.ts";
import { hasPracticePost, startPracticePost } from "./demo/post.ts";
import { registerPractice } from "./demo/practice.ts";
import { startStandIns, type StandInAddress } from "./demo/stand-ins.ts";
import { checkDatabase } from "./check-database.ts";
import { connectionFault } from "./connection-fault.ts";
import { openGateway } from "./gateway.ts";
import { openPaymentDoor, paymentJobs, readPayments } from "./payments.ts";
import { openPortal } from "./portal.ts";
import { openPortalDoor, openTakingIn, readInbound } from "./portal-inbound.ts";
import { makeLetterDesk, openEdocWork, reachEdoc, readEdoc } from "./edoc.ts";
import { makePostDesk, openPostDoor, openPostWork, reachPost, readPost } from "./post.ts";
import { hubJobs } from "./jobs.ts";
import { moneyJobs } from "./money.ts";
import { openHttp } from "./http.ts";
import { version } from "./version.ts";
import { answerWatchers } from "./worker-port.ts";

export type Part = "gateway" | "worker";

export interface Hub {
  /** Where this process answers; undefined without a gateway. */
  readonly url: string | undefined;
  readonly embeddedDatabase: boolean;
  readonly tookOver: boolean;
  readonly transport: "embedded" | "rabbitmq";
  readonly standIns: readonly StandInAddress[];
  readonly practicePortal: PracticePortal | undefined;
  /** Resolves with a sentence when the hub can no longer live here. */
  readonly lost: Promise<StartError>;
}

/** Leases and pauses of the moving parts where they are not the usual ones: trials cannot wait for minutes. */
export interface Tempo {
  readonly transport?: Pick<EmbeddedOptions, "leaseMs" | "fallbackMs">;
  readonly deliveries?: Pick<DeliveryWorkerOptions, "leaseMs" | "fallbackMs" | "random" | "openTimeOf">;
  readonly relay?: Pick<RelayOptions, "takeOverMs" | "fallbackMs">;
  readonly webhookTimeoutMs?: number;
}

/** Opens the parts of a role in order; the lifecycle closes them in the reverse order. */
export async function openHub(
  given: Config,
  parts: readonly Part[],
  log: Log,
  lifecycle: Lifecycle,
  tempo: Tempo = {},
): Promise<Hub> {
  let config = given;
  const closing = new AbortController();
  const http = parts.includes("gateway") ? await openHttp(config.port, config.host) : undefined;
  if (http) lifecycle.onClose("port", http.close);
  const forWatchers =
    !http && parts.includes("worker") && config.metricsPort !== undefined
      ? await openHttp(config.metricsPort, config.host, "HUB_METRICS_PORT")
      : undefined;
  if (forWatchers) lifecycle.onClose("port for watchers", forWatchers.close);

  const { url: databaseUrl, ownerUrl, tookOver, lost } = await openPostgres(config, log, lifecycle);
  await migrate(ownerUrl, fromRoot("migrations")).catch((error: unknown) => {
    throw connectionFault(error);
  });
  const db = openDatabase(databaseUrl, `hub ${parts.join("+")}`, 20);
  lifecycle.onClose("database", () => db.destroy());
  // few connections, each with the plans of the hot path, which are made once
  const hot = openDatabase(databaseUrl, `hub ${parts.join("+")} hot`, 10, "hub_app", "onDisk", "once");
  lifecycle.onClose("hot database", () => hot.destroy());
  await seedClocks(db);
  if (parts.length === 0)
    return {
      url: undefined,
      embeddedDatabase: false,
      tookOver,
      transport: "embedded",
      standIns: [],
      lost,
      practicePortal: undefined,
    };

  const masterKey = await openMasterKey(db, config.masterKeyFile ?? join(config.dataDir, "master.key"));
  const listener = openListener({ url: databaseUrl, log, name: "hub listener" });
  lifecycle.onClose("listener", () => listener.close());
  const metrics = openMetrics(parts.join("+"));
  const publicUrl = http && config.publicUrl.endsWith(":0") ? `http://localhost:${http.port}` : config.publicUrl;

  const folder = await openFileFolder(config.filesFolder);

  // before the worker, or after a restart it calls stand-ins that are not up yet, and its messages rest
  const standIns = config.demo ? await openDemonstration(config, db, masterKey, log, lifecycle) : [];
  const practicePortal =
    http && parts.includes("worker") && hasPracticePortal(config)
      ? await startPracticePortal(config.dataDir, `http://127.0.0.1:${http.port}`, log)
      : undefined;
  if (practicePortal) {
    lifecycle.onClose("portal stand-in", practicePortal.close);
    config = { ...config, portalFile: practicePortal.file };
  }

  if (http && parts.includes("worker") && hasPracticeGateway(config)) {
    const practiceGateway = await startPracticeGateway(config.dataDir, `http://127.0.0.1:${http.port}`);
    lifecycle.onClose("payment stand-in", practiceGateway.close);
    config = { ...config, paymentFile: practiceGateway.file };
  }
  const practicePost =
    http && parts.includes("worker") && hasPracticePost(config) ? await startPracticePost(config.dataDir) : undefined;
  if (practicePost) {
    lifecycle.onClose("post stand-in", practicePost.close);
    config = { ...config, postFile: practicePost.file };
  }

  const worker = parts.includes("worker")
    ? await openWorker({ config, folder, db, hot, databaseUrl, listener, log, metrics, masterKey, lifecycle, tempo })
    : undefined;

  const checks: Checks = {
    ...(worker
      ? { transport: () => Promise.resolve(worker.transport.isConnected() ? "ok" : "the broker cannot be reached") }
      : {}),
    closing: () => Promise.resolve(lifecycle.isClosing ? "closing" : "ok"),
  };
  forWatchers?.answerWith(answerWatchers(metrics, { database: () => checkDatabase(db), ...checks }));

  if (http) {
    const place = { db, folder, log, freeBytes: config.filesFreeBytes };
    const inbound = readInbound(config);
    const portalDoor =
      inbound && (await openPortalDoor({ ...place, metrics, trustedProxies: config.trustedProxies }, inbound));
    const payments = readPayments(config.paymentFile, publicUrl);
    const paymentDoor = openPaymentDoor(
      {
        world: { db, announce, owe, now: () => new Date(), newId: randomUUID, clocks: openClocks() },
        ...{ log, metrics, trustedProxies: config.trustedProxies },
      },
      payments,
    );
    const post = readPost(config);
    const edoc = readEdoc(config);
    const postMetrics = openPostMetrics(metrics);
    const postDoor =
      post && openPostDoor({ db, log, trustedProxies: config.trustedProxies, metrics: postMetrics }, post);
    const gateway = openGateway({
      ...(post ? { post: makePostDesk(post, reachPost(db, post, undefined, postMetrics)) } : {}),
      ...(edoc ? { letters: makeLetterDesk(reachEdoc(edoc)) } : {}),
      db,
      payments,
      hot,
      listener,
      log,
      metrics,
      publicUrl,
      version,
      demo: config.demo,
      standIns: [
        ...standIns,
        ...(practicePortal ? [{ name: "Cổng DVCQG (đóng thế)", url: practicePortal.holdingsUrl }] : []),
        ...(practicePost ? [{ name: "Bưu điện (đóng thế)", url: practicePost.ordersUrl }] : []),
      ],
      secretOf: masterKey.secretOf,
      amqpPasswordOf: masterKey.amqpPasswordOf,
      hasQueues: config.amqpManagementUrl !== undefined,
      slips: masterKey,
      production: config.production,
      trustedProxies: config.trustedProxies,
      files: {
        folder,
        limits: fileLimitsOf(config),
        pace: leastPace,
      },
      mayReach: (url) => whyNot(url.href, config.privateWebhooks) === undefined,
      checks,
      closing: closing.signal,
      ...(worker ? { wakeRelay: worker.wakeRelay } : {}),
      ...(worker?.wentStraight ? { wentStraight: worker.wentStraight } : {}),
    });
    http.answerWith((request, response) => {
      if (portalDoor && isPortalPath(request.url ?? "")) portalDoor(request, response);
      else if (isPaymentPath(request.url ?? "")) paymentDoor.listener(request, response);
      else if (postDoor && isPostPath(request.url ?? "")) postDoor(request, response);
      else gateway(request, response);
    });
    // closed first of all: long polls end, then the port
    lifecycle.onClose("requests", async () => {
      closing.abort();
      await http.close();
      // what follows from answered messages is the sweep's, should it not end here
      await Promise.race([paymentDoor.settled(), new Promise((resolve) => setTimeout(resolve, 3_000).unref())]);
    });
  }
  return {
    url: http ? publicUrl : undefined,
    embeddedDatabase: config.databaseUrl === undefined,
    tookOver,
    transport: config.amqpUrl === undefined ? "embedded" : "rabbitmq",
    standIns,
    practicePortal,
    lost,
  };
}

async function openPostgres(config: Config, log: Log, lifecycle: Lifecycle) {
  if (config.databaseUrl !== undefined)
    return {
      url: config.databaseUrl,
      ownerUrl: config.databaseOwnerUrl ?? config.databaseUrl,
      tookOver: false,
      // an external database that goes away comes back: the hub waits for it
      lost: new Promise<StartError>(() => undefined),
    };
  const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir, log });
  lifecycle.onClose("embedded database", postgres.stop);
  return { url: postgres.url, ownerUrl: postgres.url, tookOver: postgres.tookOver, lost: postgres.lost };
}

async function openWorker(parts: {
  readonly config: Config;
  readonly folder: FileFolder;
  readonly db: Database;
  readonly hot: Database;
  readonly databaseUrl: string;
  readonly listener: ReturnType<typeof openListener>;
  readonly log: Log;
  readonly metrics: ReturnType<typeof openMetrics>;
  readonly masterKey: MasterKey;
  readonly lifecycle: Lifecycle;
  readonly tempo: Tempo;
}): Promise<{
  readonly transport: Transport;
  readonly wakeRelay: Relay["wake"];
  readonly wentStraight?: WentStraight;
}> {
  const { config, db, hot, databaseUrl, listener, log, lifecycle, tempo } = parts;
  const metrics = openBusMetrics(parts.metrics);
  // the embedded queue only prepares the intake, whose commit is on disk before anybody sees a message
  const moving =
    config.amqpUrl === undefined ? openDatabase(databaseUrl, "hub transport", 4, "hub_app", "inOrder") : db;
  if (moving !== db) lifecycle.onClose("transport's database", () => moving.destroy());
  const transport =
    config.amqpUrl === undefined
      ? openEmbeddedTransport({ db: moving, listener, log, ...tempo.transport })
      : openRabbitTransport({ url: config.amqpUrl, log });
  lifecycle.onClose("transport", () => transport.close());
  const deliver = makeDeliver({
    secretOf: parts.masterKey.secretOf,
    privateWebhooks: config.privateWebhooks,
    ...(tempo.webhookTimeoutMs === undefined ? {} : { timeoutMs: tempo.webhookTimeoutMs }),
  });
  const portal =
    config.portalFile === undefined
      ? undefined
      : await openPortal(db, log, config.portalFile, undefined, {
          db,
          folder: parts.folder,
          limits: fileLimitsOf(config),
          newId: randomUUID,
        });
  if (portal) lifecycle.onClose("portal feeder", portal.feeder.close);
  const inbound = readInbound(config);
  const place = { db, folder: parts.folder, log, freeBytes: config.filesFreeBytes };
  const takingIn = inbound && (await openTakingIn(place, inbound));
  if (takingIn) lifecycle.onClose("what the portal brought", takingIn.close);
  const unitsOpenTimeOf = makeOpenTimeOf(db, openClocks(), () => new Date());
  const openTimeOf: typeof unitsOpenTimeOf = async (receiver) =>
    portal?.openTimeOf(receiver) ?? unitsOpenTimeOf(receiver);
  const postFile = readPost(config);
  const post = postFile && openPostWork({ db, log, metrics: parts.metrics, openTimeOf: unitsOpenTimeOf }, postFile);
  if (post) lifecycle.onClose("post", post.working.close);
  const edocFile = readEdoc(config);
  const letters = edocFile && openEdocWork({ db, log, folder: parts.folder, metrics: parts.metrics }, edocFile);
  if (letters) lifecycle.onClose("letters", letters.working.close);
  const lanes = startDeliveryWorker({
    db: hot,
    listener,
    log,
    metrics,
    openTimeOf,
    ...(config.amqpManagementUrl === undefined
      ? {}
      : { queues: { handOver: makeHandOver(transport), isConnected: () => transport.isConnected() } }),
    deliver,
    ...(portal ? { portal: portal.portal } : {}),
    ...tempo.deliveries,
  });
  lifecycle.onClose("deliveries", () => lanes.close());
  const replayer = startReplayer({ db, listener, log, metrics, openTimeOf, deliver });
  lifecycle.onClose("replays", () => replayer.close());
  const take = guardAgainstPoison({ db, log }, makeIntake({ db: hot, log, metrics }));
  const intake = await transport.consume(queues.delivery, 64, take);
  lifecycle.onClose("intake", () => intake.close());
  if (config.amqpUrl !== undefined && config.amqpManagementUrl !== undefined) {
    const management = openManagement(config.amqpManagementUrl, vhostOf(config.amqpUrl));
    const empty = openEmptyQueue(config.amqpUrl);
    const keeper = keepUnits({ db, listener, management, log, passwordOf: parts.masterKey.amqpPasswordOf, empty });
    lifecycle.onClose("units' queues", () => keeper.close());
  }
  const relay = startRelay({
    ...{ url: databaseUrl, transport, log, metrics },
    ...(config.amqpUrl === undefined ? { carry: makeCarry({ db: hot, log, metrics }) } : {}),
    ...tempo.relay,
  });
  lifecycle.onClose("relay", () => relay.close());
  const portalGauges = portal && openPortalGauges(parts.metrics);
  const lateness = watchLateness(
    ...([db, metrics, log, undefined] as const),
    portalGauges ? [() => portal.measure(portalGauges)] : [],
  );
  lifecycle.onClose("lateness", () => lateness.close());
  const evidence = startEvidenceKeeper({
    db,
    log,
    metrics,
    key: openEvidenceKey(parts.masterKey.seedOf(evidencePurpose)),
    authority: config.stampUrl,
  });
  lifecycle.onClose("evidence", () => evidence.close());
  const webhooks = { secretOf: parts.masterKey.secretOf, privateWebhooks: config.privateWebhooks };
  const exchange = {
    ...{ db, log, newId: randomUUID, ask: makeAsk(webhooks) },
    metrics: openDigestMetrics(parts.metrics),
  };
  const uncovered = openAbsenceCounter(parts.metrics);
  const jobs = startJobs({
    db,
    jobs: [
      ...hubJobs(
        db,
        parts.folder,
        (now) => exchangeDigests(exchange, now).then(countAsked),
        (messages) => metrics.succeeded.inc(messages),
        (absences) => uncovered.inc(absences),
      ),
      ...(portal?.jobs ?? []),
      ...moneyJobs(db, config, log, openReconcileGauges(parts.metrics)),
      ...paymentJobs(
        (now) => ({ db, announce, owe, now: () => now, newId: randomUUID, clocks: openClocks() }),
        readPayments(config.paymentFile, config.publicUrl),
        parts.metrics,
        log,
        undefined,
        parts.folder,
      ),
      ...(post?.jobs ?? []),
      ...(letters?.jobs ?? []),
    ],
    log,
    now: () => new Date(),
    runner: `${hostname()} ${process.pid}`,
  });
  lifecycle.onClose("jobs", () => jobs.close());
  return {
    transport,
    wakeRelay: relay.wake,
    ...(config.amqpUrl === undefined ? { wentStraight: noteStraight(hot, metrics) } : {}),
  };
}

const fileLimitsOf = ({ filesFreeBytes: freeBytes, filesPartnerBytes: partnerBytes }: Config) => ({
  ...defaultFileLimits,
  ...{ freeBytes, partnerBytes },
});

async function openDemonstration(
  config: Config,
  db: Database,
  masterKey: MasterKey,
  log: Log,
  lifecycle: Lifecycle,
): Promise<readonly StandInAddress[]> {
  await loadDemonstration(db, dayOf(new Date()));
  await registerPractice({ db, assignWaiting }, config.dataDir);
  const standIns = await startStandIns(db, masterKey.secretOf, join(config.dataDir, "stand-ins", await hubId(db)), log);
  lifecycle.onClose("stand-ins", standIns.close);
  return standIns.addresses;
}

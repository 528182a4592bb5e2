import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { askCatalogue } from "../adapters/national-portal/catalogue.ts";
import { makeAsk } from "../adapters/national-portal/ask.ts";
import {
  readConnection,
  type LinkedConnection,
  type PortalConnection,
  type RecordConnection,
} from "../adapters/national-portal/connection.ts";
import { makeDeliver, makeDeliverBy } from "../adapters/national-portal/deliver.ts";
import { startFeeder, type Feeder } from "../adapters/national-portal/feed.ts";
import { makeSend } from "../adapters/national-portal/http.ts";
import { linkedFlow, makeLinkedAsk, takeLinked, type LinkedAsk } from "../adapters/national-portal/linked.ts";
import { makePackets, type Packets } from "../adapters/national-portal/packets.ts";
import { makeTellRecord, makeTellRecordStatus } from "../adapters/national-portal/tell-record.ts";
import { makeTellLinked, type TellFiled } from "../adapters/national-portal/tell-linked.ts";
import { makeTryLink } from "../adapters/national-portal/try-links.ts";
import { announce } from "../bus/outbox.ts";
import type { Deliver } from "../bus/outcome.ts";
import { assignWaiting } from "../bus/position.ts";
import { alwaysOpen, type AfterOpenTime } from "../core/domain/clock/open-time.ts";
import { dayBefore, dayOf, endOf } from "../core/domain/day.ts";
import { connectPortal, portalPartner } from "../core/service/connect-portal.ts";
import { dayNumberOf, weekday } from "../core/domain/clock/moment.ts";
import { forgetPortal, type PortalKeeping } from "../core/service/forget-portal.ts";
import { linksTo } from "../core/service/portal-door.ts";
import { untoldAges } from "../core/service/portal-holdings.ts";
import type { Told } from "../core/service/read-told.ts";
import {
  lastDifferences,
  reconcilePortal,
  type DifferenceKind,
  type ReconcileWorld,
} from "../core/service/reconcile-portal.ts";
import { keptDetails, pullCatalogue, type PullReport } from "../core/service/pull-catalogue.ts";
import type { FileWorld } from "../core/service/take-file.ts";
import type { ToldDossier } from "../core/domain/told-dossier.ts";
import { filingOwed } from "../mappings/national-portal/owed-filings.ts";
import type { LinkOf } from "../mappings/national-portal/to-dossier-row.ts";
import type { Database } from "../platform/database.ts";
import type { Job } from "../platform/jobs.ts";
import type { Log } from "../platform/log.ts";
import type { PortalGauges } from "../platform/metrics.ts";

const answerLimit = 64 << 20;

/** How a worker tells the national portal. */
export interface PortalParts {
  readonly jobs: readonly Job[];
  readonly portal: { readonly deliver: Deliver };
  readonly feeder: Feeder;
  /** Looks how far it is behind and what the last night found, and tells the gauges; does not throw. */
  readonly measure: (gauges: PortalGauges) => Promise<void>;
  /** The portal has no office hours: what is late for it is late at any hour. */
  readonly openTimeOf: (receiver: string) => AfterOpenTime | undefined;
}

/**
 * Makes the portal of the connection file a partner, and begins to feed it.
 * @throws {StartError} when the file is unusable.
 */
export async function openPortal(
  db: Database,
  log: Log,
  file: string,
  lookEveryMs?: number,
  files?: FileWorld,
): Promise<PortalParts> {
  const connection = readConnection(file);
  const { agency, since, concurrency } = connection;
  const vneid = connection.vneid?.agency;
  await connectPortal({ db, assignWaiting }, { agency, vneid, since: endOf(dayBefore(since)), concurrency });
  return {
    portal: { deliver: reach(db, connection, files).deliver },
    feeder: startFeeder(
      { db, announce, newId: randomUUID, log },
      { partnerId: portalPartner, receiver: agency, ...(vneid && { reservers: vneid }) },
      lookEveryMs,
    ),
    measure: (gauges) => measurePortal(db, agency, log, gauges),
    jobs: [
      reconcileJob(reconcileWorld(db, connection)),
      ...catalogueJobs(db, connection),
      ...linkedJobs(connection, log, files),
      forgetJob(db, connection.keep),
    ],
    openTimeOf: (receiver) => (receiver === agency || receiver === vneid ? alwaysOpen : undefined),
  };
}

/** While the database is away nobody knows: then the gauges have no lines. */
export async function measurePortal(db: Database, agency: string, log: Log, gauges: PortalGauges): Promise<void> {
  try {
    const [ages, last] = await Promise.all([untoldAges(db, portalPartner, agency), lastDifferences(db, "nightly")]);
    gauges.untold(ages);
    gauges.differences(last && { ...everyKind, ...last.counts, unasked: last.unasked });
  } catch (error) {
    log.warn({ err: error }, "how far the national portal is behind could not be measured");
    gauges.untold(undefined);
    gauges.differences(undefined);
  }
}
const everyKind = { missing: 0, status: 0, "untold-step": 0, "unknown-step": 0, parked: 0, late: 0 } satisfies Record<
  DifferenceKind,
  number
>;

/** The portal's calls, packets and delivery over one session. */
export function reach(db: Database, connection: PortalConnection, files?: FileWorld) {
  const now = () => new Date();
  const { endpoints, readSeconds, concurrency, form, rowsAtOnce, afterUnknownStep } = connection;
  const send = makeSend({ endpoints, timeoutMs: readSeconds * 1000, answerLimit, connections: concurrency });
  const ask = makeAsk({ connection, send, now });
  const links = makeLinks(db, connection);
  const packets = makePackets(form, links.of, now);
  const { prepare } = links;
  const flows = flowsOf(db, connection, files);
  const deliver = makeDeliver({ db, rowsAtOnce, afterUnknownStep, ask, packets, prepare, flows });
  const { vneid } = connection;
  const toVneid = vneid && files && makeDeliverBy(db, tellRecordsOf(db, connection, vneid, files));
  return {
    ask,
    deliver: ((target, message, signal) =>
      (toVneid && message.receiver === vneid.agency ? toVneid : deliver)(target, message, signal)) satisfies Deliver,
  };
}

/** Opaque links to the files of what is told (quirk 18), made once in the database and tried before its packets leave. */
function makeLinks(db: Database, { links: base, tryLinks, linksTriedAt }: PortalConnection) {
  const tryLink = tryLinks ? makeTryLink() : undefined;
  const made = new WeakMap<ToldDossier, Map<string, string>>();
  return {
    prepare: async ({ id, dossier }: Told, signal: AbortSignal): Promise<string | undefined> => {
      const all = [...dossier.files, ...dossier.results.flatMap(({ file }) => file ?? [])];
      const links = await linksTo(
        db,
        id,
        all.map(({ sha256 }) => sha256),
      );
      made.set(dossier, links);
      for (const [sha256, link] of tryLink ? links : []) {
        const why = await tryLink?.(`${linksTriedAt ?? base}/${link}`, signal);
        if (why !== undefined) return `tệp ${sha256.slice(0, 12)}…: ${why}`;
      }
      return undefined;
    },
    of: (told: ToldDossier): LinkOf => {
      const links = made.get(told);
      return ({ sha256 }) => {
        const id = links?.get(sha256);
        return id === undefined ? null : `${base}/${id}`;
      };
    },
  };
}

/** Filings that are told in a way of their own. */
function flowsOf(db: Database, connection: PortalConnection, files?: FileWorld): Readonly<Record<string, TellFiled>> {
  const { linked, codes, form } = connection;
  if (!linked) return {};
  return {
    [linkedFlow]: makeTellLinked({
      ...{ db, ask: reachLinked(connection, linked), agency: linked.agency, codes, statuses: form.statuses },
      resultOf: async ({ dossier }) => {
        const result = dossier.results.at(-1);
        if (!files || !linked.result || !result?.file) return null;
        const content = await contentOf(files, result.file.sha256);
        const { file, number, issuedOn } = linked.result;
        return JSON.stringify({
          ...(number !== undefined && { [number]: result.number }),
          ...(issuedOn !== undefined && { [issuedOn]: result.issuedOn?.split("-").reverse().join("/") ?? "" }),
          [file]: content,
        });
      },
    }),
  };
}

/** How VNeID is told of the judicial records that were filed there. */
function tellRecordsOf(db: Database, connection: PortalConnection, vneid: RecordConnection, files: FileWorld) {
  const { answers, readSeconds, concurrency, form } = connection;
  const { status, province } = vneid;
  const { endpoint } = status;
  const endpoints = { auth: endpoint, share: endpoint, integration: endpoint };
  const send = makeSend({ endpoints, timeoutMs: readSeconds * 1000, answerLimit, connections: concurrency });
  return makeTellRecord({
    ...{ db, province, form, tell: makeTellRecordStatus({ status, answers, send, now: () => new Date() }) },
    paperOf: async ({ results }) => {
      const file = results.at(-1)?.file;
      return file ? contentOf(files, file.sha256) : null;
    },
  });
}

const contentOf = ({ folder }: FileWorld, sha256: string): Promise<string> =>
  readFile(join(folder.root, folder.pathOf(sha256)), "base64");

/** The calls of the linked services over one token. */
export function reachLinked(
  { answers, readSeconds, concurrency }: PortalConnection,
  linked: LinkedConnection,
): LinkedAsk {
  const { endpoint } = linked;
  const endpoints = { auth: endpoint, share: endpoint, integration: endpoint };
  const send = makeSend({ endpoints, timeoutMs: readSeconds * 1000, answerLimit, connections: concurrency });
  return makeLinkedAsk({ linked, answers, send, now: () => new Date() });
}

const forgetJob = (db: Database, keep: PortalKeeping): Job => ({
  name: "forget-portal",
  schedule: { dailyAt: { hour: 2, minute: 50 } },
  run: async (now) => ({ ...(await forgetPortal(db, keep, now)) }),
});

function linkedJobs(connection: PortalConnection, log: Log, files?: FileWorld): Job[] {
  const { linked } = connection;
  if (!linked || !files) return [];
  const ask = reachLinked(connection, linked);
  return [
    {
      name: "take-linked",
      schedule: { everyMinutes: linked.everyMinutes },
      run: async () => ({ ...(await takeLinked({ ask, files, log }, new AbortController().signal)) }),
    },
  ];
}

/** Compares what the portal holds with what is true (ADR 16). */
export function reconcileWorld(db: Database, connection: PortalConnection): ReconcileWorld {
  const { ask } = reach(db, connection);
  // only their status is looked at: no packet of these leaves, and no link is made for it
  const packets = makePackets(
    connection.form,
    () => () => `${connection.links}/file`,
    () => new Date(),
  );
  return {
    ...{ db, announce, newId: randomUUID, receiver: connection.agency },
    lookUp: async (code) => {
      const found = await ask.lookUp(code, new AbortController().signal);
      return found.kind === "unknown" ? null : found;
    },
    statusOf: (told) => statusIn(packets.dossier(told)),
    isTold: (told, step) => packets.step(told, step) !== "nothing",
    owedOf: ({ dossier, steps }, record) => filingOwed(dossier, steps, record, connection.form.statuses),
  };
}

const sampleSize = 500;
const changedWithinMs = 48 * 3_600_000;

/** Every night what changed in 48 hours; on Sundays a sample of all that was ever told as well. */
const reconcileJob = (world: ReconcileWorld): Job => ({
  name: "reconcile-portal",
  schedule: { dailyAt: { hour: 3, minute: 10 } },
  run: async (now) => {
    const nightly = await reconcilePortal(world, "nightly", { since: new Date(now.getTime() - changedWithinMs) }, true);
    const sample =
      weekday(dayNumberOf(now)) === sunday
        ? await reconcilePortal(world, "sample", { sample: sampleSize }, true)
        : { asked: 0, unasked: 0, recorded: 0, differences: [] };
    const differences = [...nightly.differences, ...sample.differences];
    return {
      asked: nightly.asked + sample.asked,
      unasked: nightly.unasked + sample.unasked,
      recorded: nightly.recorded + sample.recorded,
      differences: differences.length,
      repaired: differences.filter(({ repaired }) => repaired).length,
      forPeople: differences.filter(({ repaired, kind }) => !repaired && kind !== "late").length,
      late: differences.filter(({ kind }) => kind === "late").length,
    };
  },
});
const sunday = 0;

const statusIn = (packet: ReturnType<Packets["dossier"]>): string | null => (packet.ok ? packet.status : null);

/** Asks for the portal's catalogue and takes it in, or only looks what it would do. */
export async function pull(db: Database, connection: PortalConnection, apply: boolean, at: Date): Promise<PullReport> {
  const { ask } = reach(db, connection);
  const kept = await keptDetails(db);
  const told = await askCatalogue(ask.read, kept, connection.catalogue, at, new AbortController().signal);
  const { vanishedAtMost } = connection.catalogue;
  return pullCatalogue(db, told, { today: dayOf(at), at, apply, vanishedAtMost });
}

function catalogueJobs(db: Database, connection: PortalConnection): Job[] {
  const { nightly } = connection.catalogue;
  if (nightly === "off") return [];
  return [
    {
      name: "pull-catalogue",
      schedule: { dailyAt: { hour: 3, minute: 40 } },
      run: async (now) => {
        const found = await pull(db, connection, nightly === "apply", now);
        const { added, changed, vanished, unread, unfit, refused } = found;
        return {
          ...{ added: added.length, changed: changed.length, vanished: vanished.length },
          ...{ unread: unread.length, unfit: unfit.length, refused: refused.length },
        };
      },
    },
  ];
}

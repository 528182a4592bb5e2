import { makePortalInbound } from "../adapters/national-portal/inbound/index.ts";
import type { RecordSettings } from "../adapters/national-portal/inbound/records.ts";
import { readInboundSettings, type InboundSettings } from "../adapters/national-portal/inbound/settings.ts";
import { startTakingIn, takeInWorld } from "../adapters/national-portal/inbound/take-in.ts";
import { readConnection, type PortalConnection } from "../adapters/national-portal/connection.ts";
import { randomUUID } from "node:crypto";
import type { RequestListener } from "node:http";
import type { Registry } from "prom-client";
import { announce, owe } from "../bus/outbox.ts";
import { openClocks } from "../core/service/clock-in-force.ts";
import { knowPortal } from "../core/service/connect-portal.ts";
import { defaultFileLimits, type FileWorld } from "../core/service/take-file.ts";
import { portalForm, type PortalForm } from "../mappings/national-portal/form.ts";
import type { LinkedReading } from "../mappings/national-portal/inbound/from-linked.ts";
import type { Config } from "../platform/config.ts";
import type { Database } from "../platform/database.ts";
import type { FileFolder } from "../platform/file-folder.ts";
import type { Log } from "../platform/log.ts";
import { openPortalCalls, openPortalRefusals } from "../platform/metrics.ts";
import { practiceInbound } from "./demo/portal.ts";
import { reach } from "./portal.ts";

export interface Inbound {
  readonly settings: InboundSettings;
  readonly form: PortalForm;
  readonly linked?: LinkedReading;
  readonly records?: RecordSettings;
  /** Missing: this hub is not connected to the portal, and fetches nothing from it. */
  readonly connection?: PortalConnection;
}

/**
 * How the portal calls this hub; undefined: it does not.
 * @throws {StartError} when the connection file is unusable.
 */
export function readInbound({ portalFile, demo }: Pick<Config, "portalFile" | "demo">): Inbound | undefined {
  if (portalFile === undefined)
    return demo ? { settings: readInboundSettings(practiceInbound), form: portalForm } : undefined;
  const connection = readConnection(portalFile);
  const { inbound, form, linked, codes, vneid } = connection;
  return inbound === undefined
    ? undefined
    : {
        ...{
          settings: readInboundSettings(inbound),
          form,
          linked: { modules: linked?.modules ?? [], codes },
          connection,
        },
        ...(vneid && { records: vneid.inbound }),
      };
}

export interface InboundPlace {
  readonly db: Database;
  readonly folder: FileFolder;
  readonly log: Log;
  /** Bytes that stay free on the disk. */
  readonly freeBytes: number;
}

const filesOf = ({ db, folder, freeBytes }: InboundPlace, { settings }: Inbound): FileWorld => ({
  ...{ db, folder, newId: randomUUID },
  // packets come many at a time, and each was let in by the door already
  limits: { ...defaultFileLimits, fileBytes: settings.fileBytes, uploads: 1_000, freeBytes },
});

/** The door: answers what `isPortalPath` says is the portal's. */
export async function openPortalDoor(
  place: InboundPlace & { readonly metrics: Registry; readonly trustedProxies: Config["trustedProxies"] },
  inbound: Inbound,
): Promise<RequestListener> {
  await knowPortal(place.db);
  const calls = openPortalCalls(place.metrics);
  const refusals = openPortalRefusals(place.metrics);
  return makePortalInbound({
    ...{ db: place.db, log: place.log, trustedProxies: place.trustedProxies, now: () => new Date() },
    ...{ files: filesOf(place, inbound), form: inbound.form, settings: inbound.settings },
    ...(inbound.records && { records: inbound.records }),
    count: (service, code) => calls.inc({ service, code }),
    countRefused: (reason) => refusals.inc({ reason }),
  });
}

/** The worker's part: what was kept is taken in. */
export async function openTakingIn(
  place: InboundPlace,
  inbound: Inbound,
): Promise<{ readonly close: () => Promise<void> }> {
  await knowPortal(place.db);
  const { db, log } = place;
  const world = { db, log, announce, owe, now: () => new Date(), newId: randomUUID, clocks: openClocks() };
  const { settings, linked, records } = inbound;
  const getFile = inbound.connection && reach(db, inbound.connection).ask.file;
  return startTakingIn(
    takeInWorld(world, filesOf(place, inbound), settings, { linked, getFile, requester: records?.requester }),
  );
}

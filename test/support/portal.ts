import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  practiceAccount,
  portalDstcode,
  startPortalStandIn,
  type PortalStandIn,
} from "../../adapters/national-portal/stand-in/index.ts";
import { readConnection, type PortalConnection } from "../../adapters/national-portal/connection.ts";
import { openEmbeddedTransport } from "../../bus/embedded.ts";
import { makeIntake } from "../../bus/intake.ts";
import { startDeliveryWorker } from "../../bus/lanes.ts";
import { startRelay } from "../../bus/relay.ts";
import { queues } from "../../bus/transport.ts";
import { alwaysOpen } from "../../core/domain/clock/open-time.ts";
import { openPortal } from "../../main/portal.ts";
import type { FileWorld } from "../../core/service/take-file.ts";
import { openListener } from "../../platform/listen.ts";
import { silent } from "./bus.ts";
import type { TestDatabase } from "./database.ts";
import { eventually } from "./eventually.ts";

export interface PortalWorld {
  readonly standIn: PortalStandIn;
  readonly connection: PortalConnection;
  /** Until the portal has been told all that there is to tell; what waits for a person counts as told. */
  readonly settled: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Codes of the fields of the procedures that tests take, invented. */
const practiceFields = { "quản lý hạ tầng kỹ thuật": "G17-HT01", "hạ tầng kỹ thuật": "G17-HT01" };

/** The part of a worker that tells the portal, with the stand-in at its other end. */
export async function openPortalWorld(
  database: TestDatabase,
  {
    connection = {},
    rules = {},
    files,
    vneidKey,
  }: {
    connection?: object | ((standIn: PortalStandIn, passwordFile: string) => object);
    rules?: Partial<PortalStandIn["rules"]>;
    files?: FileWorld;
    vneidKey?: string;
  } = {},
): Promise<PortalWorld> {
  const standIn = await startPortalStandIn({ log: silent, rules, ...(vneidKey !== undefined && { vneidKey }) });
  const folder = mkdtempSync(join(tmpdir(), "portal-"));
  const file = join(folder, "portal.yaml");
  writeFileSync(join(folder, "password"), `${practiceAccount.password}\n`);
  writeFileSync(
    file,
    // JSON is YAML
    JSON.stringify({
      ...{ dialect: "mapi", sender: "000.00.00.H99", username: practiceAccount.username, dstcode: portalDstcode },
      passwordFile: join(folder, "password"),
      endpoints: { auth: standIn.url, share: standIn.url, integration: standIn.url },
      ...{
        prefix: "/VXPAdapter/RestService/forward",
        since: "2019-01-01",
        links: "https://hub.example/d",
        tryLinks: false,
      },
      readSeconds: 1,
      form: { fieldCodes: practiceFields },
      ...(typeof connection === "function"
        ? (connection as (standIn: PortalStandIn, passwordFile: string) => object)(standIn, join(folder, "password"))
        : connection),
    }),
  );
  const { db, url } = database;
  const listener = openListener({ url, log: silent, name: "portal test" });
  const transport = openEmbeddedTransport({ db, listener, log: silent, leaseMs: 500, fallbackMs: 100 });
  const { portal, feeder } = await openPortal(db, silent, file, 50, files);
  const lanes = startDeliveryWorker({
    ...{ db, listener, log: silent, leaseMs: 3_000, fallbackMs: 100, random: () => 0 },
    deliver: () => Promise.reject(new Error("no unit is called here")),
    portal,
    openTimeOf: () => Promise.resolve(alwaysOpen),
  });
  const intake = await transport.consume(queues.delivery, 8, makeIntake({ db, log: silent }));
  const relay = startRelay({ url, transport, log: silent, takeOverMs: 100, fallbackMs: 100 });
  return {
    standIn,
    connection: readConnection(file),
    settled: async () => {
      await eventually(
        "the portal is told everything",
        async () => {
          const [row] = await database.sql<{ done: boolean }>(
            `select (select coalesce(bool_and((d.changed_xid, d.id) <= (f.fed_xid, f.fed_id)), true)
                       from hub.dossier d, hub.portal_feed f)
                and not exists (
                  select from hub.outbox o left join hub.delivery d using (message_id)
                  where o.receiver in ('G22', 'G01.VNEID') and coalesce(d.state, 'on its way') not in ('delivered', 'parked')
                    and not exists (select from hub.delivery p
                                     where p.receiver = o.receiver and p.subject = o.subject and p.state = 'parked')) as done`,
          );
          return row?.done;
        },
        45_000,
      );
    },
    async close() {
      await feeder.close();
      await relay.close();
      await intake.close();
      await lanes.close();
      await transport.close();
      await listener.close();
      await standIn.close();
      rmSync(folder, { recursive: true });
    },
  };
}

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { assignWaiting } from "../../bus/position.ts";
import { dayOf } from "../../core/domain/day.ts";
import { registerPartner } from "../../core/service/register-partner.ts";
import { loadDemonstration } from "../../main/demo/load.ts";
import { openDatabase } from "../../platform/database.ts";
import { migrate } from "../../platform/migrations.ts";
import { fromRoot } from "../../platform/root.ts";
import { eventually } from "../../test/support/eventually.ts";
import { freePort } from "../../test/support/hub-process.ts";
import { openProxy, type Proxy } from "../../test/support/proxy.ts";
import { buildHub } from "./build.ts";
import { makeClient, type Client } from "./client.ts";
import { openInboxReader, type InboxReader } from "./inbox.ts";
import { openLedger, type Ledger } from "./ledger.ts";
import { processes, type ProcessName, type Temper, type TransportName, type Wire } from "./plan.ts";
import { seeded, type Random } from "./random.ts";
import { openBroker, openDatabaseServer, type Server } from "./servers.ts";
import { supervise, type Supervised } from "./supervised.ts";
import { partners, type PartnerId } from "./units.ts";
import { openWebhookReceiver, type WebhookReceiver } from "./webhook.ts";

/** Everything a run happens in. Opened once and used by many runs, which do not meet: each has dossiers of its own. */
export interface World {
  readonly database: Server;
  readonly broker: Server | undefined;
  readonly hub: ReadonlyMap<ProcessName, Supervised>;
  readonly wires: ReadonlyMap<Wire, Proxy>;
  readonly clients: ReadonlyMap<PartnerId, Client>;
  readonly operator: Client;
  /** Looks into the hub's tables, past all wires. */
  readonly look: <T extends pg.QueryResultRow>(sql: string, values?: unknown[]) => Promise<T[]>;
  readonly setTemper: (partner: PartnerId, temper: Temper) => void;
  /** Empty ledgers and fresh random numbers. @returns the ledgers, which fill from now on. */
  readonly beginRun: (random: Random) => ReadonlyMap<PartnerId, Ledger>;
  /** All receivers are honest and have handled what they put aside. */
  readonly calm: () => Promise<void>;
  /** The gateway says that it can move a message. */
  readonly ready: () => Promise<void>;
  /** What nobody may do, whatever breaks: 5xx that is no 503, a signature that does not fit, a process that ends. */
  readonly violations: () => readonly string[];
  readonly close: () => Promise<void>;
}

const readyWithinMs = 90_000;

export async function openWorld(transport: TransportName, folder: string): Promise<World> {
  const closings: (() => Promise<unknown>)[] = [];
  const closing = new AbortController();
  const violations: string[] = [];
  const close = async () => {
    closing.abort();
    for (const one of closings.reverse()) await one().catch(() => undefined);
  };
  const opened = <T extends { readonly close: () => Promise<unknown> }>(thing: T): T => {
    closings.push(() => thing.close());
    return thing;
  };
  try {
    const [{ program }, database, broker] = await Promise.all([
      buildHub().then(opened),
      openDatabaseServer(folder).then(opened),
      transport === "rabbitmq" ? openBroker(folder).then(opened) : undefined,
    ]);
    const secrets = await prepare(database.url);

    const wires = new Map<Wire, Proxy>();
    const wire = async (name: Wire, target: string): Promise<string> => {
      const proxy = opened(await openProxy(target));
      wires.set(name, proxy);
      return proxy.url;
    };
    const port = await freePort();
    const logs = join(folder, "logs");
    await mkdir(logs, { recursive: true });
    const hub = new Map<ProcessName, Supervised>();
    for (const name of processes[transport]) {
      const role = name === "all" || name === "gateway" ? name : "worker";
      const env = {
        NODE_ENV: undefined,
        DATABASE_OWNER_URL: undefined,
        DATABASE_URL: await wire(`${name} to database`, database.url),
        AMQP_URL: broker && role !== "gateway" ? await wire(`${name} to broker`, broker.url) : broker?.url,
        PORT: String(port),
        HOST: "127.0.0.1",
        HUB_DEMO: "0",
        HUB_PRIVATE_WEBHOOKS: "1",
        HUB_PUBLIC_URL: `http://127.0.0.1:${port}`,
        HUB_DATA_DIR: join(folder, "hub"),
        HUB_LOG_LEVEL: "warn",
      };
      hub.set(name, opened(supervise({ name, program, role, env, logFile: join(logs, `${name}.log`) })));
    }
    const url = `http://127.0.0.1:${port}`;
    const door = (await wire("units to hub", url)).replace(/\/$/, "");
    const ready = async () => {
      await eventually(
        "the hub is ready",
        async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.ok,
        readyWithinMs,
      );
    };
    await ready();

    const onFailure = (what: string) => violations.push(what);
    const clientOf = (id: string, address: string) =>
      makeClient({ url: address, id, secret: secrets.get(id) ?? "", signal: closing.signal, onFailure });
    const clients = new Map<PartnerId, Client>(partners.map(({ id }) => [id, clientOf(id, door)]));
    const operator = clientOf(operatorId, url);

    let random = seeded(0);
    let ledgers = emptyLedgers();
    const ledgerOf = (id: PartnerId) => () => ledgers.get(id) as Ledger;
    const webhooks = new Map<PartnerId, WebhookReceiver>();
    const readers = new Map<PartnerId, InboxReader>();
    for (const { id, channel } of partners) {
      const client = clients.get(id) as Client;
      const receives = {
        ledger: ledgerOf(id),
        random: () => random,
        onViolation: (what: string) => violations.push(`${id}: ${what}`),
      };
      if (channel === "inbox") {
        readers.set(id, opened(openInboxReader({ client, ...receives })));
        continue;
      }
      const receiver = opened(await openWebhookReceiver(receives));
      const address = await wire(`hub to ${id}`, receiver.url);
      const { secret } = await client.put<{ secret: string }>("/v1/subscription", { channel, url: address });
      receiver.setSecret(secret);
      webhooks.set(id, receiver);
    }

    const eyes = new pg.Pool({ connectionString: database.url, max: 2, options: "-c search_path=hub" });
    eyes.on("error", () => undefined);
    eyes.on("connect", (client) => client.on("error", () => undefined));
    closings.push(() => eyes.end());
    const receivers = [...webhooks.values(), ...readers.values()];

    return {
      database,
      broker,
      hub,
      wires,
      clients,
      operator,
      look: async <T extends pg.QueryResultRow>(sql: string, values: unknown[] = []) =>
        (await eyes.query<T>(sql, values)).rows,
      setTemper: (id, temper) => (webhooks.get(id) ?? readers.get(id))?.setTemper(temper),
      beginRun(fresh) {
        random = fresh;
        ledgers = emptyLedgers();
        for (const reader of readers.values()) reader.beginRun();
        return ledgers;
      },
      async calm() {
        for (const receiver of receivers) receiver.setTemper("honest");
        await Promise.all(receivers.map((receiver) => receiver.settled()));
      },
      ready,
      violations: () => [
        ...violations,
        ...[...hub].flatMap(([name, { endedByItself }]) =>
          Array<string>(endedByItself()).fill(`${name} ended by itself`),
        ),
      ],
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const operatorId = "chaos-operator";

const emptyLedgers = (): ReadonlyMap<PartnerId, Ledger> => new Map(partners.map(({ id }) => [id, openLedger()]));

/** Schema, demonstration units and partners, as an operator would before the first start. @returns secrets by partner. */
async function prepare(url: string): Promise<ReadonlyMap<string, string>> {
  await migrate(url, fromRoot("migrations"));
  const db = openDatabase(url, "chaos preparation");
  try {
    await loadDemonstration(db, dayOf(new Date()));
    const secrets = new Map<string, string>();
    const register = async (id: string, units: readonly string[], role: string) => {
      const done = await registerPartner({ db, assignWaiting }, { id, name: id, units, roles: [role], practice: true });
      if (!done.ok) throw new Error(`${id}: ${done.code}`);
      secrets.set(id, done.secret ?? "");
    };
    for (const { id, units } of partners) await register(id, units, "unit");
    await register(operatorId, [], "operator");
    return secrets;
  } finally {
    await db.destroy();
  }
}

import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { announce, owe } from "../../bus/outbox.ts";
import { dayOf } from "../../core/domain/day.ts";
import { openClocks } from "../../core/service/clock-in-force.ts";
import { makeReceiveDossier } from "../../core/service/receive-dossier.ts";
import { loadDemonstration } from "../../main/demo/load.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { openDatabase } from "../../platform/database.ts";
import { freePort } from "../../test/support/hub-process.ts";
import { build } from "../prepare.mjs";
import { answersOk, startChild } from "./child.ts";
import { makePost, type Post } from "./http.ts";
import { startServices, superuser } from "./services.ts";
import { percentile, round } from "./statistics.ts";

export interface LookupSize {
  readonly dossiers: number;
  readonly rounds: number;
  /** Of a round at the steady rate. */
  readonly seconds: number;
}

const wanted = 1_000;
const target = "p99 at most 20 ms at 1,000/s, or at 0.8 of what the bare handler reaches";

/** `/search/call` of the hub beside a bare Express handler with one indexed query, in turn, over the same dossiers. */
export async function measureLookup({ dossiers, rounds, seconds }: LookupSize, say: (line: string) => void) {
  const services = await startServices(false);
  const children: { readonly close: () => Promise<void> }[] = [];
  try {
    await build();
    const databaseUrl = await services.database("lookup");
    const [hubPort, barePort] = [await freePort(), await freePort()];
    const hub = `http://127.0.0.1:${hubPort}`;
    const bare = `http://127.0.0.1:${barePort}`;
    const env = { DATABASE_URL: databaseUrl, HOST: "127.0.0.1", PORT: String(hubPort), HUB_PUBLIC_URL: hub };
    const dataDir = join(services.folder, "lookup");
    const HUB_PORTAL_FILE = await connectionFile(dataDir);
    const gateway = { ...env, HUB_DATA_DIR: dataDir, HUB_PORTAL_FILE };
    children.push(await startChild(["dist/main/start.js", "gateway"], gateway, answersOk(`${hub}/readyz`)));
    const args = ["--import", "tsx", "scripts/bench/bare/lookup.ts", String(barePort)];
    children.push(await startChild(args, { DATABASE_URL: databaseUrl }, answersOk(bare)));
    const codes = await seed(databaseUrl, dossiers, say);

    for (const url of [hub, bare]) await closed(url, codes, 2_000);
    const most = { hub: await closed(hub, codes, 6_000), bare: await closed(bare, codes, 6_000) };
    const rate = Math.min(wanted, Math.floor(0.8 * most.bare));
    const took: Record<"hub" | "bare", number[]> = { hub: [], bare: [] };
    for (let n = 0; n < rounds; n++)
      for (const name of n % 2 === 0 ? (["hub", "bare"] as const) : (["bare", "hub"] as const))
        took[name].push(...(await steady(name === "hub" ? hub : bare, codes, rate, seconds)));
    const figures = (times: readonly number[]) => ({
      ...{ p50_ms: round(percentile(times, 0.5), 2), p99_ms: round(percentile(times, 0.99), 2), calls: times.length },
    });
    return {
      ...{ bench: "lookup", target, dossiers, rate_per_second: rate },
      hub: { ...figures(took.hub), most_per_second: round(most.hub) },
      bare: { ...figures(took.bare), most_per_second: round(most.bare) },
    };
  } finally {
    for (const child of children) await child.close();
    await services.close();
  }
}

/** Only this machine calls, and nothing is told to anybody: the gateway alone runs. */
async function connectionFile(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const [file, passwordFile] = [join(folder, "portal.yaml"), join(folder, "portal-password")];
  await writeFile(passwordFile, "bench");
  const nowhere = "http://127.0.0.1:9";
  const said = {
    ...{ dialect: "mapi", sender: "000.00.00.H99", username: "bench", passwordFile, dstcode: "VN:GOV:bench:none" },
    ...{
      endpoints: { auth: nowhere, share: nowhere, integration: nowhere },
      since: "2026-01-01",
      links: `${nowhere}/d`,
    },
    inbound: { callers: [{ name: "bench", networks: ["127.0.0.1/32"] }] },
  };
  // JSON is YAML
  await writeFile(file, JSON.stringify(said));
  return file;
}

/** One dossier is received as it is, the others are rows like its own. @returns their codes, by number. */
async function seed(
  databaseUrl: string,
  dossiers: number,
  say: (line: string) => void,
): Promise<(n: number) => string> {
  const db = openDatabase(databaseUrl, "bench seed", 2);
  try {
    await loadDemonstration(db, dayOf(new Date()));
    const world = { db, announce, owe, now: () => new Date(), newId: randomUUID, clocks: openClocks() };
    const { commune, procedure } = walkNow;
    const ask = { partnerId: "hub:jobs", units: new Set([commune]), key: "seed", digest: "seed", requestId: "seed" };
    const applicant = { name: "Nguyễn Văn Thử Nghiệm", idKind: "CCCD", idNumber: "099301000017" };
    const received = await makeReceiveDossier(world)({ by: commune, procedure, applicant, channel: "direct" }, ask);
    if (!received.ok) throw new Error(`the first dossier was refused: ${received.code}`);
  } finally {
    await db.destroy();
  }
  say(`lookup: ${dossiers} dossiers are written`);
  const like = async (table: string, own: Readonly<Record<string, string>>) => {
    const rows = await superuser<{ name: string }>(
      databaseUrl,
      `select column_name as name from information_schema.columns
        where table_schema = 'hub' and table_name = '${table}' and is_generated = 'NEVER'`,
    );
    const names = rows.map(({ name }) => name);
    const values = names.map((name) => own[name] ?? `t.${name}`);
    await superuser(
      databaseUrl,
      // neither checks nor evidence of rows that are nobody's
      `set session_replication_role = replica;
       insert into hub.${table} (${names.join()}) overriding system value
       select ${values.join()} from (select * from hub.${table} order by 1 limit 1) t, generate_series(1, ${dossiers}) n`,
    );
  };
  const first = 1_000_000_000;
  const number = `'H99.10-' || lpad((n / 1000000)::text, 6, '0') || '-' || lpad((n % 1000000)::text, 6, '0')`;
  await like("dossier", { id: `${first} + n`, code: number });
  await like("dossier_person", { dossier_id: `${first} + n` });
  await like("dossier_event", { dossier_id: `${first} + n`, event_id: "gen_random_uuid()" });
  await superuser(databaseUrl, "vacuum (analyze) hub.dossier");
  await superuser(databaseUrl, "vacuum (analyze) hub.dossier_person");
  await superuser(databaseUrl, "vacuum (analyze) hub.dossier_event");
  return () => {
    const n = 1 + Math.floor(Math.random() * dossiers);
    const digits = (part: number) => String(part).padStart(6, "0");
    return `H99.10-${digits(Math.floor(n / 1_000_000))}-${digits(n % 1_000_000)}`;
  };
}

async function look(post: Post, url: string, code: string): Promise<void> {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ madonvi: "000.00.00.H99", service: "TraCuuHoSo", masohoso: code });
  const { status, text } = await post(new URL("/search/call", url), headers, body);
  if (status !== 200 || text.includes('"error_code"')) throw new Error(`${code} was answered ${status}: ${text}`);
}

/** As fast as 32 clients go. @returns calls per second. */
async function closed(url: string, code: (n: number) => string, calls: number): Promise<number> {
  const post = makePost(32);
  const from = performance.now();
  let left = calls;
  await Promise.all(
    Array.from({ length: 32 }, async () => {
      while (left-- > 0) await look(post, url, code(left));
    }),
  );
  return calls / ((performance.now() - from) / 1000);
}

/** At a fixed pace, whatever becomes of the calls before; who was kept waiting counts its waiting. @returns milliseconds. */
async function steady(url: string, code: (n: number) => string, rate: number, seconds: number): Promise<number[]> {
  const post = makePost(Infinity);
  const from = performance.now() + 50;
  return Promise.all(
    Array.from({ length: rate * seconds }, async (_, n) => {
      const at = from + (n * 1000) / rate;
      await wait(Math.max(0, at - performance.now()));
      await look(post, url, code(n));
      return performance.now() - at;
    }),
  );
}

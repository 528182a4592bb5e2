import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { migrate } from "../../platform/migrations.ts";
import { fromRoot } from "../../platform/root.ts";
import { assignWaiting } from "../../bus/position.ts";
import { registerPartner } from "../../core/service/register-partner.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { openDatabase } from "../../platform/database.ts";
import { freePort } from "../../test/support/hub-process.ts";
import { build } from "../prepare.mjs";
import { answersOk, startChild, type Child } from "./child.ts";
import { newToken } from "./hub-pipeline.ts";
import { makePost, type Post } from "./http.ts";
import { codeOf, isNational, nationalCodeOf, seedLookup } from "./lookup-seed.ts";
import { cpuSecondsOf } from "./processes.ts";
import { startServices } from "./services.ts";
import { percentile, round } from "./statistics.ts";

export interface LookupSize {
  readonly dossiers: number;
  /** Where the database stays for the next run. */
  readonly folder?: string;
  readonly rounds: number;
  /** Of a round at the steady rate. */
  readonly seconds: number;
}

const wanted = 1_000;
const connections = 128;
const callsAtMost = 6_000;
const [batchSize, batchesPerSecond] = [100, 10];
// what is written is written once, before anything is measured
const unlogged = { wal_level: "minimal", max_wal_senders: "0", max_wal_size: "8GB" };
const target = "p99 at most 20 ms at 1,000/s, or at 0.8 of what the bare handler reaches";

/** `/search/call` of the hub beside a bare Express handler with one indexed query, in turn, over the same dossiers. */
export async function measureLookup(size: LookupSize, say: (line: string) => void) {
  const { dossiers, rounds, seconds, folder } = size;
  const services = await startServices({ ...(folder === undefined ? {} : { folder }), settings: unlogged });
  const children: { readonly close: () => Promise<void> }[] = [];
  try {
    await build();
    const databaseUrl = await services.database("lookup");
    await migrate(databaseUrl, fromRoot("migrations"));
    await seedLookup(databaseUrl, dossiers, say);
    const any = () => Math.floor(Math.random() * dossiers);
    // the portal's own codes for half of those that have one; the bare handler knows one kind
    const hubCode = (n: number) => (isNational(n) && Math.random() < 0.5 ? nationalCodeOf(n) : codeOf(n));
    const codes = { hub: () => hubCode(any()), bare: () => codeOf(any()) };
    const [hubPort, barePort] = [await freePort(), await freePort()];
    const hub = `http://127.0.0.1:${hubPort}`;
    const bare = `http://127.0.0.1:${barePort}`;
    const env = { DATABASE_URL: databaseUrl, HOST: "127.0.0.1", PORT: String(hubPort), HUB_PUBLIC_URL: hub };
    const dataDir = join(services.folder, "lookup");
    const HUB_PORTAL_FILE = await connectionFile(dataDir);
    const gateway = { ...env, HUB_DATA_DIR: dataDir, HUB_PORTAL_FILE };
    const hubChild = await startChild(["dist/main/start.js", "gateway"], gateway, answersOk(`${hub}/readyz`));
    children.push(hubChild);
    const args = ["--import", "tsx", "scripts/bench/bare/lookup.ts", String(barePort)];
    const bareChild = await startChild(args, { DATABASE_URL: databaseUrl }, answersOk(bare));
    children.push(bareChild);

    const urls = { hub, bare };
    for (const name of ["hub", "bare"] as const) await closed(urls[name], codes[name], 2_000);
    const most = { hub: 0, bare: 0 };
    const cpu: Record<string, Readonly<Record<string, number>>> = {};
    for (const [name, { pid }] of Object.entries({ hub: hubChild, bare: bareChild }) as ["hub" | "bare", Child][]) {
      const roots = { node: pid, postgres: services.postgresPid };
      const before = cpuSecondsOf(roots);
      most[name] = await closed(urls[name], codes[name], callsAtMost);
      const after = cpuSecondsOf(roots);
      const ofCall = (of: "node" | "postgres") =>
        round((((after[of] ?? 0) - (before[of] ?? 0)) * 1000) / callsAtMost, 2);
      cpu[name] = { node: ofCall("node"), postgres: ofCall("postgres") };
    }
    say(`lookup: at most ${round(most.hub)}/s by the hub, ${round(most.bare)}/s by the bare handler`);
    const rate = Math.min(wanted, Math.floor(0.8 * most.bare));
    const took: Record<"hub" | "bare", number[][]> = { hub: [], bare: [] };
    for (let n = 0; n < rounds; n++)
      for (const name of n % 2 === 0 ? (["hub", "bare"] as const) : (["bare", "hub"] as const))
        took[name].push(await steady(urls[name], codes[name], rate, seconds));
    const headers = await partnerHeaders(databaseUrl, hub);
    const batch = [await inBatches(hub, headers, () => codeOf(any()), seconds)];
    const figures = (inRounds: readonly (readonly number[])[]) => {
      const times = inRounds.flat();
      const p99s = inRounds.map((round) => percentile(round, 0.99)).sort((one, other) => one - other);
      return {
        ...{ p50_ms: round(percentile(times, 0.5), 2), p99_ms: round(percentile(times, 0.99), 2), calls: times.length },
        // of each round: on a machine that others use too, one moment of theirs is in one round
        p99_ms_of_rounds: p99s.map((p99) => round(p99, 2)),
      };
    };
    return {
      ...{ bench: "lookup", target, dossiers, rate_per_second: rate },
      hub: { ...figures(took.hub), most_per_second: round(most.hub), cpu_ms_a_call: cpu["hub"] },
      bare: { ...figures(took.bare), most_per_second: round(most.bare), cpu_ms_a_call: cpu["bare"] },
      batch: { codes: batchSize, ...figures(batch), codes_per_second: batchesPerSecond * batchSize },
    };
  } finally {
    for (const child of children) await child.close();
    await services.close();
  }
}

/** Only this machine calls, and nothing is told to anybody: the gateway alone runs. */
export async function connectionFile(folder: string): Promise<string> {
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

async function look(post: Post, url: string, code: string): Promise<void> {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ madonvi: "000.00.00.H99", service: "TraCuuHoSo", masohoso: code });
  const { status, text } = await post(new URL("/search/call", url), headers, body);
  if (status !== 200 || text.includes('"error_code"')) throw new Error(`${code} was answered ${status}: ${text}`);
}

/** A partner of the agency that received all of them. */
async function partnerHeaders(databaseUrl: string, url: string): Promise<Readonly<Record<string, string>>> {
  const db = openDatabase(databaseUrl, "bench", 1);
  try {
    const wish = {
      id: `bench-${Date.now()}`,
      name: "Đo tốc độ",
      units: [walkNow.commune],
      roles: ["unit"],
      practice: false,
    };
    const registered = await registerPartner({ db, assignWaiting }, wish);
    if (!registered.ok) throw new Error(`${wish.id}: ${registered.code}`);
    const token = await newToken(url, { id: wish.id, secret: registered.secret ?? "" });
    return { "content-type": "application/json", authorization: `Bearer ${token}` };
  } finally {
    await db.destroy();
  }
}

/** `POST /v1/dossiers/status` at a fixed pace. @returns milliseconds of each call. */
function inBatches(url: string, headers: Readonly<Record<string, string>>, code: () => string, seconds: number) {
  const post = makePost(connections);
  return paced(batchesPerSecond, seconds, async () => {
    const body = JSON.stringify({ codes: Array.from({ length: batchSize }, code) });
    const { status, text } = await post(new URL("/v1/dossiers/status", url), headers, body);
    if (status !== 200 || text.includes('"status":null'))
      throw new Error(`a batch was answered ${status}: ${text.slice(0, 300)}`);
  });
}

/** As fast as 32 clients go. @returns calls per second. */
export async function closed(url: string, code: () => string, calls: number): Promise<number> {
  const post = makePost(32);
  const from = performance.now();
  let left = calls;
  await Promise.all(
    Array.from({ length: 32 }, async () => {
      while (left-- > 0) await look(post, url, code());
    }),
  );
  return calls / ((performance.now() - from) / 1000);
}

/** Look-ups at a fixed pace. @returns milliseconds of each. */
function steady(url: string, code: () => string, rate: number, seconds: number): Promise<number[]> {
  // who finds none free waits, and counts its waiting
  const post = makePost(connections);
  return paced(rate, seconds, () => look(post, url, code()));
}

/** At a fixed pace, whatever becomes of the calls before; who was kept waiting counts its waiting. @returns milliseconds. */
function paced(rate: number, seconds: number, call: () => Promise<void>): Promise<number[]> {
  const from = performance.now() + 50;
  return Promise.all(
    Array.from({ length: rate * seconds }, async (_, n) => {
      const at = from + (n * 1000) / rate;
      await wait(Math.max(0, at - performance.now()));
      await call();
      return performance.now() - at;
    }),
  );
}

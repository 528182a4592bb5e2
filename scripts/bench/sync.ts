import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { sql } from "kysely";
import { dayOf } from "../../core/domain/day.ts";
import { portalPartner } from "../../core/service/connect-portal.ts";
import { untoldAges, type UntoldAges } from "../../core/service/portal-holdings.ts";
import { loadDemonstration } from "../../main/demo/load.ts";
import { openDatabase, type Database } from "../../platform/database.ts";
import { migrate } from "../../platform/migrations.ts";
import { fromRoot } from "../../platform/root.ts";
import { freePort } from "../../test/support/hub-process.ts";
import { build } from "../prepare.mjs";
import { answersOk, startChild, type Child } from "./child.ts";
import { cpuSecondsOf } from "./processes.ts";
import { startServices, superuser, type Services } from "./services.ts";
import { costliestStatements, forgetStatements } from "./statements.ts";
import { percentile, round } from "./statistics.ts";
import { seedBacklog } from "./sync-seed.ts";
import { addCommunes, changesOfOne, connectionFile, connections, liver } from "./sync-world.ts";

export interface SyncSize {
  /** Changes that an outage left behind. */
  readonly backlog: number;
  /** Where a backlog stays for the next run. */
  readonly folder?: string;
  /** How long is measured, with changes going on. */
  readonly steadySeconds: number;
  readonly backlogSeconds: number;
  readonly perSecond: number;
  /** How long the portal takes over a call. */
  readonly portalMs: number;
  readonly withStatements: boolean;
  readonly nodeArgs: readonly string[];
}

const agency = "G22";
const outageHours = 3;
const apartMs = 5_000;
const drainLimitMs = 180_000;

/**
 * How far the portal is behind while changes go on: steadily, and with the backlog of an outage. A hub as it runs in production, the strict stand-in
 * in a process of its own; changes are made by the hub's services in this process, without the gateway.
 */
export async function measureSync(size: SyncSize, say: (line: string) => void) {
  await build();
  const { folder, withStatements } = size;
  const services = await startServices({ withStatements, ...(folder === undefined ? {} : { folder }) });
  try {
    say(`sync: ${size.perSecond} changes a second for ${size.steadySeconds} s`);
    const steady = await runSteady(services, size);
    say(
      `sync: ${size.backlog} changes behind, ${size.perSecond} a second going on for ${size.backlogSeconds} s at most`,
    );
    const backlog = size.backlog > 0 ? await runBacklog(services, size, say) : undefined;
    const { perSecond, portalMs } = size;
    return {
      ...{ bench: "sync", changes_per_second: perSecond, portal_answers_after_ms: portalMs },
      ...{ changes_of_a_dossier: changesOfOne, linked_share: 0.1, steady, backlog },
    };
  } finally {
    await services.close();
  }
}

async function runSteady(services: Services, size: SyncSize) {
  const world = await openWorld(services, `steady_${Date.now()}`, size);
  const dossiers = Math.ceil((size.perSecond * size.steadySeconds) / changesOfOne);
  try {
    await world.startPortal(dossiers);
    await world.startHub();
    if (size.withStatements) await forgetStatements(world.url);
    const since = new Date();
    const cpu = world.cpu();
    const watched = watchAges(world.watching);
    const { seconds } = await change(world.db, 0, dossiers, size.perSecond, Infinity);
    const used = world.cpu();
    await drained(world.watching);
    await noneParked(world.url);
    const ages = await watched.end();
    return {
      ...{ changes: dossiers * changesOfOne, made_in_s: round(seconds) },
      commit_to_told_ms: await toldAfter(world.db, since),
      oldest_untold_s: agesOf(ages),
      cpu_ms_a_change: perChange(used, cpu, dossiers * changesOfOne),
      ...(size.withStatements ? { statements: await costliestStatements(world.url, dossiers * changesOfOne) } : {}),
    };
  } finally {
    await world.closeAndDrop();
  }
}

/**
 * Lives through an outage of the portal with a few dossiers and multiplies them. The database stays as it was then: what is
 * measured is a copy of it.
 */
export async function prepareBacklog(services: Services, size: SyncSize, say: (line: string) => void) {
  const name = `outage_${size.backlog}`;
  const dossiers = Math.ceil(size.backlog / changesOfOne);
  const from = 10;
  const world = await openWorld(services, name, size);
  try {
    if ((await count(world.url, "true")) === (from + dossiers) * changesOfOne) return { name, next: from + dossiers };
    // nobody listens where the portal is
    const hub = await world.startHub();
    const live = liver(world.db);
    const codes = await Promise.all(Array.from({ length: from }, (_, n) => live(n, 0)));
    const fed = codes.length * changesOfOne;
    await until(async () => (await count(world.url, "true")) === fed, "the first dossiers wait for the portal");
    await hub.close();
    const idOf = async (code = "") =>
      (await world.db.selectFrom("dossier").select("id").where("code", "=", code).executeTakeFirstOrThrow()).id;
    const began = performance.now();
    await seedBacklog(
      world.url,
      { ordinary: await idOf(codes[8]), linked: await idOf(codes[9]) },
      { from, dossiers, hours: outageHours, ended: new Date() },
    );
    say(`sync: the backlog was written in ${round((performance.now() - began) / 1000)} s`);
    return { name, next: from + dossiers };
  } finally {
    await world.close();
  }
}

async function runBacklog(services: Services, size: SyncSize, say: (line: string) => void) {
  const { name, next } = await prepareBacklog(services, size, say);
  const world = await openWorld(services, `back_${Date.now()}`, size, name);
  try {
    const going = Math.ceil((size.perSecond * size.backlogSeconds) / changesOfOne);
    await world.startPortal(next + going);
    const waiting = await count(world.url, "state = 'waiting'");
    const cpu = world.cpu();
    const watched = watchAges(world.watching);
    await world.startHub();
    const since = new Date();
    const gone = new AbortController();
    const looking = (async () => {
      while (!gone.signal.aborted && (Date.now() - since.getTime()) / 1000 < size.backlogSeconds) {
        await wait(2_000);
        // the oldest is young only when all of the backlog is gone
        if ((await untoldAges(world.watching, portalPartner, agency)).all < 60) gone.abort();
      }
    })();
    const limitMs = size.backlogSeconds * 1000;
    const { seconds, changes } = await change(world.db, next, going, size.perSecond, limitMs, gone.signal);
    const used = world.cpu();
    await looking;
    const ages = await watched.end();
    await noneParked(world.url);
    const left = await count(world.url, "state = 'waiting'");
    const told = waiting + changes - left;
    const perSecond = told / seconds;
    const net = perSecond - changes / seconds;
    const underTen = ages.find(({ linked }) => linked < 600);
    const since10 = ages.filter(({ after }) => underTen && after >= underTen.after);
    return {
      ...{
        backlog: waiting,
        oldest_at_first_s: round(ages[0]?.all ?? 0),
        changes_meanwhile: changes,
        seconds: round(seconds),
      },
      ...{ told, told_per_second: round(perSecond, 1) },
      linked_less_than_10_min_behind_after_s: underTen ? round(underTen.after, 1) : null,
      linked_oldest_untold_from_then_s: agesOf(since10).linked,
      ...(gone.signal.aborted
        ? { backlog_gone_after_s: round(seconds) }
        : { left, backlog_gone_after_s_estimated: net > 0 ? round(waiting / net) : null }),
      new_changes_commit_to_told_ms: await toldAfter(world.db, since),
      cpu_ms_a_told_change: perChange(used, cpu, told),
    };
  } finally {
    await world.closeAndDrop();
  }
}

const perChange = (
  after: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>>,
  changes: number,
) =>
  Object.fromEntries(
    Object.entries(after).map(([name, s]) => [name, round(((s - (before[name] ?? 0)) * 1000) / changes, 2)]),
  );

/** @param copied a world of before, whose database it is a copy of. */
async function openWorld(services: Services, name: string, size: SyncSize, copied?: string) {
  const url = await services.database(name, copied);
  await migrate(url, fromRoot("migrations"));
  // the master key stays with its database
  const dataDir = join(services.folder, copied ?? name);
  await mkdir(dataDir, { recursive: true });
  const db = openDatabase(url, "bench", connections);
  await loadDemonstration(db, dayOf(new Date()));
  await addCommunes(url);
  const [portalPort, hubPort] = [await freePort(), await freePort()];
  const portal = `http://127.0.0.1:${portalPort}`;
  const hub = `http://127.0.0.1:${hubPort}`;
  const env = {
    ...{ DATABASE_URL: url, HUB_DATA_DIR: dataDir, HOST: "127.0.0.1", PORT: String(hubPort), HUB_PUBLIC_URL: hub },
    HUB_PORTAL_FILE: await connectionFile(dataDir, portal),
  };
  const watching = openDatabase(url, "bench watch", 2);
  const children: Child[] = [];
  const pids: Record<string, number> = { postgres: services.postgresPid };
  const start = async (name: string, ...given: Parameters<typeof startChild>) => {
    const child = await startChild(...given);
    children.push(child);
    pids[name] = child.pid;
    return child;
  };
  return {
    ...{ url, db },
    watching,
    startPortal: (dossiers: number) =>
      start(
        "portal",
        [
          "--max-old-space-size=6144",
          "--import",
          "tsx",
          "scripts/bench/bare/portal.ts",
          String(portalPort),
          String(size.portalMs),
          String(dossiers),
        ],
        {},
        async () => (await fetch(`${portal}/nothing`)).status === 404,
      ),
    startHub: () => start("hub", [...size.nodeArgs, "dist/main/start.js", "all"], env, answersOk(`${hub}/readyz`)),
    cpu: () => cpuSecondsOf({ ...pids, changes: process.pid }),
    async close() {
      for (const child of children) await child.close();
      await Promise.all([db.destroy(), watching.destroy()]);
    },
    /** What was measured is of no use to the next run. */
    async closeAndDrop() {
      await this.close();
      const other = new URL(url);
      other.pathname = "/postgres";
      await superuser(other.href, `drop database ${name} with (force)`);
    },
  };
}

/** @returns when the last change was committed, and how many were made. */
async function change(
  db: Database,
  from: number,
  dossiers: number,
  perSecond: number,
  limitMs: number,
  signal?: AbortSignal,
): Promise<{ readonly seconds: number; readonly changes: number }> {
  const live = liver(db);
  const began = performance.now();
  const running: Promise<string>[] = [];
  for (let n = 0; n < dossiers; n++) {
    const at = began + (n * changesOfOne * 1000) / perSecond;
    await wait(Math.max(0, at - performance.now()));
    if (signal?.aborted || performance.now() - began > limitMs) break;
    const one = live(from + n, apartMs);
    // heard below, when all have begun
    one.catch(() => undefined);
    running.push(one);
  }
  await Promise.all(running);
  return { seconds: (performance.now() - began) / 1000, changes: running.length * changesOfOne };
}

type Age = UntoldAges & { readonly after: number };

function watchAges(db: Database) {
  const began = performance.now();
  const ages: Age[] = [];
  const ended = new AbortController();
  const watching = (async () => {
    while (!ended.signal.aborted) {
      const age = await untoldAges(db, portalPartner, agency);
      ages.push({ ...age, after: (performance.now() - began) / 1000 });
      await wait(500);
    }
  })();
  // heard by `end`; a run that fails does not come so far
  watching.catch(() => undefined);
  return {
    async end() {
      ended.abort();
      await watching;
      return ages;
    },
  };
}

const agesOf = (ages: readonly Age[]) => {
  const of = (values: readonly number[]) =>
    values.length === 0
      ? null
      : {
          ...{ p50: round(percentile(values, 0.5), 1), p99: round(percentile(values, 0.99), 1) },
          most: round(Math.max(...values), 1),
        };
  return { all: of(ages.map(({ all }) => all)), linked: of(ages.map(({ linked }) => linked)) };
};

/** From the commit of a change to the hub's note that the portal acknowledged it; of those that were told. */
async function toldAfter(db: Database, since: Date) {
  const { rows } = await toldSince(db, since);
  const of = (linked: boolean) => {
    const those = rows.filter((row) => row.linked === linked);
    const told = those.flatMap(({ ms }) => ms ?? []);
    return {
      ...{ changes: those.length, told: told.length },
      ...(told.length > 0 ? { p50: round(percentile(told, 0.5)), p99: round(percentile(told, 0.99)) } : {}),
    };
  };
  return { linked: of(true), others: of(false) };
}

async function toldSince(db: Database, since: Date) {
  return sql<{ linked: boolean; ms: number | null }>`
    select n.dossier_id is not null as linked,
           extract(epoch from v.delivered_at - e.recorded_at)::double precision * 1000 as ms
      from hub.dossier d
      join hub.dossier_event e on e.dossier_id = d.id and e.recorded_at >= ${since} and e.to_state <> 'draft'
      left join hub.dossier_national_code n on n.dossier_id = d.id
      left join hub.delivery v on v.receiver = ${agency} and v.subject = d.code
       and v.sequence = e.revision - (case when n.dossier_id is null then 0 else 1 end)
     where d.changed_at >= ${since}`.execute(db);
}

async function count(url: string, which: string): Promise<number> {
  const [row] = await superuser<{ n: number }>(
    url,
    `select count(*)::integer as n from hub.delivery where receiver = '${agency}' and ${which}`,
  );
  return row?.n ?? 0;
}

async function noneParked(url: string): Promise<void> {
  const rows = await superuser<{ n: number; reason: string }>(
    url,
    `select count(*)::integer as n, parked_fault || ': ' || parked_reason as reason
       from hub.delivery where state = 'parked' group by 2 order by 1 desc limit 3`,
  );
  if (rows.length > 0) throw new Error(rows.map(({ n, reason }) => `${n} wait for a person, ${reason}`).join("; "));
}

/** All that was fed is told: nothing is younger than a moment, and nothing open. */
const drained = (db: Database) =>
  until(async () => (await untoldAges(db, portalPartner, agency)).all === 0, "the portal is told everything");

async function until(condition: () => Promise<boolean>, what: string): Promise<void> {
  const by = performance.now() + drainLimitMs;
  while (!(await condition())) {
    if (performance.now() > by) throw new Error(`in vain within ${drainLimitMs / 1000} s: ${what}`);
    await wait(200);
  }
}

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { sql } from "kysely";
import { dayOf } from "../../core/domain/day.ts";
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
import { changesOfOne, connectionFile, liver } from "./sync-world.ts";

export interface SyncSize {
  /** Changes that an outage left behind. */
  readonly backlog: number;
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
const drainLimitMs = 60_000;

/**
 * How far the portal is behind while changes go on: steadily, and with the backlog of an outage. A hub as it runs in production, the strict stand-in
 * in a process of its own; changes are made by the hub's services in this process, without the gateway.
 */
export async function measureSync(size: SyncSize, say: (line: string) => void) {
  await build();
  const services = await startServices({ withStatements: size.withStatements });
  try {
    say(`sync: ${size.perSecond} changes a second for ${size.steadySeconds} s`);
    const steady = await runSteady(services, size);
    say(`sync: ${size.backlog} changes behind, ${size.perSecond} a second going on for ${size.backlogSeconds} s at most`);
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
  const world = await openWorld(services, "steady", size);
  const dossiers = Math.ceil((size.perSecond * size.steadySeconds) / changesOfOne);
  try {
    await world.startPortal(dossiers);
    await world.startHub();
    if (size.withStatements) await forgetStatements(world.url);
    const since = new Date();
    const cpu = world.cpu();
    const watched = watchAges(world.db);
    const { seconds } = await change(world.db, 0, dossiers, size.perSecond, Infinity);
    const used = world.cpu();
    await drained(world.db);
    const ages = await watched.end();
    return {
      ...{ changes: dossiers * changesOfOne, seconds: round(seconds) },
      commit_to_told_ms: await toldAfter(world.db, since),
      oldest_untold_s: agesOf(ages),
      cpu_ms_a_change: Object.fromEntries(
        Object.entries(used).map(([name, s]) => [name, round(((s - (cpu[name] ?? 0)) * 1000) / (dossiers * changesOfOne), 2)]),
      ),
      ...(size.withStatements
        ? { statements: await costliestStatements(world.url, dossiers * changesOfOne) }
        : {}),
    };
  } finally {
    await world.close();
  }
}

async function runBacklog(services: Services, size: SyncSize, say: (line: string) => void) {
  const world = await openWorld(services, "backlog", size);
  try {
    // the outage: nobody listens where the portal is
    const hub = await world.startHub();
    const live = liver(world.db);
    const codes = await Promise.all(Array.from({ length: 10 }, (_, n) => live(n, 0)));
    const fed = codes.length * changesOfOne;
    await until(async () => (await count(world.url, "true")) === fed, "the first dossiers wait for the portal");
    await hub.close();
    const idOf = async (code = "") =>
      (await world.db.selectFrom("dossier").select("id").where("code", "=", code).executeTakeFirstOrThrow()).id;
    const dossiers = Math.ceil(size.backlog / changesOfOne);
    const ended = new Date();
    const began = performance.now();
    await seedBacklog(
      world.url,
      { ordinary: await idOf(codes[8]), linked: await idOf(codes[9]) },
      { from: codes.length, dossiers, hours: outageHours, ended },
    );
    say(`sync: the backlog was written in ${round((performance.now() - began) / 1000)} s`);
    const from = codes.length + dossiers;
    const going = Math.ceil((size.perSecond * size.backlogSeconds) / changesOfOne);
    await world.startPortal(from + going);
    await world.startHub();
    const since = new Date();
    const cpu = world.cpu();
    const watched = watchAges(world.db);
    const waiting = await count(world.url, "state = 'waiting'");
    const gone = new AbortController();
    const looking = (async () => {
      while (!gone.signal.aborted) {
        await wait(2_000);
        // the oldest of a backlog is young only when all of it is gone
        if ((await untoldAges(world.db, "national-portal", agency)).all < 60) gone.abort();
        if ((Date.now() - since.getTime()) / 1000 > size.backlogSeconds) return;
      }
    })();
    const { seconds, changes } = await change(world.db, from, going, size.perSecond, size.backlogSeconds * 1000, gone.signal);
    const used = world.cpu();
    await looking;
    const ages = await watched.end();
    const left = await count(world.url, "state = 'waiting'");
    const told = waiting + changes - left;
    const underTen = ages.find(({ linked }) => linked < 600);
    const perSecond = told / seconds;
    const net = perSecond - changes / seconds;
    return {
      ...{ backlog: waiting, changes_meanwhile: changes, seconds: round(seconds), told, told_per_second: round(perSecond, 1) },
      linked_behind_less_than_10_min_after_s: underTen ? round(underTen.after, 1) : null,
      linked_oldest_untold_s: agesOf(ages.filter(({ after }) => underTen && after >= underTen.after)).linked,
      ...(gone.signal.aborted
        ? { backlog_gone_after_s: round(seconds) }
        : { backlog_left: left, backlog_gone_after_s_estimated: net > 0 ? round(waiting / net) : null }),
      new_changes_commit_to_told_ms: await toldAfter(world.db, since),
      cpu_ms_a_told_change: Object.fromEntries(
        Object.entries(used).map(([name, s]) => [name, round(((s - (cpu[name] ?? 0)) * 1000) / told, 2)]),
      ),
    };
  } finally {
    await world.close();
  }
}

async function openWorld(services: Services, name: string, size: SyncSize) {
  const url = await services.database(name);
  await migrate(url, fromRoot("migrations"));
  const dataDir = join(services.folder, name);
  await mkdir(dataDir);
  const db = openDatabase(url, "bench", 10);
  await loadDemonstration(db, dayOf(new Date()));
  const [portalPort, hubPort] = [await freePort(), await freePort()];
  const portal = `http://127.0.0.1:${portalPort}`;
  const hub = `http://127.0.0.1:${hubPort}`;
  const env = {
    ...{ DATABASE_URL: url, HUB_DATA_DIR: dataDir, HOST: "127.0.0.1", PORT: String(hubPort), HUB_PUBLIC_URL: hub },
    HUB_PORTAL_FILE: await connectionFile(dataDir, portal),
  };
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
    startPortal: (dossiers: number) =>
      start(
        "portal",
        ["--max-old-space-size=6144", "--import", "tsx", "scripts/bench/bare/portal.ts", String(portalPort), String(size.portalMs), String(dossiers)],
        {},
        async () => (await fetch(`${portal}/nothing`)).status === 404,
      ),
    startHub: () => start("hub", [...size.nodeArgs, "dist/main/start.js", "all"], env, answersOk(`${hub}/readyz`)),
    cpu: () => cpuSecondsOf({ ...pids, changes: process.pid }),
    async close() {
      for (const child of children) await child.close();
      await db.destroy();
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
    running.push(live(from + n, apartMs));
  }
  await Promise.all(running);
  return { seconds: (performance.now() - began) / 1000, changes: running.length * changesOfOne };
}

type Age = UntoldAges & { readonly after: number };

function watchAges(db: Database) {
  const began = performance.now();
  const ages: Age[] = [];
  let open = true;
  const watching = (async () => {
    while (open) {
      const age = await untoldAges(db, "national-portal", agency);
      ages.push({ ...age, after: (performance.now() - began) / 1000 });
      await wait(500);
    }
  })();
  return {
    async end() {
      open = false;
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

/** All that was fed is told: nothing is younger than a moment, and nothing open. */
const drained = (db: Database) =>
  until(async () => (await untoldAges(db, "national-portal", agency)).all === 0, "the portal is told everything");

async function until(condition: () => Promise<boolean>, what: string): Promise<void> {
  const by = performance.now() + drainLimitMs;
  while (!(await condition())) {
    if (performance.now() > by) throw new Error(`in vain within ${drainLimitMs / 1000} s: ${what}`);
    await wait(200);
  }
}

import { randomUUID } from "node:crypto";
import { announce, owe } from "../../bus/outbox.ts";
import { dayOf } from "../../core/domain/day.ts";
import { openClocks } from "../../core/service/clock-in-force.ts";
import { makeReceiveDossier } from "../../core/service/receive-dossier.ts";
import { makeTakeStep, type StepRequest } from "../../core/service/take-step.ts";
import { loadDemonstration } from "../../main/demo/load.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { openDatabase } from "../../platform/database.ts";
import { superuser } from "./services.ts";

/** What became of dossiers, as they were lived through on the hub; most of some years' are in the archive. */
const lives: readonly { readonly share: number; readonly steps: readonly Omit<StepRequest, "by">[] }[] = [
  { share: 1, steps: [] },
  { share: 1, steps: [{ step: "conclude", role: "signatory", outcome: "granted" }] },
  {
    share: 8,
    steps: [
      { step: "conclude", role: "signatory", outcome: "granted" },
      { step: "returnResult", role: "officer" },
      { step: "archive", role: "clericalOffice" },
    ],
  },
];
const shares = lives.flatMap(({ share }, life) => Array<number>(share).fill(life));

/** Rows and indexes that a look-up can meet; hub.dossier is referred to, so it is not emptied. */
const tables = ["dossier", "dossier_person", "dossier_party", "dossier_event"] as const;
/** Histories of as many dossiers are written step by step: a dossier's steps lie days, and pages, apart. */
const block = 250_000;
const first = 1_000_000_000;

const unitOf = (n: number) => 10 + (n % 50);
const dayNumberOf = (n: number) => Math.floor(n / 10_000);
const sequenceOf = (n: number) => (Math.floor(n / 50) % 200) + 1;

/** The codes of the n-th dossier, from 0: 50 units, 200 a day each. One in ten has the portal's own as well. */
export function codeOf(n: number): string {
  const day = new Date(Date.UTC(2024, 0, 1) + dayNumberOf(n) * 86_400_000).toISOString().slice(2, 10);
  return `H99.${unitOf(n)}-${day.replaceAll("-", "")}-${String(sequenceOf(n)).padStart(4, "0")}`;
}
export const nationalCodeOf = (n: number): string => codeOf(n).replace("H99", "G22.99");
export const isNational = (n: number): boolean => n % 10 === 9;

const codeSql = (unit: string) => `'${unit}.' || (10 + n % 50) || '-' ||
  to_char(date '2024-01-01' + (n / 10000)::integer, 'YYMMDD') || '-' || lpad((n / 50 % 200 + 1)::text, 4, '0')`;

/**
 * Three dossiers are lived through, the others are rows like theirs in every column but id and code, with all indexes. Indexes are
 * built afterwards. Needs `wal_level = minimal` to be quick. A database that has them is left as it is.
 */
export async function seedLookup(databaseUrl: string, dossiers: number, say: (line: string) => void): Promise<void> {
  const run = <Row extends Record<string, unknown> = Record<string, never>>(text: string) =>
    superuser<Row>(databaseUrl, text);
  const [there] = await run<{ n: number }>(
    `select count(*)::integer as n from (select from hub.dossier where id >= ${first} limit ${dossiers + 1}) d`,
  );
  if (there?.n === dossiers) return;
  if (there && there.n > 0) throw new Error(`the folder has ${there.n} dossiers or more, not ${dossiers}`);
  const ids = await live(databaseUrl);
  const lifeOf = `(array[${shares.map((life) => ids[life]).join()}]::bigint[])[n % ${shares.length} + 1]`;
  for (const table of tables) {
    say(`lookup: hub.${table}, ${dossiers} dossiers`);
    const isEvent = table === "dossier_event";
    const columns = await run<{ name: string }>(
      `select column_name as name from information_schema.columns
        where table_schema = 'hub' and table_name = '${table}' and is_generated = 'NEVER' order by ordinal_position`,
    );
    const names = columns.map(({ name }) => name);
    const own: Readonly<Record<string, string>> = {
      ...(table === "dossier" ? { id: `${first} + n`, code: codeSql("H99") } : { dossier_id: `${first} + n` }),
      ...(isEvent ? { event_id: "gen_random_uuid()", salt: "gen_random_uuid()" } : {}),
    };
    const key = table === "dossier" ? "id" : "dossier_id";
    const last = `least((b + 1) * ${block}, ${dossiers}) - 1`;
    const source = isEvent
      ? `generate_series(0, ${Math.ceil(dossiers / block) - 1}) b
         cross join lateral generate_series(1, (select max(revision) from pg_temp.t)) r
         cross join lateral generate_series(b * ${block}, ${last}) n
         join pg_temp.t on t.dossier_id = ${lifeOf} and t.revision = r`
      : `generate_series(0, ${dossiers} - 1) n join pg_temp.t on t.${key} = ${lifeOf}`;
    // superusers may: entries are not kept while it is filled
    const indexed = (ready: boolean) =>
      run(`update pg_index set indisready = ${ready} where indrelid = 'hub.${table}'::regclass`);
    await indexed(false);
    await run(
      `set session_replication_role = replica; set enable_mergejoin = off; set join_collapse_limit = 1;
       create temp table t as table hub.${table};
       begin;
       ${table === "dossier" ? "" : `truncate hub.${table}; insert into hub.${table} (${names.join()}) overriding system value select ${names.join()} from pg_temp.t;`}
       insert into hub.${table} (${names.join()}) overriding system value
       select ${names.map((name) => own[name] ?? `t.${name}`).join()} from ${source};
       commit;`,
    );
    await indexed(true);
    await run(`set maintenance_work_mem = '1GB'; reindex table hub.${table}`);
    await run(`vacuum (analyze) hub.${table}`);
  }
  await run(
    `set session_replication_role = replica;
     insert into hub.dossier_national_code (dossier_id, national_code, flow, account_id)
     select ${first} + n, ${codeSql("G22.99")}, 'filed', null from generate_series(9, ${dossiers} - 1, 10) n`,
  );
  await run("vacuum (analyze) hub.dossier_national_code");
}

/** @returns the ids of one dossier for each life. */
async function live(databaseUrl: string): Promise<bigint[]> {
  const db = openDatabase(databaseUrl, "bench seed", 2);
  try {
    await loadDemonstration(db, dayOf(new Date()));
    const world = { db, announce, owe, now: () => new Date(), newId: randomUUID, clocks: openClocks() };
    const { commune: by, procedure } = walkNow;
    const ask = () => {
      const key = randomUUID();
      return { partnerId: "hub:jobs", units: new Set([by]), key, digest: key, requestId: key };
    };
    const applicant = { name: "Nguyễn Văn Thử Nghiệm", idKind: "CCCD", idNumber: "099301000017" };
    const ids: bigint[] = [];
    for (const { steps } of lives) {
      const receipt = { by, procedure, applicant, channel: "direct", resultChannel: "counter" } as const;
      const received = await makeReceiveDossier(world)(receipt, ask());
      if (!received.ok) throw new Error(`the receipt was refused: ${received.code}`);
      const { code } = received.body.dossier;
      for (const step of steps) {
        const taken = await makeTakeStep(world)(code, { ...step, by }, ask());
        if (!taken.ok) throw new Error(`${step.step} was refused: ${taken.code}`);
      }
      const row = await db.selectFrom("dossier").select("id").where("code", "=", code).executeTakeFirstOrThrow();
      ids.push(row.id);
    }
    return ids;
  } finally {
    await db.destroy();
  }
}

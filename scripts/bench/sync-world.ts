import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { practiceAccount, portalDstcode } from "../../adapters/national-portal/stand-in/index.ts";
import { linkedPaths } from "../../adapters/national-portal/stand-in/linked.ts";
import { announce, owe } from "../../bus/outbox.ts";
import { openClocks } from "../../core/service/clock-in-force.ts";
import { linkedFlow } from "../../core/service/feed-portal.ts";
import { makeReceiveDossier } from "../../core/service/receive-dossier.ts";
import { makeTakeStep } from "../../core/service/take-step.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { keepNational } from "../../core/store/portal.ts";
import { walkNow } from "../../main/demo/walks.ts";
import type { Database } from "../../platform/database.ts";
import { superuser } from "./services.ts";

/** One dossier in ten is of a linked group. */
export const isLinked = (n: number): boolean => n % 10 === 9;
/** State changes that the portal is told, of each dossier. */
export const changesOfOne = 3;

export const linkedCodeOf = (n: number): string =>
  `G22.99.01-${String(260_000 + Math.floor(n / 1_000_000)).padStart(6, "0")}-${String(n % 1_000_000).padStart(6, "0")}`;

const communes = 50;
const communeOf = (n: number): string => `H38.${200 + (n % communes)}`;

/** Communes like that of the demonstration. */
export async function addCommunes(databaseUrl: string): Promise<void> {
  const columns = await superuser<{ name: string }>(
    databaseUrl,
    `select column_name as name from information_schema.columns
      where table_schema = 'hub' and table_name = 'organisation' and is_generated = 'NEVER'`,
  );
  const names = columns.map(({ name }) => name);
  const own: Readonly<Record<string, string>> = {
    code: "'H38.' || n",
    written_as: "'H38.' || n",
    name: "'UBND xã Thử Nghiệm ' || n",
  };
  await superuser(
    databaseUrl,
    `insert into hub.organisation (${names.join()})
     select ${names.map((name) => own[name] ?? `t.${name}`).join()}
       from hub.organisation t, generate_series(200, ${199 + communes}) n where t.code = '${walkNow.commune}'
         on conflict do nothing`,
  );
}

/** As the hub's and the portal's catalogue have it. */
export const procedureOfAll = walkNow.procedure;

/** Calls at a time: 100 changes/s of two calls and 50 ms each are 10. */
const concurrency = 30;

/** @returns the connection file of a hub that tells the portal at this address. */
export async function connectionFile(folder: string, portal: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const [file, passwordFile] = [join(folder, "portal.yaml"), join(folder, "portal-password")];
  await writeFile(passwordFile, practiceAccount.password);
  const said = {
    ...{ dialect: "mapi", sender: "000.00.00.H99", username: practiceAccount.username, passwordFile },
    ...{ dstcode: portalDstcode, since: "2019-01-01", links: "https://hub.example/d", concurrency },
    endpoints: { auth: portal, share: portal, integration: portal },
    form: { fieldCodes: { "quản lý hạ tầng kỹ thuật": "G17-HT01", "hạ tầng kỹ thuật": "G17-HT01" } },
    linked: {
      ...{ endpoint: portal, username: practiceAccount.username, passwordFile, paths: linkedPaths },
    },
  };
  // JSON is YAML
  await writeFile(file, JSON.stringify(said));
  return file;
}

/** So many at a time; the others wait, however long. */
function limited(most: number) {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= most) await new Promise<void>((go) => waiting.push(go));
    running += 1;
    try {
      return await work();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}

export const connections = 10;

/** Lives dossiers through by the hub's own services, without the gateway. @param db with so many connections. */
export function liver(db: Database) {
  const world = { db, announce, owe, now: () => new Date(), newId: randomUUID, clocks: openClocks() };
  const [receive, step] = [makeReceiveDossier(world), makeTakeStep(world)];
  const { procedure } = walkNow;
  const ask = (by: string) => {
    const key = randomUUID();
    return { partnerId: "hub:jobs", units: new Set([by]), key, digest: key, requestId: key };
  };
  const applicant = { name: "Nguyễn Văn Thử Nghiệm", idKind: "CCCD", idNumber: "099301000017" };
  const officer = "Cán bộ Thử";
  const take = async (code: string, request: Omit<Parameters<typeof step>[1], "by">) => {
    const by = code.slice(0, code.indexOf("-"));
    const taken = await step(code, { by, officer, ...request }, ask(by));
    if (!taken.ok) throw new Error(`${request.step} was refused: ${taken.code}`);
  };
  const begin = async (n: number, but: object): Promise<string> => {
    const by = communeOf(n);
    const received = await receive({ by, procedure, applicant, channel: "direct", officer, ...but }, ask(by));
    if (!received.ok) throw new Error(`the receipt was refused: ${received.code}`);
    return received.body.dossier.code;
  };
  const ordinary = [
    (n: number) => begin(n, { resultChannel: "counter" }),
    (code: string) => take(code, { step: "conclude", role: "signatory", outcome: "granted" }),
    (code: string) => take(code, { step: "returnResult", role: "officer" }),
  ] as const;
  const linked = [
    async (n: number) => {
      const nationalCode = linkedCodeOf(n);
      const code = await begin(n, { step: "draft", role: "applicant", channel: "online" });
      await db
        .transaction()
        .execute((tx) => keepNational(tx, parseDossierCode(code), { nationalCode, flow: linkedFlow, accountId: null }));
      await take(code, { step: "submit", role: "applicant" });
      return code;
    },
    (code: string) => take(code, { step: "accept", role: "officer" }),
    (code: string) =>
      take(code, { step: "conclude", role: "signatory", outcome: "refused", reason: "Không đủ điều kiện" }),
  ] as const;

  /** The n-th dossier, its changes so many milliseconds apart. @returns its code. */
  const inTurn = limited(connections);
  const live = async (n: number, apartMs: number): Promise<string> => {
    const [first, ...others] = isLinked(n) ? linked : ordinary;
    const code = await inTurn(() => first(n));
    for (const change of others) {
      await wait(apartMs);
      await inTurn(() => change(code));
    }
    return code;
  };
  return live;
}

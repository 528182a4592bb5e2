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

/** One dossier in ten is of a linked group. */
export const isLinked = (n: number): boolean => n % 10 === 9;
/** State changes that the portal is told, of each dossier. */
export const changesOfOne = 3;

export const linkedCodeOf = (n: number): string =>
  `G22.99.01-${String(260_000 + Math.floor(n / 1_000_000)).padStart(6, "0")}-${String(n % 1_000_000).padStart(6, "0")}`;

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

/** Lives dossiers through by the hub's own services, without the gateway. */
export function liver(db: Database) {
  const world = { db, announce, owe, now: () => new Date(), newId: randomUUID, clocks: openClocks() };
  const [receive, step] = [makeReceiveDossier(world), makeTakeStep(world)];
  const { commune: by, procedure } = walkNow;
  const ask = () => {
    const key = randomUUID();
    return { partnerId: "hub:jobs", units: new Set<string>([by]), key, digest: key, requestId: key };
  };
  const applicant = { name: "Nguyễn Văn Thử Nghiệm", idKind: "CCCD", idNumber: "099301000017" };
  const take = async (code: string, request: Omit<Parameters<typeof step>[1], "by">) => {
    const taken = await step(code, { by, ...request }, ask());
    if (!taken.ok) throw new Error(`${request.step} was refused: ${taken.code}`);
  };
  const begin = async (but: object): Promise<string> => {
    const received = await receive({ by, procedure, applicant, channel: "direct", ...but }, ask());
    if (!received.ok) throw new Error(`the receipt was refused: ${received.code}`);
    return received.body.dossier.code;
  };
  const ordinary = [
    () => begin({ resultChannel: "counter" }),
    (code: string) => take(code, { step: "conclude", role: "signatory", outcome: "granted" }),
    (code: string) => take(code, { step: "returnResult", role: "officer" }),
  ] as const;
  const linked = [
    async (nationalCode: string) => {
      const code = await begin({ step: "draft", role: "applicant", channel: "online" });
      await db
        .transaction()
        .execute((tx) => keepNational(tx, parseDossierCode(code), { nationalCode, flow: linkedFlow, accountId: null }));
      await take(code, { step: "submit", role: "applicant" });
      return code;
    },
    (code: string) => take(code, { step: "accept", role: "officer" }),
    (code: string) => take(code, { step: "conclude", role: "signatory", outcome: "refused", reason: "Không đủ điều kiện" }),
  ] as const;

  /** The n-th dossier, its changes so many milliseconds apart. @returns its code. */
  const live = async (n: number, apartMs: number): Promise<string> => {
    const [first, ...others] = isLinked(n) ? linked : ordinary;
    const code = await first(linkedCodeOf(n));
    for (const change of others) {
      await wait(apartMs);
      await change(code);
    }
    return code;
  };
  return live;
}

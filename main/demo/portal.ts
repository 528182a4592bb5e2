import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { portalDstcode, practiceAccount, startPortalStandIn } from "../../adapters/national-portal/stand-in/index.ts";
import { foldText } from "../../mappings/national-portal/text.ts";
import type { Config } from "../../platform/config.ts";
import type { Log } from "../../platform/log.ts";
import { demoProcedures } from "./procedures.ts";
import { walkNow } from "./walks.ts";

/** How the portal calls a demonstration: from this machine alone; a province's centre receives what no commune does. */
export const practiceInbound = {
  callers: [{ name: "demonstration", networks: ["127.0.0.0/8", "::1/128"] }],
  receivers: [{ procedure: "*", unit: "H38.10" }],
};

export interface PracticePortal {
  /** Its connection file, as an operator would write it. */
  readonly file: string;
  readonly holdingsUrl: string;
  /** A request that files something with a commune of the demonstration. */
  readonly filingUrl: string;
  readonly close: () => Promise<void>;
}

const folderIn = (dataDir: string) => join(dataDir, "practice-portal");
const fileIn = (dataDir: string) => join(folderIn(dataDir), "connection.json");

/**
 * Whether this hub is shown with a portal of its own: with the embedded database, of which there is one process; who has
 * servers of his own, or a connection file, has it from there.
 */
export const hasPracticePortal = ({ demo, databaseUrl, portalFile, production }: Config): boolean =>
  demo && !production && databaseUrl === undefined && portalFile === undefined;

/** The connection that commands use: the operator's, or the demonstration's; undefined: there is none. */
export function connectionFileOf(config: Config): string | undefined {
  const file = fileIn(config.dataDir);
  return config.portalFile ?? (hasPracticePortal(config) && existsSync(file) ? file : undefined);
}

/**
 * Plays the national portal beside the demonstration, and writes the connection file by which the hub tells it.
 * @param hubUrl where filings made on it are brought.
 */
export async function startPracticePortal(dataDir: string, hubUrl: string, log: Log): Promise<PracticePortal> {
  const folder = folderIn(dataDir);
  await mkdir(folder, { recursive: true });
  const standIn = await startPortalStandIn({
    ...{ log, journal: join(folder, "journal.jsonl"), hub: { url: hubUrl, attempts: 3 } },
  });
  const { url, addresses } = standIn;
  const passwordFile = join(folder, "password");
  await writeFile(passwordFile, `${practiceAccount.password}\n`, { mode: 0o600 });
  const connection = {
    ...{ dialect: "mapi", sender: "000.00.00.H99", username: practiceAccount.username, passwordFile },
    ...{ endpoints: { auth: url, share: url, integration: url }, dstcode: portalDstcode, since: "2019-01-01" },
    ...{ prefix: addresses.securityServer[1], links: `${hubUrl}/d`, readSeconds: 10 },
    // of the demonstration alone: its steps are sent again after a kill, and the portal says which it has twice
    ...{ afterUnknownStep: "again", form: { fieldCodes: practiceFields() }, inbound: practiceInbound },
  };
  const file = fileIn(dataDir);
  await writeFile(file, JSON.stringify(connection, undefined, 2), { mode: 0o600 });
  return {
    file,
    holdingsUrl: `${url}${addresses.holdings}`,
    filingUrl: `${url}${addresses.filings}?commune=04606&procedure=${walkNow.procedure}`,
    close: standIn.close,
  };
}

/** The catalogue of the demonstration has no codes of fields: these are invented. */
export const practiceFields = () =>
  Object.fromEntries(
    [...new Set(demoProcedures.map(({ field }) => field))].map((field, at) => [
      foldText(field),
      `G99-LV${String(at + 1).padStart(2, "0")}`,
    ]),
  );

import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { practicePost, startPostStandIn } from "../../adapters/post/stand-in.ts";
import type { Config } from "../../platform/config.ts";

export interface PracticePost {
  /** Its connection file, as an operator would write it. */
  readonly file: string;
  /** What it holds; events are made at `/stand-in/events?number=…&code=14`. */
  readonly ordersUrl: string;
  readonly close: () => Promise<void>;
}

const folderIn = (dataDir: string) => join(dataDir, "practice-post");
const fileIn = (dataDir: string) => join(folderIn(dataDir), "connection.json");

/** As the practice portal: with the embedded database, and where no connection file is given. */
export const hasPracticePost = ({ demo, databaseUrl, postFile, production }: Config): boolean =>
  demo && !production && databaseUrl === undefined && postFile === undefined;

/** The connection that commands use: the operator's, or the demonstration's; undefined: there is none. */
export function postFileOf(config: Config): string | undefined {
  const file = fileIn(config.dataDir);
  return config.postFile ?? (hasPracticePost(config) && existsSync(file) ? file : undefined);
}

/** Plays the post (VP-4) beside the demonstration, and writes the connection file by which the hub calls it. */
export async function startPracticePost(dataDir: string): Promise<PracticePost> {
  const folder = folderIn(dataDir);
  await mkdir(folder, { recursive: true });
  const standIn = await startPostStandIn("VP-4");
  const secretFile = join(folder, "secret");
  await writeFile(secretFile, `${practicePost.secret}\n`, { mode: 0o600 });
  const account = {
    ...{
      name: "practice",
      profile: "VP-4",
      customerCode: practicePost.customerCode,
      key: practicePost.key,
      secretFile,
    },
    ...{ endpoint: standIn.url, readSeconds: 10, everyMinutes: 1 },
  };
  const file = fileIn(dataDir);
  await writeFile(file, JSON.stringify({ accounts: [account] }, undefined, 2), { mode: 0o600 });
  return { file, ordersUrl: `${standIn.url}/stand-in/orders`, close: standIn.close };
}

import { mkdirSync, readFileSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";

/** What a unit's software has taken over for good. */
export interface Received {
  readonly at: string;
  readonly id: string;
  readonly receiver: string;
  readonly subject: string;
  readonly sequence: number;
  readonly event: Readonly<Record<string, unknown>>;
}

/** A file of JSON lines that survives `kill -9`: a line is on the disk before the hub is told. */
export interface Journal {
  readonly entries: readonly Received[];
  readonly append: (entry: Received) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** @param file undefined: in memory only. */
export async function openJournal(file: string | undefined): Promise<Journal> {
  const entries: Received[] = [];
  let handle: FileHandle | undefined;
  if (file !== undefined) {
    mkdirSync(dirname(file), { recursive: true });
    const { lines, length } = readWhole(file);
    entries.push(...lines);
    handle = await open(file, "a");
    await handle.truncate(length); // a line cut off by a sudden death was never acknowledged
  }
  return {
    entries,
    async append(entry) {
      await handle?.appendFile(`${JSON.stringify(entry)}\n`);
      await handle?.datasync();
      entries.push(entry);
    },
    close: async () => handle?.close(),
  };
}

function readWhole(file: string): { lines: Received[]; length: number } {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { lines: [], length: 0 };
    throw error;
  }
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const lines = whole.split("\n").filter((line) => line !== "");
  return { lines: lines.map((line) => JSON.parse(line) as Received), length: Buffer.byteLength(whole) };
}

import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import type { Log } from "../../platform/log.ts";

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

/**
 * A file with broken lines is set aside as it is, and a new one goes on with the lines that can be read.
 * @param file undefined: in memory only.
 */
export async function openJournal(file: string | undefined, log: Log): Promise<Journal> {
  const entries: Received[] = [];
  let handle: FileHandle | undefined;
  if (file !== undefined) {
    mkdirSync(dirname(file), { recursive: true });
    const { lines, broken, length } = readWhole(file);
    entries.push(...lines);
    if (broken > 0) setAside(file, lines, broken, log);
    handle = await open(file, "a");
    // a line cut off by a sudden death was never acknowledged
    if (broken === 0) await handle.truncate(length);
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

function readWhole(file: string): { lines: Received[]; broken: number; length: number } {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { lines: [], broken: 0, length: 0 };
    throw error;
  }
  const length = bytes.lastIndexOf("\n") + 1;
  const all = bytes
    .toString("utf8", 0, length)
    .split("\n")
    .filter((line) => line !== "");
  const lines = all.map(toReceived).filter((line) => line !== undefined);
  return { lines, broken: all.length - lines.length, length };
}

function toReceived(line: string): Received | undefined {
  try {
    const { at, id, receiver, subject, sequence, event } = JSON.parse(line) as Partial<Received>;
    const isWhole = [at, id, receiver, subject].every((text) => typeof text === "string");
    return isWhole && Number.isInteger(sequence) && event ? (JSON.parse(line) as Received) : undefined;
  } catch {
    return undefined;
  }
}

function setAside(file: string, lines: readonly Received[], broken: number, log: Log): void {
  renameSync(file, `${file}.broken`);
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""), { flush: true });
  log.warn(
    { file: `${file}.broken`, broken },
    "a stand-in's file has broken lines; it was set aside, the rest goes on",
  );
}

import type { Command } from "commander";
import { ClockFault } from "../../core/domain/clock/fault.ts";
import { wordsOfFault } from "../../core/domain/clock/fault-words.ts";
import { ImportError, type Words } from "../../core/service/import-report.ts";
import type { Database } from "../../platform/database.ts";
import { speak } from "./language.ts";

/** What every command that prints an answer may be asked for. */
export interface Spoken {
  readonly json?: true;
  readonly english?: true;
}

export type Say = (words: Words) => string;

export const spoken = (command: Command): Command =>
  command.option("--json", "in dạng JSON / print JSON").option("--english", "in bằng tiếng Anh / speak English");

/** Runs a command's work on the database; what a person can mend is one sentence and exit code 1. */
export async function answered(
  command: Command,
  { english }: Spoken,
  open: () => Promise<Database>,
  work: (db: Database, write: (text: string) => void, say: Say) => Promise<void>,
): Promise<void> {
  const say = speak(english);
  const output = command.configureOutput();
  const db = await open();
  try {
    await work(db, (text) => output.writeOut?.(text), say);
  } catch (error) {
    const said =
      error instanceof ImportError ? error.words : error instanceof ClockFault ? wordsOfFault(error) : undefined;
    if (!said) throw error;
    output.writeErr?.(`${say(said)}\n`);
    process.exitCode = 1;
  } finally {
    await db.destroy();
  }
}

import type { Command } from "commander";
import { ImportError, type FileReport, type OnProgress } from "../../core/service/import-report.ts";
import type { Database } from "../../platform/database.ts";
import type { Say } from "./answered.ts";
import { importSummary, nothingImported } from "./import-summary.ts";
import { speak, toJson, words } from "./language.ts";
import { noProgress, openProgress } from "./progress.ts";

export interface ImportOptions {
  readonly json?: true;
  readonly english?: true;
  readonly all?: true;
}

export const withImportOptions = (command: Command): Command =>
  command
    .option("--all", "liệt kê mọi dòng bị từ chối / list every refused row")
    .option("--json", "in kết quả dạng JSON / print the result as JSON")
    .option("--english", "in bằng tiếng Anh / speak English");

/** Runs an import with its progress, prints what it did, and what there is to say beside, and sets the exit code: 1 when nothing could be imported. */
export async function runImport(
  command: Command,
  { json, english, all }: ImportOptions,
  open: () => Promise<Database>,
  work: (db: Database, onProgress: OnProgress) => Promise<FileReport[]>,
  beside?: (say: Say) => { readonly json: object; readonly text: string },
): Promise<void> {
  const say = speak(english);
  const output = command.configureOutput();
  const db = await open();
  const progress = json
    ? noProgress
    : openProgress(say(words("Đang nhập", "Importing")), process.stderr, (line) => output.writeErr?.(line));
  try {
    const reports = await work(db, progress.onProgress);
    progress.stop();
    const more = beside?.(say);
    output.writeOut?.(
      json
        ? toJson({ files: reports, ...more?.json })
        : importSummary(reports, english === true, all === true) + (more?.text ?? ""),
    );
    if (nothingImported(reports)) process.exitCode = 1;
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    progress.stop();
    output.writeErr?.(`${say(error.words)}\n`);
    process.exitCode = 1;
  } finally {
    progress.stop();
    await db.destroy();
  }
}

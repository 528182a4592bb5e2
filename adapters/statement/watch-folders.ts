import { mkdir, readdir, rename, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { Database } from "../../platform/database.ts";
import type { Log } from "../../platform/log.ts";
import type { StatementSettings } from "./settings.ts";
import { takeFile } from "./take-file.ts";

/** A file that was written to so lately may still be on its way. */
const quietMs = 60_000;

/**
 * Takes what lies in the watched folders, in the order of names, and moves each file into `taken`, `held` or `refused` beside it.
 * One whose moving fails is refused as known the next time, and moves then.
 */
export async function takeFromFolders(
  db: Database,
  settings: StatementSettings,
  log: Log,
  now: Date,
): Promise<Readonly<Record<string, number>>> {
  const counts = { taken: 0, held: 0, refused: 0, failed: 0 };
  for (const { path, kind, place } of settings.folders) {
    const names = await readdir(path).catch((error: unknown) => {
      log.error({ err: error, folder: path }, "a folder of statements cannot be read");
      return [];
    });
    for (const name of names.sort()) {
      const file = join(path, name);
      try {
        const { isFile, mtimeMs } = await stat(file).then((one) => ({ isFile: one.isFile(), mtimeMs: one.mtimeMs }));
        if (!isFile || name.startsWith(".") || now.getTime() - mtimeMs < quietMs) continue;
        const { weight, findings } = await takeFile(db, settings, { path: file, kind, place, by: "folder", at: now });
        const into = weight === "told" ? "taken" : weight;
        counts[into] += 1;
        log.info({ file: name, place, weight, findings: findings.map(({ code }) => code) }, "a file of money was read");
        await mkdir(join(path, into), { recursive: true });
        await rename(file, join(path, into, name));
      } catch (error) {
        counts.failed += 1;
        log.error({ err: error, file: name, place }, "a file of money could not be taken");
      }
    }
  }
  return counts;
}

/** Deletes what was taken or refused, and was written before; a file that waits for a person stays. */
export async function deleteFiles(settings: StatementSettings, log: Log, before: Date): Promise<number> {
  let deleted = 0;
  for (const { path } of settings.folders)
    for (const folder of [join(path, "taken"), join(path, "refused")])
      // a folder that nothing was moved into yet is not there
      for (const name of await readdir(folder).catch(() => [])) {
        const file = join(folder, name);
        try {
          const one = await stat(file);
          if (!one.isFile() || one.mtime >= before) continue;
          await unlink(file);
          deleted += 1;
        } catch (error) {
          log.error({ err: error, file: name, folder }, "a file of money could not be deleted");
        }
      }
  return deleted;
}

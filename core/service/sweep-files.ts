import { dropStaleUploads, forgetFile, isFileThere, lockFile, markUnneeded } from "../store/files.ts";
import { dropPart, type FileWorld } from "./take-file.ts";

/** Days a content waits for a dossier to refer to it. */
export const unneededDays = 7;
/** Hours a broken upload waits for its rest. */
export const staleHours = 48;

/**
 * Removes uploads nobody went on with, and contents no dossier refers to. A content is marked, removed, and only then
 * forgotten: a death in between leaves a mark, and the next run goes on from it.
 */
export async function sweepFiles(
  world: Pick<FileWorld, "db" | "folder">,
  now: Date,
): Promise<{ readonly uploads: number; readonly files: number }> {
  const { db, folder } = world;
  const stale = await db.transaction().execute(async (tx) => {
    const dropped = await dropStaleUploads(tx, staleHours, now);
    // before the commit: a row that is gone would leave its part for ever
    for (const { partnerId, sha256 } of dropped) {
      await dropPart(world, partnerId, sha256);
      // put in its place by a process that died before it could say so
      await lockFile(tx, sha256);
      if (!(await isFileThere(tx, sha256))) await folder.remove(sha256);
    }
    return dropped;
  });
  let files = 0;
  for (const sha256 of await markUnneeded(db, unneededDays, now))
    await db.transaction().execute(async (tx) => {
      await lockFile(tx, sha256);
      if (!(await forgetFile(tx, sha256))) return;
      await folder.remove(sha256);
      files += 1;
    });
  return { uploads: stale.length, files };
}

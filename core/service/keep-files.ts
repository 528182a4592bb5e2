import type { FileReference } from "../domain/dossier-file.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import { linkFiles, readableFiles } from "../store/files.ts";
import type { Tx } from "../../platform/database.ts";
import type { Ask } from "./once.ts";

/**
 * Keeps what a step refers to. Each content has to be there already, and the caller has to be one who may read it;
 * what is to follow later is referred to later.
 */
export async function keepFiles(
  tx: Tx,
  { code, revision }: { readonly code: string; readonly revision: number },
  files: readonly FileReference[] | undefined,
  ask: Ask,
): Promise<Refusal | undefined> {
  if (!files || files.length === 0) return undefined;
  const refused = await refusedFiles(tx, files, ask);
  if (refused) return refused;
  await linkFiles(tx, code, revision, files);
  return undefined;
}

/** Why these files cannot be referred to; undefined: all are there, of the size that is said, and the caller may read them. */
export async function refusedFiles(tx: Tx, files: readonly FileReference[], ask: Ask): Promise<Refusal | undefined> {
  const here = await readableFiles(
    tx,
    files.map(({ sha256 }) => sha256),
    { partnerId: ask.partnerId, units: [...ask.units] },
    true,
  );
  for (const [place, { sha256, size }] of files.entries()) {
    const file = here.get(sha256);
    if (!file) return refuse("file-unknown", { sha256 }, `/files/${place}/sha256`);
    if (file.size !== size)
      return refuse(
        "file-size-wrong",
        { sha256, size: String(size), actual: String(file.size) },
        `/files/${place}/size`,
      );
  }
  return undefined;
}

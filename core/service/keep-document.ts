import { createHash } from "node:crypto";
import { isFileThere, keepOwnFile, linkBehind, lockFile } from "../store/files.ts";
import type { Database } from "../../platform/database.ts";
import type { FileFolder } from "../../platform/file-folder.ts";

/**
 * Puts a document that the hub was given for a dossier among its files: whoever reads the dossier's files reads it, and it
 * goes when the dossier is erased. The same content again changes nothing.
 *
 * @returns its SHA-256.
 */
export async function keepDocument(
  { db, folder }: { readonly db: Database; readonly folder: FileFolder },
  dossierId: bigint,
  { name, mediaType, content }: { readonly name: string; readonly mediaType: string; readonly content: Uint8Array },
): Promise<string> {
  const sha256 = createHash("sha256").update(content).digest("hex");
  const part = `hub ${sha256}`;
  await folder.append(part, 0, once(Buffer.from(content)), () => undefined);
  await db.transaction().execute(async (tx) => {
    await lockFile(tx, sha256);
    if (await isFileThere(tx, sha256)) await folder.removePart(part);
    else await folder.keep(part, sha256);
    const size = content.length;
    await keepOwnFile(tx, { sha256, size });
    await linkBehind(tx, dossierId, [{ sha256, name, mediaType, size, kind: "other" }]);
  });
  return sha256;
}

async function* once(bytes: Buffer): AsyncIterable<Buffer> {
  yield await Promise.resolve(bytes);
}

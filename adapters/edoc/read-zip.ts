import { crc32 } from "node:zlib";
import * as yauzl from "yauzl";
import { zipType } from "../../mappings/edxml/file-type.ts";

/** What a zip is and holds. Names in it are looked at and never used. */
export type ZipLook =
  | { readonly kind: "document"; readonly type: "docx" | "xlsx" | "pptx" | "odt" }
  /** Exactly one file. */
  | { readonly kind: "one"; readonly entry: yauzl.Entry }
  | { readonly kind: "kept"; readonly warning: "zip-many" | "zip-empty" | "zip-locked" }
  | { readonly kind: "broken"; readonly detail: string };

/** More than any document has; only their names are looked at. */
const mostEntries = 5_000;

/** Opens it, gives it away for as long as `work` takes, and closes it. Names are bytes: a wicked one (`../`) is no error, for it is not used. */
export async function withZip<T>(path: string, work: (zip: yauzl.ZipFile) => Promise<T>): Promise<T> {
  const zip = await yauzl.openPromise(path, { autoClose: false, lazyEntries: true, decodeStrings: false });
  try {
    return await work(zip);
  } finally {
    zip.close();
  }
}

export async function lookIntoZip(zip: yauzl.ZipFile): Promise<ZipLook> {
  const names: string[] = [];
  let [mimetype, one]: [string | null, yauzl.Entry | null] = [null, null];
  let files = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      // not decoded: bytes
      const name = (entry.fileName as unknown as Buffer).toString("latin1").slice(0, 200);
      if (names.length >= mostEntries) break;
      names.push(name);
      if (name.endsWith("/")) continue;
      files += 1;
      one ??= entry;
      if (name === "mimetype" && entry.uncompressedSize < 200 && !entry.isEncrypted())
        mimetype = (await contentOf(zip, entry)).toString("latin1").trim();
    }
  } catch (error) {
    if (isOfDisk(error)) throw error;
    return { kind: "broken", detail: (error as Error).message };
  }
  const type = zipType(names, mimetype);
  if (type !== "zip") return { kind: "document", type };
  if (!one) return { kind: "kept", warning: "zip-empty" };
  if (files > 1) return { kind: "kept", warning: "zip-many" };
  const isKnown = one.compressionMethod === 0 || one.compressionMethod === 8;
  return one.isEncrypted() || !isKnown ? { kind: "kept", warning: "zip-locked" } : { kind: "one", entry: one };
}

async function contentOf(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export class ZipFault extends Error {
  readonly code: "zip-bomb" | "zip-broken";
  constructor(code: "zip-bomb" | "zip-broken", detail: string) {
    super(detail);
    this.code = code;
  }
}

/** A fault of ours, not of the zip. */
export const isOfDisk = (error: unknown): boolean => (error as NodeJS.ErrnoException).syscall !== undefined;

/** The content of an entry as it unpacks. @param most bytes of it. @throws {ZipFault} */
export async function* unpack(zip: yauzl.ZipFile, entry: yauzl.Entry, most: number): AsyncGenerator<Buffer, void> {
  // what it says of itself ends a plain bomb before a byte is unpacked; what comes is counted all the same
  if (entry.uncompressedSize > most) throw new ZipFault("zip-bomb", `says ${entry.uncompressedSize} bytes`);
  let [size, sum] = [0, 0];
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      const bytes = chunk as Buffer;
      size += bytes.length;
      if (size > most) throw new ZipFault("zip-bomb", `more than ${most} bytes`);
      sum = crc32(bytes, sum);
      yield bytes;
    }
  } catch (error) {
    throw error instanceof ZipFault || isOfDisk(error) ? error : new ZipFault("zip-broken", (error as Error).message);
  }
  if (sum !== entry.crc32) throw new ZipFault("zip-broken", "its checksum is another");
}

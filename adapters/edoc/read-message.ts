import { randomUUID } from "node:crypto";
import type {
  EdxmlDocument,
  EdxmlFault,
  EdxmlFile,
  EdxmlFileType,
  EdxmlRead,
  EdxmlWarning,
} from "../../contracts/edxml/message.ts";
import type { EdxmlFaultCode, EdxmlWarningCode } from "../../core/domain/letter/edxml-words.ts";
import { headBytes, judgeFile, lookAt, mayBeZip, tailBytes, type FileLook } from "../../mappings/edxml/file-type.ts";
import { edxmlLimits, sliceBytes, type EdxmlLimits } from "../../mappings/edxml/limits.ts";
import { edxmlReader, type EdxmlPiece, type EdxmlReader } from "../../mappings/edxml/read.ts";
import type { FileFolder } from "../../platform/file-folder.ts";
import { isOfDisk, lookIntoZip, unpack, withZip, ZipFault, type ZipLook } from "./read-zip.ts";

/**
 * Reads an edXML message; its files land in the folder under their digests, all of them or none. Memory does not grow with the
 * message, and the event loop is given back after every `sliceBytes`.
 * @returns the message with its files, or why it is refused and what is answered. Nothing of what is refused stays.
 * @throws whatever the source or the disk throws; nothing stays then either, but contents that were whole may lie in the folder
 *   without a name when the last step fails: the same message brings the same again.
 */
export async function readMessage(
  source: AsyncIterable<Uint8Array>,
  folder: FileFolder,
  limits: EdxmlLimits = edxmlLimits,
): Promise<EdxmlRead> {
  const reader = edxmlReader(limits, true);
  const parts = partsOf(folder);
  try {
    const { landed, last } = await land(source, reader, parts);
    if (last.kind === "refused") return last;
    if (last.message.kind === "status") return { kind: "read", message: last.message, files: [] };
    const contents: Landed[] = [];
    for (const number of last.files) contents.push(landed.get(number) ?? (await parts.write(noBytes())));
    const judged = await judge(last.message, contents, { reader, parts, limits });
    if (judged.kind === "refused") return judged;
    for (const { part, sha256 } of judged.contents) await parts.keep(part, sha256);
    return {
      kind: "read",
      message: { ...last.message, warnings: [...last.message.warnings, ...judged.warnings] },
      files: judged.files,
    };
  } finally {
    await parts.removeAll();
  }
}

/** A content that lies in the folder, apart. */
interface Landed {
  readonly part: string;
  readonly sha256: string;
  readonly size: number;
  readonly look: FileLook;
}

// eslint-disable-next-line @typescript-eslint/require-await
async function* noBytes(): AsyncGenerator<Uint8Array, void> {
  yield new Uint8Array(0);
}

/** Everything that was begun is taken away at the end, except what was kept. */
function partsOf(folder: FileFolder) {
  const own = `edxml ${randomUUID()}`;
  const open = new Set<string>();
  let count = 0;
  return {
    pathOf: folder.pathOfPart,
    async write(bytes: AsyncIterable<Uint8Array>): Promise<Landed> {
      const part = `${own} ${(count += 1)}`;
      open.add(part);
      const ends = endsOf();
      const { size, sha256 } = await folder.append(part, 0, large(ends.watch(bytes)), () => undefined);
      return { part, size, sha256, look: ends.look() };
    },
    async keep(part: string, sha256: string): Promise<void> {
      await folder.keep(part, sha256);
      open.delete(part);
    },
    async removeAll(): Promise<void> {
      for (const part of open) await folder.removePart(part);
    },
  };
}

type Parts = ReturnType<typeof partsOf>;

/** Keeps the beginning and the end of what flows by. */
function endsOf() {
  const head: Uint8Array[] = [];
  let [headSize, tail] = [0, Buffer.alloc(0)];
  return {
    async *watch(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
      for await (const chunk of bytes) {
        if (headSize < headBytes) head.push(chunk.slice(0, headBytes - headSize));
        headSize += chunk.length;
        tail = Buffer.concat([tail, chunk.subarray(-tailBytes)]).subarray(-tailBytes);
        yield chunk;
      }
    },
    look: (): FileLook => lookAt(Buffer.concat(head), tail),
  };
}

const writeBytes = 64 * 1024;

/** Fewer and larger writes, out of one buffer: each is written before the next is asked for. Else memory waits for its collector. */
async function* large(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void> {
  const buffer = Buffer.allocUnsafe(writeBytes);
  let size = 0;
  for await (const chunk of bytes)
    for (let at = 0; at < chunk.length;) {
      const taken = chunk.subarray(at, at + writeBytes - size);
      buffer.set(taken, size);
      at += taken.length;
      size += taken.length;
      if (size < writeBytes) continue;
      yield buffer;
      size = 0;
    }
  if (size > 0) yield buffer.subarray(0, size);
}

type LastPiece = Exclude<EdxmlPiece, { readonly kind: "bytes" }>;

/** Puts the contents down one after another, as they come. */
async function land(
  source: AsyncIterable<Uint8Array>,
  reader: EdxmlReader,
  parts: Parts,
): Promise<{ readonly landed: ReadonlyMap<number, Landed>; readonly last: LastPiece }> {
  const pieces = piecesOf(source, reader);
  const landed = new Map<number, Landed>();
  let next = await pieces.next();
  try {
    while (next.done !== true) {
      const piece = next.value;
      if (piece.kind !== "bytes") return { landed, last: piece };
      // up to the first piece of something else, which is looked at above
      const ofOneFile = async function* (): AsyncGenerator<Uint8Array, void> {
        while (next.done !== true && next.value.kind === "bytes" && next.value.file === piece.file) {
          yield next.value.bytes;
          next = await pieces.next();
        }
      };
      landed.set(piece.file, await parts.write(ofOneFile()));
    }
  } finally {
    // lets go of the source
    await pieces.return(undefined);
  }
  throw new Error("a message ended without a word");
}

/** After each slice others have their turn. */
async function* piecesOf(
  source: AsyncIterable<Uint8Array>,
  reader: EdxmlReader,
): AsyncGenerator<EdxmlPiece, undefined, undefined> {
  for await (const slice of slicesOf(source)) {
    for (const piece of reader.take(slice)) {
      yield piece;
      if (piece.kind !== "bytes") return undefined;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const pieces of reader.end()) {
    yield* pieces;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return undefined;
}

/** Neither larger than is handled in one go nor so small that each costs more than it brings; the reader keeps none of them. */
async function* slicesOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const buffer = new Uint8Array(sliceBytes);
  let size = 0;
  for await (const chunk of source)
    for (let at = 0; at < chunk.length;) {
      const taken = chunk.subarray(at, at + sliceBytes - size);
      at += taken.length;
      if (taken.length === sliceBytes) {
        yield taken;
        continue;
      }
      buffer.set(taken, size);
      size += taken.length;
      if (size < sliceBytes) continue;
      yield buffer;
      size = 0;
    }
  if (size > 0) yield buffer.subarray(0, size);
}

interface Judging {
  readonly reader: EdxmlReader;
  readonly parts: Parts;
  readonly limits: EdxmlLimits;
}

type Judged =
  | { readonly kind: "refused"; readonly fault: EdxmlFault }
  | {
      readonly kind: "judged";
      readonly contents: readonly Landed[];
      readonly files: readonly EdxmlFile[];
      readonly warnings: readonly EdxmlWarning[];
    };

/** Looks into the finished files: unpacks what came packed, and refuses what is spoilt. */
async function judge(
  { attachments }: Pick<EdxmlDocument, "attachments">,
  landed: readonly Landed[],
  { reader, parts, limits }: Judging,
): Promise<Judged> {
  const contents: Landed[] = [];
  const files: EdxmlFile[] = [];
  const warnings: EdxmlWarning[] = [];
  let room = limits.files - landed.reduce((sum, { size }) => sum + size, 0);
  for (const [place, content] of landed.entries()) {
    const name = attachments[place]?.name ?? null;
    const at = `attachment ${place + 1}`;
    const detail = name ?? "";
    const refused = (code: EdxmlFaultCode, why: string): Judged => ({
      kind: "refused",
      fault: reader.refuse(code, at, [detail, why].filter((text) => text !== "").join(": ")),
    });
    const warn = (code: EdxmlWarningCode | null): void => {
      if (code !== null) warnings.push({ code, at, detail });
    };
    const most = Math.min(room + content.size, content.size * limits.ratio + freeOfRatio);
    const opened = await openPacked(content, name, most, parts);
    if (opened.fault) return refused(opened.fault.code, opened.fault.message);
    warn(opened.warning);
    const { kept, type, unpacked } = opened;
    room -= unpacked ? kept.size - content.size : 0;
    const { fault, warning } = judgeFile(name, kept.size, { type, pdf: kept.look.pdf });
    if (fault) return refused(fault, "");
    warn(warning);
    contents.push(kept);
    files.push({ sha256: kept.sha256, size: kept.size, type, unpacked });
  }
  return { kind: "judged", contents, files, warnings };
}

const freeOfRatio = 1024 * 1024;

interface Opened {
  readonly fault: ZipFault | null;
  readonly kept: Landed;
  readonly type: EdxmlFileType;
  readonly unpacked: boolean;
  readonly warning: EdxmlWarningCode | null;
}

/** A zip that its name does not explain was packed on the way: its one file is what was sent (facts §3). */
async function openPacked(content: Landed, name: string | null, most: number, parts: Parts): Promise<Opened> {
  const asItIs: Opened = { fault: null, kept: content, type: content.look.type, unpacked: false, warning: null };
  if (content.look.type !== "zip") return asItIs;
  const may = mayBeZip(name);
  try {
    return await withZip(parts.pathOf(content.part), async (zip) => {
      const look = await lookIntoZip(zip);
      if (look.kind === "broken") throw new ZipFault("zip-broken", look.detail);
      if (look.kind === "document") return { ...asItIs, type: look.type };
      // what calls itself a zip is one, whatever is in it
      if (may === true) return asItIs;
      if (look.kind === "kept") return { ...asItIs, warning: look.warning };
      const kept = await parts.write(unpack(zip, look.entry, most));
      return { ...asItIs, kept, type: await typeOf(kept, parts), unpacked: true };
    });
  } catch (error) {
    if (isOfDisk(error)) throw error;
    return {
      ...asItIs,
      fault: error instanceof ZipFault ? error : new ZipFault("zip-broken", (error as Error).message),
    };
  }
}

/** Of what was in a zip: another zip in it stays one, unless it is a document. */
async function typeOf(content: Landed, parts: Parts): Promise<EdxmlFileType> {
  if (content.look.type !== "zip") return content.look.type;
  const look: ZipLook = await withZip(parts.pathOf(content.part), lookIntoZip);
  return look.kind === "document" ? look.type : "zip";
}

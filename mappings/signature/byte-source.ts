import { createHash } from "node:crypto";

/** A file by random access: bytes `from` (included) to `to` (not included), all of them. */
export interface ByteSource {
  readonly size: number;
  readonly read: (from: number, to: number) => Promise<Uint8Array>;
}

export const sourceOf = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  read: (from, to) => Promise.resolve(bytes.subarray(from, to)),
});

const blockSize = 64 * 1024;
const blocksKept = 64;

/** Reads whole blocks and keeps the last ones: a PDF is read in many small pieces. At most 4 MB. */
export function keepBlocks(source: ByteSource): ByteSource {
  const blocks = new Map<number, Uint8Array>();
  const block = async (index: number): Promise<Uint8Array> => {
    const known = blocks.get(index);
    if (known) return known;
    const from = index * blockSize;
    const read = await source.read(from, Math.min(from + blockSize, source.size));
    blocks.set(index, read);
    const [oldest] = blocks.keys();
    if (blocks.size > blocksKept && oldest !== undefined) blocks.delete(oldest);
    return read;
  };
  return {
    size: source.size,
    async read(from, to) {
      const end = Math.min(to, source.size);
      if (end <= from) return new Uint8Array();
      const first = Math.floor(from / blockSize);
      const last = Math.floor((end - 1) / blockSize);
      if (first === last) return (await block(first)).subarray(from - first * blockSize, end - first * blockSize);
      if (last - first >= blocksKept) return source.read(from, end);
      const out = new Uint8Array(end - from);
      for (let index = first; index <= last; index++) {
        const start = index * blockSize;
        const part = (await block(index)).subarray(Math.max(0, from - start), end - start);
        out.set(part, Math.max(0, start - from));
      }
      return out;
    },
  };
}

const pieceSize = 1024 * 1024;

/** Digest over stretches of a file, a piece at a time. @param algorithm of `node:crypto`. */
export async function digestOver(
  source: ByteSource,
  stretches: readonly (readonly [from: number, to: number])[],
  algorithm: string,
): Promise<Uint8Array> {
  const hash = createHash(algorithm);
  for (const [from, to] of stretches)
    for (let at = from; at < to; at += pieceSize) hash.update(await source.read(at, Math.min(at + pieceSize, to)));
  return hash.digest();
}

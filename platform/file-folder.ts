import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm, stat, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { StartError } from "./start-error.ts";

/** A folder in which contents lie under their SHA-256, and what is on its way in lies apart until it is whole. */
export interface FileFolder {
  /** Bytes that are there of an upload; 0 when there are none. */
  readonly partSize: (part: string) => Promise<number>;
  /**
   * Goes on with an upload after its first `from` bytes, drops what was behind them, and has the rest on the disk when
   * it resolves. Memory does not grow with the content.
   * @param guard throws when the writer has lost its right; asked before every write.
   * @returns bytes that are there now, and their SHA-256 in hex. What was written stays when the source breaks off.
   */
  readonly append: (
    part: string,
    from: number,
    source: AsyncIterable<Buffer>,
    guard: () => void,
  ) => Promise<{ readonly size: number; readonly sha256: string }>;
  /** Puts a whole upload in its place, at once and for good. */
  readonly keep: (part: string, sha256: string) => Promise<void>;
  readonly removePart: (part: string) => Promise<void>;
  /** Where a part lies, to be looked into before it is kept; for reading alone. */
  readonly pathOfPart: (part: string) => string;
  readonly remove: (sha256: string) => Promise<void>;
  /** Path of a content below `root`. */
  readonly pathOf: (sha256: string) => string;
  readonly root: string;
  /** Bytes left on the disk for us. */
  readonly freeBytes: () => Promise<number>;
}

/** @throws {StartError} when the folder cannot be made or written. */
export async function openFileFolder(root: string): Promise<FileFolder> {
  const incoming = join(root, "incoming");
  try {
    await mkdir(incoming, { recursive: true });
    await syncFolder(incoming);
    const probe = join(incoming, `.${process.pid}`);
    await (await open(probe, "w")).close();
    await rm(probe);
  } catch (error) {
    throw new StartError(
      `Không ghi được vào thư mục tệp ${root}: ${(error as Error).message}; sửa quyền hoặc đặt FILES_FOLDER. ` +
        `/ The folder for files cannot be written; mend its rights or set FILES_FOLDER.`,
    );
  }
  // names are ours alone: hexadecimal, so that nothing given from outside can lead elsewhere
  const partPath = (part: string) => join(incoming, createHash("sha256").update(part).digest("hex"));
  const pathOf = (sha256: string) => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new RangeError("not a SHA-256 in hex");
    return join(sha256.slice(0, 2), sha256);
  };

  return {
    root,
    pathOf,
    partSize: (part) =>
      stat(partPath(part)).then(
        ({ size }) => size,
        (error: unknown) => absent(error, 0),
      ),
    async append(part, from, source, guard) {
      const path = partPath(part);
      const file = await open(path, from === 0 ? "w" : "r+");
      try {
        await file.truncate(from);
        const hash = createHash("sha256");
        if (from > 0)
          for await (const chunk of createReadStream(path, { end: from - 1, highWaterMark: 1 << 20 })) {
            guard();
            hash.update(chunk as Buffer);
          }
        let size = from;
        for await (const chunk of source) {
          guard();
          hash.update(chunk);
          await writeAll(file, chunk, size);
          size += chunk.length;
        }
        await file.sync();
        return { size, sha256: hash.digest("hex") };
      } finally {
        await file.close();
      }
    },
    async keep(part, sha256) {
      const path = join(root, pathOf(sha256));
      const made = await mkdir(dirname(path), { recursive: true });
      if (made !== undefined) await syncFolder(root);
      await rename(partPath(part), path);
      await syncFolder(dirname(path));
    },
    removePart: (part) => rm(partPath(part), { force: true }),
    pathOfPart: partPath,
    remove: (sha256) => rm(join(root, pathOf(sha256)), { force: true }),
    async freeBytes() {
      const { bavail, bsize } = await statfs(root);
      return bavail * bsize;
    },
  };
}

async function writeAll(file: Awaited<ReturnType<typeof open>>, chunk: Buffer, position: number): Promise<void> {
  let written = 0;
  while (written < chunk.length)
    written += (await file.write(chunk, written, chunk.length - written, position + written)).bytesWritten;
}

/** A name is on the disk for good only when its folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function absent<T>(error: unknown, otherwise: T): T {
  if ((error as NodeJS.ErrnoException).code === "ENOENT") return otherwise;
  throw error;
}

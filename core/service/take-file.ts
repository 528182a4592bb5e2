import { refuse, type Refusal } from "../domain/refusal.ts";
import {
  claimUpload,
  endUpload,
  isFileThere,
  lockFile,
  readableFiles,
  renewUpload,
  saveFile,
  usageOf,
  type Reading,
} from "../store/files.ts";
import type { Database } from "../../platform/database.ts";
import type { FileFolder } from "../../platform/file-folder.ts";

/** How much is taken in; bytes. */
export interface FileLimits {
  readonly fileBytes: number;
  /** Of one partner: under way, or brought and in no dossier yet. */
  readonly partnerBytes: number;
  /** What stays free on the disk. */
  readonly freeBytes: number;
  /** Uploads of one partner at a time. */
  readonly uploads: number;
}

export const defaultFileLimits: FileLimits = {
  fileBytes: 2 ** 30,
  partnerBytes: 20 * 2 ** 30,
  freeBytes: 5 * 2 ** 30,
  uploads: 8,
};

export interface FileWorld {
  readonly db: Database;
  readonly folder: FileFolder;
  readonly limits: FileLimits;
  /** A fresh UUID. */
  readonly newId: () => string;
}

export interface Upload {
  readonly partnerId: string;
  readonly units: ReadonlySet<string>;
  readonly sha256: string;
  /** Bytes of the whole. */
  readonly size: number;
  /** Where this request goes on. */
  readonly from: number;
  /** Called when the content is wanted, and not before. */
  readonly open: () => AsyncIterable<Buffer>;
}

/** `known`: the caller had brought it or may read it, and nothing was read from the request. */
export type TakenFile =
  | { readonly ok: true; readonly state: "known" | "stored" | "part"; readonly received: number; readonly size: number }
  | Refusal;

/** The caller's line sends too slowly, or broke off; what came stays. */
export class UploadCut extends Error {
  readonly why: "slow" | "broken";
  constructor(why: "slow" | "broken") {
    super(`an upload was ${why}`);
    this.why = why;
  }
}

const leaseMs = 60_000;
const nameOf = (partnerId: string, sha256: string) => `${partnerId} ${sha256}`;

/**
 * Takes in a content, whole or the rest of it (docs/files.md). It counts when all of it is on the disk and its SHA-256
 * is the one announced; a wrong one is removed. The same content twice is kept once, but whoever cannot read it yet has
 * to bring it whole: knowing a hash gives no right (P12). What came before a line broke is gone on with (P14).
 */
export async function takeFile(world: FileWorld, upload: Upload): Promise<TakenFile> {
  const { db, folder, limits, newId } = world;
  const { partnerId, units, sha256, size, from } = upload;
  if (size === 0) return refuse("file-empty", {});
  if (size > limits.fileBytes) return refuse("file-too-large", { size: String(size), limit: String(limits.fileBytes) });
  const known = (await readableFiles(db, [sha256], { partnerId, units: [...units] })).get(sha256);
  if (known) return { ok: true, state: "known", received: known.size, size: known.size };

  const part = nameOf(partnerId, sha256);
  const usage = await usageOf(db, partnerId, sha256);
  if (usage.running >= limits.uploads) return refuse("file-uploads-too-many", { limit: String(limits.uploads) });
  if (usage.unclaimedBytes + size > limits.partnerBytes)
    return refuse("file-quota-reached", { limit: String(limits.partnerBytes) });
  if ((await folder.freeBytes()) - (size - from) < limits.freeBytes) return refuse("file-no-room", {});

  const claim = { partnerId, sha256, size, holder: newId() };
  if (!(await claimUpload(db, claim, leaseMs))) return refuse("file-upload-busy", { sha256 });
  const lease = holdLease(() => renewUpload(db, claim, leaseMs));
  let isOver = false;
  try {
    const here = await folder.partSize(part);
    if (from > here) return refuse("file-offset-wrong", { from: String(from), offset: String(here) });
    const came = await folder.append(part, from, upload.open(), lease.guard);
    if (came.size < size) return { ok: true, state: "part", received: came.size, size };
    if (came.sha256 !== sha256) {
      isOver = true;
      await folder.removePart(part);
      return refuse("file-hash-wrong", { expected: sha256, actual: came.sha256 });
    }
    await db.transaction().execute(async (tx) => {
      await lockFile(tx, sha256);
      lease.guard();
      if (await isFileThere(tx, sha256)) await folder.removePart(part);
      else await folder.keep(part, sha256);
      await saveFile(tx, claim);
      await endUpload(tx, claim);
    });
    return { ok: true, state: "stored", received: size, size };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOSPC") return refuse("file-no-room", {});
    throw error;
  } finally {
    lease.stop();
    // without the database the lease runs out by itself
    await (isOver ? endUpload(db, claim) : renewUpload(db, claim, 0)).catch(() => undefined);
  }
}

/** Where a content lies, for a caller that may read it. */
export async function findFile({ db, folder }: Pick<FileWorld, "db" | "folder">, sha256: string, reading: Reading) {
  const file = (await readableFiles(db, [sha256], reading)).get(sha256);
  return file && { root: folder.root, path: folder.pathOf(sha256), mediaType: file.mediaType };
}

/** How many bytes of a caller's own upload are there. */
export const uploadedSoFar = (
  { folder }: Pick<FileWorld, "folder">,
  partnerId: string,
  sha256: string,
): Promise<number> => folder.partSize(nameOf(partnerId, sha256));

/** Removes the rest of an upload that nobody goes on with. */
export const dropPart = ({ folder }: Pick<FileWorld, "folder">, partnerId: string, sha256: string): Promise<void> =>
  folder.removePart(nameOf(partnerId, sha256));

/** Only one writes to a part: a writer whose right may have run out stops by its own clock, before it writes. */
function holdLease(renew: () => Promise<boolean>) {
  let until = performance.now() + leaseMs;
  let lost = false;
  const timer = setInterval(() => {
    const asked = performance.now();
    renew().then(
      (mine) => {
        if (mine) until = asked + leaseMs;
        else lost = true;
      },
      () => undefined, // the database is away for a moment: the lease may outlast it
    );
  }, leaseMs / 4);
  return {
    guard: () => {
      if (lost || performance.now() > until - 5_000) throw new UploadCut("broken");
    },
    stop: () => clearInterval(timer),
  };
}

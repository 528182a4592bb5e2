import { statfs } from "node:fs/promises";
import { StartError } from "./start-error.ts";

/** PostgreSQL writes its log in pieces of this size; with less than that left, a full disk is what stopped it. */
const oneSegment = 16 * 1024 * 1024;

/** Turns what PostgreSQL said before it gave up into one sentence with the remedy. */
export async function postgresFault(output: string, folder: string): Promise<StartError> {
  if (/no space left on device|disk quota exceeded/i.test(output) || (await freeBytes(folder)) < oneSegment)
    return diskFull(folder);
  const last = lastFatal(output);
  const port = /could not bind .*|address already in use/i.test(output);
  if (port)
    return new StartError(
      "Cổng của cơ sở dữ liệu kèm theo đang có chương trình khác dùng: hãy chọn cổng khác. " +
        "/ The port of the embedded database is in use by another program: choose another.",
    );
  if (/permission denied|wrong ownership|invalid permissions/i.test(output)) return notOurs(folder, last);
  if (/incompatible with server/i.test(output)) return otherVersion(folder, "another PostgreSQL");
  return damaged(folder, last);
}

export const diskFull = (folder: string): StartError =>
  new StartError(
    `Đĩa chứa ${folder} đã đầy: giải phóng ít nhất 200 MB rồi khởi động lại; không mất gì đã được tiếp nhận. ` +
      `/ The disk of ${folder} is full: free some space (200 MB or more) and start again; nothing accepted was lost.`,
  );

export const damaged = (folder: string, detail: string): StartError =>
  new StartError(
    `Thư mục cơ sở dữ liệu ${folder} bị hỏng (${detail.replace(/[.:]$/, "")}): ` +
      "khôi phục từ bản sao lưu, hoặc chuyển nó đi chỗ khác để bắt đầu với cơ sở dữ liệu trống. " +
      `/ The database folder ${folder} is damaged (${detail.replace(/[.:]$/, "")}): ` +
      "restore it from a backup, or move it away to begin with an empty database.",
  );

export const notOurs = (folder: string, detail: string): StartError =>
  new StartError(
    `Không được phép dùng thư mục ${folder} (${detail}): ` +
      "hãy chạy trục bằng tài khoản sở hữu thư mục, hoặc đặt HUB_DATA_DIR là thư mục của mình. " +
      `/ The folder ${folder} may not be used (${detail}): ` +
      "start the hub as the user whom it belongs to, or set HUB_DATA_DIR to a folder of your own.",
  );

export const otherVersion = (folder: string, made: string): StartError =>
  new StartError(
    `Thư mục cơ sở dữ liệu ${folder} do ${made} tạo ra, trục này không đọc được: ` +
      "hãy chạy đúng phiên bản trục đã tạo ra nó để sao lưu, hoặc chuyển thư mục đi chỗ khác. " +
      `/ The database folder ${folder} was made by ${made}, which this hub cannot read: ` +
      "start the version of the hub that made it and take a backup, or move the folder away.",
  );

/** What the file system itself refused, before PostgreSQL had a say. */
export function folderFault(error: unknown, folder: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") return diskFull(folder);
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") return notOurs(folder, message);
  if (code === "ENOTDIR" || code === "EEXIST")
    return new StartError(
      `${folder} không làm thư mục dữ liệu được (có tệp trùng tên): hãy đặt HUB_DATA_DIR là thư mục khác. ` +
        `/ ${folder} cannot be a data folder (a file is in its way): set HUB_DATA_DIR to another one.`,
    );
  return error;
}

function lastFatal(output: string): string {
  const lines = output.split("\n").map((line) => line.trim());
  // what it tells callers while it is going down is not why it goes down
  const fatal = lines.findLast((line) => /\b(FATAL|PANIC):(?! +(the database system is|terminating))/.test(line));
  const error = lines.findLast((line) => /\berror:/i.test(line));
  const said = fatal?.replace(/^.*\b(FATAL|PANIC): */, "") ?? error?.replace(/^.*\berror: */i, "");
  return said ?? lines.findLast((line) => line !== "")?.replace(/^but /, "") ?? "PostgreSQL gave no reason";
}

async function freeBytes(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY; // a file system that does not tell is not a full one
  }
}

/** Something of that name is there already. */
export const isThere = (error: unknown): boolean =>
  ["EEXIST", "ENOTEMPTY"].includes((error as NodeJS.ErrnoException).code ?? "");

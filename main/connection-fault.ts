import { StartError } from "../platform/start-error.ts";

/** A database that cannot be reached or lets nobody in, as one sentence; anything else as it came. */
export function connectionFault(error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (/^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT)/.test(code))
    return new StartError(
      `Không kết nối được cơ sở dữ liệu (${code}): kiểm tra DATABASE_URL và máy chủ PostgreSQL. ` +
        `/ The database cannot be reached (${code}): check DATABASE_URL and the PostgreSQL server.`,
      { cause: error },
    );
  if (code === "28P01" || code === "28000" || code === "3D000")
    return new StartError(
      `PostgreSQL từ chối kết nối (${(error as Error).message}): kiểm tra tên, mật khẩu và tên cơ sở dữ liệu trong DATABASE_URL. ` +
        "/ PostgreSQL refused the connection: check user, password and database name in DATABASE_URL.",
      { cause: error },
    );
  return error;
}

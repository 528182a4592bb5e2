import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { connection } from "./database.ts";

/** The database cannot be brought to this version; the message says why and what to do. */
export class MigrationError extends Error {
  override name = "MigrationError";
}

// Any number: it only has to be the same in every process, so that one migrates and the others wait.
const migrationLock = 736_120_515;

/**
 * Brings the database to the newest version: forward-only SQL files, each in its own transaction, run as the owner.
 * Creates the two roles and the schema when they are missing, and lets the login act as either.
 * @returns the names applied now.
 * @throws {MigrationError} when an applied file was changed, the database is newer than this program, or rights lack.
 */
export async function migrate(url: string, folder: string): Promise<string[]> {
  const client = new pg.Client(connection(url, undefined, "hub migrate"));
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [migrationLock]);
    await createRoles(client);
    await client.query("set role hub_owner");
    await client.query("create schema if not exists hub");
    await client.query("grant usage on schema hub to hub_app");
    await client.query(
      `create table if not exists hub.migration (
         name text primary key, sha256 text not null, applied_at timestamptz not null default now())`,
    );
    await client.query("grant select on hub.migration to hub_app");
    return await applyMissing(client, folder);
  } finally {
    await client.end();
  }
}

async function applyMissing(client: pg.Client, folder: string): Promise<string[]> {
  const files = (await readdir(folder)).filter((name) => /^\d{4}_[a-z_]+\.sql$/.test(name)).sort();
  const { rows } = await client.query<{ name: string; sha256: string }>("select name, sha256 from hub.migration");
  const applied = new Map(rows.map((row) => [row.name, row.sha256]));
  const unknown = [...applied.keys()].find((name) => !files.includes(name));
  if (unknown)
    throw new MigrationError(
      `Cơ sở dữ liệu có bản nâng cấp ${unknown} mà phiên bản này không biết: hãy chạy phiên bản đã tạo ra nó hoặc mới hơn. ` +
        `/ The database has migration ${unknown}, which this version does not know. Start the version that made it, or newer.`,
    );
  const done: string[] = [];
  for (const name of files) {
    const sql = await readFile(join(folder, name), "utf8");
    const sha256 = createHash("sha256").update(sql).digest("hex");
    const before = applied.get(name);
    if (before === sha256) continue;
    if (before)
      throw new MigrationError(
        `${name} đã bị sửa sau khi áp dụng: bản nâng cấp chỉ đi tới, hãy lấy lại tệp gốc. ` +
          `/ ${name} was changed after it was applied. Migrations only go forward: add a file.`,
      );
    try {
      await client.query("begin");
      await client.query(sql);
      await client.query("insert into hub.migration (name, sha256) values ($1, $2)", [name, sha256]);
      await client.query("commit");
    } catch (error) {
      await client.query("rollback");
      throw new MigrationError(
        `${name} không áp dụng được, không có gì thay đổi: ${(error as Error).message} ` +
          `/ ${name} failed, nothing was changed: ${(error as Error).message}`,
        { cause: error },
      );
    }
    done.push(name);
  }
  return done;
}

async function createRoles(client: pg.Client): Promise<void> {
  try {
    for (const role of ["hub_owner", "hub_app"]) {
      const { rowCount } = await client.query("select from pg_roles where rolname = $1", [role]);
      if (!rowCount) await client.query(`create role ${role} nologin`);
      // PostgreSQL 16 tells membership from the right to act as the role; before, they were one
      const { rows } = await client.query<{ member: boolean }>(
        `select pg_has_role(current_user, $1,
           case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end) as member`,
        [role],
      );
      if (!rows[0]?.member) await client.query(`grant ${role} to current_user`);
    }
    const { rows } = await client.query<{ name: string; may: boolean }>(
      "select current_database() as name, has_database_privilege('hub_owner', current_database(), 'create') as may",
    );
    if (rows[0] && !rows[0].may)
      await client.query(`grant create on database ${client.escapeIdentifier(rows[0].name)} to hub_owner`);
  } catch (error) {
    throw new MigrationError(
      `Tài khoản cơ sở dữ liệu không được tạo vai trò hub_owner và hub_app (${(error as Error).message}). ` +
        "Đề nghị quản trị chạy các lệnh sau. " +
        `/ The database login may not create the roles hub_owner and hub_app (${(error as Error).message}). ` +
        "Let an administrator run: create role hub_owner nologin; create role hub_app nologin; " +
        "grant hub_owner, hub_app to <login>; grant create on database <name> to hub_owner;",
      { cause: error },
    );
  }
}

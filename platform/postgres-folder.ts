import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Binaries } from "./postgres-binaries.ts";
import { damaged, folderFault, isThere, notOurs, otherVersion, postgresFault } from "./postgres-fault.ts";
import { isAlive } from "./postgres-pid.ts";
import { as, canEnter, type SystemUser } from "./postgres-user.ts";
import { StartError } from "./start-error.ts";

/** Where things lie in the hub's data folder. */
export const places = (dataDir: string) => ({
  data: join(dataDir, "postgres"),
  log: join(dataDir, "postgres.log"),
  password: join(dataDir, "postgres.password"),
});

/** Makes the hub's data folder, and lets the database's user through. */
export async function openDataDir(dataDir: string, user: SystemUser | undefined): Promise<void> {
  try {
    const made = await mkdir(dataDir, { recursive: true });
    // whatever the umask: the database's user has to pass; every secret is a file with rights of its own
    if (made && user)
      for (let folder = dataDir; folder.startsWith(made); folder = dirname(folder)) await chmod(folder, 0o711);
  } catch (error) {
    throw folderFault(error, dataDir);
  }
  if (!canEnter(user, dataDir))
    throw notOurs(dataDir, user ? `PostgreSQL runs as ${user.name}, who cannot enter it` : "it cannot be entered");
}

/** Whether a hub was ever started on the data folder; a look alone makes nothing. */
export async function hasDatabase(dataDir: string): Promise<boolean> {
  const { data } = places(dataDir);
  try {
    return (await readdir(data)).length > 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw folderFault(error, data);
  }
}

/**
 * The data folder of this version, made at the first start. It appears complete or not at all, so that a start that
 * was interrupted leaves nothing to repair.
 * @returns the password of its superuser.
 */
export async function openDataFolder(
  dataDir: string,
  binaries: Binaries,
  user: SystemUser | undefined,
  durable: boolean,
): Promise<string> {
  const { data, password } = places(dataDir);
  try {
    await removeUnfinished(dataDir);
    if (await isEmpty(data)) {
      await makePassword(password);
      await initialise(dataDir, binaries, user, durable);
    }
    await checkVersion(data, binaries.major);
    return await readPassword(password);
  } catch (error) {
    throw folderFault(error, data);
  }
}

export async function readPassword(file: string): Promise<string> {
  try {
    const password = (await readFile(file, "utf8")).trim();
    if (password !== "") return password;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  throw new StartError(
    `Tệp mật khẩu ${file} của cơ sở dữ liệu kèm theo bị thiếu hoặc trống: hãy lấy lại từ bản sao lưu, ` +
      "hoặc chuyển thư mục postgres bên cạnh đi chỗ khác để bắt đầu với cơ sở dữ liệu trống. " +
      `/ The password file ${file} of the embedded database is missing or empty: put it back from a backup, ` +
      "or move the folder postgres beside it away to begin with an empty database.",
  );
}

async function makePassword(file: string): Promise<void> {
  try {
    await writeFile(file, `${randomBytes(24).toString("hex")}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (!isThere(error)) throw error;
  }
}

async function initialise(
  dataDir: string,
  binaries: Binaries,
  user: SystemUser | undefined,
  durable: boolean,
): Promise<void> {
  const { data, password } = places(dataDir);
  const unfinished = `${data}.new-${process.pid}`;
  const passwordCopy = `${unfinished}.password`; // the database's user may not read ours
  try {
    await mkdir(unfinished, { mode: 0o700 });
    await writeFile(passwordCopy, await readPassword(password), { mode: 0o600 });
    if (user) for (const path of [unfinished, passwordCopy]) await chown(path, user.uid, user.gid);
    const options = ["--encoding=UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256", "--username=postgres"];
    if (!durable) options.push("--no-sync");
    const { code, output } = await run(
      binaries.initdb,
      ["-D", unfinished, `--pwfile=${passwordCopy}`, ...options],
      user,
      dataDir,
    );
    if (code !== 0) throw await postgresFault(output, dataDir);
    await rename(unfinished, data).catch((error: unknown) => {
      if (!isThere(error)) throw error; // another start was quicker
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
    await rm(passwordCopy, { force: true });
  }
}

async function removeUnfinished(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    const pid = /^postgres\.new-(\d+)/.exec(name)?.[1];
    // in a container every process may have the number that the last one had
    if (pid && (Number(pid) === process.pid || !isAlive(Number(pid))))
      await rm(join(dataDir, name), { recursive: true, force: true });
  }
}

async function isEmpty(folder: string): Promise<boolean> {
  if (!(await stat(folder).catch(() => undefined))) return true;
  return (await readdir(folder)).length === 0;
}

async function checkVersion(data: string, major: string): Promise<void> {
  const made = await readFile(join(data, "PG_VERSION"), "utf8").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw damaged(data, "its file PG_VERSION is missing");
  });
  if (/^\d+\n?$/.test(made) && made.trim() !== major) throw otherVersion(data, `PostgreSQL ${made.trim()}`);
}

function run(
  program: string,
  args: readonly string[],
  user: SystemUser | undefined,
  cwd: string,
): Promise<{ code: number | null; output: string }> {
  return new Promise((done, failed) => {
    const child = spawn(program, args, { cwd, env: {}, stdio: ["ignore", "pipe", "pipe"], ...as(user) });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (output += text.toString()));
    child.on("error", failed);
    child.on("close", (code) => done({ code, output }));
  });
}

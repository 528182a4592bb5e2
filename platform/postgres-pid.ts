import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readlinkSync, realpathSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

/** The server that a data folder names as its own. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

/** An empty pid file is a server just starting, or what a full disk left behind: after so long it is the latter. */
const emptyIsStaleAfterMs = 5_000;

/**
 * The live server of this data folder, found by the folder's own pid file and never by name. What is left of a dead
 * one is removed when a stranger has its number by now; PostgreSQL clears up the rest itself.
 */
export function postmasterOf(dataFolder: string): Postmaster | undefined {
  const file = join(dataFolder, "postmaster.pid");
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const [pidLine, , , portLine, , , , status] = text.split("\n").map((line) => line.trim());
  const pid = Number(pidLine);
  if (!Number.isInteger(pid) || pid <= 0) {
    const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (age > emptyIsStaleAfterMs) rmSync(file, { force: true });
    return undefined;
  }
  if (!isAlive(pid)) return undefined;
  if (!serves(pid, dataFolder)) {
    // safe: a second server on this folder is still kept out by the shared memory of the first
    rmSync(file, { force: true });
    return undefined;
  }
  return { pid, port: Number(portLine ?? 0), ready: status === "ready" };
}

/** A process that has ended but was not collected by its parent is not alive. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  if (!existsSync("/proc/self/stat")) return true;
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

/** A server works inside its data folder; where the system has no /proc, its command line names the folder. */
function serves(pid: number, dataFolder: string): boolean {
  const folder = realpathSync(dataFolder);
  if (existsSync("/proc/self/cwd")) {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === folder;
    } catch {
      return false;
    }
  }
  const { stdout } = spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.includes(`-D ${folder}`) || stdout.includes(`-D ${dataFolder}`);
}

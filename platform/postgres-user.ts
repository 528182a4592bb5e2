import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { StartError } from "./start-error.ts";

/** The system user that the database runs as. */
export interface SystemUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Whom PostgreSQL runs as: undefined = as ourselves. PostgreSQL refuses root, so root lends it the owner of the
 * folder that is already there, else the system's `postgres`, else `nobody`.
 */
export function postgresUser(dataFolder: string): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(dataFolder, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { name: `user ${owner.uid}`, uid: owner.uid, gid: owner.gid };
  const users = readFileSync("/etc/passwd", "utf8").split("\n");
  for (const name of ["postgres", "nobody"]) {
    const [, , uid, gid] = users.find((line) => line.startsWith(`${name}:`))?.split(":") ?? [];
    if (uid !== undefined && gid !== undefined) return { name, uid: Number(uid), gid: Number(gid) };
  }
  throw new StartError(
    "PostgreSQL kèm theo không chạy bằng root, và hệ thống này không có tài khoản postgres lẫn nobody: " +
      "hãy chạy trục bằng tài khoản thường, hoặc đặt DATABASE_URL. " +
      "/ The embedded PostgreSQL does not run as root and this system has neither a user postgres nor a user nobody: " +
      "start the hub as an ordinary user, or set DATABASE_URL.",
  );
}

/** What spawn needs to run something as that user. */
export const as = (user: SystemUser | undefined): { uid?: number; gid?: number } =>
  user ? { uid: user.uid, gid: user.gid } : {};

/** Asks the system itself, because access lists and mounts decide as well as mode bits. */
export function canEnter(user: SystemUser | undefined, folder: string): boolean {
  return spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", folder], { cwd: "/", env: {}, ...as(user) }).status === 0;
}

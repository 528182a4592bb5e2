import { userInfo } from "node:os";

/** The login of whoever runs the command; a container may have none. */
export function whoRuns(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? "?"}`;
  }
}

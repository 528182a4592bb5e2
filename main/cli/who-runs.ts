import { userInfo } from "node:os";

/**
 * The login of whoever runs the command. A number that the machine has no name for, as in a container (`exec --user 2001`), is a
 * login of its own.
 */
export function whoRuns(nameOf: () => string = () => userInfo().username): string {
  try {
    return nameOf();
  } catch {
    return `uid ${process.getuid?.() ?? "?"}`;
  }
}

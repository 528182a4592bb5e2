import { StartError } from "../../platform/start-error.ts";

/** Where a command was told to write and cannot: the place is at fault, and not what it read. */
export function cannotWrite(path: string, error: unknown): StartError {
  const why = error instanceof Error ? error.message : String(error);
  return new StartError(`Không ghi được vào ${path}: ${why}. / It cannot be written to ${path}.`);
}

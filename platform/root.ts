import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The project's folder, whether this file runs from its source or from the build: contracts, migrations and pages
 * are read from there, the compiler copies none of them.
 */
export const root: string = findRoot(dirname(fileURLToPath(import.meta.url)));

/** Path of a file of the project, e.g. `fromRoot("migrations")`. */
export const fromRoot = (...path: string[]): string => join(root, ...path);

function findRoot(folder: string): string {
  const manifest = join(folder, "package.json");
  if (existsSync(manifest)) {
    const { name } = JSON.parse(readFileSync(manifest, "utf8")) as { name?: string };
    if (name === "lien-thong-hub") return folder;
  }
  const above = dirname(folder);
  if (above === folder) throw new Error("The hub's own package.json is not above its program files; install it again.");
  return findRoot(above);
}

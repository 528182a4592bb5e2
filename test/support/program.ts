import { fileURLToPath } from "node:url";
import { dirname, join } from "node:path";
import { fromRoot } from "../../platform/root.ts";

/** Of `npm test`, which translates the sources once (scripts/translate.mjs); undefined: this process reads the sources. */
const translated = import.meta.url.endsWith(".ts") ? undefined : fileURLToPath(new URL("../..", import.meta.url));

/** What Node is told to run one of our programs, e.g. `main/cli.ts`: as this process runs, translated or from its source. */
export const program = (source: string): readonly string[] =>
  translated === undefined ? ["--import=tsx", fromRoot(source)] : [join(translated, source.replace(/\.ts$/, ".js"))];

/** The folder of a spec in the project, given its `import.meta.url`: what is no program lies there. */
export function folderOf(specUrl: string): string {
  const path = fileURLToPath(specUrl);
  return dirname(translated === undefined ? path : fromRoot(path.slice(translated.length)));
}

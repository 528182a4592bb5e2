// The project's TypeScript as JavaScript that Node runs as it is, for a test run: some 200 processes start in it, and each
// would translate what it loads again, which takes longer than most of them live. Types are not looked at.
import { readdirSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { build } from "esbuild";
import { root } from "./prepare.mjs";

const rooms = ["contracts", "mappings", "core", "bus", "adapters", "gateway", "platform", "main", "scripts", "test"];

/**
 * Keeps folders and names: `test/core/day.spec.ts` becomes `test/core/day.spec.js` in that folder, which has to lie in the
 * project's own: packages and the project's files are found from there.
 */
export async function translate(folder) {
  await build({
    entryPoints: rooms.flatMap(sources),
    outdir: folder,
    outbase: root,
    format: "esm",
    platform: "node",
    target: "node20",
    bundle: true,
    treeShaking: false,
    sourcemap: true,
    sourcesContent: false,
    logLevel: "warning",
    plugins: [
      {
        name: "each file by itself",
        setup: ({ onResolve }) => onResolve({ filter: /./ }, (asked) => leave(asked, folder)),
      },
    ],
  });
}

const sources = (room) =>
  readdirSync(join(root, room), { recursive: true })
    .filter((name) => /(?<!\.d)\.ts$/.test(name))
    .map((name) => join(root, room, name));

/** Nothing is put together: an import stays one, of the translated file or, what is no TypeScript, of the original. */
function leave({ kind, path, importer, resolveDir }, folder) {
  if (kind === "entry-point") return undefined;
  if (!path.startsWith(".")) return { path, external: true };
  if (path.endsWith(".ts")) return { path: `${path.slice(0, -3)}.js`, external: true };
  const from = join(folder, relative(root, dirname(importer)));
  return { path: relative(from, resolve(resolveDir, path)), external: true };
}

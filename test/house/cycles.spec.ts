import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { build } from "esbuild";
import { fromRoot } from "../../platform/root.ts";

const rooms = ["contracts", "mappings", "core", "bus", "adapters", "gateway", "platform", "main"];

/** Files that import each other in a circle when they run, one circle a line; types alone may. */
async function cyclesIn(root: string, entries: readonly string[]): Promise<string[]> {
  const { metafile } = await build({
    ...{ absWorkingDir: root, entryPoints: [...entries], outdir: "never", write: false, metafile: true },
    ...{ bundle: true, packages: "external", format: "esm", platform: "node", logLevel: "silent" },
  });
  const imports = new Map(
    Object.entries(metafile.inputs).map(([file, { imports }]) => [
      file,
      imports.filter(({ external }) => external !== true).map(({ path }) => path),
    ]),
  );
  const cycles: string[] = [];
  const seen = new Set<string>();
  const walk = (file: string, way: readonly string[]) => {
    const from = way.indexOf(file);
    if (from !== -1) cycles.push([...way.slice(from), file].join(" → "));
    if (seen.has(file)) return;
    seen.add(file);
    for (const next of imports.get(file) ?? []) walk(next, [...way, file]);
  };
  for (const file of [...imports.keys()].sort()) walk(file, []);
  return cycles;
}

describe("the house has no circle of imports", function () {
  this.timeout(60_000);
  let folder: string;
  before(async () => (folder = await mkdtemp(join(tmpdir(), "circle-"))));
  after(() => rm(folder, { recursive: true, force: true }));

  it("in any of its rooms", async () => {
    expect(
      await cyclesIn(
        fromRoot(),
        rooms.map((room) => `${room}/**/*.ts`),
      ),
    ).to.deep.equal([]);
  });

  it("which this test would notice, of values and not of types", async () => {
    await writeFile(join(folder, "a.ts"), 'import { c } from "./b.ts";\nexport const b = () => c();\n');
    await writeFile(join(folder, "b.ts"), 'import { d } from "./c.ts";\nexport const c = () => d();\n');
    await writeFile(join(folder, "c.ts"), 'import { b } from "./a.ts";\nexport const d = () => b();\n');
    await writeFile(join(folder, "e.ts"), 'import type { F } from "./f.ts";\nexport interface E { f: F }\n');
    await writeFile(join(folder, "f.ts"), 'import type { E } from "./e.ts";\nexport interface F { e: E }\n');
    expect(await cyclesIn(folder, ["a.ts", "e.ts"])).to.deep.equal(["a.ts → b.ts → c.ts → a.ts"]);
  });
});

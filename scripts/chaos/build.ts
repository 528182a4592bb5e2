import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fromRoot } from "../../platform/root.ts";

/** The hub's program, compiled: a run starts it many times, and reading the sources anew each time takes seconds. */
export interface Build {
  readonly program: string;
  readonly close: () => Promise<void>;
}

/** Types are the compiler's affair elsewhere; here it only translates. */
export async function buildHub(): Promise<Build> {
  // `npm test` has translated everything already
  if (import.meta.url.endsWith(".js"))
    return { program: fileURLToPath(new URL("hub-process.js", import.meta.url)), close: () => Promise.resolve() };
  await mkdir(fromRoot("dist"), { recursive: true });
  const folder = await mkdtemp(join(fromRoot("dist"), "chaos-"));
  const close = () => rm(folder, { recursive: true, force: true });
  const settings = fromRoot("scripts", "chaos", "tsconfig.hub.json");
  const compiler = fromRoot("node_modules", "typescript", "bin", "tsc");
  const compiling = spawn(process.execPath, [compiler, "-p", settings, "--outDir", folder], { stdio: "inherit" });
  const [code] = (await once(compiling, "close")) as [number | null];
  if (code !== 0) {
    await close();
    throw new Error("the hub could not be compiled; the lines above say why");
  }
  return { program: join(folder, "scripts", "chaos", "hub-process.js"), close };
}

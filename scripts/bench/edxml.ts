import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromRoot } from "../../platform/root.ts";
import { documentXml } from "../../test/support/edxml.ts";
import { randomOf } from "../../test/support/edxml-mutants.ts";

interface Told {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly longestBlockMs: number;
  readonly rssBeforeMb: number;
  readonly rssPeakMb: number;
}

/** Messages of 5 kB and one of 30 MB, read by the hub (files on the disk for good) and by a bare fast-xml-parser, in turn. */
export async function measureEdxml(rounds: number, small: number, say: (line: string) => void) {
  const folder = await mkdtemp(join(tmpdir(), "bench-edxml-"));
  const results: Record<string, object> = {};
  try {
    for (const [name, fileBytes, times] of [
      ["5 kB", 2_500, small],
      ["30 MB", 22 * 1024 * 1024, 1],
    ] as const) {
      const path = join(folder, `${fileBytes}.edxml`);
      await writeFile(path, documentXml({ files: [{ content: pdfOf(fileBytes) }] }));
      const { size } = await stat(path);
      const of: Record<string, Told[]> = { hub: [], bare: [] };
      for (let round = 0; round < rounds; round += 1)
        for (const who of round % 2 === 0 ? ["hub", "bare"] : ["bare", "hub"])
          of[who]?.push(await run(who, path, `${times}`));
      results[name] = {
        bytes: size,
        ...Object.fromEntries(Object.entries(of).map(([who, told]) => [who, summary(told, times, size)])),
      };
      say(`edxml: ${name} ${JSON.stringify(results[name])}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { bench: "edxml", target: "no block over 50 ms on 30 MB; memory that does not grow", messages: results };
}

function summary(told: readonly Told[], times: number, bytes: number) {
  const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
  const seconds = middle(told.map((each) => each.seconds));
  const rounded = (value: number): number => Math.round(value * 10) / 10;
  return {
    messagesPerSecond: rounded(times / seconds),
    mbPerSecond: rounded((times * bytes) / 1024 / 1024 / seconds),
    cpuMsPerMessage: rounded((middle(told.map((each) => each.cpuSeconds)) * 1000) / times),
    // others on the machine only add to it
    leastLongestBlockMs: Math.min(...told.map(({ longestBlockMs }) => longestBlockMs)),
    largestLongestBlockMs: Math.max(...told.map(({ longestBlockMs }) => longestBlockMs)),
    rssPeakMb: Math.max(...told.map(({ rssPeakMb }) => rssPeakMb)),
    rssBeforeMb: middle(told.map(({ rssBeforeMb }) => rssBeforeMb)),
  };
}

/** A file that does not compress, with the beginning and the end of a PDF. */
function pdfOf(bytes: number): Buffer {
  const { below } = randomOf(1);
  const content = Buffer.alloc(bytes);
  for (let at = 0; at + 4 <= bytes; at += 4) content.writeUInt32LE(below(2 ** 32), at);
  content.write("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", "latin1");
  content.write("\n%%EOF\n", bytes - 7, "latin1");
  return content;
}

async function run(...args: readonly string[]): Promise<Told> {
  const child = spawn(process.execPath, ["--import", "tsx", fromRoot("scripts/bench/edxml-child.ts"), ...args], {
    cwd: fromRoot(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`reading ended with ${String(code)}`);
  return JSON.parse(said) as Told;
}

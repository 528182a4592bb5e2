// Feeds broken edXML to the reader: npx tsx scripts/fuzz-edxml.ts [--mutants N] [--seed N] [--json]; docs/edxml.md
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { Command } from "commander";
import { readMessage } from "../adapters/edoc/read-message.ts";
import { openFileFolder } from "../platform/file-folder.ts";
import { edxmlSamples } from "../test/support/edxml.ts";
import { mutantOf, ownMessages, randomOf } from "../test/support/edxml-mutants.ts";
import { peakMemory } from "./bench/processes.ts";

const { mutants, seed, json, keep } = new Command("fuzz-edxml")
  .option("--mutants <n>", "how many", "10000")
  .option("--seed <n>", "where the numbers begin", "1")
  .option("--keep <folder>", "where a message that was too much is written")
  .option("--json", "prints JSON alone")
  .parse()
  .opts<{ mutants: string; seed: string; json?: true; keep?: string }>();

/** Of others, where they lie beside the checkout. */
const samples = existsSync(edxmlSamples)
  ? readdirSync(edxmlSamples, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.(?:edxml|xml)$/.test(name))
      .map((name) => readFileSync(join(edxmlSamples, name)))
  : [];
const messages = [...samples, ...ownMessages()];
const random = randomOf(Number(seed));
const root = await mkdtemp(join(tmpdir(), "fuzz-edxml-"));
const endings = new Map<string, number>();
const exceptions: string[] = [];
const slow: { did: string; ms: number; place: number }[] = [];
const delay = monitorEventLoopDelay({ resolution: 1 });
let [longest, largest] = [0, 0];
try {
  const folder = await openFileFolder(root);
  const once = async (bytes: Buffer, place: number, did: string): Promise<{ ending: string; ms: number }> => {
    // to make one takes long at times: that is not measured
    await new Promise((resolve) => setTimeout(resolve, 2));
    delay.reset();
    delay.enable();
    try {
      const read = await readMessage(pieces(bytes), folder);
      return { ending: read.kind === "read" ? read.message.kind : read.fault.code, ms: Math.round(delay.max / 1e6) };
    } catch (error) {
      exceptions.push(`${place} ${did}: ${(error as Error).stack ?? ""}`);
      if (keep !== undefined) writeFileSync(join(keep, `${seed}-${place}-exception`), bytes);
      return { ending: "exception", ms: 0 };
    } finally {
      delay.disable();
    }
  };
  for (let place = 0; place < Number(mutants); place += 1) {
    const { did, bytes } = mutantOf(messages, random);
    const first = await once(bytes, place, did);
    const { ending } = first;
    let { ms } = first;
    largest = Math.max(largest, ms);
    // on a busy machine others hold us up: what is ours comes again
    for (let again = 0; ms > 50 && again < 8; again += 1) ms = Math.min(ms, (await once(bytes, place, did)).ms);
    longest = Math.max(longest, ms);
    if (ms > 50) {
      slow.push({ did, ms, place });
      if (keep !== undefined) writeFileSync(join(keep, `${seed}-${place}-slow`), bytes);
    }
    endings.set(ending, (endings.get(ending) ?? 0) + 1);
    for (const part of await readdir(join(root, "incoming"))) exceptions.push(`${place} ${did}: left ${part}`);
    if (place % 500 === 499) {
      await rm(root, { recursive: true });
      await openFileFolder(root);
      if (!json) process.stderr.write(`${place + 1} of ${mutants}\n`);
    }
  }
} finally {
  await rm(root, { recursive: true, force: true });
}
const result = {
  fuzz: "edxml",
  ...{ seed: Number(seed), mutants: Number(mutants), messages: messages.length, ofOthers: samples.length },
  exceptions,
  // of each message the least of its reads; then the largest of all reads
  leastLongestBlockMs: longest,
  largestLongestBlockMs: largest,
  over50Ms: slow,
  peakMb: Math.round(peakMemory(process.pid)),
  endings: Object.fromEntries([...endings].sort(([, a], [, b]) => b - a)),
};
console.log(JSON.stringify(result, null, 2));
if (exceptions.length > 0 || slow.length > 0 || result.peakMb > 256) process.exitCode = 1;

// eslint-disable-next-line @typescript-eslint/require-await
async function* pieces(bytes: Buffer): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

/** Reads one message again and again, in a process of its own whose memory is measured. Arguments: hub or bare, file, times. */
import { createReadStream } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { XMLParser } from "fast-xml-parser";
import { readMessage } from "../../adapters/edoc/read-message.ts";
import { openFileFolder } from "../../platform/file-folder.ts";
import { peakMemory } from "./processes.ts";

const [who = "", file = "", times = "1"] = process.argv.slice(2);
const before = peakMemory(process.pid);
const root = await mkdtemp(join(tmpdir(), "bench-edxml-"));
const folder = await openFileFolder(root);
const parser = new XMLParser({ removeNSPrefix: true, parseTagValue: false });

/** What a program does that trusts its partner: all of it in memory, nothing checked, the file decoded. */
async function bare(): Promise<void> {
  const read = parser.parse(await readFile(file, "utf8")) as {
    readonly edXML: {
      readonly AttachmentEncoded: { readonly Attachment: { readonly ContentTransferEncoded: string } };
    };
  };
  const content = Buffer.from(read.edXML.AttachmentEncoded.Attachment.ContentTransferEncoded, "base64");
  if (content.length === 0) throw new Error("nothing was read");
}

async function hub(): Promise<void> {
  const read = await readMessage(createReadStream(file), folder);
  if (read.kind !== "read" || read.files.length !== 1) throw new Error(JSON.stringify(read));
}

try {
  const work = who === "hub" ? hub : bare;
  await work();
  // a turn, so that what came before is not counted
  await new Promise((resolve) => setTimeout(resolve, 20));
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const from = performance.now();
  const cpu = process.cpuUsage();
  for (let n = 0; n < Number(times); n += 1) await work();
  const seconds = (performance.now() - from) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  await new Promise((resolve) => setTimeout(resolve, 5));
  delay.disable();
  console.log(
    JSON.stringify({
      seconds,
      cpuSeconds: (user + system) / 1e6,
      longestBlockMs: Math.round(delay.max / 1e6),
      rssBeforeMb: Math.round(before),
      rssPeakMb: Math.round(peakMemory(process.pid)),
    }),
  );
} finally {
  await rm(root, { recursive: true, force: true });
}

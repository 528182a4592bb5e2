import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { openEdocAxis } from "../../adapters/edoc/client.ts";
import { makeEdocSend } from "../../adapters/edoc/http.ts";
import { writeEdxml } from "../../mappings/edxml/write.ts";
import { edocSettings } from "./edoc.ts";
import { aFile, aForm, aLetter } from "./edxml-write.ts";
import { peakMemory } from "../../scripts/bench/processes.ts";

/** Writes a letter of so many bytes, sends it, and fetches one: prints how far the process grew by it. Killed by who starts it. */
const [url = "", path = "", size = "0"] = process.argv.slice(2);
const never = new AbortController().signal;
const piece = Buffer.alloc(65_536, "%PDF-1.4 ");

// eslint-disable-next-line @typescript-eslint/require-await
async function* large(): AsyncGenerator<Buffer, void> {
  for (let left = Number(size); left > 0; left -= piece.length) yield piece.subarray(0, left);
}

const axis = openEdocAxis({
  settings: edocSettings(url),
  limits: { messageMegabytes: 2_000 },
  send: makeEdocSend({ quietMs: 60_000, wholeMs: 300_000 }),
  now: () => new Date(),
});
const send = (name: string) =>
  axis.send({ kind: "edoc", from: "000.00.00.H99", to: ["000.00.01.H99"], path: name }, never);
const write = async (letter: ReturnType<typeof aLetter>, content: () => AsyncIterable<Uint8Array>) => {
  const written = await writeEdxml(letter, [content], aForm());
  if (!written.ok) throw new Error(JSON.stringify(written.faults));
  await pipeline(written.bytes, createWriteStream(path));
};

// what is loaded at the first use is no growth
await write(aLetter(), () => Readable.from([piece]));
const grown = peakMemory(process.pid);
await write(aLetter({ attachments: [aFile("lon.pdf")] }), large);
const sent = await send(path);
await rm(path);
const got = await axis.fetch("large", (source) => pipeline(source, createWriteStream(path)), never);
console.log(
  JSON.stringify({
    sent: sent.kind,
    got: got.kind,
    grownMegabytes: Math.round(peakMemory(process.pid) - grown),
  }),
);

/** Reads a message of so many megabytes of files, ten of them, and says how much memory that took. Argument: megabytes. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readMessage } from "../../adapters/edoc/read-message.ts";
import { openFileFolder } from "../../platform/file-folder.ts";
import { documentXml } from "./edxml.ts";
import { peakMemory } from "../../scripts/bench/processes.ts";

const megabytes = Number(process.argv[2]);
const root = await mkdtemp(join(tmpdir(), "edxml-child-"));
try {
  const read = await readMessage(message(), await openFileFolder(root));
  console.log(
    JSON.stringify({
      kind: read.kind,
      bytes: read.kind === "read" ? read.files.reduce((sum, { size }) => sum + size, 0) : read.fault,
      peakMb: Math.round(peakMemory(process.pid)),
    }),
  );
} finally {
  await rm(root, { recursive: true, force: true });
}

async function* message(): AsyncGenerator<Uint8Array, void> {
  const files = Array.from({ length: 10 }, (_, n) => ({ id: `${n}`, name: `${n}.txt`, content: "@" }));
  const pieces = documentXml({ files }).split("@");
  const kilobytes48 = Buffer.from(Buffer.alloc(48 * 1024, "một tệp thử\n").toString("base64"));
  for (const [place, piece] of pieces.entries()) {
    yield Buffer.from(piece);
    if (place === pieces.length - 1) return;
    // 1,024 kB are 21 pieces and a third
    let left = (megabytes / 10) * 1024 * 1024;
    while (left > 0) {
      const size = Math.min(left, 48 * 1024);
      yield await Promise.resolve(
        size === 48 * 1024 ? kilobytes48 : Buffer.from(Buffer.alloc(size, "a").toString("base64")),
      );
      left -= size;
    }
  }
}

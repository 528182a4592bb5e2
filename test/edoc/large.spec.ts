import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { expect } from "chai";
import { program } from "../support/program.ts";

const megabytes = 100;
const size = megabytes * 1_000_000;
const piece = Buffer.alloc(49_152, "<edXML>");

// eslint-disable-next-line @typescript-eslint/require-await
async function* answer(): AsyncGenerator<string, void> {
  yield '{"status":"OK","ErrorCode":"0","data":"';
  for (let left = size; left > 0; left -= piece.length) yield piece.toString("base64", 0, Math.min(left, piece.length));
  yield '"}';
}

describe("a letter of 100 MB", () => {
  it("is written, sent and fetched by a process that does not grow with it", async () => {
    const folder = await mkdtemp(join(tmpdir(), "edoc-large-"));
    const received = { bytes: 0, hash: "", said: "" };
    const server = createServer((request, response) => {
      if (request.url === "/getEdoc") {
        Readable.from(answer()).pipe(response);
        request.resume();
        return;
      }
      const hash = createHash("sha256");
      let [head, bytes] = [-1, 0];
      let end = Buffer.alloc(0);
      // the file of the form: behind the first empty line, up to the last boundary
      request.on("data", (chunk: Buffer) => {
        if (head < 0) {
          head = chunk.indexOf("\r\n\r\n") + 4;
          chunk = chunk.subarray(head);
        }
        bytes += chunk.length;
        const all = Buffer.concat([end, chunk]);
        hash.update(all.subarray(0, Math.max(0, all.length - 100)));
        end = all.subarray(Math.max(0, all.length - 100));
      });
      request.on("end", () => {
        const last = end.lastIndexOf("\r\n--hub-");
        hash.update(end.subarray(0, last));
        received.bytes = bytes - (end.length - last);
        received.hash = [...hash.digest()].map((byte) => byte.toString(16)).join("");
        received.said = String(request.headers["xroadvnpt-hash-file"]);
        response.end('{"status":"OK","ErrorCode":"0","DocId":"x"}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const path = join(folder, "message.edxml");
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [
          "--max-old-space-size=128",
          "--max-semi-space-size=8",
          ...program("test/support/edoc-child.ts"),
          url,
          path,
          String(size),
        ],
        { timeout: 120_000 },
      );
      const { sent, got, grownMegabytes } = JSON.parse(stdout) as { sent: string; got: string; grownMegabytes: number };
      expect([sent, got]).to.deep.equal(["done", "done"]);
      expect((await stat(path)).size).to.equal(size);
      expect(received.said).to.equal(received.hash);
      expect(received.bytes).to.be.greaterThan((size * 4) / 3);
      expect(grownMegabytes).to.be.lessThan(megabytes / 2);
    } finally {
      server.close();
      server.closeAllConnections();
      await rm(folder, { recursive: true, force: true });
    }
  }).timeout(180_000);
});

import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { fromRoot } from "../../platform/root.ts";
import { documentXml, pdf } from "../support/edxml.ts";

describe("r7: hub edxml, wrong folders", () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(join(tmpdir(), "edxml-r7-"))));
  after(() => rm(folder, { recursive: true, force: true }));
  const hub = async (...words: string[]) => {
    const child = spawn(process.execPath, ["--import", "tsx", fromRoot("main/cli.ts"), "edxml", ...words], {
      cwd: fromRoot(),
      env: { PATH: process.env["PATH"] },
    });
    let error = "";
    child.stdout.resume();
    child.stderr.on("data", (chunk: Buffer) => (error += chunk.toString()));
    child.stdin.end();
    const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
    return { code, error };
  };

  it("F24 read --files that names a file is told in a sentence, and not by a stack", async () => {
    const path = join(folder, "m.edxml");
    await writeFile(path, documentXml({ files: [{ name: "a.pdf", content: pdf }] }));
    const { code, error } = await hub("read", path, "--files", path);
    expect(code).to.equal(1);
    expect(error).not.to.match(/^ +at /m);
  });
});

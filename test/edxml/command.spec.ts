import { expect } from "chai";
import { spawn } from "node:child_process";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromRoot } from "../../platform/root.ts";
import { documentXml, pdf, statusXml } from "../support/edxml.ts";
import { program } from "../support/program.ts";

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/** The command as a person runs it: without a hub, a database or a setting. */
async function hub(input: string | null, ...words: readonly string[]): Promise<Ran> {
  const child = spawn(process.execPath, [...program("main/cli.ts"), "edxml", "read", ...words], {
    cwd: fromRoot(),
    env: { PATH: process.env["PATH"] },
  });
  let [out, error] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (error += chunk.toString()));
  child.stdin.end(input ?? "");
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, out, error };
}

describe("hub edxml read", () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(join(tmpdir(), "edxml-command-"))));
  after(() => rm(folder, { recursive: true, force: true }));
  const written = async (text: string): Promise<string> => {
    await writeFile(join(folder, "message.edxml"), text);
    return join(folder, "message.edxml");
  };

  it("prints the message and its files as JSON, writes them under safe names, and ends with 0", async () => {
    const files = [
      { name: "../../công văn.pdf", content: pdf },
      { id: "2", name: "a.txt", content: "bXQ=" },
    ];
    const { code, out } = await hub(null, await written(documentXml({ files })), "--files", join(folder, "files"));
    expect(code).to.equal(0);
    const told = JSON.parse(out);
    expect(told.message).to.deep.include({ kind: "document", subject: "V/v xin ý kiến" });
    expect(told.message.warnings[0]).to.deep.include({ code: "file-name-changed" });
    expect(told.message.warnings[0].vi).to.be.a("string");
    expect(told.files[0]).to.deep.include({ name: "công văn.pdf", type: "pdf", size: pdf.length, unpacked: false });
    expect(await readdir(join(folder, "files"))).to.have.members(["1-công văn.pdf", "2-a.txt"]);
    expect((await readFile(join(folder, "files", "1-công văn.pdf"))).equals(pdf)).to.equal(true);
  });

  it("reads a state from the standard input", async () => {
    const { code, out } = await hub(statusXml("1"), "-");
    expect([code, JSON.parse(out).message.statusCode]).to.deep.equal([0, "01"]);
  });

  it("says why a message is refused, in two languages, and what is answered; ends with 1", async () => {
    const { code, out, error } = await hub(null, await written(documentXml().slice(0, -20)));
    expect(code).to.equal(1);
    expect(error.split("\n").slice(0, 3)).to.deep.equal([
      "Thông điệp bị cắt cụt. Đề nghị gửi lại đầy đủ. / The message is cut off. Ask for all of it again.",
      "truncated /edXML/AttachmentEncoded · AttachmentEncoded does not end",
      "Trả lời trạng thái 02. / Answers with status 02.",
    ]);
    expect(JSON.parse(out)).to.deep.include({ kind: "refused", code: "truncated", answer: "02" });
  });

  it("a file that is not there is one sentence", async () => {
    const { code, error } = await hub(null, join(folder, "none.edxml"));
    expect(code).to.equal(1);
    expect(error).to.match(/^Không đọc được tệp: ENOENT.* \/ The file cannot be read\.\n$/);
  });

  it("a place where no files can be written is one sentence", async () => {
    const path = await written(documentXml({ files: [{ name: "a.pdf", content: pdf }] }));
    const { code, error } = await hub(null, path, "--files", path);
    expect(code).to.equal(1);
    expect(error).to.match(/^Không ghi được vào .*message\.edxml: EEXIST.* \/ It cannot be written to .*\n$/);
  });
});

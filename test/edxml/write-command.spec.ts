import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { addEdxmlWrite } from "../../main/cli/edxml-write.ts";
import { addEdxmlCommand } from "../../main/cli/edxml.ts";
import { fromRoot } from "../../platform/root.ts";
import { practicePdf } from "../../adapters/edoc/stand-in/legacy.ts";
import { command } from "../support/command.ts";
import { aLetter, aState, judgeBySchema, textsAt } from "../support/edxml-write.ts";
import { program } from "../support/program.ts";

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** In this process: without a hub, a database, or any setting. */
async function hub(...words: string[]): Promise<Ran> {
  const { error } = console;
  const lines: string[] = [];
  console.error = (line: string) => lines.push(line);
  try {
    const out = await command(
      (program) => {
        addEdxmlWrite(addEdxmlCommand(program));
      },
      "edxml",
      ...words,
    );
    return { code: Number(process.exitCode ?? 0), out, err: lines.join("\n") };
  } finally {
    console.error = error;
    process.exitCode = undefined;
  }
}

/** As a person runs it. */
const shell = (...words: string[]): Promise<Ran> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      [...program("main/cli.ts"), "edxml", ...words],
      { cwd: fromRoot(), env: { PATH: process.env["PATH"] }, encoding: "utf8" },
      (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });

describe("hub edxml write", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "edxml-write-"));
    await writeFile(join(folder, "cong-van.pdf"), practicePdf("tập"));
  });
  after(() => rm(folder, { recursive: true, force: true }));
  const json = async (message: unknown): Promise<string> => {
    const path = join(folder, "message.json");
    await writeFile(path, JSON.stringify(message));
    return path;
  };

  it("writes a message that our schema takes, and hub edxml read gives its JSON back to write the same", async () => {
    const out = join(folder, "message.edxml");
    const wrote = await hub("write", await json(aLetter()), "--files", folder, "-o", out);
    expect(wrote).to.deep.equal({ code: 0, out: "", err: "" });
    const text = await readFile(out, "utf8");
    judgeBySchema(text, "edxml");
    const read = await hub("read", out, "--files", join(folder, "out"));
    expect(read.code, read.err).to.equal(0);
    const twice = join(folder, "again.edxml");
    const again = await hub("write", await json(JSON.parse(read.out)), "-o", twice);
    expect([again.code, again.err]).to.deep.equal([0, ""]);
    expect(await readFile(twice, "utf8")).to.equal(text);
  });

  it("what cannot be written is told by field in both languages, and nothing is there", async () => {
    const out = join(folder, "refused.edxml");
    const message = aLetter({ codeNumber: null, subject: "x".repeat(501), attachments: [] });
    const ran = await hub("write", await json(message), "--crlf", "-o", out);
    expect([ran.code, ran.out]).to.deep.equal([1, ""]);
    expect(ran.err).to.contain(
      "/codeNumber: Thiếu trường bắt buộc. Điền giá trị cho trường này. / A required field is missing.",
    );
    expect(ran.err).to.contain("(too-long: 501 > 500)").and.contain("/attachments: Văn bản không có tệp đính kèm.");
    expect(await readFile(out).catch((error: unknown) => (error as NodeJS.ErrnoException).code)).to.equal("ENOENT");
  });

  it("JSON that is no message, and a file that is not there, are told", async () => {
    const slip = await hub("write", await json({ ...aState(), status: "01" }));
    expect([slip.code, slip.out]).to.deep.equal([1, ""]);
    expect(slip.err).to.contain("JSON không đúng dạng").and.contain("(status)");
    const lost = await hub("write", await json(aLetter()), "--files", join(folder, "nowhere"));
    expect([lost.code, lost.out]).to.deep.equal([1, ""]);
    expect(lost.err).to.contain("There is no file").and.contain("cong-van.pdf");
  });

  it("a folder that is not there is told as where nothing can be written", async () => {
    const out = join(folder, "nowhere", "message.edxml");
    const ran = await shell("write", await json(aState({ statusCode: "02" })), "--as-is", "-o", out);
    expect([ran.code, ran.out]).to.deep.equal([1, ""]);
    expect(ran.err).to.match(/^Không ghi được vào .*nowhere.message\.edxml: ENOENT.* \/ It cannot be written to .*\n$/);
  });

  it("writes for another reader, in another notation, as it is asked", async () => {
    const words = ["--profile", "bkav", "--notation", "QD20", "--crlf", "--as-is"];
    const ran = await shell("write", await json(aState({ statusCode: "02" })), ...words);
    expect(ran.code, ran.err).to.equal(0);
    expect(textsAt(ran.out, "//e:OrganId")).to.deep.equal(["H99.01", "H99"]);
    expect(ran.out).to.contain("<edXML:Description></edXML:Description>\r\n");
  });
});

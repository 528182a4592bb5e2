import { createReadStream, createWriteStream } from "node:fs";
import { readFile, rename, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { Option, type Command } from "commander";
import { readMessageJson } from "../../adapters/edoc/message-json.ts";
import type { EdxmlMessage } from "../../contracts/edxml/message.ts";
import { dayOf } from "../../core/domain/day.ts";
import { edxmlWriteWords } from "../../core/domain/letter/edxml-write-words.ts";
import { notationOf } from "../../mappings/edoc/agencies.ts";
import { faultsOf } from "../../mappings/edxml/write-check.ts";
import type { EdxmlForm, EdxmlWriteFault } from "../../mappings/edxml/write-form.ts";
import { writeEdxml } from "../../mappings/edxml/write.ts";
import { cannotWrite } from "./write-fault.ts";

interface Asked {
  readonly files?: string;
  readonly output?: string;
  readonly asIs?: boolean;
  readonly profile: EdxmlForm["profile"];
  readonly notation: "given" | "QCVN102" | "QD20";
  readonly zip: EdxmlForm["zip"];
  readonly crlf?: boolean;
}

/** `hub edxml write`: from the canonical JSON to a message as partners take it; needs no running hub (docs/edxml-axis.md). */
export function addEdxmlWrite(edxml: Command): void {
  edxml
    .command("write <file>")
    .description(
      "viết thông điệp từ JSON chuẩn; sai thì nêu từng trường (- là đầu vào chuẩn) / " +
        "writes a message from its JSON; what cannot be written is told by field (- is the standard input)",
    )
    .option("--files <folder>", "thư mục chứa các tệp đính kèm / folder of the attachments")
    .option("-o, --output <file>", "ghi ra tệp này thay vì đầu ra chuẩn / writes into this file")
    .option("--as-is", "không đòi các trường theo luật / asks for no more than the form does")
    .addOption(new Option("--profile <who>", "bên nhận nào / whose form").choices(["axis", "bkav"]).default("axis"))
    .addOption(
      new Option("--notation <which>", "kiểu mã định danh / notation of identifiers")
        .choices(["given", "QCVN102", "QD20"])
        .default("given"),
    )
    .addOption(
      new Option("--zip <what>", "nén tệp nào / which files are zipped").choices(["others", "never"]).default("others"),
    )
    .option("--crlf", "xuống dòng kiểu CRLF / line ends of two characters")
    .action(write);
}

async function write(file: string, asked: Asked): Promise<void> {
  const text = file === "-" ? await standardInput() : await readFile(file, "utf8");
  const read = readMessageJson(text);
  if (!read.ok) {
    const why = "JSON không đúng dạng thông điệp chuẩn. / The JSON is not of the canonical form.";
    fail([why, ...read.wrong.map((one) => `  ${one}`)]);
    return;
  }
  const form: EdxmlForm = {
    ...{ profile: asked.profile, zip: asked.zip, lineEnd: asked.crlf ? "crlf" : "lf" },
    ...{ demand: asked.asIs ? "form" : "law", organIdOf: notationOf([], asked.notation), today: dayOf(new Date()) },
  };
  // a name with a path in it opens nothing
  const faults = faultsOf(read.message, form);
  if (faults.length > 0) {
    fail(faultLines(faults));
    return;
  }
  const paths: string[] = [];
  for (const candidates of candidatesOf(read.message, read.paths, asked.files)) {
    const found = await firstFile(candidates);
    if (found === undefined) {
      fail([`Không có tệp ${candidates[0] ?? ""}. / There is no file ${candidates[0] ?? ""}.`]);
      return;
    }
    paths.push(found);
  }
  const contents = paths.map((path) => () => createReadStream(path) as AsyncIterable<Buffer>);
  const written = await writeEdxml(read.message, contents, form);
  if (!written.ok) {
    fail(faultLines(written.faults));
    return;
  }
  if (asked.output === undefined) await pipeline(written.bytes, process.stdout, { end: false });
  else await writeWhole(written.bytes, asked.output);
}

/** The file is there whole, or not at all. */
async function writeWhole(bytes: AsyncIterable<Buffer>, path: string): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  try {
    await pipeline(bytes, createWriteStream(part, { flags: "wx" }));
    await rename(part, path);
  } catch (error) {
    // what it is written from may be at fault, too
    throw error instanceof Error && "path" in error && error.path === part ? cannotWrite(path, error) : error;
  } finally {
    await rm(part, { force: true });
  }
}

const faultLines = (faults: readonly EdxmlWriteFault[]): readonly string[] => [
  "Không viết được thông điệp: / The message cannot be written:",
  ...faults.map(({ code, at, detail }) => {
    const { vi, en } = edxmlWriteWords[code];
    return `  ${at}: ${vi} / ${en}${detail === "" ? "" : ` (${code}: ${detail})`}`;
  }),
];

/** Where each file may be: in the folder, under the name that `hub edxml read --files` gave it or its own. */
function candidatesOf(
  message: EdxmlMessage,
  said: readonly (string | null)[],
  folder: string | undefined,
): readonly (readonly string[])[] {
  if (message.kind === "status") return [];
  return message.attachments.map(({ name }, place) => {
    const path = said[place] ?? null;
    const own = join(folder ?? ".", name ?? "");
    if (path === null) return [own];
    return folder === undefined ? [path, own] : [join(folder, basename(path)), own];
  });
}

async function firstFile(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if ((await stat(path).catch(() => undefined))?.isFile()) return path;
  return undefined;
}

async function standardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

function fail(lines: readonly string[]): void {
  console.error(lines.join("\n"));
  process.exitCode = 1;
}

import { createReadStream } from "node:fs";
import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { readMessage } from "../../adapters/edoc/read-message.ts";
import type { EdxmlRead } from "../../contracts/edxml/message.ts";
import { wordsOfEdxml } from "../../core/domain/letter/edxml-words.ts";
import { openFileFolder } from "../../platform/file-folder.ts";
import { toJson } from "./language.ts";
import { cannotWrite } from "./write-fault.ts";

/** `hub edxml`: for the people who debug with partners; needs no running hub, no database and no settings (docs/edxml.md). */
export function addEdxmlCommand(program: Command): Command {
  const edxml = program.command("edxml").description("đọc và viết thông điệp edXML / reads and writes edXML messages");
  edxml
    .command("read <file>")
    .description(
      "đọc một thông điệp, in JSON chuẩn; bị từ chối thì in lý do và mã trạng thái trả lời (- là đầu vào chuẩn) / " +
        "reads a message and prints it as JSON; refused: why, and the status code it answers (- is the standard input)",
    )
    .option("--files <folder>", "ghi các tệp đính kèm vào thư mục này / writes the attachments into this folder")
    .action(read);
  return edxml;
}

async function read(file: string, { files: into }: { readonly files?: string }): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), "hub-edxml-"));
  try {
    const folder = await openFileFolder(root);
    const source: AsyncIterable<Uint8Array> = file === "-" ? process.stdin : createReadStream(file);
    const result = await readMessage(source, folder);
    if (result.kind === "refused") refuse(result.fault);
    else {
      const paths = into === undefined ? [] : await writeOut(result, root, into, folder.pathOf);
      console.log(toJson(told(result, paths)).trimEnd());
    }
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** Words on the error output, the same for programs on the other. */
function refuse(fault: Extract<EdxmlRead, { kind: "refused" }>["fault"]): void {
  const { vi, en } = wordsOfEdxml("fault", fault.code);
  const place = [fault.at, fault.detail].filter((text) => text !== null && text !== "").join(" · ");
  const answer =
    fault.answer === null
      ? "Không trả lời trạng thái. / No status is answered."
      : `Trả lời trạng thái ${fault.answer}. / Answers with status ${fault.answer}.`;
  console.error([`${vi} / ${en}`, `${fault.code} ${place}`.trim(), answer].join("\n"));
  console.log(toJson({ kind: "refused", ...fault, reason: { vi, en } }).trimEnd());
  process.exitCode = 1;
}

type Taken = Extract<EdxmlRead, { kind: "read" }>;

function told({ message, files }: Taken, paths: readonly string[]): object {
  return {
    kind: "read",
    message: {
      ...message,
      warnings: message.warnings.map((warning) => ({ ...warning, ...wordsOfEdxml("warning", warning.code) })),
    },
    files: files.map((file, place) => ({
      name: message.kind === "document" ? (message.attachments[place]?.name ?? null) : null,
      ...file,
      ...(paths[place] === undefined ? {} : { path: paths[place] }),
    })),
  };
}

async function writeOut(...[taken, root, into, pathOf]: Parameters<typeof write>): Promise<readonly string[]> {
  try {
    return await write(taken, root, into, pathOf);
  } catch (error) {
    throw cannotWrite(into, error);
  }
}

/** Names are safe ones, each with its place before it: two files may be called the same. */
async function write(
  { message, files }: Taken,
  root: string,
  into: string,
  pathOf: (sha256: string) => string,
): Promise<readonly string[]> {
  await mkdir(into, { recursive: true });
  const paths: string[] = [];
  for (const [place, { sha256, type }] of files.entries()) {
    const name = (message.kind === "document" ? message.attachments[place]?.name : null) ?? `${type}.bin`;
    // a name may have 255 bytes, and no path more
    const path = join(into, `${place + 1}-${shorten(name)}`);
    await copyFile(join(root, pathOf(sha256)), path);
    paths.push(path);
  }
  return paths;
}

const shorten = (name: string): string =>
  Buffer.byteLength(name) <= 240 ? name : Array.from(name).slice(-60).join("");

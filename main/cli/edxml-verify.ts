import { mkdtemp, open, rm } from "node:fs/promises";
import { createReadStream } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { checkMessageFile, checkPdfFile } from "../../adapters/edoc/check-signatures.ts";
import { readMessage } from "../../adapters/edoc/read-message.ts";
import { openTrust } from "../../adapters/edoc/trust.ts";
import { checkOf, type CheckedSignature, type SignatureCheck } from "../../core/domain/letter/signature.ts";
import { laterWords, noteWords, reasonWords, verdictWords } from "../../core/domain/letter/signature-words.ts";
import type { Trust } from "../../mappings/signature/trust.ts";
import { openFileFolder } from "../../platform/file-folder.ts";
import { toJson } from "./language.ts";

interface VerifyOptions {
  readonly roots?: readonly string[];
  readonly json?: boolean;
}

/** `hub edxml verify`: needs no running hub, no database and no settings (docs/signatures.md). */
export function addEdxmlVerifyCommand(edxml: Command): void {
  edxml
    .command("verify <file>")
    .description(
      "kiểm tra chữ ký số của một PDF, hoặc của một thông điệp edXML và các PDF kèm theo / " +
        "checks the signatures of a PDF, or of an edXML message and the PDFs in it",
    )
    .option("--roots <file...>", "chứng thư gốc được tin (PEM) / the roots that are believed (PEM)")
    .option("--json", "dạng JSON / as JSON")
    .action(async (file: string, options: VerifyOptions) => {
      const now = new Date();
      const { trust, told } = openTrust(options.roots ?? [], now);
      for (const line of told) console.error(line);
      const { checks, isRefused } = (await isPdf(file))
        ? { checks: [{ name: file, check: await checkPdfFile(file, trust, now) }], isRefused: false }
        : await checksOfMessage(file, trust, now);
      if (options.json) console.log(toJson(checks).trimEnd());
      else for (const { name, check } of checks) print(name, check);
      if (isRefused || !isValid(checks.map(({ check }) => check))) process.exitCode = 1;
    });
}

/** One at least is signed and all that are signed hold; of a message the files are what binds, so each has to be a PDF that is. */
function isValid(checks: readonly SignatureCheck[]): boolean {
  const [first, ...files] = checks.map(({ verdict }) => verdict);
  if (files.length === 0) return first === "valid";
  return (first === "valid" || first === "unsigned") && files.every((verdict) => verdict === "valid");
}

async function isPdf(path: string): Promise<boolean> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1024), 0, 1024, 0);
    const head = buffer.subarray(0, bytesRead).toString("latin1");
    return !/^\s*</.test(head) && (head.includes("%PDF-") || /\.pdf$/i.test(path));
  } finally {
    await file.close();
  }
}

/** The message's own first, then each file's in it: what is no PDF is signed by nobody, and for reference. */
async function checksOfMessage(file: string, trust: Trust, now: Date) {
  const checks = [{ name: file, check: await checkMessageFile(file, trust, now) }];
  const root = await mkdtemp(join(tmpdir(), "hub-edxml-"));
  try {
    const folder = await openFileFolder(root);
    const read = await readMessage(createReadStream(file), folder);
    if (read.kind === "refused") {
      console.error(`${read.fault.code}: hub edxml read ${file}`);
      return { checks, isRefused: true };
    }
    for (const [place, { sha256, type }] of read.files.entries()) {
      const name = read.message.kind === "document" ? (read.message.attachments[place]?.name ?? sha256) : sha256;
      const path = join(root, folder.pathOf(sha256));
      checks.push({ name, check: type === "pdf" ? await checkPdfFile(path, trust, now) : checkOf([]) });
    }
    return { checks, isRefused: false };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

const both = ({ vi, en }: { readonly vi: string; readonly en: string }) => `${vi} / ${en}`;

function print(name: string, { verdict, reasons, notes, signatures }: SignatureCheck): void {
  console.log(`${name}: ${both(verdictWords[verdict])}`);
  for (const reason of reasons) console.log(`  ✗ ${reason}: ${both(reasonWords[reason])}`);
  for (const note of notes) console.log(`  · ${both(noteWords[note])}`);
  for (const [i, signature] of signatures.entries()) printSignature(i + 1, signature);
}

function printSignature(place: number, one: CheckedSignature): void {
  const { signer } = one;
  const who = [signer?.commonName, signer?.organisation].filter(Boolean).join(", ");
  console.log(`  ${place}. ${one.verdict === "valid" ? "✓" : "✗"} ${who === "" ? "?" : who} (${one.form})`);
  if (signer) console.log(`     CA: ${signer.issuer ?? "?"}; SHA-256 ${signer.fingerprint}`);
  if (one.signedAt !== null) console.log(`     ${one.signedAt}${one.timeBy === "stamp" ? " ✓" : ""}`);
  for (const reason of one.reasons) console.log(`     ✗ ${reason}: ${both(reasonWords[reason])}`);
  for (const note of one.notes) console.log(`     · ${both(noteWords[note])}`);
  for (const later of one.later) console.log(`     + ${both(laterWords[later])}`);
}

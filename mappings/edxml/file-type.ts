import type { EdxmlFileType } from "../../contracts/edxml/message.ts";
import type { EdxmlFaultCode, EdxmlWarningCode } from "../../core/domain/letter/edxml-words.ts";
import { endingOf } from "./file-name.ts";

/** Bytes of a file's beginning and end that are enough to tell what it is. */
export const headBytes = 64 * 1024;
export const tailBytes = 1024;

/** What the bytes of a file say by themselves. */
export interface FileLook {
  /** A zip may turn out to be an office document: by what is in it. */
  readonly type: Exclude<EdxmlFileType, "docx" | "xlsx" | "pptx" | "odt">;
  readonly pdf: "late" | "spoilt" | "endless" | null;
}

const pdfSign = Buffer.from("%PDF-", "latin1");
const replacement = Buffer.from([0xef, 0xbf, 0xbd]);
const signs: readonly (readonly [FileLook["type"], readonly number[]])[] = [
  ["zip", [0x50, 0x4b, 0x03, 0x04]],
  // without a single entry
  ["zip", [0x50, 0x4b, 0x05, 0x06]],
  ["ole", [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]],
  ["png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ["jpeg", [0xff, 0xd8, 0xff]],
];

/** @param head the first `headBytes`, or all there is. @param tail the last `tailBytes`. */
export function lookAt(head: Uint8Array, tail: Uint8Array): FileLook {
  const sign = signs.find(([, bytes]) => bytes.every((byte, place) => head[place] === byte));
  if (sign) return { type: sign[0], pdf: null };
  const start = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  // readers take one that begins within the first kilobyte
  const at = start.subarray(0, 1024 + pdfSign.length).indexOf(pdfSign);
  if (at >= 0) {
    if (isSpoilt(start.subarray(at))) return { type: "pdf", pdf: "spoilt" };
    if (!Buffer.from(tail).includes("%%EOF")) return { type: "pdf", pdf: "endless" };
    return { type: "pdf", pdf: at > 0 ? "late" : null };
  }
  const text = asText(start);
  if (text === null) return { type: "other", pdf: null };
  return { type: /^\ufeff?\s*<(?:\?xml|[A-Za-z_])/.test(text) ? "xml" : "text", pdf: null };
}

/**
 * A PDF that once was taken for UTF-8 text: what was no UTF-8 became U+FFFD. Its second line, which is binary by custom, tells; and
 * a PDF has compressed parts, which are no valid UTF-8 for long.
 */
function isSpoilt(start: Buffer): boolean {
  const secondLine = /^[^\r\n]*(?:\r\n?|\n)[^\r\n]*/.exec(start.subarray(0, 1024).toString("latin1"))?.[0].length;
  if (start.subarray(0, secondLine ?? 1024).includes(replacement)) return true;
  const text = asText(start);
  return text !== null && (text.match(/\ufffd/g) ?? []).length >= 16;
}

/** Null: not UTF-8, or with characters no text has. */
function asText(bytes: Uint8Array): string | null {
  let text: string;
  try {
    // the last character may be cut
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: bytes.length >= headBytes });
  } catch {
    return null;
  }
  return /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text) ? null : text;
}

/** Names under which a zip is what it says; any other one came packed (facts §3). */
const packed: ReadonlySet<string> = new Set([
  "zip",
  "docx",
  "xlsx",
  "pptx",
  "odt",
  "ods",
  "odp",
  "docm",
  "xlsm",
  "pptm",
]);

/** Whether the name lets a zip be a zip; "document": only one that is an office document. */
export const mayBeZip = (name: string | null): boolean | "document" => {
  const ending = endingOf(name);
  return ending === "zip" ? true : packed.has(ending) ? "document" : false;
};

/** What kind of zip it is, by the names in it. */
export function zipType(names: readonly string[], mimetype: string | null): "zip" | "docx" | "xlsx" | "pptx" | "odt" {
  if (mimetype === "application/vnd.oasis.opendocument.text") return "odt";
  if (!names.includes("[Content_Types].xml")) return "zip";
  const has = (folder: string): boolean => names.some((name) => name.startsWith(folder));
  return has("word/") ? "docx" : has("xl/") ? "xlsx" : has("ppt/") ? "pptx" : "zip";
}

const typesOf: Readonly<Record<string, readonly EdxmlFileType[]>> = {
  ...{ pdf: ["pdf"], docx: ["docx"], xlsx: ["xlsx"], pptx: ["pptx"], odt: ["odt"], zip: ["zip"], docm: ["docx"] },
  ...{ doc: ["ole", "docx", "text"], xls: ["ole", "xlsx"], ppt: ["ole", "pptx"], png: ["png"] },
  ...{ jpg: ["jpeg"], jpeg: ["jpeg"], xml: ["xml", "text"], txt: ["text", "xml"] },
};

/** What is to be said of a file of that name which looks so. */
export function judgeFile(
  name: string | null,
  size: number,
  { type, pdf }: { readonly type: EdxmlFileType; readonly pdf: FileLook["pdf"] },
): { readonly fault: EdxmlFaultCode | null; readonly warning: EdxmlWarningCode | null } {
  const ending = endingOf(name);
  const isCalledPdf = ending === "pdf";
  if (pdf === "spoilt") return { fault: "pdf-spoilt", warning: null };
  if (isCalledPdf && (size === 0 || type === "other" || type === "text" || type === "xml"))
    return { fault: "pdf-not", warning: null };
  if (size === 0) return { fault: null, warning: "file-empty" };
  if (pdf === "late") return { fault: null, warning: "pdf-late" };
  if (pdf === "endless") return { fault: null, warning: "pdf-no-end" };
  const expected = Object.hasOwn(typesOf, ending) ? typesOf[ending] : undefined;
  return { fault: null, warning: expected && !expected.includes(type) ? "type-differs" : null };
}

import { broken, SignatureFault } from "./fault.ts";
import type { Pdf } from "./pdf-file.ts";
import { isArray, isDict, isRef, isString, nameOf, type PdfDict, type PdfValue } from "./pdf-syntax.ts";

/** A signature as a PDF names it: the value of a field, or what certifies the document. */
export interface FoundSignature {
  /** Full name of the field; null: it has none. */
  readonly field: string | null;
  readonly dict: PdfDict;
  /** Whether it lies in an object stream, where no ByteRange can reach. */
  readonly isPacked: boolean;
}

const mostFields = 20_000;
const deepestField = 32;

/** Every signature that a form field of this revision has for its value. @throws {SignatureFault} */
export async function findSignatures(pdf: Pdf): Promise<FoundSignature[]> {
  const root = await pdf.resolve(pdf.trailer.map.get("Root"));
  if (!isDict(root)) throw broken("no catalog");
  const found: FoundSignature[] = [];
  const form = await pdf.resolve(root.map.get("AcroForm"));
  const fields = isDict(form) ? await pdf.resolve(form.map.get("Fields")) : null;
  const seen = new Set<number>();
  let count = 0;

  async function walk(value: PdfValue, name: string | null, type: string | null, depth: number): Promise<void> {
    if (++count > mostFields) throw new SignatureFault("tooLarge", "too many fields");
    await pdf.work.spend(1, 0);
    if (depth > deepestField) throw broken("fields nested too deep");
    if (isRef(value)) {
      if (seen.has(value.number)) return;
      seen.add(value.number);
    }
    const field = await pdf.resolve(value);
    if (!isDict(field)) return;
    const part = await pdf.resolve(field.map.get("T"));
    const full = isString(part) ? [name, wordsOf(part.bytes)].filter((word) => word !== null).join(".") : name;
    const kind = nameOf(await pdf.resolve(field.map.get("FT"))) ?? type;
    if (kind === "Sig" && field.map.has("V")) await take(field.map.get("V"), full);
    const kids = await pdf.resolve(field.map.get("Kids"));
    if (isArray(kids)) for (const kid of kids.items) await walk(kid, full, kind, depth + 1);
  }

  async function take(value: PdfValue | undefined, field: string | null): Promise<void> {
    const dict = await pdf.resolve(value);
    if (!isDict(dict)) return;
    const isPacked = isRef(value) && pdf.entryOf(value.number)?.kind === "in";
    found.push({ field, dict, isPacked });
  }

  if (isArray(fields)) for (const field of fields.items) await walk(field, null, null, 0);
  const rights = await pdf.resolve(root.map.get("Perms"));
  if (isDict(rights) && rights.map.has("DocMDP")) await take(rights.map.get("DocMDP"), null);
  return found;
}

/** A text string of PDF: UTF-16 with its mark, else Latin letters; at most 200. */
export function wordsOf(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes);
  const text =
    bytes[0] === 0xfe && bytes[1] === 0xff
      ? buffer
          .subarray(2, buffer.length - (buffer.length % 2))
          .swap16()
          .toString("utf16le")
      : buffer.toString("latin1");
  return text.slice(0, 200);
}

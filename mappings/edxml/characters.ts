import { EdxmlRefusal, shown } from "./fault.ts";

// who calls knows where it stands and says so (cut.ts)

const named = new Map(Object.entries({ lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" }));
// what XML 1.0 cannot hold at all, by itself or by number
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
/** More marks in a row than any writing has (Vietnamese has two on a letter): to put them in order takes time in squares. */
const manyMarks = /\p{M}{11}/u;
// below U+0300 everything is NFC already
const plain = /^[\u0000-\u02ff]*$/;

/** UTF-8 to text; line ends are XML's own. @throws {EdxmlRefusal} */
export function textOfBytes(bytes: Uint8Array): string {
  let text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  // what is no UTF-8 became this one, which may also stand there by right: only then it is looked at strictly, which takes longer
  if (text.includes("\ufffd"))
    text = checkText(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }), bytes, false);
  else refuseForbidden(text);
  return text.includes("\r") ? text.replaceAll(/\r\n?/g, "\n") : text;
}

/** @param more comes. @throws {EdxmlRefusal} */
export function checkText(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array, more: boolean): string {
  let text: string;
  try {
    text = decoder.decode(bytes, { stream: more });
  } catch {
    throw new EdxmlRefusal("not-text", null, "not UTF-8");
  }
  refuseForbidden(text);
  return text;
}

function refuseForbidden(text: string): void {
  const bad = forbidden.exec(text);
  if (bad) throw new EdxmlRefusal("character-forbidden", null, pointOf(bad[0]));
}

const pointOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

/** The five entities and characters by number. @throws {EdxmlRefusal} for any other. */
export function withoutEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replaceAll(/&(?:(#x[0-9a-fA-F]{1,8}|#[0-9]{1,8}|[^;&\s<]{1,20});)?/g, (whole, name?: string) => {
    const character = name?.startsWith("#") ? byNumber(name) : named.get(name ?? "");
    if (character === undefined) throw new EdxmlRefusal("entity", null, shown(whole, 24));
    return character;
  });
}

function byNumber(name: string): string | undefined {
  const point = name.startsWith("#x") ? parseInt(name.slice(2), 16) : Number(name.slice(1));
  // "#abc" is no number at all
  if (!(point > 0 && point <= 0x10ffff) || (point >= 0xd800 && point <= 0xdfff)) return undefined;
  const character = String.fromCodePoint(point);
  return forbidden.test(character) ? undefined : character;
}

/** A value as it is kept: NFC, so that names and numbers written by different machines are equal, and trimmed. @throws {EdxmlRefusal} */
export function valueOf(text: string): string {
  if (plain.test(text)) return text.trim();
  if (manyMarks.test(text)) throw new EdxmlRefusal("combining-marks", null, "");
  return text.normalize("NFC").trim();
}

import { EdxmlRefusal, shown } from "./fault.ts";

// who calls knows where it stands and says so (cut.ts)

const named = new Map(Object.entries({ lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" }));
// what XML 1.0 cannot hold at all, by itself or by number
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
/** More marks in a row than any script has (Unicode's stream-safe form has 30): putting them in order takes time in squares. */
const manyMarks = /\p{M}{31}/u;

/** UTF-8 to text; line ends are XML's own. @throws {EdxmlRefusal} */
export function textOfBytes(bytes: Uint8Array): string {
  // a BOM in the middle is a character
  const text = checkText(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }), bytes, false);
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
  const bad = forbidden.exec(text);
  if (bad) throw new EdxmlRefusal("character-forbidden", null, pointOf(bad[0]));
  return text;
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
  if (point === 0 || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return undefined;
  const character = String.fromCodePoint(point);
  return forbidden.test(character) ? undefined : character;
}

/** A value as it is kept: NFC, so that names and numbers written by different machines are equal, and trimmed. @throws {EdxmlRefusal} */
export function valueOf(text: string): string {
  if (manyMarks.test(text)) throw new EdxmlRefusal("combining-marks", null, "");
  return text.normalize("NFC").trim();
}

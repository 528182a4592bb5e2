import { escapeName, findRepeatedName } from "./json-names.ts";
import { DoorRefusal } from "./reply.ts";

const maximumDepth = 32;
// what PostgreSQL cannot keep and people cannot read; tab, line feed and carriage return are text
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
// what no reader sees and what makes a text read otherwise than it is stored: C1 controls, directions, byte order mark
const hidden = /[\u0080-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;

/**
 * Parses a request body strictly (P14): UTF-8 without invalid bytes, nested at most 32 deep, each name once per object,
 * texts in NFC without control or hidden characters or lone surrogates. What comes back can be stored and compared as it is.
 * @throws {DoorRefusal} naming the field at fault.
 */
export function readJson(body: Uint8Array): unknown {
  const text = decode(body);
  refuseDepth(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new DoorRefusal("json-broken", positionOf(error));
  }
  refuseTexts(value, "");
  const repeated = findRepeatedName(text);
  if (repeated) {
    const field = `${repeated.within}/${escapeName(repeated.name)}`;
    throw new DoorRefusal("json-name-repeated", { name: repeated.name, field }, { field });
  }
  return value;
}

/** Checks one text by the same rules, wherever it came from. */
export function refuseText(text: string, field: string): void {
  for (const [code, characters] of [
    ["text-with-nul", control],
    ["text-with-hidden", hidden],
  ] as const) {
    const found = characters.exec(text);
    if (!found) continue;
    const character = `U+${(found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
    // as an editor counts: whole characters, from 1
    const position = String(Array.from(text.slice(0, found.index)).length + 1);
    throw new DoorRefusal(code, { field, character, position }, { field });
  }
  if (!text.isWellFormed()) throw new DoorRefusal("text-not-unicode", { field }, { field });
  if (text !== text.normalize("NFC")) throw new DoorRefusal("text-not-nfc", { field }, { field });
}

function decode(body: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw new DoorRefusal("body-not-utf8");
  }
}

/** Counted before parsing: what is too deep is never built. */
function refuseDepth(text: string): void {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (inString) {
      if (character === "\\") index++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "{" || character === "[") {
      if (++depth > maximumDepth) throw new DoorRefusal("json-too-deep", { limit: String(maximumDepth) });
    } else if (character === "}" || character === "]") depth--;
  }
}

function refuseTexts(value: unknown, field: string): void {
  if (typeof value === "string") refuseText(value, field === "" ? "/" : field);
  else if (Array.isArray(value)) value.forEach((item, index) => refuseTexts(item, `${field}/${index}`));
  else if (typeof value === "object" && value !== null)
    for (const [name, item] of Object.entries(value)) {
      refuseText(name, field === "" ? "/" : field);
      refuseTexts(item, `${field}/${escapeName(name)}`);
    }
}

/** Where the parser stopped, without repeating what was sent: it may be somebody's data. */
function positionOf(error: unknown): { readonly reason: string; readonly reasonVi: string } {
  const at = /position (\d+)/.exec(error instanceof Error ? error.message : "")?.[1];
  return at === undefined
    ? { reason: "it ends too early", reasonVi: "thiếu phần cuối" }
    : { reason: `unexpected character at position ${at}`, reasonVi: `ký tự không đúng chỗ ở vị trí ${at}` };
}

import { broken, SignatureFault } from "./fault.ts";

/** Values of PDF (ISO 32000-1, 7.3), as far as signatures need them. Numbers, booleans and null are themselves. */
export type PdfValue = null | boolean | number | PdfName | PdfString | PdfArray | PdfDict | PdfRef;
export interface PdfName {
  readonly type: "name";
  readonly name: string;
}
export interface PdfString {
  readonly type: "string";
  readonly bytes: Uint8Array;
  readonly isHex: boolean;
  /** With its delimiters, in the file; of a string within an object stream it says nothing. */
  readonly from: number;
  readonly to: number;
}
export interface PdfArray {
  readonly type: "array";
  readonly items: readonly PdfValue[];
}
export interface PdfDict {
  readonly type: "dict";
  readonly map: ReadonlyMap<string, PdfValue>;
  /** A key that stands twice: readers differ in which they take. */
  readonly twice: string | null;
}
export interface PdfRef {
  readonly type: "ref";
  readonly number: number;
  readonly generation: number;
}

/** The window ends within the value: read more. */
export class ShortWindow extends Error {
  override name = "ShortWindow";
}

const deepest = 64;
/** Of one object. */
const mostValues = 200_000;
const isSpace = (c: number) => c === 32 || c === 10 || c === 13 || c === 9 || c === 12 || c === 0;
const isDigit = (c: number) => c >= 48 && c <= 57;
const isDelimiter = (c: number) =>
  c === 40 ||
  c === 41 ||
  c === 60 ||
  c === 62 ||
  c === 91 ||
  c === 93 ||
  c === 123 ||
  c === 125 ||
  c === 47 ||
  c === 37;
const isRegular = (c: number) => c >= 0 && !isSpace(c) && !isDelimiter(c);
const hexOf = (c: number): number =>
  isDigit(c) ? c - 48 : c >= 65 && c <= 70 ? c - 55 : c >= 97 && c <= 102 ? c - 87 : -1;

/**
 * Reads values out of a window of a file.
 * @param base where the window begins in the file.
 * @param isEnd whether nothing follows it.
 */
export function pdfParser(bytes: Uint8Array, base: number, isEnd: boolean) {
  let at = 0;
  let values = 0;

  const peek = (ahead = 0): number => {
    const c = bytes[at + ahead];
    if (c !== undefined) return c;
    if (!isEnd) throw new ShortWindow();
    return -1;
  };

  function skipSpace(): void {
    for (;;) {
      const c = peek();
      if (isSpace(c)) at++;
      else if (c === 37) while (peek() !== -1 && peek() !== 10 && peek() !== 13) at++;
      else return;
    }
  }

  function word(): string {
    let text = "";
    while (isRegular(peek())) {
      text += String.fromCharCode(peek());
      if (text.length > 4096) throw broken("a word without end");
      at++;
    }
    return text;
  }

  function name(): PdfName {
    at++;
    const text = word();
    if (!text.includes("#")) return { type: "name", name: text };
    const decoded = text.replaceAll(/#([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
    return { type: "name", name: decoded };
  }

  function hexString(): PdfString {
    const from = base + at;
    at++;
    const start = at;
    while (peek() !== 62) {
      if (hexOf(peek()) < 0 && !isSpace(peek())) throw broken("a hexadecimal string with other letters");
      at++;
    }
    const out = new Uint8Array(Math.ceil((at - start) / 2));
    let count = 0;
    for (let i = start; i < at; i++) {
      const digit = hexOf(bytes[i] ?? 0);
      if (digit < 0) continue;
      const index = count >> 1;
      out[index] = count % 2 === 0 ? digit << 4 : (out[index] ?? 0) | digit;
      count++;
    }
    at++;
    return { type: "string", bytes: out.subarray(0, (count + 1) >> 1), isHex: true, from, to: base + at };
  }

  function literalString(): PdfString {
    const from = base + at;
    at++;
    const out: number[] = [];
    for (let open = 1; ; at++) {
      const c = peek();
      if (c === -1) throw broken("a string without end");
      if (out.length > 1_000_000) throw broken("a string that is too long");
      if (c === 92) {
        at++;
        const escaped = peek();
        if (escaped >= 48 && escaped <= 55) {
          let code = 0;
          let digits = 0;
          for (; digits < 3 && peek(digits) >= 48 && peek(digits) <= 55; digits++) code = code * 8 + peek(digits) - 48;
          at += digits - 1;
          out.push(code & 255);
        } else if (escaped === 13) {
          if (peek(1) === 10) at++;
        } else if (escaped !== 10) {
          const plain = "nrtbf".indexOf(String.fromCharCode(escaped));
          out.push(plain < 0 ? escaped : ([10, 13, 9, 8, 12][plain] ?? 0));
        }
        continue;
      }
      if (c === 40) open++;
      if (c === 41 && --open === 0) break;
      out.push(c);
    }
    at++;
    return { type: "string", bytes: Uint8Array.from(out), isHex: false, from, to: base + at };
  }

  function numberOrRef(): number | PdfRef {
    const text = word();
    if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) throw broken("a value that is none");
    const value = Number(text);
    if (!/^\d{1,10}$/.test(text)) return value;
    const back = at;
    skipSpace();
    if (isDigit(peek())) {
      const generation = word();
      skipSpace();
      if (/^\d{1,5}$/.test(generation) && peek() === 82 && !isRegular(peek(1))) {
        at++;
        return { type: "ref", number: value, generation: Number(generation) };
      }
    }
    at = back;
    return value;
  }

  function dict(depth: number): PdfDict {
    at += 2;
    const map = new Map<string, PdfValue>();
    let twice: string | null = null;
    for (;;) {
      skipSpace();
      if (peek() === 62 && peek(1) === 62) break;
      if (peek() !== 47) throw broken("a dictionary with a key that is no name");
      const key = name().name;
      const item = value(depth + 1);
      if (map.has(key)) twice ??= key;
      else map.set(key, item);
    }
    at += 2;
    return { type: "dict", map, twice };
  }

  function array(depth: number): PdfArray {
    at++;
    const items: PdfValue[] = [];
    for (;;) {
      skipSpace();
      if (peek() === 93) break;
      items.push(value(depth + 1));
    }
    at++;
    return { type: "array", items };
  }

  /** @throws {SignatureFault | ShortWindow} */
  function value(depth = 0): PdfValue {
    if (depth > deepest) throw broken("nested too deep");
    if (++values > mostValues) throw new SignatureFault("tooLarge", "an object of too many values");
    skipSpace();
    const c = peek();
    if (c === 47) return name();
    if (c === 60) return peek(1) === 60 ? dict(depth) : hexString();
    if (c === 40) return literalString();
    if (c === 91) return array(depth);
    if (isDigit(c) || c === 43 || c === 45 || c === 46) return numberOrRef();
    const text = word();
    if (text === "null") return null;
    if (text === "true" || text === "false") return text === "true";
    throw broken("a value that is none");
  }

  return {
    value,
    word,
    skipSpace,
    peek,
    /** In the file. */
    position: () => base + at,
    isAtDigit: () => isDigit(peek()),
    skip: (count: number) => void (at += count),
  };
}

export const isDict = (value: PdfValue | undefined): value is PdfDict =>
  typeof value === "object" && value?.type === "dict";
export const isArray = (value: PdfValue | undefined): value is PdfArray =>
  typeof value === "object" && value?.type === "array";
export const isRef = (value: PdfValue | undefined): value is PdfRef =>
  typeof value === "object" && value?.type === "ref";
export const isString = (value: PdfValue | undefined): value is PdfString =>
  typeof value === "object" && value?.type === "string";
export const nameOf = (value: PdfValue | undefined): string | null =>
  typeof value === "object" && value?.type === "name" ? value.name : null;
/** A whole number from 0. */
export const countOf = (value: PdfValue | undefined): number | null =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;

/** The same text for the same value, however it was spaced. */
export function textOf(value: PdfValue): string {
  if (value === null || typeof value !== "object") return String(value);
  switch (value.type) {
    case "name":
      return `/${JSON.stringify(value.name)}`;
    case "string":
      return `(${Buffer.from(value.bytes).toString("hex")})`;
    case "ref":
      return `${value.number} ${value.generation} R`;
    case "array":
      return `[${value.items.map(textOf).join(" ")}]`;
    case "dict":
      return `<<${[...value.map]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, item]) => `${JSON.stringify(key)} ${textOf(item)}`)
        .join(" ")}${value.twice === null ? "" : ` twice ${value.twice}`}>>`;
  }
}

/** Every reference within a value. */
export function refsOf(value: PdfValue, into: PdfRef[] = []): PdfRef[] {
  if (isRef(value)) into.push(value);
  else if (isArray(value)) for (const item of value.items) refsOf(item, into);
  else if (isDict(value)) for (const item of value.map.values()) refsOf(item, into);
  return into;
}

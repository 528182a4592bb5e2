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
/** What a byte is worth in a hexadecimal string; 16: it is space, -1: it is none of it. */
const hexValues = Int8Array.from({ length: 256 }, (_, c) =>
  isSpace(c) ? 16 : isDigit(c) ? c - 48 : c >= 65 && c <= 70 ? c - 55 : c >= 97 && c <= 102 ? c - 87 : -1,
);
/** Between two pauses. */
const pauseValues = 2_000;
const pauseBytes = 64 * 1024;

/** A list or a dictionary whose end is not reached yet. */
type Open =
  | { readonly type: "array"; readonly items: PdfValue[] }
  | { readonly type: "dict"; readonly map: Map<string, PdfValue>; twice: string | null; key: string | null };

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
      else if (c === 37) {
        while (at < bytes.length && bytes[at] !== 10 && bytes[at] !== 13) at++;
        peek();
      } else return;
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
    while (at < bytes.length && (hexValues[bytes[at] ?? 0] ?? -1) >= 0) at++;
    if (peek() !== 62) throw broken("a hexadecimal string with other letters");
    const out = new Uint8Array(Math.ceil((at - start) / 2));
    let count = 0;
    for (let i = start; i < at; i++) {
      const digit = hexValues[bytes[i] ?? 0] ?? 16;
      if (digit === 16) continue;
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

  /** What is no list and no dictionary. */
  function simple(c: number): PdfValue {
    if (c === 47) return name();
    if (c === 60) return hexString();
    if (c === 40) return literalString();
    if (isDigit(c) || c === 43 || c === 45 || c === 46) return numberOrRef();
    const text = word();
    if (text === "null") return null;
    if (text === "true" || text === "false") return text === "true";
    throw broken("a value that is none");
  }

  /**
   * Reads a value. It pauses within a large one, so that others have their turn; without recursion, for depth comes from outside.
   * @throws {SignatureFault | ShortWindow}
   */
  function* value(): Generator<undefined, PdfValue> {
    const open: Open[] = [];
    let [pausedAt, since] = [at, 0];
    for (;;) {
      skipSpace();
      const within = open.at(-1);
      let read: PdfValue;
      if (within?.type === "array" && peek() === 93) {
        at++;
        open.pop();
        read = { type: "array", items: within.items };
      } else if (within?.type === "dict" && within.key === null) {
        if (peek() === 47) {
          within.key = name().name;
          continue;
        }
        if (peek() !== 62 || peek(1) !== 62) throw broken("a dictionary with a key that is no name");
        at += 2;
        open.pop();
        read = { type: "dict", map: within.map, twice: within.twice };
      } else {
        if (open.length > deepest) throw broken("nested too deep");
        if (++values > mostValues) throw new SignatureFault("tooLarge", "an object of too many values");
        const c = peek();
        if (c === 60 && peek(1) === 60) {
          at += 2;
          open.push({ type: "dict", map: new Map(), twice: null, key: null });
          continue;
        }
        if (c === 91) {
          at++;
          open.push({ type: "array", items: [] });
          continue;
        }
        read = simple(c);
      }
      const outer = open.at(-1);
      if (!outer) return read;
      if (outer.type === "array") outer.items.push(read);
      else {
        const key = outer.key ?? "";
        if (outer.map.has(key)) outer.twice ??= key;
        else outer.map.set(key, read);
        outer.key = null;
      }
      if (++since < pauseValues && at - pausedAt < pauseBytes) continue;
      [pausedAt, since] = [at, 0];
      yield undefined;
    }
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

/** Whether two values say the same, however they were written. It pauses as reading does. */
export function* sameValue(one: PdfValue, other: PdfValue): Generator<undefined, boolean> {
  const pairs: [PdfValue, PdfValue][] = [[one, other]];
  for (let count = 1; ; count++) {
    const pair = pairs.pop();
    if (!pair) return true;
    const [a, b] = pair;
    if (isArray(a)) {
      if (!isArray(b) || a.items.length !== b.items.length) return false;
      for (const [i, item] of a.items.entries()) pairs.push([item, b.items[i] ?? null]);
    } else if (isDict(a)) {
      if (!isDict(b) || a.map.size !== b.map.size || a.twice !== b.twice) return false;
      for (const [key, item] of a.map) {
        const there = b.map.get(key);
        if (there === undefined) return false;
        pairs.push([item, there]);
      }
    } else if (!isSameSimple(a, b)) return false;
    if (count % pauseValues === 0) yield undefined;
  }
}

function isSameSimple(a: PdfValue, b: PdfValue): boolean {
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return a === b;
  if (isString(a)) return isString(b) && Buffer.compare(a.bytes, b.bytes) === 0;
  if (isRef(a)) return isRef(b) && a.number === b.number && a.generation === b.generation;
  return a.type === "name" && b.type === "name" && a.name === b.name;
}

/** Every reference within a value. */
export function refsOf(value: PdfValue, into: PdfRef[] = []): PdfRef[] {
  if (isRef(value)) into.push(value);
  else if (isArray(value)) for (const item of value.items) refsOf(item, into);
  else if (isDict(value)) for (const item of value.map.values()) refsOf(item, into);
  return into;
}

/**
 * A message as it arrived, before anything is believed of it. `form` is what the body or the query is written in; `pdf`: a
 * document instead of a message.
 */
export interface Received {
  readonly form: "json" | "form" | "query" | "pdf";
  /** Of a query without the question mark. */
  readonly text: string;
}

/** A JSON value whose numbers are still the text they came as: `150000`, `1.5e5`. They are signed as text and read as text. */
export type JsonText = string | boolean | null | readonly JsonText[] | Fields;
export interface Fields {
  readonly [name: string]: JsonText;
}

const mostCharacters = 256 * 1024;
const mostPairs = 200;
const deepest = 16;

/**
 * Reads what arrived into fields.
 * @returns undefined for what is too large, broken, no object, or has a name twice: two readers would read two things (P14).
 */
export function readFields({ form, text }: Received): Fields | undefined {
  if (form === "pdf" || text.length > mostCharacters) return undefined;
  if (form === "json") return readObject(text);
  const pairs = readPairs(text);
  return pairs && Object.fromEntries(pairs.map(({ name, value }) => [name, value]));
}

export interface Pair {
  readonly name: string;
  readonly value: string;
  /** `name=value` with its encoding, as it arrived. */
  readonly raw: string;
}

/** The pairs of a query or a form. Undefined: a name twice, an encoding that is none, or more than anybody sends. */
export function readPairs(text: string): readonly Pair[] | undefined {
  const pairs = new Map<string, Pair>();
  for (const raw of text.split("&").filter(Boolean)) {
    const middle = raw.indexOf("=");
    const name = decode(middle < 0 ? raw : raw.slice(0, middle));
    const value = decode(middle < 0 ? "" : raw.slice(middle + 1));
    if (name === undefined || value === undefined || pairs.has(name) || pairs.size === mostPairs) return undefined;
    pairs.set(name, { name, value, raw });
  }
  return [...pairs.values()];
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}

const scanner =
  /\s*(?:([{}[\],:])|("[^"\\]*(?:\\.[^"\\]*)*")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null))\s*/y;

/** Reads JSON with numbers left as they are written, which `JSON.parse` cannot: 150000.0 would be 150000 to it. */
function readObject(text: string): Fields | undefined {
  try {
    JSON.parse(text); // the grammar; what follows only takes the values
  } catch {
    return undefined;
  }
  scanner.lastIndex = 0;
  const next = (): RegExpExecArray => {
    const token = scanner.exec(text);
    if (!token) throw new Refused();
    return token;
  };
  const readValue = (token: RegExpExecArray, depth: number): JsonText => {
    const [, sign, quoted, number, word] = token;
    if (quoted !== undefined) return JSON.parse(quoted) as string;
    if (number !== undefined) return number;
    if (word !== undefined) return word === "null" ? null : word === "true";
    if (depth === deepest) throw new Refused();
    return sign === "{" ? readMembers(depth + 1) : readItems(depth + 1);
  };
  const readMembers = (depth: number): Fields => {
    const members = new Map<string, JsonText>();
    for (let token = next(); token[1] !== "}"; token = next()) {
      if (token[1] === ",") token = next();
      const name = JSON.parse(token[2] ?? "") as string;
      next(); // the colon
      if (members.has(name)) throw new Refused();
      members.set(name, readValue(next(), depth));
    }
    return Object.fromEntries(members);
  };
  const readItems = (depth: number): readonly JsonText[] => {
    const items: JsonText[] = [];
    for (let token = next(); token[1] !== "]"; token = next())
      if (token[1] !== ",") items.push(readValue(token, depth));
    return items;
  };
  try {
    const value = readValue(next(), 0);
    return isFields(value) ? value : undefined;
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

class Refused extends Error {}

export const isFields = (value: JsonText | undefined): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A field as text; "" where it is missing or null, as the gateways sign it. Undefined: a list, an object, a truth value. */
export function textOf(fields: Fields, name: string): string | undefined {
  const value = Object.hasOwn(fields, name) ? fields[name] : null;
  return value === null || value === undefined ? "" : typeof value === "string" ? value : undefined;
}

/** A part of a message; without fields where it is none. */
export function partOf(fields: Fields, name: string): Fields {
  const value = Object.hasOwn(fields, name) ? fields[name] : null;
  return isFields(value) ? value : {};
}

/** A list of a message; empty where it is none. */
export function listOf(fields: Fields, name: string): readonly JsonText[] {
  const value = Object.hasOwn(fields, name) ? fields[name] : null;
  return Array.isArray(value) ? (value as readonly JsonText[]) : [];
}

/** What may be kept: card fields never are. */
export const without = (fields: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));

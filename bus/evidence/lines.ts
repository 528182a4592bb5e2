import { canonicalJson, type EvidenceRecord } from "./record.ts";
import type { Head } from "./signing.ts";

/** What an export is about: one dossier, or all records of a stretch of the chain. */
export type Scope = { readonly dossier: string } | { readonly first: number; readonly last: number };

/** What the hub says, and signs, about an export as a whole: nothing can be taken from its end. */
export interface Statement {
  readonly v: 1;
  readonly scope: Scope;
  /** How many records, and the numbers of the first and the last. */
  readonly records: number;
  readonly first: number;
  readonly last: number;
  readonly contents: number;
  /** Number of each stamped head, and the SHA-256 of its token. */
  readonly stamps: readonly (readonly [number, string])[];
  /** UTC. Facts of which the hub knew by then are in the file. */
  readonly exportedAt: string;
  /** SHA-256 of all lines before this one, with their line ends. */
  readonly sha256: string;
  readonly key: string;
}

/** One line of an export (docs/evidence.md); each is canonical JSON and ends with a line feed. */
export type Line =
  | { readonly type: "evidence"; readonly v: 1; readonly scope: Scope }
  | { readonly type: "key"; readonly id: string; readonly pem: string }
  | { readonly type: "head"; readonly head: Head; readonly signature: string }
  /** `token`: base64 of the DER of RFC 3161. */
  | { readonly type: "stamp"; readonly head: number; readonly token: string }
  /** `proof`: the way to the root of its head; only where the head's other records are not in the file. */
  | {
      readonly type: "record";
      readonly record: EvidenceRecord;
      readonly hash: string;
      readonly proof?: readonly string[];
    }
  /** Content that still exists, with its salt: SHA-256 of salt and text is the digest. */
  | { readonly type: "content"; readonly digest: string; readonly salt: string; readonly text: string }
  | { readonly type: "statement"; readonly statement: Statement; readonly signature: string };

export type LineOf<T extends Line["type"]> = Extract<Line, { type: T }>;

export const writeLine = (line: Line): string => `${canonicalJson(line)}\n`;

/** @returns the line, or what is wrong with it. */
export function readLine(text: string): Line | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "is not JSON";
  }
  if (!isLine(value)) return "is not a line of an evidence file";
  // a byte more or less, or another order of fields, is a change as well
  return canonicalJson(value) === text ? value : "is not canonical JSON";
}

const isLine = (value: unknown): value is Line =>
  isObject(value) && (shapes.get(String(value["type"]))?.(value) ?? false);

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText: Check = (value) => typeof value === "string";
const isHex =
  (digits: number): Check =>
  (value) =>
    typeof value === "string" && value.length === digits && /^[0-9a-f]*$/.test(value);
const isNumber: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const one: Check = (value) => value === 1;
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
/** Exactly these fields; a name that ends in "?" may be missing. */
const object = (fields: Readonly<Record<string, Check>>): Check => {
  const checks = Object.entries(fields).map(
    ([name, check]) => [name.replace("?", ""), check, name.endsWith("?")] as const,
  );
  const names = new Set(checks.map(([name]) => name));
  return (value) =>
    isObject(value) &&
    Object.keys(value).every((name) => names.has(name)) &&
    checks.every(([name, check, optional]) => (name in value ? check(value[name]) : optional));
};

const hash = isHex(64);
const isScope: Check = (value) =>
  object({ dossier: isText })(value) || object({ first: isNumber, last: isNumber })(value);
const record = object({
  v: one,
  seq: isNumber,
  kind: isText,
  outcome: orNull(isText),
  subject: orNull(isText),
  place: orNull(isNumber),
  from: orNull(isText),
  to: orNull(isText),
  holder: orNull(isText),
  ref: orNull(isText),
  attempt: orNull(isNumber),
  digest: orNull(hash),
  answer: orNull(hash),
  at: isText,
  recorded: isText,
  previous: orNull(hash),
  previousOfSubject: orNull(hash),
});
const head = object({
  v: one,
  number: isNumber,
  first: isNumber,
  last: isNumber,
  root: hash,
  lastHash: hash,
  previous: orNull(hash),
  at: isText,
  key: isText,
});
const statement = object({
  v: one,
  scope: isScope,
  records: isNumber,
  first: isNumber,
  last: isNumber,
  contents: isNumber,
  stamps: listOf((pair) => Array.isArray(pair) && pair.length === 2 && isNumber(pair[0]) && hash(pair[1])),
  exportedAt: isText,
  sha256: hash,
  key: isText,
});

const shapes: ReadonlyMap<string, Check> = new Map(
  Object.entries({
    evidence: object({ type: isText, v: one, scope: isScope }),
    key: object({ type: isText, id: isText, pem: isText }),
    head: object({ type: isText, head, signature: isHex(128) }),
    stamp: object({ type: isText, head: isNumber, token: isText }),
    record: object({ type: isText, record, hash, "proof?": listOf(hash) }),
    content: object({ type: isText, digest: hash, salt: isText, text: isText }),
    statement: object({ type: isText, statement, signature: isHex(128) }),
  }),
);

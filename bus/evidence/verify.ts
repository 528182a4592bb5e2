import type { KeyObject } from "node:crypto";
import { readLine, type Line, type LineOf, type Scope } from "./lines.ts";
import { merkleRoot, rootFromProof } from "./merkle.ts";
import { canonicalJson, hashOf, saltedDigest, sha256 } from "./record.ts";
import { isSignedBy, readPublicKeys } from "./signing.ts";
import { checkStamp, StampError, type Stamp } from "./stamp.ts";

/** What was done to a file. Each fault is named once, by the check that sees it best. */
export interface Fault {
  readonly kind:
    "unreadable" | "altered" | "dropped" | "inserted" | "reordered" | "truncated" | "foreignKey" | "stampReplaced";
  /** One English clause: what, and where. */
  readonly detail: string;
}

export interface Verdict {
  readonly faults: readonly Fault[];
  readonly scope: Scope | undefined;
  readonly exportedAt: string | undefined;
  readonly records: number;
  /** Digests without content in the file: it was erased. */
  readonly erased: number;
  /** Ids of the keys that signed. */
  readonly keys: readonly string[];
  readonly stamps: readonly (Stamp & { readonly head: number })[];
  /** Heads without a time stamp. */
  readonly unstamped: number;
}

export interface Trust {
  /** PEM of the hub's public keys, known from elsewhere. Without it the file vouches for itself. */
  readonly keys?: string;
  /** PEM of the certificates of time-stamping authorities. */
  readonly authorities?: string;
}

/**
 * Judges an export offline. Later checks look only where earlier ones found nothing, so that one change is one fault.
 * @throws {RangeError | StampError} when what is to be trusted is unreadable.
 */
export async function verifyEvidence(bytes: Uint8Array, trust: Trust = {}): Promise<Verdict> {
  const faults: Fault[] = [];
  const say = (kind: Fault["kind"], detail: string) => void faults.push({ kind, detail });
  const lines = readLines(bytes, say);
  const readable = faults.length === 0;
  const of = <T extends Line["type"]>(type: T) => lines.filter((line): line is LineOf<T> => line.type === type);

  const statements = of("statement");
  const signed = lines.at(-1)?.type === "statement" ? statements[0] : undefined;
  if (readable && !signed) say("truncated", "the signed statement at the end is missing");
  if (statements.length > 1) say("inserted", "there is more than one statement");
  const [start] = of("evidence");
  if (readable && signed && !start) say("dropped", "the first line is missing");
  const statement = signed?.statement;
  const scope = statement?.scope ?? start?.scope;

  const findKey = openKeys(of("key"), trust, say);
  if (signed && statement) {
    const key = findKey(statement.key, "the statement");
    if (key && !isSignedBy(statement, signed.signature, key))
      say("altered", `the statement is not what key ${statement.key} signed`);
  }

  const records = of("record");
  const passes = (check: () => void): boolean => {
    const before = faults.length;
    check();
    return faults.length === before;
  };
  const whole =
    readable &&
    passes(() => checkHashes(records, say)) &&
    passes(() => checkSequence(records, statement?.records, scope, say)) &&
    passes(() => checkLinks(records, say));
  checkHeads(of("head"), findKey, say);
  if (whole) checkRecordsUnder(of("head"), records, scope, say);
  if (readable) checkContents(of("content"), records, statement?.contents, whole, say);
  const stamps = await checkStamps(of("stamp"), of("head"), readable ? statement?.stamps : undefined, trust, say);

  if (faults.length === 0 && statement && statement.sha256 !== digestBefore(bytes))
    say("altered", "the file is not the one whose digest was signed");
  const contents = new Set(of("content").map(({ digest }) => digest));
  return {
    faults,
    scope,
    exportedAt: statement?.exportedAt,
    records: records.length,
    erased: digestsOf(records).filter((digest) => !contents.has(digest)).length,
    keys: [...new Set([...of("head").map(({ head }) => head.key), ...(statement ? [statement.key] : [])])],
    stamps,
    unstamped: of("head").length - stamps.length,
  };
}

type Say = (kind: Fault["kind"], detail: string) => void;

function readLines(bytes: Uint8Array, say: Say): Line[] {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    say("unreadable", "the file is not UTF-8 text");
    return [];
  }
  const pieces = text.split("\n");
  if (pieces.pop() !== "") say("truncated", "the last line has no end");
  return pieces.flatMap((piece, i) => {
    const line = readLine(piece);
    if (typeof line !== "string") return [line];
    say("altered", `line ${i + 1} ${line}`);
    return [];
  });
}

/** All but the last line. */
function digestBefore(bytes: Uint8Array): string {
  const end = bytes.lastIndexOf(10, bytes.length - 2) + 1;
  return sha256(bytes.subarray(0, end));
}

function openKeys(lines: readonly LineOf<"key">[], trust: Trust, say: Say) {
  const trusted = trust.keys === undefined ? undefined : readPublicKeys(trust.keys);
  const inFile = new Map<string, KeyObject>();
  for (const { id, pem } of lines) {
    const key = tryKeys(pem)?.get(id);
    if (key) inFile.set(id, key);
    else say("altered", `key ${id} is not the key with that id`);
  }
  const complained = new Set<string>();
  return (id: string, of: string): KeyObject | undefined => {
    const key = (trusted ?? inFile).get(id);
    if (!key && !complained.has(id)) say("foreignKey", `${of} is signed with key ${id}, which is not the hub's`);
    if (!key) complained.add(id);
    return key;
  };
}

function tryKeys(pem: string): Map<string, KeyObject> | undefined {
  try {
    return readPublicKeys(pem);
  } catch {
    return undefined;
  }
}

/** Each record is what it was when it was hashed. */
function checkHashes(records: readonly LineOf<"record">[], say: Say): void {
  for (const { record, hash } of records)
    if (hashOf(record) !== hash) say("altered", `record ${record.seq} does not have its hash`);
}

/** The records that are there are those, and only those, that should be, in their order. */
function checkSequence(
  records: readonly LineOf<"record">[],
  stated: number | undefined,
  scope: Scope | undefined,
  say: Say,
): void {
  const ofDossier = scope && "dossier" in scope ? scope.dossier : undefined;
  const first = scope && "first" in scope ? scope.first : 1;
  const present = new Set<number>();
  let greatest = first - 1;
  for (const { record } of records) {
    const number = (ofDossier === undefined ? record.seq : record.place) ?? 0;
    const stranger = ofDossier === undefined ? number < first : record.subject !== ofDossier;
    const surplus = stated !== undefined && number >= first + stated;
    if (stranger || surplus || present.has(number)) {
      say("inserted", `record ${record.seq} does not belong here`);
      continue;
    }
    if (number < greatest) say("reordered", `record ${record.seq} stands behind a later one`);
    present.add(number);
    greatest = Math.max(greatest, number);
  }
  const name = ofDossier === undefined ? "record" : "the dossier's record with place";
  const missing: number[] = [];
  for (let number = first; number < greatest; number++) if (!present.has(number)) missing.push(number);
  if (missing.length > 0) say("dropped", `${name} ${listOf(missing)} is missing`);
  if (stated !== undefined && greatest < first + stated - 1)
    say("truncated", `the end is missing, from ${name} ${greatest + 1} on`);
}

const listOf = (numbers: readonly number[]) =>
  numbers.slice(0, 5).join(", ") + (numbers.length > 5 ? ` and ${numbers.length - 5} more` : "");

/** Each record stands on the one before it in the chain, and on the one before it of its dossier. */
function checkLinks(records: readonly LineOf<"record">[], say: Say): void {
  const last = new Map<string, LineOf<"record">>();
  let before: LineOf<"record"> | undefined;
  for (const line of records) {
    const { record } = line;
    if (before?.record.seq === record.seq - 1 && before.hash !== record.previous)
      say("altered", `record ${record.seq} was chained to another record ${before.record.seq}`);
    else if (record.subject !== null && record.place !== null) {
      const own = last.get(record.subject);
      const fits = own
        ? own.record.place === record.place - 1 && own.hash === record.previousOfSubject
        : (record.place === 1) === (record.previousOfSubject === null);
      if (!fits) say("altered", `record ${record.seq} was chained to another record of ${record.subject} before it`);
    }
    if (record.subject !== null) last.set(record.subject, line);
    before = line;
  }
}

/** The heads are signed, and stand on each other. */
function checkHeads(
  heads: readonly LineOf<"head">[],
  findKey: (id: string, of: string) => KeyObject | undefined,
  say: Say,
): void {
  let before: LineOf<"head">["head"] | undefined;
  for (const { head, signature } of heads) {
    const key = findKey(head.key, `head ${head.number}`);
    if (key && !isSignedBy(head, signature, key))
      say("altered", `head ${head.number} is not what key ${head.key} signed`);
    else if (before && head.number <= before.number) say("reordered", `head ${head.number} stands behind a later one`);
    else if (before?.number === head.number - 1 && (head.previous !== hashOf(before) || head.first !== before.last + 1))
      say("altered", `head ${head.number} was chained to another head ${before.number}`);
    before = head;
  }
}

/** Every record is the one that a head says was there. */
function checkRecordsUnder(
  heads: readonly LineOf<"head">[],
  records: readonly LineOf<"record">[],
  scope: Scope | undefined,
  say: Say,
): void {
  let next = 0;
  const seqAt = (index: number) => records[index]?.record.seq ?? Infinity;
  for (const { head } of heads) {
    const size = head.last - head.first + 1;
    const bare = seqAt(next);
    while (seqAt(next) < head.first) next++;
    if (bare < head.first) say("dropped", `the head that covers record ${bare} is missing`);
    const from = next;
    while (seqAt(next) <= head.last) next++;
    const inside = records.slice(from, next);
    if (scope && "dossier" in scope) {
      for (const { record, hash, proof = [] } of inside)
        if (rootFromProof(hash, record.seq - head.first, size, proof) !== head.root)
          say("altered", `record ${record.seq} is not the one under head ${head.number}`);
    } else if (inside.length !== size)
      say("dropped", `head ${head.number} covers ${size} records, ${inside.length} are here`);
    else if (merkleRoot(inside.map(({ hash }) => hash)) !== head.root || inside.at(-1)?.hash !== head.lastHash)
      say("altered", `the records under head ${head.number} are not those that were signed`);
  }
  if (next < records.length) say("dropped", `the head that covers record ${seqAt(next)} is missing`);
}

const digestsOf = (records: readonly LineOf<"record">[]): string[] => [
  ...new Set(records.flatMap(({ record }) => [record.digest, record.answer]).filter((one) => one !== null)),
];

function checkContents(
  contents: readonly LineOf<"content">[],
  records: readonly LineOf<"record">[],
  expected: number | undefined,
  whole: boolean,
  say: Say,
): void {
  const known = new Set(digestsOf(records));
  for (const { digest, salt, text } of contents) {
    if (saltedDigest(salt, text) !== digest) say("altered", `a content is not what digest ${digest} was made of`);
    else if (whole && !known.has(digest)) say("inserted", `no record speaks of the content with digest ${digest}`);
  }
  if (expected !== undefined && contents.length < expected)
    say("dropped", `${expected - contents.length} of ${expected} contents are missing`);
  if (expected !== undefined && contents.length > expected)
    say("inserted", `there are ${contents.length} contents, the statement says ${expected}`);
}

async function checkStamps(
  stamps: readonly LineOf<"stamp">[],
  heads: readonly LineOf<"head">[],
  expected: readonly (readonly [number, string])[] | undefined,
  { authorities }: Trust,
  say: Say,
): Promise<(Stamp & { readonly head: number })[]> {
  const said = expected && new Map(expected);
  const byNumber = new Map(heads.map(({ head }) => [head.number, head]));
  const good: (Stamp & { readonly head: number })[] = [];
  for (const { head: number, token } of stamps) {
    const bytes = Buffer.from(token, "base64");
    const head = byNumber.get(number);
    if (!head || (said && !said.has(number))) say("inserted", `the stamp of head ${number} does not belong here`);
    else if (said && said.get(number) !== sha256(bytes))
      say("stampReplaced", `the stamp of head ${number} is not the one the hub had`);
    else
      try {
        const stamp = await checkStamp(bytes, canonicalJson(head), authorities);
        good.push({ head: number, ...stamp });
      } catch (error) {
        if (!(error instanceof StampError)) throw error;
        say("stampReplaced", `the stamp of head ${number} does not hold: ${error.message}`);
      }
  }
  const present = new Set(stamps.map(({ head }) => head));
  const missing = [...(said?.keys() ?? [])].filter((number) => !present.has(number));
  if (missing.length > 0) say("dropped", `the stamp of head ${listOf(missing)} is missing`);
  return good;
}

import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Database, Reader } from "../../platform/database.ts";
import { keysOf, readHashes, readHeads, readRecords, type ChainedRecord } from "./chain.ts";
import { readContents } from "./contents.ts";
import { writeLine, type Line, type Scope, type Statement } from "./lines.ts";
import { merkleProof } from "./merkle.ts";
import { sha256 } from "./record.ts";
import type { EvidenceKey } from "./signing.ts";

/** Records in one file at most; a longer stretch is exported in several. */
export const longestExport = 200_000;

export interface Export {
  readonly lines: readonly string[];
  readonly records: number;
  readonly first: number;
  readonly last: number;
  /** Records whose content in the database is no longer what was digested; the file is without it. */
  readonly changed: readonly number[];
}

/**
 * The lines of a file that verifies without the hub. Every record must be under a head already (settleEvidence); a
 * stretch of the chain, given by record numbers, is widened to whole heads.
 * @returns undefined when there is no such record.
 */
export async function exportEvidence(
  db: Database,
  wanted: Scope,
  key: EvidenceKey,
  now: Date,
): Promise<Export | undefined> {
  return db
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute(async (tx) => {
      const scope = await widen(tx, wanted);
      const records = await readRecords(tx, "dossier" in scope ? { subject: scope.dossier } : scope);
      const [first, last] = [records[0]?.record.seq, records.at(-1)?.record.seq];
      if (first === undefined || last === undefined) return undefined;
      const heads = await readHeads(tx, "dossier" in scope ? records.map(({ record }) => record.seq) : scope);
      const stamps = await readStamps(
        tx,
        heads.map(({ head }) => head.number),
      );
      const { contents, changed } = await readContents(tx, "dossier" in scope ? { subject: scope.dossier } : scope);
      const keys = await keysOf(tx, [...new Set([key.id, ...heads.map(({ head }) => head.key)])]);
      const proofs = "dossier" in scope ? await prove(tx, heads, records) : undefined;

      const lines: Line[] = [
        { type: "evidence", v: 1, scope },
        ...keys.map(({ id, publicPem }) => ({ type: "key", id, pem: publicPem }) as const),
        ...heads.map(({ head, signature }) => ({ type: "head", head, signature }) as const),
        ...stamps.map(({ head, token }) => ({ type: "stamp", head, token: token.toString("base64") }) as const),
        ...records.map(({ record, hash }) => {
          const proof = proofs?.get(record.seq);
          return { type: "record", record, hash, ...(proof ? { proof } : {}) } as const;
        }),
        ...contents.map((content) => ({ type: "content", ...content }) as const),
      ];
      const written = lines.map(writeLine);
      const digest = createHash("sha256");
      for (const line of written) digest.update(line);
      const statement: Statement = {
        v: 1,
        scope,
        records: records.length,
        first,
        last,
        contents: contents.length,
        stamps: stamps.map(({ head, token }) => [head, sha256(token)] as const),
        exportedAt: now.toISOString(),
        sha256: digest.digest("hex"),
        key: key.id,
      };
      const end = writeLine({ type: "statement", statement, signature: key.sign(statement) });
      return { lines: [...written, end], records: records.length, first, last, changed };
    });
}

/** The records that were written down in [from, to); undefined: none. */
export async function recordsBetween(
  db: Reader,
  from: Date,
  to: Date,
): Promise<{ readonly first: number; readonly last: number } | undefined> {
  const { rows } = await sql<{ first: bigint | null; last: bigint | null }>`
    select min(seq) as first, max(seq) as last from hub.evidence_record
    where recorded_at >= ${from} and recorded_at < ${to}`.execute(db);
  const [row] = rows;
  return row && row.first !== null && row.last !== null
    ? { first: Number(row.first), last: Number(row.last) }
    : undefined;
}

/** A stretch begins and ends with a head, so that each root can be computed from what is in the file. */
async function widen(db: Reader, wanted: Scope): Promise<Scope> {
  if ("dossier" in wanted) return wanted;
  const heads = await readHeads(db, wanted);
  return { first: heads[0]?.head.first ?? wanted.first, last: heads.at(-1)?.head.last ?? wanted.last };
}

/** For each record of a dossier the way to the root of its head. */
async function prove(
  db: Reader,
  heads: Awaited<ReturnType<typeof readHeads>>,
  records: readonly ChainedRecord[],
): Promise<Map<number, string[]>> {
  const proofs = new Map<number, string[]>();
  for (const { head } of heads) {
    const hashes = await readHashes(db, head.first, head.last);
    for (const { record } of records)
      if (record.seq >= head.first && record.seq <= head.last)
        proofs.set(record.seq, merkleProof(hashes, record.seq - head.first));
  }
  return proofs;
}

async function readStamps(db: Reader, heads: readonly number[]): Promise<{ head: number; token: Buffer }[]> {
  const { rows } = await sql<{ number: bigint; token: Buffer }>`
    select head_number as number, token from hub.evidence_stamp
    where head_number = any(${heads}::bigint[]) order by head_number`.execute(db);
  return rows.map(({ number, token }) => ({ head: Number(number), token }));
}

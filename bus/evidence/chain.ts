import { setTimeout as wait } from "node:timers/promises";
import { sql, type RawBuilder } from "kysely";
import type { Database, Reader, Tx } from "../../platform/database.ts";
import { merkleRoot } from "./merkle.ts";
import { hashOf, type EvidenceKind, type EvidenceRecord } from "./record.ts";
import type { EvidenceKey, Head } from "./signing.ts";

/**
 * Gives facts their numbers and hashes, and signs heads. Whoever gets the lock does one batch in one transaction: a
 * crash leaves the batch done or not done, and a fact that commits late is simply in a later batch.
 */

// any number, the same in every process of the hub
const chainLock = 736_120_530;

/** A head covers at most so many records: what a signature waits for, and 14 hashes of a proof. */
export const headSize = 10_000;

type Fact = Omit<EvidenceRecord, "v" | "seq" | "place" | "previous" | "previousOfSubject">;

/** A fact's columns as the record has them, of the table called `f`. */
const fact = sql`
  f.kind, f.outcome, f.subject, f.from_org as "from", f.to_org as "to", f.holder, f.ref, f.attempt,
  encode(f.digest, 'hex') as digest, encode(f.answer, 'hex') as answer,
  ${utc(sql`f.at`)} as at, ${utc(sql`f.recorded_at`)} as recorded`;

function utc(column: RawBuilder<unknown>): RawBuilder<string> {
  return sql<string>`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

/** @returns how many facts were chained now; undefined while another process is at it. */
export async function chainBatch(db: Database, limit: number): Promise<number | undefined> {
  return db.transaction().execute(async (tx) => {
    if (!(await lockChain(tx))) return undefined;
    // by the number given inside the transaction: what a later step of the same dossier wrote has a higher one
    const { rows: facts } = await sql<Fact & { id: bigint }>`
      select f.id, ${fact} from hub.evidence_entry f order by f.id limit ${limit}`.execute(tx);
    if (facts.length === 0) return 0;
    const { rows: lasts } = await sql<{ seq: bigint; hash: string }>`
      select seq, encode(hash, 'hex') as hash from hub.evidence_record order by seq desc limit 1`.execute(tx);
    const subjects = await lastOfSubjects(tx, [...new Set(facts.flatMap(({ subject }) => subject ?? []))]);
    const firstSeq = Number(lasts[0]?.seq ?? 0n) + 1;
    let previous = lasts[0]?.hash ?? null;
    const ids: string[] = [];
    const places: (number | null)[] = [];
    const hashes: string[] = [];
    facts.forEach(({ id, ...one }, i) => {
      const before = one.subject === null ? undefined : subjects.get(one.subject);
      const place = one.subject === null ? null : (before?.place ?? 0) + 1;
      const hash = hashOf(writeRecord(one, firstSeq + i, place, previous, before?.hash ?? null));
      if (one.subject !== null && place !== null) subjects.set(one.subject, { place, hash });
      ids.push(id.toString());
      places.push(place);
      hashes.push(hash);
      previous = hash;
    });
    await sql`
      select hub.append_evidence(${firstSeq}::bigint, ${ids}::bigint[],
        ${places}::integer[], ${hashes.map((hash) => `\\x${hash}`)}::bytea[])`.execute(tx);
    return facts.length;
  });
}

export const writeRecord = (
  one: Fact,
  seq: number,
  place: number | null,
  previous: string | null,
  previousOfSubject: string | null,
): EvidenceRecord => ({ v: 1, seq, place, ...one, previous, previousOfSubject });

async function lastOfSubjects(
  tx: Tx,
  subjects: readonly string[],
): Promise<Map<string, { readonly place: number; readonly hash: string }>> {
  const { rows } = await sql<{ subject: string; place: number; hash: string }>`
    select wanted.subject, last.place, encode(last.hash, 'hex') as hash
    from unnest(${subjects}::text[]) as wanted (subject)
    cross join lateral (
      select place, hash from hub.evidence_record r where r.subject = wanted.subject order by place desc limit 1
    ) last`.execute(tx);
  return new Map(rows.map(({ subject, ...last }) => [subject, last]));
}

const lockChain = async (tx: Tx): Promise<boolean> => {
  const { rows } = await sql<{ got: boolean }>`select pg_try_advisory_xact_lock(${chainLock}) as got`.execute(tx);
  return rows[0]?.got ?? false;
};

/** Publishes the public half of the key that signs from now on. Known ones stay. */
export async function publishEvidenceKey(db: Database, key: EvidenceKey): Promise<void> {
  await sql`
    insert into hub.evidence_key (id, public_pem) values (${key.id}, ${key.publicPem}) on conflict do nothing`.execute(
    db,
  );
}

export interface Work {
  /** Facts wait to be chained. */
  readonly facts: boolean;
  /** Records wait for a signature, and are many or old enough. */
  readonly head: boolean;
}

/** What there is to do now; one look that changes nothing. @param oldMs milliseconds a record waits for its head. */
export async function findWork(db: Reader, oldMs: number): Promise<Work> {
  const { rows } = await sql<Work>`
    select exists (select from hub.evidence_entry) as facts,
           coalesce((select max(seq) from hub.evidence_record) - signed.last >= ${headSize}, false) or exists (
             select from hub.evidence_record
             where seq = signed.last + 1 and recorded_at <= clock_timestamp() - make_interval(secs => ${oldMs / 1000})
           ) as head
    from (select coalesce(max(last_seq), 0) as last from hub.evidence_head) signed`.execute(db);
  return rows[0] ?? { facts: false, head: false };
}

/**
 * Signs a head over the records after the last head, at most `headSize` of them.
 * @returns the last record it covers; undefined: there is none, or another process is at it.
 */
export async function sealHead(db: Database, key: EvidenceKey): Promise<number | undefined> {
  return db.transaction().execute(async (tx) => {
    if (!(await lockChain(tx))) return undefined;
    const { rows: heads } = await sql<{ number: bigint; last: bigint; hash: string }>`
      select number, last_seq as last, encode(hash, 'hex') as hash from hub.evidence_head
      order by number desc limit 1`.execute(tx);
    const before = heads[0];
    const { rows: open } = await sql<{ seq: bigint; hash: string; now: Date }>`
      select seq, encode(hash, 'hex') as hash, clock_timestamp() as now from hub.evidence_record
      where seq > ${before?.last ?? 0n} order by seq limit ${headSize}`.execute(tx);
    const [oldest, newest] = [open[0], open.at(-1)];
    if (!oldest || !newest) return undefined;
    const head: Head = {
      v: 1,
      number: Number(before?.number ?? 0n) + 1,
      first: Number(oldest.seq),
      last: Number(newest.seq),
      root: merkleRoot(open.map(({ hash }) => hash)),
      lastHash: newest.hash,
      previous: before?.hash ?? null,
      at: newest.now.toISOString(),
      key: key.id,
    };
    await sql`
      insert into hub.evidence_head (number, first_seq, last_seq, root, last_hash, previous, at, key_id, hash, signature)
      values (${head.number}, ${head.first}, ${head.last}, decode(${head.root}, 'hex'), decode(${head.lastHash}, 'hex'),
              decode(${head.previous}, 'hex'), ${head.at}, ${head.key}, decode(${hashOf(head)}, 'hex'),
              decode(${key.sign(head)}, 'hex'))`.execute(tx);
    return head.last;
  });
}

/**
 * Has everything that committed before this call chained and signed, by whichever process; for an export, which is
 * complete only then. Works while no hub runs.
 * @returns false when it took longer than `limitMs`.
 */
export async function settleEvidence(db: Database, key: EvidenceKey, limitMs: number): Promise<boolean> {
  const until = performance.now() + limitMs;
  const newest = await db
    .selectFrom("evidence_entry")
    .select(({ fn }) => fn.max("id").as("id"))
    .executeTakeFirst();
  let target: bigint | undefined;
  while (performance.now() < until) {
    const chained = await chainBatch(db, 1_000);
    const { rows } = await sql<{ open: boolean; last: bigint; signed: bigint }>`
      select exists (select from hub.evidence_entry where id <= ${newest?.id ?? 0n}) as open,
             coalesce((select max(seq) from hub.evidence_record), 0) as last,
             coalesce((select max(last_seq) from hub.evidence_head), 0) as signed`.execute(db);
    const [now] = rows;
    if (now && !now.open) {
      target ??= now.last;
      if (now.signed >= target) return true;
      await sealHead(db, key);
    } else if (chained === undefined) await wait(50);
  }
  return false;
}

interface RecordRow extends Omit<Fact, "kind"> {
  readonly kind: EvidenceKind;
  readonly seq: bigint;
  readonly place: number | null;
  readonly hash: string;
  readonly previous: string | null;
  readonly previousOfSubject: string | null;
}

export interface ChainedRecord {
  readonly record: EvidenceRecord;
  readonly hash: string;
}

/** Records as they were hashed, in the order of the chain. */
export async function readRecords(
  db: Reader,
  which: { readonly subject: string } | { readonly first: number; readonly last: number },
): Promise<ChainedRecord[]> {
  const meant =
    "subject" in which ? sql`f.subject = ${which.subject}` : sql`f.seq between ${which.first} and ${which.last}`;
  const { rows } = await sql<RecordRow>`
    select f.seq, f.place, encode(f.hash, 'hex') as hash, ${fact},
           encode(before.hash, 'hex') as previous, encode(own.hash, 'hex') as "previousOfSubject"
    from hub.evidence_record f
    left join hub.evidence_record before on before.seq = f.seq - 1
    left join hub.evidence_record own on own.subject = f.subject and own.place = f.place - 1
    where ${meant} order by f.seq`.execute(db);
  return rows.map(({ seq, place, hash, previous, previousOfSubject, ...one }) => ({
    record: writeRecord(one, Number(seq), place, previous, previousOfSubject),
    hash,
  }));
}

export interface SignedHead {
  readonly head: Head;
  readonly signature: string;
}

/** The heads that cover these records, in order. */
export async function readHeads(
  db: Reader,
  which: readonly number[] | { readonly first: number; readonly last: number },
): Promise<SignedHead[]> {
  const meant =
    "first" in which
      ? sql`select * from hub.evidence_head where last_seq >= ${which.first} and first_seq <= ${which.last}`
      : sql`
        select distinct covering.* from unnest(${which}::bigint[]) as wanted (seq)
        cross join lateral (
          select * from hub.evidence_head h where h.first_seq <= wanted.seq order by h.first_seq desc limit 1
        ) covering
        where covering.last_seq >= wanted.seq`;
  const { rows } = await sql<{
    number: bigint;
    first: bigint;
    last: bigint;
    root: string;
    lastHash: string;
    previous: string | null;
    at: Date;
    key: string;
    signature: string;
  }>`
    select number, first_seq as first, last_seq as last, encode(root, 'hex') as root,
           encode(last_hash, 'hex') as "lastHash", encode(previous, 'hex') as previous, at, key_id as key,
           encode(signature, 'hex') as signature
    from (${meant}) h order by number`.execute(db);
  return rows.map(({ signature, number, first, last, root, lastHash, previous, at, key }) => ({
    head: {
      v: 1,
      number: Number(number),
      first: Number(first),
      last: Number(last),
      root,
      lastHash,
      previous,
      at: at.toISOString(),
      key,
    },
    signature,
  }));
}

/** The hashes of a stretch of the chain, in its order. */
export async function readHashes(db: Reader, first: number, last: number): Promise<string[]> {
  const { rows } = await sql<{ hash: string }>`
    select encode(hash, 'hex') as hash from hub.evidence_record where seq between ${first} and ${last}
    order by seq`.execute(db);
  return rows.map(({ hash }) => hash);
}

export const keysOf = async (db: Reader, ids: readonly string[]): Promise<EvidencePublicKey[]> =>
  (await listEvidenceKeys(db)).filter(({ id }) => ids.includes(id));

export interface EvidencePublicKey {
  readonly id: string;
  readonly publicPem: string;
  readonly createdAt: Date;
}

/** The public keys that ever signed, oldest first. */
export async function listEvidenceKeys(db: Reader): Promise<EvidencePublicKey[]> {
  return db
    .selectFrom("evidence_key")
    .select(["id", "public_pem as publicPem", "created_at as createdAt"])
    .orderBy("created_at")
    .orderBy("id")
    .execute();
}

export interface EvidenceLag {
  /** Seconds since the oldest fact that is not chained yet was written down; 0: all are. */
  readonly chained: number;
  /** Seconds since the oldest record without a signature was written down. */
  readonly signed: number;
  /** Seconds since the oldest head without a time stamp was signed; 0 also where no authority was ever asked. */
  readonly stamped: number;
}

export async function measureLag(db: Reader): Promise<EvidenceLag> {
  const { rows } = await sql<EvidenceLag>`
    select ${ageOf(sql`select recorded_at from hub.evidence_entry order by id limit 1`)} as chained,
           ${ageOf(sql`select recorded_at from hub.evidence_record
             where seq > coalesce((select max(last_seq) from hub.evidence_head), 0) order by seq limit 1`)} as signed,
           ${ageOf(sql`select at from hub.evidence_head
             where (exists (select from hub.evidence_stamp) or exists (select from hub.evidence_outage)) and number > coalesce((select max(head_number) from hub.evidence_stamp), 0)
             order by number limit 1`)} as stamped`.execute(db);
  return rows[0] ?? { chained: 0, signed: 0, stamped: 0 };
}

const ageOf = (moment: RawBuilder<unknown>) =>
  sql`greatest(0, coalesce(extract(epoch from now() - (${moment})), 0))::double precision`;

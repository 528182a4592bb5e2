import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { Database } from "../../platform/database.ts";
import { askAuthority } from "./ask-authority.ts";
import { canonicalJson, sha256 } from "./record.ts";
import { readHeads } from "./chain.ts";
import { readStampResponse, StampError, writeStampRequest } from "./stamp.ts";

// any number, the same in every process of the hub
const stampLock = 736_120_531;

export interface StampRound {
  readonly stamped: number;
  /** Why it ended early; undefined: every head has its stamp. */
  readonly fault?: string;
}

/**
 * Stamps the heads that have none, oldest first, one process at a time. The first failure ends the round and opens the
 * outage on record, once; the first success after it closes it. Nothing else waits for any of this.
 * @returns undefined while another process is at it.
 */
export async function stampHeads(
  db: Database,
  url: string,
  limitMs: number,
  closing: AbortSignal,
): Promise<StampRound | undefined> {
  // held by the connection, not by a transaction: an authority may take its time
  return db.connection().execute(async (own) => {
    const { rows } = await sql<{ got: boolean }>`select pg_try_advisory_lock(${stampLock}) as got`.execute(own);
    if (!rows[0]?.got) return undefined;
    try {
      return await stampAll(own, url, limitMs, closing);
    } finally {
      await sql`select pg_advisory_unlock(${stampLock})`.execute(own);
    }
  });
}

async function stampAll(db: Database, url: string, limitMs: number, closing: AbortSignal): Promise<StampRound> {
  for (let stamped = 0; ; stamped++) {
    if (isOver(closing)) return { stamped };
    const next = await firstUnstamped(db);
    if (!next) return { stamped };
    const text = canonicalJson(next.head);
    const nonce = randomBytes(8);
    let token: Uint8Array;
    try {
      const answer = await askAuthority(url, writeStampRequest(sha256(text), nonce), limitMs, closing);
      token = await readStampResponse(answer, text, nonce);
    } catch (error) {
      if (!(error instanceof StampError)) throw error;
      if (isOver(closing)) return { stamped };
      await sql`
        insert into hub.evidence_outage (cause) values (${error.message}) on conflict do nothing`.execute(db);
      return { stamped, fault: error.message };
    }
    await sql`
      with kept as (
        insert into hub.evidence_stamp (head_number, token, stamped_at)
        values (${next.head.number}, ${Buffer.from(token)}, clock_timestamp()) on conflict do nothing
      )
      update hub.evidence_outage set closed_at = clock_timestamp() where closed_at is null`.execute(db);
  }
}

/** Read through a function: it changes while the authority is asked. */
const isOver = (closing: AbortSignal): boolean => closing.aborted;

async function firstUnstamped(db: Database) {
  const { rows } = await sql<{ first: bigint }>`
    select first_seq as first from hub.evidence_head h
    where number > coalesce((select max(head_number) from hub.evidence_stamp), 0)
    order by number limit 1`.execute(db);
  return rows[0] && (await readHeads(db, [Number(rows[0].first)]))[0];
}

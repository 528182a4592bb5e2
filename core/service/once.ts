import { sql } from "kysely";
import type { Refusal } from "../domain/refusal.ts";
import type { Database, Tx } from "../../platform/database.ts";

/** Who asks for an effect, and by which key a repeat is recognised. Keys are scoped by partner (P3). */
export interface Ask {
  readonly partnerId: string;
  /** The agencies the partner speaks for. */
  readonly units: ReadonlySet<string>;
  readonly key: string;
  /** SHA-256 over operation, path and body: the same key with another digest is a mistake of the caller. */
  readonly digest: string;
  readonly requestId: string;
}

export type Answer<T> =
  | { readonly ok: true; readonly replayed: boolean; readonly body: T }
  | { readonly ok: false; readonly code: "idempotency-key-reused" }
  | Refusal;

/**
 * Runs `work` in one transaction and keeps its answer under the caller's key in that same transaction, so that a
 * repeat gives the answer again and has no second effect (P3). A refusal keeps nothing: it may be asked again.
 */
export async function once<T extends object>(
  db: Database,
  ask: Ask,
  work: (tx: Tx) => Promise<{ readonly ok: true; readonly body: T } | Refusal>,
): Promise<Answer<T>> {
  const before = await findAnswer<T>(db, ask);
  if (before) return before;
  try {
    return await db.transaction().execute(async (tx) => {
      const answer = await work(tx);
      if (!answer.ok) throw new RolledBack(answer);
      await tx
        .insertInto("idempotency")
        .values({
          partner_id: ask.partnerId,
          key: ask.key,
          request_sha256: ask.digest,
          status: 200,
          answer: JSON.stringify(answer.body),
        })
        .execute();
      return { ok: true, replayed: false, body: answer.body };
    });
  } catch (error) {
    // The same request may have been faster: its effect is why ours was refused or its key why ours collided.
    const refused = error instanceof RolledBack;
    if (!refused && !isKeyTaken(error)) throw error;
    const meanwhile = await findAnswer<T>(db, ask);
    if (meanwhile) return meanwhile;
    if (refused) return error.refusal;
    throw error;
  }
}

/** Answers are kept for eight days; after that a key may be used again. */
export const forgetOldAnswers = async (db: Database): Promise<number> =>
  Number(
    (await sql`delete from idempotency where created_at < now() - interval '8 days'`.execute(db)).numAffectedRows ?? 0n,
  );

async function findAnswer<T>(db: Database, ask: Ask): Promise<Answer<T> | undefined> {
  const row = await db
    .selectFrom("idempotency")
    .select(["request_sha256", "answer"])
    .where("partner_id", "=", ask.partnerId)
    .where("key", "=", ask.key)
    .executeTakeFirst();
  if (!row) return undefined;
  if (row.request_sha256 !== ask.digest) return { ok: false, code: "idempotency-key-reused" };
  return { ok: true, replayed: true, body: row.answer as T };
}

/** A refusal on its way out of the transaction: nothing of it may stay. */
class RolledBack extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

const isKeyTaken = (error: unknown): boolean =>
  error instanceof Error && "constraint" in error && error.constraint === "idempotency_pkey";

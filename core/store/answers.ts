import { sql } from "kysely";
import type { Database, Reader, Tx } from "../../platform/database.ts";

/** By what a repeat is recognised: keys are scoped by partner (P3). */
export interface AnswerKey {
  readonly partnerId: string;
  readonly key: string;
}

/** An answer already given, with the digest of the request it was given to. */
export interface KeptAnswer {
  readonly digest: string;
  readonly body: unknown;
}

export async function findAnswer(db: Reader, { partnerId, key }: AnswerKey): Promise<KeptAnswer | undefined> {
  const row = await db
    .selectFrom("idempotency")
    .select(["request_sha256 as digest", "answer as body"])
    .where("partner_id", "=", partnerId)
    .where("key", "=", key)
    .executeTakeFirst();
  return row;
}

/** Keeps an answer in the transaction of its effect. A key that was taken meanwhile throws: see `isKeyTaken`. */
export async function keepAnswer(tx: Tx, { partnerId, key }: AnswerKey, { digest, body }: KeptAnswer): Promise<void> {
  await tx
    .insertInto("idempotency")
    .values({ partner_id: partnerId, key, request_sha256: digest, answer: JSON.stringify(body) })
    .execute();
}

/** Adds to the messages of an answer kept in this transaction. */
export async function addMessages(tx: Tx, { partnerId, key }: AnswerKey, messages: readonly object[]): Promise<void> {
  await sql`
    update idempotency
       set answer = jsonb_set(answer, '{messages}', answer -> 'messages' || ${JSON.stringify(messages)}::jsonb)
     where partner_id = ${partnerId} and key = ${key}`.execute(tx);
}

/** Whether a write failed because another request has kept an answer under the same key. */
export const isKeyTaken = (error: unknown): boolean =>
  error instanceof Error && "constraint" in error && error.constraint === "idempotency_pkey";

/** Answers are kept for eight days; after that a key may be used again. */
export const forgetOldAnswers = async (db: Database): Promise<number> =>
  Number(
    (await sql`delete from idempotency where created_at < now() - interval '8 days'`.execute(db)).numAffectedRows ?? 0n,
  );

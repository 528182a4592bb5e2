import type { Refusal } from "../domain/refusal.ts";
import { findAnswer, isKeyTaken, keepAnswer, type KeptAnswer } from "../store/answers.ts";
import type { Database, Tx } from "../../platform/database.ts";
import type { Together } from "../../platform/shared-transaction.ts";

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

/** Who asks when the hub itself does, by the clock. No partner can be called so: see the check of `partner.id`. */
export const theHub = "hub:jobs";

type Done<T> = { readonly ok: true; readonly replayed: boolean; readonly body: T };
type Denied = { readonly ok: false; readonly code: "idempotency-key-reused" } | Refusal;
export type Answer<T> = Done<T> | Denied;

/**
 * Runs `work` in one transaction and keeps its answer under the caller's key in that same transaction, so that a
 * repeat gives the answer again and has no second effect (P3). A refusal keeps nothing: it may be asked again.
 */
export async function once<T extends object>(
  db: Database,
  ask: Ask,
  work: (tx: Tx) => Promise<{ readonly ok: true; readonly body: T } | Refusal>,
): Promise<Answer<T>> {
  const before = await answerBefore<T>(db, ask);
  if (before) return before;
  const answer = await onceWithin<T>({ db }, ask, async (tx) => {
    const done = await work(tx);
    if (!done.ok) return done;
    await keepAnswer(tx, ask, { digest: ask.digest, body: done.body });
    return { ok: true, replayed: false, body: done.body };
  });
  // the same request may have been faster: its effect is why ours was refused
  return answer.ok ? answer : ((await answerBefore<T>(db, ask)) ?? answer);
}

/**
 * The same for work whose own statements look for the answer given before (`givenTo`) and keep the new one: a dossier's
 * hot path, where each round trip counts. Whatever is refused is rolled back.
 * @param lockedFirst what the work locks before all else, when it may share a transaction: then it refuses nothing that
 *   it has written.
 */
export async function onceWithin<T extends object>(
  { db, told, together }: { readonly db: Database; readonly told?: () => void; readonly together?: Together },
  ask: Ask,
  work: (tx: Tx) => Promise<Answer<T>>,
  lockedFirst?: string,
): Promise<Answer<T>> {
  const shared = lockedFirst === undefined ? undefined : await together?.(lockedFirst, work);
  // whoever wrote in it tells what it owes
  if (shared) return shared.done;
  try {
    const done = await db.transaction().execute(async (tx) => {
      const answer = await work(tx);
      if (!answer.ok) throw new RolledBack(answer);
      return answer;
    });
    told?.();
    return done;
  } catch (error) {
    if (error instanceof RolledBack) return error.denied;
    // another request with our key was faster, and only its write told us
    const meanwhile = isKeyTaken(error) ? await answerBefore<T>(db, ask) : undefined;
    if (meanwhile) return meanwhile;
    throw error;
  }
}

/** What a kept answer says to this request: the same again, or that the key belongs to another request. */
export const givenTo = <T>({ digest }: Ask, kept: KeptAnswer): Answer<T> =>
  kept.digest === digest
    ? { ok: true, replayed: true, body: kept.body as T }
    : { ok: false, code: "idempotency-key-reused" };

async function answerBefore<T>(db: Database, ask: Ask): Promise<Answer<T> | undefined> {
  const kept = await findAnswer(db, ask);
  return kept && givenTo<T>(ask, kept);
}

/** A refusal on its way out of the transaction: nothing of it may stay. */
class RolledBack extends Error {
  readonly denied: Denied;
  constructor(denied: Denied) {
    super(denied.code);
    this.denied = denied;
  }
}

import { againAfterMs } from "../domain/letter/pace.ts";
import { findGate, lockGate, noteTry, openGate, shutGate, type LetterGate } from "../store/letter-gates.ts";
import type { Database } from "../../platform/database.ts";

export { listGates, type LetterGate } from "../store/letter-gates.ts";

interface GateWorld {
  readonly db: Database;
  readonly now: () => Date;
}

const later = (now: Date, ms: number): Date => new Date(now.getTime() + ms);

/** Undefined: the account is let in. */
export const gateOf = ({ db }: Pick<GateWorld, "db">, account: string): Promise<LetterGate | undefined> =>
  findGate(db, account);

/**
 * The axis does not let the account in: its name, secret or clock is at fault, and no letter. All that is its waits, and one question
 * is asked by one pace.
 */
export const notLetIn = (
  { db, now }: GateWorld,
  account: string,
  { detail, retryAfterMs = 0 }: { readonly detail: string; readonly retryAfterMs?: number },
): Promise<void> => {
  const at = now();
  return shutGate(db, { account, detail, now: at }, later(at, againAfterMs(1)), later(at, retryAfterMs));
};

/**
 * Whether the account may be asked what it has: it is let in, or it is time for its one question, which this call then is.
 * @param isKeyNew its secret is not the one that was refused.
 */
export const mayAsk = ({ db, now }: GateWorld, account: string, isKeyNew: boolean): Promise<boolean> =>
  db.transaction().execute(async (tx) => {
    const gate = await lockGate(tx, account);
    if (!gate) return true;
    if (gate.nextAt > now() && !isKeyNew) return false;
    await noteTry(tx, account, later(now(), againAfterMs(gate.tries + 1)));
    return true;
  });

/** It was let in: what waited goes on. */
export const letIn = ({ db }: Pick<GateWorld, "db">, account: string): Promise<void> => openGate(db, account);

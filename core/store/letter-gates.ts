import { sql } from "kysely";
import type { Reader, Tx } from "../../platform/database.ts";

/** An account that the axis does not let in. */
export interface LetterGate {
  readonly account: string;
  readonly since: Date;
  /** Questions that were refused so far. */
  readonly tries: number;
  /** When the next question may be asked. */
  readonly nextAt: Date;
  /** As the axis said last. */
  readonly detail: string;
}

const columns = sql`account, since, tries, next_at as "nextAt", detail`;

/** Undefined: it is let in. */
export async function findGate(db: Reader, account: string): Promise<LetterGate | undefined> {
  const { rows } = await sql<LetterGate>`select ${columns} from letter_gate where account = ${account}`.execute(db);
  return rows[0];
}

export async function lockGate(tx: Tx, account: string): Promise<LetterGate | undefined> {
  const { rows } = await sql<LetterGate>`
    select ${columns} from letter_gate where account = ${account} for update`.execute(tx);
  return rows[0];
}

/** Not let in. Where that was known it waits no longer for it, unless the axis says how long. */
export async function shutGate(
  db: Reader,
  gate: { readonly account: string; readonly detail: string; readonly now: Date },
  firstTryAt: Date,
  notBefore: Date,
): Promise<void> {
  await sql`
    insert into letter_gate (account, since, next_at, detail)
    values (${gate.account}, ${gate.now}, greatest(${firstTryAt}::timestamptz, ${notBefore}::timestamptz), ${gate.detail})
    on conflict (account) do update
      set detail = excluded.detail, next_at = greatest(letter_gate.next_at, ${notBefore}::timestamptz)`.execute(db);
}

export async function noteTry(tx: Tx, account: string, nextAt: Date): Promise<void> {
  await sql`update letter_gate set tries = tries + 1, next_at = ${nextAt} where account = ${account}`.execute(tx);
}

export async function openGate(db: Reader, account: string): Promise<void> {
  await sql`delete from letter_gate where account = ${account}`.execute(db);
}

export async function listGates(db: Reader): Promise<LetterGate[]> {
  const { rows } = await sql<LetterGate>`select ${columns} from letter_gate order by account`.execute(db);
  return rows;
}

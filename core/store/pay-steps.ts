import { sql } from "kysely";
import type { Database, Reader, Tx } from "../../platform/database.ts";

/** A step that money owes to its dossier. */
export interface OwedStep {
  /** The same at every try; the dossier's answer is kept under it. */
  readonly key: string;
  readonly feeId: bigint;
  readonly dossierId: bigint;
  readonly step: "confirmPayment" | "confirmRefund";
  readonly details: Readonly<Record<string, unknown>>;
  /** When it happened to the money. */
  readonly at: Date;
  readonly tried: number;
}

export async function oweStep(tx: Tx, owed: Omit<OwedStep, "tried">, now: Date): Promise<void> {
  await sql`
    insert into hub.payment_step (key, fee_id, dossier_id, step, details, at, owed_at, next_at)
    values (${owed.key}, ${owed.feeId}, ${owed.dossierId}, ${owed.step}, ${JSON.stringify(owed.details)}::jsonb,
            ${owed.at}, ${now}, ${now})
        -- its money was taken back, and comes after all: what waited is owed again, and what had fallen with it
        on conflict (key) do update
           set next_at = excluded.next_at, at = excluded.at, done_at = null, how = null, tried = 0
         where (payment_step.done_at is null and payment_step.how = 'takenBack')
            or (payment_step.done_at is not null and payment_step.how <> 'taken')`.execute(tx);
}

/** Those whose time has come; of one fee alone where it is named. Undone ones only. */
export async function owedSteps(
  db: Database,
  now: Date,
  { feeId, most }: { readonly feeId?: bigint; readonly most: number },
): Promise<readonly OwedStep[]> {
  const { rows } = await sql<OwedStep>`
    select key, fee_id as "feeId", dossier_id as "dossierId", step, details, at, tried from hub.payment_step
     where next_at <= ${now} ${feeId === undefined ? sql`` : sql`and fee_id = ${feeId}`}
     order by next_at, key limit ${most}`.execute(db);
  return rows;
}

/** @param nextAt null: taken, or a person's. */
export async function noteStep(
  db: Reader,
  key: string,
  { how, doneAt, nextAt }: { readonly how: string; readonly doneAt: Date | null; readonly nextAt: Date | null },
): Promise<void> {
  await sql`
    update hub.payment_step set how = ${how}, done_at = ${doneAt}, next_at = ${nextAt}, tried = tried + 1
     where key = ${key} and done_at is null`.execute(db);
}

/** Refused for now: tried again, unless what it rests on was taken away since. @param nextAt null: a person's. */
export async function noteTried(
  db: Reader,
  key: string,
  { how, nextAt }: { readonly how: string; readonly nextAt: Date | null },
): Promise<void> {
  await sql`
    update hub.payment_step set how = ${how}, next_at = ${nextAt}, tried = tried + 1
     where key = ${key} and done_at is null and next_at is not null`.execute(db);
}

/** The fee whose step it is, as long as that is owed: undone, and not put off until a person or the money says more. */
export async function feeOwing(tx: Tx, key: string): Promise<bigint | undefined> {
  const { rows } = await sql<{ feeId: bigint }>`
    select fee_id as "feeId" from hub.payment_step
     where key = ${key} and done_at is null and next_at is not null`.execute(tx);
  return rows[0]?.feeId;
}

/** What is owed or was taken for these fees. */
export async function stepsOf(
  db: Reader,
  feeIds: readonly bigint[],
): Promise<readonly { key: string; feeId: bigint; step: string; how: string | null; doneAt: Date | null }[]> {
  const { rows } = await sql<{ key: string; feeId: bigint; step: string; how: string | null; doneAt: Date | null }>`
    select key, fee_id as "feeId", step, how, done_at as "doneAt" from hub.payment_step
     where fee_id = any(${feeIds.map(String)}::bigint[]) order by owed_at, key`.execute(db);
  return rows;
}

export interface FoundDossier {
  readonly code: string;
  readonly receivedBy: string;
  readonly returnsTo: string;
  readonly lastEventAt: Date;
  readonly state: string;
  readonly money: string;
}
export async function dossierOfStep(db: Reader, id: bigint): Promise<FoundDossier | undefined> {
  const { rows } = await sql<FoundDossier>`
    select code, received_by as "receivedBy", coalesce(returns_to, received_by) as "returnsTo", last_event_at as "lastEventAt", state, money
      from hub.dossier where id = ${id}`.execute(db);
  return rows[0];
}

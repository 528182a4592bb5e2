import { sql } from "kysely";
import type { Dong } from "../domain/payment/dong.ts";
import type { Reader, Tx } from "../../platform/database.ts";

export interface FeeLine {
  readonly kind: "phi" | "lePhi";
  readonly name: string;
  readonly amount: Dong;
  readonly source: "catalogue" | "stated";
  /** Of one that is stated: the text of law or the decision that says so much. */
  readonly basis: string | null;
}

export const feeEndings = ["waived", "replaced", "withdrawn", "paidOtherwise", "settled", "notTaken"] as const;
export type FeeEnding = (typeof feeEndings)[number];

export interface StoredFee {
  readonly id: bigint;
  readonly dossierId: bigint;
  /** Of the dossier's fees, from 1. */
  readonly number: number;
  readonly amount: Dong;
  readonly fixedBy: string;
  readonly fixedAt: Date;
  readonly endedAt: Date | null;
  readonly endedWhy: FeeEnding | null;
  /** Reference of the request that pays it. */
  readonly paidBy: string | null;
  readonly paidAt: Date | null;
}

type FeeRow = Omit<StoredFee, "endedWhy"> & { readonly endedWhy: string | null };
const columns = sql`id, dossier_id as "dossierId", number, amount, fixed_by as "fixedBy", fixed_at as "fixedAt",
  ended_at as "endedAt", ended_why as "endedWhy", paid_by as "paidBy", paid_at as "paidAt"`;
const toFee = (row: FeeRow): StoredFee => ({ ...row, endedWhy: row.endedWhy as FeeEnding | null });

/** The lock of all that happens to a fee and its requests; whoever needs the dossier's as well takes that one first. */
export async function lockFee(tx: Tx, id: bigint): Promise<StoredFee> {
  const { rows } = await sql<FeeRow>`select ${columns} from hub.fee where id = ${id} for no key update`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error(`no fee ${id.toString()}`);
  return toFee(row);
}

/** The dossier's fee in force, locked. Undefined: nothing is owed. */
export async function lockFeeOf(tx: Tx, dossierId: bigint): Promise<StoredFee | undefined> {
  const { rows } = await sql<FeeRow>`
    select ${columns} from hub.fee where dossier_id = ${dossierId} and ended_at is null for no key update`.execute(tx);
  return rows[0] && toFee(rows[0]);
}

/** All of a dossier, oldest first. */
export async function feesOf(db: Reader, dossierId: bigint): Promise<readonly StoredFee[]> {
  const { rows } = await sql<FeeRow>`
    select ${columns} from hub.fee where dossier_id = ${dossierId} order by number`.execute(db);
  return rows.map(toFee);
}

export async function feeLinesOf(db: Reader, feeId: bigint): Promise<readonly FeeLine[]> {
  const { rows } = await sql<FeeLine>`
    select kind, name, amount, source, basis from hub.fee_line where fee_id = ${feeId} order by line`.execute(db);
  return rows;
}

/** Under the dossier's lock: its next fee. */
export async function insertFee(
  tx: Tx,
  fee: Pick<StoredFee, "dossierId" | "amount" | "fixedBy" | "fixedAt"> & { readonly lines: readonly FeeLine[] },
): Promise<StoredFee> {
  const { rows } = await sql<FeeRow>`
    insert into hub.fee (dossier_id, number, amount, fixed_by, fixed_at)
    select ${fee.dossierId}, coalesce(max(number), 0) + 1, ${fee.amount}, ${fee.fixedBy}, ${fee.fixedAt}
      from hub.fee where dossier_id = ${fee.dossierId}
    returning ${columns}`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error("no fee was written");
  const lines = fee.lines.map((line, index) => ({ ...line, amount: String(line.amount), line: index + 1 }));
  await sql`
    insert into hub.fee_line (fee_id, line, kind, name, amount, source, basis)
    select ${row.id}, line, kind, name, amount, source, basis
      from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb)
        as said (line int, kind text, name text, amount bigint, source text, basis text)`.execute(tx);
  return toFee(row);
}

export async function endFee(tx: Tx, id: bigint, why: FeeEnding, at: Date): Promise<void> {
  await sql`update hub.fee set ended_at = ${at}, ended_why = ${why} where id = ${id} and ended_at is null`.execute(tx);
}

export async function reopenFee(tx: Tx, id: bigint): Promise<void> {
  await sql`update hub.fee set ended_at = null, ended_why = null where id = ${id}`.execute(tx);
}

/** Paid by another, it stays so; by the same after it had been in doubt, it bears the day of what came after all. */
export async function feePaid(tx: Tx, id: bigint, reference: string, at: Date): Promise<void> {
  await sql`update hub.fee set paid_by = ${reference}, paid_at = ${at}
     where id = ${id} and (paid_by is null or paid_by = ${reference})`.execute(tx);
}

/** The fee was paid when the first of its sum under its reference came: what had come before it is none any more. */
export async function datePaid(tx: Tx, feeId: bigint): Promise<void> {
  const { rows } = await sql<{ at: Date }>`
    select p.paid_at as at from hub.fee f join hub.payment p on p.reference = f.paid_by
     where f.id = ${feeId} and p.kept = 'counted' and p.amount = f.amount order by p.id limit 1`.execute(tx);
  if (rows[0]) await datePaidAt(tx, feeId, rows[0].at);
}

/** A step that its dossier has not taken yet bears that moment, too. */
export async function datePaidAt(tx: Tx, feeId: bigint, at: Date): Promise<void> {
  await sql`
    update hub.payment_step s set at = ${at}
      from hub.fee f where f.id = ${feeId} and s.key = 'payment ' || f.paid_by and s.done_at is null`.execute(tx);
  await sql`update hub.fee set paid_at = ${at} where id = ${feeId}`.execute(tx);
}

/** What paid it is no payment of it after all. */
export async function unpayFee(tx: Tx, id: bigint): Promise<void> {
  await sql`update hub.fee set paid_by = null, paid_at = null where id = ${id}`.execute(tx);
}

import { sql } from "kysely";
import type { CallbackVerdict, PaymentReport } from "../domain/payment/report.ts";
import type { Database, Reader, Tx } from "../../platform/database.ts";

/** What was said about a payment, as it is kept for ever (R17). */
export interface SaidReport {
  readonly gateway: string;
  readonly source: "callback" | "asked" | "statement" | "browser" | "post";
  /** Null: it could not be read so far. */
  readonly report: PaymentReport | null;
  readonly verdict: CallbackVerdict;
  readonly rule: string | null;
  readonly kept: "counted" | "suspense" | "noted" | "refused";
  readonly contentSha256: string;
  /** Bounded, without card fields (R18). */
  readonly raw: string | null;
  readonly peer: string | null;
  readonly at: Date;
}

export async function insertReport(tx: Tx, said: SaidReport): Promise<bigint> {
  const { report } = said;
  const { id } = await tx
    .insertInto("payment_report")
    .values({
      ...{ gateway: said.gateway, source: said.source, reference: report?.reference.slice(0, 100) ?? null },
      ...{ outcome: report?.outcome ?? null, amount: report?.amount ?? null, currency: report?.currency ?? null },
      ...{ their_number: report?.theirNumber ?? null, said_at: report?.at ?? null, code: report?.code ?? null },
      ...{ verdict: said.verdict, rule: said.rule, kept: said.kept, content_sha256: said.contentSha256 },
      ...{ raw: said.raw, peer: said.peer, heard_at: said.at },
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** How the same content was taken before, the best of it; undefined: it is new. */
export async function reportBefore(
  db: Reader,
  gateway: string,
  contentSha256: string,
): Promise<{ readonly kept: string; readonly verdicts: readonly string[] } | undefined> {
  const { rows } = await sql<{ kept: string; verdict: string }>`
    select kept, verdict from hub.payment_report
     where gateway = ${gateway} and content_sha256 = ${contentSha256}
     order by kept = 'counted' desc, id limit 20`.execute(db);
  return rows[0] && { kept: rows[0].kept, verdicts: rows.map(({ verdict }) => verdict) };
}

/** A stranger is counted, not kept: a row a reason, network and hour. */
export async function countStranger(
  db: Reader,
  stranger: { readonly gateway: string; readonly reason: string; readonly network: string; readonly at: Date },
  times: number,
): Promise<void> {
  await sql`
    insert into hub.payment_stranger as known (gateway, reason, network, hour, times)
    values (${stranger.gateway}, ${stranger.reason}, ${stranger.network}, date_trunc('hour', ${stranger.at}::timestamptz, 'UTC'), ${times})
        on conflict (gateway, reason, network, hour) do update set times = known.times + excluded.times`.execute(db);
}

/** What a callback leaves for a person; open once for a request and class. */
export async function openCase(
  tx: Tx,
  one: {
    readonly class: "suspense" | "reversedAfterPaid" | "silent" | "contradiction";
    readonly place: string;
    readonly reference: string | null;
    readonly amount: bigint;
    readonly rule: string;
    readonly bookingId: string | null;
    readonly at: Date;
  },
): Promise<void> {
  await sql`
    insert into hub.money_case (class, place, reference, amount, rule, booking_id, opened_at, seen_at)
    select ${one.class}, ${one.place}, ${one.reference}, ${one.amount}, ${one.rule}, ${one.bookingId}, ${one.at}, ${one.at}
     where not exists (
       select from hub.money_case
        where class = ${one.class} and reference is not distinct from ${one.reference} and closed_at is null
          and (${one.bookingId}::text is null or booking_id = ${one.bookingId}))`.execute(tx);
}

/** Cases of a reference that a person's act settles. */
export async function closeCases(
  tx: Tx,
  reference: string,
  classes: readonly string[],
  { by, how, at }: { readonly by: string; readonly how: string; readonly at: Date },
): Promise<void> {
  await sql`
    update hub.money_case set closed_at = ${at}, closed_by = ${by}, closed_how = ${how}
     where reference = ${reference} and class = any(${[...classes]}::text[]) and closed_at is null`.execute(tx);
}

/** A fee that was unpaid by a correction is paid after all: who was called about it looks no more. */
export async function closeUnpaid(
  tx: Tx,
  references: readonly string[],
  { by, how, at }: { readonly by: string; readonly how: string; readonly at: Date },
): Promise<void> {
  await sql`
    update hub.money_case set closed_at = ${at}, closed_by = ${by}, closed_how = ${how}
     where reference = any(${[...references]}::text[]) and class = 'contradiction' and rule = 'R17' and booking_id is null
       and closed_at is null`.execute(tx);
}

/** Whether a person still has to look into this reference. */
export async function hasOpenCase(tx: Tx, reference: string): Promise<boolean> {
  const { rows } = await sql`
    select from hub.money_case where reference = ${reference} and closed_at is null limit 1`.execute(tx);
  return rows.length > 0;
}

const page = 5_000;

/** Lets go of what was heard before, as it was written; what it came to, and its hash, stay for ever (R1, R17). */
export async function forgetReportTexts(db: Database, before: Date): Promise<number> {
  for (let forgotten = 0; ;) {
    const { numAffectedRows = 0n } = await sql`
      update hub.payment_report set raw = null
       where id in (select id from hub.payment_report where heard_at < ${before} and raw is not null
                     order by heard_at limit ${page})`.execute(db);
    forgotten += Number(numAffectedRows);
    if (numAffectedRows < BigInt(page)) return forgotten;
  }
}

import { sql } from "kysely";
import type { PostMatterKind } from "../domain/post/matter.ts";
import { maskPersonal } from "../domain/mask.ts";
import type { Reader } from "../../platform/database.ts";

/** Something about the post that waits for a person. */
export interface PostMatter {
  readonly subject: string;
  readonly kind: PostMatterKind;
  readonly orderId: bigint | null;
  /** What its words are filled with. */
  readonly details: Readonly<Record<string, string>>;
  readonly times: number;
  readonly openedAt: Date;
}

/** One of a kind and subject is open at a time: what comes again is counted. */
export async function openMatter(
  tx: Reader,
  matter: Pick<PostMatter, "subject" | "kind" | "orderId" | "details">,
): Promise<void> {
  const { subject, kind, orderId, details } = matter;
  const masked = Object.fromEntries(
    Object.entries(details).map(([name, value]) => [name, maskPersonal(value).slice(0, 300)]),
  );
  await sql`
    insert into post_matter as m (subject, kind, order_id, details)
    values (${subject.slice(0, 200)}, ${kind}, ${orderId}, ${JSON.stringify(masked)}::jsonb)
    on conflict (subject, kind) where closed_at is null
    do update set times = m.times + 1, details = excluded.details`.execute(tx);
}

/** @returns how many were open. */
export async function closeMatters(
  tx: Reader,
  subject: string,
  kinds: readonly PostMatterKind[] | "all",
  { by, reason, at }: { readonly by: string; readonly reason: string; readonly at: Date },
): Promise<number> {
  const which = kinds === "all" ? sql`true` : sql`kind = any(${[...kinds]}::text[])`;
  const { rows } = await sql`
    update post_matter set closed_at = ${at}, closed_by = ${by}, closed_reason = ${maskPersonal(reason)}
     where subject = ${subject} and closed_at is null and ${which} returning id`.execute(tx);
  return rows.length;
}

/** Open ones, the oldest first. */
export async function listMatters(
  db: Reader,
  { subject, limit = 200 }: { readonly subject?: string; readonly limit?: number } = {},
): Promise<PostMatter[]> {
  const { rows } = await sql<PostMatter>`
    select subject, kind, order_id as "orderId", details, times, opened_at as "openedAt" from post_matter
     where closed_at is null and (${subject ?? null}::text is null or subject = ${subject ?? null})
     order by opened_at, id limit ${limit}`.execute(db);
  return rows;
}

export interface PostCallNote {
  readonly account: string;
  readonly call: string;
  readonly orderId: bigint | null;
  readonly ending: string;
  /** How it ended in words; no body of the post's. */
  readonly said: string;
}

export async function noteCall(db: Reader, { account, call, orderId, ending, said }: PostCallNote): Promise<void> {
  await sql`
    insert into post_call (account, call, order_id, ending, said)
    values (${account}, ${call}, ${orderId}, ${ending}, ${maskPersonal(said).slice(0, 300)})`.execute(db);
}

export async function callsOf(db: Reader, orderId: bigint): Promise<(PostCallNote & { readonly at: Date })[]> {
  const { rows } = await sql<PostCallNote & { readonly at: Date }>`
    select at, account, call, order_id as "orderId", ending, said from post_call
     where order_id = ${orderId} order by id desc limit 50`.execute(db);
  return rows;
}

const atOnce = 10_000;

/** @returns how many went. */
export async function forgetCallsBefore(db: Reader, before: Date): Promise<number> {
  let gone = 0;
  for (let some = atOnce; some === atOnce; gone += some) {
    const { rows } = await sql`
      delete from post_call where id in (select id from post_call where at < ${before} order by at limit ${atOnce})
      returning id`.execute(db);
    some = rows.length;
  }
  return gone;
}

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
  /** When it came last. */
  readonly seenAt: Date;
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
    do update set times = m.times + 1, details = excluded.details, seen_at = now()`.execute(tx);
}

const mostExamples = 5;

/**
 * One matter for all that is of a kind and subject, with the first few of whom it is about as examples. With `isOver`, one that
 * a person closed is not opened again: it was found out once and for all.
 */
export async function countMatter(
  tx: Reader,
  matter: Pick<PostMatter, "subject" | "kind" | "details"> & {
    readonly example: string;
    readonly isOver: boolean;
    readonly at: Date;
  },
): Promise<void> {
  const { kind, example, isOver, at } = matter;
  const subject = matter.subject.slice(0, 200);
  const details = Object.fromEntries(
    Object.entries({ ...matter.details, examples: example }).map(([name, value]) => [
      name,
      maskPersonal(value).slice(0, 300),
    ]),
  );
  await sql`
    insert into post_matter as m (subject, kind, details, opened_at, seen_at)
    select ${subject}, ${kind}, ${JSON.stringify(details)}::jsonb, ${at}, ${at}
     where not ${isOver}::boolean
        or not exists (select from post_matter where subject = ${subject} and kind = ${kind} and closed_at is not null)
    on conflict (subject, kind) where closed_at is null
    do update set times = m.times + 1, seen_at = greatest(m.seen_at, excluded.seen_at),
                  details = excluded.details || jsonb_build_object('examples', case
                    when excluded.details->>'examples' = any(string_to_array(m.details->>'examples', ', '))
                      or cardinality(string_to_array(m.details->>'examples', ', ')) >= ${mostExamples}
                    then m.details->>'examples'
                    else concat_ws(', ', m.details->>'examples', excluded.details->>'examples') end)`.execute(tx);
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
    select subject, kind, order_id as "orderId", details, times, opened_at as "openedAt", seen_at as "seenAt" from post_matter
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

/**
 * Lets go of what the post said of orders that are not ours; of the matters about them the count stays.
 * @returns how many events went.
 */
export async function forgetStrangersBefore(db: Reader, before: Date): Promise<number> {
  let gone = 0;
  for (let some = atOnce; some === atOnce; gone += some) {
    const { rows } = await sql`
      delete from post_event where id in (
        select id from post_event where order_id is null and came_at < ${before} order by came_at limit ${atOnce})
      returning id`.execute(db);
    some = rows.length;
  }
  await sql`
    update post_matter set details = details || '{"examples": "–"}'
     where kind = 'order-unknown' and seen_at < ${before} and details->>'examples' <> '–'`.execute(db);
  return gone;
}

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

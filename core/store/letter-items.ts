import { sql } from "kysely";
import type { Reader, Tx } from "../../platform/database.ts";

export type MessageType = "edoc" | "status";
export type ItemEnding = "stored" | "repeat" | "changed" | "heard" | "parked" | "refused" | "notOurs" | "trouble";

/** What the axis offered us, once. */
export interface LetterItem {
  readonly id: bigint;
  readonly account: string;
  readonly messageType: MessageType;
  readonly axisId: string;
  /** Who sent it, as the axis says. */
  readonly axisFrom: string | null;
  /** To whom, as the axis says; empty: it does not. */
  readonly axisTo: readonly string[];
  /** `kept`: what it did is on record, and the axis has not been told; `done`, `failed`: it has. */
  readonly state: "listed" | "kept" | "done" | "failed";
  readonly ending: ItemEnding | null;
  readonly rawSha256: string | null;
  readonly fault: unknown;
  readonly tries: number;
  readonly nextAt: Date | null;
  readonly listedAt: Date;
}

const columns = sql`
  id, account, message_type as "messageType", axis_id as "axisId", axis_from as "axisFrom", axis_to as "axisTo", state, ending,
  raw_sha256 as "rawSha256", fault, tries, next_at as "nextAt", listed_at as "listedAt"`;

export interface Offered {
  readonly axisId: string;
  readonly from: string | null;
  readonly to: readonly string[];
  /** It waits for an acknowledgement, for all that the list says. */
  readonly isOpen: boolean;
  /** What it is called can be asked for by nobody: `axisId` is a digest of it. */
  readonly isUnusable?: boolean;
}

/** Why an item is never fetched. */
const unusable = JSON.stringify({ code: "axis-id-unusable" });

/**
 * Writes down what is offered. What was acknowledged before and is offered again is acknowledged again, and not read.
 * @returns how many were new.
 */
export async function noteListed(
  db: Reader,
  account: string,
  messageType: MessageType,
  offered: readonly Offered[],
  now: Date,
): Promise<number> {
  if (offered.length === 0) return 0;
  const unique = [...new Map(offered.map((one) => [one.axisId, one])).values()];
  const { rows } = await sql`
    insert into letter_item (account, message_type, axis_id, axis_from, axis_to, next_at, listed_at, fault)
    select ${account}, ${messageType}, "axisId", "from", "to", case when "isUnusable" then null else ${now}::timestamptz end,
           ${now}::timestamptz, case when "isUnusable" then ${unusable}::jsonb end
      from rows from (jsonb_to_recordset(${JSON.stringify(unique)}::jsonb)
             as ("axisId" text, "from" text, "to" text[], "isUnusable" boolean))
           with ordinality as o ("axisId", "from", "to", "isUnusable", place) order by place
    on conflict (account, message_type, axis_id) do nothing returning id`.execute(db);
  const open = offered.flatMap(({ axisId, isOpen }) => (isOpen ? [axisId] : []));
  await sql`
    update letter_item set next_at = ${now}, state = 'kept', ended_at = null, tries = 0
     where account = ${account} and message_type = ${messageType} and axis_id = any(${open}::text[])
       and state in ('done', 'failed')`.execute(db);
  return rows.length;
}

/** When the axis last said what it offers. */
export async function lastPoll(db: Reader, account: string, messageType: MessageType): Promise<Date | undefined> {
  const { rows } = await sql<{ at: Date }>`
    select polled_at as at from letter_poll where account = ${account} and message_type = ${messageType}`.execute(db);
  return rows[0]?.at;
}

export async function notePolled(db: Reader, account: string, messageType: MessageType, at: Date): Promise<void> {
  await sql`
    insert into letter_poll (account, message_type, polled_at) values (${account}, ${messageType}, ${at})
    on conflict (account, message_type) do update set polled_at = greatest(letter_poll.polled_at, excluded.polled_at)`.execute(
    db,
  );
}

/** Takes the next item of an account of which something is due, for so long. None of one that is not let in. */
export async function claimItem(
  db: Reader,
  account: string,
  now: Date,
  leaseMs: number,
): Promise<LetterItem | undefined> {
  const { rows } = await sql<LetterItem>`
    update letter_item set next_at = ${new Date(now.getTime() + leaseMs)}, tries = tries + 1
     where id = (select id from letter_item where next_at <= ${now} and account = ${account}
                    and not exists (select from letter_gate g where g.account = ${account})
                  order by next_at, id limit 1 for update skip locked)
    returning ${columns}`.execute(db);
  return rows[0];
}

export async function lockItem(tx: Tx, id: bigint): Promise<LetterItem | undefined> {
  const { rows } = await sql<LetterItem>`select ${columns} from letter_item where id = ${id} for update`.execute(tx);
  return rows[0];
}

/** Its bytes as they came count from now on. */
export const putRaw = (tx: Tx, id: bigint, sha256: string): Promise<unknown> =>
  sql`update letter_item set raw_sha256 = ${sha256} where id = ${id}`.execute(tx);

/** What it did is on record; the axis is told at once. */
export async function keepItem(
  tx: Tx,
  id: bigint,
  {
    ending,
    rawSha256,
    fault,
    now,
  }: {
    readonly ending: ItemEnding;
    readonly rawSha256: string | null;
    readonly fault: object | null;
    readonly now: Date;
  },
): Promise<void> {
  await sql`
    update letter_item
       set state = 'kept', ending = ${ending}, raw_sha256 = coalesce(${rawSha256}, raw_sha256), kept_at = ${now}, next_at = ${now},
           tries = 0, fault = ${fault === null ? null : JSON.stringify(fault)}::jsonb
     where id = ${id}`.execute(tx);
}

/** What was said of a letter whose words are erased is not kept as it came either. */
export async function letGoOfErased(tx: Tx, id: bigint): Promise<void> {
  await sql`
    update letter_item set raw_sha256 = null
     where id = ${id} and exists (
             select from letter l where l.subject is null
                and l.id in (select letter_id from letter_message where item_id = ${id}
                             union all select letter_id from letter_status where item_id = ${id}))`.execute(tx);
}

export async function endItem(db: Reader, id: bigint, state: "done" | "failed", now: Date): Promise<void> {
  await sql`
    update letter_item set state = ${state}, ended_at = ${now}, next_at = null where id = ${id} and state = 'kept'`.execute(
    db,
  );
}

export async function delayItem(db: Reader, id: bigint, nextAt: Date, fault: object | null): Promise<void> {
  await sql`
    update letter_item set next_at = ${nextAt}, fault = coalesce(${fault === null ? null : JSON.stringify(fault)}::jsonb, fault)
     where id = ${id} and state in ('listed', 'kept')`.execute(db);
}

export async function noteTrouble(db: Reader, id: bigint): Promise<number> {
  const { rows } = await sql<{ troubles: number }>`
    update letter_item set troubles = troubles + 1 where id = ${id} returning troubles`.execute(db);
  return rows[0]?.troubles ?? 0;
}

/** A person has it fetched and read again, and says why. @returns false: there is none, or it was understood. */
export async function itemAgain(
  tx: Tx,
  id: bigint,
  { by, reason, at: now }: { readonly by: string; readonly reason: string; readonly at: Date },
): Promise<boolean> {
  const { rows } = await sql`
    update letter_item set state = 'listed', ending = null, ended_at = null, next_at = ${now}, tries = 0, troubles = 0, fault = null
     where id = ${id} and (state = 'listed' and next_at is not null or ending in ('trouble', 'refused', 'notOurs'))
    returning id`.execute(tx);
  if (rows.length === 0) return false;
  await sql`
    insert into letter_item_decision (item_id, what, by, reason, at) values (${id}, 'again', ${by}, ${reason}, ${now})`.execute(
    tx,
  );
  return true;
}

/** Not understood, not ours, troubled, or not to be asked for: newest first. */
export async function listTroubled(db: Reader, limit: number): Promise<LetterItem[]> {
  const { rows } = await sql<LetterItem>`
    select ${columns} from letter_item
     where ending in ('trouble', 'refused', 'notOurs') or state = 'listed' and (tries > 2 or next_at is null)
     order by id desc limit ${limit}`.execute(db);
  return rows;
}

/**
 * Lets go of messages as they came, so long after they were acknowledged: what they said is on record; of what could not be read the
 * code of its fault.
 *
 * @returns how many.
 */
export async function forgetRaw(db: Reader, before: Date): Promise<number> {
  const { rows } = await sql`
    update letter_item set raw_sha256 = null
     where raw_sha256 is not null and state in ('done', 'failed') and ended_at < ${before} returning id`.execute(db);
  return rows.length;
}

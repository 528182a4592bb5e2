import { sql } from "kysely";
import type { Reader } from "../platform/database.ts";
import { codesOf, readFault, type FaultClass } from "./fault.ts";

/** A message that waits for a person, in that person's words. */
export interface ParkedMessage {
  readonly messageId: string;
  readonly receiver: string;
  /** The dossier code. */
  readonly subject: string;
  readonly sequence: number;
  readonly type: string;
  readonly partnerId: string | null;
  readonly class: FaultClass;
  readonly fault: string;
  /** The field at fault, where the answer names one. */
  readonly field: string | null;
  /** Who has to do the next step: the receiver's partner, or an operator of the hub. */
  readonly owner: "partner" | "operator";
  readonly what: Words;
  readonly next: Words;
  /** What came back last; personal numbers are masked. */
  readonly detail: string;
  /** What went wrong first; later faults do not mask it. */
  readonly firstCause: { readonly fault: string; readonly detail: string; readonly at: Date } | null;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly parkedAt: Date | null;
}

interface Words {
  readonly vi: string;
  readonly en: string;
}

export interface ParkedQuery {
  readonly class?: FaultClass | undefined;
  readonly receiver?: string | undefined;
  /** Parked before this moment. */
  readonly before?: Date | undefined;
  readonly limit: number;
}

/** Oldest first, and how many there are of the class, receiver and age. */
export async function listParked(
  db: Reader,
  query: ParkedQuery,
): Promise<{ readonly total: number; readonly items: readonly ParkedMessage[] }> {
  const meant = sql`state = 'parked'
    and (${query.class ?? null}::text is null
      or coalesce(parked_fault, 'our-fault') = any(${query.class ? codesOf(query.class) : []}::text[]))
    and (${query.receiver ?? null}::text is null or receiver = ${query.receiver ?? null})
    and (${query.before ?? null}::timestamptz is null or parked_at < ${query.before ?? null}::timestamptz)`;
  const { rows } = await sql<Row>`
    select ${columns} from hub.delivery where ${meant}
    order by parked_at, receiver, subject, sequence limit ${query.limit}`.execute(db);
  const counted = await sql<{ total: number }>`
    select count(*)::integer as total from hub.delivery where ${meant}`.execute(db);
  return { total: counted.rows[0]?.total ?? 0, items: rows.map(inWords) };
}

export interface ParkedDetail extends ParkedMessage {
  /** As it would be sent now. */
  readonly message: Readonly<Record<string, unknown>>;
  readonly history: readonly Attempt[];
  /** What was sent in its place so far. */
  readonly substitutes: readonly Substitute[];
}

interface Attempt {
  readonly attempt: number;
  readonly at: Date;
  readonly durationMs: number;
  readonly outcome: string;
  readonly detail: string;
}

interface Substitute {
  readonly messageId: string;
  readonly kind: "withdrawn" | "replaced" | "readdressed";
  readonly reason: string;
  readonly by: string;
  readonly at: Date;
}

/** One with its attempts, the latest hundred; undefined when it is not parked. */
export async function findParked(db: Reader, messageId: string): Promise<ParkedDetail | undefined> {
  const { rows } = await sql<Row & { message: ParkedDetail["message"] }>`
    select ${columns}, coalesce(substitute, envelope) as message
    from hub.delivery where message_id = ${messageId} and state = 'parked'`.execute(db);
  const [row] = rows;
  if (!row) return undefined;
  const history = await sql<Attempt>`
    select * from (
      select attempt, started_at as at, duration_ms as "durationMs", outcome, detail
      from hub.delivery_attempt where message_id = ${messageId} order by attempt desc limit 100) latest
    order by attempt`.execute(db);
  const substitutes = await sql<Substitute>`
    select message_id as "messageId", kind, reason, by, at from hub.delivery_substitute
    where stands_for = ${messageId} order by at`.execute(db);
  return { ...inWords(row), message: row.message, history: history.rows, substitutes: substitutes.rows };
}

type Row = Omit<ParkedMessage, "class" | "fault" | "owner" | "what" | "next" | "firstCause"> & {
  readonly fault: string | null;
  readonly firstFault: string | null;
  readonly firstDetail: string | null;
  readonly firstAt: Date | null;
};

const columns = sql`
  message_id as "messageId", receiver, subject, sequence, coalesce(substitute, envelope) ->> 'type' as type,
  partner_id as "partnerId", parked_fault as fault, fault_field as field, coalesce(parked_reason, '') as detail,
  first_fault as "firstFault", first_detail as "firstDetail", first_failed_at as "firstAt", attempts,
  created_at as "createdAt", parked_at as "parkedAt"`;

function inWords<T extends Row>({ firstFault, firstDetail, firstAt, ...row }: T): ParkedMessage {
  const { class: of, owner, what, next } = readFault(row.fault);
  const { messageId, receiver, subject, sequence, type, partnerId, field, detail, attempts, createdAt, parkedAt } = row;
  return {
    ...{ messageId, receiver, subject, sequence, type, partnerId, field, detail, attempts, createdAt, parkedAt },
    ...{ class: of, fault: row.fault ?? "our-fault", owner, next },
    what: field === null ? what : { vi: `${what.vi} Trường: ${field}.`, en: `${what.en} Field: ${field}.` },
    firstCause:
      firstFault === null || firstAt === null ? null : { fault: firstFault, detail: firstDetail ?? "", at: firstAt },
  };
}

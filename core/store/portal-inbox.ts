import { sql } from "kysely";
import type { Refusal } from "../domain/refusal.ts";
import type { State } from "../domain/state.ts";
import type { Reader, Tx } from "../../platform/database.ts";

export const inboxStates = ["waiting", "taken", "parked", "refused", "replaced"] as const;
export type InboxState = (typeof inboxStates)[number];

/** A content that a packet brought. */
export interface InboxFile {
  readonly sha256: string;
  readonly name: string;
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
}

/** A packet as it is kept. */
export interface Packet {
  readonly flow: string;
  readonly nationalCode: string;
  readonly digest: string;
  /** JSON, files replaced by their SHA-256. */
  readonly body: string;
  readonly files: readonly InboxFile[];
  /** As the connection file calls who brought it. */
  readonly caller: string;
}

export interface InboxItem extends Omit<Packet, "body"> {
  readonly id: bigint;
  readonly revision: number;
  /** Null: erased. */
  readonly body: string | null;
  readonly cameAt: Date;
  readonly state: InboxState;
  readonly attempts: number;
  readonly fault: Pick<Refusal, "code" | "values" | "field"> | null;
  readonly givenUnit: string | null;
  /** Code of the dossier it became or belongs to. */
  readonly dossier: string | null;
  readonly decided: { readonly at: Date; readonly by: string; readonly reason: string } | null;
}

interface Row {
  id: bigint;
  flow: string;
  national_code: string;
  digest: string;
  revision: number;
  body: string | null;
  caller: string;
  came_at: Date;
  state: string;
  attempts: number;
  fault: Pick<Refusal, "code" | "values" | "field"> | null;
  given_unit: string | null;
  dossier: string | null;
  decided_at: Date | null;
  decided_by: string | null;
  decided_reason: string | null;
  files: InboxFile[];
}

const columns = sql`
  i.id, i.flow, i.national_code, i.digest, i.revision, i.body, i.caller, i.came_at, i.state, i.attempts, i.fault,
  i.given_unit, i.decided_at, i.decided_by, i.decided_reason,
  (select code from hub.dossier where dossier.id = i.dossier_id) as dossier,
  (select coalesce(jsonb_agg(jsonb_build_object('sha256', f.sha256, 'name', f.name, 'mediaType', f.media_type,
                                                'size', f.size) order by f.place), '[]')
     from hub.portal_inbox_file f where f.inbox_id = i.id) as files`;

const toItem = (row: Row): InboxItem => ({
  ...{ id: row.id, flow: row.flow, nationalCode: row.national_code, digest: row.digest, revision: row.revision },
  ...{ body: row.body, files: row.files, caller: row.caller, cameAt: row.came_at, state: row.state as InboxState },
  ...{ attempts: row.attempts, fault: row.fault, givenUnit: row.given_unit, dossier: row.dossier },
  decided:
    row.decided_at && row.decided_by !== null && row.decided_reason !== null
      ? { at: row.decided_at, by: row.decided_by, reason: row.decided_reason }
      : null,
});

/** What came before under the same key; whoever keeps or decides one of them waits for the others. */
export async function lockKey(tx: Tx, flow: string, nationalCode: string): Promise<readonly InboxItem[]> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`portal inbox ${flow} ${nationalCode}`}, 0))`.execute(tx);
  const { rows } = await sql<Row>`
    select ${columns} from hub.portal_inbox i
    where i.flow = ${flow} and i.national_code = ${nationalCode} order by i.revision`.execute(tx);
  return rows.map(toItem);
}

export async function insertItem(tx: Tx, packet: Packet, revision: number): Promise<bigint> {
  const { flow, nationalCode, digest, body, caller, files } = packet;
  const { rows } = await sql<{ id: bigint }>`
    insert into hub.portal_inbox (flow, national_code, digest, revision, body, caller)
    values (${flow}, ${nationalCode}, ${digest}, ${revision}, ${body}, ${caller}) returning id`.execute(tx);
  const id = rows[0]?.id;
  if (id === undefined) throw new Error("a kept packet has no number");
  if (files.length > 0) await addItemFiles(tx, id, files);
  return id;
}

/** Behind those that are there. */
export async function addItemFiles(tx: Tx, id: bigint, files: readonly InboxFile[]): Promise<void> {
  await sql`
    insert into hub.portal_inbox_file (inbox_id, place, sha256, name, media_type, size)
    select ${id}, place + (select count(*) from hub.portal_inbox_file where inbox_id = ${id}), sha256, name,
           "mediaType", size
      from rows from (jsonb_to_recordset(${JSON.stringify(files)}::jsonb)
             as (sha256 text, name text, "mediaType" text, size bigint))
             with ordinality as f (sha256, name, "mediaType", size, place)`.execute(tx);
}

/** What a later content of the same key made void. */
export async function replaceItems(tx: Tx, ids: readonly bigint[]): Promise<void> {
  await sql`update hub.portal_inbox set state = 'replaced' where id = any(${ids.map(String)}::bigint[])`.execute(tx);
}

/** A replaced one that counts again. */
export async function reopenItem(tx: Tx, id: bigint): Promise<void> {
  await sql`
    update hub.portal_inbox set state = 'waiting', attempts = 0, next_at = now()
     where id = ${id} and state = 'replaced'`.execute(tx);
}

/**
 * Takes the next that waits, for so long: a worker that dies leaves it to another. Contents of one key are taken one
 * after the other.
 */
export async function claimItem(db: Reader, leaseMs: number): Promise<InboxItem | undefined> {
  const { rows } = await sql<Row>`
    with next as (
      select id from hub.portal_inbox w
      where state = 'waiting' and next_at <= now()
        and not exists (select from hub.portal_inbox earlier
                         where earlier.flow = w.flow and earlier.national_code = w.national_code
                           and earlier.revision < w.revision and earlier.state = 'waiting')
      order by next_at limit 1 for update skip locked
    ), i as (
      update hub.portal_inbox set attempts = attempts + 1, next_at = now() + make_interval(secs => ${leaseMs / 1000})
      where id in (select id from next) returning *
    )
    select ${columns} from i`.execute(db);
  return rows[0] && toItem(rows[0]);
}

export async function markTaken(db: Reader, id: bigint, dossierId: bigint): Promise<void> {
  await sql`
    update hub.portal_inbox set state = 'taken', fault = null, dossier_id = ${dossierId} where id = ${id}`.execute(db);
}

export async function parkItem(db: Reader, id: bigint, fault: InboxItem["fault"], dossierId?: bigint): Promise<void> {
  await sql`
    update hub.portal_inbox
       set state = 'parked', fault = ${JSON.stringify(fault)}::jsonb, dossier_id = coalesce(${dossierId ?? null}, dossier_id)
     where id = ${id} and state = 'waiting'`.execute(db);
}

export async function retryItem(db: Reader, id: bigint, afterMs: number): Promise<void> {
  await sql`
    update hub.portal_inbox set next_at = now() + make_interval(secs => ${afterMs / 1000})
    where id = ${id} and state = 'waiting'`.execute(db);
}

/** A person decides about a parked one: it is tried again, or will never be taken in. */
export async function decideItem(
  tx: Tx,
  id: bigint,
  state: "waiting" | "refused",
  decision: { readonly at: Date; readonly by: string; readonly reason: string; readonly unit?: string | undefined },
): Promise<void> {
  await sql`
    update hub.portal_inbox
       set state = ${state}, attempts = 0, next_at = now(), given_unit = coalesce(${decision.unit ?? null}, given_unit),
           decided_at = ${decision.at}, decided_by = ${decision.by}, decided_reason = ${decision.reason}
     where id = ${id}`.execute(tx);
}

export async function findItem(db: Reader, id: bigint): Promise<InboxItem | undefined> {
  const { rows } = await sql<Row>`select ${columns} from hub.portal_inbox i where i.id = ${id}`.execute(db);
  return rows[0] && toItem(rows[0]);
}

/** Oldest first. */
export async function listItems(
  db: Reader,
  { states, limit }: { readonly states: readonly InboxState[]; readonly limit: number },
): Promise<{ readonly items: readonly InboxItem[]; readonly total: number }> {
  const { rows } = await sql<Row & { total: number }>`
    select ${columns}, count(*) over ()::integer as total from hub.portal_inbox i
    where i.state = any(${[...states]}::text[]) order by i.came_at, i.id limit ${limit}`.execute(db);
  return { items: rows.map(toItem), total: rows[0]?.total ?? 0 };
}

/** The dossier that a code names, ours or the portal's. */
export async function dossierNamed(
  db: Reader,
  code: string,
): Promise<
  { readonly id: bigint; readonly code: string; readonly state: State; readonly returnsTo: string } | undefined
> {
  const { rows } = await sql<{ id: bigint; code: string; state: State; returnsTo: string }>`
    select id, code, state, coalesce(returns_to, received_by) as "returnsTo" from hub.dossier where code = ${code}
    union all
    select d.id, d.code, d.state, coalesce(d.returns_to, d.received_by) from hub.dossier_national_code n join hub.dossier d on d.id = n.dossier_id
     where n.national_code = ${code} and not exists (select from hub.dossier where code = ${code})`.execute(db);
  return rows[0];
}

export interface PortalCall {
  readonly caller: string | null;
  readonly address: string;
  readonly service: string;
  readonly nationalCode: string | null;
  readonly digest: string | null;
  readonly bytes: number;
  readonly errorCode: string;
}

/** Quirk 21: who called with what, and how it was answered. */
export async function noteCall(db: Reader, call: PortalCall): Promise<void> {
  const { caller, address, service, nationalCode, digest, bytes, errorCode } = call;
  await sql`
    insert into hub.portal_call (caller, address, service, national_code, digest, bytes, error_code)
    values (${caller}, ${address}, ${service}, ${nationalCode}, ${digest}, ${bytes}, ${errorCode})`.execute(db);
}

/** Quirk 21: somebody in a network, whom nobody knows, was refused in an hour; once. */
export async function noteRefused(
  db: Reader,
  refused: {
    readonly reason: "stranger" | "link";
    readonly service: string;
    readonly network: string;
    readonly errorCode: string;
    readonly hour: Date;
  },
): Promise<void> {
  const { reason, service, network, errorCode, hour } = refused;
  await sql`
    insert into hub.portal_call (address, service, bytes, error_code, reason, hour)
    values (${network}, ${service}, 0, ${errorCode}, ${reason}, ${hour})
    on conflict (hour, reason, service, address, error_code) where hour is not null do nothing`.execute(db);
}

/** Whether a step of the dossier was taken for this cause. */
export async function wasTakenFor(db: Reader, dossierId: bigint, cause: string): Promise<boolean> {
  const { rows } = await sql`
    select from hub.dossier_event where dossier_id = ${dossierId} and cause = ${cause}`.execute(db);
  return rows.length > 0;
}

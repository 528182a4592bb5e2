import { sql } from "kysely";
import type { Announcement } from "../../core/domain/announcement.ts";
import type { DifferenceClass } from "../../core/domain/digest.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import type { Tx } from "../../platform/database.ts";
import { lockLane } from "../lane.ts";
import { announce } from "../outbox.ts";

/**
 * `resent`: the messages it lacks go out again. `restated`: it is told the current state. `told`: only the receiver can
 * mend it, and is told. `later`: a call was running. `person`: repairing did not help, or cannot.
 */
export type Repair = "resent" | "restated" | "told" | "later" | "person";

export interface Mend {
  readonly receiver: string;
  readonly dossier: string;
  readonly class: DifferenceClass;
  /** Last sequence the receiver has. */
  readonly sequence: number;
  readonly runId: bigint;
  readonly now: Date;
  readonly newId: () => string;
  readonly cause: string;
}

/** So many repairs of one lane in a week, and then a person looks. */
const enough = 3;

export async function repair(tx: Tx, mend: Mend): Promise<Repair> {
  if (mend.class === "unknown") return "told";
  if (mend.class === "ahead" || (await repairedBefore(tx, mend)) >= enough) return "person";
  if (mend.class !== "state") return resend(tx, mend);
  const last = await lastStated(tx, mend);
  if (!last) return "person";
  await restate(tx, last, mend);
  return "restated";
}

async function repairedBefore(tx: Tx, { receiver, dossier, now }: Mend): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from hub.digest_difference difference join hub.digest_run run on run.id = run_id
    where receiver = ${receiver} and subject = ${dossier} and repair in ('resent', 'restated')
      and run.at > ${now}::timestamptz - interval '7 days'`.execute(tx);
  return rows[0]?.n ?? 0;
}

/**
 * The lane goes back to what its receiver has, and goes on from there: the same messages with the same ids, in order,
 * before anything newer (P4). Attempts go on being numbered and the first receipts are kept: no history changes.
 */
async function resend(tx: Tx, { receiver, dossier, sequence, runId, cause }: Mend): Promise<Repair> {
  await lockLane(tx, { receiver, subject: dossier });
  // A call that is running would be settled under a lane that has moved; a replay of the lane may bring what is missing.
  const { rows } = await sql<{ busy: boolean }>`
    select exists (select from hub.delivery
      where receiver = ${receiver} and subject = ${dossier} and leased_until is not null)
      or exists (select from hub.lane
        where receiver = ${receiver} and subject = ${dossier} and replaying is not null) as busy`.execute(tx);
  if (rows[0]?.busy) return "later";
  const { rows: again } = await sql`
    with lost as (
      select message_id, attempts, delivered_at, receipt from hub.delivery
      where receiver = ${receiver} and subject = ${dossier} and sequence > ${sequence} and state = 'delivered'
    ), noted as (
      insert into hub.delivery_reopened (message_id, attempts, cause, by, delivered_at, receipt, digest_run)
      select message_id, attempts, 'digest', ${cause}, delivered_at, receipt, ${runId} from lost
      on conflict do nothing
    ), behind as (
      update hub.delivery set next_attempt_at = 'infinity'
      where receiver = ${receiver} and subject = ${dossier} and sequence > ${sequence} and state = 'waiting'
    ), lane as (
      update hub.lane set delivered = least(delivered, ${sequence}) where receiver = ${receiver} and subject = ${dossier}
    )
    update hub.delivery d
    set state = 'waiting', delivered_at = null, receipt = null, waited_ms = 0, first_failed_at = null,
        first_fault = null, first_detail = null, fault_field = null,
        next_attempt_at = case when d.sequence = ${sequence}::integer + 1 then now() else 'infinity'::timestamptz end
    from lost where d.message_id = lost.message_id
    returning pg_notify('hub_delivery', coalesce(d.partner_id, ''))`.execute(tx);
  return again.length > 0 ? "resent" : "later";
}

/** What the receiver was told last of how the dossier stands. */
export interface Stated {
  readonly sequence: number;
  readonly time: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export async function lastStated(
  tx: Tx,
  { receiver, dossier }: Pick<Mend, "receiver" | "dossier">,
): Promise<Stated | undefined> {
  const { rows } = await sql<Stated>`
    select o.sequence, said ->> 'time' as time, said -> 'data' as data
    from hub.outbox o left join hub.delivery d using (message_id), lateral coalesce(d.substitute, o.envelope) said
    where o.receiver = ${receiver} and o.subject = ${dossier} and said -> 'data' ? 'state' and said -> 'data' ? 'heldBy'
    order by o.sequence desc limit 1`.execute(tx);
  return rows[0];
}

/** "Here is the current state": a new message in the lane, of what was told last. */
export async function restate(
  tx: Tx,
  last: Stated,
  { receiver, dossier, now, newId, cause }: Omit<Mend, "class" | "sequence" | "runId">,
): Promise<void> {
  const { code, state, heldBy, at, outcome, procedure } = last.data;
  const announcement: Announcement = {
    receiver: parseOrgCode(receiver),
    subject: parseDossierCode(dossier),
    eventId: newId(),
    type: restatedType,
    time: now,
    data: { code, state, heldBy, at, procedure, ...(outcome ? { outcome } : {}), asOf: last.sequence },
  };
  await announce(tx, [announcement], cause);
}

export const restatedType = "vn.lienthong.dossier.restated.v1";

import { sql } from "kysely";
import type { Former } from "../../core/domain/announcement.ts";
import type { Day } from "../../core/domain/day.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { maskPersonal } from "../../core/domain/mask.ts";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import type { Tx } from "../../platform/database.ts";
import { lastStated, restate } from "../digest/repair.ts";
import { withdrawnType, type Envelope } from "../envelope.ts";
import { advanceLanes, type Lane } from "../lane.ts";
import { announce } from "../outbox.ts";
import { shareServing } from "../position.ts";
import { withdrawal } from "../substitute.ts";
import { keepLane, noteQueued } from "./hold-lane.ts";

/** Who follows an agency for a dossier, and why. */
export interface Succession {
  readonly to: string;
  /** First day without the agency. */
  readonly effective: Day;
  /** The kinds of succession that led there, or the rule of a person. */
  readonly ground: string;
  /** The papers it rests on. */
  readonly basis: string;
  readonly by: string;
  readonly at: Date;
  readonly newId: () => string;
}

/** What became of the lane, and of how many messages. */
export interface Followed {
  readonly kind: "kept" | "moved";
  readonly messages: number;
}

/**
 * What an ended agency was not told goes to the agency that follows it, in its lane, behind what that one has been told:
 * given out sequences are never given anew (P4). Each is a message of its own with the former's place in its envelope;
 * the former is kept, and its own place is taken by the word of where it went, so that both lanes have no gap. What the
 * successor was told by itself is not told to it again (P3). All of a lane or nothing, in the caller's transaction.
 */
export async function followSuccession(tx: Tx, lane: Lane, succession: Succession): Promise<Followed> {
  const { to } = succession;
  for (const agency of [lane.receiver, to].toSorted()) await shareServing(tx, [agency]);
  await lockBoth(tx, lane, to);
  const partner = await commonPartner(tx, lane.receiver, to);
  if (partner !== undefined) {
    await keepLane(tx, lane, partner);
    return { kind: "kept", messages: 0 };
  }
  await endReplay(tx, lane);
  const open = await lockOpen(tx, lane);
  const before = await lastStated(tx, { receiver: to, dossier: lane.subject });
  let stated: string | undefined;
  for (const message of open) {
    const { movedAs, told } = await passOn(tx, lane, message, succession);
    await settle(tx, message, movedAs, succession);
    const { data, time } = message.current;
    if (told && "state" in data && "heldBy" in data) stated = time;
  }
  await sql`
    update hub.lane set succession = 'moved' where receiver = ${lane.receiver} and subject = ${lane.subject}`.execute(
    tx,
  );
  await advanceLanes(tx, [lane]);
  // whoever takes messages as they come ends with how the dossier stands, not with what is older than it knew
  if (before && stated !== undefined && new Date(before.time) >= new Date(stated))
    await restate(tx, before, {
      ...{ receiver: to, dossier: lane.subject, now: succession.at, newId: succession.newId },
      cause: `succession ${succession.effective}`,
    });
  return { kind: "moved", messages: open.length };
}

/** Both lanes, in everybody's order; a successor that was never told of the dossier gets its lane now. */
async function lockBoth(tx: Tx, { receiver, subject }: Lane, to: string): Promise<void> {
  await sql`
    insert into hub.lane as l (receiver, subject)
    select receiver, ${subject} from unnest(${[receiver, to]}::text[]) receiver order by receiver
    on conflict (receiver, subject) do update set announced = l.announced`.execute(tx);
}

/** Who serves both agencies; the same software goes on under the new code, so nothing has to move. */
async function commonPartner(tx: Tx, from: string, to: string): Promise<string | undefined> {
  const { rows } = await sql<{ partner_id: string }>`
    select a.partner_id from hub.partner_unit a join hub.partner_unit b using (partner_id)
    where a.organisation_code = ${from} and b.organisation_code = ${to}`.execute(tx);
  return rows[0]?.partner_id;
}

/** What was to be sent again to the ended agency is not. */
async function endReplay(tx: Tx, { receiver, subject }: Lane): Promise<void> {
  await sql`
    update hub.replay_item i set state = 'left', reason = 'agency-ended', settled_at = now()
    from hub.replay r
    where r.id = i.replay_id and r.receiver = ${receiver} and r.state in ('running', 'paused')
      and i.subject = ${subject} and i.state = 'pending'`.execute(tx);
  await sql`
    update hub.lane set replaying = null
    where receiver = ${receiver} and subject = ${subject} and replaying is not null`.execute(tx);
}

interface Open {
  readonly messageId: string;
  readonly eventId: string;
  readonly sequence: number;
  readonly was: "announced" | "inTransit" | "waiting" | "calling" | "queued" | "parked";
  /** The ended agency's system may have it. */
  readonly mayHaveIt: boolean;
  /** As it would have been sent. */
  readonly current: Envelope;
}

/**
 * What is open in the lane, in its order. What has not come off the transport is taken to the delivery side here; when
 * the transport brings it, it is a repeat (bus/intake.ts).
 */
async function lockOpen(tx: Tx, { receiver, subject }: Lane): Promise<Open[]> {
  await sql`
    select from hub.delivery where receiver = ${receiver} and subject = ${subject} and state <> 'delivered'
    order by sequence for update`.execute(tx);
  const { rows } = await sql<Open>`
    select o.message_id as "messageId", o.event_id as "eventId", o.sequence,
           coalesce(d.substitute, o.envelope) as current,
           case when d.message_id is null then case when o.published_at is null then 'announced' else 'inTransit' end
                when d.state = 'parked' then 'parked'
                when d.leased_until is not null then 'calling'
                when d.queued_at is not null then 'queued'
                else 'waiting' end as was,
           coalesce(d.attempts > 0 or d.position is not null and exists (
             select from hub.subscription s where s.partner_id = d.partner_id and s.channel = 'inbox'), false) as "mayHaveIt"
    from hub.outbox o left join hub.delivery d using (message_id)
    where o.receiver = ${receiver} and o.subject = ${subject} and d.state is distinct from 'delivered'
    order by o.sequence`.execute(tx);
  await sql`
    with arrived as (
      update hub.outbox set arrived_at = now()
      where receiver = ${receiver} and subject = ${subject} and arrived_at is null
      returning message_id, receiver, subject, sequence, envelope, created_at
    )
    insert into hub.delivery (message_id, receiver, subject, sequence, envelope, created_at, next_attempt_at)
    select message_id, receiver, subject, sequence, envelope, created_at, 'infinity' from arrived`.execute(tx);
  await noteQueued(
    tx,
    { receiver, subject },
    "it lay in the queue of the agency's partner when it went to the successor",
  );
  return rows;
}

interface PassedOn {
  /** What tells the successor; null: there is nothing to tell. */
  readonly movedAs: string | null;
  /** By a message that was written now. */
  readonly told: boolean;
}

async function passOn(tx: Tx, lane: Lane, message: Open, succession: Succession): Promise<PassedOn> {
  const { current, eventId } = message;
  // what an operator withdrew from the one is not told to the other
  if (current.type === withdrawnType) return { movedAs: null, told: false };
  const known = await toldByItself(tx, lane, message, succession.to);
  if (known !== undefined) return { movedAs: known, told: false };
  const former: Former = {
    receiver: parseOrgCode(lane.receiver),
    messageId: current.id,
    sequence: message.sequence,
    mayHaveIt: message.mayHaveIt,
    effective: succession.effective,
    ground: succession.ground,
    basis: maskPersonal(succession.basis),
  };
  const [moved] = await announce(
    tx,
    [
      {
        ...{ receiver: parseOrgCode(succession.to), subject: parseDossierCode(lane.subject), eventId },
        ...{ type: current.type, time: new Date(current.time), data: current.data, former },
      },
    ],
    current.correlationid,
  );
  return { movedAs: moved?.messageId ?? null, told: true };
}

/** The message by which the successor was told the same of the same event, in its own right or out of another lane. */
async function toldByItself(
  tx: Tx,
  { subject }: Lane,
  { eventId, current }: Open,
  to: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ message_id: string }>`
    select o.message_id from hub.outbox o left join hub.delivery d using (message_id),
           lateral coalesce(d.substitute, o.envelope) said
    where o.receiver = ${to} and o.subject = ${subject} and o.event_id = ${eventId}
      and said ->> 'type' = ${current.type} and said -> 'data' = ${JSON.stringify(current.data)}::jsonb
    order by o.sequence limit 1`.execute(tx);
  return rows[0]?.message_id;
}

/** The former message's place is taken; it keeps a call's lease, whose end goes on record and changes nothing more. */
async function settle(tx: Tx, message: Open, movedAs: string | null, succession: Succession): Promise<void> {
  const { to, effective, ground, by, at } = succession;
  const basis = maskPersonal(succession.basis);
  const reason = `Cơ quan nhận đã kết thúc trước ngày ${effective}; tin được chuyển cho ${to}. ${basis}`;
  const envelope = withdrawal(message.current, { reason, at }, parseOrgCode(to));
  const written = JSON.stringify(envelope);
  await sql`
    insert into hub.delivery_substitute
      (message_id, stands_for, kind, moved_to, moved_as, envelope, reason, by, at, effective, ground, was)
    values (${envelope.id}, ${message.messageId}, 'succeeded', ${to}, ${movedAs}, ${written}::jsonb, ${basis}, ${by},
            ${at}, ${effective}, ${ground}, ${message.was})`.execute(tx);
  if (message.was === "parked")
    await sql`
      insert into hub.delivery_reopened (message_id, attempts, parked_reason, cause, by)
      select message_id, attempts, parked_reason, 'succession', ${by} from hub.delivery
      where message_id = ${message.messageId} on conflict do nothing`.execute(tx);
  await sql`
    update hub.delivery
    set state = 'delivered', delivered_at = ${at}, substitute = ${written}::jsonb, queued_at = null,
        receipt = ${JSON.stringify({ channel: "succession", movedTo: to, movedAs })}::jsonb,
        parked_reason = null, parked_at = null, parked_fault = null
    where message_id = ${message.messageId}`.execute(tx);
}

import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { parseDossierCode } from "../core/domain/dossier-code.ts";
import { maskPersonal } from "../core/domain/mask.ts";
import { parseOrgCode, type OrgCode } from "../core/domain/org-code.ts";
import { refuse, type Refusal } from "../core/domain/refusal.ts";
import type { Tx } from "../platform/database.ts";
import { withdrawnType, type Envelope } from "./envelope.ts";
import { announce } from "./outbox.ts";
import { reopenParked } from "./parked.ts";

/**
 * The ways out of being parked that send something else (docs/adr/0012): a message of record is never edited. What is
 * sent in its place has an id of its own, names the former in `replaces` and has its sequence, so that the receiver's
 * count stays without gap (P4). Both are kept, and who did it and why.
 */
export interface Decided {
  readonly ok: true;
  readonly body: {
    readonly messageId: string;
    /** What is sent in its place. */
    readonly substituteId?: string;
    /** What another agency is told instead. */
    readonly movedAs?: string;
  };
}

/** Who decided, why, and when. */
export interface Decision {
  readonly by: string;
  readonly reason: string;
  readonly at: Date;
}

/** The cause is mended: the same message goes out again at once. */
export async function retry(tx: Tx, messageId: string, { by, reason }: Decision): Promise<Decided | Refusal> {
  const found = await lockParked(tx, messageId);
  if (!found.ok) return found;
  await reopenParked(tx, { message: found.messageId }, "operator", by, reason);
  return { ok: true, body: { messageId: found.messageId } };
}

/** The message will not come: the receiver is told so in its place. */
export async function withdraw(tx: Tx, messageId: string, decision: Decision): Promise<Decided | Refusal> {
  const found = await lockParked(tx, messageId);
  if (!found.ok) return found;
  const envelope = withdrawal(found.current, decision);
  return substitute(tx, found.messageId, envelope, "withdrawn", decision);
}

/**
 * A corrected message in its place.
 * @param judge says what is wrong with it by contracts/bus/cloud-event.schema.json; undefined: nothing.
 */
export async function replace(
  tx: Tx,
  messageId: string,
  data: Readonly<Record<string, unknown>>,
  decision: Decision,
  judge: (envelope: unknown) => string | undefined,
): Promise<Decided | Refusal> {
  const found = await lockParked(tx, messageId);
  if (!found.ok) return found;
  const envelope: Envelope = { ...found.current, id: randomUUID(), replaces: found.current.id, data };
  const fault = judge(envelope);
  if (fault !== undefined) return refuse("replacement-not-as-agreed", { reason: fault }, "/data");
  return substitute(tx, found.messageId, envelope, "replaced", decision);
}

/**
 * It was for another agency: that one is told by a message of its own, in its own lane; the first receiver is told that
 * it went there.
 * @param isConcerned whether the agency has to do with the dossier: others learn nothing of it (P12).
 */
export async function readdress(
  tx: Tx,
  messageId: string,
  to: OrgCode,
  decision: Decision,
  isConcerned: (tx: Tx, agency: OrgCode, dossierCode: string) => Promise<boolean>,
): Promise<Decided | Refusal> {
  const found = await lockParked(tx, messageId);
  if (!found.ok) return found;
  const { current, eventId } = found;
  if (to === parseOrgCode(current.receiver) || !(await isConcerned(tx, to, current.subject)))
    return refuse("readdress-not-concerned", { to, dossier: current.subject }, "/to");
  const [moved] = await announce(
    tx,
    [
      {
        receiver: to,
        subject: parseDossierCode(current.subject),
        eventId,
        type: current.type,
        time: new Date(current.time),
        data: current.data,
      },
    ],
    current.correlationid,
  );
  const movedAs = moved?.messageId ?? "";
  return substitute(tx, found.messageId, withdrawal(current, decision, to), "readdressed", decision, { to, movedAs });
}

/** The word that a message will not come, in its place and with its sequence. @param to who is told instead. */
export const withdrawal = (
  former: Envelope,
  { reason, at }: Pick<Decision, "reason" | "at">,
  to?: OrgCode,
): Envelope => ({
  ...former,
  id: randomUUID(),
  type: withdrawnType,
  time: at.toISOString(),
  replaces: former.id,
  data: {
    code: former.subject,
    message: former.id,
    type: former.type,
    reason: maskPersonal(reason),
    ...(to ? { to } : {}),
  },
});

async function substitute(
  tx: Tx,
  messageId: string,
  envelope: Envelope,
  kind: "withdrawn" | "replaced" | "readdressed",
  { by, reason, at }: Decision,
  moved?: { readonly to: OrgCode; readonly movedAs: string },
): Promise<Decided> {
  const written = JSON.stringify(envelope);
  await sql`
    insert into hub.delivery_substitute (message_id, stands_for, kind, moved_to, moved_as, envelope, reason, by, at)
    values (${envelope.id}, ${messageId}, ${kind}, ${moved?.to ?? null}, ${moved?.movedAs ?? null},
            ${written}::jsonb, ${maskPersonal(reason)}, ${by}, ${at})`.execute(tx);
  await sql`update hub.delivery set substitute = ${written}::jsonb where message_id = ${messageId}`.execute(tx);
  await reopenParked(tx, { message: messageId }, "operator", by, maskPersonal(reason));
  return {
    ok: true,
    body: { messageId, substituteId: envelope.id, ...(moved ? { movedAs: moved.movedAs } : {}) },
  };
}

interface Found {
  readonly ok: true;
  readonly messageId: string;
  /** What has been sent last. */
  readonly current: Envelope;
  readonly eventId: string;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function lockParked(tx: Tx, messageId: string): Promise<Found | Refusal> {
  const unknown = refuse("delivery-unknown", { message: messageId });
  if (!uuid.test(messageId)) return unknown;
  const { rows } = await sql<{ id: string; state: string; current: Envelope; event_id: string }>`
    select d.message_id as id, d.state, coalesce(d.substitute, d.envelope) as current, o.event_id
    from hub.delivery d join hub.outbox o using (message_id) where d.message_id = ${messageId} for update of d`.execute(
    tx,
  );
  const [row] = rows;
  if (!row) return unknown;
  if (row.state !== "parked") return refuse("message-not-parked", { message: row.id, state: row.state });
  return { ok: true, messageId: row.id, current: row.current, eventId: row.event_id };
}

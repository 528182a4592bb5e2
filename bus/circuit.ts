import { sql } from "kysely";
import type { Tx } from "../platform/database.ts";
import { faults } from "./fault.ts";
import type { FaultCode } from "./outcome.ts";
import { longestAskedMs, planProbe, type Pause } from "./retry.ts";

/**
 * One circuit per partner, over all its lanes and all workers, in our tables (P5). So many calls in a row that find it
 * down open it: from then on one message at a time is sent to see whether it is back, and the others wait without using
 * up their attempts. Whatever it answers closes it. Each outage is told twice, at its beginning and at its end (P13).
 */
const failuresToOpen = 5;

export type Turn = "opened" | "closed";

export interface Finding {
  readonly fault: FaultCode;
  /** Already without personal data. */
  readonly detail: string;
  /** Sent to see whether the partner is back. */
  readonly probe: boolean;
  readonly retryAfterMs?: number | undefined;
}

/** What an attempt that did not deliver says about the partner. */
export async function note(tx: Tx, partnerId: string, finding: Finding, pause: Pause): Promise<Turn | undefined> {
  if (finding.retryAfterMs !== undefined) await rest(tx, partnerId, finding.retryAfterMs);
  switch (faults[finding.fault].partner) {
    case "unasked":
      return undefined;
    case "up":
      return noteUp(tx, partnerId);
    case "gone":
      return open(tx, partnerId, finding, undefined);
    case "down":
      return noteDown(tx, partnerId, finding, pause);
  }
}

/** The partner answers: nothing counts against it any more. */
export async function noteUp(tx: Tx, partnerId: string): Promise<Turn | undefined> {
  const { rows } = await sql<{ outages: number }>`
    update hub.partner_flow set failures = 0, opened_at = null, opened_by = null, probes = 0, probe_at = null
    where partner_id = ${partnerId} and (failures > 0 or opened_at is not null)
    returning outages`.execute(tx);
  return rows[0] ? tellClosed(tx, partnerId, rows[0].outages, "the partner answers again") : undefined;
}

/** The partner or an operator changed something: what is there is tried anew. */
export async function giveAnotherChance(tx: Tx, partnerId: string, by: "operator" | "subscription"): Promise<void> {
  if (by === "operator") {
    await sql`
      update hub.partner_flow set probe_at = now() where partner_id = ${partnerId} and probe_at > now()`.execute(tx);
    return;
  }
  const { rows } = await sql<{ outages: number }>`
    update hub.partner_flow
    set failures = 0, opened_at = null, opened_by = null, probes = 0, probe_at = null, resume_at = null
    where partner_id = ${partnerId} returning outages`.execute(tx);
  if (rows[0]) await tellClosed(tx, partnerId, rows[0].outages, "the partner changed its subscription");
}

async function noteDown(tx: Tx, partnerId: string, finding: Finding, pause: Pause): Promise<Turn | undefined> {
  const { rows } = await sql<{ failures: number; isOpen: boolean; probes: number }>`
    update hub.partner_flow set failures = failures + 1 where partner_id = ${partnerId}
    returning failures, opened_at is not null as "isOpen", probes`.execute(tx);
  const [flow] = rows;
  if (!flow) return undefined;
  if (!flow.isOpen)
    return flow.failures < failuresToOpen ? undefined : open(tx, partnerId, finding, planProbe(0, pause));
  if (!finding.probe) return undefined; // it was on its way when the circuit opened
  await sql`
    update hub.partner_flow
    set probes = probes + 1, probe_at = now() + make_interval(secs => ${planProbe(flow.probes + 1, pause) / 1000})
    where partner_id = ${partnerId} and probe_at < 'infinity'`.execute(tx);
  return undefined;
}

/** @param probeAfterMs undefined: not before somebody changes something. */
async function open(
  tx: Tx,
  partnerId: string,
  { fault, detail }: Finding,
  probeAfterMs: number | undefined,
): Promise<Turn | undefined> {
  const probeAt =
    probeAfterMs === undefined ? sql`'infinity'` : sql`now() + make_interval(secs => ${probeAfterMs / 1000})`;
  const { rows } = await sql<{ outage: number }>`
    with opened as (
      update hub.partner_flow
      set outages = outages + (opened_at is null)::integer, opened_at = coalesce(opened_at, now()),
          opened_by = ${fault}, probe_at = ${probeAt}
      where partner_id = ${partnerId} returning outages
    )
    insert into hub.outage_alert (partner_id, outage, event, fault, detail)
    select ${partnerId}, outages, 'opened', ${fault}, ${detail} from opened
    on conflict do nothing returning outage`.execute(tx);
  return rows.length > 0 ? "opened" : undefined;
}

async function tellClosed(tx: Tx, partnerId: string, outage: number, detail: string): Promise<Turn | undefined> {
  const { rows } = await sql`
    insert into hub.outage_alert (partner_id, outage, event, fault, detail)
    select partner_id, outage, 'closed', fault, ${detail} from hub.outage_alert
    where partner_id = ${partnerId} and outage = ${outage} and event = 'opened'
    on conflict do nothing returning outage`.execute(tx);
  return rows.length > 0 ? "closed" : undefined;
}

/** A partner that asks for a rest gets it for all its lanes. */
async function rest(tx: Tx, partnerId: string, askedMs: number): Promise<void> {
  const seconds = Math.min(askedMs, longestAskedMs) / 1000;
  await sql`
    update hub.partner_flow set resume_at = greatest(resume_at, now() + make_interval(secs => ${seconds}))
    where partner_id = ${partnerId}`.execute(tx);
}

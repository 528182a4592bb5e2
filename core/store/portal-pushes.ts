import { sql } from "kysely";
import type { Reader } from "../../platform/database.ts";

export type PushState = "fresh" | "sent" | "acknowledged";

/** Notes that a row is about to leave. @returns what was known of it before; `fresh`: it has not left yet. */
export async function notePushing(db: Reader, service: string, digest: string): Promise<PushState> {
  const { rows } = await sql<{ state: PushState }>`
    with noted as (
      insert into hub.portal_push (service, digest, state) values (${service}, ${digest}, 'sent')
      on conflict do nothing returning 'fresh' as state
    )
    select state from noted union all
    select state from hub.portal_push where service = ${service} and digest = ${digest}`.execute(db);
  return rows[0]?.state ?? "sent";
}

export async function notePushed(db: Reader, service: string, digest: string): Promise<void> {
  await sql`
    update hub.portal_push set state = 'acknowledged', at = now()
     where service = ${service} and digest = ${digest}`.execute(db);
}

/** It surely did not arrive. */
export async function forgetPush(db: Reader, service: string, digest: string): Promise<void> {
  await sql`
    delete from hub.portal_push where service = ${service} and digest = ${digest} and state = 'sent'`.execute(db);
}

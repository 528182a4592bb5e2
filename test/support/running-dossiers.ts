import { openClocks } from "../../core/service/clock-in-force.ts";
import { randomUUID } from "node:crypto";
import { announce, owe } from "../../bus/outbox.ts";
import type { World } from "../../core/service/step-taken.ts";
import type { TestDatabase } from "./database.ts";

/** A running dossier as a test needs it; a test says only what matters to it. */
export interface RunningDossier {
  readonly code: string;
  readonly procedure: string;
  readonly version?: string;
  readonly receivedBy: string;
  readonly receivedAt?: string;
  readonly state?: string;
  readonly heldBy: string;
  readonly offeredTo?: string;
  readonly cameFrom?: readonly string[];
  readonly lastEventAt?: string;
}

/** Writes dossiers as they stood before a reform, past the steps that led there. */
export async function putDossiers({ sql }: TestDatabase, dossiers: readonly RunningDossier[]): Promise<void> {
  await sql(
    `insert into dossier (code, procedure_code, procedure_version, received_by, received_at, channel, state, held_by,
                          held_since, previous_holders, offered_to, offered_at, state_before_offer, last_event_at,
                          revision)
     select code, procedure, coalesce(version, '-infinity'), "receivedBy", received, 'direct',
            coalesce(state, 'processing'), "heldBy", received, coalesce("cameFrom", '{}'), "offeredTo",
            case when "offeredTo" is not null then received end, case when "offeredTo" is not null then 'accepted' end,
            coalesce("lastEventAt", received), 2
       from (select *, coalesce("receivedAt", '2025-06-20T09:00:00+07:00') as received
               from json_to_recordset($1::json)
                 as r (code text, procedure text, version date, "receivedBy" text, "receivedAt" timestamptz, state text,
                       "heldBy" text, "offeredTo" text, "cameFrom" text[], "lastEventAt" timestamptz)) as r`,
    [JSON.stringify(dossiers)],
  );
  await sql(`
    insert into dossier_party (dossier_id, organisation_code)
    select distinct id, unnest(previous_holders || array[received_by, held_by]) from dossier on conflict do nothing`);
}

/** The core's world over a test database, telling its news through the real outbox. */
export const aWorld = ({ db }: TestDatabase, now: string): World => ({
  db,
  announce,
  owe,
  now: () => new Date(now),
  newId: () => randomUUID(),
  clocks: openClocks(),
});

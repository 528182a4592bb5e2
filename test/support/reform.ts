import { applyReforms, type nightly } from "../../core/service/apply-reforms.ts";
import { moveMessages, type MoveReport } from "../../core/service/move-messages.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import { messagesInFlight } from "../../main/messages-in-flight.ts";
import { anAnnouncement } from "./bus.ts";
import type { TestDatabase } from "./database.ts";
import { aWorld } from "./running-dossiers.ts";

/** Of the demonstration set: what ended on 30/06/2025, and what took its place. */
export const reform = {
  commune: "H63.29.04", // → H38.91, like its neighbour
  neighbour: "H63.29.05",
  district: "H63.29", // dissolved: a person says where its dossiers go
  merged: "H38.91",
  province: "H38",
} as const;

const by: typeof nightly = "hub (hằng đêm)";
export const dayOfReform = "2025-07-01T00:10:00+07:00";

/** The agencies stand, as on the day before. */
export const dayBefore = (database: TestDatabase) =>
  database.sql("update hub.organisation set valid_to = null where valid_to = '2025-06-30'");

/** The day has come: they have ended. */
export const dayComes = (database: TestDatabase) =>
  database.sql("update hub.organisation set valid_to = '2025-06-30' where code like 'H63%'");

/** What the nightly job does. */
export async function night(database: TestDatabase, at = dayOfReform): Promise<MoveReport> {
  const world = aWorld(database, at);
  await applyReforms(world);
  return moveMessages(world, messagesInFlight, { by, all: true });
}

/** What the job of every five minutes does. */
export const later = (database: TestDatabase, at = dayOfReform): Promise<MoveReport> =>
  moveMessages(aWorld(database, at), messagesInFlight, { by, all: false });

/** A step of the dossier told to an agency: the last digits of the event say which one. */
export const aStep = (receiver: string, code: string, event: number, state = "processing") => {
  const at = `2025-06-2${event}T02:00:00.000Z`;
  return anAnnouncement({
    ...{ receiver: parseOrgCode(receiver), subject: parseDossierCode(code), time: new Date(at) },
    ...{ eventId: `00000000-0000-4000-8000-${String(event).padStart(12, "0")}`, type: "vn.lienthong.dossier.moved.v1" },
    data: {
      ...{ code, step: "assign", by: "H63.14", state, heldBy: "H63.14", at },
      procedure: { code: "2.002307", version: null },
    },
  });
};

/** Every message to an agency about a dossier, as it is sent: sequence, event, and for whom it was first. */
export async function laneOf(database: TestDatabase, receiver: string, code: string): Promise<string[]> {
  const rows = await database.sql<{ line: string }>(
    `select o.sequence || ' ' || split_part(said ->> 'type', '.', 4)
            || case when said -> 'data' ->> 'step' = 'assign' then ' ' || right(o.event_id::text, 1) else '' end
            || coalesce(' of ' || (said ->> 'formerreceiver') || ' #' || (said ->> 'formersequence')::int, '')
            || case when (said ->> 'formersent')::boolean then ' perhaps there' else '' end
            || case when d.receipt ->> 'channel' = 'succession' then ' moved'
                    else ' ' || coalesce(d.state, 'on its way') end as line
     from hub.outbox o left join hub.delivery d using (message_id), lateral coalesce(d.substitute, o.envelope) said
     where o.receiver = $1 and o.subject = $2 order by o.sequence`,
    [receiver, code],
  );
  return rows.map(({ line }) => line);
}

/** Sequences given out, and settled without a gap. */
export async function counted(database: TestDatabase, receiver: string, code: string) {
  const [row] = await database.sql<{ announced: number; delivered: number; succession: string | null }>(
    "select announced, delivered, succession from hub.lane where receiver = $1 and subject = $2",
    [receiver, code],
  );
  return row;
}

/** Does what the nightly job does; tests kill it. Argument: database. */
import { randomUUID } from "node:crypto";
import { announce, owe } from "../../bus/outbox.ts";
import { openClocks } from "../../core/service/clock-in-force.ts";
import { moveMessages } from "../../core/service/move-messages.ts";
import { messagesInFlight } from "../../main/messages-in-flight.ts";
import { openDatabase } from "../../platform/database.ts";

const [url = ""] = process.argv.slice(2);
const db = openDatabase(url, "test succession");
const now = () => new Date("2025-07-01T00:10:00+07:00");
const world = { db, announce, owe, now, newId: randomUUID, clocks: openClocks() };
await moveMessages(world, messagesInFlight, { by: "child", all: true });
await db.destroy();

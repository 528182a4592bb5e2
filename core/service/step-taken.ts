import type { Dossier, DossierEvent } from "../domain/dossier.ts";
import type { Clocks as DossierClocks } from "../domain/dossier-clock.ts";
import type { ProcedureVersion } from "../domain/procedure.ts";
import type { Channel } from "../store/dossiers.ts";
import { writeStep, type StepWrite } from "../store/write-step.ts";
import type { Database, Tx } from "../../platform/database.ts";
import { announcementsOf, type Announce, type Owe } from "./announce.ts";
import type { Clocks, InForce } from "./clock-in-force.ts";
import { keepTime, timeRulesOf } from "./keep-time.ts";
import type { Ask } from "./once.ts";
import { dossierView, eventView, type DossierView, type EventView } from "./views.ts";

/** What a use of the core needs from outside: wired by main, replaced in tests. */
export interface World {
  readonly db: Database;
  readonly announce: Announce;
  readonly owe: Owe;
  readonly now: () => Date;
  /** Calendars and office hours, each version read once. */
  readonly clocks: Clocks;
  /** A fresh UUID. */
  readonly newId: () => string;
}

/** What the caller is told of its step. */
export interface StepTaken {
  readonly dossier: DossierView;
  readonly event: EventView;
  readonly messages: readonly { readonly id: string; readonly receiver: string; readonly sequence: number }[];
}

/** What was decided, and what was read to decide it. */
export interface DecidedStep {
  /** Null: the dossier comes into being. */
  readonly before: Dossier | null;
  readonly after: Dossier;
  readonly of: StepWrite["of"];
  readonly channel: Channel;
  readonly event: DossierEvent;
  readonly officer: string | undefined;
  /** What a guard asked for, kept with the event. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly newDue: Date | undefined;
  readonly clocks: DossierClocks;
  readonly limit: ProcedureVersion["limit"];
  readonly inForce: InForce;
  /** The time of the transaction, in which the database dates what is written. */
  readonly writtenAt: Date;
}

/** Writes a step and its answer, and owes everyone concerned the news, in one statement (P2, P3). */
export async function recordStep(tx: Tx, world: World, ask: Ask, step: DecidedStep): Promise<StepTaken> {
  const { before, after, event, writtenAt } = step;
  const eventId = world.newId();
  const body = {
    dossier: dossierView({ dossier: after, channel: step.channel, changedAt: writtenAt }),
    event: eventView({ ...event, id: eventId, revision: after.revision, heldBy: after.heldBy, recordedAt: writtenAt }),
  };
  const messages = await writeStep(tx, {
    dossier: after,
    of: step.of,
    channel: step.channel,
    event,
    context: {
      eventId,
      officer: step.officer ?? null,
      cause: ask.requestId,
      partnerId: ask.partnerId,
      details: step.details,
    },
    clocks: await movedClocks(tx, world, step),
    owed: world.owe(announcementsOf(before, after, event, eventId), ask.requestId),
    answer: { partnerId: ask.partnerId, key: ask.key, digest: ask.digest, body },
  });
  return {
    ...body,
    messages: messages.map(({ messageId, receiver, sequence }) => ({ id: messageId, receiver, sequence })),
  };
}

async function movedClocks(tx: Tx, { clocks }: World, step: DecidedStep) {
  if (step.event.clock === null) return [];
  const place = await clocks.clockOf(tx, step.after.receivedBy, step.inForce);
  return keepTime(step.event, step.clocks, timeRulesOf({ limit: step.limit }), place, step.newDue);
}

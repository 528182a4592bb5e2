import type { Dossier, DossierEvent } from "../domain/dossier.ts";
import * as dossiers from "../store/dossiers.ts";
import type { Database, Tx } from "../../platform/database.ts";
import { announcementsOf, type Announce } from "./announce.ts";
import type { Clocks } from "./clock-in-force.ts";
import { keepTime } from "./keep-time.ts";
import type { Ask } from "./once.ts";
import { apologiseByExtension, type Letter } from "./stamp-overdue.ts";
import { dossierView, eventView, type DossierView, type EventView } from "./views.ts";

/** What a use of the core needs from outside: wired by main, replaced in tests. */
export interface World {
  readonly db: Database;
  readonly announce: Announce;
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

/** Writes the event into the history and owes everyone concerned the news, in the step's own transaction (P2). */
export async function recordStep(
  tx: Tx,
  world: World,
  ask: Ask,
  step: {
    readonly before: Dossier | null;
    readonly saved: dossiers.StoredDossier;
    readonly event: DossierEvent;
    readonly officer: string | undefined;
    /** What a guard asked for, kept with the event. */
    readonly details: Readonly<Record<string, unknown>>;
  },
): Promise<StepTaken> {
  const { before, saved, event } = step;
  const newDue = typeof step.details["newDue"] === "string" ? new Date(step.details["newDue"]) : undefined;
  if (event.clock === "extend" && newDue)
    await apologiseByExtension(tx, world, ask, saved, event, {
      ...(step.details["apology"] as Letter | undefined),
      newDue,
      officer: step.officer,
    });
  await keepTime(tx, world.clocks, saved, event, newDue);
  const eventId = world.newId();
  const recorded = await dossiers.record(tx, saved.id, saved.dossier, event, {
    eventId,
    officer: step.officer ?? null,
    cause: ask.requestId,
    partnerId: ask.partnerId,
    details: step.details,
  });
  const messages = await world.announce(tx, announcementsOf(before, saved.dossier, event, eventId), ask.requestId);
  return {
    dossier: dossierView(saved),
    event: eventView(recorded),
    messages: messages.map(({ messageId, receiver, sequence }) => ({ id: messageId, receiver, sequence })),
  };
}

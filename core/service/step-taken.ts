import type { FileReference } from "../domain/dossier-file.ts";
import type { Dossier, DossierEvent } from "../domain/dossier.ts";
import type { Clocks as DossierClocks } from "../domain/dossier-clock.ts";
import type { PaperDifference } from "../domain/papers/handed-papers.ts";
import { exclusionOf, type StepDetails } from "../domain/step-details.ts";
import { timeRulesOf, type StatedTime } from "../domain/time-rules.ts";
import type { Channel } from "../store/dossiers.ts";
import { addMessages } from "../store/answers.ts";
import { findVersionOf } from "../store/procedures.ts";
import { writeStep, type Owing, type StepWrite } from "../store/write-step.ts";
import type { Database, Tx } from "../../platform/database.ts";
import type { Together } from "../../platform/shared-transaction.ts";
import { announcementsOf, type Announce } from "./announce.ts";
import type { Clocks, InForce } from "./clock-in-force.ts";
import { saidOfPapers } from "./differing-papers.ts";
import type { Remapping } from "./filed-version.ts";
import { yearAt } from "./form-set.ts";
import { entersRegister, hasPaper, keepPapers } from "./keep-papers.ts";
import { hasRecord, keepRecords } from "./keep-records.ts";
import { keepTime } from "./keep-time.ts";
import { moveLegs } from "./move-legs.ts";
import type { Ask } from "./once.ts";
import { apologiseByExtension } from "./stamp-overdue.ts";
import { dossierView, eventView, type DossierView, type EventView } from "./views.ts";

/** What a use of the core needs from outside: wired by main, replaced in tests. */
export interface World extends Owing {
  readonly db: Database;
  readonly announce: Announce;
  /** Lets steps of different dossiers share a transaction; missing: each has its own. */
  readonly together?: Together;
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
  /** When the filing fell under another version than it was written for. */
  readonly remapped?: Remapping;
  /** When not all the papers came, or others (L12). */
  readonly paperDifferences?: readonly PaperDifference[];
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
  readonly details: StepDetails;
  /** Contents it refers to; kept by `keepFiles`. */
  readonly files?: readonly FileReference[] | undefined;
  readonly remapped?: Remapping;
  /** Of an acknowledgement. */
  readonly paperDifferences?: readonly PaperDifference[];
  readonly clocks: DossierClocks;
  /** Of the version it was received under (P9). */
  readonly time: StatedTime;
  readonly inForce: InForce;
  /** The time of the transaction, in which the database dates what is written. */
  readonly writtenAt: Date;
  readonly hasChain: boolean;
}

/**
 * Writes a step and its answer, and owes everyone concerned the news, in one statement (P2, P3). What only some steps
 * have follows in statements of its own: a form takes two more, a result or an incident one, the legs of a chain some.
 */
export async function recordStep(tx: Tx, world: World, ask: Ask, step: DecidedStep): Promise<StepTaken> {
  const { before, after, event, writtenAt } = step;
  const remapped = step.remapped && { remapped: step.remapped };
  if ("id" in step.of && event.clock === "extend" && step.details.newDue !== undefined)
    await apologiseByExtension(
      tx,
      world,
      ask,
      { id: step.of.id, dossier: after, channel: step.channel, changedAt: writtenAt },
      event,
      { ...step.details.apology, newDue: new Date(step.details.newDue), officer: step.officer },
    );
  const eventId = world.newId();
  const body = {
    dossier: dossierView({ dossier: after, channel: step.channel, changedAt: writtenAt }),
    event: eventView({ ...event, id: eventId, revision: after.revision, heldBy: after.heldBy, recordedAt: writtenAt }),
    ...remapped,
    ...saidOfPapers(step.paperDifferences ?? []),
  };
  const isLast = !step.hasChain && !step.files?.length && !hasRecord(step.details) && !hasPaper(event);
  const { id, told } = await writeStep(tx, {
    dossier: after,
    of: step.of,
    channel: step.channel,
    event,
    context: {
      eventId,
      officer: step.officer ?? null,
      cause: ask.requestId,
      partnerId: ask.partnerId,
      details: { ...step.details, ...remapped },
    },
    registerYear: entersRegister(event) ? yearAt(event.at) : undefined,
    clocks: await movedClocks(tx, world, step),
    announcements: announcementsOf(before, after, event, eventId, step.files, step.paperDifferences),
    owing: world,
    isLast,
    answer: { partnerId: ask.partnerId, key: ask.key, digest: ask.digest, body },
  });
  const messages = told.map(({ messageId, receiver, sequence }) => ({ id: messageId, receiver, sequence }));
  if (isLast) return { ...body, messages };
  const saved = { id, dossier: after, channel: step.channel, changedAt: writtenAt };
  const recorded = { before, saved, event, officer: step.officer, details: step.details };
  await keepRecords(tx, recorded);
  await keepPapers(tx, recorded);
  const ofLegs = step.hasChain ? await moveLegs(tx, world, ask, saved, event) : [];
  if (ofLegs.length > 0) await addMessages(tx, ask, ofLegs);
  return { ...body, messages: [...messages, ...ofLegs] };
}

async function movedClocks(tx: Tx, { clocks }: World, step: DecidedStep) {
  if (step.event.clock === null && !step.clocks.transfer) return [];
  const place = await clocks.clockOf(tx, step.after.returnsTo, step.inForce);
  const { newDue, exclusion } = step.details;
  return keepTime(step, step.event, step.clocks, timeRulesOf(step.time, await feeThatStarts(tx, step)), place, {
    newDue: newDue === undefined ? undefined : new Date(newDue),
    exclusion: exclusion && exclusionOf(exclusion),
    placeBefore: exclusion && step.clocks.settlement && (await clocks.clockWith(tx, step.clocks.settlement)),
  });
}

/** The fee, where it decides whether the limit begins at receipt; not asked for otherwise. */
const feeThatStarts = async (tx: Tx, { event, time, after }: DecidedStep): Promise<bigint | null> =>
  event.clock === "startSettlement" && time.paymentMode === "START_AFTER_PAID"
    ? ((await findVersionOf(tx, after.procedure))?.feeVnd ?? null)
    : null;

import { withdrawnType, type Deliver, type OutgoingMessage, type Outcome } from "../../bus/outcome.ts";
import { findDossierCode, type DossierCode } from "../../core/domain/dossier-code.ts";
import type { ToldStep } from "../../core/domain/told-dossier.ts";
import { readTold, type Told } from "../../core/service/read-told.ts";
import {
  forgetSteps,
  keepFilingTold,
  notePresence,
  noteSteps,
  noteTold,
  standingOf,
  toldWith,
  type FilingService,
  type Held,
  type SentStep,
} from "../../core/service/portal-holdings.ts";
import type { Database } from "../../platform/database.ts";
import type { Ask, Reply, StepRow } from "./ask.ts";
import type { Packets, Unfit } from "./packets.ts";
import type { TellFiled } from "./tell-linked.ts";

export interface DeliverOptions {
  readonly db: Database;
  readonly ask: Ask;
  readonly packets: Packets;
  /**
   * Called with what is told before its packets are made: links to its files are made in the database, and tried.
   * @returns why nothing of it can be sent now, for people.
   */
  readonly prepare?: (told: Told, signal: AbortSignal) => Promise<string | undefined>;
  /** Rows of progress in a call. */
  readonly rowsAtOnce: number;
  readonly afterUnknownStep: "park" | "again";
  /** Flows that tell their filings in their own way; the others are told by `DongBoTrangThaiHoSo`. */
  readonly flows?: Readonly<Record<string, TellFiled>>;
}

/**
 * Tells the portal one step (ADR 16): the dossier's packet, an upsert, unless it has this revision or a later one, then
 * the step's row, once. Up to `rowsAtOnce` steps behind it go along, and so do their messages; one that is late, or whose
 * process died, finds its row acknowledged.
 */
export function makeDeliver(options: DeliverOptions): Deliver {
  const { db, ask, packets } = options;

  return async (_, message, signal) => {
    if (isWithdrawn(message)) return delivered("a person decided that it is not told");
    const named = nameOf(message);
    const earlier = named && (await toldWith(db, named.code, named.revision));
    if (earlier !== undefined) return delivered(`told with message ${earlier}`);
    const read = named && (await readStep(db, named));
    if (!read) return { kind: "refused", detail: `no such step: ${message.subject}`, fault: "our-fault" };
    const { told, step } = read;
    const call = { messageId: message.messageId, attempt: message.attempt ?? 1, signal };
    const isNational = told.dossier.nationalCode !== null;
    const own = isNational ? options.flows?.[told.flow ?? ""] : undefined;
    if (own) {
      const { status, ...ending } = await own(told, step, (reply) => outcomeOf(reply, call), signal);
      return keeping(ending, { dossierId: told.id, service: "linked", status, step, call });
    }
    // one that nobody received has no NgayTiepNhan, and the portal takes none without it
    if (!isNational && told.receivedWith === null) return delivered("told with its receipt, if it is received");
    const deadLink = await options.prepare?.(told, signal);
    if (deadLink !== undefined) return { kind: "retry", fault: "portal-link-dead", detail: deadLink };
    if (isNational) return tellFiled(told, step, call);
    const { held, sent } = await standingOf(db, told.id);
    const before = sent.find(({ revision }) => revision === step.revision);
    const packetEnding = await tellPacket(told, step, held, call);
    if (packetEnding) return packetEnding;
    if (before?.state === "acknowledged") return delivered(`told with message ${before.messageId}`);
    if (before) {
      // it may have arrived, and cannot be asked for. A person who lets it go again says that it has not
      if (options.afterUnknownStep === "park") {
        await forgetSteps(db, told.id, [step.revision]);
        return { kind: "refused", detail: `step ${step.revision} may be there already`, fault: "portal-step-unknown" };
      }
    }
    const early = await tellBeforeReceipt(told, sent, call);
    return early ?? tellSteps(told, step, sent, call);
  };

  /** @returns how the message ended, if it ended with the packet; undefined: the portal has it. */
  async function tellPacket(told: Told, step: ToldStep, held: Held, call: Call): Promise<Outcome | undefined> {
    if (held.presence === "present" && held.toldRevision !== null && held.toldRevision >= step.revision)
      return undefined;
    const packet = packets.dossier(told.dossier);
    if (!packet.ok) return notSent(packet);
    let presence = await sureOf(told, held, call);
    if (typeof presence === "object") return presence;
    for (const flipped of [false, true]) {
      // whatever happens to this process from here on: it may be there
      if (presence === "absent") await notePresence(db, told.id, "unknown");
      const reply = await ask.syncDossier(packet.row, presence === "present", call.signal);
      if (reply.kind === "done") {
        await noteTold(db, told.id, told.dossier.revision, packet.status);
        return undefined;
      }
      if (reply.kind !== "flip" || flipped) {
        if (reply.kind !== "unknown" && reply.kind !== "unclear") await notePresence(db, told.id, presence);
        return outcomeOf(reply, call);
      }
      presence = presence === "present" ? "absent" : "present";
      await notePresence(db, told.id, presence);
    }
    return undefined;
  }

  /** Never inserts on a guess (quirk 5). */
  async function sureOf(told: Told, held: Held, call: Call): Promise<"absent" | "present" | Outcome> {
    if (held.presence !== "unknown") return held.presence;
    const found = await ask.lookUp(told.dossier.code, call.signal);
    if (found.kind === "exists" || found.kind === "absent") {
      const presence = found.kind === "exists" ? "present" : "absent";
      await notePresence(db, told.id, presence);
      return presence;
    }
    return outcomeOf(found.reply, call, "retry");
  }

  async function tellSteps(told: Told, first: ToldStep, sent: readonly SentStep[], call: Call): Promise<Outcome> {
    const left = new Set(sent.map(({ revision }) => revision));
    const group: Row[] = [];
    for (const step of told.steps.slice(told.steps.indexOf(first))) {
      if (group.length === options.rowsAtOnce) break;
      if (step !== first && left.has(step.revision)) break;
      const row = packets.step(told.dossier, step);
      if (row === "nothing") {
        if (step === first) return delivered("nothing that the portal has a word for");
        continue;
      }
      if (!row.ok && step === first) return notSent(row);
      if (!row.ok) break;
      group.push({ row: row.row, status: row.status, revision: step.revision });
    }
    const ending = await tellRows(told, group, call);
    if (ending.kind !== "refused" || group.length === 1) return ending;
    // one row that the portal refuses takes all with it, and it does not say which (quirk 11)
    return tellRows(told, group.slice(0, 1), call);
  }

  /** What was done before the receipt goes ahead of it, each step at its own time. @returns an ending that holds the rest up. */
  async function tellBeforeReceipt(told: Told, sent: readonly SentStep[], call: Call): Promise<Outcome | undefined> {
    const left = new Set(sent.map(({ revision }) => revision));
    const group: Row[] = [];
    for (const step of told.steps) {
      if (step.revision >= (told.receivedWith ?? 0)) break;
      const row = left.has(step.revision) ? "nothing" : packets.step(told.dossier, step);
      if (row === "nothing") continue;
      if (!row.ok) return notSent(row);
      group.push({ row: row.row, status: row.status, revision: step.revision });
    }
    for (let from = 0; from < group.length; from += options.rowsAtOnce) {
      const ending = await tellRows(told, group.slice(from, from + options.rowsAtOnce), call);
      if (ending.kind !== "delivered") return ending;
    }
    return undefined;
  }

  async function tellRows(told: Told, group: readonly Row[], call: Call): Promise<Outcome> {
    const steps = group.map(({ revision, status }) => ({ revision, status, messageId: call.messageId }));
    await noteSteps(db, told.id, steps, "sent");
    const reply = await ask.tellSteps(
      group.map(({ row }) => row),
      call.signal,
    );
    if (reply.kind === "done") {
      await noteSteps(db, told.id, steps, "acknowledged");
      const along = steps.slice(1).map(({ revision }) => dataOf({ code: told.dossier.code, revision }));
      return { ...delivered(reply.detail), ...(along.length > 0 && { along }) };
    }
    if (reply.kind === "unknown" || reply.kind === "unclear") await noteSteps(db, told.id, steps, "unknown");
    else
      await forgetSteps(
        db,
        told.id,
        steps.map(({ revision }) => revision),
      );
    if (reply.kind !== "flip" && reply.kind !== "predecessor") return outcomeOf(reply, call);
    // "no such dossier": somebody removed it there, or our knowledge was wrong: it is asked before the next try
    await notePresence(db, told.id, "unknown");
    return outcomeOf({ ...reply, kind: "predecessor" }, call);
  }

  /** What was filed on the portal is told by its own service, and only what that service has a word for. */
  async function tellFiled(told: Told, step: ToldStep, call: Call): Promise<Outcome> {
    const packet = packets.filed(told.dossier, step);
    if (packet === "nothing") return delivered("nothing that this service tells");
    if (!packet.ok) return notSent(packet);
    const reply = await ask.tellFiled(packet.row, call.signal);
    if (reply.kind !== "done") return outcomeOf(reply, call);
    const { status } = packet;
    return keeping(delivered(reply.detail), { dossierId: told.id, service: "filed", status, step, call });
  }
}

/** What a service acknowledged that cannot be asked later: kept with the message's own ending. */
const keeping = (
  ending: Outcome,
  of: {
    readonly dossierId: bigint;
    readonly service: FilingService;
    /** Undefined: nothing was told. */
    readonly status: string | undefined;
    readonly step: ToldStep;
    readonly call: Call;
  },
): Outcome => {
  const { dossierId, service, status, step, call } = of;
  if (ending.kind !== "delivered" || status === undefined) return ending;
  const told = { service, revision: step.revision, status, messageId: call.messageId };
  return { ...ending, keep: (tx) => keepFilingTold(tx, dossierId, told) };
};

/** Tells somebody else of a step, in lanes of its own: the portal does not wait for it, nor it for the portal. */
export const makeDeliverBy =
  (db: Database, tell: TellFiled): Deliver =>
  async (_, message, signal) => {
    if (isWithdrawn(message)) return delivered("a person decided that it is not told");
    const named = nameOf(message);
    const read = named && (await readStep(db, named));
    if (!read) return { kind: "refused", detail: `no such step: ${message.subject}`, fault: "our-fault" };
    const call = { messageId: message.messageId, attempt: message.attempt ?? 1, signal };
    return tell(read.told, read.step, (reply) => outcomeOf(reply, call), signal);
  };

interface Row {
  readonly row: StepRow;
  readonly status: string;
  readonly revision: number;
}

/** What a delivery takes along to every call. */
interface Call {
  readonly messageId: string;
  readonly attempt: number;
  readonly signal: AbortSignal;
}

const delivered = (detail: string): Outcome => ({ kind: "delivered", detail, receipt: { channel: "portal" } });

/** Nothing of it is told: what is not told is no news at the portal. */
const isWithdrawn = ({ envelope }: OutgoingMessage): boolean => envelope["type"] === withdrawnType;

interface Named {
  readonly code: DossierCode;
  readonly revision: number;
}

function nameOf({ envelope }: OutgoingMessage): Named | undefined {
  const data = envelope["data"] as { readonly code?: unknown; readonly revision?: unknown } | undefined;
  const code = typeof data?.code === "string" ? findDossierCode(data.code) : undefined;
  return code && typeof data?.revision === "number" ? { code, revision: data.revision } : undefined;
}

/** What the message of a step says (core/service/feed-portal.ts). */
const dataOf = ({ code, revision }: Named) => ({ code, revision });

async function readStep(db: Database, { code, revision }: Named) {
  const told = await readTold(db, code);
  const step = told?.steps.find((each) => each.revision === revision);
  return told && step && { told, step };
}

/** A person reads it: every field at fault is in it. */
const notSent = ({ fault, field, detail }: Unfit): Outcome => ({
  ...{ kind: "refused", detail, fault },
  ...(field === undefined ? {} : { field }),
});

/** An answer that nobody understands is asked for so often; then a person reads it. */
const unclearTries = 3;

/** @param unanswered how an ending counts of which nobody knows whether it had an effect; a question has none. */
function outcomeOf(
  reply: Exclude<Reply, { kind: "done" }>,
  { attempt }: Call,
  unanswered: "unknown" | "retry" = "unknown",
): Outcome {
  const { detail } = reply;
  switch (reply.kind) {
    case "unknown":
      return { kind: unanswered, detail, fault: reply.fault };
    case "unclear":
      return { kind: attempt > unclearTries ? "refused" : unanswered, detail, fault: "portal-unclear" };
    case "retry":
      return { kind: "retry", detail, fault: reply.fault };
    case "predecessor":
      return { kind: "retry", detail, fault: "portal-out-of-order" };
    // it said so twice, each time the other way: a person looks
    case "flip":
      return { kind: "refused", detail, fault: "portal-contradicts" };
    case "auth":
      return { kind: "retry", detail, fault: "portal-login" };
    case "permanent":
      return { kind: "refused", detail, fault: "portal-refused", ...(reply.field ? { field: reply.field } : {}) };
  }
}

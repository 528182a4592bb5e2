import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { EdxmlFault, EdxmlMessage, EdxmlRead } from "../../contracts/edxml/message.ts";
import { dayOf } from "../../core/domain/day.ts";
import { organKey } from "../../core/domain/letter/organ.ts";
import type { OutgoingLetter } from "../../core/domain/letter/outgoing.ts";
import type { OrgCode } from "../../core/domain/org-code.ts";
import {
  claimItem,
  claimTask,
  dropTask,
  endItem,
  giveUpItem,
  hasNamelessSending,
  keepMessage,
  leavesAgain,
  letterToSend,
  linesOfOthers,
  noteTrouble,
  putOffItem,
  settleSent,
  settleTrouble,
  statusToSend,
  takeArriving,
  takeUnreadable,
  type ClaimedTask,
  type Fetched,
  type LetterItem,
  type LetterTask,
  type LetterWorld,
} from "../../core/service/letter-work.ts";
import { toArriving } from "../../mappings/edxml/arriving.ts";
import { fromLetter, fromStatus } from "../../mappings/edxml/outgoing.ts";
import type { EdocSentRow, EdocTrouble } from "../../mappings/edoc/axis.ts";
import type { FileFolder } from "../../platform/file-folder.ts";
import type { Log } from "../../platform/log.ts";
import { startLoop } from "../../platform/loop.ts";
import { askingAgencies } from "./agencies.ts";
import type { EdocAxis } from "./client.ts";
import { gated } from "./gate.ts";
import { workLook, type LetterLooking } from "./look.ts";
import { polling } from "./poll.ts";

export interface LetterWorker {
  readonly world: LetterWorld & { readonly log: Log; readonly folder: FileFolder };
  readonly axes: readonly EdocAxis[];
  /** From bytes to a message; its papers lie in the folder then. */
  readonly read: (source: AsyncIterable<Uint8Array>) => Promise<EdxmlRead>;
  /** From a message to bytes, its papers from these files. Not `ok`: it can never be written so. */
  readonly write: (
    axis: EdocAxis,
    message: EdxmlMessage,
    papers: readonly { readonly path: string }[],
  ) => Promise<
    { readonly ok: true; readonly bytes: AsyncIterable<Buffer> } | { readonly ok: false; readonly detail: string }
  >;
  /** What the signatures of a letter that came are worth; undefined: nobody looks, and they wait. */
  readonly looking?: LetterLooking;
  /** Why a message is not taken, for its sender. */
  readonly sayFault: (fault: EdxmlFault) => string;
}

/** So long an item or a task is a worker's: longer than a call may last. */
const leaseOf = ({ settings }: EdocAxis): number => settings.transferMinutes * 60_000 + 120_000;
/** Trouble of ours with a letter that was fetched is a person's after so many times. */
const mostTroubles = 8;
/** A list of what was sent may be behind what was handed in. */
const absentAfterMs = 5 * 60_000;

/** Does what is due about one item of an account: fetched, read and entered, or acknowledged. @returns false when nothing is due. */
export async function workItem(worker: LetterWorker, given: EdocAxis, signal: AbortSignal): Promise<boolean> {
  const { world } = worker;
  const axis = gated(world, given);
  const item = await claimItem(world, axis.settings.name, leaseOf(axis));
  if (!item) return false;
  if (item.state === "listed") {
    if (!(await enter(worker, axis, item, signal))) return true;
    // at once: what it did is on record
    await acknowledge(worker, axis, { ...item, state: "kept", ending: null, tries: 0 }, signal);
  } else await acknowledge(worker, axis, item, signal);
  return true;
}

async function acknowledge(
  { world }: LetterWorker,
  axis: EdocAxis,
  item: LetterItem,
  signal: AbortSignal,
): Promise<void> {
  const isTrouble = item.ending === "trouble";
  const heard = await axis.updateStatus(item.axisId, isTrouble ? "fail" : "done", null, signal);
  if (heard.kind === "done") return endItem(world, item);
  return putOffItem(world, item, heard.detail, retryAfterOf(heard));
}

/** @returns whether what it did is on record, so that the axis may be told. */
async function enter(worker: LetterWorker, axis: EdocAxis, item: LetterItem, signal: AbortSignal): Promise<boolean> {
  const { world } = worker;
  let raw: Fetched["raw"] | null = null;
  try {
    const fetched = await axis.fetch(item.axisId, (source) => keepRaw(world.folder, item, source), signal);
    if (fetched.kind !== "done") {
      // whatever it answers instead, the letter is not at fault: it stays offered, and among what stands still
      await putOffItem(world, item, fetched.detail, retryAfterOf(fetched));
      return false;
    }
    raw = fetched.taken;
    const source = createReadStream(join(world.folder.root, world.folder.pathOf(raw.sha256)), {
      highWaterMark: 1 << 16,
    });
    const read = await worker.read(source as AsyncIterable<Buffer>);
    const of: Fetched = { item: item.id, raw, ownUnits: ownUnitsOf(axis) };
    if (read.kind === "refused") await takeUnreadable(world, of, { ...read.fault, words: worker.sayFault(read.fault) });
    else {
      const { arriving, papers } = toArriving(read.message, read.files);
      await takeArriving(world, of, arriving, papers);
    }
    return true;
  } catch (error) {
    const detail = plainFault(error);
    world.log.warn(
      { err: error, account: item.account, item: String(item.id) },
      "what the axis gave could not be entered",
    );
    const troubles = await noteTrouble(world, item);
    // without its bytes the axis alone has it
    if (raw && troubles >= mostTroubles) await giveUpItem(world, item.id, raw, detail);
    else await putOffItem(world, item, detail);
    return false;
  }
}

/** What of an error may be on record: neither its sentence nor a value, which may be words of the message (P12). */
function plainFault(error: unknown): string {
  const { name, code, constraint } = error as { name?: unknown; code?: unknown; constraint?: unknown };
  return [name, code, constraint].filter((one) => typeof one === "string" && /^[\w.-]{1,60}$/.test(one)).join(" ");
}

/** Our agencies on an account, by whatever notation names them. */
export const ownUnitsOf = ({ settings }: EdocAxis): ReadonlyMap<string, OrgCode> =>
  new Map(settings.units.map(({ organId, unit }) => [organKey(organId), unit]));

/** The bytes as they come, before anything is read of them. */
async function keepRaw(
  folder: FileFolder,
  item: LetterItem,
  source: AsyncIterable<Buffer>,
): Promise<{ readonly sha256: string; readonly size: number }> {
  const part = `letter ${item.account} ${item.axisId} ${randomUUID()}`;
  return keepIn(folder, part, source);
}

async function keepIn(folder: FileFolder, part: string, source: AsyncIterable<Buffer>) {
  try {
    const kept = await folder.append(part, 0, source, () => undefined);
    await folder.keep(part, kept.sha256);
    return kept;
  } catch (error) {
    await folder.removePart(part);
    throw error;
  }
}

const retryAfterOf = (trouble: EdocTrouble): number => (trouble.kind === "retry" ? (trouble.retryAfterMs ?? 0) : 0);

/**
 * Sends one thing that an account owes: a letter, or a state. A letter of which nobody knows whether it left is asked after first (P6);
 * where the axis cannot be asked it waits for a person. @returns false when nothing is due.
 */
export async function workTask(worker: LetterWorker, given: EdocAxis, signal: AbortSignal): Promise<boolean> {
  const { world } = worker;
  const axis = gated(world, given);
  const claimed = await claimTask(world, axis.settings.name, leaseOf(axis));
  if (!claimed) return false;
  const leaving = { isEntered: false };
  try {
    if (claimed.task.kind === "send") await sendLetter(worker, axis, claimed, leaving, signal);
    else await sendReport(worker, axis, claimed, signal);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    world.log.warn(
      { err: error, account: claimed.task.account, task: String(claimed.task.id) },
      "what is owed to the axis was not sent",
    );
    const trouble = { kind: "retry" as const, detail };
    // once its call was made, what failed may be our own record of it
    const mayHaveLeft = claimed.task.kind === "send" && (claimed.wasUnknown || leaving.isEntered);
    await settleTrouble(world, claimed.task, trouble, mayHaveLeft);
  }
  return true;
}

async function sendLetter(
  worker: LetterWorker,
  axis: EdocAxis,
  { task, wasUnknown }: ClaimedTask,
  leaving: { isEntered: boolean },
  signal: AbortSignal,
): Promise<void> {
  const { world } = worker;
  const letter = await letterToSend(world.db, task);
  if (!letter) return dropTask(world, task, wasUnknown);
  if (wasUnknown) {
    const detail = "a call may have left, and no answer is on record";
    if (!axis.canAskSent) return settleTrouble(world, task, { kind: "refused", code: "cannot-ask", detail }, true);
    const days = { from: dayOf(task.firstCalledAt ?? world.now()), to: dayOf(world.now()) };
    const asked = await axis.sent("edoc", days, signal);
    if (asked.kind !== "done") return settleTrouble(world, task, { ...asked, kind: "retry" }, true);
    const others = await linesOfOthers(
      world.db,
      task,
      asked.rows.flatMap(({ senderDocId }) => senderDocId ?? []),
    );
    const rows = asked.rows.filter(({ senderDocId }) => senderDocId === null || !others.has(senderDocId));
    // a letter, its update and its recall have one number
    const isNameless = await hasNamelessSending(world.db, task);
    const isSure = ({ senderDocId }: EdocSentRow) =>
      !isNameless && (senderDocId !== null || letter.business.kind === "new");
    const found = rows.find((row) => isThis(row, task, letter) === "surely" && isSure(row));
    if (found) return settleSent(world, task, found.senderDocId, true);
    const perhaps = rows.find((row) => isThis(row, task, letter) !== "no");
    if (perhaps) {
      const line = `the axis lists ${perhaps.senderDocId ?? "a line"}, which may be it`;
      return settleTrouble(world, task, { kind: "refused", code: "perhaps-sent", detail: line }, true);
    }
    if (task.calledAt && world.now().getTime() - task.calledAt.getTime() < absentAfterMs)
      return settleTrouble(world, task, { kind: "retry", detail, retryAfterMs: absentAfterMs }, true);
    if (!(await leavesAgain(world.db, task, world.now()))) return;
  }
  const path = await messageOf(worker, axis, { task, wasUnknown }, letter);
  if (path === null) return;
  const from = letter.from.id;
  leaving.isEntered = true;
  const heard = await axis
    .send({ kind: "edoc", from, to: task.toOrgans, path }, signal)
    // whatever broke, some of it may have left
    .catch((error: unknown) => ({ kind: "unknown" as const, detail: String(error) }));
  if (heard.kind === "done") await settleSent(world, task, heard.docId);
  else await settleTrouble(world, task, heard, false);
}

/**
 * Its bytes, written once: a repeat is the same to the last of them. Null: it cannot be written, and is a person's, or its words were
 * erased meanwhile.
 */
async function messageOf(
  { world, write }: LetterWorker,
  axis: EdocAxis,
  { task, wasUnknown }: ClaimedTask,
  letter: OutgoingLetter,
): Promise<string | null> {
  const { folder } = world;
  const pathOf = (sha256: string) => join(folder.root, folder.pathOf(sha256));
  if (task.messageSha256 !== null) return pathOf(task.messageSha256);
  const papers = letter.files.map(({ sha256 }) => ({ path: pathOf(sha256) }));
  const written = await write(axis, fromLetter(letter), papers);
  if (!written.ok) {
    await settleTrouble(world, task, { kind: "refused", code: "not-written", detail: written.detail }, false);
    return null;
  }
  const kept = await keepIn(folder, `letter to send ${task.id} ${randomUUID()}`, written.bytes);
  if (await keepMessage(world, task, kept)) return pathOf(kept.sha256);
  await dropTask(world, task, wasUnknown);
  return null;
}

/** Clocks of the axis and of ours may differ by so much. */
const skewMs = 15 * 60_000;

/**
 * Whether a line of what the axis has of us is this letter: to one of its receivers, under its number. Without its number, or older than
 * its first call, a person looks. A time without its zone tells nothing.
 */
function isThis(
  { to, notation, title, sentTime }: EdocSentRow,
  task: LetterTask,
  letter: OutgoingLetter,
): "surely" | "perhaps" | "no" {
  if (to !== null && !task.toOrgans.some((organ) => organKey(organ) === organKey(to))) return "no";
  const plain = (text: string) => text.normalize("NFC").replace(/\s+/g, " ").trim();
  const said = plain(notation ?? "");
  const sentAt = sentTime !== null && /T.*(Z|[+-]\d{2}:\d{2})$/.test(sentTime) ? Date.parse(sentTime) : NaN;
  const isOlder = task.firstCalledAt !== null && sentAt < task.firstCalledAt.getTime() - skewMs;
  if (said === plain(`${letter.number}/${letter.notation}`)) return isOlder ? "perhaps" : "surely";
  const isLike = said === plain(letter.notation) && title !== null && plain(title) === plain(letter.subject);
  return isLike && !isOlder ? "perhaps" : "no";
}

async function sendReport(
  { world, write }: LetterWorker,
  axis: EdocAxis,
  { task }: ClaimedTask,
  signal: AbortSignal,
): Promise<void> {
  const status = statusToSend(task);
  const unit = axis.settings.units.find(({ organId }) => organKey(organId) === organKey(status.from.id));
  const folder = await mkdtemp(join(tmpdir(), "hub-edoc-"));
  try {
    const path = join(folder, "status.edxml");
    const message = fromStatus({ ...status, from: { id: status.from.id, name: unit?.name ?? null } });
    const written = await write(axis, message, []);
    if (!written.ok) {
      await settleTrouble(world, task, { kind: "refused", code: "not-written", detail: written.detail }, false);
      return;
    }
    await pipeline(written.bytes, createWriteStream(path));
    const heard = await axis.send({ kind: "status", from: status.from.id, to: [status.to], path }, signal);
    if (heard.kind === "done") await settleSent(world, task, heard.docId);
    else await settleTrouble(world, task, heard, false);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export interface LetterWorking {
  /** Lets the calls that are under way end. */
  readonly close: () => Promise<void>;
}

/** Of one account: a letter that takes long holds up no other at once. */
const atOnce = 2;

/**
 * Works through all that comes and all that is owed, each account by itself: one that is silent hinders no other, and an axis that is
 * away no request and no dossier. Each is asked what it has by its own pace.
 * @param look called each half minute, for the metrics.
 */
export function startLetterWork(worker: LetterWorker, look: () => Promise<void>, pauseMs = 1_000): LetterWorking {
  const { world, looking } = worker;
  const { log } = world;
  const closing = new AbortController();
  const { signal } = closing;
  const pace = (times = 1) => ({
    ...{ pauseMs: times * pauseMs, log, sentence: "letters cannot be worked on; trying again" },
  });
  const loops = [
    ...worker.axes.flatMap((axis) => [
      ...Array.from({ length: atOnce }, () => startLoop(() => workItem(worker, axis, signal), pace())),
      ...Array.from({ length: atOnce }, () => startLoop(() => workTask(worker, axis, signal), pace())),
      startLoop(polling(worker, axis, signal), pace()),
      startLoop(askingAgencies(worker, axis, signal), pace(60)),
    ]),
    ...(looking ? [startLoop(() => workLook(world, looking, signal), pace())] : []),
    startLoop(async () => (await look(), false), pace(30)),
  ];
  return {
    async close() {
      // what is cut off is of unknown end, and asked after
      closing.abort();
      await Promise.all(loops.map((close) => close()));
      await looking?.checker.close();
    },
  };
}

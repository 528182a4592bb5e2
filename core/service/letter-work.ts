import { againAfterMs } from "../domain/letter/pace.ts";
import { organKey } from "../domain/letter/organ.ts";
import type { OutgoingLetter, OutgoingStatus } from "../domain/letter/outgoing.ts";
import * as items from "../store/letter-items.ts";
import * as letters from "../store/letters.ts";
import type { StoredLetter } from "../store/letters.ts";
import * as tasks from "../store/letter-tasks.ts";
import type { ClaimedTask, LetterTask } from "../store/letter-tasks.ts";
import type { Database, Tx } from "../../platform/database.ts";
import { beginAnew, letterFailed, letterLeft, notAsked } from "./letter-left.ts";
import { outgoingLetter } from "./letter-out.ts";
import { keepContents, theAxis, type LetterWorld } from "./letter-world.ts";

export type { ClaimedTask, LetterTask } from "../store/letter-tasks.ts";
export type { LetterItem, MessageType } from "../store/letter-items.ts";
export {
  countLetters,
  forgetSent,
  hasNamelessSending,
  leavesAgain,
  linesOfOthers,
  type LetterCounts,
} from "../store/letter-tasks.ts";
export { forgetParked } from "../store/letter-parked.ts";
export { forgetRaw, lastPoll, noteListed, notePolled, type Offered } from "../store/letter-items.ts";
export { takeArriving, takeUnreadable, giveUpItem, type Fetched, type Unreadable } from "./letter-take.ts";
export type { LetterWorld } from "./letter-world.ts";

/** How a call of the axis ended that did not do its work. */
export type AxisTrouble =
  | { readonly kind: "retry"; readonly detail: string; readonly retryAfterMs?: number }
  | { readonly kind: "unknown"; readonly detail: string }
  | { readonly kind: "refused"; readonly code: string; readonly detail: string };

const later = (now: Date, ms: number): Date => new Date(now.getTime() + ms);

/** Takes the next item of an account of which something is due. */
export const claimItem = (
  { db, now }: Pick<LetterWorld, "db" | "now">,
  account: string,
  leaseMs: number,
): Promise<items.LetterItem | undefined> => items.claimItem(db, account, now(), leaseMs);

/** The axis could not be asked, or we could not read: later again. */
export const putOffItem = (
  { db, now }: Pick<LetterWorld, "db" | "now">,
  item: items.LetterItem,
  detail: string,
  retryAfterMs = 0,
): Promise<void> =>
  items.delayItem(db, item.id, later(now(), Math.max(againAfterMs(item.tries), retryAfterMs)), {
    code: "delayed",
    detail,
  });

/** What it gave could not be entered, by no fault of the axis. @returns how often so far. */
export const noteTrouble = ({ db }: Pick<LetterWorld, "db">, item: items.LetterItem): Promise<number> =>
  items.noteTrouble(db, item.id);

/** The axis knows that we have it. */
export const endItem = ({ db, now }: Pick<LetterWorld, "db" | "now">, item: items.LetterItem): Promise<void> =>
  items.endItem(db, item.id, item.ending === "trouble" ? "failed" : "done", now());

/** Takes the next thing that an account owes; from here on nobody knows whether it left. */
export const claimTask = (
  { db, now }: Pick<LetterWorld, "db" | "now">,
  account: string,
  leaseMs: number,
): Promise<ClaimedTask | undefined> => tasks.claimTask(db, account, now(), leaseMs);

/** What is to be written. Null: it was erased meanwhile. */
export async function letterToSend(db: Database, task: LetterTask): Promise<OutgoingLetter | null> {
  const letter = task.letterId === null ? undefined : await letters.findLetter(db, task.letterId);
  return letter && letter.subject !== null ? outgoingLetter(db, letter, task) : null;
}

export function statusToSend({ code, about, fromOrgan, toOrgans, description, saidAt }: LetterTask): OutgoingStatus {
  const [to] = toOrgans;
  if (!code || !about || to === undefined) throw new Error("a report without its state");
  return { from: { id: fromOrgan, name: null }, to, about, code, description, at: saidAt };
}

/** The bytes that leave are those of every try. @returns false: its words were erased while it was written. */
export const keepMessage = (
  { db, folder }: Pick<LetterWorld, "db" | "folder">,
  task: LetterTask,
  content: { readonly sha256: string; readonly size: number },
): Promise<boolean> =>
  db.transaction().execute(async (tx) => {
    const letter = task.letterId === null ? undefined : await letters.lockLetter(tx, task.letterId);
    if (letter?.subject === null) return false;
    await keepContents(tx, folder, [content]);
    await tasks.putTaskMessage(tx, task.id, content.sha256);
    return true;
  });

/** It is with the axis; `found`: as it told us when it was asked. */
export const settleSent = (
  { db, now }: Pick<LetterWorld, "db" | "now">,
  task: LetterTask,
  axisId: string | null,
  found = false,
): Promise<void> =>
  within(db, task, async (tx, { letter, calledAt }) => {
    await tasks.changeTask(tx, task.id, { state: "done", nextAt: null, endedAt: now(), axisId, fault: null });
    if (task.kind !== "send" || !letter) return;
    const { business } = task;
    const details = { axisId, found, ...(business === "new" ? {} : { business }) };
    if (business === "recall") await note(tx, letter.id, "sent", details, now());
    else await letterLeft(tx, letter, task.toOrgans.map(organKey), details, now());
    if (business === "update") await beginAnew(tx, letter, task.toOrgans.map(organKey), calledAt ?? now());
  });

/**
 * It did not go, or nobody knows. A letter of unknown end stays unknown, and the axis is asked before it goes again; a
 * state just goes again: the same said twice is said once. What the axis refuses is a person's.
 * @param mayHaveLeft a call before this one may have had its effect: what is known of this one says nothing of that.
 */
export const settleTrouble = (
  { db, now }: Pick<LetterWorld, "db" | "now">,
  task: LetterTask,
  trouble: AxisTrouble,
  mayHaveLeft: boolean,
): Promise<void> =>
  within(db, task, async (tx, { letter }) => {
    const at = now();
    const surelyNot = trouble.kind !== "unknown" && !mayHaveLeft ? { firstCalledAt: null } : {};
    if (trouble.kind !== "refused") {
      const retryAfterMs = trouble.kind === "retry" ? (trouble.retryAfterMs ?? 0) : 0;
      await tasks.changeTask(tx, task.id, {
        state: mayHaveLeft || trouble.kind === "unknown" ? "unknown" : "waiting",
        nextAt: later(at, Math.max(againAfterMs(task.tries), retryAfterMs)),
        fault: trouble.detail,
        ...surelyNot,
      });
      return;
    }
    await tasks.changeTask(tx, task.id, {
      state: "forPerson",
      nextAt: null,
      fault: `${trouble.code} ${trouble.detail}`,
      ...surelyNot,
    });
    if (task.kind !== "send" || !letter || mayHaveLeft) return;
    const { business } = task;
    if (letter.state === "queued" && business !== "recall") await letterFailed(tx, letter.id, false);
    const details = { code: trouble.code, detail: trouble.detail, ...(business === "new" ? {} : { business }) };
    await note(tx, letter.id, "notSent", details, at);
  });

/**
 * It can never be sent: what was to be written is gone. A letter that never left stays unsent; what was not asked is not waited for. Of
 * what may have left a person says whether it did.
 */
export const dropTask = async (
  world: Pick<LetterWorld, "db" | "now">,
  task: LetterTask,
  mayHaveLeft: boolean,
): Promise<void> => {
  if (mayHaveLeft) {
    const detail = "a call may have left, and its words are gone";
    return settleTrouble(world, task, { kind: "refused", code: "erased", detail }, true);
  }
  const { db, now } = world;
  await within(db, task, async (tx, { letter }) => {
    const at = now();
    await tasks.changeTask(tx, task.id, { state: "dropped", nextAt: null, endedAt: at, fault: "erased" });
    if (!letter) return;
    const { business } = task;
    const isFirst = task.kind === "send" && letter.state === "queued" && business !== "recall";
    if (isFirst) await letterFailed(tx, letter.id, true);
    await notAsked(tx, letter.id, task, isFirst);
    const details = { code: "erased", ...(business === "new" ? {} : { business }) };
    await note(tx, letter.id, "notSent", details, at);
  });
};

/** Of what was settled meanwhile (the receiver answered, a person called it off) nothing is settled again. */
async function within(
  db: Database,
  task: LetterTask,
  work: (tx: Tx, now: { readonly letter: StoredLetter | undefined; readonly calledAt: Date | null }) => Promise<void>,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    // a letter before what is owed of it, as officers and receivers take them: else each waits for the other
    const letter = task.letterId === null ? undefined : await letters.lockLetter(tx, task.letterId);
    const current = await tasks.lockTask(tx, task.id);
    if (current?.state === "unknown" && current.tries === task.tries)
      await work(tx, { letter, calledAt: current.calledAt });
  });
}

const note = (tx: Tx, letterId: bigint, what: string, details: object, at: Date) =>
  letters.noteChange(tx, { letterId, what, details, by: theAxis, officer: null, reason: null, at });

/**
 * Notes what did not come in time: the receipt that we owe (NĐ 30 art. 21(2)(c)), and the answer that a letter of ours waits for,
 * which is then waited for no longer.
 */
export async function watchLetters(
  { db }: { readonly db: Database },
  now: Date,
): Promise<{ readonly receipts: number; readonly answers: number }> {
  let [receipts, answers] = [0, 0];
  for (const id of await letters.lateReceipts(db, now, 1_000))
    await db.transaction().execute(async (tx) => {
      const letter = await letters.lockLetter(tx, id);
      if (letter?.state !== "arrived" || letter.receiptLateAt || !letter.receiptDue || letter.receiptDue >= now) return;
      await letters.changeLetter(tx, id, { receiptLateAt: now });
      await note(tx, id, "receiptLate", { due: letter.receiptDue.toISOString() }, now);
      receipts += 1;
    });
  for (const id of await letters.lateAnswers(db, now, 1_000))
    await db.transaction().execute(async (tx) => {
      const letter = await letters.lockLetter(tx, id);
      if (!letter?.answerBy || letter.answerBy >= now || letter.answerLateAt) return;
      await letters.changeLetter(tx, id, { answerLateAt: now });
      await note(tx, id, "answerLate", { by: letter.answerBy.toISOString() }, now);
      answers += 1;
    });
  return { receipts, answers };
}

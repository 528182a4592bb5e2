import { findDossierCode } from "../domain/dossier-code.ts";
import * as dossiers from "../store/dossiers.ts";
import { isErasedNow } from "../store/erasures.ts";
import { listGates } from "../store/letter-gates.ts";
import { itemAgain, listTroubled } from "../store/letter-items.ts";
import { lockParked, settleParked } from "../store/letter-parked.ts";
import * as letters from "../store/letters.ts";
import * as tasks from "../store/letter-tasks.ts";
import type { StoredLetter } from "../store/letters.ts";
import type { Database, Tx } from "../../platform/database.ts";
import { retryOf, type NotAgain, type ReplacedLetter } from "../domain/letter/retry.ts";
import type { OutState } from "../domain/letter/standing.ts";
import { organKey } from "../domain/letter/organ.ts";
import { beginAnew, letterFailed, letterLeft, notAsked } from "./letter-left.ts";
import { moveLink } from "./letter-link.ts";
import { hasLostNumber } from "./letter-number.ts";
import { letterView } from "./letter-view.ts";

export { applyParked, type NotApplied } from "./letter-apply.ts";
export type { NotAgain } from "../domain/letter/retry.ts";
export { listParked, type ParkedLetter } from "../store/letter-parked.ts";
export { listLetters, type LetterQuestion, type StoredLetter } from "../store/letters.ts";
export { listTasks, type LetterTask } from "../store/letter-tasks.ts";
export { listTroubled, type LetterItem } from "../store/letter-items.ts";

export interface Decider {
  readonly by: string;
  readonly reason: string;
  readonly at: Date;
}

/** What an operator may see of a letter: no words of it (P12). */
export async function showLetter(db: Database, id: bigint) {
  return (await letters.findLetter(db, id)) && letterView(db, id, false);
}

/** `dossier-erased`: words of a letter come back under no dossier whose own are erased (P12). */
export const linkLetterTo = (
  db: Database,
  id: bigint,
  dossier: string,
  who: Decider,
): Promise<"done" | "unknown" | "dossier-erased"> =>
  db.transaction().execute(async (tx) => {
    const letter = await letters.lockLetter(tx, id);
    const code = findDossierCode(dossier);
    const stored = code && (await dossiers.find(tx, code));
    if (!letter || !stored || letter.side !== "in") return "unknown";
    if (letter.dossierId === stored.id) return "done";
    if (await isErasedNow(tx, stored.id)) return "dossier-erased";
    await moveLink(tx, letter, stored.id, { ...who, officer: null });
    return "done";
  });

/** @returns false when there is none, or it was settled. */
export const closeParked = (db: Database, id: bigint, { by, reason, at }: Decider): Promise<boolean> =>
  db.transaction().execute(async (tx) => {
    const parked = await lockParked(tx, id);
    if (!parked || parked.settledAt) return false;
    await settleParked(tx, id, { how: reason, by, at, letterId: null });
    return true;
  });

/** Why nothing was decided. */
export type NotDecided =
  /** There is none, or it does not wait for a person. */
  "task-unknown" | NotAgain;

/**
 * What is to become of a task that waits for a person. `again`: it did not arrive, and goes once more, as far as nobody took it back
 * meanwhile; `there`: the receiver has it; `drop`: it is not to go.
 */
export const decideTask = (
  db: Database,
  id: bigint,
  what: "again" | "there" | "drop",
  who: Decider,
): Promise<"done" | NotDecided> =>
  db.transaction().execute(async (tx) => {
    const letterId = (await tasks.findTask(tx, id))?.letterId ?? null;
    const found = letterId === null ? undefined : await letters.findLetter(tx, letterId);
    // before its letters, as whatever takes a number does
    if (found) await letters.lockMailbox(tx, found.unit);
    const letter = found && (await letters.lockLetter(tx, found.id));
    const task = await tasks.lockTask(tx, id);
    if (task?.state !== "forPerson") return "task-unknown";
    if (what !== "drop" && letter && (await hasLostNumber(tx, letter))) return "number-taken";
    if (what === "again") {
      const again = letter && task.kind === "send" ? await retried(tx, letter, task) : { ok: true as const, to: [] };
      if (!again.ok) return again.why;
      const isFewer = again.to.length > 0 && again.to.length < task.toOrgans.length;
      await tasks.changeTask(tx, id, {
        ...{ state: "waiting", nextAt: who.at, tries: 0 },
        ...(isFewer ? { toOrgans: again.to } : {}),
      });
    } else
      await tasks.changeTask(tx, id, {
        ...{ state: what === "there" ? "done" : "dropped", nextAt: null, endedAt: who.at },
      });
    if (!letter) return "done";
    const keys = task.toOrgans.map(organKey);
    const carries = task.kind === "send" && task.business !== "recall";
    const isFirst = carries && (letter.state === "queued" || letter.state === "failed");
    if (carries && what === "there") {
      await letterLeft(tx, letter, keys, { axisId: null, found: false }, who.at);
      if (task.business === "update") await beginAnew(tx, letter, keys, task.calledAt ?? who.at);
    } else if (isFirst && what === "drop") await letterFailed(tx, letter.id, true);
    else if (isFirst) {
      await letters.changeLetter(tx, letter.id, { state: "queued" });
      await letters.showOnDossier(tx, letter.id);
    }
    if (what === "drop") await notAsked(tx, letter.id, task, isFirst);
    await letters.noteChange(tx, {
      ...{ letterId: letter.id, what: `task-${what}`, details: toldOf(task) },
      ...{ by: who.by, officer: null, reason: who.reason, at: who.at },
    });
    return "done";
  });

/** To whom it may go once more. */
async function retried(tx: Tx, letter: StoredLetter, task: tasks.LetterTask): Promise<ReturnType<typeof retryOf>> {
  if (task.business === "recall") return { ok: true, to: task.toOrgans };
  const replaced: ReplacedLetter[] = [];
  if (task.business === "replace")
    for (const id of await letters.replacedBy(tx, letter.id)) {
      const old = await letters.lockLetter(tx, id);
      if (!old) continue;
      const changes = await letters.changesOf(tx, [id]);
      const since = changes.findLastIndex(({ what }) => what === "replacementSent");
      replaced.push({
        ...{ state: old.state as OutState, receivers: await letters.addresseesOf(tx, [id]) },
        isChanged: changes.slice(since).some(({ what }) => what === "updateSent"),
      });
    }
  return retryOf(task, await letters.addresseesOf(tx, [letter.id]), replaced);
}

const toldOf = ({ kind, code, business }: tasks.LetterTask) => ({
  ...{ kind, code },
  ...(business === "new" ? {} : { business }),
});

/** What was not understood, was none of ours, or troubled us is fetched and read once more. */
export const readItemAgain = (db: Database, id: bigint, who: Decider): Promise<boolean> =>
  db.transaction().execute((tx) => itemAgain(tx, id, who));

/** Everything of letters that waits for an operator. */
export async function lettersStuck(db: Database, limit: number) {
  return {
    accounts: await listGates(db),
    tasks: await tasks.listTasks(db, ["forPerson", "unknown"], limit),
    items: await listTroubled(db, limit),
  };
}

import { findDossierCode } from "../domain/dossier-code.ts";
import * as dossiers from "../store/dossiers.ts";
import { listGates } from "../store/letter-gates.ts";
import { itemAgain, listTroubled } from "../store/letter-items.ts";
import { lockParked, settleParked } from "../store/letter-parked.ts";
import * as letters from "../store/letters.ts";
import * as tasks from "../store/letter-tasks.ts";
import type { Database } from "../../platform/database.ts";
import { organKey } from "../domain/letter/organ.ts";
import { letterLeft } from "./letter-left.ts";
import { moveLink } from "./letter-link.ts";
import { letterView } from "./letter-view.ts";

export { applyParked, type NotApplied } from "./letter-apply.ts";
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

/** @returns false when there is no such letter or dossier. */
export const linkLetterTo = (db: Database, id: bigint, dossier: string, who: Decider): Promise<boolean> =>
  db.transaction().execute(async (tx) => {
    const letter = await letters.lockLetter(tx, id);
    const code = findDossierCode(dossier);
    const stored = code && (await dossiers.find(tx, code));
    if (!letter || !stored || letter.side !== "in") return false;
    if (letter.dossierId !== stored.id) await moveLink(tx, letter, stored.id, { ...who, officer: null });
    return true;
  });

/** @returns false when there is none, or it was settled. */
export const closeParked = (db: Database, id: bigint, { by, reason, at }: Decider): Promise<boolean> =>
  db.transaction().execute(async (tx) => {
    const parked = await lockParked(tx, id);
    if (!parked || parked.settledAt) return false;
    await settleParked(tx, id, { how: reason, by, at, letterId: null });
    return true;
  });

/**
 * What is to become of a task that waits for a person. `again`: it did not arrive, and goes once more; `there`: the receiver has it;
 * `drop`: it is not to go.
 */
export const decideTask = (
  db: Database,
  id: bigint,
  what: "again" | "there" | "drop",
  who: Decider,
): Promise<boolean> =>
  db.transaction().execute(async (tx) => {
    const task = await tasks.lockTask(tx, id);
    if (task?.state !== "forPerson") return false;
    const ended = { nextAt: null, endedAt: who.at };
    await tasks.changeTask(
      tx,
      id,
      what === "again"
        ? { state: "waiting", nextAt: who.at, tries: 0 }
        : { state: what === "there" ? "done" : "dropped", ...ended },
    );
    if (task.letterId === null) return true;
    const letter = await letters.lockLetter(tx, task.letterId);
    if (!letter) return true;
    const keys = task.toOrgans.map(organKey);
    const isFirst = task.kind === "send" && (letter.state === "queued" || letter.state === "failed");
    if (task.kind === "send" && task.business !== "recall" && what === "there")
      await letterLeft(tx, letter, keys, { axisId: null, found: false }, who.at);
    else if (isFirst && task.business !== "recall")
      await letters.changeLetter(
        tx,
        letter.id,
        what === "again" ? { state: "queued" } : { state: "failed", answerBy: null },
      );
    // what was not asked is not waited for
    else if (what === "drop" && (task.business !== "new" || task.code === "13"))
      await letters.closeRequests(tx, letter.id, keys);
    await letters.noteChange(tx, {
      ...{ letterId: task.letterId, what: `task-${what}`, details: toldOf(task) },
      ...{ by: who.by, officer: null, reason: who.reason, at: who.at },
    });
    return true;
  });

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

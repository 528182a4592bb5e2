import { organKey } from "../domain/letter/organ.ts";
import type { OwnLetter } from "../domain/letter/reissue.ts";
import type { OutState } from "../domain/letter/standing.ts";
import * as letters from "../store/letters.ts";
import type { StoredLetter } from "../store/letters.ts";
import { tasksOf } from "../store/letter-tasks.ts";
import type { Reader } from "../../platform/database.ts";

const open: ReadonlySet<string> = new Set(["waiting", "unknown", "forPerson"]);

/** A letter of ours with all that decides what may still be done with it. */
export async function ownLetter(db: Reader, letter: StoredLetter): Promise<OwnLetter> {
  const next = letter.replacedBy === null ? undefined : await letters.findLetter(db, letter.replacedBy);
  const tasks = await tasksOf(db, letter.id);
  const mayHave = tasks
    .filter((task) => task.business === "update" && open.has(task.state) && task.firstCalledAt !== null)
    .flatMap(({ toOrgans }) => toOrgans.map(organKey));
  return {
    state: letter.state as OutState,
    isUnderWay: tasks.some(({ kind, state }) => kind === "send" && open.has(state)),
    beingReplacedBy: next?.state === "queued" ? String(next.id) : null,
    receivers: (await letters.addresseesOf(db, [letter.id])).map((one) =>
      // it gave the letter back, and may have it anew
      one.state === "refused" && mayHave.includes(one.organKey) ? { ...one, state: "queued" } : one,
    ),
  };
}

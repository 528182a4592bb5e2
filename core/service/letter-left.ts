import { organKey } from "../domain/letter/organ.ts";
import { standingOf } from "../domain/letter/standing.ts";
import { isTakenBack } from "../domain/letter/reissue.ts";
import * as letters from "../store/letters.ts";
import type { LetterTask } from "../store/letter-tasks.ts";
import type { StoredLetter } from "../store/letters.ts";
import type { Tx } from "../../platform/database.ts";
import { theAxis } from "./letter-world.ts";

/**
 * A message that carries a letter of ours is on its way to these receivers. With the first of them the letter is in force, and what it
 * replaces no longer is: those papers leave the dossier, and nothing is waited for any more.
 */
export async function letterLeft(
  tx: Tx,
  letter: StoredLetter,
  organKeys: readonly string[],
  details: object,
  at: Date,
): Promise<void> {
  await letters.markSent(tx, letter.id, organKeys);
  await note(tx, letter.id, "sent", details, at);
  if (letter.state !== "queued" && letter.state !== "failed") return;
  await letters.changeLetter(tx, letter.id, { state: "sent" });
  if (letter.state === "failed") await letters.showOnDossier(tx, letter.id);
  if (letter.business !== "replace") return;
  for (const id of await letters.replacedBy(tx, letter.id)) {
    const old = await letters.lockLetter(tx, id);
    if (old?.state !== "sent") continue;
    await letters.changeLetter(tx, id, { state: "replaced", answerBy: null });
    await note(tx, id, "replaced", { by: String(letter.id), was: old.state }, at);
    await letters.showOnDossier(tx, id);
  }
}

/** It did not leave: what it says is not in force, and its papers are not on its dossier. @param isOver nothing is waited for. */
export async function letterFailed(tx: Tx, id: bigint, isOver: boolean): Promise<void> {
  await letters.changeLetter(tx, id, { state: "failed", ...(isOver ? { answerBy: null } : {}) });
  await letters.showOnDossier(tx, id);
}

/**
 * An update left to whoever had given the letter back: there it counts anew, with what was said since.
 * @param leftAt when it did; the receiver may have answered before we know that it left.
 */
export async function beginAnew(
  tx: Tx,
  { id }: StoredLetter,
  organKeys: readonly string[],
  leftAt: Date,
): Promise<void> {
  const statuses = (await letters.statusesOf(tx, [id])).filter(({ direction }) => direction === "in");
  for (const { organKey, state, request, requestAt, anewAt } of await letters.addresseesOf(tx, [id])) {
    const said = statuses.filter((one) => one.organKey === organKey);
    const gaveBack = said.some(({ code, at }) => code === "02" && at < leftAt && (anewAt === null || at >= anewAt));
    if (state !== "refused" || !gaveBack || !organKeys.includes(organKey)) continue;
    const asked = request && requestAt ? { kind: request, at: requestAt } : null;
    await letters.changeAddressee(tx, id, organKey, {
      ...{ ...standingOf(said, asked, leftAt), anewAt: leftAt, askedSince: null },
    });
  }
}

/** Once nobody has the letter any more it is recalled: nothing is waited for, and its papers leave the dossier. */
export async function endIfTakenBack(tx: Tx, id: bigint): Promise<void> {
  const letter = await letters.lockLetter(tx, id);
  if (letter?.state !== "sent" || !isTakenBack(await letters.addresseesOf(tx, [id]))) return;
  await letters.changeLetter(tx, id, { state: "recalled", answerBy: null });
  await letters.showOnDossier(tx, id);
}

const note = (tx: Tx, letterId: bigint, what: string, details: object, at: Date) =>
  letters.noteChange(tx, { letterId, what, details, by: theAxis, officer: null, reason: null, at });

/** What does not go is not waited for, and whoever was to get the letter by it alone does not have it. */
export async function notAsked(tx: Tx, letterId: bigint, task: LetterTask, isFirst: boolean): Promise<void> {
  const keys = task.toOrgans.map(organKey);
  if (isFirst) return letters.closeRequests(tx, letterId, keys, ["recall", "update"]);
  if (task.business === "update") await letters.closeRequests(tx, letterId, keys, ["update"]);
  else if (task.business === "recall" || task.code === "13")
    await letters.closeRequests(tx, letterId, keys, ["recall"]);
  else if (task.kind === "send") {
    await letters.closeRequests(tx, letterId, keys, ["recall"]);
    for (const one of await letters.addresseesOf(tx, [letterId]))
      if (one.state === "queued" && keys.includes(one.organKey))
        await letters.changeAddressee(tx, letterId, one.organKey, { state: "recalled" });
  }
  await endIfTakenBack(tx, letterId);
}

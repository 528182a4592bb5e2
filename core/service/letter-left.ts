import * as letters from "../store/letters.ts";
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
  if (letter.business !== "replace") return;
  for (const id of await letters.replacedBy(tx, letter.id)) {
    const old = await letters.lockLetter(tx, id);
    if (old?.state !== "sent") continue;
    await letters.changeLetter(tx, id, { state: "replaced", answerBy: null });
    await note(tx, id, "replaced", { by: String(letter.id), was: old.state }, at);
    await letters.showOnDossier(tx, id);
  }
}

const note = (tx: Tx, letterId: bigint, what: string, details: object, at: Date) =>
  letters.noteChange(tx, { letterId, what, details, by: theAxis, officer: null, reason: null, at });

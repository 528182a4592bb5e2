import type { Dossier } from "../domain/dossier.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import type { StoredLetter } from "../store/letters.ts";
import type { Tx } from "../../platform/database.ts";
import { letterOf } from "./letter-act.ts";
import type { LetterAccount, LetterDesk } from "./letter-desk.ts";
import type { Ask } from "./once.ts";
import { findForParties, worksOn } from "./read-dossier.ts";

/** A letter of ours of which another message is to leave, and what that needs. */
export interface LetterInHand {
  readonly letter: StoredLetter;
  readonly dossier: { readonly id: bigint; readonly code: string; readonly opinion: Dossier["opinion"] };
  readonly desk: LetterDesk;
  readonly account: LetterAccount;
}

/** Whoever may write about its dossier now may correct what was written (as for sending). */
export async function letterInHand(
  tx: Tx,
  desk: LetterDesk | undefined,
  text: string,
  by: string,
  ask: Ask,
  now: Date,
): Promise<({ readonly ok: true } & LetterInHand) | Refusal> {
  const found = await letterOf(tx, text, by, ask, now);
  if (!found.ok) return found;
  const { letter } = found;
  // what was erased with its dossier is not written anew
  const stored =
    letter.side === "out" && letter.dossierCode !== null && letter.subject !== null
      ? (await findForParties(tx, letter.dossierCode, new Set([letter.unit]), now))?.stored
      : undefined;
  if (!stored) return refuse("letter-change-not-now", { letterState: letter.state });
  const { code, opinion } = stored.dossier;
  if (!(await worksOn(tx, stored, [letter.unit])))
    return refuse("letter-not-yours-to-send", { code, unit: letter.unit }, "/by");
  if (!desk) return refuse("letter-not-connected", {});
  const account = desk.accountFor(letter.unit);
  if (!account) return refuse("letter-unit-unserved", { unit: letter.unit }, "/by");
  return { ok: true, letter, dossier: { id: stored.id, code, opinion }, desk, account };
}

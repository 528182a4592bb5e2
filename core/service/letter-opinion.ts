import { opinionOffer } from "../domain/letter/offer.ts";
import { awaitedOf } from "../domain/opinion.ts";
import type { OrgCode } from "../domain/org-code.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import type { StoredDossier } from "../store/dossiers.ts";
import { findLetter, type StoredLetter } from "../store/letters.ts";
import type { Reader } from "../../platform/database.ts";
import { namesFor } from "./letter-names.ts";

/** The step that a letter of this dossier makes possible, by whichever of its identifiers its sender writes. */
export async function offerOf(db: Reader, letter: StoredLetter, dossier: StoredDossier["dossier"]) {
  const names = await namesFor(db, letter.account, [letter.fromKey, awaitedOf(dossier.opinion)]);
  return opinionOffer(letter, dossier, names.areOne);
}

/** Whether a letter goes to the agency whose opinion is awaited, and to no other, by whichever of its identifiers it is written to. */
export async function asksAwaited(
  db: Reader,
  account: string,
  opinion: StoredDossier["dossier"]["opinion"],
  to: readonly { readonly organ: string }[],
): Promise<boolean> {
  const awaited = awaitedOf(opinion);
  const [first, ...more] = to;
  if (awaited === null || !first || more.length > 0) return false;
  return (await namesFor(db, account, [awaited])).areOne(awaited, first.organ);
}

/** The letter that a step names as the opinion it records, and how the step's reason names it. */
export async function opinionLetter(
  db: Reader,
  text: string,
  by: OrgCode,
  { id, dossier }: Pick<StoredDossier, "id" | "dossier">,
): Promise<{ readonly ok: true; readonly reason: string } | Refusal> {
  const letter = /^\d{1,18}$/.test(text) ? await findLetter(db, BigInt(text)) : undefined;
  const offer = letter?.dossierId === id ? await offerOf(db, letter, dossier) : null;
  // whichever of it is not so: another's letter is not told of (P12)
  if (offer?.by !== by) return refuse("letter-not-the-opinion", { letter: text, code: dossier.code }, "/letter");
  return { ok: true, reason: offer.reason };
}

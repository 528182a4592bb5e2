import { findDossierCode } from "../domain/dossier-code.ts";
import type { NamedLetter } from "../domain/letter/arriving.ts";
import { linkOf, type Found } from "../domain/letter/link.ts";
import * as dossiers from "../store/dossiers.ts";
import { isErasedNow } from "../store/erasures.ts";
import * as letters from "../store/letters.ts";
import type { StoredLetter } from "../store/letters.ts";
import type { Tx } from "../../platform/database.ts";
import { namesFor } from "./letter-names.ts";
import { theAxis } from "./letter-world.ts";

/**
 * Links a letter that came to its dossier where it says which (ADR 19): by a dossier's number, if the agency has to do with that
 * dossier (P12), or by the letter of ours it answers. Whatever else is a person's.
 */
export async function linkByItself(tx: Tx, letter: StoredLetter, now: Date): Promise<void> {
  if (letter.dossierId !== null || letter.side !== "in") return;
  const found: Found[] = [];
  for (const text of letter.referenceCodes) {
    const code = findDossierCode(text);
    const stored = code && (await dossiers.find(tx, code));
    if (stored && (await dossiers.partiesAmong(tx, stored.id, [letter.unit])).length > 0)
      found.push({ how: "referenceCode", dossierId: stored.id, answers: null });
  }
  const senderKeys = (await namesFor(tx, letter.account, [letter.fromKey])).keysOf(letter.fromKey);
  const answered = async (name: NamedLetter, how: Found["how"]) => {
    for (const { id, dossierId } of await letters.ourLettersNamed(tx, letter.unit, senderKeys, name))
      found.push({ how, dossierId, answers: id });
  };
  for (const name of letter.responseFor) await answered(name, "responseFor");
  for (const text of letter.replyFors) {
    await answered({ organ: null, documentId: text, code: null, year: null }, "replyFor");
    await answered({ organ: null, documentId: null, code: text, year: null }, "replyFor");
  }
  const link = linkOf(found);
  if (link.do === "unclear") await letters.addWarnings(tx, letter.id, [{ code: "dossier-unclear", detail: "" }]);
  if (link.do !== "link") return;
  // before the dossier, as an erasure takes them
  if (link.answers !== null) await letters.lockLetter(tx, link.answers);
  if (await isErasedNow(tx, link.dossierId)) {
    // what it says stays the agency's correspondence: words come back under no erased dossier (P12)
    if (!letter.warnings.some(({ code }) => code === "dossier-erased"))
      await letters.addWarnings(tx, letter.id, [{ code: "dossier-erased", detail: "" }]);
    if (link.answers !== null) await noteAnswerTo(tx, link.answers, letter.id, now);
    return;
  }
  await letters.linkToDossier(tx, letter.id, { dossierId: link.dossierId, how: link.how, by: theAxis, at: now });
  await letters.noteChange(tx, {
    ...{
      letterId: letter.id,
      what: "linked",
      details: { how: link.how },
      by: theAxis,
      officer: null,
      reason: null,
      at: now,
    },
  });
  await letters.showOnDossier(tx, letter.id);
  if (link.answers !== null) await noteAnswerTo(tx, link.answers, letter.id, now);
}

/**
 * A letter of ours has its answer: the first counts, and nothing is waited for any more where it was for that. Of one that was replaced
 * it is the answer to what stands in its place, too.
 */
export async function noteAnswerTo(tx: Tx, ours: bigint, by: bigint, now: Date): Promise<void> {
  const letter = await letters.lockLetter(tx, ours);
  if (letter?.state === "replaced" && letter.replacedBy !== null && letter.side === "out")
    await noteAnswerTo(tx, letter.replacedBy, by, now);
  if (!letter || letter.answeredBy !== null) return;
  await letters.changeLetter(tx, ours, {
    answeredBy: by,
    ...(letter.purpose === "opinion" ? { answerBy: null } : {}),
  });
  await letters.noteChange(tx, {
    ...{
      letterId: ours,
      what: "answered",
      details: { by: String(by) },
      by: theAxis,
      officer: null,
      reason: null,
      at: now,
    },
  });
}

/** A person says where a letter belongs; what it was linked to before stays on record. */
export async function moveLink(
  tx: Tx,
  letter: StoredLetter,
  dossierId: bigint,
  who: { readonly by: string; readonly officer: string | null; readonly reason: string | null; readonly at: Date },
): Promise<void> {
  const moves = letter.dossierId !== null;
  await letters.linkToDossier(tx, letter.id, { dossierId, how: "person", by: who.by, at: who.at });
  await letters.noteChange(tx, {
    ...{ letterId: letter.id, what: moves ? "linkMoved" : "linked", ...who },
    details: { how: "person", ...(moves ? { from: letter.dossierCode } : {}) },
  });
  await letters.showOnDossier(tx, letter.id);
}

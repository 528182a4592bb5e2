import { noteWords, reasonWords, verdictWords } from "../../core/domain/letter/signature-words.ts";
import type { LetterView } from "../../core/service/letter-view.ts";

/** What was found of a letter's signatures, with its words beside each code. */
export const withVerdictWords = (letter: LetterView) => ({
  ...letter,
  statuses: letter.statuses.map(worded),
  messages: letter.messages.map(worded),
  files: letter.files.map(worded),
});

const worded = <T extends { readonly verdict: object | null }>(one: T) => ({
  ...one,
  verdict: one.verdict === null ? null : wordsOf(one.verdict),
});

/** As it is kept: JSON of a check, or of one of its signatures. */
function wordsOf(check: object): object {
  const said = check as Readonly<Record<string, unknown>>;
  return {
    ...said,
    ...entryOf(verdictWords, said["verdict"]),
    ...(Array.isArray(said["reasons"]) ? { reasons: said["reasons"].map((code) => told(reasonWords, code)) } : {}),
    ...(Array.isArray(said["notes"]) ? { notes: said["notes"].map((code) => told(noteWords, code)) } : {}),
    ...(Array.isArray(said["signatures"]) ? { signatures: said["signatures"].map((one: object) => wordsOf(one)) } : {}),
  };
}

type Table = Readonly<Record<string, { readonly vi: string; readonly en: string }>>;

const told = (table: Table, code: unknown) => ({ code, ...entryOf(table, code) });

/** A code of a later build has no words here. */
const entryOf = (table: Table, code: unknown) =>
  typeof code === "string" && Object.hasOwn(table, code) ? table[code] : {};

import { toldOf, type LetterTold } from "../domain/letter/story.ts";
import * as letters from "../store/letters.ts";
import type { OpinionLetter } from "../store/opinions.ts";
import { opinionLetters } from "../store/opinions.ts";
import type { Reader } from "../../platform/database.ts";

/** What happened to a letter, without a word of it (P12). */
export interface LetterEvent {
  readonly letter: string;
  readonly side: "in" | "out";
  readonly unit: string;
  readonly code: string | null;
  readonly other: string | null;
  readonly what: LetterTold;
  readonly by: string;
  readonly reason: string | null;
  readonly revision: number | null;
  readonly at: string;
}

/** Everything that happened to a dossier's letters, oldest first. @param mayKnow whether reasons are for these eyes, by whose letter it is. */
export async function letterStory(
  db: Reader,
  dossierId: bigint,
  mayKnow: (unit: string) => boolean,
): Promise<LetterEvent[]> {
  const all = await letters.listLetters(db, { units: "all", dossierId, limit: 200 });
  if (all.length === 0) return [];
  const byId = new Map(all.map((letter) => [letter.id, letter]));
  const events: LetterEvent[] = [];
  const tell = (letter: letters.StoredLetter, event: Omit<LetterEvent, "letter" | "side" | "unit" | "code">) =>
    events.push({ letter: String(letter.id), side: letter.side, unit: letter.unit, code: letter.code, ...event });
  for (const { letterId, what: noted, details, by, reason, at } of await letters.changesOf(db, [...byId.keys()])) {
    const letter = byId.get(letterId);
    const said = details as Readonly<Record<string, unknown>>;
    const what = toldOf(noted, said);
    if (!letter || what === null) continue;
    const organ = said["organ"] ?? said["heardFrom"];
    const other = letter.side === "in" ? letter.fromOrgan : typeof organ === "string" ? organ : null;
    tell(letter, {
      ...{ other, what, by, revision: null, at: at.toISOString() },
      reason: mayKnow(letter.unit) ? reason : null,
    });
  }
  for (const recorded of await opinionLetters(db, dossierId)) {
    const letter = byId.get(BigInt(recorded.letter));
    if (letter) tell(letter, recordedBy(recorded, letter.fromOrgan));
  }
  return events.sort((a, b) => a.at.localeCompare(b.at));
}

const recordedBy = ({ by, revision, at }: OpinionLetter, other: string) => ({
  ...{ other, what: "opinionRecorded" as const, by, reason: null, revision, at: at.toISOString() },
});

import type { KnownLetter } from "../domain/letter/arrive.ts";
import type { InState, OpenRequest } from "../domain/letter/letter.ts";
import { lookAtMessage } from "../store/letter-looks.ts";
import * as letters from "../store/letters.ts";
import type { StoredLetter } from "../store/letters.ts";
import type { Tx } from "../../platform/database.ts";
import { theAxis } from "./letter-world.ts";

/** Its words went with its dossier, and come back by nothing that comes later. */
export const isErased = ({ subject }: StoredLetter): boolean => subject === null;

function requestOf({ request, requestAt, requestReason }: StoredLetter): OpenRequest | null {
  return request && requestAt ? { kind: request, at: requestAt, reason: requestReason } : null;
}

/** A letter that came, as far as deciding about it needs. */
export const knownOf = (letter: StoredLetter): KnownLetter => ({
  ...{
    id: letter.id,
    state: letter.state as InState,
    request: requestOf(letter),
    isOriginalHere: letter.isOriginalHere,
    isErased: isErased(letter),
  },
  ...{ versionDigest: letter.versionDigest ?? "", versionAt: letter.versionAt, versionOf: letter.business },
});

/** @throws {Error} when there is none: whoever asks has its number from the database. */
export async function locked(tx: Tx, id: bigint): Promise<StoredLetter> {
  const letter = await letters.lockLetter(tx, id);
  if (!letter) throw new Error(`no letter ${id}`);
  return letter;
}

/** What happened to a letter by what came, and by nobody's hand. */
export const noteByAxis = (
  tx: Tx,
  letterId: bigint,
  what: string,
  details: object,
  at: Date,
  reason: string | null = null,
) => letters.noteChange(tx, { letterId, what, details, by: theAxis, officer: null, reason, at });

/** What was signed and can no longer be looked at is not taken for unsigned: the clerk is told. */
export async function lookAtOwn(tx: Tx, letterId: bigint, itemId: bigint, now: Date): Promise<void> {
  if (await lookAtMessage(tx, letterId, itemId, now)) return;
  await letters.addWarnings(tx, letterId, [{ code: "signature-not-seen", detail: "" }]);
}

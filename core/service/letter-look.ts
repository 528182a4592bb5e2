import { checkOf, isFalse, type SignatureCheck } from "../domain/letter/signature.ts";
import type { LetterWarning } from "../domain/letter/arriving.ts";
import * as letters from "../store/letters.ts";
import * as looks from "../store/letter-looks.ts";
import type { LetterLook } from "../store/letter-looks.ts";
import type { LetterWorld } from "./letter-world.ts";

export type { LetterLook } from "../store/letter-looks.ts";

type World = Pick<LetterWorld, "db" | "now">;

/** What was found, and the record of it for the chain of evidence: canonical JSON that names signers. */
export interface FoundSignatures {
  readonly check: SignatureCheck;
  readonly record: string;
}

/** Takes the next letter's signatures that are to be looked at. */
export const claimLook = ({ db, now }: World, leaseMs: number): Promise<LetterLook | undefined> =>
  looks.claimLook(db, now(), leaseMs);

/** Broken off from outside: not looked at, and looked at again by whoever comes next. */
export const giveBackLook = ({ db, now }: World, look: LetterLook): Promise<void> =>
  looks.giveBackLook(db, look, now());

/** By a trouble that may pass. */
export const putOffLook = ({ db, now }: World, look: LetterLook, ms: number): Promise<void> =>
  looks.delayLook(db, look, new Date(now().getTime() + ms));

/**
 * Enters what was found: with the letter, in the chain, and where it is false as a warning to the clerk. A letter that was erased
 * meanwhile, or looked at by another, stays as it is.
 */
export const keepCheck = ({ db, now }: World, look: LetterLook, { check, record }: FoundSignatures): Promise<void> =>
  db.transaction().execute(async (tx) => {
    const { letterId, what } = look;
    const letter = await letters.lockLetter(tx, letterId);
    // without a subject it is erased: nothing of it is put on record anew
    if (!(await looks.endLook(tx, look.id)) || letter?.subject === null) return;
    await looks.insertCheck(tx, { ...look, verdict: check.verdict, record, at: now() });
    const name = what === "file" ? await looks.putFileVerdict(tx, look, check) : null;
    const warning = warningOf(what, name, check);
    const isTold = letter?.warnings.some(({ code, detail }) => code === warning.code && detail === warning.detail);
    if (isFalse(check) && !isTold) await letters.addWarnings(tx, letterId, [warning]);
  });

function warningOf(what: LetterLook["what"], name: string | null, check: SignatureCheck): LetterWarning {
  const why = [...new Set([...check.reasons, ...check.signatures.flatMap(({ reasons }) => reasons)])].join(", ");
  return what === "message"
    ? { code: "signature-false", detail: why }
    : { code: "file-signature-false", detail: [name ?? "", why].filter((part) => part !== "").join(": ") };
}

/** Where the check itself did not end: too long, or by a trouble of ours. */
export const uncheckable = (reason: "tookTooLong" | "checkFailed"): SignatureCheck => checkOf([], [reason]);

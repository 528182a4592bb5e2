import { join } from "node:path";
import { againAfterMs } from "../../core/domain/letter/pace.ts";
import type { SignatureCheck } from "../../core/domain/letter/signature.ts";
import { claimLook, giveBackLook, keepCheck, putOffLook, uncheckable } from "../../core/service/letter-look.ts";
import type { LetterWorld } from "../../core/service/letter-work.ts";
import { recordText, signatureRecord } from "../../mappings/signature/evidence.ts";
import type { Trust } from "../../mappings/signature/trust.ts";
import type { Log } from "../../platform/log.ts";
import { withinLimit } from "../../platform/within-limit.ts";
import type { SignatureChecker } from "./checker.ts";

/** Who looks at signatures, and whom they are believed. */
export interface LetterLooking {
  readonly checker: SignatureChecker;
  readonly trust: Trust;
  /** So long one check may last; a letter's takes some milliseconds. */
  readonly limitMs: number;
}

export const usualLookMs = 60_000;
/** After so many times it is told as what cannot be judged. */
const mostTries = 3;

/**
 * Looks at the signatures of one message, or of one PDF, after the letter was entered: no check holds up what comes. What a shutdown
 * breaks off is looked at by the next worker; what takes too long, or fails, is tried again and then `unreadable`.
 * @returns false when nothing is due.
 */
export async function workLook(
  world: LetterWorld & { readonly log: Log },
  { checker, trust, limitMs }: LetterLooking,
  closing: AbortSignal,
): Promise<boolean> {
  const { folder, log, now } = world;
  const look = await claimLook(world, limitMs + 60_000);
  if (!look) return false;
  const { what, sha256, tries } = look;
  const keep = (check: SignatureCheck) =>
    keepCheck(world, look, { check, record: recordText(signatureRecord(sha256, check, trust, now())) });
  // begun so often and never ended: whoever looked at it died of it
  if (tries > mostTries) {
    await keep(uncheckable("checkFailed"));
    return true;
  }
  try {
    const question = { what, path: join(folder.root, folder.pathOf(sha256)), at: now() };
    await keep(await withinLimit(limitMs, closing, (signal) => checker.check(question, signal)));
  } catch (error) {
    if (closing.aborted) {
      await giveBackLook(world, look);
      return false;
    }
    log.warn({ err: error, what, sha256 }, "signatures of a letter could not be looked at");
    const isLate = error instanceof Error && error.name === "TimeoutError";
    if (tries >= mostTries) await keep(uncheckable(isLate ? "tookTooLong" : "checkFailed"));
    else await putOffLook(world, look, againAfterMs(tries));
  }
  return true;
}

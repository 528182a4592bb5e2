import { actOn, type InState, type LetterAct } from "../domain/letter/letter.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import { isErasedNow } from "../store/erasures.ts";
import * as letters from "../store/letters.ts";
import type { StoredLetter } from "../store/letters.ts";
import type { Tx } from "../../platform/database.ts";
import { actingUnit } from "./acting-unit.ts";
import { findDossierCode } from "../domain/dossier-code.ts";
import { moveLink, noteAnswerTo } from "./letter-link.ts";
import { owe } from "./letter-owe.ts";
import type { SendWorld } from "./letter-send.ts";
import { letterView, type LetterView } from "./letter-view.ts";
import { once, type Answer, type Ask } from "./once.ts";
import { findForParties } from "./read-dossier.ts";

/** The letter, locked, in the mailbox of the agency that the caller acts for. */
export async function letterOf(
  tx: Tx,
  text: string,
  by: string,
  ask: Ask,
  now: Date,
): Promise<{ readonly ok: true; readonly letter: StoredLetter } | Refusal> {
  const unknown = refuse("letter-unknown", { letter: text });
  const letter = /^\d{1,18}$/.test(text) ? await letters.lockLetter(tx, BigInt(text)) : undefined;
  // whoever has nothing to do with it learns nothing (P12)
  if (!letter || !ask.units.has(letter.unit)) return unknown;
  const acting = await actingUnit(tx, ask.units, by, now);
  if (!acting.ok) return acting;
  return acting.unit.code === letter.unit ? { ok: true, letter } : unknown;
}

export interface ActRequest {
  readonly by: string;
  readonly officer?: string;
  readonly act: LetterAct;
  readonly reason?: string;
}

/**
 * Accepts or refuses a letter that came, tells how its work goes, or answers its sender's recall. What is told goes on record
 * and is owed to the sender (NĐ 30 art. 21(2), 18(4)); a recall that is agreed to takes its papers off the dossier.
 */
export const makeActOnLetter =
  (world: SendWorld) =>
  (text: string, request: ActRequest, ask: Ask): Promise<Answer<LetterView>> =>
    once(world.db, ask, async (tx) => {
      const now = world.now();
      const found = await letterOf(tx, text, request.by, ask, now);
      if (!found.ok) return found;
      const { letter } = found;
      if (letter.side !== "in")
        return refuse("letter-not-now", { act: request.act, letterState: letter.state }, "/act");
      const { act, reason, officer } = request;
      const asked =
        letter.request && letter.requestAt
          ? { kind: letter.request, at: letter.requestAt, reason: letter.requestReason }
          : null;
      const done = actOn({ state: letter.state as InState, request: asked }, act);
      if (!done.ok) return done;
      await letters.changeLetter(tx, letter.id, {
        state: done.state,
        ...(done.closesRequest || done.state === "refused"
          ? { request: null, requestAt: null, requestReason: null, requestPath: null, proposed: null }
          : {}),
      });
      await letters.noteChange(tx, {
        ...{ letterId: letter.id, what: act, details: { was: letter.state, now: done.state, code: done.code } },
        ...{ by: ask.partnerId, officer: officer ?? null, reason: reason ?? null, at: now },
      });
      await owe(tx, letter, done.code, reason ?? null, now, { officer: officer ?? null, partnerId: ask.partnerId });
      if (letter.dossierId !== null) await letters.showOnDossier(tx, letter.id);
      return { ok: true, body: await letterView(tx, letter.id, true) };
    });

export interface LinkRequest {
  readonly by: string;
  readonly officer?: string;
  readonly dossier: string;
  /** Needed where it is linked to another dossier. */
  readonly reason?: string;
  /** A letter of ours that this one answers. */
  readonly answers?: string;
}

/** A person says to which dossier a letter belongs; a wrong link is moved, with the reason on record. */
export const makeLinkLetter =
  (world: SendWorld) =>
  (text: string, request: LinkRequest, ask: Ask): Promise<Answer<LetterView>> =>
    once(world.db, ask, async (tx) => {
      const now = world.now();
      const found = await letterOf(tx, text, request.by, ask, now);
      if (!found.ok) return found;
      const { letter } = found;
      const code = findDossierCode(request.dossier);
      const visible = code && (await findForParties(tx, request.dossier, new Set([letter.unit]), now));
      if (!visible) return refuse("dossier-unknown", { code: request.dossier }, "/dossier");
      const { id: dossierId } = visible.stored;
      const moves = letter.dossierId !== null && letter.dossierId !== dossierId;
      if (moves && (request.reason === undefined || letter.side === "out"))
        return refuse("letter-linked", { code: letter.dossierCode ?? "" }, "/reason");
      const answers = request.answers;
      // before the dossier, as an erasure takes them
      const ours =
        answers !== undefined && /^\d{1,18}$/.test(answers) ? await letters.lockLetter(tx, BigInt(answers)) : undefined;
      if (letter.dossierId !== dossierId && (await isErasedNow(tx, dossierId)))
        return refuse("letter-dossier-erased", { code: visible.stored.dossier.code }, "/dossier");
      if (answers !== undefined && (ours?.side !== "out" || ours.unit !== letter.unit || ours.dossierId !== dossierId))
        return refuse("letter-unknown", { letter: answers }, "/answers");
      if (letter.dossierId !== dossierId)
        await moveLink(tx, letter, dossierId, {
          ...{ by: ask.partnerId, officer: request.officer ?? null, reason: request.reason ?? null, at: now },
        });
      if (ours) await noteAnswerTo(tx, ours.id, letter.id, now);
      return { ok: true, body: await letterView(tx, letter.id, true) };
    });

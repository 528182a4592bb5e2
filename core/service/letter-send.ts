import type { LetterPurpose } from "../domain/letter/awaited.ts";
import { usualAnswerDays } from "../domain/letter/awaited.ts";
import { organKey } from "../domain/letter/organ.ts";
import { isNew } from "../domain/letter/outgoing.ts";
import { refuse } from "../domain/refusal.ts";
import * as letters from "../store/letters.ts";
import type { StoredLetter } from "../store/letters.ts";
import type { Database, Tx } from "../../platform/database.ts";
import { actingUnit } from "./acting-unit.ts";
import type { Clocks } from "./clock-in-force.ts";
import type { LetterDesk } from "./letter-desk.ts";
import { noteAnswerTo } from "./letter-link.ts";
import { asksAwaited } from "./letter-opinion.ts";
import { nameOf, queueLetter, receiversOf, type SaidLetter } from "./letter-queue.ts";
import { letterView, type LetterView } from "./letter-view.ts";
import { afterOpenDays } from "./letter-world.ts";
import { once, type Answer, type Ask } from "./once.ts";
import { findForParties, worksOn } from "./read-dossier.ts";

export interface LetterRequest extends SaidLetter {
  readonly by: string;
  readonly officer?: string;
  readonly purpose: LetterPurpose;
  readonly to: readonly { readonly organ: string; readonly name?: string }[];
  /** A letter that came, and that this one answers. */
  readonly answers?: string;
  readonly answerBy?: string;
}

export interface SendWorld {
  readonly db: Database;
  readonly now: () => Date;
  readonly clocks: Clocks;
}

/**
 * A letter about a dossier to an agency whose document system is on the axis: the request for an opinion (T18), a transfer, a
 * result, an apology, an explanation. Answered once it is on record; a worker sends it. It waits for an answer until its deadline,
 * and no longer: some systems never say that they are done.
 */
export const makeSendLetter =
  (world: SendWorld, desk: LetterDesk | undefined) =>
  (text: string, request: LetterRequest, ask: Ask): Promise<Answer<LetterView>> =>
    once(world.db, ask, async (tx) => {
      const now = world.now();
      const found = await findForParties(tx, text, ask.units, now);
      if (!found) return refuse("dossier-unknown", { code: text });
      const acting = await actingUnit(tx, ask.units, request.by, now);
      if (!acting.ok) return acting;
      const { stored } = found;
      const { dossier } = stored;
      const unit = acting.unit.code;
      if (!(await worksOn(tx, stored, [unit])))
        return refuse("letter-not-yours-to-send", { code: dossier.code, unit }, "/by");
      if (!desk) return refuse("letter-not-connected", {});
      const account = desk.accountFor(unit);
      if (!account) return refuse("letter-unit-unserved", { unit }, "/by");

      const receivers = receiversOf(request.to, organKey(account.organ), "/to");
      if (!receivers.ok) return receivers;
      const opinion = dossier.opinion;
      const [first] = receivers.to;
      if (request.purpose === "opinion" && !(await asksAwaited(tx, account.name, opinion, receivers.to)))
        return refuse("letter-opinion-not-asked", { code: dossier.code, organ: first?.organ ?? "" }, "/to/0/organ");
      const answerBy = request.answerBy
        ? new Date(request.answerBy)
        : ((request.purpose === "opinion" ? opinion?.due : undefined) ??
          (await afterOpenDays(tx, world.clocks, unit, now, usualAnswerDays)));
      if (request.answerBy !== undefined && answerBy <= now)
        return refuse("letter-answer-by-passed", { answerBy: request.answerBy, now: now.toISOString() }, "/answerBy");

      await letters.lockMailbox(tx, unit);
      const answered = request.answers === undefined ? undefined : await letterThatCame(tx, request.answers, unit);
      if (request.answers !== undefined && !answered)
        return refuse("letter-unknown", { letter: request.answers }, "/answers");
      const queued = await queueLetter(
        tx,
        desk,
        {
          ...{ unit, account, dossier: { id: stored.id, code: dossier.code }, to: receivers.to, said: request },
          ...{ purpose: request.purpose, answerBy, responseFor: answered ? [nameOf(answered)] : [] },
          ...{ business: isNew, officer: request.officer ?? null, at: now },
        },
        ask,
      );
      if (!queued.ok) return queued;
      const { id } = queued;
      if (answered) await noteAnswerTo(tx, answered.id, id, now);
      return { ok: true, body: await letterView(tx, id, true) };
    });

async function letterThatCame(tx: Tx, text: string, unit: string): Promise<StoredLetter | undefined> {
  if (!/^\d{1,18}$/.test(text)) return undefined;
  const letter = await letters.lockLetter(tx, BigInt(text));
  return letter?.side === "in" && letter.unit === unit ? letter : undefined;
}

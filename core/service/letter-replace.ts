import type { OutgoingBusiness } from "../domain/letter/outgoing.ts";
import { organKey } from "../domain/letter/organ.ts";
import { usualAnswerDays } from "../domain/letter/awaited.ts";
import { holdersOf, reissueRefused, type Holder } from "../domain/letter/reissue.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import * as letters from "../store/letters.ts";
import type { StoredLetter } from "../store/letters.ts";
import type { Tx } from "../../platform/database.ts";
import { actingUnit } from "./acting-unit.ts";
import type { LetterDesk } from "./letter-desk.ts";
import { asksAwaited } from "./letter-opinion.ts";
import { ownLetter } from "./letter-own.ts";
import { queueLetter, receiversOf, type LetterToQueue, type Receiver, type SaidLetter } from "./letter-queue.ts";
import { letterInHand } from "./letter-reissue.ts";
import type { SendWorld } from "./letter-send.ts";
import { letterView, type LetterView } from "./letter-view.ts";
import { afterOpenDays } from "./letter-world.ts";
import { once, type Answer, type Ask } from "./once.ts";

export interface ReplaceRequest extends SaidLetter {
  readonly by: string;
  readonly officer?: string;
  readonly reason: string;
  /** Missing: whoever has what is replaced. */
  readonly to?: readonly { readonly organ: string; readonly name?: string }[];
  /** Further letters of the same dossier that end with it. */
  readonly also?: readonly string[];
  readonly answerBy?: string;
}

/**
 * A letter with its own number that ends others of ours (NĐ 30 art. 18(3), type 3): of the same form, to all who have them. They end
 * once it has left, and not before.
 */
export const makeReplaceLetter =
  (world: SendWorld, desk: LetterDesk | undefined) =>
  (text: string, request: ReplaceRequest, ask: Ask): Promise<Answer<LetterView>> =>
    once(world.db, ask, async (tx) => {
      const now = world.now();
      const acting = await actingUnit(tx, ask.units, request.by, now);
      if (!acting.ok) return acting;
      // before its letters, as whatever comes does
      await letters.lockMailbox(tx, acting.unit.code);
      const found = await letterInHand(tx, desk, text, request.by, ask, now);
      if (!found.ok) return found;
      const { letter, dossier, account } = found;
      const old = await alsoReplaced(tx, letter, request.also ?? []);
      if (!old.ok) return old;
      const held = new Map<string, Holder>();
      const replaced: { documentId: string; organs: readonly string[] }[] = [];
      for (const one of old.letters) {
        const own = await ownLetter(tx, one);
        const refused = reissueRefused(own);
        if (refused) return refused;
        const holders = holdersOf(own.receivers);
        for (const holder of holders) held.set(holder.organKey, holder);
        replaced.push({ documentId: one.documentId, organs: holders.map(({ organ }) => organ) });
        const typeName = one.typeName ?? "";
        if (request.typeName !== undefined && request.typeName !== typeName)
          return refuse("letter-form-differs", { typeName, asked: request.typeName }, "/typeName");
      }
      const to = await receiversFor(tx, request, old.letters, [...held.values()], organKey(account.organ));
      if (!to.ok) return to;
      const purpose = letter.purpose ?? "other";
      const [first] = to.to;
      if (purpose === "opinion" && !(await asksAwaited(tx, account.name, dossier.opinion, to.to)))
        return refuse("letter-opinion-not-asked", { code: dossier.code, organ: first?.organ ?? "" }, "/to/0/organ");
      const answerBy =
        request.answerBy === undefined
          ? (letter.answerBy ?? (await afterOpenDays(tx, world.clocks, letter.unit, now, usualAnswerDays)))
          : new Date(request.answerBy);
      if (request.answerBy !== undefined && answerBy <= now)
        return refuse("letter-answer-by-passed", { answerBy: request.answerBy, now: now.toISOString() }, "/answerBy");

      const business: OutgoingBusiness = { kind: "replace", reason: request.reason, replaced };
      const typeName = letter.typeName ?? "Công văn";
      const queued = await queueLetter(
        tx,
        found.desk,
        {
          ...{ unit: letter.unit, account, dossier, to: to.to, said: { ...request, typeName }, purpose, answerBy },
          // what the old ones answered it answers
          responseFor: old.letters.flatMap((one) => one.responseFor as LetterToQueue["responseFor"]),
          ...{ business, officer: request.officer ?? null, at: now },
        },
        ask,
      );
      if (!queued.ok) return queued;
      for (const one of old.letters) {
        await letters.changeLetter(tx, one.id, { replacedBy: queued.id });
        await letters.noteChange(tx, {
          ...{ letterId: one.id, what: "replacementSent", details: { by: String(queued.id) }, by: ask.partnerId },
          ...{ officer: request.officer ?? null, reason: request.reason, at: now },
        });
      }
      return { ok: true, body: await letterView(tx, queued.id, true) };
    });

/** All that end, locked in one order: letters of the same agency about the same dossier. */
async function alsoReplaced(
  tx: Tx,
  letter: StoredLetter,
  also: readonly string[],
): Promise<{ readonly ok: true; readonly letters: readonly StoredLetter[] } | Refusal> {
  const found = new Map([[letter.id, letter]]);
  for (const [place, text] of also.entries()) {
    const one = await letters.lockLetter(tx, BigInt(text));
    if (one?.side !== "out" || one.unit !== letter.unit || one.dossierId !== letter.dossierId)
      return refuse("letter-unknown", { letter: text }, `/also/${place}`);
    if (one.purpose !== letter.purpose || one.typeName !== letter.typeName)
      return refuse(
        "letter-form-differs",
        { typeName: letter.typeName ?? "", asked: one.typeName ?? "" },
        `/also/${place}`,
      );
    found.set(one.id, one);
  }
  return { ok: true, letters: [...found.values()] };
}

/** Whoever has what ends gets what stands in its place. */
async function receiversFor(
  tx: Tx,
  request: ReplaceRequest,
  old: readonly StoredLetter[],
  holders: readonly Holder[],
  own: string,
): Promise<{ readonly ok: true; readonly to: readonly Receiver[] } | Refusal> {
  const names = new Map(
    (
      await letters.addresseesOf(
        tx,
        old.map(({ id }) => id),
      )
    ).map((one) => [one.organKey, one.name]),
  );
  const all = holders.map(({ organ, organKey: key }) => ({ organ, organKey: key, name: names.get(key) ?? null }));
  const named = request.to ? receiversOf(request.to, own, "/to") : { ok: true as const, to: all };
  if (!named.ok) return named;
  const missed = holders.find(({ organKey: key }) => !named.to.some((one) => one.organKey === key));
  if (missed) return refuse("letter-holder-missed", { organ: missed.organ }, "/to");
  if (named.to.length === 0) return refuse("letter-no-receiver-left", {}, "/to");
  return named;
}

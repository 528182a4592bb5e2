import { organKey } from "../domain/letter/organ.ts";
import { recalledFrom } from "../domain/letter/reissue.ts";
import { refuse } from "../domain/refusal.ts";
import * as letters from "../store/letters.ts";
import { callOffAdded, dropReissues, dropSend, type LetterTask } from "../store/letter-tasks.ts";
import { letterOf } from "./letter-act.ts";
import { askBackFrom } from "./letter-ask-back.ts";
import type { LetterDesk } from "./letter-desk.ts";
import { ownLetter } from "./letter-own.ts";
import type { SendWorld } from "./letter-send.ts";
import { endIfTakenBack } from "./letter-left.ts";
import { letterView, type LetterView } from "./letter-view.ts";
import { once, type Answer, type Ask } from "./once.ts";

export interface RecallRequest {
  readonly by: string;
  readonly officer?: string;
  readonly reason: string;
  /** Missing: from all who have it. */
  readonly organs?: readonly string[];
}

/**
 * Takes a letter of ours back, from all its receivers or some. What has not left is called off here; who has refused it, or gave it
 * back, is not asked; the others answer, and until then it stands (NĐ 30 art. 18(4)).
 */
export const makeRecallLetter =
  (world: SendWorld, desk: LetterDesk | undefined) =>
  (text: string, request: RecallRequest, ask: Ask): Promise<Answer<LetterView>> =>
    once(world.db, ask, async (tx) => {
      const now = world.now();
      const found = await letterOf(tx, text, request.by, ask, now);
      if (!found.ok) return found;
      const { letter } = found;
      if (letter.side !== "out")
        return refuse("letter-recall-not-now", { organ: letter.toOrgan, letterState: letter.state });
      const own = await ownLetter(tx, letter);
      const all = own.receivers;
      // an agency may be named in both notations
      const keys = [...new Set(request.organs?.map(organKey) ?? all.map((one) => one.organKey))];
      const stranger = keys.find((key) => !all.some((one) => one.organKey === key));
      if (stranger !== undefined)
        return refuse("letter-receiver-unknown", { organ: stranger, letter: text }, "/organs");
      const who = { by: ask.partnerId, officer: request.officer ?? null, reason: request.reason, at: now };
      const isWhole = keys.length === all.length;
      // what waits for a person may have left, unless the axis surely did not take it
      const hasNotLeft: readonly LetterTask["state"][] =
        letter.state === "failed" ? ["waiting", "forPerson"] : ["waiting"];
      if (isWhole && (letter.state === "queued" || letter.state === "failed")) {
        if (await dropSend(tx, letter.id, hasNotLeft, now)) {
          // of what the axis did not take the number is free again, and stays so
          await letters.changeLetter(tx, letter.id, {
            answerBy: null,
            ...(letter.state === "queued" ? { state: "recalled" as const } : {}),
          });
          for (const key of keys) await letters.changeAddressee(tx, letter.id, key, { state: "recalled" });
          await letters.noteChange(tx, { letterId: letter.id, what: "calledOff", details: {}, ...who });
          await letters.showOnDossier(tx, letter.id);
          return { ok: true, body: await letterView(tx, letter.id, true) };
        }
      }
      const asked = recalledFrom(own, keys);
      if (!asked.ok) return asked;
      let { from } = asked;
      const neverHad = new Set(
        (await callOffAdded(tx, letter.id, (organ) => keys.includes(organKey(organ)), now)).map(organKey),
      );
      if (isWhole) {
        // an update that left after its recall would bring the letter back
        const dropped = await dropReissues(tx, letter.id, now);
        const organs = dropped.filter(({ business }) => business === "update").flatMap(({ toOrgans }) => toOrgans);
        await letters.closeRequests(tx, letter.id, organs.map(organKey), ["update"]);
        if (organs.length > 0)
          await letters.noteChange(tx, { letterId: letter.id, what: "updateCalledOff", details: { organs }, ...who });
      }
      for (const { organ, organKey: key } of all.filter((one) => neverHad.has(one.organKey))) {
        await letters.changeAddressee(tx, letter.id, key, { state: "recalled" });
        await letters.noteChange(tx, { letterId: letter.id, what: "calledOff", details: { organ }, ...who });
      }
      from = from.filter((one) => !neverHad.has(one.organKey));
      await endIfTakenBack(tx, letter.id);
      if (from.length === 0) return { ok: true, body: await letterView(tx, letter.id, true) };
      const recallsBy = desk?.accountFor(letter.unit)?.recallsBy ?? "status";
      await askBackFrom(tx, letter, from, recallsBy, who);
      return { ok: true, body: await letterView(tx, letter.id, true) };
    });

import { answerToRecall, isOver } from "../domain/letter/arrive.ts";
import type { ArrivingStatus } from "../domain/letter/arriving.ts";
import { hasItsAnswer } from "../domain/letter/awaited.ts";
import { findHeard, type Candidate, type Hearing } from "../domain/letter/heard.ts";
import type { StatusCode } from "../domain/letter/letter.ts";
import { organKey } from "../domain/letter/organ.ts";
import { standingOf } from "../domain/letter/standing.ts";
import type { ItemEnding } from "../store/letter-items.ts";
import * as parked from "../store/letter-parked.ts";
import { endSend } from "../store/letter-tasks.ts";
import * as letters from "../store/letters.ts";
import type { StoredLetter } from "../store/letters.ts";
import type { Tx } from "../../platform/database.ts";
import { askedBack } from "./letter-asked-back.ts";
import { isErased, knownOf, locked, lookAtOwn, noteByAxis } from "./letter-known.ts";
import { endIfTakenBack, letterLeft } from "./letter-left.ts";
import { namesFor } from "./letter-names.ts";
import { hasLostNumber } from "./letter-number.ts";
import type { EntryWorld } from "./letter-world.ts";

/** Who a state is about: as a person says; else as far as it tells for which agency of ours it is. */
interface Heeded {
  readonly decided?: { readonly letter: bigint; readonly organKey: string };
  readonly isFor?: (unit: string) => boolean;
}

/** Hears a state: of the letter that it names, or that a person says. */
export async function hearStatus(
  tx: Tx,
  world: EntryWorld,
  item: { readonly account: string; readonly id: bigint | null; readonly axisFrom: string | null },
  status: ArrivingStatus,
  { decided, isFor = () => true }: Heeded = {},
): Promise<ItemEnding> {
  const now = world.now();
  const side = status.code === "13" ? "in" : "out";
  const found = await letters.candidatesFor(tx, item.account, side, status.about);
  const meant = found.filter(({ unit }) => side === "out" || isFor(unit));
  const candidates = meant.map((one): Candidate => ({
    ...{
      id: one.id,
      side: one.side,
      documentIds: one.documentIds,
      code: one.code,
      year: one.year,
      fromKey: one.fromKey,
    },
    ...{ addressees: one.addressees, isOver: side === "in" ? isOver(knownOf(one)) : one.state === "failed" },
  }));
  const names = await namesFor(tx, item.account, [status.from.id, status.about.organ, item.axisFrom]);
  const hearing = decided
    ? ({ do: "hear", ...decided } as const)
    : await unlessLost(tx, meant, findHeard(status, candidates, item.axisFrom, names.areOne));
  if (hearing.do === "park") {
    const isNew = await parked.park(tx, {
      ...{ account: item.account, itemId: item.id, unit: null, kind: "status", why: hearing.why },
      ...{ fromKey: organKey(status.from.id), documentId: status.about.documentId, code: status.about.code },
      ...{ year: status.about.year, digest: status.digest, said: status, cameAt: now, letterId: null },
    });
    return isNew ? "parked" : "repeat";
  }
  // asked back, and come again: the same words ask back anew
  const times = side === "in" ? await letters.timesAnew(tx, hearing.letter) : 0;
  const letter = await locked(tx, hearing.letter);
  const isNew = await letters.insertStatus(tx, {
    ...{ letterId: hearing.letter, itemId: item.id, direction: "in", organKey: hearing.organKey, code: status.code },
    ...{
      description: isErased(letter) ? null : status.description,
      saidAt: status.saidAt,
      digest: times === 0 ? status.digest : `${status.digest} ${times}`,
      officer: null,
      partnerId: null,
      at: now,
    },
  });
  if (isNew && status.isSigned && !isErased(letter) && item.id !== null) await lookAtOwn(tx, letter.id, item.id, now);
  if (letter.side === "in") {
    if (!isNew && letter.state !== "recalled") return "repeat";
    await askedBack(tx, letter, answerToRecall(knownOf(letter), world.recalls), {
      ...{ reason: status.description, path: "status", at: now, axisId: String(item.id ?? "") },
    });
    return isNew ? "heard" : "repeat";
  }
  if (!isNew) return "repeat";
  await settleAddressee(tx, letter, hearing.organKey, status.code, now);
  return "heard";
}

/** Of a letter that did not leave, and whose number another has since, nobody can say which of the two is meant. */
async function unlessLost(tx: Tx, meant: readonly StoredLetter[], hearing: Hearing): Promise<Hearing> {
  const letter = hearing.do === "hear" ? meant.find(({ id }) => id === hearing.letter) : undefined;
  return letter && (await hasLostNumber(tx, letter)) ? { do: "park", why: "several" } : hearing;
}

/** Where a letter of ours stands with one receiver follows from all that was heard of it. */
async function settleAddressee(tx: Tx, letter: StoredLetter, key: string, code: StatusCode, now: Date): Promise<void> {
  const before = (await letters.addresseesOf(tx, [letter.id])).find(({ organKey: one }) => one === key);
  if (!before) throw new Error(`letter ${letter.id} did not go to ${key}`);
  const said = (await letters.statusesOf(tx, [letter.id])).filter(
    ({ direction, organKey: one }) => direction === "in" && one === key,
  );
  const asked = before.request && before.requestAt ? { kind: before.request, at: before.requestAt } : null;
  const askedSince = before.askedSince ?? asked?.at ?? null;
  const { state, answer, contradicts } = standingOf(said, asked, before.anewAt, askedSince);
  await letters.changeAddressee(tx, letter.id, key, { state, answer, contradicts, lastCode: code });
  // whoever answers has it, whatever our own call told us
  if (letter.state === "queued" || letter.state === "failed") {
    const keys = (await letters.addresseesOf(tx, [letter.id])).map((one) => one.organKey);
    await letterLeft(tx, letter, keys, { heardFrom: before.organ }, now);
    await endSend(tx, letter.id, now);
  }
  const isAnswer = answer !== before.answer && answer !== null;
  if (state !== before.state || isAnswer)
    await noteByAxis(
      tx,
      letter.id,
      "heard",
      {
        ...{ organ: before.organ, code, was: before.state, now: state, contradicts },
        ...(isAnswer ? { request: before.request, answer } : {}),
      },
      now,
    );
  const all = await letters.addresseesOf(tx, [letter.id]);
  await endIfTakenBack(tx, letter.id);
  await noteAnswered(
    tx,
    letter,
    all.map((one) => one.state),
  );
}

/** Nothing is waited for any longer once what was waited for is there. */
async function noteAnswered(tx: Tx, letter: StoredLetter, states: Parameters<typeof hasItsAnswer>[1]): Promise<void> {
  if (letter.answerBy && letter.purpose && hasItsAnswer(letter.purpose, states, letter.answeredBy !== null))
    await letters.changeLetter(tx, letter.id, { answerBy: null });
}

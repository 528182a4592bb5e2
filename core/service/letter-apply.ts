import { sql } from "kysely";
import type { ArrivingLetter } from "../domain/letter/arriving.ts";
import { organKey } from "../domain/letter/organ.ts";
import { findParked, lockParked, parkedPapers, settleParked, type ParkedLetter } from "../store/letter-parked.ts";
import * as letters from "../store/letters.ts";
import type { StoredLetter } from "../store/letters.ts";
import type { Tx } from "../../platform/database.ts";
import type { Decider } from "./letter-decide.ts";
import { arriveAt, replaceBy, statusOf } from "./letter-arrive.ts";
import { hearStatus } from "./letter-hear.ts";
import { isErased } from "./letter-known.ts";
import { namesFor } from "./letter-names.ts";
import { hasLostNumber } from "./letter-number.ts";
import type { EntryWorld } from "./letter-world.ts";

export interface Application {
  readonly parked: bigint;
  /** The letter that it is about, as a person says. */
  readonly letter: bigint;
  /** Of a state of a letter that went to several: which of them says it. */
  readonly organ?: string | undefined;
}

/** Why it is not carried out. */
export type NotApplied =
  /** There is none, or it was settled. */
  | "parked-unknown"
  | "letter-unknown"
  /** It came for another agency of ours, or by another account. */
  | "other-mailbox"
  /** A recall is of a letter that came, a state of one of ours. */
  | "other-side"
  /** What it said is let go of. */
  | "forgotten"
  /** Words of the letter went with its dossier, and this one brings some. */
  | "letter-erased"
  /** The letter did not go to that organ, or to several, and none was named. */
  | "receiver-unclear"
  /** The letter did not leave, and another has its number since. */
  | "number-taken"
  /** It changes nothing of that letter. */
  | "no-effect";

/**
 * Carries out what is parked on the letter that a person names, as if its sender had the say: who decided so and why stands in the
 * letter's history.
 */
export const applyParked = (
  world: EntryWorld,
  { parked: id, letter: letterId, organ }: Application,
  who: Decider,
): Promise<NotApplied | "done"> =>
  world.db.transaction().execute(async (tx) => {
    // what arrives takes the mailbox, letters and what is parked in this order, too
    const letter = await letters.findLetter(tx, letterId);
    if (!letter) return "letter-unknown";
    await letters.lockMailbox(tx, letter.unit);
    const one = (await findParked(tx, id)) && (await lockParked(tx, id));
    if (!one || one.settledAt) return "parked-unknown";
    if (one.account !== letter.account || (one.unit !== null && one.unit !== letter.unit)) return "other-mailbox";
    await sql`savepoint untouched`.execute(tx);
    const refused =
      one.kind === "status" ? await say(tx, world, one, letter, organ) : await act(tx, world, one, letter);
    if (refused) {
      await sql`rollback to savepoint untouched`.execute(tx);
      return refused;
    }
    const { kind, why, fromKey, axisFrom } = one;
    await letters.noteChange(tx, {
      ...{ letterId, what: "parkedApplied", by: who.by, officer: null, reason: who.reason, at: who.at },
      details: { parked: String(id), kind, why, from: fromKey, axisFrom },
    });
    await settleParked(tx, id, { how: "applied", by: who.by, at: who.at, letterId });
    return "done";
  });

/** Undefined: it is done. */
async function act(
  tx: Tx,
  world: EntryWorld,
  one: ParkedLetter,
  letter: StoredLetter,
): Promise<NotApplied | undefined> {
  if (letter.side !== "in") return "other-side";
  if (one.kind === "replace" && one.letterId !== null) {
    await replaceBy(tx, letter.id, one.letterId, world.now());
    return undefined;
  }
  const message = letterOf(one.said);
  if (!message) return "forgotten";
  if (isErased(letter) && one.kind !== "recall") return "letter-erased";
  const names = await namesFor(tx, letter.account, [
    ...[message.from.id, letter.unit, letter.toOrgan],
    ...message.business.receivers.map(({ organ }) => organ),
  ]);
  const taken = await arriveAt(
    ...([tx, world, itemOf(one), naming(message, one, letter), await parkedPapers(tx, one.id)] as const),
    {
      unit: letter.unit,
      names,
      isOurs: (organ) => names.areOne(letter.unit, organ) || names.areOne(letter.toOrgan, organ),
      about: letter,
      ...(one.kind === "status" ? {} : { business: one.kind }),
    },
  );
  return taken === "parked" || taken === "repeat" ? "no-effect" : undefined;
}

async function say(
  tx: Tx,
  world: EntryWorld,
  one: ParkedLetter,
  letter: StoredLetter,
  organ: string | undefined,
): Promise<NotApplied | undefined> {
  const status = statusOf(one.said);
  if (!status) return "forgotten";
  const isRecall = status.code === "13";
  if ((letter.side === "in") !== isRecall) return "other-side";
  const key = isRecall ? letter.fromKey : await receiverOf(tx, one, letter, organ);
  if (key === undefined) return "receiver-unclear";
  const locked = await letters.lockLetter(tx, letter.id);
  if (locked && (await hasLostNumber(tx, locked))) return "number-taken";
  const heard = await hearStatus(tx, world, itemOf(one), status, { decided: { letter: letter.id, organKey: key } });
  return heard === "repeat" ? "no-effect" : undefined;
}

/** Which receiver says it: the one that is named, else who wrote it, else the only one. */
async function receiverOf(
  tx: Tx,
  one: ParkedLetter,
  letter: StoredLetter,
  organ: string | undefined,
): Promise<string | undefined> {
  const keys = (await letters.addresseesOf(tx, [letter.id])).map((addressee) => addressee.organKey);
  if (organ !== undefined) return keys.find((key) => key === organKey(organ));
  return keys.find((key) => key === one.fromKey) ?? (keys.length === 1 ? keys[0] : undefined);
}

const itemOf = ({ id, account, itemId }: ParkedLetter) => ({
  ...{ id: itemId, account, axisId: `parked ${id}`, axisFrom: null },
});

/** The same message, naming the letter that a person says it is about. */
function naming(
  message: ArrivingLetter,
  { kind }: ParkedLetter,
  { documentIds, documentId }: StoredLetter,
): ArrivingLetter {
  const { business } = message;
  const named = [business.documentId, ...business.replaced, message.documentId];
  if (kind === "new" || named.some((id) => id !== null && documentIds.includes(id))) return message;
  return kind === "replace"
    ? { ...message, business: { ...business, documentId: null, replaced: [documentId] } }
    : { ...message, business: { ...business, documentId } };
}

/** A letter that was kept as JSON. */
function letterOf(said: unknown): ArrivingLetter | undefined {
  if (typeof said !== "object" || said === null || !("from" in said)) return undefined;
  const message = said as Omit<ArrivingLetter, "writtenAt"> & { readonly writtenAt: string | null };
  return { ...message, writtenAt: message.writtenAt === null ? null : new Date(message.writtenAt) };
}

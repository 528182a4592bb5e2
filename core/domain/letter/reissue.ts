import { refuse, type Refusal } from "../refusal.ts";
import type { AddresseeStanding, AddresseeState, OutState } from "./standing.ts";

/** A receiver of a letter of ours. */
export interface Holder {
  readonly organ: string;
  readonly organKey: string;
  readonly state: AddresseeState;
  readonly request: "recall" | "update" | null;
  readonly answer: AddresseeStanding["answer"];
}

/** A letter of ours, as far as what may still be done with it needs. */
export interface OwnLetter {
  readonly state: OutState;
  /** A message of it has not left, may have, or waits for an operator. */
  readonly isUnderWay: boolean;
  /** A letter that is to replace it and has not left. */
  readonly beingReplacedBy: string | null;
  readonly receivers: readonly Holder[];
}

export const isRecallOpen = ({ request, answer }: Holder): boolean => request === "recall" && answer === "open";

/** Who has the letter: it was not given back, and not taken back. */
export const holdersOf = (receivers: readonly Holder[]): readonly Holder[] =>
  receivers.filter(({ state }) => state !== "refused" && state !== "recalled");

/** Nobody has it, and at least one gave it back when it was asked. An update that is on its way brings it anew. */
export const isTakenBack = (receivers: readonly Pick<Holder, "state" | "request" | "answer">[]): boolean =>
  receivers.some(({ state }) => state === "recalled") &&
  receivers.every(
    ({ state, request, answer }) =>
      state === "recalled" || (state === "refused" && !(request === "update" && answer === "open")),
  );

/**
 * Why a letter of ours is neither updated nor replaced now (NĐ 30 art. 18(3)): only what is in force is corrected, one message after
 * the other, and nothing that its receivers are asked to give back. Undefined: it may be.
 */
export function reissueRefused(letter: OwnLetter): Refusal | undefined {
  if (letter.state !== "sent") return refuse("letter-change-not-now", { letterState: letter.state });
  if (letter.beingReplacedBy !== null) return refuse("letter-being-replaced", { letter: letter.beingReplacedBy });
  if (letter.isUnderWay) return refuse("letter-under-way", {});
  const asked = letter.receivers.find(isRecallOpen);
  return asked && refuse("letter-recall-open", { organ: asked.organ });
}

/**
 * From whom a letter of ours is asked back (NĐ 30 art. 18(4)): from whoever has it and is not asked already.
 * @param keys of its receivers.
 */
export function recalledFrom(
  letter: Pick<OwnLetter, "state" | "beingReplacedBy" | "receivers">,
  keys: readonly string[],
): { readonly ok: true; readonly from: readonly Holder[] } | Refusal {
  const named = letter.receivers.filter(({ organKey }) => keys.includes(organKey));
  const [first] = named;
  const notNow = (state: string) => refuse("letter-recall-not-now", { organ: first?.organ ?? "", letterState: state });
  if (letter.state !== "queued" && letter.state !== "sent") return notNow(letter.state);
  if (letter.beingReplacedBy !== null) return refuse("letter-being-replaced", { letter: letter.beingReplacedBy });
  const holding = holdersOf(named);
  const from = holding.filter((one) => !isRecallOpen(one));
  if (from.length > 0) return { ok: true, from };
  const asked = holding[0];
  return asked ? refuse("letter-recall-open", { organ: asked.organ }) : notNow(first?.state ?? letter.state);
}

import type { OutgoingActs } from "./outgoing.ts";
import { organKey } from "./organ.ts";
import { isRecallOpen, type Holder } from "./reissue.ts";
import type { OutState } from "./standing.ts";

/** Why what waited for a person does not go once more. */
export type NotAgain =
  /** A receiver of it is asked to give the letter back. */
  | "asked-back"
  /** All its receivers gave the letter back. */
  | "given-back"
  /** It was not taken, and another letter has its number since. */
  | "number-taken"
  /** What it is to replace was updated, taken back or replaced since. */
  | "replaced-is-other";

/** A letter that a replacement is to end. */
export interface ReplacedLetter {
  readonly state: OutState;
  readonly receivers: readonly Holder[];
  /** Something of it changed after the replacement was made. */
  readonly isChanged: boolean;
}

/**
 * To whom a message of a letter of ours goes once more: what its officer took back meanwhile stays taken back (NĐ 30 art. 18(4)),
 * whatever an operator says of the line.
 * @param replaced those that still are to end by it.
 */
export function retryOf(
  { toOrgans, acts }: { readonly toOrgans: readonly string[]; readonly acts: OutgoingActs | null },
  receivers: readonly Holder[],
  replaced: readonly ReplacedLetter[],
): { readonly ok: true; readonly to: readonly string[] } | { readonly ok: false; readonly why: NotAgain } {
  const its = (organ: string) => receivers.find((one) => one.organKey === organKey(organ));
  const isAsked = (one: Holder | undefined) => one !== undefined && isRecallOpen(one);
  if (toOrgans.some((organ) => isAsked(its(organ)))) return { ok: false, why: "asked-back" };
  const to = toOrgans.filter((organ) => its(organ)?.state !== "recalled");
  if (to.length === 0) return { ok: false, why: "given-back" };
  const inForce = replaced.filter((one) => one.state === "sent" && !one.isChanged && !one.receivers.some(isAsked));
  return inForce.length === (acts?.replaced?.length ?? 0) ? { ok: true, to } : { ok: false, why: "replaced-is-other" };
}

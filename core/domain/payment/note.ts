import { leastPrefix, squeeze } from "./find-token.ts";
import { findReferences, type PaymentReference } from "./reference.ts";

/** What a payer's words name of ours, read once, when the row is taken: matching a day is then a matter of keys. */
export interface Note {
  /** The only one of ours in it; null: none, or several, which are nobody's. */
  readonly reference: PaymentReference | null;
  readonly mentions: number;
  /** The beginning of one of ours at the end, where the bank cut it off; `tokenFinder.cutOff` finds by the same. */
  readonly hint: string | null;
}

const [head, length] = ["LT", 12];

export function readNote(text: string): Note {
  const squeezed = squeeze(text);
  const found = new Set([...findReferences(text), ...findReferences(squeezed)]);
  const [only, ...others] = found;
  // no letter L in a reference but its first and, perhaps, its last: only the last "LT" can begin one that is cut off
  const end = squeezed.slice(1 - length);
  const at = end.lastIndexOf(head);
  const hint = at < 0 || end.length - at < leastPrefix ? null : end.slice(at);
  return { reference: others.length === 0 ? (only ?? null) : null, mentions: found.size, hint };
}

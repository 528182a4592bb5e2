/**
 * Finds our reference tokens in what a bank made of a payer's words: another case, blanks and points in the middle, the
 * end cut off.
 */

/** Below this length a token is found only where it stands by itself: `DH0001` is not in `DH00012`. */
export const standsAlone = 10;
/** Of a token cut off at the end of the text as many characters must be there. */
export const leastPrefix = 8;

/** Capital letters and digits alone, as tokens are compared. */
export const squeeze = (text: string): string =>
  text
    .normalize("NFD")
    .toUpperCase()
    .replaceAll("Đ", "D")
    .replaceAll(/[^A-Z0-9]/gu, "");

/**
 * @param tokens as `squeeze` leaves them. Looked up by map for each length there is: the work grows with the text, not with
 *   the number of tokens.
 */
export function tokenFinder(tokens: Iterable<string>) {
  const known = new Set([...tokens].filter((token) => token !== ""));
  const long = new Set([...known].filter((token) => token.length >= standsAlone));
  const lengths = [...new Set([...long].map((token) => token.length))];
  const sorted = [...long].sort();
  const longest = Math.max(0, ...lengths);

  return {
    /** All tokens in the text. */
    whole(text: string): ReadonlySet<string> {
      const inside = new Set<string>();
      const squeezed = squeeze(text);
      for (const length of lengths)
        for (let at = 0; at + length <= squeezed.length; at += 1) {
          const piece = squeezed.slice(at, at + length);
          if (long.has(piece)) inside.add(piece);
        }
      for (const word of text
        .normalize("NFD")
        .toUpperCase()
        .split(/[^A-Z0-9]+/u))
        if (known.has(word)) inside.add(word);
      return inside;
    },
    /** The one token of which the text has the beginning at its end; undefined: none; null: more than one could be meant. */
    cutOff(text: string): string | null | undefined {
      const squeezed = squeeze(text);
      for (let length = Math.min(longest - 1, squeezed.length); length >= leastPrefix; length -= 1) {
        const beginning = squeezed.slice(-length);
        const at = firstFrom(sorted, beginning);
        const token = sorted[at];
        if (!token?.startsWith(beginning)) continue;
        return sorted[at + 1]?.startsWith(beginning) ? null : token;
      }
      return undefined;
    },
  };
}

/** Where in sorted texts the first one stands that is not before `text`. */
function firstFrom(sorted: readonly string[], text: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? "") < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

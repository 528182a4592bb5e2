/** A page of a list, and where the next one begins; undefined: there is none. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/** Cuts a page from rows of which one more than wanted was asked for. */
export function page<T>(rows: readonly T[], limit: number, keyOf: (row: T) => string): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? keyOf(last) : undefined };
}

/** A text that the database cannot hold, and therefore has nowhere: a query with it would fail instead of finding nothing. */
export const isNowhere = (text: string | undefined): boolean => text?.includes("\0") ?? false;

/** The text as a pattern of `like` that finds it anywhere. */
export const containing = (text: string): string => `%${escapeLike(text.normalize("NFC"))}%`;

/** The text as a pattern of `like` that finds it at the beginning. */
export const beginningWith = (text: string): string => `${escapeLike(text)}%`;

const escapeLike = (text: string) => text.replaceAll(/[\\%_]/g, String.raw`\$&`);

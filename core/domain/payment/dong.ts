/** Whole Vietnamese dong. Never a number: a float has lost somebody money before (R10). */
export type Dong = bigint;

/** What one fee, one callback or one line may be at most; above it somebody has slipped. */
export const mostDong: Dong = 10n ** 15n;

/** Whether it is one that can be asked for or paid. */
export const isDong = (amount: Dong): boolean => amount > 0n && amount <= mostDong;

/**
 * Reads an amount that a partner sent: digits alone, without sign, point, exponent, blank or leading zero, more than nothing
 * and at most 10^15. A JSON number counts when it is a safe whole one.
 *
 * @returns undefined for everything else: it is refused or waits for a person, it is never repaired.
 */
export function readDong(said: unknown): Dong | undefined {
  const text = typeof said === "number" && Number.isSafeInteger(said) ? String(said) : said;
  if (typeof text !== "string" || !/^[1-9]\d{0,15}$/.test(text)) return undefined;
  const amount = BigInt(text);
  return amount <= mostDong ? amount : undefined;
}

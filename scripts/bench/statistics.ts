/** @param share 0.5 for the median. Nearest rank. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

export const round = (value: number, digits = 0): number => Number(value.toFixed(digits));

/** Median, and between what it lay. */
export const spread = (values: readonly number[], digits = 0) => ({
  median: round(median(values), digits),
  least: round(Math.min(...values), digits),
  most: round(Math.max(...values), digits),
});
export type Spread = ReturnType<typeof spread>;

import { network } from "../../platform/network.ts";

interface Stranger {
  readonly gateway: string;
  readonly reason: string;
  readonly network: string;
  readonly hour: number;
}

/**
 * Counts who called in a gateway's name and was none: gathered in memory and written one after the other, so that a flood
 * costs a row a reason, network and hour.
 */
export function makeStrangers(
  write: (stranger: { gateway: string; reason: string; network: string; at: Date }, times: number) => Promise<void>,
  most = 1_000,
): {
  /** @returns whether it is the first of its kind in this hour. */
  readonly note: (gateway: string, reason: string, address: string, at: Date) => boolean;
  readonly written: () => Promise<void>;
} {
  const hourMs = 3_600_000;
  let seen = new Set<string>();
  let seenHour = -1;
  const waiting = new Map<string, { stranger: Stranger; times: number }>();
  let writing: Promise<void> | undefined;
  const flush = async () => {
    for (let next = waiting.entries().next(); !next.done; next = waiting.entries().next()) {
      const [key, { stranger, times }] = next.value;
      waiting.delete(key);
      const { gateway, reason, network, hour } = stranger;
      // one that cannot be written is counted by the metric
      await write({ gateway, reason, network, at: new Date(hour * hourMs) }, times).catch(() => undefined);
    }
  };
  return {
    note(gateway, reason, address, at) {
      const hour = Math.floor(at.getTime() / hourMs);
      if (hour !== seenHour) [seen, seenHour] = [new Set(), hour];
      const stranger = { gateway, reason, network: network(address), hour };
      const key = JSON.stringify(stranger);
      const isFirst = !seen.has(key);
      // so many networks at once are one flood
      if (isFirst && seen.size >= most) return false;
      seen.add(key);
      waiting.set(key, { stranger, times: (waiting.get(key)?.times ?? 0) + 1 });
      writing ??= flush().finally(() => (writing = undefined));
      return isFirst;
    },
    async written() {
      while (writing) await writing;
    },
  };
}

import axios, { isAxiosError } from "axios";
import { withinLimit } from "../../platform/within-limit.ts";

/** Why a link does not open; undefined: it does. Never the link itself: whoever knows it has the file. */
export type TryLink = (link: string, signal: AbortSignal) => Promise<string | undefined>;

const trustedMs = 3_600_000;
const rememberedAtMost = 10_000;

/**
 * Tries a link of ours as the portal will (quirk 18): HEAD, without a login, not redirected. One that opened is not tried
 * again for an hour.
 * @param now milliseconds of a clock that only goes forward.
 */
export function makeTryLink({
  timeoutMs = 5_000,
  now = () => performance.now(),
}: { readonly timeoutMs?: number; readonly now?: () => number } = {}): TryLink {
  const opened = new Map<string, number>();
  return async (link, closing) => {
    const before = opened.get(link);
    if (before !== undefined && now() - before < trustedMs) return undefined;
    try {
      const asked = { maxRedirects: 0, proxy: false, validateStatus: () => true } as const;
      const { status } = await withinLimit(timeoutMs, closing, (signal) => axios.head(link, { ...asked, signal }));
      if (status !== 200) return `HTTP ${status}`;
    } catch (error) {
      if (!isAxiosError(error)) throw error;
      return error.code ?? "?";
    }
    if (opened.size >= rememberedAtMost) opened.clear();
    opened.set(link, now());
    return undefined;
  };
}

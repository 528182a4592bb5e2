import { expect } from "chai";
import { retryDelay } from "../../bus/retry.ts";

const retry = (retryAfterMs?: number) => ({
  kind: "retry" as const,
  detail: "HTTP 503",
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});
const unknown = { kind: "unknown", detail: "silence" } as const;

describe("the retry table", () => {
  for (const [attempt, earliest, middle, latest] of [
    [1, 1_000, 1_500, 1_999],
    [2, 1_000, 2_500, 3_999],
    [3, 1_000, 4_500, 7_999],
    [4, 1_000, 8_500, 15_999],
    [5, 1_000, 16_500, 31_999],
    [9, 1_000, 256_500, 511_999],
    [10, 1_000, 300_500, 599_999], // ten minutes is the ceiling from here on
    [1_000, 1_000, 300_500, 599_999],
  ] as const)
    it(`after attempt ${attempt} waits from ${earliest} to ${latest} ms`, () => {
      expect(retryDelay(attempt, retry(), 0)).to.equal(earliest);
      expect(retryDelay(attempt, retry(), 0.5)).to.equal(middle);
      expect(retryDelay(attempt, unknown, 0.5)).to.equal(middle);
      expect(retryDelay(attempt, retry(), 0.999_999_9)).to.equal(latest);
    });

  for (const [asked, wait] of [
    [120_000, 120_000], // two minutes asked, two minutes given
    [200, 1_500], // never sooner than our own pause
    [7 * 86_400_000, 86_400_000], // a week is cut to a day
  ] as const)
    it(`asked for ${asked} ms, waits ${wait} ms`, () => expect(retryDelay(1, retry(asked), 0.5)).to.equal(wait));
});

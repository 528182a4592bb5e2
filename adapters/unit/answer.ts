import type { Outcome } from "../../bus/outcome.ts";

const retryLater = new Set([408, 425, 429]);

/** What a unit's answer means for the message (P6). The table is in the documentation of webhooks. */
export function outcomeOf(status: number, retryAfter: string | undefined, text: string, now: Date): Outcome {
  const detail = `HTTP ${status}${text === "" ? "" : `: ${text}`}`;
  if (status >= 200 && status < 300) return { kind: "delivered", detail, receipt: { channel: "webhook", status } };
  // the unit has this id already: an earlier attempt arrived and its answer was lost
  if (status === 409) return { kind: "delivered", detail, receipt: { channel: "webhook", status } };
  if (retryLater.has(status) || status >= 500) {
    const retryAfterMs = readRetryAfter(retryAfter, now);
    return { kind: "retry", detail, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  }
  // redirects are not followed: a signed message goes where the unit said and nowhere else
  return { kind: "refused", detail };
}

/** Milliseconds from now, of a Retry-After in seconds or as a date; undefined when it says nothing usable. */
function readRetryAfter(value: string | undefined, now: Date): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}

// these come before the first byte of the request has left
const neverLeft = /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EPRIVATE)$/;

/** What it means that no answer came. `left`: a connection stood, so the message may have arrived. */
export function outcomeOfSilence(error: unknown, left: boolean, timedOutAfterMs: number | undefined): Outcome {
  const { code, message } = error as { code?: string; message?: string };
  const why = timedOutAfterMs === undefined ? (message ?? String(error)) : `nothing within ${timedOutAfterMs} ms`;
  if (!left || (code !== undefined && neverLeft.test(code))) return { kind: "retry", detail: `not reached: ${why}` };
  return { kind: "unknown", detail: `sent, but no answer: ${why}` };
}

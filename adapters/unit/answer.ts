import type { FaultCode, Outcome } from "../../bus/outcome.ts";

const retryLater = new Set([408, 425, 429]);

/** What a unit's answer means for the message (P6). The table is in the documentation of webhooks. */
export function outcomeOf(status: number, retryAfter: string | undefined, text: string, now: Date): Outcome {
  const detail = `HTTP ${status}${text === "" ? "" : `: ${text}`}`;
  if (status >= 200 && status < 300) return { kind: "delivered", detail, receipt: { channel: "webhook", status } };
  // the unit has this id already: an earlier attempt arrived and its answer was lost
  if (status === 409) return { kind: "delivered", detail, receipt: { channel: "webhook", status } };
  if (retryLater.has(status) || status >= 500) {
    const retryAfterMs = readRetryAfter(retryAfter, now);
    const fault = status >= 500 ? "server-error" : "asked-to-wait";
    return { kind: "retry", detail, fault, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  }
  // redirects are not followed: a signed message goes where the unit said and nowhere else
  const field = findField(text);
  return { kind: "refused", detail, fault: refusals[status] ?? faultByHundred(status), ...(field ? { field } : {}) };
}

const refusals: Readonly<Record<number, FaultCode>> = {
  401: "not-allowed",
  403: "not-allowed",
  404: "not-found",
  405: "not-found",
  407: "not-allowed",
  410: "gone",
};
const faultByHundred = (status: number): FaultCode => (status >= 300 && status < 400 ? "redirected" : "not-accepted");

/** The field at fault where the answer is JSON as problems are written: `field`, `pointer`, `path` or its like. */
function findField(text: string): string | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return undefined;
  }
  for (const one of [answer, firstOf(answer, "errors"), firstOf(answer, "invalid-params"), firstOf(answer, "error")])
    for (const name of ["field", "pointer", "path", "instancePath", "name", "property"])
      if (typeof one === "object" && one !== null && name in one) {
        const value = (one as Record<string, unknown>)[name];
        if (typeof value === "string" && value !== "") return value;
      }
  return undefined;
}

function firstOf(answer: unknown, name: string): unknown {
  const inner = typeof answer === "object" && answer !== null ? (answer as Record<string, unknown>)[name] : undefined;
  return Array.isArray(inner) ? inner[0] : inner;
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

// what OpenSSL and Node say of a certificate they do not take
const untrusted =
  /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(GET|VERIFY|DECRYPT|DECODE)|HOSTNAME_MISMATCH)/;

/** What it means that no answer came. `left`: a connection stood, so the message may have arrived. */
export function outcomeOfSilence(error: unknown, left: boolean, timedOutAfterMs: number | undefined): Outcome {
  const { code, message } = error as { code?: string; message?: string };
  const why = timedOutAfterMs === undefined ? (message ?? String(error)) : `nothing within ${timedOutAfterMs} ms`;
  if (!left || (code !== undefined && neverLeft.test(code)))
    return {
      kind: "retry",
      detail: `not reached: ${why}`,
      fault: untrusted.test(code ?? "") ? "certificate" : "unreachable",
    };
  return { kind: "unknown", detail: `sent, but no answer: ${why}`, fault: "silent" };
}

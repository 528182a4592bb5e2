import { setTimeout as pause } from "node:timers/promises";
import { openRoute } from "../route.ts";

/** Each check answers "ok" or a sentence that says what is wrong. */
export type Checks = Readonly<Record<string, () => Promise<string>>>;

/** Ready means: a message can be moved now, from the database over the transport to whoever delivers. */
export const checkReady = (checks: Checks) => openRoute("checkReady", () => readiness(checks));

/** 200 when every check says ok, else 503; the body names each. */
export async function readiness(checks: Checks) {
  const results = await runChecks(checks);
  const well = Object.values(results).every((result) => result === "ok");
  return { status: well ? 200 : 503, body: { status: well ? "ok" : "failing", checks: results } };
}

/** A part that does not answer in this time is not ready; ms. */
const patienceMs = 3_000;

export async function runChecks(checks: Checks): Promise<Record<string, string>> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await inTime(check).catch(sentence)] as const),
  );
  return Object.fromEntries(results);
}

async function inTime(check: () => Promise<string>): Promise<string> {
  const limit = new AbortController();
  const late = pause(patienceMs, `no answer within ${patienceMs / 1000} s`, { signal: limit.signal }).catch(() => "");
  try {
    return await Promise.race([check(), late]);
  } finally {
    limit.abort();
  }
}

const sentence = (error: unknown): string => (error instanceof Error ? error.message : "failed");

import { openRoute } from "../route.ts";

/** Each check answers "ok" or a sentence that says what is wrong. */
export type Checks = Readonly<Record<string, () => Promise<string>>>;

export const checkAlive = () =>
  openRoute("checkAlive", () => Promise.resolve({ status: 200, body: { status: "ok", checks: { process: "ok" } } }));

/** Ready means: a message can be moved now, from the database over the transport to whoever delivers. */
export const checkReady = (checks: Checks) =>
  openRoute("checkReady", async () => {
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => [name, await check().catch(sentence)] as const),
    );
    const well = results.every(([, result]) => result === "ok");
    return { status: well ? 200 : 503, body: { status: well ? "ok" : "failing", checks: Object.fromEntries(results) } };
  });

const sentence = (error: unknown): string => (error instanceof Error ? error.message : "failed");

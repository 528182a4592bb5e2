import { setTimeout as wait } from "node:timers/promises";
import { makePost, type Post } from "./http.ts";
import type { Asked, Lane, Pipeline } from "./pipeline.ts";

/** One request that was accepted; times by `performance.now()`. */
export interface Accepted {
  readonly messageId: string;
  /** When it was to be sent: a client that was kept waiting counts its waiting. */
  readonly askedAt: number;
  readonly answeredAt: number;
  /** How often it was told to come again before. */
  readonly repeats: number;
}

type Target = Pick<Pipeline, "url" | "messageOf">;

/** So many clients, each sending its next request when the one before is answered. */
export async function closedLoop(target: Target, lanes: readonly Lane[], clients: number): Promise<Accepted[]> {
  const post = makePost(clients);
  const accepted: Accepted[] = [];
  const left = lanes.values();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      // an iterator shared by all clients hands every lane to one of them
      for (const lane of left)
        for (const asked of lane) accepted.push(await ask(post, target, asked, performance.now()));
    }),
  );
  return accepted;
}

/** Requests at a fixed pace, whatever becomes of the ones before; a lane's next one follows a second later. */
export async function openLoop(target: Target, lanes: readonly Lane[], perSecond: number): Promise<Accepted[]> {
  const post = makePost(Infinity);
  const from = performance.now() + 50;
  const running = lanes.map(async (lane, place) => {
    const accepted: Accepted[] = [];
    for (const [step, asked] of lane.entries()) {
      const at = from + (place * lane.length * 1000) / perSecond + step * followMs;
      await wait(Math.max(0, at - performance.now()));
      accepted.push(await ask(post, target, asked, at));
    }
    return accepted;
  });
  return (await Promise.all(running)).flat();
}
const followMs = 1_000;

/** A unit's client as it should be: told to come again, it does, with the same key; its waiting counts. */
async function ask(post: Post, target: Target, { path, headers, body }: Asked, askedAt: number): Promise<Accepted> {
  for (let repeats = 0; ; repeats++) {
    const { status, text, retryAfter } = await post(new URL(path, target.url), headers, body);
    if (status !== 503 || retryAfter === undefined)
      return { messageId: target.messageOf(status, text), askedAt, answeredAt: performance.now(), repeats };
    await wait(retryAfter * 1000);
  }
}

import type { Overrun } from "../store/overrun.ts";
import { theHub } from "./once.ts";
import type { World } from "./step-taken.ts";
import { makeTakeStep, type StepRequest } from "./take-step.ts";

const batch = 500;

/**
 * Takes a step that the hub takes by its own clock (SYS) with every dossier whose time has come. Each in its own
 * transaction: stopped anywhere, the next run goes on; run twice at once, it is taken once.
 * @param job names the job in the records.
 * @param find those after an id, in its order, at most so many.
 * @returns how many were taken; `left`: refused when it came to them.
 */
export async function takeByClock(
  world: World,
  job: string,
  request: Pick<StepRequest, "step" | "reason">,
  find: (db: World["db"], now: Date, after: bigint, most: number) => Promise<readonly Overrun[]>,
): Promise<{ readonly taken: number; readonly left: number }> {
  const now = world.now();
  const takeStep = makeTakeStep(world);
  let [taken, left] = [0, 0];
  for (let after = 0n; ;) {
    const dossiers = await find(world.db, now, after, batch);
    for (const { code, unit, revision } of dossiers) {
      const key = `${job} ${code} ${revision}`;
      const ask = {
        partnerId: theHub,
        units: new Set([unit]),
        key,
        digest: key,
        requestId: `${job} ${now.toISOString()}`,
      };
      const answer = await takeStep(code, { ...request, by: unit, role: "hub" }, ask);
      if (answer.ok) taken += 1;
      else left += 1;
    }
    const last = dossiers.at(-1);
    if (!last) return { taken, left };
    after = last.id;
  }
}

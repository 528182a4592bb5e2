import { setTimeout as wait } from "node:timers/promises";
import { askForMissing, drain, eventsTold } from "./drain.ts";
import { judge, type Verdict } from "./judge.ts";
import type { Plan } from "./plan.ts";
import { seeded } from "./random.ts";
import { strike } from "./strike.ts";
import { countSteps, follow, type Accepted } from "./traffic.ts";
import { partnerOf } from "./units.ts";
import type { World } from "./world.ts";

export interface RunResult extends Verdict {
  readonly seed: number;
  /** From the last fault's end, with what was still to be asked, until everything accepted had been delivered. */
  readonly recoveryMs: number;
  readonly tookMs: number;
  /** Given again to receivers that had said yes and forgot. */
  readonly givenAgain: number;
  /** What is wrong, a line each; empty when the run is good. */
  readonly wrong: readonly string[];
}

/** The longest pauses in a run are a broker's start and a probe that died with its worker. */
const drainWithinMs = 120_000;
const trafficWithinMs = 120_000;

/** One run: traffic and faults at once, then calm, then every set compared. */
export async function run(plan: Plan, world: World): Promise<RunResult> {
  const beganAt = performance.now();
  const violationsBefore = world.violations().length;
  const ledgers = world.beginRun(seeded(plan.seed));
  const accepted = plan.scripts.map((): Accepted => ({ code: "", events: [], messages: [] }));
  const wrong: string[] = [];

  const progress = countSteps();
  const traffic = Promise.all(
    plan.scripts.map((script, i) =>
      follow(script, world.clients, accepted[i] as Accepted, progress).catch((error: unknown) => {
        wrong.push(error instanceof Error ? error.message : String(error));
      }),
    ),
  ).finally(progress.end);
  const healed = Promise.all(plan.faults.map((fault) => strike(fault, world, progress))).then(() => performance.now());
  const late = await Promise.race([traffic.then(() => false), wait(trafficWithinMs, true, { ref: false })]);
  progress.end();
  const healedAt = await healed;
  if (late) wrong.push("requests are still without an answer");

  const codes = accepted.map(({ code }) => code).filter((code) => code !== "");
  const owed = await drain(world, codes, performance.now() + drainWithinMs);
  const recoveryMs = Math.round(performance.now() - healedAt);
  wrong.push(...owed);
  await world.calm();
  const givenAgain = await askForMissing(world, ledgers);
  await world.ready();

  const verdict = judge(
    accepted.flatMap(({ messages }) => messages),
    [...ledgers.values()],
  );
  const effects = await compareEffects(plan, accepted, world);
  wrong.push(...effects.wrong, ...world.violations().slice(violationsBefore));
  const total = {
    ...verdict,
    lost: verdict.lost + effects.lost,
    duplicated: verdict.duplicated + effects.duplicated,
  };
  const { lost, duplicated, reordered, gaps } = total;
  if (lost + duplicated + reordered + gaps > 0) wrong.push(JSON.stringify(total));
  const tookMs = Math.round(performance.now() - beganAt);
  return { ...total, seed: plan.seed, recoveryMs, tookMs, givenAgain, wrong };
}

/** Every accepted step stands in the dossier's history once, and nothing else does. */
async function compareEffects(plan: Plan, accepted: readonly Accepted[], world: World) {
  const wrong: string[] = [];
  let [lost, duplicated] = [0, 0];
  await Promise.all(
    accepted.map(async ({ code, events }, i) => {
      const home = plan.scripts[i]?.steps[0]?.by;
      if (code === "" || !home) return;
      const told = await eventsTold(world, partnerOf(home), code);
      if (told.join() === events.join()) return;
      lost += events.filter((id) => !told.includes(id)).length;
      duplicated += told.filter((id) => !events.includes(id)).length;
      wrong.push(`${code}: accepted ${events.length} steps, the hub tells ${told.length}, or in another order`);
    }),
  );
  return { wrong, lost, duplicated };
}

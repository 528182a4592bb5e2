import { dayOf, type Day } from "../domain/day.ts";
import { nextReform } from "../store/readdressings.ts";
import { readdressDossiers } from "./readdress-dossiers.ts";
import type { World } from "./step-taken.ts";

/** Who is named as having ordered what the hub re-addresses by itself. */
export const nightly = "hub (hằng đêm)";

/**
 * Re-addresses the running dossiers of every agency that has ended, reform by reform in the order of their days: what
 * `hub succession apply` does on the day, for hand-overs that units entered later. Run again, it changes nothing (P10).
 */
export async function applyReforms(
  world: World,
): Promise<{ readonly reforms: number; readonly moved: number; readonly waiting: number }> {
  const today = dayOf(world.now());
  let [reforms, moved, waiting] = [0, 0, 0];
  for (let last: Day | undefined; ;) {
    const on = await nextReform(world.db, last, today);
    if (on === undefined) return { reforms, moved, waiting };
    const answer = await readdressDossiers(world, { on, by: nightly });
    if (!answer.ok) throw new Error(answer.reason.en);
    reforms += 1;
    moved += answer.value.moved;
    // each run finds again what still waits from the reforms before it
    waiting = answer.value.waiting;
    last = on;
  }
}

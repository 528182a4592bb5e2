import { lateOpinions } from "../store/late-opinions.ts";
import type { World } from "./step-taken.ts";
import { takeByClock } from "./take-by-clock.ts";

export interface LateOpinionsReport {
  readonly noted: number;
  /** Refused when it came to them: answered meanwhile, or held by an agency that has ended and waits for its successor. */
  readonly left: number;
}

/**
 * Notes that an opinion did not come in the time it was asked for (T19, NĐ61 19(5b)), in the name of who asked, who is
 * told as are the one-stop and the agency asked; who asked may go on without it.
 */
export async function noteLateOpinions(world: World): Promise<LateOpinionsReport> {
  const { taken, left } = await takeByClock(world, "note-late-opinions", { step: "noteOpinionLate" }, lateOpinions);
  return { noted: taken, left };
}

import { lateOpinions } from "../store/late-opinions.ts";
import { theHub } from "./once.ts";
import type { World } from "./step-taken.ts";
import { makeTakeStep } from "./take-step.ts";

const batch = 500;

export interface LateOpinionsReport {
  readonly noted: number;
  /** Refused when it came to them: answered meanwhile, or held by an agency that has ended and waits for its successor. */
  readonly left: number;
}

/**
 * Notes that an opinion did not come in the time it was asked for (T19, NĐ61 19(5b)), in the name of who asked, who is
 * told as are the one-stop and the agency asked; who asked may go on without it. Each dossier in its own transaction:
 * stopped anywhere, the next run goes on.
 */
export async function noteLateOpinions(world: World): Promise<LateOpinionsReport> {
  const now = world.now();
  const takeStep = makeTakeStep(world);
  let [noted, left] = [0, 0];
  for (let after = 0n; ;) {
    const dossiers = await lateOpinions(world.db, now, after, batch);
    for (const { code, heldBy, revision } of dossiers) {
      const key = `note-opinion-late ${code} ${revision}`;
      const answer = await takeStep(
        code,
        { step: "noteOpinionLate", by: heldBy, role: "hub" },
        {
          partnerId: theHub,
          units: new Set([heldBy]),
          key,
          digest: key,
          requestId: `note-late-opinions ${now.toISOString()}`,
        },
      );
      if (answer.ok) noted += 1;
      else left += 1;
    }
    const last = dossiers.at(-1);
    if (!last) return { noted, left };
    after = last.id;
  }
}

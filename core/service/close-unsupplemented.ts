import { unsupplemented } from "../store/supplements.ts";
import { theHub } from "./once.ts";
import type { World } from "./step-taken.ts";
import { makeTakeStep } from "./take-step.ts";

const batch = 500;

/** Stands on the form that the applicant is given (03 before receipt, 05 after it). */
const reason = "Quá hạn bổ sung: hồ sơ không được bổ sung trong thời hạn đã thông báo";

export interface ClosingReport {
  readonly closed: number;
  /** Refused when it came to them: brought meanwhile, or of a one-stop that has ended and waits for its successor. */
  readonly left: number;
}

/**
 * Closes what was not supplemented within the applicant's 15 working days (T09, T22, SYS), in the name of its one-stop,
 * which is told. Each dossier in its own transaction: stopped anywhere, the next run goes on.
 */
export async function closeUnsupplemented(world: World): Promise<ClosingReport> {
  const now = world.now();
  const takeStep = makeTakeStep(world);
  let [closed, left] = [0, 0];
  for (let after = 0n; ;) {
    const dossiers = await unsupplemented(world.db, now, after, batch);
    for (const { code, unit, revision } of dossiers) {
      const key = `close-unsupplemented ${code} ${revision}`;
      const answer = await takeStep(
        code,
        { step: "closeUnsupplemented", by: unit, role: "hub", reason },
        {
          partnerId: theHub,
          units: new Set([unit]),
          key,
          digest: key,
          requestId: `close-unsupplemented ${now.toISOString()}`,
        },
      );
      if (answer.ok) closed += 1;
      else left += 1;
    }
    const last = dossiers.at(-1);
    if (!last) return { closed, left };
    after = last.id;
  }
}

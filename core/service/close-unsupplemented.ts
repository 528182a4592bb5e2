import { unsupplemented } from "../store/supplements.ts";
import type { World } from "./step-taken.ts";
import { takeByClock } from "./take-by-clock.ts";

/** Stands on the form that the applicant is given (03 before receipt, 05 after it). */
const reason = "Quá hạn bổ sung: hồ sơ không được bổ sung trong thời hạn đã thông báo";

export interface ClosingReport {
  readonly closed: number;
  /** Refused when it came to them: brought meanwhile, or of a one-stop that has ended and waits for its successor. */
  readonly left: number;
}

/**
 * Closes what was not supplemented within the applicant's 15 working days (T09, T22, SYS), in the name of its one-stop,
 * which is told.
 */
export async function closeUnsupplemented(world: World): Promise<ClosingReport> {
  const request = { step: "closeUnsupplemented", reason } as const;
  const { taken, left } = await takeByClock(world, "close-unsupplemented", request, unsupplemented);
  return { closed: taken, left };
}

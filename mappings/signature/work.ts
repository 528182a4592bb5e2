import { SignatureFault } from "./fault.ts";

/** What one check of a file may cost, over all its revisions and signatures. */
export interface MostWork {
  /** Objects and parts of tables that are looked at, again and again too. */
  readonly pieces: number;
  /** Read as structure, or inflated. */
  readonly bytes: number;
}

/**
 * A letter's PDF of 100 MB has some ten thousand objects and some megabytes of structure, which each signature has looked at a few times.
 */
export const mostWork: MostWork = { pieces: 2_000_000, bytes: 256 * 1024 * 1024 };
/** Between two turns of the event loop. */
export const turnPieces = 500;
export const turnBytes = 256 * 1024;

export interface Work {
  /** Counts what is to be done, and lets others have their turn now and then. @throws {SignatureFault} once it is too much, from then on always. */
  readonly spend: (pieces: number, bytes: number) => Promise<void> | undefined;
  /** The same, and others have their turn in any case. */
  readonly pause: (pieces: number, bytes: number) => Promise<void>;
  readonly isSpent: () => boolean;
  /** Done so far; `largest`: between two turns. */
  readonly told: () => MostWork & { readonly turns: number; readonly largest: MostWork };
}

/** Counted in work and not in time, so that the same file always ends the same. */
export function workOf(most: MostWork = mostWork): Work {
  let [pieces, bytes, turns] = [0, 0, 0];
  let since = { pieces: 0, bytes: 0 };
  let largest = since;
  const isSpent = () => pieces > most.pieces || bytes > most.bytes;
  const turn = (): Promise<void> => {
    since = { pieces: 0, bytes: 0 };
    turns++;
    return new Promise((resolve) => setImmediate(resolve));
  };
  const spend: Work["spend"] = (morePieces, moreBytes) => {
    pieces += morePieces;
    bytes += moreBytes;
    if (isSpent()) throw new SignatureFault("tooLarge", "more work than a letter is worth");
    since = { pieces: since.pieces + morePieces, bytes: since.bytes + moreBytes };
    largest = { pieces: Math.max(largest.pieces, since.pieces), bytes: Math.max(largest.bytes, since.bytes) };
    return since.pieces < turnPieces && since.bytes < turnBytes ? undefined : turn();
  };
  return {
    spend,
    pause: (morePieces, moreBytes) => spend(morePieces, moreBytes) ?? turn(),
    isSpent,
    told: () => ({ pieces, bytes, turns, largest }),
  };
}

/** Goes on with what pauses, and lets others have their turn meanwhile. @param bytesSince done since it was last asked. */
export async function inTurns<T>(
  steps: Generator<undefined, T>,
  { pause }: Pick<Work, "pause">,
  bytesSince: () => number = () => 0,
): Promise<T> {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value;
    await pause(0, bytesSince());
  }
}

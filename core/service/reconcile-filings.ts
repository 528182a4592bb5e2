import type { DossierCode } from "../domain/dossier-code.ts";
import type { OrgCode } from "../domain/org-code.ts";
import { noteDifferences, type Difference } from "../store/portal.ts";
import { filingsToCompare, stepsToTellAgain, type FilingToCompare } from "../store/portal-filings.ts";
import type { Database } from "../../platform/database.ts";
import type { Announce } from "./announce.ts";
import { announcementOf, linkedFlow } from "./feed-portal.ts";
import { readTold, type Told } from "./read-told.ts";

/** What a filing's service is owed beside what it acknowledged (mappings/national-portal/owed-filings.ts). */
export interface Owed {
  readonly ours: string | null;
  readonly theirs: string | null;
  readonly untold: readonly number[];
  readonly differs: boolean;
  readonly again: readonly number[];
}

export interface FilingWorld {
  readonly db: Database;
  readonly announce: Announce;
  readonly newId: () => string;
  readonly receiver: OrgCode;
  readonly owedOf: (
    told: Told,
    record: Omit<FilingToCompare, "dossierId" | "code" | "late" | "open" | "cause">,
  ) => Owed;
}

/** Linked groups are told within 10 minutes of each step (NĐ 63/2024 art. 7). */
const lateAfterMs = 10 * 60_000;
const pageSize = 500;

/**
 * Compares filings of the portal with what their services acknowledged: no text found names one that tells what they hold of
 * a filing. Owed and not told, told otherwise, told late (named once: nobody mends it), waiting for a person and why. What is
 * told again goes by its ordinary message, behind everything that its service took.
 */
export async function reconcileFilings(
  world: FilingWorld,
  run: bigint,
  which: { readonly since: Date } | { readonly sample: number },
  repair: boolean,
): Promise<{
  readonly recorded: number;
  readonly waiting: number;
  readonly differences: readonly (Difference & { readonly code: DossierCode })[];
}> {
  const { db, receiver } = world;
  const found: (Difference & { readonly code: DossierCode })[] = [];
  let [recorded, waiting] = [0, 0];
  let after = 0n;
  for (let more = true; more;) {
    const page = await filingsToCompare(db, { receiver, linkedFlow, lateAfterMs }, which, after, pageSize);
    more = "since" in which && page.length === pageSize;
    after = page.at(-1)?.dossierId ?? after;
    for (const one of page) {
      if (one.open === "waiting") {
        waiting += 1;
        continue;
      }
      recorded += 1;
      const differences = await compare(world, one, repair);
      if (differences.length === 0) continue;
      await db.transaction().execute((tx) => noteDifferences(tx, run, differences));
      found.push(...differences.map((each) => ({ ...each, code: one.code })));
    }
  }
  return { recorded, waiting, differences: found };
}

async function compare(world: FilingWorld, one: FilingToCompare, repair: boolean): Promise<Difference[]> {
  const told = await readTold(world.db, one.code);
  if (!told) return [];
  const { ours, theirs, untold, differs, again } = world.owedOf(told, one);
  const { dossierId, late } = one;
  const of = (rest: Pick<Difference, "kind"> & Partial<Difference>): Difference => ({
    ...{ dossierId, ours, theirs, repaired: false, cause: null },
    ...rest,
  });
  const lateOnes = late.map(({ minutes }) => `+${minutes} min`).join(", ");
  const tardy =
    late.length === 0
      ? []
      : [
          of({
            ...{ kind: "late", ours: late.map(({ revision }) => revision).join(", "), theirs: lateOnes },
            cause: late.find(({ cause }) => cause !== null)?.cause ?? null,
          }),
        ];
  if (one.open === "parked") return [of({ kind: "parked", cause: one.cause }), ...tardy];
  const mended = repair && (untold.length > 0 || differs) && (await tellAgain(world, dossierId, again));
  return [
    ...(differs ? [of({ kind: "status", repaired: mended })] : []),
    ...(untold.length > 0 ? [of({ kind: "untold-step", ours: untold.join(", "), repaired: mended })] : []),
    ...tardy,
  ];
}

async function tellAgain(world: FilingWorld, dossierId: bigint, revisions: readonly number[]): Promise<boolean> {
  if (revisions.length === 0) return false;
  await world.db.transaction().execute(async (tx) => {
    const steps = await stepsToTellAgain(tx, dossierId, revisions);
    const announcements = steps.map((step) => announcementOf(world.receiver, step));
    await world.announce(tx, announcements, world.newId());
  });
  return true;
}

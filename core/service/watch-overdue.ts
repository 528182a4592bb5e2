import { hadApologyDay, overdueDeadlines } from "../domain/clock/overdue-deadlines.ts";
import type { Announcement } from "../domain/announcement.ts";
import { dayOf } from "../domain/day.ts";
import {
  overdueAt,
  toldOf,
  withMissedDue,
  withRecorded,
  type Deadlines,
  type OverdueView,
  type Rung,
} from "../domain/overdue.ts";
import { lockWatched, recordRungs, saveCases, watched, type RungTold, type Watched } from "../store/overdue.ts";
import type { Reader, Tx } from "../../platform/database.ts";
import type { ClockParts } from "./clock-in-force.ts";
import { withinCalendar } from "./keep-time.ts";
import { openOverseers, type Overseers } from "./overseers.ts";
import type { World } from "./step-taken.ts";
import { procedureView } from "./views.ts";

const batch = 500;

export interface WatchReport {
  readonly watched: number;
  /** Rungs told by this look. */
  readonly told: number;
  /** Rungs reached that wait until an agency is named for them; see `hub overdue centre`. */
  readonly nobodyNamed: number;
}

/**
 * Looks at every running dossier and every open case, and tells each rung of the ladder once (O11), in the transaction
 * that records it (P2, P3). What was missed while nothing ran is found by the next look: the answer depends on the
 * moment only. Only dossiers with news are locked; a step of theirs waits for one batch.
 */
export async function watchOverdue(world: World, now: Date): Promise<WatchReport> {
  const look = openLook(world, now);
  let [seen, told, nobodyNamed] = [0, 0, 0];
  for (let after = 0n; ;) {
    const dossiers = await watched(world.db, after, batch);
    const news: bigint[] = [];
    for (const dossier of dossiers) {
      const found = await look.at(world.db, dossier);
      if (!found) continue;
      nobodyNamed += found.nobodyNamed;
      if (found.changed || found.rungs.length > 0) news.push(dossier.id);
    }
    if (news.length > 0) told += await world.db.transaction().execute((tx) => tell(tx, world, look, news, now));
    seen += dossiers.length;
    // what is received meanwhile is for the next look: who waits for an empty page never ends where dossiers keep coming
    if (dossiers.length < batch) return { watched: seen, told, nobodyNamed };
    after = dossiers.at(-1)?.id ?? after;
  }
}

interface Found {
  readonly dossier: Watched;
  readonly deadlines: Deadlines;
  readonly view: OverdueView;
  readonly changed: boolean;
  readonly rungs: readonly RungTold[];
  readonly nobodyNamed: number;
}

function openLook({ clocks }: World, now: Date) {
  const overseers: Overseers = openOverseers(dayOf(now));
  const places = new Map<string, ClockParts>();
  return {
    async at(db: Reader, dossier: Watched): Promise<Found | undefined> {
      const place = places.get(dossier.returnsTo) ?? (await clocks.clockFor(db, dossier.returnsTo));
      places.set(dossier.returnsTo, place);
      const { stamps, missedDue, recorded, receivedAt } = dossier;
      const reckoned = withinCalendar(() => ({
        deadlines: overdueDeadlines(dossier, place),
        owedApology: missedDue !== null && hadApologyDay(missedDue, receivedAt, place),
      }));
      if (!reckoned) return undefined;
      const { deadlines, owedApology } = reckoned;
      const since = withMissedDue(overdueAt(now, deadlines, stamps), missedDue, stamps, owedApology);
      const view = withRecorded(since, recorded);
      const rungs: RungTold[] = [];
      let nobodyNamed = 0;
      for (const rung of view.reached.filter((one) => !dossier.told.includes(one))) {
        const receiver = await overseers.agencyFor(db, toldOf[rung], dossier);
        if (receiver) rungs.push({ id: dossier.id, rung, receiver });
        else nobodyNamed += 1;
      }
      return { dossier, deadlines, view, changed: isChanged(dossier, view), rungs, nobodyNamed };
    },
  };
}

const isChanged = ({ saved, recorded }: Watched, { state, breaches, overdueFrom }: OverdueView): boolean =>
  saved?.state !== state ||
  recorded.join() !== breaches.join() ||
  (saved !== null && saved.overdueFrom?.getTime() !== overdueFrom?.getTime());

async function tell(
  tx: Tx,
  world: World,
  look: ReturnType<typeof openLook>,
  ids: readonly bigint[],
  now: Date,
): Promise<number> {
  const found: Found[] = [];
  for (const dossier of await lockWatched(tx, ids)) {
    const one = await look.at(tx, dossier);
    if (one) found.push(one);
  }
  await saveCases(tx, found);
  const fresh = await recordRungs(
    tx,
    found.flatMap(({ rungs }) => rungs),
    now,
  );
  const isFresh = new Set(fresh.map(({ id, rung }) => `${id} ${rung}`));
  const news = found.flatMap((one) =>
    one.rungs.filter(({ id, rung }) => isFresh.has(`${id} ${rung}`)).map((rung) => alertOf(one, rung, world.newId())),
  );
  await world.announce(tx, news, `watch-overdue ${now.toISOString()}`);
  return fresh.length;
}

/** The news of a rung; its time is the moment at which the rung was reached, however late it is found. */
function alertOf({ dossier, deadlines, view }: Found, { rung, receiver }: RungTold, eventId: string): Announcement {
  const { code, heldBy, originalDue, currentDue, missedDue, procedure } = dossier;
  const reachedAt = (rung === "duePassed" ? missedDue : momentOf(rung, deadlines)) ?? currentDue;
  return {
    receiver,
    subject: code,
    eventId,
    type: "vn.lienthong.dossier.overdue-alert.v1",
    time: reachedAt,
    data: {
      code,
      rung,
      told: toldOf[rung],
      reachedAt: reachedAt.toISOString(),
      overdueState: view.state ?? null,
      breaches: view.breaches,
      heldBy,
      originalDue: originalDue.toISOString(),
      currentDue: currentDue.toISOString(),
      procedure: procedureView(procedure),
    },
  };
}

function momentOf(
  rung: Rung,
  { halfUsed, beforeApology, apologyLatest, currentDue, reportDue }: Deadlines,
): Date | null {
  switch (rung) {
    case "halfUsed":
      return halfUsed;
    case "beforeApology":
      return beforeApology;
    case "apologyMissed":
      return apologyLatest;
    case "duePassed":
      return currentDue;
    case "explanationMissed":
      return reportDue;
  }
}

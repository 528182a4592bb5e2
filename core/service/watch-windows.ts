import type { Announcement } from "../domain/announcement.ts";
import type { OrgCode } from "../domain/org-code.ts";
import {
  lateAnswer,
  lateChain,
  lateLegAnswers,
  lateTransfer,
  unaskedPayment,
  type TimeAlert,
} from "../domain/time-alert.ts";
import { alertKey, lockTimed, recordAlerts, timedDossiers, type TimedDossier } from "../store/time-alerts.ts";
import type { Reader, Tx } from "../../platform/database.ts";
import type { ClockParts } from "./clock-in-force.ts";
import { withinCalendar } from "./keep-time.ts";
import type { World } from "./step-taken.ts";
import { procedureView } from "./views.ts";

const batch = 500;

export interface WindowReport {
  readonly watched: number;
  /** Windows and forecasts told by this look. */
  readonly told: number;
}

/**
 * Tells once of each online filing not answered in time (D15), each transfer that is late (T12, D5a), each payment that nobody
 * asked for though the limit begins with it (§2.5), each leg whose
 * receipt nobody confirmed (L5), and each chain whose forecast is amber or red (L8), in the transaction that records it
 * (P2, P3). What was missed while nothing ran is found by the next look, if it is still open: what was answered
 * meanwhile is told to nobody. Only dossiers with news are locked.
 */
export async function watchWindows(world: World, now: Date): Promise<WindowReport> {
  const look = openLook(world, now);
  let [seen, told] = [0, 0];
  for (let after = 0n; ;) {
    const dossiers = await timedDossiers(world.db, now, after, batch);
    if (dossiers.length === 0) return { watched: seen, told };
    const news: bigint[] = [];
    for (const dossier of dossiers) if ((await look(world.db, dossier)).length > 0) news.push(dossier.id);
    if (news.length > 0) told += await world.db.transaction().execute((tx) => tell(tx, world, look, news, now));
    seen += dossiers.length;
    after = dossiers.at(-1)?.id ?? after;
  }
}

/** What is open past its time at a moment, by the calendar and the hours in force, and was not told. */
function openLook({ clocks }: World, now: Date) {
  const places = new Map<OrgCode, ClockParts>();
  return async (db: Reader, dossier: TimedDossier): Promise<TimeAlert[]> => {
    const agencies = [dossier.returnsTo, ...(dossier.chain?.legs ?? []).map(({ agency }) => agency)];
    for (const agency of agencies) if (!places.has(agency)) places.set(agency, await clocks.clockFor(db, agency));
    const placeOf = ({ agency }: { readonly agency: OrgCode }) => places.get(agency) as ClockParts;
    const place = placeOf({ agency: dossier.returnsTo });
    return [
      withinCalendar(() => lateAnswer(dossier, now, place)),
      withinCalendar(() => lateTransfer(dossier, now, place)),
      withinCalendar(() => unaskedPayment(dossier, now, place)),
      withinCalendar(() => lateLegAnswers(dossier, now, placeOf)),
      withinCalendar(() => lateChain(dossier, now, placeOf)),
    ]
      .flatMap((alerts) => alerts ?? [])
      .filter((alert) => !dossier.told.has(alertKey(alert)));
  };
}

async function tell(
  tx: Tx,
  world: World,
  look: ReturnType<typeof openLook>,
  ids: readonly bigint[],
  now: Date,
): Promise<number> {
  const found: { id: bigint; dossier: TimedDossier; alert: TimeAlert }[] = [];
  for (const dossier of await lockTimed(tx, ids))
    for (const alert of await look(tx, dossier)) found.push({ id: dossier.id, dossier, alert });
  const fresh = await recordAlerts(tx, found, now);
  const news = fresh.flatMap(({ dossier, alert }) => newsOf(dossier, alert, world.newId(), now));
  await world.announce(tx, news, `watch-windows ${now.toISOString()}`);
  return fresh.length;
}

/** One event, told to each by its part in it. Its time is when the window ended; nobody knows when a forecast turned. */
export function newsOf(
  { code, heldBy, procedure }: TimedDossier,
  { kind, leg, about, due, expectedEnd, late, told }: TimeAlert,
  eventId: string,
  now: Date,
): Announcement[] {
  return [...told].map(([receiver, as]) => ({
    receiver,
    subject: code,
    eventId,
    type: "vn.lienthong.dossier.time-alert.v1",
    time: kind === "forecastAmber" ? now : due,
    data: {
      code,
      kind,
      told: as,
      ...(leg === null ? {} : { leg }),
      ...(late ? { late, since: about.toISOString() } : {}),
      due: due.toISOString(),
      ...(expectedEnd ? { expectedEnd: expectedEnd.toISOString() } : {}),
      foundAt: now.toISOString(),
      heldBy,
      procedure: procedureView(procedure),
    },
  }));
}

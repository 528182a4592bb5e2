import type { Announcement } from "../domain/announcement.ts";
import { dayOf } from "../domain/day.ts";
import { findDossierCode } from "../domain/dossier-code.ts";
import type { DossierEvent } from "../domain/dossier.ts";
import type { DossierClock } from "../domain/dossier-clock.ts";
import type { OrgCode } from "../domain/org-code.ts";
import { roleForDuty, type Duty, type Letter } from "../domain/overdue-duty.ts";
import type { Deadlines } from "../domain/overdue.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import type { Role } from "../domain/state.ts";
import { clocksOf } from "../store/dossier-clocks.ts";
import * as dossiers from "../store/dossiers.ts";
import { inPlaceOfEnded } from "./owes-duty.ts";
import { responsibleFor, saveCases } from "../store/overdue.ts";
import { insertStamp, type Stamp } from "../store/overdue-stamps.ts";
import type { Told } from "../store/write-step.ts";
import type { Tx } from "../../platform/database.ts";
import { actingUnit, momentOf } from "./acting-unit.ts";
import { once, type Answer, type Ask } from "./once.ts";
import { overdueStanding, overdueView, type OverdueStandingView } from "./overdue-standing.ts";
import { openOverseers } from "./overseers.ts";
import type { World } from "./step-taken.ts";
import { procedureView } from "./views.ts";

export interface StampRequest extends Letter {
  readonly duty: Duty;
  readonly by: string;
  readonly role?: Role;
  readonly at?: string;
  readonly reason?: string;
  readonly proposedDue?: string;
  readonly officer?: string;
}

export interface Stamped {
  readonly code: string;
  readonly overdue: OverdueStandingView | null;
  readonly messages: readonly { readonly id: string; readonly receiver: string; readonly sequence: number }[];
}

export type StampOverdue = (code: string, request: StampRequest, ask: Ask) => Promise<Answer<Stamped>>;

/** Records that a duty of §5 was done, and tells it, in one transaction. Never a condition of a step (O14). */
export const makeStampOverdue =
  (world: World): StampOverdue =>
  (text, request, ask) =>
    once(world.db, ask, async (tx) => {
      const code = findDossierCode(text);
      const stored = code && (await dossiers.lock(tx, code));
      const now = world.now();
      const overseers = openOverseers(dayOf(now));
      const centre = stored && ((await overseers.centreOf(tx, stored.dossier.returnsTo)) ?? null);
      const responsible = stored && (await responsibleFor(tx, stored.id));
      const inPlace = stored ? await inPlaceOfEnded(tx, stored, responsible, now) : [];
      // the centre sees what it has to enter, a successor what it owes; whoever else was never concerned learns nothing (P12)
      const isSeen =
        stored &&
        ((centre && ask.units.has(centre)) ||
          inPlace.some(({ by }) => ask.units.has(by)) ||
          (await dossiers.partiesAmong(tx, stored.id, [...ask.units])).length > 0);
      if (!isSeen) return refuse("dossier-unknown", { code: text });

      const moment = momentOf(request.at, now);
      if (!moment.ok) return moment;
      const acting = await actingUnit(tx, ask.units, request.by, moment.at);
      if (!acting.ok) return acting;
      const obliged = {
        heldBy: stored.dossier.heldBy,
        responsible: responsible ?? null,
        inPlace,
        centre: centre ?? null,
      };
      const role = roleForDuty(request.duty, acting.unit.code, request.role, obliged);
      if (!role.ok) return role;

      const { settlement } = await clocksOf(tx, stored.id);
      const standing = settlement && (await overdueStanding(tx, world.clocks, stored, settlement, now));
      if (!standing) return refuse("dossier-without-due", { code: stored.dossier.code });
      const before = standing.stamps.find(({ duty }) => duty === request.duty);
      if (before) return refuse("duty-already-stamped", { duty: request.duty, at: before.at.toISOString() }, "/duty");
      const wrong = wrongTime(request, moment.at, settlement, standing.deadlines);
      if (wrong) return wrong;

      const { inPlaceOf } = role;
      const stamp = { ...stampOf(request, acting.unit.code, role.role, moment.at, standing.deadlines), inPlaceOf };
      const announced = await stampAndTell(tx, world, ask, { stored, settlement, stamp, now });
      const messages = announced.map(({ messageId, receiver, sequence }) => ({ id: messageId, receiver, sequence }));
      return {
        ok: true,
        body: {
          code: stored.dossier.code,
          overdue: await overdueView(tx, world.clocks, stored, settlement, now),
          messages,
        },
      };
    });

/**
 * The extension letter is the apology (O1): a re-appointment stamps it, for the due that it moves. Called before the
 * clocks move.
 */
export async function apologiseByExtension(
  tx: Tx,
  world: World,
  ask: Ask,
  stored: dossiers.StoredDossier,
  event: DossierEvent,
  letter: Letter & { readonly newDue: Date; readonly officer: string | undefined },
): Promise<void> {
  const { settlement } = await clocksOf(tx, stored.id);
  const standing = settlement && (await overdueStanding(tx, world.clocks, stored, settlement, world.now()));
  if (!standing || standing.stamps.some(({ duty }) => duty === "apology")) return;
  const { newDue, officer, ...rest } = letter;
  const request: StampRequest = {
    ...rest,
    duty: "apology",
    by: event.by,
    proposedDue: newDue.toISOString(),
    ...(event.reason ? { reason: event.reason } : {}),
    ...(officer ? { officer } : {}),
  };
  const stamp = stampOf(request, event.by, event.role, event.at, standing.deadlines);
  const moved = { ...settlement, extendedTo: newDue };
  await stampAndTell(tx, world, ask, { stored, settlement: moved, stamp, now: world.now() });
}

/** An apology may come at any time before the end; an explanation and its entry only follow a missed due. */
function wrongTime(
  { duty, proposedDue }: StampRequest,
  at: Date,
  { endedAt, stoppedAt }: DossierClock,
  { start, currentDue }: Deadlines,
): Refusal | undefined {
  if (at < start) return refuse("time-before-receipt", { at: at.toISOString(), start: start.toISOString() }, "/at");
  const until = stoppedAt ?? endedAt ?? at;
  const isLate = at > currentDue && until > currentDue;
  if (!isLate && (duty !== "apology" || endedAt))
    return refuse("not-overdue", { duty, due: currentDue.toISOString() }, "/duty");
  if (proposedDue !== undefined && new Date(proposedDue) <= currentDue)
    return refuse(
      "new-due-not-later",
      { due: currentDue.toISOString(), newDue: new Date(proposedDue).toISOString() },
      "/proposedDue",
    );
  return undefined;
}

const stampOf = (request: StampRequest, by: OrgCode, role: Role, at: Date, deadlines: Deadlines): Stamp => ({
  duty: request.duty,
  at,
  latest: request.duty === "apology" ? deadlines.apologyLatest : deadlines.reportDue,
  by,
  inPlaceOf: null,
  role,
  officer: request.officer ?? null,
  letterNo: request.letterNo ?? null,
  reasonCategory: request.reasonCategory ?? null,
  reason: request.reason ?? null,
  proposedDue: request.proposedDue === undefined ? null : new Date(request.proposedDue),
  approvedBy: request.approvedBy ?? null,
  sent: request.sent ?? [],
});

async function stampAndTell(
  tx: Tx,
  world: World,
  ask: Ask,
  done: {
    readonly stored: dossiers.StoredDossier;
    /** As it counts after the stamp. */
    readonly settlement: DossierClock;
    readonly stamp: Stamp;
    readonly now: Date;
  },
): Promise<Told[]> {
  const { stored, settlement, stamp, now } = done;
  await insertStamp(tx, stored.id, stamp, { cause: ask.requestId, partnerId: ask.partnerId });
  const standing = await overdueStanding(tx, world.clocks, stored, settlement, now);
  if (!standing) return [];
  const { heldBy } = stored.dossier;
  await saveCases(tx, [{ dossier: { id: stored.id, heldBy }, view: standing.view }]);
  const receivers = await audienceOf(tx, stored, stamp, now);
  await dossiers.addParties(tx, stored.id, receivers);
  const eventId = world.newId();
  const news = receivers.map((receiver): Announcement => ({
    receiver,
    subject: stored.dossier.code,
    eventId,
    type: "vn.lienthong.dossier.overdue-stamped.v1",
    time: stamp.at,
    data: {
      code: stored.dossier.code,
      duty: stamp.duty,
      by: stamp.by,
      at: stamp.at.toISOString(),
      ...(stamp.latest === null ? {} : { latest: stamp.latest.toISOString() }),
      ...(stamp.letterNo === null ? {} : { letterNo: stamp.letterNo }),
      ...(stamp.reasonCategory === null ? {} : { reasonCategory: stamp.reasonCategory }),
      ...(stamp.proposedDue === null ? {} : { proposedDue: stamp.proposedDue.toISOString() }),
      overdueState: standing.view.state ?? null,
      breaches: standing.view.breaches,
      heldBy,
      originalDue: standing.deadlines.originalDue.toISOString(),
      currentDue: standing.deadlines.currentDue.toISOString(),
      procedure: procedureView(stored.dossier.procedure),
    },
  }));
  return world.announce(tx, news, ask.requestId);
}

/**
 * Who is owed the news: the one-stop (O1), the holder and the responsible; of an explanation the authority above (O4)
 * and the province's centre (O5) too. Never the agency that did it.
 */
async function audienceOf(
  tx: Tx,
  { id, dossier }: dossiers.StoredDossier,
  { duty, by }: Stamp,
  now: Date,
): Promise<OrgCode[]> {
  const overseers = openOverseers(dayOf(now));
  const above =
    duty === "report"
      ? [await overseers.authorityOver(tx, dossier.returnsTo), await overseers.centreOf(tx, dossier.returnsTo)]
      : [];
  const all = [dossier.returnsTo, dossier.heldBy, await responsibleFor(tx, id), ...above];
  return [...new Set(all)].filter((unit): unit is OrgCode => unit !== undefined && unit !== by);
}

import { currentDue, type DossierClock } from "../domain/dossier-clock.ts";
import type { Dossier } from "../domain/dossier.ts";
import type { StoredDossier, StoredEvent } from "../store/dossiers.ts";
import type { AlertTold } from "../store/time-alerts.ts";

/** Which version: `province` when it is a province's own (C7), `edition` when not the first of that day (C9). */
export const procedureView = ({ code, version, province, edition }: Dossier["procedure"]) => ({
  ...{ code, version: openDay(version) },
  ...(province === undefined ? {} : { province: province as string }),
  ...(edition === undefined ? {} : { edition }),
});

/** A dossier as the gateway answers it: plain JSON, moments in UTC. */
export const dossierView = ({ dossier, channel, changedAt }: Omit<StoredDossier, "id">) => ({
  code: dossier.code as string,
  procedure: procedureView(dossier.procedure),
  channel,
  receivedBy: dossier.receivedBy as string,
  returnsTo: dossier.returnsTo as string,
  receivedAt: dossier.receivedAt.toISOString(),
  state: dossier.state,
  heldBy: dossier.heldBy as string,
  heldSince: dossier.heldSince.toISOString(),
  offeredTo: dossier.offer?.to ?? null,
  opinion: dossier.opinion && {
    of: dossier.opinion.of as string,
    askedAt: dossier.opinion.askedAt.toISOString(),
    due: dossier.opinion.due?.toISOString() ?? null,
    lateAt: dossier.opinion.lateAt?.toISOString() ?? null,
    endedAt: dossier.opinion.endedAt?.toISOString() ?? null,
  },
  outcome: dossier.outcome,
  decidedBy: dossier.decidedBy as string | null,
  stopReason: dossier.stopReason,
  money: dossier.money,
  delivery: dossier.delivery,
  assignee: dossier.assignee,
  supplements: dossier.supplements,
  extensions: dossier.extensions,
  revision: dossier.revision,
  changedAt: changedAt.toISOString(),
});

export const eventView = (event: StoredEvent) => ({
  id: event.id,
  revision: event.revision,
  step: event.step,
  state: event.state,
  by: event.by,
  to: event.to,
  heldBy: event.heldBy,
  at: event.at.toISOString(),
  recordedAt: event.recordedAt.toISOString(),
  reason: event.reason,
  outcome: event.outcome,
  role: event.role,
  source: event.source,
  paper: event.paper,
  exceptional: event.exceptional,
});

/** A clock with the six inputs its due is computed from, and the due that counts now. */
export const clockView = (clock: DossierClock) => ({
  kind: clock.kind,
  state: clock.state,
  start: clock.start.toISOString(),
  limit: clock.limit,
  unit: clock.unit,
  mode: clock.mode,
  calendarVersion: clock.calendarVersion,
  officeHoursVersion: clock.officeHoursVersion,
  usedBefore: clock.usedBefore,
  exclusions: clock.exclusions.map(({ from, to, ...exclusion }) => ({
    ...exclusion,
    from: from.toISOString(),
    to: to.toISOString(),
  })),
  due: currentDue(clock).toISOString(),
  originalDue: clock.originalDue.toISOString(),
  printedDue: clock.printedDue?.toISOString() ?? null,
  stoppedAt: clock.stoppedAt?.toISOString() ?? null,
  endedAt: clock.endedAt?.toISOString() ?? null,
});
export type ClockView = ReturnType<typeof clockView>;

/** A window that had passed, or a forecast that had turned, as it was told; what is late now, the clocks and legs say. */
export const timeAlertView = ({ kind, leg, about, due, receivers, at }: AlertTold) => ({
  kind,
  leg,
  about: about.toISOString(),
  due: due.toISOString(),
  to: [...receivers],
  at: at.toISOString(),
});
export type TimeAlertView = ReturnType<typeof timeAlertView>;

/** A day, or null for "since anyone knows". */
export const openDay = (day: string): string | null => (day === "-infinity" ? null : day);

export type DossierView = ReturnType<typeof dossierView>;
export type EventView = ReturnType<typeof eventView>;

import type { Announcement } from "../domain/announcement.ts";
import { claimChecks, type FileReference } from "../domain/dossier-file.ts";
import { audience, type Dossier, type DossierEvent } from "../domain/dossier.ts";
import type { PaperDifference } from "../domain/papers/handed-papers.ts";
import type { Told } from "../store/write-step.ts";
import type { Tx } from "../../platform/database.ts";
import { saidOfPapers } from "./differing-papers.ts";
import { procedureView } from "./views.ts";

/** bus/outbox.ts, wired in by main: told if, and only if, it is done (P2). */
export type Announce = (tx: Tx, announcements: readonly Announcement[], cause: string) => Promise<Told[]>;

/** Steps with a message type of their own; every other step is told as "moved", its step named in the data. */
const types: Readonly<Partial<Record<DossierEvent["step"], string>>> = {
  receive: "vn.lienthong.dossier.received.v1",
  handOver: "vn.lienthong.dossier.handed-over.v1",
  acknowledge: "vn.lienthong.dossier.acknowledged.v1",
  sendBack: "vn.lienthong.dossier.sent-back.v1",
  conclude: "vn.lienthong.dossier.concluded.v1",
  returnResult: "vn.lienthong.dossier.result-returned.v1",
};
const moved = "vn.lienthong.dossier.moved.v1";

/** One announcement for each unit that is owed the news. No personal data travels: units read it with their rights. */
export function announcementsOf(
  before: Dossier | null,
  after: Dossier,
  event: DossierEvent,
  eventId: string,
  files: readonly FileReference[] = [],
  differences: readonly PaperDifference[] = [],
): Announcement[] {
  const data = {
    code: after.code,
    step: event.step,
    by: event.by,
    ...(event.to ? { to: event.to } : {}),
    state: after.state,
    heldBy: after.heldBy,
    at: event.at.toISOString(),
    ...(event.reason ? { reason: event.reason } : {}),
    ...(event.opinionDue ? { opinionDue: event.opinionDue.toISOString() } : {}),
    ...(event.outcome ? { outcome: event.outcome } : {}),
    ...(files.length > 0 ? { files: claimChecks(files) } : {}),
    ...saidOfPapers(differences),
    procedure: procedureView(after.procedure),
  };
  return audience(before, after, event).map((receiver) => ({
    receiver,
    subject: after.code,
    eventId,
    type: types[event.step] ?? moved,
    time: event.at,
    data,
  }));
}

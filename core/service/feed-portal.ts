import type { Announcement } from "../domain/announcement.ts";
import type { OrgCode } from "../domain/org-code.ts";
import { feedFrom, readOwed, type OwedStep } from "../store/portal.ts";
import { reservedAmong } from "../store/reserved-numbers.ts";
import type { Database } from "../../platform/database.ts";
import type { Announce } from "./announce.ts";

/** One step of one dossier is to be told; what, is read when it is sent. No personal data travels (P12). */
export const stepToTell = "vn.lienthong.portal.step-to-tell.v1";

export interface PortalFeed {
  readonly partnerId: string;
  /** For whom its messages are: the portal's own agency. */
  readonly receiver: OrgCode;
  /** Who is told, beside the portal, of dossiers under a number that was reserved; missing: nobody. */
  readonly reservers?: OrgCode;
}

/** Dossiers that came by this flow belong to linked groups: told within 10 minutes of each step (NĐ 63/2024 art. 7). */
export const linkedFlow = "dvclt";

export const announcementOf = (
  receiver: OrgCode,
  { code, eventId, revision, at, flow }: Omit<OwedStep, "dossierId">,
): Announcement => ({
  ...{ receiver, subject: code, eventId, type: stepToTell, time: at, data: { code, revision } },
  ...(flow === linkedFlow ? { ahead: true } : {}),
});

const dossiersAtOnce = 200;

/** Dossiers received from then on are told to the partner; moved back, those of before as well. */
export const startFeed = (db: Database, { partnerId }: PortalFeed, since: Date): Promise<void> =>
  db.transaction().execute((tx) => feedFrom(tx, partnerId, since));

/**
 * Announces what history owes the portal: every step once, in the order in which they happened, in the transaction that
 * moves the mark (P2, ADR 16). Any number of processes may call it; one at a time feeds.
 * @returns how many were announced, and whether there may be more at once.
 */
export async function feedPortal(
  world: { readonly db: Database; readonly announce: Announce; readonly newId: () => string },
  feed: PortalFeed,
): Promise<{ readonly announced: number; readonly more: boolean }> {
  return world.db.transaction().execute(async (tx) => {
    const owed = await readOwed(tx, feed.partnerId, dossiersAtOnce);
    if (!owed) return { announced: 0, more: false };
    const { receiver, reservers } = feed;
    const ids = [...new Set(owed.steps.map(({ dossierId }) => dossierId))];
    const reserved = reservers && ids.length > 0 ? await reservedAmong(tx, ids) : new Set<bigint>();
    const announcements = owed.steps.flatMap((step) =>
      [receiver, ...(reservers && reserved.has(step.dossierId) ? [reservers] : [])].map((to) =>
        announcementOf(to, step),
      ),
    );
    await world.announce(tx, announcements, world.newId());
    return { announced: announcements.length, more: owed.more };
  });
}

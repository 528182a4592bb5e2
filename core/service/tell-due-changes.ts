import type { Announcement } from "../domain/announcement.ts";
import { lockUntold, markTold, type DueChange } from "../store/due-changes.ts";
import type { World } from "./step-taken.ts";
import { procedureView } from "./views.ts";

const batch = 500;

/**
 * Tells each one-stop what a new calendar did to its dossiers' dates, and each agency what it did to its legs' (D18). The edit writes what is owed in its own
 * transaction and ends; the messages follow in batches, each marked in the transaction that announces it: told once,
 * by whichever process, however often one dies (P2, P3).
 */
export async function tellDueChanges(world: World): Promise<{ readonly told: number }> {
  for (let told = 0; ;) {
    const count = await world.db.transaction().execute(async (tx) => {
      const changes = await lockUntold(tx, batch);
      if (changes.length === 0) return 0;
      const news = changes.map((change) => newsOf(change, world.newId()));
      await world.announce(tx, news, `calendar ${changes[0]?.calendarAfter ?? ""}`);
      await markTold(tx, changes, world.now());
      return changes.length;
    });
    if (count === 0) return { told };
    told += count;
  }
}

function newsOf(change: DueChange, eventId: string): Announcement {
  const { code, procedure, receiver, kind, leg, fate, at, before, computed, reason, calendarBefore, calendarAfter } =
    change;
  return {
    receiver,
    subject: code,
    eventId,
    type: "vn.lienthong.dossier.due-recomputed.v1",
    time: at,
    data: {
      code,
      clock: kind,
      ...(leg === null ? {} : { leg }),
      fate,
      at: at.toISOString(),
      dueBefore: before.toISOString(),
      dueComputed: computed.toISOString(),
      // earlier: the citizen keeps what was printed
      due: (fate === "moved" ? computed : before).toISOString(),
      reason,
      calendarBefore,
      calendarAfter,
      procedure: procedureView(procedure),
    },
  };
}

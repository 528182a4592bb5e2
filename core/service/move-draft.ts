import { dayOf } from "../domain/day.ts";
import { findForMove, writeReaddressings } from "../store/readdressings.ts";
import type { Tx } from "../../platform/database.ts";

/**
 * A draft goes to another agency because a person says so. Its code stays, as after a merger; nobody is told: a draft is its
 * applicant's business alone. One that is no draft any more stays where it is.
 */
export async function moveDraft(
  tx: Tx,
  id: bigint,
  to: string,
  decision: { readonly eventId: string; readonly at: Date; readonly by: string; readonly reason: string },
): Promise<void> {
  const draft = await findForMove(tx, id);
  if (draft?.state !== "draft") return;
  const { eventId, at, by, reason } = decision;
  const part = { to, reason, basis: "hub portal inbox release --unit", ruleId: null };
  await writeReaddressings(
    tx,
    [
      {
        ...{ id, revision: draft.revision + 1, chain: null, offerClosed: false, eventId, at },
        address: { heldBy: to, offeredTo: null, returnsTo: to, cameFrom: [] },
        parts: [
          { role: "holder", from: draft.heldBy, ...part },
          { role: "returns", from: draft.returnsTo, ...part },
        ],
      },
    ],
    { effective: dayOf(at), by },
  );
}

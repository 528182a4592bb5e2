import type { State } from "../domain/state.ts";
import { dossierNamed, insertItem, lockKey, reopenItem, replaceItems, type Packet } from "../store/portal-inbox.ts";
import type { Database } from "../../platform/database.ts";

/** What became of a packet that arrived; the portal is answered by it, after the commit (P1). */
export type Kept =
  | { readonly kind: "kept"; readonly id: bigint }
  /** The same content came before (quirk 23). */
  | { readonly kind: "repeated" }
  /** It came before, and a person refused it. */
  | { readonly kind: "refused"; readonly reason: string }
  /** Another content for a dossier that awaits none. */
  | { readonly kind: "closed"; readonly dossier: string; readonly state: State }
  /** Something else was filed under its reserved number, and is on its way. */
  | { readonly kind: "used" }
  /** It belongs to a dossier that is not here. */
  | { readonly kind: "noDossier" };

const open: readonly State[] = ["supplementBeforeReceipt", "supplement"];

/**
 * Keeps a packet before anybody understands it. Identical content is kept once, by flow and code, however often and by
 * however many callers at once it comes. A filing that is here already takes another content only while its state asks
 * for a supplement; before it is a dossier the newest content counts.
 * @param of `filing`: it makes a dossier, or completes one; `reserved`: likewise, under a number that takes one filing
 *   alone; `dossier`: it belongs to one that has to be here; `unreadable`: a filing that nobody can read, which takes
 *   nothing else's place.
 */
export async function keepHandedDown(
  db: Database,
  packet: Packet,
  of: "filing" | "reserved" | "dossier" | "unreadable",
): Promise<Kept> {
  return db.transaction().execute(async (tx) => {
    const before = await lockKey(tx, packet.flow, packet.nationalCode);
    const same = before.find(({ digest }) => digest === packet.digest);
    if (same?.state === "refused") return { kind: "refused", reason: same.decided?.reason ?? "" };
    // it could be read meanwhile, and now it cannot again
    const isBrokenAgain = of === "unreadable" && same?.state === "replaced";
    if (same && !isBrokenAgain) return { kind: "repeated" };
    const dossier = await dossierNamed(tx, packet.nationalCode);
    if (of === "dossier" && !dossier) return { kind: "noDossier" };
    if (of !== "dossier" && dossier && !open.includes(dossier.state))
      return { kind: "closed", dossier: dossier.code, state: dossier.state };
    const onItsWay = dossier ? ["waiting"] : ["waiting", "parked", "taken"];
    if (of === "reserved" && before.some(({ state }) => onItsWay.includes(state))) return { kind: "used" };
    if (of === "filing" && !dossier) {
      const undone = before.filter(({ state }) => state === "waiting" || state === "parked");
      await replaceItems(
        tx,
        undone.map(({ id }) => id),
      );
    }
    if (same) {
      await reopenItem(tx, same.id);
      return { kind: "kept", id: same.id };
    }
    return { kind: "kept", id: await insertItem(tx, packet, before.length + 1) };
  });
}

import type { Received } from "./journal.ts";

/** How a stand-in answers when it is asked what it holds. */
export type Play = "truthful" | "lying" | "silent" | "garbled";

/** What a unit's software holds of each dossier; a test makes it lose, invent and mistake some of it. */
export interface Holdings {
  readonly take: (received: Received) => void;
  /** Loses what came after a sequence; 0: all of it. As when a backup of before is put back. */
  readonly forget: (receiver: string, dossier: string, after: number) => void;
  /** Holds a dossier nobody told it of. */
  readonly invent: (receiver: string, dossier: string, state: string, sequence: number) => void;
  /** Shows another state than it was told. */
  readonly mistake: (receiver: string, dossier: string, state: string) => void;
  /** How it answers from now on; lying: it shows all as archived, whatever it was told. */
  readonly play: (how: Play) => void;
  /** Answers an event about digests. */
  readonly answer: (event: Record<string, unknown>, at: Date) => { readonly status: number; readonly text: string };
}

interface Lane {
  readonly receiver: string;
  readonly dossier: string;
  sequence: number;
  state: string;
  readonly ids: { readonly id: string; readonly sequence: number; readonly state: string | undefined }[];
}

/** @param known ids, and `lanes` the last sequence of each: what the receiving side goes by, kept in step. */
export function openHoldings(entries: readonly Received[], known: Set<string>, lanes: Map<string, number>): Holdings {
  const held = new Map<string, Lane>();
  const keyOf = (receiver: string, dossier: string) => `${receiver} ${dossier}`;
  let how: Play = "truthful";

  const take = ({ receiver, subject, sequence, id, event }: Received) => {
    const key = keyOf(receiver, subject);
    const lane = held.get(key) ?? { receiver, dossier: subject, sequence: 0, state: "draft", ids: [] };
    const data = event["data"] as { state?: string; heldBy?: string } | undefined;
    const state = data?.heldBy === undefined ? undefined : data.state;
    lane.ids.push({ id, sequence, state });
    lane.sequence = Math.max(lane.sequence, sequence);
    if (state !== undefined) lane.state = state;
    held.set(key, lane);
  };
  for (const entry of entries) take(entry);

  return {
    take,
    forget(receiver, dossier, after) {
      const lane = held.get(keyOf(receiver, dossier));
      if (!lane) return;
      for (const { id, sequence } of lane.ids) if (sequence > after) known.delete(id);
      const left = lane.ids.filter(({ sequence }) => sequence <= after);
      lane.ids.splice(0, lane.ids.length, ...left);
      lane.sequence = after;
      lane.state = left.findLast(({ state }) => state !== undefined)?.state ?? "draft";
      lanes.set(keyOf(receiver, dossier), after);
      if (after === 0) held.delete(keyOf(receiver, dossier));
    },
    invent: (receiver, dossier, state, sequence) =>
      void held.set(keyOf(receiver, dossier), { receiver, dossier, state, sequence, ids: [] }),
    mistake(receiver, dossier, state) {
      const lane = held.get(keyOf(receiver, dossier));
      if (lane) lane.state = state;
    },
    play: (next) => {
      how = next;
    },
    answer({ type, data }, at) {
      if (type === "vn.lienthong.digest-result.v1") {
        // what nobody told it of is set aside; the rest comes by the lane
        const { differences } = data as { differences: { class: string; receiver: string; dossier: string }[] };
        for (const one of differences) if (one.class === "unknown") held.delete(keyOf(one.receiver, one.dossier));
        return { status: 204, text: "" };
      }
      if (how === "silent") return { status: 202, text: "" };
      if (how === "garbled") return { status: 200, text: "ok" };
      const items = [...held.values()].map(({ receiver, dossier, sequence, state }) => ({
        ...{ receiver, dossier, sequence },
        state: how === "lying" ? "archived" : state,
      }));
      return { status: 200, text: JSON.stringify({ takenAt: at.toISOString(), items }) };
    },
  };
}

import { holdLane } from "../bus/succession/hold-lane.ts";
import { lanesInFlight } from "../bus/succession/lanes-in-flight.ts";
import { followSuccession } from "../bus/succession/move-lane.ts";
import type { MessagesInFlight } from "../core/service/move-messages.ts";

/** The bus's side of succession, for the core's. */
export const messagesInFlight: MessagesInFlight = {
  lanes: lanesInFlight,
  follow: followSuccession,
  hold: holdLane,
};

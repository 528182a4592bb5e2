/** What the national portal is known to hold (ADR 16), for the adapter that tells it. */
export {
  forgetSteps,
  heldOf,
  notePresence,
  noteSteps,
  noteTold,
  sentSteps,
  type Held,
  type SentStep,
} from "../store/portal.ts";

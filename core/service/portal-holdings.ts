/** What the national portal is known to hold (ADR 16), for the adapter that tells it. */
export {
  forgetSteps,
  notePresence,
  noteSteps,
  noteTold,
  standingOf,
  toldWith,
  type Held,
  type SentStep,
} from "../store/portal.ts";
export { keepFilingTold, type FilingService } from "../store/portal-filings.ts";
export { untoldAges, type UntoldAges } from "../store/portal-untold.ts";

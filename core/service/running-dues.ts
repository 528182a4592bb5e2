import { changeDues, runningDues } from "../store/due-changes.ts";
import type { Dues } from "./edit-calendar.ts";

/** The running dossiers' dues: what a calendar edit is shown and does (D18). No printed date moves silently. */
export const dossierDues: Dues = {
  read: runningDues,
  retimed: (tx, { kept, moved }, reason) => changeDues(tx, [...kept, ...moved], reason),
};

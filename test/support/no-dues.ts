import type { Dues } from "../../core/service/edit-calendar.ts";

/** No dossier is running: an edit of the calendar moves nothing. */
export const noDues: Dues = { read: () => Promise.resolve([]), retimed: () => Promise.resolve() };

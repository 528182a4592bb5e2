import { dayOf } from "../domain/day.ts";
import { formSetOn, type FormSet } from "../domain/papers/forms.ts";
import { formSetStarts } from "../store/papers.ts";
import type { Reader } from "../../platform/database.ts";

/** The set of forms for what was received, or filed, at this moment (one-stop.md §4). */
export const formSetAt = async (db: Reader, receivedAt: Date): Promise<FormSet> =>
  formSetOn(await formSetStarts(db), dayOf(receivedAt));

/** The Vietnamese year in which numbers and registers count a moment. */
export const yearAt = (at: Date): number => Number(dayOf(at).slice(0, 4));

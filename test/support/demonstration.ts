import { dayOf } from "../../core/domain/day.ts";
import { loadDemonstration } from "../../main/demo/load.ts";
import { preparedDatabase, type TestDatabase } from "./database.ts";

/** A database of its own with the demonstration set as of today. */
export function demonstrationDatabase(): Promise<TestDatabase> {
  const today = dayOf(new Date());
  return preparedDatabase(`demonstration_${today.replaceAll("-", "_")}`, (db) => loadDemonstration(db, today));
}

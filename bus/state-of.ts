import { sql, type RawBuilder } from "kysely";

/**
 * The state of a delivery that is looked up by a key. As the bare column it would match the indexes of those that are
 * open, which by the statistics of a quiet hour are empty: the planner then reads all that is open, for each key.
 * @param delivery the table or its alias in the statement.
 */
export const stateOf = (delivery: "delivery" | "d"): RawBuilder<string> => sql.raw(`(${delivery}.state || '')`);

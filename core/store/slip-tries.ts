import { sql } from "kysely";
import type { Database } from "../../platform/database.ts";

/** Tries of one address at one dossier's secret, since the first that counts. */
export interface SlipTries {
  readonly tries: number;
  readonly since: Date;
}

/** Counts one more try before it is judged, so that a thousand at once are a thousand tries. Old ones begin anew. */
export async function countTry(
  db: Database,
  dossierId: bigint,
  address: string,
  now: Date,
  windowMs: number,
): Promise<SlipTries> {
  const { rows } = await sql<SlipTries>`
    insert into slip_try as old (dossier_id, address, tries, since) values (${dossierId}, ${address}, 1, ${now})
    on conflict (dossier_id, address) do update set
      tries = case when old.since > ${new Date(now.getTime() - windowMs)} then old.tries + 1 else 1 end,
      since = case when old.since > ${new Date(now.getTime() - windowMs)} then old.since else ${now} end
    returning tries, since`.execute(db);
  return rows[0] as SlipTries;
}

export const forgetTries = async (db: Database, dossierId: bigint, address: string): Promise<void> => {
  await db.deleteFrom("slip_try").where("dossier_id", "=", dossierId).where("address", "=", address).execute();
};

/** Removes what counts no more. */
export const forgetTriesBefore = async (db: Database, moment: Date): Promise<number> =>
  Number((await db.deleteFrom("slip_try").where("since", "<", moment).executeTakeFirst()).numDeletedRows);

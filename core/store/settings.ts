import type { Reader } from "../../platform/database.ts";

/** Which hub this database is; made once, at its first migration. */
export async function hubId(db: Reader): Promise<string> {
  const row = await db.selectFrom("setting").select("value").where("name", "=", "hub_id").executeTakeFirstOrThrow();
  return row.value;
}

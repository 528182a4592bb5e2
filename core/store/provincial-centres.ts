import type { OrgCode } from "../domain/org-code.ts";
import type { Reader, Tx } from "../../platform/database.ts";

/** The centre of a province that a decision named last; undefined: none was named. */
export async function findCentre(db: Reader, province: OrgCode): Promise<OrgCode | undefined> {
  const row = await db
    .selectFrom("provincial_centre")
    .select("centre")
    .where("province", "=", province)
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.centre as OrgCode | undefined;
}

export const nameCentre = async (
  tx: Tx,
  named: { readonly province: OrgCode; readonly centre: OrgCode; readonly basis: string },
): Promise<void> => {
  await tx.insertInto("provincial_centre").values(named).execute();
};

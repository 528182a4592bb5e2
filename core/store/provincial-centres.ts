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

/** The centres that count now, by province. */
export async function allCentres(
  db: Reader,
): Promise<{ readonly province: OrgCode; readonly centre: OrgCode; readonly basis: string }[]> {
  const rows = await db
    .selectFrom("provincial_centre")
    .distinctOn("province")
    .select(["province", "centre", "basis"])
    .orderBy("province")
    .orderBy("number", "desc")
    .execute();
  return rows.map(({ province, centre, basis }) => ({
    province: province as OrgCode,
    centre: centre as OrgCode,
    basis,
  }));
}

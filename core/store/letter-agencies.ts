import { sql } from "kysely";
import type { AgencyName } from "../domain/letter/agency.ts";
import type { Reader, Tx } from "../../platform/database.ts";

/** All keys of the agencies that bear one of these. */
export async function agenciesNamed(
  db: Reader,
  account: string,
  keys: readonly string[],
): Promise<readonly Pick<AgencyName, "key" | "agency">[]> {
  const { rows } = await sql<Pick<AgencyName, "key" | "agency">>`
    select distinct other.key, other.agency from letter_agency one
      join letter_agency other on other.account = one.account and other.agency = one.agency
     where one.account = ${account} and one.key = any(${[...keys]}::text[])`.execute(db);
  return rows;
}

/** What the axis of this account says of agencies, all of it. */
export async function agenciesOf(db: Reader, account: string): Promise<readonly AgencyName[]> {
  const { rows } = await sql<AgencyName>`
    select identifier, key, agency, place from letter_agency where account = ${account} order by agency, place`.execute(
    db,
  );
  return rows;
}

/** The list as it is now, in the place of the one before. @param agencies how many the axis has in all. */
export async function replaceAgencies(
  tx: Tx,
  account: string,
  names: readonly AgencyName[],
  { agencies, at }: { readonly agencies: number; readonly at: Date },
): Promise<void> {
  await sql`delete from letter_agency where account = ${account}`.execute(tx);
  for (let from = 0; from < names.length; from += 5_000)
    await sql`
      insert into letter_agency (account, identifier, key, agency, place)
      select ${account}, identifier, key, agency, place
        from jsonb_to_recordset(${JSON.stringify(names.slice(from, from + 5_000))}::jsonb)
             as n (identifier text, key text, agency text, place integer)`.execute(tx);
  await sql`
    insert into letter_agency_list (account, asked_at, agencies) values (${account}, ${at}, ${agencies})
    on conflict (account) do update set asked_at = excluded.asked_at, agencies = excluded.agencies`.execute(tx);
}

/** When the list was told last. */
export async function agenciesAskedAt(db: Reader, account: string): Promise<Date | undefined> {
  const { rows } = await sql<{ at: Date }>`
    select asked_at as at from letter_agency_list where account = ${account}`.execute(db);
  return rows[0]?.at;
}

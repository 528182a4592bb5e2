import { sql } from "kysely";
import type { Dossier } from "../domain/dossier.ts";
import type { OrgCode } from "../domain/org-code.ts";
import type { AskedPaper } from "../domain/step-details.ts";
import { procedureOf, provinceKey } from "./procedures.ts";
import type { Reader, Tx } from "../../platform/database.ts";

/** A visit that led to no receipt: guided, with all that lacks (T04). */
export interface Contact {
  readonly id: string;
  readonly unit: OrgCode;
  readonly procedure: Dossier["procedure"];
  readonly channel: "direct" | "post";
  readonly items: readonly AskedPaper[];
  readonly reason: string | null;
  readonly officer: string | null;
  readonly at: Date;
}

export async function insertContact(
  tx: Tx,
  contact: Contact,
  applicant: object,
  by: { readonly cause: string; readonly partnerId: string },
): Promise<void> {
  const { id, unit, procedure, channel, items, reason, officer, at } = contact;
  await tx
    .insertInto("contact")
    .values({
      ...{ id, unit_code: unit, procedure_code: procedure.code, procedure_version: procedure.version, channel },
      procedure_province: provinceKey(procedure.province),
      procedure_edition: procedure.edition ?? 0,
      ...{ items: JSON.stringify(items), reason, officer, at, cause: by.cause, partner_id: by.partnerId },
    })
    .execute();
  await tx
    .insertInto("contact_person")
    .values({ contact_id: id, applicant: JSON.stringify(applicant) })
    .execute();
}

/** A contact of one of these units, and the dossier it led to, if it did. */
export async function findContact(
  db: Reader,
  id: string,
  units: readonly string[],
): Promise<(Contact & { readonly applicant: object | null; readonly dossier: string | null }) | undefined> {
  const row = await db
    .selectFrom("contact as c")
    .leftJoin("contact_person as p", "p.contact_id", "c.id")
    .leftJoin("dossier_contact as l", "l.contact_id", "c.id")
    .leftJoin("dossier as d", "d.id", "l.dossier_id")
    .selectAll("c")
    .select(["p.applicant", "d.code as dossier"])
    .where("c.id", "=", id)
    .where("c.unit_code", "=", sql<string>`any(${[...units]}::text[])`)
    .executeTakeFirst();
  return (
    row && {
      ...{ id: row.id, unit: row.unit_code as OrgCode, channel: row.channel as Contact["channel"] },
      procedure: procedureOf(row),
      ...{ items: row.items as unknown as AskedPaper[], reason: row.reason, officer: row.officer, at: row.at },
      ...{ applicant: row.applicant as object | null, dossier: row.dossier },
    }
  );
}

/** Says which contacts a receipt was preceded by. @returns those that are unknown, another unit's or spoken for. */
export async function linkContacts(
  tx: Tx,
  dossier: string,
  ids: readonly string[],
  units: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    insert into dossier_contact (contact_id, dossier_id)
    select contact.id, dossier.id from contact, dossier
     where dossier.code = ${dossier} and contact.id = any(${[...ids]}::uuid[])
       and contact.unit_code = any(${[...units]}::text[])
        on conflict do nothing
    returning contact_id as id`.execute(tx);
  const linked = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => !linked.has(id.toLowerCase()));
}

/** The contacts before a dossier's receipt, oldest first: what indicators 3 and 4 are counted from. */
export async function contactsOf(
  db: Reader,
  dossierId: bigint,
): Promise<{ readonly id: string; readonly unit: string; readonly at: Date }[]> {
  return db
    .selectFrom("dossier_contact as l")
    .innerJoin("contact as c", "c.id", "l.contact_id")
    .select(["c.id", "c.unit_code as unit", "c.at"])
    .where("l.dossier_id", "=", dossierId)
    .orderBy("c.at")
    .execute();
}

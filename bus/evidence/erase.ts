import { sql } from "kysely";
import type { Tx } from "../../platform/database.ts";

/** What is erased: one message, or all there is about a dossier. */
export type Erased = { readonly message: string } | { readonly subject: string };

/**
 * Takes the words out of messages and of what came back, and destroys their salts: from then on the digests in the
 * chain say nothing about anybody, and the chain verifies as before. The erasure is a record itself. Needs the owner's
 * rights.
 * @param words what stands where words were.
 * @returns "unknown" when there is nothing of that name, "open" while a message is still to be delivered.
 */
export async function eraseEvidence(
  tx: Tx,
  what: Erased,
  words: string,
  reason: string,
  by: string,
): Promise<"erased" | "unknown" | "open"> {
  const meant = "message" in what ? sql`message_id = ${what.message}` : sql`subject = ${what.subject}`;
  const { rows } = await sql<{ open: boolean }>`
    select arrived_at is null or exists (
      select from hub.delivery d where d.message_id = o.message_id and d.state in ('waiting', 'parked')) as open
    from hub.outbox o where ${meant}`.execute(tx);
  if ("message" in what && rows.length === 0) return "unknown";
  if (rows.some(({ open }) => open)) return "open";
  for (const table of ["outbox", "delivery"])
    await sql`
      update ${sql.table(`hub.${table}`)}
      set envelope = ${wordless("envelope", words)} where ${meant}`.execute(tx);
  await sql`
    update hub.delivery set parked_reason = null, first_detail = null, fault_field = null, salt = null,
           substitute = ${wordless("substitute", words)}
    where ${meant}`.execute(tx);
  await sql`
    update hub.delivery_substitute set reason = ${words},
           envelope = ${wordless("envelope", words)}
    where stands_for in (select message_id from hub.delivery where ${meant})`.execute(tx);
  await sql`
    update hub.delivery_attempt set detail = ${words}
    where message_id in (select message_id from hub.delivery where ${meant})`.execute(tx);
  await sql`
    update hub.delivery_reopened set parked_reason = null
    where message_id in (select message_id from hub.delivery where ${meant})`.execute(tx);
  await sql`
    insert into hub.evidence_erasure (message, subject, reason, decided_by)
    values (${"message" in what ? what.message : null}, ${"subject" in what ? what.subject : null}, ${reason}, ${by})`.execute(
    tx,
  );
  return "erased";
}

/** A message without what was written in words: its reason, the names of papers that did not come. */
const wordless = (column: string, words: string) =>
  sql`jsonb_set(${sql.ref(column)}, '{data,reason}', to_jsonb(${words}::text), false) #- '{data,paperDifferences}'`;

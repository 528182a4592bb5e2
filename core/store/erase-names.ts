import { sql, type RawBuilder } from "kysely";

/** Who is no person: jobs, and accounts and gateways as places of money. */
const jobs = ["reconciliation", "sweep-payments"];

/**
 * Of who did something to a dossier's money what is no person's name: the agency's code before its officer's reference, a
 * gateway, a job. What was given on a command line, or by an officer alone, is a name from its first letter.
 *
 * @param column text, may be null.
 */
export const agencyIn = (column: string, dossierId: bigint, erasedWords: string): RawBuilder<string> => sql`
  case when ${sql.ref(column)} is null then null
       when ${sql.ref(column)} = any(${jobs}::text[]) or ${sql.ref(column)} ~ '^(bank|gateway|post):[^ ]+$'
            or ${sql.ref(column)} in (select r.gateway from hub.payment_request r join hub.fee f on f.id = r.fee_id
                                       where f.dossier_id = ${dossierId}) then ${sql.ref(column)}
       when exists (select from hub.organisation o where o.code = split_part(${sql.ref(column)}, ' ', 1))
       then split_part(${sql.ref(column)}, ' ', 1)
       else ${erasedWords}::text end`;

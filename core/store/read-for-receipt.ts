import { sql, type Selectable } from "kysely";
import type { Day } from "../domain/day.ts";
import { parentOf, type OrgCode } from "../domain/org-code.ts";
import type { Organisation } from "../domain/organisation.ts";
import type { ProcedureCode, ProcedureVersion } from "../domain/procedure.ts";
import type { StatedTime } from "../domain/time-rules.ts";
import type { Tx } from "../../platform/database.ts";
import type { Organisation as OrganisationRow } from "../../platform/tables.ts";
import type { AnswerKey, KeptAnswer } from "./answers.ts";
import { toOrganisation } from "./organisations.ts";
import { toProvince, toStatedTime, type TimeRow } from "./procedures.ts";

export interface ReceiptQuestion extends AnswerKey {
  readonly units: readonly string[];
  /** Undefined: the text was no identifier. */
  readonly by: OrgCode | undefined;
  readonly procedure: ProcedureCode | undefined;
  /** The day whose numbers are counted; undefined: no number is wanted. */
  readonly day: Day | undefined;
}

/** What decides which version of a procedure is in force on a day. */
export type DatedVersion = Pick<
  ProcedureVersion,
  "province" | "validFrom" | "validTo" | "edition" | "replacedBy" | "solvedBy"
> &
  StatedTime;

/** All that a receipt is decided with. */
export interface ReadForReceipt {
  readonly kept: KeptAnswer | undefined;
  readonly agency: Organisation | undefined;
  /** Every version of the procedure, oldest first; none: the code is unknown. */
  readonly versions: readonly DatedVersion[];
  readonly inForce: { readonly calendar: string | undefined; readonly officeHours: string | undefined };
  /**
   * The next number of the agency's day, for an agency of the caller. Its row stays locked until the receipt commits;
   * a receipt that is refused gives the number back (§2.7).
   */
  readonly sequence: number | undefined;
  /** The time of this transaction: what it writes bears it. */
  readonly writtenAt: Date;
}

interface Row {
  written_at: Date;
  answer_digest: string | null;
  answer_body: unknown;
  agency: Selectable<OrganisationRow> | null;
  sequence: number | null;
  versions:
    | ({
        province: string;
        valid_from: string;
        valid_to: string | null;
        edition: number;
        replaced_by: string | null;
        solved_by: string | null;
      } & TimeRow)[]
    | null;
  calendar: string | null;
  office_hours: string | null;
}

/** Reads and counts in one round trip, and holds the calendar until the receipt is committed (D18). */
export async function readForReceipt(tx: Tx, question: ReceiptQuestion): Promise<ReadForReceipt> {
  const { partnerId, key, units, by, procedure, day } = question;
  const lineage: string[] = [];
  for (let code = by; code !== undefined; code = parentOf(code)) lineage.push(code);
  const { rows } = await sql<Row>`/* prepared */
    with kept as (
      select request_sha256, answer from idempotency where partner_id = ${partnerId} and key = ${key}
    ), agency as (
      select * from organisation where code = ${by ?? null}
    ), counted as (
      insert into dossier_counter as counter (unit_code, day, last)
      select code, ${day ?? null}::date, 1 from agency
       where code = any(${units}::text[]) and ${day ?? null}::date is not null and not exists (select from kept)
      on conflict (unit_code, day) do update set last = counter.last + 1
      returning last
    )
    select now() as written_at, request_sha256 as answer_digest, answer as answer_body,
           (select to_jsonb(agency) from agency) as agency,
           (select last from counted) as sequence,
           (select jsonb_agg(jsonb_build_object('province', province, 'valid_from', valid_from, 'valid_to', valid_to,
                                                'edition', edition,
                                                'replaced_by', replaced_by, 'solved_by', solved_by,
                                                'limit_value', limit_value, 'limit_unit', limit_unit,
                                                'start_mode', start_mode, 'supplement_mode', supplement_mode,
                                                'payment_mode', payment_mode)
                             order by valid_from)
              from procedure_version where code = ${procedure ?? null}) as versions,
           calendar_held() as calendar,
           (select version from office_hours_in_force
             where organisation_code is null or organisation_code = any(${lineage}::text[])
             order by char_length(organisation_code) desc nulls last, number desc limit 1) as office_hours
      from (values (1)) as one_row left join kept on true`.execute(tx);
  const [row] = rows as [Row];
  return {
    kept: row.answer_digest === null ? undefined : { digest: row.answer_digest, body: row.answer_body },
    agency: row.agency === null ? undefined : toOrganisation(row.agency),
    versions: (row.versions ?? []).map((version) => ({
      province: toProvince(version.province),
      validFrom: version.valid_from,
      validTo: version.valid_to,
      edition: version.edition,
      replacedBy: version.replaced_by as ProcedureCode | null,
      solvedBy: version.solved_by as ProcedureVersion["solvedBy"],
      ...toStatedTime(version),
    })),
    inForce: { calendar: row.calendar ?? undefined, officeHours: row.office_hours ?? undefined },
    sequence: row.sequence ?? undefined,
    writtenAt: row.written_at,
  };
}

import { sql, type Selectable } from "kysely";
import type { Day } from "../domain/day.ts";
import type { Clocks } from "../domain/dossier-clock.ts";
import type { DossierCode } from "../domain/dossier-code.ts";
import type { OrgCode } from "../domain/org-code.ts";
import type { Organisation } from "../domain/organisation.ts";
import type { StatedTime } from "../domain/time-rules.ts";
import type { Tx } from "../../platform/database.ts";
import { gathered } from "../../platform/gathered.ts";
import type { Dossier as DossierRow, Organisation as OrganisationRow } from "../../platform/tables.ts";
import type { AnswerKey, KeptAnswer } from "./answers.ts";
import { clocksFromJson, type ClockJson } from "./dossier-clocks.ts";
import { toStored, type StoredDossier } from "./dossiers.ts";
import { toOrganisation } from "./organisations.ts";
import { toStatedTime, type TimeRow } from "./procedures.ts";

export interface StepQuestion extends AnswerKey {
  /** Undefined: the text was no code; the answer given before is looked for all the same. */
  readonly code: DossierCode | undefined;
  /** The agencies of the caller. */
  readonly units: readonly string[];
  /** Who acts, and to whom. Undefined: the text was no identifier. */
  readonly by: OrgCode | undefined;
  readonly to: OrgCode | undefined;
  /** Whose delegation by the acting agency is asked for, and on which day in Viet Nam. */
  readonly signing: { readonly officer: string; readonly day: Day } | undefined;
  /** Whether the papers of the dossier's procedure are wanted: they are long. */
  readonly withPapers: boolean;
}

/** All that a step is decided with, as the transaction before it left it. */
export interface ReadForStep {
  readonly kept: KeptAnswer | undefined;
  /** Locked until the transaction ends. */
  readonly stored: StoredDossier | undefined;
  /** Whether an agency of the caller was ever concerned with it (P12). */
  readonly isParty: boolean;
  /** Those asked for, the holder, and the agency it came from; as far as they exist. */
  readonly agencies: ReadonlyMap<string, Organisation>;
  readonly clocks: Clocks;
  /** For what is computed now at its one-stop; undefined: none was ever stored. */
  readonly inForce: { readonly calendar: string | undefined; readonly officeHours: string | undefined };
  /** Of the version it was received under (P9). */
  readonly time: StatedTime;
  /** Whether a chain was ever started for it. */
  readonly hasChain: boolean;
  readonly papers: readonly unknown[];
  readonly isDelegated: boolean;
  /** The time of this transaction: what it writes bears it. */
  readonly writtenAt: Date;
}

type Row = Selectable<DossierRow> &
  TimeRow & {
    written_at: Date;
    answer_digest: string | null;
    answer_body: unknown;
    is_party: boolean;
    agencies: Selectable<OrganisationRow>[] | null;
    clocks: ClockJson[] | null;
    calendar: string | null;
    office_hours: string | null;
    has_chain: boolean;
    papers: unknown[] | null;
    is_delegated: boolean;
  };

// named, so that the plan outlives a column that is added; one that is missing here does not compile
const everyColumn: Readonly<Record<keyof DossierRow, true>> = {
  assignee: true,
  changed_at: true,
  changed_xid: true,
  channel: true,
  code: true,
  decided_by: true,
  delivery: true,
  extensions: true,
  held_by: true,
  held_since: true,
  id: true,
  last_event_at: true,
  money: true,
  offered_at: true,
  offered_to: true,
  opinion_asked_at: true,
  opinion_due_at: true,
  opinion_ended_at: true,
  opinion_late_at: true,
  opinion_of: true,
  outcome: true,
  previous_holders: true,
  procedure_code: true,
  procedure_edition: true,
  procedure_province: true,
  procedure_version: true,
  received_at: true,
  received_by: true,
  returns_to: true,
  revision: true,
  state: true,
  state_before: true,
  state_before_offer: true,
  stop_reason: true,
  supplements: true,
};
/** All columns of hub.dossier, of a row that the statement calls so. */
export const dossierColumnsOf = (row: string) =>
  sql.raw(
    Object.keys(everyColumn)
      .map((column) => `${row}.${column}`)
      .join(", "),
  );
const dossierColumns = dossierColumnsOf("(r.dossier)");

/**
 * Locks the dossier and reads, in one round trip: two steps at once are decided one after the other. Steps that share a
 * transaction ask together; the dossiers are locked in the order of asking.
 */
export const readForStep: (tx: Tx, question: StepQuestion) => Promise<ReadForStep> = gathered(
  async (tx: Tx, questions: readonly StepQuestion[]) => {
    const asked = questions.map(({ code, partnerId, key, units, by, to, signing, withPapers }) => ({
      ...{ code, partner: partnerId, key, units, agencies: [by ?? null, to ?? null] },
      ...{ officer: signing?.officer, day: signing?.day, with_papers: withPapers },
    }));
    const { rows } = await sql<Row>`/* prepared */
      select ${dossierColumns}, written_at, answer_digest, answer_body, is_party, agencies, clocks, calendar,
             office_hours, limit_value, limit_unit, start_mode, supplement_mode, payment_mode, papers, is_delegated,
             has_chain
        from lock_for_steps(${asked.map((one) => JSON.stringify(one))}::jsonb[]) r order by place`.execute(tx);
    return rows.map(toRead);
  },
);

function toRead(row: Row): ReadForStep {
  return {
    kept: row.answer_digest === null ? undefined : { digest: row.answer_digest, body: row.answer_body },
    // a composite that is null has null columns
    stored: (row.id as bigint | null) === null ? undefined : toStored(row),
    isParty: row.is_party,
    agencies: new Map((row.agencies ?? []).map((one) => [one.code, toOrganisation(one)])),
    clocks: clocksFromJson(row.clocks ?? []),
    inForce: { calendar: row.calendar ?? undefined, officeHours: row.office_hours ?? undefined },
    time: toStatedTime(row),
    hasChain: row.has_chain,
    papers: row.papers ?? [],
    isDelegated: row.is_delegated,
    writtenAt: row.written_at,
  };
}

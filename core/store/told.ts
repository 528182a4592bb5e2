import { sql, type Selectable } from "kysely";
import type { Clocks } from "../domain/dossier-clock.ts";
import type { DossierCode } from "../domain/dossier-code.ts";
import type { FileReference } from "../domain/dossier-file.ts";
import type { StepDetails } from "../domain/step-details.ts";
import type { Reader } from "../../platform/database.ts";
import type {
  Dossier as DossierRow,
  DossierEvent as EventRow,
  DossierFile as FileRow,
  DossierResult as ResultRow,
} from "../../platform/tables.ts";
import { clocksFromJson, type ClockJson } from "./dossier-clocks.ts";
import { toResult, type StoredResult } from "./dossier-records.ts";
import { toEvent, toStored, type EventTold, type StoredDossier } from "./dossiers.ts";
import { toFile } from "./files.ts";
import type { National } from "./portal.ts";
import { dossierColumnsOf } from "./read-for-step.ts";

/** All that is told of a dossier to those who follow it from outside. */
export interface ReadForTelling {
  readonly stored: StoredDossier;
  readonly events: readonly EventTold[];
  readonly clocks: Clocks;
  readonly applicant: object | undefined;
  readonly version:
    { readonly name: string; readonly field: string | null; readonly fieldCode: string | null } | undefined;
  readonly files: readonly FileReference[];
  readonly results: readonly StoredResult[];
  readonly national: National | undefined;
  /** Of every agency in its history. */
  readonly names: ReadonlyMap<string, string>;
}

/** A row as jsonb tells it: moments are text, and whole numbers are numbers. */
type Json<T> = {
  readonly [C in keyof Selectable<T>]: Selectable<T>[C] extends Date
    ? string
    : Selectable<T>[C] extends Date | null
      ? string | null
      : Selectable<T>[C] extends bigint
        ? number
        : Selectable<T>[C];
};

type Row = Selectable<DossierRow> & {
  events: Json<EventRow>[];
  clocks: ClockJson[] | null;
  applicant: object | null;
  version_name: string | null;
  version_field: string | null;
  field_code: string | null;
  files: Json<FileRow>[] | null;
  results: Json<ResultRow>[] | null;
  national_code: string | null;
  flow: string | null;
  account_id: string | null;
  names: Record<string, string>;
};

/** In one statement of the hot path to the portal, by indexes; undefined: there is none. */
export async function readForTelling(db: Reader, code: DossierCode): Promise<ReadForTelling | undefined> {
  const { rows } = await sql<Row>`/* prepared */
    select ${dossierColumnsOf("d")}, history.events, history.names,
           (select jsonb_agg(to_jsonb(c)) from hub.dossier_clock c where c.dossier_id = d.id) as clocks,
           (select applicant from hub.dossier_person p where p.dossier_id = d.id) as applicant,
           (select jsonb_agg(to_jsonb(f) order by f.revision, f.place) from hub.dossier_file f
             where f.dossier_id = d.id) as files,
           (select jsonb_agg(to_jsonb(r) order by r.revision) from hub.dossier_result r
             where r.dossier_id = d.id) as results,
           v.name as version_name, v.field as version_field, v.details ->> 'fieldCode' as field_code,
           n.national_code, n.flow, n.account_id
      from hub.dossier d
      left join hub.procedure_version v on v.code = d.procedure_code and v.province = d.procedure_province
       and v.valid_from = d.procedure_version and v.edition = d.procedure_edition
      left join hub.dossier_national_code n on n.dossier_id = d.id
      cross join lateral (
        select jsonb_agg(to_jsonb(e) order by e.revision) as events,
               (select jsonb_object_agg(o.code, o.name) from hub.organisation o
                 where o.code = any(array[d.held_by, d.received_by] || array_agg(e.by_org) || array_agg(e.to_org))) as names
          from hub.dossier_event e where e.dossier_id = d.id
      ) history
     where d.code = ${code}`.execute(db);
  const [row] = rows;
  if (!row) return undefined;
  return {
    stored: toStored(row),
    events: row.events.map((event) => ({
      ...toEvent({ ...event, at: new Date(event.at), recorded_at: new Date(event.recorded_at) }),
      ...{ officer: event.officer, details: event.details as StepDetails },
    })),
    clocks: clocksFromJson(row.clocks ?? []),
    applicant: row.applicant ?? undefined,
    version:
      row.version_name === null
        ? undefined
        : { name: row.version_name, field: row.version_field, fieldCode: row.field_code || null },
    files: (row.files ?? []).map(toFile),
    results: (row.results ?? []).map((result) => toResult({ ...result, at: new Date(result.at) })),
    national:
      row.national_code === null || row.flow === null
        ? undefined
        : { nationalCode: row.national_code, flow: row.flow, accountId: row.account_id },
    names: new Map(Object.entries(row.names)),
  };
}

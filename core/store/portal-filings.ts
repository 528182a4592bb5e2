import { sql } from "kysely";
import { parseDossierCode, type DossierCode } from "../domain/dossier-code.ts";
import type { Reader, Tx } from "../../platform/database.ts";
import type { OwedStep } from "./portal.ts";

/** What tells filings of the portal: `DongBoTrangThaiHoSo`, or the linked services' (DVCLT) own. */
export type FilingService = "filed" | "linked";

/** A step that its service acknowledged. */
export interface FilingTold {
  readonly revision: number;
  /** Null: told before this was kept. */
  readonly status: string | null;
}

/** The service acknowledged the step. Told once more it keeps the moment of the first time. */
export async function keepFilingTold(
  tx: Tx,
  dossierId: bigint,
  told: {
    readonly service: FilingService;
    readonly revision: number;
    readonly status: string;
    readonly messageId: string;
  },
): Promise<void> {
  const { service, revision, status, messageId } = told;
  await sql`
    insert into hub.portal_filing_told (dossier_id, service, revision, status, message_id)
    values (${dossierId}, ${service}, ${revision}, ${status}, ${messageId})
    on conflict (dossier_id, service, revision) do update
      set status = excluded.status, message_id = excluded.message_id`.execute(tx);
}

/** In the order of the steps. */
export async function filingTold(db: Reader, dossierId: bigint): Promise<FilingTold[]> {
  return db
    .selectFrom("portal_filing_told")
    .select(["revision", "status"])
    .where("dossier_id", "=", dossierId)
    .orderBy("revision")
    .execute();
}

/** A filing of the portal, and what is on record of its telling. */
export interface FilingToCompare {
  readonly dossierId: bigint;
  readonly code: DossierCode;
  readonly service: FilingService;
  /** Up to which revision every step has its message. */
  readonly announced: number;
  readonly told: readonly FilingTold[];
  /** Of linked services: what they took, in their order. */
  readonly linked: readonly string[];
  /** Revisions whose message a person let drop: owed no more. */
  readonly dropped: readonly number[];
  /** Told later than the law allows and not named before. */
  readonly late: readonly { readonly revision: number; readonly minutes: number; readonly cause: string | null }[];
  readonly open: "none" | "waiting" | "parked";
  /** Fault of the message that waits for a person. */
  readonly cause: string | null;
}

/**
 * Filings of the portal that are fed to it, by code after the last one seen: those changed or told since a moment and those
 * that wait for a person, or a sample of all.
 * @param receiver the portal's agency. @param linkedFlow by which linked filings come. @param lateAfterMs of these.
 */
export async function filingsToCompare(
  db: Reader,
  { receiver, linkedFlow, lateAfterMs }: { receiver: string; linkedFlow: string; lateAfterMs: number },
  which: { readonly since: Date } | { readonly sample: number },
  after: bigint,
  limit: number,
): Promise<FilingToCompare[]> {
  const { rows } = await sql<Omit<FilingToCompare, "code"> & { code: string }>`
    select d.id as "dossierId", d.code, p.announced, said.service,
           coalesce((select jsonb_agg(jsonb_build_object('revision', t.revision, 'status', t.status) order by t.revision)
                       from hub.portal_filing_told t where t.dossier_id = d.id and t.service = said.service), '[]') as told,
           array(select s.status from hub.portal_linked_status s where s.dossier_id = d.id order by s.number) as linked,
           array(select (v.envelope #>> '{data,revision}')::integer from hub.delivery v
                  where v.receiver = ${receiver} and v.subject = d.code and v.state = 'delivered'
                    and v.substitute is not null) as dropped,
           coalesce((select jsonb_agg(jsonb_build_object('revision', t.revision, 'cause', v.first_fault, 'minutes',
                              floor(extract(epoch from t.at - e.recorded_at) / 60)::integer) order by t.revision)
                       from hub.portal_filing_told t
                       join hub.dossier_event e on e.dossier_id = d.id and e.revision = t.revision
                       left join hub.delivery v on v.message_id = t.message_id
                      where said.service = 'linked' and t.dossier_id = d.id and t.service = 'linked' and t.status is not null
                        and t.at > e.recorded_at + make_interval(secs => ${lateAfterMs / 1000})
                        and not exists (select from hub.portal_difference x where x.dossier_id = d.id and x.kind = 'late'
                                           and t.revision::text = any(string_to_array(x.ours, ', ')))), '[]') as late,
           case when parked.at is not null then 'parked'
                when exists (select from hub.lane l
                              where l.receiver = ${receiver} and l.subject = d.code and l.delivered < l.announced)
                  then 'waiting'
                else 'none' end as open,
           parked.cause
      from hub.portal_dossier p
      join hub.dossier_national_code n on n.dossier_id = p.dossier_id
      join hub.dossier d on d.id = p.dossier_id
      cross join lateral (select case n.flow when ${linkedFlow} then 'linked' else 'filed' end as service) said
      left join lateral (
        select v.created_at as at, v.parked_fault as cause from hub.delivery v
         where v.receiver = ${receiver} and v.subject = d.code and v.state = 'parked' order by v.sequence limit 1
      ) parked on true
     where d.id > ${after} and p.announced > 0
       and ${
         "since" in which
           ? sql`(d.changed_at >= ${which.since} or parked.at is not null or exists (
                   select from hub.portal_filing_told t where t.dossier_id = d.id and t.at >= ${which.since}))`
           : sql`true`
       }
     order by ${"since" in which ? sql`d.id` : sql`random()`}
     limit ${"since" in which ? limit : which.sample}`.execute(db);
  return rows.map((row) => ({ ...row, code: parseDossierCode(row.code) }));
}

/** What their messages say of these steps, to say it again. */
export async function stepsToTellAgain(
  tx: Tx,
  dossierId: bigint,
  revisions: readonly number[],
): Promise<Omit<OwedStep, "dossierId">[]> {
  const { rows } = await sql<{ code: string; eventId: string; revision: number; at: Date; flow: string | null }>`
    select d.code, e.event_id as "eventId", e.revision, e.at, n.flow
      from hub.dossier d join hub.dossier_national_code n on n.dossier_id = d.id
      join hub.dossier_event e on e.dossier_id = d.id
     where d.id = ${dossierId} and e.revision = any(${[...revisions]}::integer[]) order by e.revision`.execute(tx);
  return rows.map((row) => ({ ...row, code: parseDossierCode(row.code) }));
}

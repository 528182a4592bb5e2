import { sql } from "kysely";
import { parseDossierCode, type DossierCode } from "../domain/dossier-code.ts";
import type { Reader, Tx } from "../../platform/database.ts";

/** What the portal is known to hold of a dossier (ADR 16). */
export interface Held {
  readonly presence: "absent" | "present" | "unknown";
  /** Of the packet it acknowledged last. */
  readonly toldRevision: number | null;
  readonly toldStatus: string | null;
}

/** A row of progress that left: `sent` while nobody knows yet, `unknown` when nobody will know without asking. */
export interface SentStep {
  readonly revision: number;
  readonly state: "sent" | "acknowledged" | "unknown";
  readonly status: string;
  readonly messageId: string;
}

/** A step the portal is owed, of a dossier that changed. */
export interface OwedStep {
  readonly dossierId: bigint;
  readonly code: DossierCode;
  readonly eventId: string;
  readonly revision: number;
  readonly at: Date;
  /** How the dossier came from the portal; null: it did not. */
  readonly flow: string | null;
}

/**
 * From when dossiers are told to a partner; said again it changes the first day only. Dossiers of before are looked
 * through anew, in the order of their last change.
 */
export async function feedFrom(tx: Tx, partnerId: string, since: Date): Promise<void> {
  await sql`
    insert into hub.portal_feed as f (partner_id, since, fed_xid) values (${partnerId}, ${since}, '0')
    on conflict (partner_id) do update
      set since = excluded.since,
          fed_xid = case when excluded.since < f.since then '0' else f.fed_xid end,
          fed_id = case when excluded.since < f.since then 0 else f.fed_id end`.execute(tx);
}

/**
 * Locks the partner's mark and reads what it owes: every step that is not announced of the next dossiers in the order of
 * their last change, up to the oldest transaction still running: whatever commits later comes after the mark. A draft is
 * nobody's business but its applicant's.
 * @returns undefined when another process is at it, or nothing is fed to this partner.
 */
export async function readOwed(
  tx: Tx,
  partnerId: string,
  dossiers: number,
): Promise<{ readonly steps: readonly OwedStep[]; readonly more: boolean } | undefined> {
  const { rows: marks } = await sql<{ since: Date; fed_xid: string; fed_id: bigint }>`
    select since, fed_xid, fed_id from hub.portal_feed where partner_id = ${partnerId} for update skip locked`.execute(
    tx,
  );
  const [mark] = marks;
  if (!mark) return undefined;
  const { rows } = await sql<{
    id: bigint;
    code: string;
    changed_xid: string;
    flow: string | null;
    steps: { id: string; revision: number; at: string }[];
  }>`
    with changed as (
      select id, code, revision, changed_xid from hub.dossier
      where (changed_xid, id) > (${mark.fed_xid}::xid8, ${mark.fed_id})
        and changed_xid < pg_snapshot_xmin(pg_current_snapshot())
      order by changed_xid, id limit ${dossiers}
    ), owed as (
      insert into hub.portal_dossier as p (dossier_id, announced)
      select c.id, c.revision from changed c join hub.dossier d using (id)
      where d.received_at >= ${mark.since} and d.state <> 'draft' order by c.id
      on conflict (dossier_id) do update set announced = greatest(p.announced, excluded.announced)
      returning p.dossier_id
    )
    select c.id, c.code, c.changed_xid,
      (select flow from hub.dossier_national_code n where n.dossier_id = c.id limit 1) as flow, coalesce((
        select jsonb_agg(jsonb_build_object('id', e.event_id, 'revision', e.revision, 'at', e.at) order by e.revision)
        from owed join hub.dossier_event e on e.dossier_id = owed.dossier_id
        -- the table as it was before this statement
        left join hub.portal_dossier before on before.dossier_id = owed.dossier_id
        where owed.dossier_id = c.id and e.to_state <> 'draft'
          and e.revision > coalesce(before.announced, 0) and e.revision <= c.revision
      ), '[]') as steps
    from changed c order by c.changed_xid, c.id`.execute(tx);
  const last = rows.at(-1);
  if (last)
    await sql`update hub.portal_feed set fed_xid = ${last.changed_xid}::xid8, fed_id = ${last.id}
              where partner_id = ${partnerId}`.execute(tx);
  const steps = rows.flatMap(({ id, code, flow, steps: owed }) =>
    owed.map((step) => ({
      ...{ dossierId: id, code: parseDossierCode(code), eventId: step.id, revision: step.revision, flow },
      at: new Date(step.at),
    })),
  );
  return { steps, more: rows.length === dossiers };
}

/** What is known of it, and the rows that left, oldest first. */
export async function standingOf(
  db: Reader,
  dossierId: bigint,
): Promise<{ readonly held: Held; readonly sent: readonly SentStep[] }> {
  const { rows } = await sql<{
    presence: Held["presence"] | null;
    toldRevision: number | null;
    toldStatus: string | null;
    sent: SentStep[] | null;
  }>`/* prepared */
    select p.presence, p.told_revision as "toldRevision", p.told_status as "toldStatus",
           (select jsonb_agg(jsonb_build_object('revision', revision, 'state', state, 'status', status,
                                                'messageId', message_id) order by revision)
              from hub.portal_step s where s.dossier_id = ${dossierId}) as sent
      from (select 1) one left join hub.portal_dossier p on p.dossier_id = ${dossierId}`.execute(db);
  const [row] = rows;
  return {
    held: {
      presence: row?.presence ?? "absent",
      ...{ toldRevision: row?.toldRevision ?? null, toldStatus: row?.toldStatus ?? null },
    },
    sent: row?.sent ?? [],
  };
}

/** Before a call that may change whether the portal has it, and after one whose ending nobody knows: `unknown`. */
export async function notePresence(db: Reader, dossierId: bigint, presence: Held["presence"]): Promise<void> {
  await sql`/* prepared */
    insert into hub.portal_dossier as p (dossier_id, presence) values (${dossierId}, ${presence})
    on conflict (dossier_id) do update set presence = excluded.presence`.execute(db);
}

/** The portal acknowledged the packet of this revision. An older one says nothing over a newer. */
export async function noteTold(db: Reader, dossierId: bigint, revision: number, status: string): Promise<void> {
  await sql`/* prepared */
    insert into hub.portal_dossier as p (dossier_id, presence, told_revision, told_status, told_at)
    values (${dossierId}, 'present', ${revision}, ${status}, now())
    on conflict (dossier_id) do update
      set presence = 'present',
          told_revision = greatest(p.told_revision, excluded.told_revision),
          told_status = case when p.told_revision > excluded.told_revision then p.told_status else excluded.told_status end,
          told_at = now()`.execute(db);
}

/**
 * The message that told a step with others of its dossier; undefined: its row is not acknowledged, or the packet told
 * last is older than the step. One question, for the many messages behind one that was told.
 */
export async function toldWith(db: Reader, code: DossierCode, revision: number): Promise<string | undefined> {
  const { rows } = await sql<{ messageId: string }>`/* prepared */
    select s.message_id as "messageId" from hub.dossier d
    join hub.portal_dossier p on p.dossier_id = d.id and p.presence = 'present' and p.told_revision >= ${revision}
    join hub.portal_step s on s.dossier_id = d.id and s.revision = ${revision} and s.state = 'acknowledged'
    where d.code = ${code}`.execute(db);
  return rows[0]?.messageId;
}

/** Written down before the rows leave, and again with how they ended: a process that dies in between leaves `sent`. */
export async function noteSteps(
  db: Reader,
  dossierId: bigint,
  steps: readonly Omit<SentStep, "state">[],
  state: SentStep["state"],
): Promise<void> {
  await sql`/* prepared */
    insert into hub.portal_step as s (dossier_id, revision, state, status, message_id)
    select ${dossierId}, revision, ${state}, status, "messageId"
      from jsonb_to_recordset(${JSON.stringify(steps)}::jsonb) as r (revision integer, status text, "messageId" uuid)
    on conflict (dossier_id, revision) do update
      set state = excluded.state, status = excluded.status, message_id = excluded.message_id, at = now()
      where s.state <> 'acknowledged'`.execute(db);
}

/** They surely did not arrive: as if they had never left. */
export async function forgetSteps(db: Reader, dossierId: bigint, revisions: readonly number[]): Promise<void> {
  await sql`
    delete from hub.portal_step
    where dossier_id = ${dossierId} and revision = any(${[...revisions]}::integer[]) and state <> 'acknowledged'`.execute(
    db,
  );
}

/** Steps of a dossier whose message to the partner waits for a person. */
export async function parkedRevisions(db: Reader, partnerId: string, code: DossierCode): Promise<number[]> {
  const { rows } = await sql<{ revision: number }>`
    select (envelope #>> '{data,revision}')::integer as revision from hub.delivery
     where partner_id = ${partnerId} and subject = ${code} and state = 'parked'`.execute(db);
  return rows.map(({ revision }) => revision);
}

/** A dossier that came from the portal: its code there, and the account that filed it. */
export interface National {
  readonly nationalCode: string;
  readonly flow: string;
  readonly accountId: string | null;
}

export async function nationalOf(db: Reader, dossierId: bigint): Promise<National | undefined> {
  const row = await db
    .selectFrom("dossier_national_code")
    .selectAll()
    .where("dossier_id", "=", dossierId)
    .executeTakeFirst();
  return row && { nationalCode: row.national_code, flow: row.flow, accountId: row.account_id };
}

/** @returns the code it has here, by the one it has there. */
export async function codeOfNational(db: Reader, nationalCode: string): Promise<DossierCode | undefined> {
  const row = await db
    .selectFrom("dossier_national_code")
    .innerJoin("dossier", "dossier.id", "dossier_national_code.dossier_id")
    .select("dossier.code")
    .where("national_code", "=", nationalCode)
    .executeTakeFirst();
  return row && parseDossierCode(row.code);
}

/** Both codes, for ever. */
export async function keepNational(
  tx: Tx,
  code: DossierCode,
  { nationalCode, flow, accountId }: National,
): Promise<void> {
  await sql`
    insert into hub.dossier_national_code (dossier_id, national_code, flow, account_id)
    select id, ${nationalCode}, ${flow}, ${accountId} from hub.dossier where code = ${code}`.execute(tx);
}

/** What is compared of a dossier: by what it should be told, and how far that came. */
export interface ToCompare {
  readonly dossierId: bigint;
  readonly code: DossierCode;
  readonly held: Held;
  /** Revisions that were announced, whose messages have all ended, and that no row acknowledges. */
  readonly untold: readonly number[];
  readonly unknown: readonly number[];
  /** A message of it waits: for its turn or a person. */
  readonly open: "none" | "waiting" | "parked";
  /** Why it waits for a person. */
  readonly cause: string | null;
}

/**
 * Dossiers that are fed to the portal, by code after the last one seen: those changed or told since a moment, or a sample of
 * all that were ever told.
 * @param receiver the portal's agency: its lane says what still waits.
 */
export async function toCompare(
  db: Reader,
  receiver: string,
  which: { readonly since: Date } | { readonly sample: number },
  after: bigint,
  limit: number,
): Promise<ToCompare[]> {
  const { rows } = await sql<{
    id: bigint;
    code: string;
    presence: Held["presence"];
    told_revision: number | null;
    told_status: string | null;
    untold: number[];
    unknown: number[];
    open: ToCompare["open"];
    cause: string | null;
  }>`
    select d.id, d.code, p.presence, p.told_revision, p.told_status,
           array(select e.revision from hub.dossier_event e
                  where e.dossier_id = d.id and e.revision <= p.announced and e.to_state <> 'draft'
                    and not exists (select from hub.portal_step s
                                     where s.dossier_id = d.id and s.revision = e.revision)
                  order by 1) as untold,
           array(select s.revision from hub.portal_step s
                  where s.dossier_id = d.id and s.state <> 'acknowledged' order by 1) as unknown,
           case when exists (select from hub.delivery v
                              where v.receiver = ${receiver} and v.subject = d.code and v.state = 'parked') then 'parked'
                when exists (select from hub.lane l
                              where l.receiver = ${receiver} and l.subject = d.code and l.delivered < l.announced)
                  then 'waiting'
                else 'none' end as open,
           (select v.parked_fault from hub.delivery v
             where v.receiver = ${receiver} and v.subject = d.code and v.state = 'parked' order by v.sequence limit 1) as cause
      from hub.portal_dossier p join hub.dossier d on d.id = p.dossier_id
     where d.id > ${after} and p.announced > 0
       and not exists (select from hub.dossier_national_code n where n.dossier_id = d.id)
       and ${"since" in which ? sql`(d.changed_at >= ${which.since} or p.told_at >= ${which.since})` : sql`true`}
     order by ${"since" in which ? sql`d.id` : sql`random()`}
     limit ${"since" in which ? limit : which.sample}`.execute(db);
  return rows.map((row) => ({
    ...{ dossierId: row.id, code: parseDossierCode(row.code), untold: row.untold, unknown: row.unknown },
    held: { presence: row.presence, toldRevision: row.told_revision, toldStatus: row.told_status },
    ...{ open: row.open, cause: row.cause },
  }));
}

export type DifferenceKind = "missing" | "status" | "untold-step" | "unknown-step" | "parked" | "late";

export interface Difference {
  readonly dossierId: bigint;
  readonly kind: DifferenceKind;
  readonly ours: string | null;
  readonly theirs: string | null;
  readonly repaired: boolean;
  /** Fault of the message that waits, or that first held it up; null: none is known. */
  readonly cause: string | null;
}

export async function beginReconciliation(db: Reader, kind: "nightly" | "sample" | "asked"): Promise<bigint> {
  const { rows } = await sql<{ id: bigint }>`
    insert into hub.portal_reconciliation (kind) values (${kind}) returning id`.execute(db);
  const [row] = rows;
  if (!row) throw new Error("a reconciliation was not written");
  return row.id;
}

export async function noteDifferences(tx: Tx, run: bigint, differences: readonly Difference[]): Promise<void> {
  if (differences.length === 0) return;
  await tx
    .insertInto("portal_difference")
    .values(differences.map(({ dossierId, ...rest }) => ({ run_id: run, dossier_id: dossierId, ...rest })))
    .execute();
}

export async function endReconciliation(
  db: Reader,
  run: bigint,
  { asked, unasked, recorded }: { readonly asked: number; readonly unasked: number; readonly recorded: number },
): Promise<void> {
  await sql`
    update hub.portal_reconciliation
       set ended_at = now(), asked = ${asked}, unasked = ${unasked}, recorded = ${recorded} where id = ${run}`.execute(
    db,
  );
}

/** Of the last reconciliation of that kind that came to its end; undefined: there is none. */
export async function lastDifferences(
  db: Reader,
  kind: "nightly" | "sample",
): Promise<
  { readonly counts: Readonly<Partial<Record<DifferenceKind, number>>>; readonly unasked: number } | undefined
> {
  const { rows } = await sql<{ counts: Partial<Record<DifferenceKind, number>> | null; unasked: number }>`
    select unasked, (select jsonb_object_agg(kind, n) from (
             select kind, count(*)::integer as n from hub.portal_difference where run_id = r.id group by 1) each) as counts
      from hub.portal_reconciliation r where kind = ${kind} and ended_at is not null order by id desc limit 1`.execute(
    db,
  );
  const [row] = rows;
  return row && { counts: row.counts ?? {}, unasked: row.unasked };
}

/**
 * What the portal lost is as if it had never been told. @returns the steps that are to be announced again: all of them
 * where it has nothing, else the last, whose message tells the packet.
 */
export async function tellAgain(tx: Tx, dossierId: bigint, all: boolean): Promise<OwedStep[]> {
  await sql`
    update hub.portal_dossier
    set presence = case when ${all} then 'absent' else presence end, told_revision = null, told_status = null, told_at = null
    where dossier_id = ${dossierId}`.execute(tx);
  if (all) await sql`delete from hub.portal_step where dossier_id = ${dossierId}`.execute(tx);
  const { rows } = await sql<{ code: string; event_id: string; revision: number; at: Date; flow: string | null }>`
    select d.code, e.event_id, e.revision, e.at,
           (select flow from hub.dossier_national_code n where n.dossier_id = d.id limit 1) as flow
      from hub.portal_dossier p join hub.dossier d on d.id = p.dossier_id
      join hub.dossier_event e on e.dossier_id = d.id and e.revision <= p.announced and e.to_state <> 'draft'
     where p.dossier_id = ${dossierId} and (${all} or e.revision = p.announced)
     order by e.revision`.execute(tx);
  return rows.map(({ code, event_id: eventId, revision, at, flow }) => ({
    ...{ dossierId, code: parseDossierCode(code), eventId, revision, at, flow },
  }));
}

import { sql } from "kysely";
import type { NamedLetter } from "../domain/letter/arriving.ts";
import type { LetterBusiness, StatusCode } from "../domain/letter/letter.ts";
import type { OutgoingActs } from "../domain/letter/outgoing.ts";
import type { Reader, Tx } from "../../platform/database.ts";

/** What is owed to the axis. */
export interface LetterTask {
  readonly id: bigint;
  readonly account: string;
  readonly kind: "send" | "report";
  /** Of a sending: which message of its letter. */
  readonly business: LetterBusiness;
  readonly acts: OutgoingActs | null;
  readonly letterId: bigint | null;
  readonly fromOrgan: string;
  readonly toOrgans: readonly string[];
  readonly code: StatusCode | null;
  readonly description: string | null;
  readonly about: TaskAbout | null;
  readonly saidAt: Date;
  /** `unknown`: a call left, or may have, and no answer is on record. */
  readonly state: "waiting" | "unknown" | "done" | "forPerson" | "dropped";
  readonly nextAt: Date | null;
  readonly due: Date | null;
  readonly tries: number;
  /** Since when it may have left; null: it surely has not. */
  readonly firstCalledAt: Date | null;
  /** When it last may have left. */
  readonly calledAt: Date | null;
  readonly messageSha256: string | null;
  readonly axisId: string | null;
  readonly fault: string | null;
}

/** The letter that a state is about, as its message has to name it. */
export interface TaskAbout extends NamedLetter {
  /** `2026-11-20`. */
  readonly issued: string | null;
}

const columns = sql`
  t.id, t.account, t.kind, t.business, t.acts, t.letter_id as "letterId", t.from_organ as "fromOrgan", t.to_organs as "toOrgans", t.code, t.description,
  t.about, t.said_at as "saidAt", t.state, t.next_at as "nextAt", t.due, t.tries, t.first_called_at as "firstCalledAt",
  t.called_at as "calledAt",
  t.message_sha256 as "messageSha256", t.axis_id as "axisId", t.fault`;

export async function oweReport(
  tx: Tx,
  task: Pick<LetterTask, "account" | "letterId" | "fromOrgan" | "toOrgans" | "description" | "saidAt" | "due"> & {
    readonly code: StatusCode;
    readonly about: TaskAbout;
  },
): Promise<void> {
  await sql`
    insert into letter_task (account, kind, letter_id, from_organ, to_organs, code, description, about, said_at, next_at, due)
    values (${task.account}, 'report', ${task.letterId}, ${task.fromOrgan}, ${[...task.toOrgans]}::text[], ${task.code},
            ${task.description}, ${JSON.stringify(task.about)}::jsonb, ${task.saidAt}, ${task.saidAt}, ${task.due})`.execute(
    tx,
  );
}

export async function oweSend(
  tx: Tx,
  task: Pick<LetterTask, "account" | "business" | "fromOrgan" | "toOrgans" | "saidAt" | "due"> & {
    readonly letterId: bigint;
    /** Why, as its receivers are told. */
    readonly description?: string;
    readonly acts?: OutgoingActs;
  },
): Promise<void> {
  await sql`
    insert into letter_task (account, kind, business, acts, letter_id, from_organ, to_organs, description, said_at, next_at, due)
    values (${task.account}, 'send', ${task.business}, ${task.acts ? JSON.stringify(task.acts) : null}::jsonb, ${task.letterId},
            ${task.fromOrgan}, ${[...task.toOrgans]}::text[], ${task.description ?? null}, ${task.saidAt}, ${task.saidAt},
            ${task.due})`.execute(tx);
}

/** What was taken, and whether a call before may have had its effect. */
export interface ClaimedTask {
  readonly task: LetterTask;
  readonly wasUnknown: boolean;
}

/**
 * Takes the next task of an account that is due, for so long: what leaves is on record as unknown before it does (P6). What is owed
 * about one letter leaves in its order; nothing of an account that is not let in.
 */
export async function claimTask(
  db: Reader,
  account: string,
  now: Date,
  leaseMs: number,
): Promise<ClaimedTask | undefined> {
  const { rows } = await sql<LetterTask & { wasUnknown: boolean }>`
    with next as (
      select id, state from letter_task n
       where next_at <= ${now} and account = ${account}
         and not exists (select from letter_gate g where g.account = ${account})
         and not exists (select from letter_task e where e.letter_id = n.letter_id and e.id < n.id and e.state in ('waiting', 'unknown'))
       order by next_at, id limit 1 for update skip locked
    )
    update letter_task t
       set state = 'unknown', next_at = ${new Date(now.getTime() + leaseMs)}, tries = tries + 1,
           called_at = case when t.state = 'waiting' or t.kind = 'report' then ${now}::timestamptz else t.called_at end,
           first_called_at = coalesce(first_called_at, ${now})
      from next where t.id = next.id
    returning ${columns}, next.state = 'unknown' as "wasUnknown"`.execute(db);
  const [row] = rows;
  if (!row) return undefined;
  const { wasUnknown, ...task } = row;
  return { task, wasUnknown };
}

export async function findTask(db: Reader, id: bigint): Promise<LetterTask | undefined> {
  const { rows } = await sql<LetterTask>`select ${columns} from letter_task t where id = ${id}`.execute(db);
  return rows[0];
}

/** Its letter is locked before. */
export async function lockTask(tx: Tx, id: bigint): Promise<LetterTask | undefined> {
  const { rows } = await sql<LetterTask>`select ${columns} from letter_task t where id = ${id} for update`.execute(tx);
  return rows[0];
}

export interface TaskChange {
  readonly state: LetterTask["state"];
  readonly nextAt: Date | null;
  readonly axisId?: string | null;
  readonly fault?: string | null;
  readonly endedAt?: Date | null;
  readonly tries?: number;
  readonly firstCalledAt?: null;
  /** To fewer than it was to go: written anew for them. */
  readonly toOrgans?: readonly string[];
}

export async function changeTask(tx: Tx, id: bigint, change: TaskChange): Promise<void> {
  const said = {
    ...{ state: change.state, next_at: change.nextAt, axis_id: change.axisId, fault: change.fault?.slice(0, 500) },
    ...{ ended_at: change.endedAt, tries: change.tries, first_called_at: change.firstCalledAt },
    ...(change.toOrgans ? { to_organs: [...change.toOrgans], message_sha256: null } : {}),
  };
  const named = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  await tx.updateTable("letter_task").set(named).where("id", "=", id).execute();
}

/** The very bytes that leave, for every try. */
export async function putTaskMessage(tx: Tx, id: bigint, sha256: string): Promise<void> {
  await sql`update letter_task set message_sha256 = ${sha256} where id = ${id} and message_sha256 is null`.execute(tx);
}

/** It is about to leave once more. @returns false: it was settled meanwhile. */
export async function leavesAgain(db: Reader, task: LetterTask, at: Date): Promise<boolean> {
  const { rows } = await sql`
    update letter_task set called_at = ${at} where id = ${task.id} and state = 'unknown' and tries = ${task.tries}
    returning id`.execute(db);
  return rows.length > 0;
}

/** Which of these the axis gave to other things of ours that left. */
export async function linesOfOthers(db: Reader, task: LetterTask, axisIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ axisId: string }>`
    select axis_id as "axisId" from letter_task
     where account = ${task.account} and id <> ${task.id} and axis_id = any(${[...axisIds]}::text[])`.execute(db);
  return new Set(rows.map(({ axisId }) => axisId));
}

/** Whether a sending of the same letter may have a line that nobody wrote down: then no line is surely this one's. */
export async function hasNamelessSending(db: Reader, { id, letterId }: LetterTask): Promise<boolean> {
  const { rows } = await sql`
    select from letter_task
     where letter_id = ${letterId} and kind = 'send' and id <> ${id} and first_called_at is not null and axis_id is null
     limit 1`.execute(db);
  return rows.length > 0;
}

const first = sql`kind = 'send' and business in ('new', 'replace')`;

/** A receiver has the letter, whatever our own call told us. */
export async function endSend(tx: Tx, letterId: bigint, at: Date): Promise<void> {
  await sql`
    update letter_task set state = 'done', next_at = null, ended_at = ${at}
     where letter_id = ${letterId} and ${first} and state in ('waiting', 'unknown', 'forPerson')`.execute(tx);
}

/**
 * Calls a letter off of which nothing has left.
 * @param states `forPerson` too where the axis surely did not take it. @returns false: it may have left.
 */
export async function dropSend(
  tx: Tx,
  letterId: bigint,
  states: readonly LetterTask["state"][],
  at: Date,
): Promise<boolean> {
  const { rows } = await sql`
    update letter_task set state = 'dropped', next_at = null, ended_at = ${at}
     where letter_id = ${letterId} and ${first} and state = any(${[...states]}::text[]) returning id`.execute(tx);
  return rows.length > 0;
}

/** What came after the letter's first sending and has not left is not to leave any more. @returns what was to go to whom. */
export async function dropReissues(
  tx: Tx,
  letterId: bigint,
  at: Date,
): Promise<readonly Pick<LetterTask, "business" | "toOrgans">[]> {
  const { rows } = await sql<Pick<LetterTask, "business" | "toOrgans">>`
    update letter_task set state = 'dropped', next_at = null, ended_at = ${at}
     where letter_id = ${letterId} and kind = 'send' and business in ('new', 'update') and state in ('waiting', 'forPerson')
       and id > (select min(id) from letter_task where letter_id = ${letterId} and kind = 'send')
    returning business, to_organs as "toOrgans"`.execute(tx);
  return rows;
}

/**
 * The letter does not leave to these who were added to it and surely have not got it. A message to others, too, goes to those alone.
 * @returns to whom it does not.
 */
export async function callOffAdded(
  tx: Tx,
  letterId: bigint,
  isMeant: (organ: string) => boolean,
  at: Date,
): Promise<readonly string[]> {
  const { rows } = await sql<Pick<LetterTask, "id" | "state" | "nextAt" | "toOrgans">>`
    select id, state, next_at as "nextAt", to_organs as "toOrgans" from letter_task
     where letter_id = ${letterId} and kind = 'send' and business = 'new' and state in ('waiting', 'forPerson')
       and first_called_at is null and id > (select min(id) from letter_task where letter_id = ${letterId} and kind = 'send')
     order by id for update`.execute(tx);
  for (const { id, state, nextAt, toOrgans } of rows) {
    const left = toOrgans.filter((organ) => !isMeant(organ));
    if (left.length === 0) await changeTask(tx, id, { state: "dropped", nextAt: null, endedAt: at });
    else if (left.length < toOrgans.length) await changeTask(tx, id, { state, nextAt, toOrgans: left });
  }
  return rows.flatMap(({ toOrgans }) => toOrgans.filter(isMeant));
}

/** Waiting for a person, or long on their way: oldest first. */
export async function listTasks(
  db: Reader,
  states: readonly LetterTask["state"][],
  limit: number,
): Promise<LetterTask[]> {
  const { rows } = await sql<LetterTask>`
    select ${columns} from letter_task t where state = any(${[...states]}::text[]) order by id limit ${limit}`.execute(
    db,
  );
  return rows;
}

export async function tasksOf(db: Reader, letterId: bigint): Promise<LetterTask[]> {
  const { rows } = await sql<LetterTask>`
    select ${columns} from letter_task t where letter_id = ${letterId} order by id`.execute(db);
  return rows;
}

/** Lets go of messages as they left, so long after they did. @returns how many. */
export async function forgetSent(db: Reader, before: Date): Promise<number> {
  const { rows } = await sql`
    update letter_task set message_sha256 = null
     where message_sha256 is not null and state in ('done', 'dropped') and ended_at < ${before} returning id`.execute(
    db,
  );
  return rows.length;
}

export interface LetterCounts {
  /** Letters whose receipt is owed, by how it stands with their time. */
  readonly receipts: readonly { readonly standing: "inTime" | "late"; readonly n: number }[];
  /** Seconds since the oldest of them came. */
  readonly oldestReceipt: number;
  readonly requests: number;
  readonly tasks: readonly { readonly kind: string; readonly state: string; readonly n: number }[];
  /** Seconds since the oldest was owed that has not left. */
  readonly oldestTask: number;
  readonly parked: readonly { readonly why: string; readonly n: number }[];
  readonly items: readonly { readonly ending: string; readonly n: number }[];
  /** Signatures that are still to be looked at. */
  readonly looks: readonly { readonly what: string; readonly n: number }[];
  /** Seconds since the oldest of them came. */
  readonly oldestLook: number;
  /** Seconds since each account was told what the axis offers. */
  readonly polls: readonly { readonly account: string; readonly seconds: number }[];
  /** Seconds since each account that is not let in was refused first. */
  readonly gates: readonly { readonly account: string; readonly seconds: number }[];
}

/** For the metrics of whoever works. */
export async function countLetters(db: Reader, now: Date): Promise<LetterCounts> {
  const { rows } = await sql<LetterCounts>`
    select (select coalesce(jsonb_agg(jsonb_build_object('standing', s, 'n', n)), '[]') from (
              select case when receipt_due < ${now} then 'late' else 'inTime' end as s, count(*) as n
                from letter where side = 'in' and state = 'arrived' group by 1) r) as receipts,
           coalesce((select greatest(0, extract(epoch from ${now}::timestamptz - min(received_at)))::float8
                       from letter where side = 'in' and state = 'arrived'), 0) as "oldestReceipt",
           (select count(*)::integer from letter where side = 'in' and request is not null) as requests,
           (select coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'state', state, 'n', n)), '[]') from (
              select kind, state, count(*) as n from letter_task where ended_at is null group by kind, state) t) as tasks,
           coalesce((select greatest(0, extract(epoch from ${now}::timestamptz - min(made_at)))::float8
                       from letter_task where ended_at is null), 0) as "oldestTask",
           (select coalesce(jsonb_agg(jsonb_build_object('why', why, 'n', n)), '[]') from (
              select why, count(*) as n from letter_parked where settled_at is null group by why) p) as parked,
           (select coalesce(jsonb_agg(jsonb_build_object('ending', ending, 'n', n)), '[]') from (
              select coalesce(ending, 'listed') as ending, count(*) as n from letter_item
               where ending in ('trouble', 'refused', 'notOurs') or ended_at is null group by 1) i) as items,
           (select coalesce(jsonb_agg(jsonb_build_object('what', what, 'n', n)), '[]') from (
              select what, count(*) as n from letter_look group by what) k) as looks,
           coalesce((select greatest(0, extract(epoch from ${now}::timestamptz - min(made_at)))::float8
                       from letter_look), 0) as "oldestLook",
           (select coalesce(jsonb_agg(jsonb_build_object('account', account, 'seconds',
                     greatest(0, extract(epoch from ${now}::timestamptz - at)))), '[]') from (
              select account, min(polled_at) as at from letter_poll group by account) p) as polls,
           (select coalesce(jsonb_agg(jsonb_build_object('account', account, 'seconds',
                     greatest(0, extract(epoch from ${now}::timestamptz - since)))), '[]') from letter_gate) as gates`.execute(
    db,
  );
  return (
    rows[0] ?? {
      receipts: [],
      oldestReceipt: 0,
      requests: 0,
      tasks: [],
      oldestTask: 0,
      parked: [],
      items: [],
      looks: [],
      oldestLook: 0,
      polls: [],
      gates: [],
    }
  );
}

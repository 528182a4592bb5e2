import { sql, type RawBuilder } from "kysely";
import type { Announcement } from "../domain/announcement.ts";
import type { DossierClock } from "../domain/dossier-clock.ts";
import type { Dossier, DossierEvent } from "../domain/dossier.ts";
import type { Tx } from "../../platform/database.ts";
import { gathered } from "../../platform/gathered.ts";
import { endsWithNext, whenCommitted } from "../../platform/shared-transaction.ts";
import type { AnswerKey, KeptAnswer } from "./answers.ts";
import { clockColumns } from "./dossier-clocks.ts";
import { movable, type Channel } from "./dossiers.ts";

/** What one step owes: its messages, and the request that led here. */
export interface Owed {
  readonly announcements: readonly Announcement[];
  readonly cause: string;
}

/**
 * What some steps owe, as the common table expressions of a larger statement; the last of them is
 * `told (step, place, message_id, receiver, sequence, partner_id)`, one row for each message, by the places of its step and
 * its own; with the partner that has it already, if it went straight over.
 * @param way `straight`: it may, for the statement is the last one of its transaction.
 */
export type Owe = (owed: readonly Owed[], way: "straight" | "relay") => RawBuilder<unknown>;

/** How what is owed leaves; wired by main. */
export interface Owing {
  readonly owe: Owe;
  /** Called after a commit that left something to the relay; missing: it is found at its next look. */
  readonly told?: () => void;
  /** Called after a commit with the partner of each message that went straight over; missing: none may. */
  readonly wentStraight?: (to: readonly string[]) => void;
}

/** A message as it was numbered in its lane. */
export interface Told {
  readonly messageId: string;
  readonly receiver: string;
  readonly sequence: number;
}

export interface StepWrite {
  /** The dossier as it is after the event: one that is there, or a new one with what stays as it is for life. */
  readonly dossier: Dossier;
  readonly of: { readonly id: bigint } | { readonly applicant: object };
  readonly channel: Channel;
  readonly event: DossierEvent;
  readonly context: {
    readonly eventId: string;
    readonly officer: string | null;
    readonly cause: string;
    readonly partnerId: string;
    readonly details: Readonly<Record<string, unknown>>;
  };
  /** The year of its one-stop's register that it enters now; undefined: it is there already, or not yet. */
  readonly registerYear: number | undefined;
  /** Those that the step moved. */
  readonly clocks: readonly DossierClock[];
  readonly announcements: readonly Announcement[];
  readonly owing: Owing;
  /** Nothing is asked or written for this step after it: where steps share a transaction the commit goes along. */
  readonly isLast: boolean;
  /** The answer but for its `messages`, whose numbers only the lanes know. */
  readonly answer: AnswerKey & KeptAnswer;
}

export interface WrittenStep {
  readonly id: bigint;
  readonly told: readonly Told[];
}

/**
 * Writes a step in one statement: dossier, history, parties, clocks, what is owed (P2) and the answer (P3). Steps that
 * share a transaction and are decided in one moment are written by the same one: what it costs to begin is paid once. A
 * key that was taken meanwhile throws: see `isKeyTaken`.
 */
export const writeStep: (tx: Tx, write: StepWrite) => Promise<WrittenStep> = gathered(
  async (tx: Tx, writes: readonly StepWrite[]) => {
    const written = new Map<StepWrite, WrittenStep>();
    const isAlike = new Set(writes.map(({ of }) => "applicant" in of)).size === 1;
    const isEnd = isAlike && writes.every(({ isLast }) => isLast) && endsWithNext(tx, writes.length);
    for (const isNew of [true, false]) {
      const alike = writes.filter(({ of }) => "applicant" in of === isNew);
      const [first] = alike;
      const steps = first ? await writeAlike(tx, first, alike, isEnd) : [];
      alike.forEach((write, place) => written.set(write, steps[place] as WrittenStep));
    }
    return writes.map((write) => written.get(write) as WrittenStep);
  },
);

/** All of them new dossiers, or none. */
async function writeAlike(
  tx: Tx,
  first: StepWrite,
  writes: readonly StepWrite[],
  isEnd: boolean,
): Promise<WrittenStep[]> {
  const enter = writes.some(({ registerYear }) => registerYear !== undefined);
  const owed = writes.map(({ announcements, context: { cause } }) => ({ announcements, cause }));
  // the places as an array: the planner takes ten rows for it, and looks dossiers up by their key; the rest as one
  // document: in an array of documents each quotation mark of theirs is written twice
  const { rows } = await sql<WrittenRow>`/* prepared */
    with given as materialized (
      select place, g.* from unnest(${writes.map((_, i) => i + 1)}::integer[]) as one (place)
        cross join lateral jsonb_to_record(${JSON.stringify(writes.map(given))}::jsonb -> (place - 1)) as g (
          id bigint, code text, dossier jsonb, applicant jsonb, event jsonb, parties text[], clocks jsonb,
          received_by text, register_year integer, partner text, key text, digest text, answer jsonb)
    ), saved as (${savedDossiers(first)}),
    ${"applicant" in first.of ? persons : sql``}
    recorded as (${recorded(first)}),
    concerned as (
      insert into dossier_party (dossier_id, organisation_code)
      select distinct saved.id, party from given join saved using (code), unnest(parties) party
      on conflict do nothing
    ),
    ${timed(writes)}
    ${enter ? sql`${entered},` : sql``}
    ${first.owing.owe(owed, isEnd && first.owing.wentStraight ? "straight" : "relay")},
    answered as (
      insert into idempotency (partner_id, key, request_sha256, answer)
      select partner, key, digest, answer || jsonb_build_object('messages', coalesce(messages, '[]'))
        from given left join (
          select step, jsonb_agg(jsonb_build_object(
                   'id', message_id, 'receiver', receiver, 'sequence', sequence) order by place) as messages
            from told group by step
        ) of_step on step = given.place
    )
    select given.place::integer as step, saved.id, message_id, receiver, sequence, told.partner_id
      from given join saved using (code) left join told on told.step = given.place
     order by given.place, told.place`.execute(tx);
  whenCommitted(tx, () => tell(first.owing, rows));
  return writes.map(({ dossier }, place) => {
    const own = rows.filter(({ step }) => step === place + 1);
    if (!own[0]) throw new Error(`${dossier.code} was not written`);
    const told = own.flatMap(({ message_id, receiver, sequence }) =>
      message_id === null ? [] : [{ messageId: message_id, receiver, sequence }],
    );
    return { id: own[0].id, told };
  });
}

type WrittenRow = { step: number; id: bigint } & (
  | { message_id: string; receiver: string; sequence: number; partner_id: string | null }
  | { message_id: null; receiver: null; sequence: null; partner_id: null }
);

/** Of steps that share a transaction; of one alone its caller does it (core/service/once.ts). */
function tell({ told, wentStraight }: Owing, rows: readonly WrittenRow[]): void {
  const owed = rows.filter(({ message_id }) => message_id !== null);
  const straight = owed.flatMap(({ partner_id }) => (partner_id === null ? [] : [partner_id]));
  if (straight.length > 0) wentStraight?.(straight);
  if (straight.length < owed.length) told?.();
}

/** What the statement is given of a step, as JSON; the columns of its tables under their own names. */
const given = (write: StepWrite) => {
  const { dossier, of, event, clocks, answer } = write;
  return {
    ...("id" in of ? { id: of.id.toString() } : { applicant: of.applicant }),
    code: dossier.code,
    dossier: dossierColumns(write),
    event: eventColumns(write),
    parties: event.to ? [event.by, event.to] : [event.by],
    clocks: clocks.map(columnsOfClock),
    received_by: dossier.receivedBy,
    register_year: write.registerYear,
    partner: answer.partnerId,
    key: answer.key,
    digest: answer.digest,
    answer: answer.body,
  };
};

const dossierColumns = ({ dossier, channel, of }: StepWrite) =>
  "id" in of ? movable(dossier) : { code: dossier.code, received_by: dossier.receivedBy, channel, ...movable(dossier) };

const columnsOfClock = (clock: DossierClock) => ({ ...clockColumns(clock), exclusions: clock.exclusions });

/** The names of an object of columns, as they stand in a statement. */
const names = (columns: object, written: (name: string) => string = (name) => name) =>
  sql.raw(Object.keys(columns).map(written).join(", "));

function savedDossiers(write: StepWrite) {
  const columns = dossierColumns(write);
  if ("id" in write.of)
    return sql`
      update dossier set ${names(columns, (name) => `${name} = n.${name}`)},
             changed_at = now(), changed_xid = pg_current_xact_id()
        from given cross join lateral jsonb_populate_record(null::dossier, given.dossier) n
       where dossier.id = given.id
      returning dossier.id, dossier.code`;
  return sql`
      insert into dossier (${names(columns)})
      select ${names(columns, (name) => `n.${name}`)}
        from given cross join lateral jsonb_populate_record(null::dossier, given.dossier) n
      returning id, code`;
}

const persons = sql`
    persons as (
      insert into dossier_person (dossier_id, applicant)
      select saved.id, applicant from given join saved using (code)
    ),`;

function recorded(write: StepWrite) {
  const columns = eventColumns(write);
  return sql`
      insert into dossier_event (dossier_id, ${names(columns)})
      select saved.id, ${names(columns, (name) => `n.${name}`)}
        from given join saved using (code) cross join lateral jsonb_populate_record(null::dossier_event, event) n
       order by place`;
}

/** What a clock was first printed with stays (D17). */
function timed(writes: readonly StepWrite[]) {
  const clock = writes.flatMap(({ clocks }) => clocks)[0];
  if (!clock) return sql``;
  const columns = columnsOfClock(clock);
  const changing = Object.keys(columns).filter((name) => name !== "kind" && name !== "original_due_at");
  return sql`
    timed as (
      insert into dossier_clock (dossier_id, ${names(columns)})
      select saved.id, ${names(columns, (name) => `n.${name}`)}
        from given join saved using (code) cross join lateral jsonb_populate_recordset(null::dossier_clock, clocks) n
      on conflict (dossier_id, kind) do update
        set ${sql.raw(changing.map((name) => `${name} = excluded.${name}`).join(", "))}, missed_due_at = ${missedDue}
    ),`;
}

const resetAt = sql`(
  select (event ->> 'at')::timestamptz from given join saved using (code)
   where saved.id = dossier_clock.dossier_id and event ->> 'step' = 'reset')`;

/**
 * A late dossier that is counted anew (RESTART), or gets another date by a decision (T39), was late: the watch may not have
 * seen it yet. Late at the moment it stands at, else at that of the reset.
 */
const missedDue = sql`
  case when dossier_clock.kind = 'settlement'
            and coalesce(dossier_clock.stopped_at, ${resetAt}) > coalesce(dossier_clock.extended_to, dossier_clock.due_at)
            and (excluded.state = 'running' and dossier_clock.due_at <> excluded.due_at
                 or excluded.extended_to <> coalesce(dossier_clock.extended_to, dossier_clock.due_at) and ${resetAt} is not null)
       then coalesce(dossier_clock.extended_to, dossier_clock.due_at)
       else dossier_clock.missed_due_at end`;

/** The next rows of the one-stops' registers of the year. A dossier has one row, for ever. */
const entered = sql`
    registered as (
      insert into paper_counter as counter (unit_code, book, year, last)
      select received_by, 'SO_THEO_DOI', register_year, count(*) from given where register_year is not null
       group by received_by, register_year order by received_by, register_year
          on conflict (unit_code, book, year) do update set last = counter.last + excluded.last
      returning unit_code, year, last
    ),
    entered as (
      insert into register_row (unit_code, year, number, dossier_id)
      select unit_code, year, last - count(*) over whole + row_number() over so_far, saved.id
        from registered join given on received_by = unit_code and register_year = year join saved using (code)
      window whole as (partition by unit_code, year), so_far as (partition by unit_code, year order by place)
    )`;

const eventColumns = ({ dossier, event, context }: StepWrite) => ({
  revision: dossier.revision,
  event_id: context.eventId,
  step: event.step,
  from_state: event.from,
  to_state: event.state,
  by_org: event.by,
  to_org: event.to,
  held_by: dossier.heldBy,
  at: event.at,
  reason: event.reason,
  outcome: event.outcome,
  role: event.role,
  source: event.source,
  paper: event.paper,
  clock: event.clock,
  assignee: event.assignee,
  exceptional: event.exceptional,
  details: context.details,
  officer: context.officer,
  cause: context.cause,
  partner_id: context.partnerId,
});

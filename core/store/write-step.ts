import { sql, type RawBuilder } from "kysely";
import type { DossierClock } from "../domain/dossier-clock.ts";
import type { Dossier, DossierEvent } from "../domain/dossier.ts";
import type { Tx } from "../../platform/database.ts";
import type { AnswerKey, KeptAnswer } from "./answers.ts";
import { clockColumns } from "./dossier-clocks.ts";
import { movable, type Channel } from "./dossiers.ts";

/**
 * What is owed, as the common table expressions of a larger statement; the last of them is
 * `told (place, message_id, receiver, sequence)`, one row for each message in the order of its place.
 */
export type Owed = RawBuilder<unknown>;

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
  readonly owed: Owed;
  /** The answer but for its `messages`, whose numbers only the lanes know. */
  readonly answer: AnswerKey & KeptAnswer;
}

/**
 * Writes a step in one statement: dossier, history, parties, clocks, what is owed (P2) and the answer (P3). A key that
 * was taken meanwhile throws: see `isKeyTaken`.
 */
export async function writeStep(
  tx: Tx,
  write: StepWrite,
): Promise<{ readonly id: bigint; readonly told: readonly Told[] }> {
  const { dossier, event, registerYear, clocks, owed, answer } = write;
  const id = sql<bigint>`(select id from saved)`;
  const parties = event.to ? [event.by, event.to] : [event.by];
  const clockRows = clocks.map((clock) => ({ dossier_id: id, ...clockColumns(clock) }));
  const { rows } = await sql<WrittenRow>`/* prepared */
    with saved as (${savedDossier(tx, write)}),
    ${"applicant" in write.of ? person(tx, id, write.of.applicant) : sql``}
    recorded as (${tx.insertInto("dossier_event").values({ dossier_id: id, ...eventColumns(write) })}),
    concerned as (
      insert into dossier_party (dossier_id, organisation_code)
      select saved.id, party from saved, unnest(${parties}::text[]) party on conflict do nothing
    ),
    ${clockRows.length > 0 ? sql`timed as (${upsertClocks(tx, clockRows)}),` : sql``}
    ${registerYear === undefined ? sql`` : sql`${entered(dossier.receivedBy, registerYear)},`}
    ${owed},
    answered as (
      insert into idempotency (partner_id, key, request_sha256, answer)
      select ${answer.partnerId}, ${answer.key}, ${answer.digest},
             ${JSON.stringify(answer.body)}::jsonb || jsonb_build_object('messages', coalesce(jsonb_agg(
               jsonb_build_object('id', message_id, 'receiver', receiver, 'sequence', sequence) order by place), '[]'))
        from told
    )
    select saved.id, message_id, receiver, sequence from saved left join told on true order by place`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error(`${dossier.code} was not written`);
  const told = rows.flatMap(({ message_id, receiver, sequence }) =>
    message_id === null ? [] : [{ messageId: message_id, receiver, sequence }],
  );
  return { id: row.id, told };
}

type WrittenRow = { id: bigint } & (
  { message_id: string; receiver: string; sequence: number } | { message_id: null; receiver: null; sequence: null }
);

/** The next row of the one-stop's register of the year. A dossier has one row, for ever. */
const entered = (unit: string, year: number) => sql`
    registered as (
      insert into paper_counter as counter (unit_code, book, year, last) values (${unit}, 'SO_THEO_DOI', ${year}, 1)
          on conflict (unit_code, book, year) do update set last = counter.last + 1
      returning last
    ),
    entered as (
      insert into register_row (unit_code, year, number, dossier_id)
      select ${unit}, ${year}, registered.last, saved.id from registered, saved
    )`;

function savedDossier(tx: Tx, { dossier, channel, of }: StepWrite) {
  if ("id" in of)
    return tx
      .updateTable("dossier")
      .set({ ...movable(dossier), changed_at: sql<Date>`now()`, changed_xid: sql<string>`pg_current_xact_id()` })
      .where("id", "=", of.id)
      .returning("id");
  return tx
    .insertInto("dossier")
    .values({
      code: dossier.code,
      received_by: dossier.receivedBy,
      channel,
      ...movable(dossier),
    })
    .returning("id");
}

const person = (tx: Tx, id: RawBuilder<bigint>, applicant: object) => sql`
    person as (${tx.insertInto("dossier_person").values({ dossier_id: id, applicant: JSON.stringify(applicant) })}),`;

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
  details: JSON.stringify(context.details),
  officer: context.officer,
  cause: context.cause,
  partner_id: context.partnerId,
});

type ClockRow = ReturnType<typeof clockColumns> & { readonly dossier_id: RawBuilder<bigint> };

/** A late dossier that is counted anew was late: the watch may not have seen it yet. */
const missedDue = sql<Date | null>`
  case when dossier_clock.kind = 'settlement' and excluded.state = 'running'
            and dossier_clock.stopped_at > coalesce(dossier_clock.extended_to, dossier_clock.due_at)
            and dossier_clock.due_at <> excluded.due_at
       then coalesce(dossier_clock.extended_to, dossier_clock.due_at)
       else dossier_clock.missed_due_at end`;

/** What a clock was first printed with stays (D17). */
const upsertClocks = (tx: Tx, rows: readonly ClockRow[]) =>
  tx
    .insertInto("dossier_clock")
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(["dossier_id", "kind"]).doUpdateSet((excluded) => ({
        start_at: excluded.ref("excluded.start_at"),
        limit_value: excluded.ref("excluded.limit_value"),
        limit_unit: excluded.ref("excluded.limit_unit"),
        mode: excluded.ref("excluded.mode"),
        calendar_version: excluded.ref("excluded.calendar_version"),
        office_hours_version: excluded.ref("excluded.office_hours_version"),
        used_before: excluded.ref("excluded.used_before"),
        exclusions: excluded.ref("excluded.exclusions"),
        due_at: excluded.ref("excluded.due_at"),
        extended_to: excluded.ref("excluded.extended_to"),
        printed_due_at: excluded.ref("excluded.printed_due_at"),
        state: excluded.ref("excluded.state"),
        stopped_at: excluded.ref("excluded.stopped_at"),
        ended_at: excluded.ref("excluded.ended_at"),
        missed_due_at: missedDue,
      })),
    );

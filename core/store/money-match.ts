import { sql } from "kysely";
import type { Day } from "../domain/day.ts";
import type { MatchRule } from "../domain/payment/match.ts";
import type { Tx } from "../../platform/database.ts";

// matchRows (core/domain/payment/match.ts) as sets: the rules are its, one after the other, and a property test holds both
// against each other. What is matched here never leaves the database, so a day of 50,000 takes no more memory than one of ten.

export interface Sides {
  readonly place: string;
  /** From the first day on; older bookings are looked at where a reference or a case leads to them. Null: nothing was told yet. */
  readonly since: Day | null;
  readonly day: Day;
  /** The day after: one clock may be ahead of the other at midnight. */
  readonly until: Day;
}

/** What reconciliation opens, and moves from class to class. */
const ownClasses = sql`('missingHere', 'missingThere', 'amountDiffers', 'duplicate')`;

/** What is left of the rows that count, however old: by a table of its own, so that it costs what is open and not what was. */
export const openRows = ({ place, day, until }: Sides) => sql`
  select row.id, row.amount, row.day, coalesce(row.day, ${day}::date) as rule_day, row.reference as key, row.their_number,
         row.hint, row.mentions
    from hub.money_open_row open join hub.money_row row on row.id = open.row_id
   where open.place = ${place} and (row.day is null or row.day <= ${until}::date)`;

/**
 * Bookings of ours without a counterpart, however old, and those whose reference they or a row name, matched or not: a second row
 * of a reference is a duplicate, and its beginning alone names nobody else. On `recon_theirs`.
 */
export const ourBookings = ({ place, since, until }: Sides) => sql`
  with open as materialized (
    select b.id, b.about
      from hub.money_open_line o join hub.journal_booking b on b.id = o.booking_id
     where o.place = ${place} and o.day between coalesce(${since}::date, 'infinity') and ${until}::date
  ), wanted as (
    select id from open
    union
    select b.id from open o join hub.journal_booking b on b.about = o.about
    union
    select c.booking_id from hub.money_case c
     where c.place = ${place} and c.closed_at is null and c.class in ${ownClasses} and c.booking_id is not null
    union
    select b.id from recon_theirs t join hub.journal_booking b on b.about = t.key
    union
    select b.id from recon_theirs t join hub.journal_booking b on b.about ~>=~ t.hint and b.about ~<~ (t.hint || '_')
     where t.hint is not null
  )
  select b.id collate "C" as id, l.amount, b.day, b.about as key, p.their_number, m.rule as matched_by
    from wanted w
    join hub.journal_booking b on b.id = w.id
    join hub.journal_line l on l.booking_id = b.id and l.account = ${place}
    left join hub.payment p on p.booking_id = b.id
    left join hub.money_match m on m.booking_id = b.id and m.ended_at is null
   where hub.is_to_be_matched(b.kind, b.reverses, l.account)
     and not exists (select from hub.journal_booking r where r.reverses = b.id)`;

/** Lays out both sides in tables of this transaction. What only holds a row until it is explained is none of ours. */
export async function layOut(tx: Tx, sides: Sides): Promise<void> {
  await sql`create temp table recon_theirs on commit drop as ${openRows(sides)}`.execute(tx);
  await sql`analyze recon_theirs`.execute(tx);
  await sql`create temp table recon_ours on commit drop as ${ourBookings(sides)}`.execute(tx);
  await sql`create index on recon_ours (key)`.execute(tx);
  await sql`create index on recon_ours (amount, day)`.execute(tx);
  await sql`create index on recon_theirs (key)`.execute(tx);
  await sql`create index on recon_theirs (amount, day)`.execute(tx);
  await sql`analyze recon_ours`.execute(tx);
  await sql`create temp table recon_match (booking_id text, row_id bigint, rule text) on commit drop`.execute(tx);
  await sql`
    create temp table recon_class (booking_id text, row_id bigint, class text, rule text) on commit drop`.execute(tx);
}

const oursLeft = sql`matched_by is null and not exists (select from recon_match m where m.booking_id = o.id)
                     and not exists (select from recon_class c where c.booking_id = o.id)`;
const theirsLeft = sql`not exists (select from recon_match m where m.row_id = t.id)
                       and not exists (select from recon_class c where c.row_id = t.id)`;
const inForce = ({ from, until }: MatchRule) =>
  sql`t.rule_day >= ${from}::date and (${until}::date is null or t.rule_day <= ${until}::date)`;

/**
 * M1 and M2: the same reference and amount; first what also has the same number of theirs, then the earliest on both sides. What is
 * left of a reference is one matter, a difference or a duplicate.
 */
export async function matchByReference(tx: Tx, rule: MatchRule): Promise<void> {
  for (const byNumber of [true, false]) {
    const number = byNumber ? sql`and their_number is not null` : sql``;
    const among = byNumber ? sql`, their_number` : sql``;
    // of one number the order is that of days; without it the number decides among those of a day
    const order = byNumber ? sql`` : sql`coalesce(their_number, '') collate "C",`;
    await sql`
      with here as (
        select o.*, row_number() over (partition by key, amount ${among} order by day, ${order} id) as n
          from recon_ours o where key is not null ${number} and ${oursLeft}
      ), there as (
        select t.*, row_number() over (partition by key, amount ${among} order by day nulls first, ${order} id) as n
          from recon_theirs t where key is not null ${number} and ${inForce(rule)} and ${theirsLeft}
      )
      insert into recon_match
      select here.id, there.id, ${rule.id} from here join there using (key, amount, n ${among})`.execute(tx);
  }
  await sql`analyze recon_match`.execute(tx);
  await sql`
    with left_here as (select key, sign(amount) as way from recon_ours o where key is not null and ${oursLeft} group by 1, 2),
    all_here as (select key, sign(amount) as way from recon_ours o where key is not null group by 1, 2),
    paired as (
      select distinct key, amount from recon_ours o
       where exists (select from recon_match m where m.booking_id = o.id) or matched_by is not null
    ), left_there as (
      select t.id, t.key, t.amount from recon_theirs t where t.key is not null and ${inForce(rule)} and ${theirsLeft}
    ), theirs as (
      select null::text, t.id,
             case when l.key is null and p.key is not null then 'duplicate' else 'amountDiffers' end
        from left_there t
        join all_here a on a.key = t.key and a.way = sign(t.amount)
        left join left_here l on l.key = t.key and l.way = sign(t.amount)
        left join paired p on p.key = t.key and p.amount = t.amount
    ), ours as (
      select o.id, null::bigint, case when t.key is not null then 'amountDiffers' else 'duplicate' end
        from recon_ours o
        left join (select distinct key, sign(amount) as way from left_there) t on t.key = o.key and t.way = sign(o.amount)
        left join paired p on p.key = o.key and p.amount = o.amount
       where ${oursLeft} and o.key is not null and (t.key is not null or p.key is not null)
    )
    insert into recon_class
    select *, ${rule.id} from theirs union all select *, ${rule.id} from ours`.execute(tx);
  await sql`analyze recon_class`.execute(tx);
}

/** The keys that a text's end may be the beginning of, by every length that counts. */
const beginnings = sql`
  select distinct k.key, left(k.key, n) as beginning
    from (select distinct key from recon_ours where key ~ '^LT[0-9A-Z]{10}$') k, generate_series(8, 11) n`;

/** M3: the beginning of one reference alone at a text's end, one row on each side, the very amount. */
export async function matchCutOff(tx: Tx, rule: MatchRule): Promise<void> {
  if (!(await hasHints(tx))) return;
  await sql`
    with hinted as (
      select t.id, t.amount, t.hint from recon_theirs t
       where t.hint is not null and t.mentions < 2 and ${inForce(rule)} and ${theirsLeft}
         and not exists (select from recon_ours o where o.key = t.key)
    ), named as (
      select h.id, h.amount, min(b.key) as key from hinted h join (${beginnings}) b on b.beginning = h.hint
       group by h.id, h.amount having count(*) = 1
    ), only_there as (
      select key, sign(amount) as way, min(id) as id, min(amount) as amount from named group by 1, 2 having count(*) = 1
    ), only_here as (
      select key, sign(amount) as way, min(id) as id, min(amount) as amount from recon_ours where key is not null
       group by 1, 2 having count(*) = 1
    )
    insert into recon_match
    select o.id, t.id, ${rule.id}
      from only_there t join only_here h using (key, way, amount) join recon_ours o on o.id = h.id
     where ${oursLeft}`.execute(tx);
}

const hasHints = async (tx: Tx): Promise<boolean> =>
  (await sql`select from recon_theirs where hint is not null limit 1`.execute(tx)).rows.length > 0;

/** M4: one row on each side of an amount and day; theirs names nobody. */
export async function matchByAmount(tx: Tx, rule: MatchRule): Promise<void> {
  const apart = rule.daysApart ?? 0;
  const near = (day: ReturnType<typeof sql>) => sql`${day} between s.day - ${apart}::int and s.day + ${apart}::int`;
  await sql`
    create temp table recon_nameless on commit drop as
    select t.id, t.amount, t.day from recon_theirs t
     where t.day is not null and t.key is null and t.mentions = 0 and ${inForce(rule)} and ${theirsLeft}
       and not exists (select from (${beginnings}) b where b.beginning = t.hint)`.execute(tx);
  await sql`create index on recon_nameless (amount, day)`.execute(tx);
  // never more than two are looked at: a day's equal fees by the thousand are nobody's by their amount
  await sql`
    with once as (
      select s.id, s.amount, s.day, found.id as booking_id
        from recon_nameless s
        cross join lateral (
          select min(id) as id, count(*) as n from (
            select o.id from recon_ours o where o.amount = s.amount and ${near(sql`o.day`)} and ${oursLeft} limit 2) o
        ) found
       where found.n = 1
    )
    insert into recon_match
    select booking_id, once.id, ${rule.id}
      from once
      join recon_ours s on s.id = once.booking_id
     where (select count(*) from (select from recon_nameless t
              where t.amount = s.amount and ${near(sql`t.day`)} limit 2) t) = 1`.execute(tx);
  await sql`drop table recon_nameless`.execute(tx);
}

/** What no rule found a counterpart for. */
export async function classifyRest(tx: Tx): Promise<void> {
  await sql`
    insert into recon_class
    select null, t.id, 'missingHere', null from recon_theirs t where ${theirsLeft}
    union all
    select o.id, null, 'missingThere', null from recon_ours o where ${oursLeft}`.execute(tx);
}

/** Keeps what was matched. @returns how many, by rule. */
export async function keepMatches(tx: Tx, by: string, at: Date): Promise<Readonly<Record<string, number>>> {
  await sql`
    insert into hub.money_match (booking_id, row_id, rule, by, at)
    select booking_id, row_id, rule, ${by}, ${at} from recon_match`.execute(tx);
  const { rows } = await sql<{ rule: string; n: number }>`
    select rule, count(*)::integer as n from recon_match group by rule order by rule`.execute(tx);
  return Object.fromEntries(rows.map(({ rule, n }) => [rule, n]));
}

/**
 * Opens a case for each row and booking that is left, once, and moves one whose class is another now. A booking is missed only up
 * to the day that the other side has told completely.
 *
 * @returns open cases of this look, by class.
 */
export async function keepCases(
  tx: Tx,
  {
    place,
    day,
    covered,
    at,
  }: { readonly place: string; readonly day: Day; readonly covered: Day | null; readonly at: Date },
): Promise<Readonly<Record<string, number>>> {
  await sql`
    delete from recon_class c
     using recon_ours o
     where o.id = c.booking_id
       and (o.day > ${day}::date or c.class = 'missingThere' and (${covered}::date is null or o.day > ${covered}::date))`.execute(
    tx,
  );
  await sql`
    delete from recon_class c using recon_theirs t where t.id = c.row_id and t.rule_day > ${day}::date`.execute(tx);
  const insert = (side: "ours" | "theirs") => {
    const [own, from] =
      side === "ours"
        ? [sql`booking_id`, sql`recon_ours s on s.id = c.booking_id`]
        : [sql`row_id`, sql`recon_theirs s on s.id = c.row_id`];
    return sql`
      insert into hub.money_case as known (class, place, booking_id, row_id, reference, amount, day, rule, opened_at, seen_at)
      select c.class, ${place}, c.booking_id, c.row_id, s.key, s.amount, s.day, c.rule, ${at}, ${at}
        from recon_class c join ${from}
       -- what a person closed stays closed
       where not exists (select from hub.money_case o where o.${own} = c.${own} and o.closed_how like 'closed%')
       order by s.id
      on conflict (${own}) where ${own} is not null and closed_at is null
                             and class in ('missingHere', 'missingThere', 'amountDiffers', 'duplicate')
      do update set seen_at = excluded.seen_at, class = excluded.class, rule = excluded.rule`.execute(tx);
  };
  await insert("ours");
  await insert("theirs");
  const { rows } = await sql<{ class: string; n: number }>`
    select class, count(*)::integer as n from recon_class group by class`.execute(tx);
  return Object.fromEntries(rows.map((row) => [row.class, row.n]));
}

/**
 * Closes what has ended by itself: its row or booking found its counterpart, or the booking was taken back.
 *
 * @returns those that held money in suspense, a page at a time: it is to be taken out.
 */
export async function closeSolved(tx: Tx, place: string, at: Date): Promise<{ readonly closed: number }> {
  const { numAffectedRows } = await sql`
    update hub.money_case as c
       set closed_at = ${at}, closed_by = 'reconciliation',
           closed_how = coalesce(
             (select 'matched ' || m.rule from hub.money_match m
               where m.ended_at is null and (m.row_id = c.row_id or m.booking_id = c.booking_id) limit 1), 'reversed')
     where c.place = ${place} and c.closed_at is null and c.class in ${ownClasses}
       and (exists (select from hub.money_match m where m.ended_at is null and m.row_id = c.row_id)
            or exists (select from hub.money_match m where m.ended_at is null and m.booking_id = c.booking_id)
            or exists (select from hub.journal_booking r where r.reverses = c.booking_id))`.execute(tx);
  return { closed: Number(numAffectedRows ?? 0n) };
}

export interface SuspendedRow {
  readonly caseId: bigint;
  readonly rowId: bigint;
  readonly amount: bigint;
  readonly day: Day | null;
  readonly text: string;
  readonly suspenseId: string | null;
}

/**
 * Cases of this place whose row is in no booking yet. Of a gateway's rows those that it holds beside what we booked: another sum
 * of a payment that is booked is no more money.
 */
export async function rowsToSuspend(tx: Tx, place: string, limit: number): Promise<readonly SuspendedRow[]> {
  const { rows } = await sql<SuspendedRow>`
    select c.id as "caseId", r.id as "rowId", r.amount, r.day, r.text, null as "suspenseId"
      from hub.money_case c join hub.money_row r on r.id = c.row_id
     where c.place = ${place} and c.closed_at is null and c.suspense_id is null and c.class in ${ownClasses}
       -- what differs from a booking of ours at a gateway is in the books already, with our sum
       and (${place} like 'bank:%' or c.class <> 'amountDiffers'
            or not exists (select from hub.money_case o
                            where o.place = c.place and o.reference = c.reference and o.row_id is null and o.closed_at is null
                              and o.class = 'amountDiffers' and sign(o.amount) = sign(c.amount)))
     order by c.id limit ${limit}`.execute(tx);
  return rows;
}

/** Closed cases whose row's money is in suspense still. */
export async function rowsToRelease(tx: Tx, place: string, limit: number): Promise<readonly SuspendedRow[]> {
  const { rows } = await sql<SuspendedRow>`
    select c.id as "caseId", r.id as "rowId", r.amount, b.day, r.text, c.suspense_id as "suspenseId"
      from hub.money_match m
      join hub.money_row r on r.id = m.row_id
      join hub.money_case c on c.row_id = r.id and c.suspense_id is not null
      join hub.journal_booking b on b.id = c.suspense_id
     where c.place = ${place} and m.ended_at is null and m.booking_id <> c.suspense_id
       and not exists (select from hub.journal_booking v where v.reverses = c.suspense_id)
     order by c.id limit ${limit}`.execute(tx);
  return rows;
}

export async function setSuspense(
  tx: Tx,
  held: readonly { readonly caseId: bigint; readonly suspenseId: string }[],
): Promise<void> {
  await sql`
    update hub.money_case as c set suspense_id = held."suspenseId"
      from jsonb_to_recordset(${JSON.stringify(held.map(({ caseId, suspenseId }) => ({ caseId: String(caseId), suspenseId })))}::jsonb)
        as held ("caseId" bigint, "suspenseId" text)
     where c.id = held."caseId"`.execute(tx);
}

/** Rows that are left and name no reference of ours, before anything is opened for them, in the order of their ids. */
export async function rowsLeft(
  tx: Tx,
  after: bigint,
  day: Day,
  limit: number,
): Promise<readonly Omit<SuspendedRow, "caseId" | "suspenseId">[]> {
  const { rows } = await sql<Omit<SuspendedRow, "caseId" | "suspenseId">>`
    select t.id as "rowId", t.amount, t.day, r.text
      from recon_theirs t join hub.money_row r on r.id = t.id
     where t.id > ${after} and t.rule_day <= ${day}::date and ${theirsLeft}
       and r.reference is null and r.hint is null and r.mentions = 0
     order by t.id limit ${limit}`.execute(tx);
  return rows;
}

/** What a rule of the installation explained. */
export async function addMatches(
  tx: Tx,
  matches: readonly { readonly bookingId: string; readonly rowId: bigint; readonly rule: string }[],
): Promise<void> {
  await sql`
    insert into recon_match
    select "bookingId", "rowId", rule
      from jsonb_to_recordset(${JSON.stringify(matches.map(({ bookingId, rowId, rule }) => ({ bookingId, rowId: String(rowId), rule })))}::jsonb)
        as row ("bookingId" text, "rowId" bigint, rule text)`.execute(tx);
}

import { expect } from "chai";
import fc from "fast-check";
import { sql } from "kysely";
import { dayOf, type Day } from "../../core/domain/day.ts";
import { paid, refundSent, type Holder } from "../../core/domain/payment/journal.ts";
import { matchRows, matchRules, type Row } from "../../core/domain/payment/match.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import {
  bank,
  bringGatewayFile,
  bringStatement,
  day,
  gateway,
  reconcile,
  reference,
  unexplainedIn,
  write,
} from "../support/money.ts";

const days = ["2026-01-13", "2026-01-14", "2026-01-15"].map(day);
const last = day("2026-01-15");

interface Said {
  readonly n: number;
  readonly amount: bigint;
  readonly day: Day;
  readonly number: string | null;
  readonly as: "whole" | "wrapped" | "cut" | "strange" | "nothing" | "two";
}

// few references, amounts and days, so that they meet
const said: fc.Arbitrary<Said> = fc.record({
  n: fc.integer({ min: 0, max: 6 }),
  amount: fc.constantFrom(150_000n, 149_999n, 30_000n, -30_000n),
  day: fc.constantFrom(...days),
  number: fc.oneof(
    fc.constant(null),
    fc.integer({ min: 1, max: 4 }).map((n) => `FT${n}`),
  ),
  as: fc.constantFrom("whole", "wrapped", "cut", "cut", "strange", "nothing", "nothing", "two"),
});

// tokens that begin alike, so that what is cut off may be either
const tokenOf = (n: number): string => reference(n < 3 ? 7_000_000_000 + n * 40 : n * 1_000_000_007);
const words = ({ n, as }: Said): string => {
  const token = tokenOf(n);
  if (as === "whole") return `Nop phi ${token} cam on`;
  if (as === "wrapped") return `nop phi ${token.toLowerCase().slice(0, 5)} ${token.slice(5)}.`;
  if (as === "cut") return `MBVCB.123.${token.slice(0, 8 + (n % 4))}`;
  if (as === "two") return `${tokenOf(n)} ${tokenOf((n + 1) % 7)}`;
  return as === "strange" ? "chuyen khoan LT00 tien nha" : "";
};

const ours = fc.array(said, { maxLength: 9 });
const theirs = fc.array(said, { maxLength: 9 });

describe("reconciliation in the database does what matchRows says (R12)", () => {
  let test: TestDatabase;
  before(async () => {
    test = await freshDatabase();
  });
  after(() => test.drop());

  /** `ours|theirs id, class, rule or partner` of both. */
  const told = (rows: readonly string[]): readonly string[] => [...rows].sort();

  async function inDatabase(place: Holder): Promise<readonly string[]> {
    const { rows } = await sql<{ line: string }>`
      select concat_ws(' ', 'match', m.booking_id, r.their_number, r.text, m.rule, abs(r.amount), r.day) as line
        from hub.money_match m join hub.money_row r on r.id = m.row_id where r.place = ${place} and m.ended_at is null
      union all
      select concat_ws(' ', c.class, c.booking_id, r.their_number, r.text, abs(c.amount), c.day)
        from hub.money_case c left join hub.money_row r on r.id = c.row_id
       where c.place = ${place} and c.closed_at is null`.execute(test.db);
    return told(rows.map(({ line }) => line));
  }

  function byOracle(here: readonly Row[], there: readonly Row[], text: (row: Row) => string): readonly string[] {
    const { ours: a, theirs: b } = matchRows(here, there, last);
    const join = (...parts: readonly (string | null)[]): string => parts.filter((part) => part !== null).join(" ");
    const abs = (n: bigint): string => String(n < 0n ? -n : n);
    const thereOf = new Map(there.map((row) => [row.id, row]));
    return told([
      ...a.map(({ row, place, rule, against }) => {
        const other = thereOf.get(against[0] ?? "");
        return place === "matched" && other
          ? join("match", row.id, other.theirNumber, text(other), rule, abs(row.amount), other.day)
          : join(place, row.id, abs(row.amount), row.day);
      }),
      ...b.flatMap(({ row, place }) =>
        place === "matched" ? [] : [join(place, row.theirNumber, text(row), abs(row.amount), row.day)],
      ),
    ]);
  }

  let round = 0;
  const bookingsOf = async (place: Holder, list: readonly Said[]): Promise<readonly Row[]> => {
    round += 1;
    const rows: Row[] = [];
    const numbers = new Set<string>();
    for (const [index, one] of list.entries()) {
      const id = `b${String(round).padStart(4, "0")}-${String(index).padStart(2, "0")}`;
      const at = new Date(`${one.day}T09:00:00+07:00`);
      const of = { id, about: tokenOf(one.n), at };
      await write(test.db, one.amount > 0n ? paid(of, place, one.amount) : refundSent(of, place, -one.amount));
      // a number of theirs is known of a payment alone, and once
      const number = one.amount > 0n && one.number !== null && !numbers.has(one.number) ? one.number : null;
      if (number !== null) numbers.add(number);
      if (number !== null)
        await test.sql(
          `insert into payment (holder, their_number, amount, kept, paid_at, booking_id) values ($1, $2, $3, 'counted', $4, $5)`,
          [place, number, String(one.amount), at, id],
        );
      rows.push({
        ...{ id, where: place, amount: one.amount, day: dayOf(at), theirNumber: number },
        ...{ reference: tokenOf(one.n), text: place === bank ? tokenOf(one.n) : "" },
      });
    }
    return rows;
  };
  const empty = () =>
    test.sql(
      `truncate money_case, money_match, money_row, money_open_row, money_open_line, statement, money_file, money_run, payment, journal_line, journal_booking cascade`,
    );

  it("on a bank's statement: tokens whole, wrapped, cut off or not there", async function () {
    this.timeout(240_000);
    await fc.assert(
      fc.asyncProperty(ours, theirs, async (a, drawn) => {
        await empty();
        const isOurs = (n: number): boolean => a.some((one) => one.n === n % 7);
        // two of ours in a text are nobody's here also where only one of them was given out: the one difference
        const b = drawn.map((one) =>
          one.as === "two" && isOurs(one.n) !== isOurs(one.n + 1) ? { ...one, as: "strange" as const } : one,
        );
        const here = await bookingsOf(bank, a);
        await bringStatement(
          test.db,
          last,
          { opening: 10_000_000n },
          b.map((one) => ({ ...one, text: words(one) })),
        );
        const there: Row[] = b.map((one, index) => ({
          ...{ id: String(index).padStart(4, "0"), where: bank, amount: one.amount, day: one.day },
          ...{ reference: null, theirNumber: one.number, text: words(one) },
        }));
        await reconcile(test.db, bank, last);
        expect(await inDatabase(bank)).to.deep.equal(byOracle(here, there, ({ text }) => text));
        expect(await unexplainedIn(test)).to.deep.equal([]);
      }),
      { numRuns: 120, seed: 20_260_115 },
    );
  });

  it("in a gateway's file: the reference as it is stated", async function () {
    this.timeout(240_000);
    await fc.assert(
      fc.asyncProperty(ours, theirs, async (a, b) => {
        await empty();
        const here = await bookingsOf(gateway, a);
        const rows = b.map((one) => ({
          ...{ reference: tokenOf(one.n), theirNumber: one.number, amount: one.amount < 0n ? -one.amount : one.amount },
          ...{ outcome: one.amount > 0n ? ("paid" as const) : ("reversed" as const) },
          at: new Date(`${one.day}T09:00:00+07:00`),
        }));
        await bringGatewayFile(test.db, last, rows);
        const there: Row[] = b.map((one, index) => ({
          ...{ id: String(index).padStart(4, "0"), where: gateway, amount: one.amount, day: one.day },
          ...{ reference: tokenOf(one.n), theirNumber: one.number, text: "" },
        }));
        await reconcile(test.db, gateway, last);
        expect(await inDatabase(gateway)).to.deep.equal(byOracle(here, there, () => ""));
      }),
      { numRuns: 80, seed: 20_260_116 },
    );
  });

  it("has the same rules", () => {
    expect(matchRules.map(({ id, kind }) => `${id} ${kind}`)).to.deep.equal([
      "M1 reference",
      "M2 token",
      "M3 tokenCutOff",
      "M4 amountAndDay",
    ]);
  });
});

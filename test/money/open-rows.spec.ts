import { expect } from "chai";
import { sql } from "kysely";
import { paid, type Holder } from "../../core/domain/payment/journal.ts";
import { openRows, ourBookings, type Sides } from "../../core/store/money-match.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import {
  balances,
  bank,
  bringGatewayFile,
  bringStatement,
  cases,
  day,
  gateway,
  reconcile,
  reference,
  unexplainedIn,
  write,
} from "../support/money.ts";

const [november, the15] = [day("2025-11-10"), day("2026-01-15")];

describe("what is still unmatched stays open for matching, however old it is", () => {
  let test: TestDatabase;
  beforeEach(async () => {
    test = await freshDatabase();
  });
  afterEach(() => test.drop());

  const booked = (n: number, on: string, amount = 150_000n, place: Holder = bank) =>
    paid({ id: `payment:${n}`, about: reference(n), at: new Date(`${on}T09:00:00+07:00`) }, place, amount);

  it("a backlog of files is reconciled at once: what is 66 days old is matched, and what is left of then is a case", async () => {
    await write(test.db, booked(1, november), booked(2, november), booked(3, november, 77_000n), booked(4, the15));
    await bringStatement(test.db, november, { opening: 1_000_000n }, [
      { amount: 150_000n, text: `phi ${reference(1)}`, number: "FT1" },
      { amount: 77_000n, text: "chuyen tien", number: "FT2" },
      { amount: 70_000n, text: "tien nha", number: "FT3" },
    ]);
    await bringStatement(test.db, the15, { opening: 1_297_000n }, [
      { amount: 150_000n, text: reference(4), number: "FT4" },
    ]);
    const report = await reconcile(test.db, bank, the15);
    expect([report.matched, report.left, report.difference]).to.deep.equal([
      { M2: 2, M4: 1 },
      { missingHere: 1, missingThere: 1 },
      0n,
    ]);
    expect(await cases(test)).to.deep.equal([`missingThere 150000 ${reference(2)}`, "missingHere 70000"]);
    expect(await unexplainedIn(test)).to.deep.equal([]);
  });

  it("a row of November that a person's note names later is matched with the booking of November", async () => {
    await bringStatement(test.db, november, { opening: 0n }, [{ amount: 150_000n, text: reference(1), number: "FT1" }]);
    expect((await reconcile(test.db, bank, november)).left).to.deep.equal({ missingHere: 1 });
    await bringStatement(test.db, the15, { opening: 150_000n }, []);
    await write(test.db, booked(1, november));
    const report = await reconcile(test.db, bank, the15);
    expect([report.matched, report.closed, report.left]).to.deep.equal([{ M2: 1 }, 1, {}]);
  });

  it("the end of a reference is missing: one that was matched long ago keeps its beginning from naming another", async () => {
    // two references that begin alike: 7000000000 and 7000000040
    const [long, later] = [7_000_000_000, 7_000_000_040];
    const beginning = reference(long).slice(0, 8);
    expect(reference(later).slice(0, 8)).to.equal(beginning);
    await write(test.db, booked(long, november));
    await bringStatement(test.db, november, { opening: 0n }, [
      { amount: 150_000n, text: reference(long), number: "FT1" },
    ]);
    await reconcile(test.db, bank, november);
    await write(test.db, booked(later, the15));
    await bringStatement(test.db, the15, { opening: 150_000n }, [
      { amount: 150_000n, text: `nop phi ${beginning}`, number: "FT2" },
    ]);
    const report = await reconcile(test.db, bank, the15);
    expect([report.matched, report.left]).to.deep.equal([{}, { missingHere: 1, missingThere: 1 }]);
  });

  it("what was booked before the other side told its first day is missed by nobody", async () => {
    await write(test.db, booked(1, "2025-06-01", 150_000n, gateway), booked(2, the15, 150_000n, gateway));
    await bringGatewayFile(test.db, the15, []);
    const report = await reconcile(test.db, gateway, the15);
    expect(report.left).to.deep.equal({ missingThere: 1 });
    expect(await cases(test)).to.deep.equal([`missingThere 150000 ${reference(2)}`]);
    expect(await balances(test.db)).to.deep.equal({ "fees:owed": -300_000n, [gateway]: 300_000n });
  });

  it("a match that is made closes row and booking; one that ends opens them again", async () => {
    await write(test.db, booked(1, the15));
    await bringStatement(test.db, the15, { opening: 0n }, [{ amount: 150_000n, text: reference(1), number: "FT1" }]);
    const open = () =>
      test.sql<{ rows: number; lines: number }>(
        "select (select count(*)::int from money_open_row) as rows, (select count(*)::int from money_open_line) as lines",
      );
    expect(await open()).to.deep.equal([{ rows: 1, lines: 1 }]);
    await reconcile(test.db, bank, the15);
    expect(await open()).to.deep.equal([{ rows: 0, lines: 0 }]);
    await test.sql("update money_match set ended_at = now()");
    expect(await open()).to.deep.equal([{ rows: 1, lines: 1 }]);
    await test.sql("update money_row set counts = false");
    expect(await open()).to.deep.equal([{ rows: 0, lines: 1 }]);
  });

  it("costs what is open and not what was: rows, bookings and matches are found by index alone", async () => {
    await test.sql(`insert into money_file (sha256, kind, place, name, bytes, taken_at, taken_by, weight)
      select repeat('a', 64), 'camt', '${bank}', 'x', 1, now(), 'x', 'told'`);
    await test.sql(`insert into money_row (place, key, file_sha256, amount, day, text, counts, reference)
      select '${bank}', 'k' || n, repeat('a', 64), 1000, date '2025-06-01' + n / 100, '', true, 'LT' || lpad(n::text, 10, '0')
        from generate_series(1, 20000) n`);
    await test.sql(`with b as (
        insert into journal_booking (id, kind, about, at, day)
        select 'b' || n, 'paid', 'LT' || lpad(n::text, 10, '0'), now(), date '2025-06-01' + n / 100 from generate_series(1, 20000) n
        returning id)
      insert into journal_line (booking_id, line, account, amount)
      select id, line, case line when 1 then '${bank}' else 'fees:owed' end, case line when 1 then 1000 else -1000 end
        from b, generate_series(1, 2) line`);
    await test.sql(`insert into money_match (booking_id, row_id, rule, by, at)
      select 'b' || substr(key, 2), id, 'M2', 'x', now() from money_row where id % 2000 <> 0`);
    await test.sql("analyze");
    const sides: Sides = { place: bank, since: day("2025-06-01"), day: the15, until: day("2026-01-16") };
    const scanned: string[] = [];
    await test.db.transaction().execute(async (tx) => {
      const explain = async (query: ReturnType<typeof openRows>): Promise<number> => {
        const { rows } = await sql<{
          "QUERY PLAN": [{ Plan: Node }];
        }>`explain (format json, analyze, timing off) ${query}`.execute(tx);
        const plan = rows[0]!["QUERY PLAN"][0].Plan;
        scanned.push(...seqScans(plan));
        return plan["Actual Rows"];
      };
      expect(await explain(openRows(sides))).to.equal(10);
      await sql`create temp table recon_theirs on commit drop as ${openRows(sides)}`.execute(tx);
      await sql`analyze recon_theirs`.execute(tx);
      expect(await explain(ourBookings(sides))).to.equal(10);
    });
    // what is small is read whole
    const small = ["money_open_row", "money_open_line", "money_case", "payment", "recon_theirs"];
    expect(scanned.filter((table) => !small.includes(table))).to.deep.equal([]);
  });
});

interface Node {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Actual Rows": number;
  readonly Plans?: readonly Node[];
}

const seqScans = (node: Node): readonly string[] => [
  ...(node["Node Type"] === "Seq Scan" && node["Relation Name"] ? [node["Relation Name"]] : []),
  ...(node.Plans ?? []).flatMap(seqScans),
];

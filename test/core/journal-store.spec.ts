import { expect } from "chai";
import { sql } from "kysely";
import { paid, feeOwed, reversal, type Booking } from "../../core/domain/payment/journal.ts";
import { book, BookedOtherwise, journalBalances } from "../../core/store/journal.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";

const at = new Date("2026-01-15T09:31:55+07:00");

describe("the journal in the database (R17)", () => {
  let test: TestDatabase;
  before(async () => {
    test = await freshDatabase();
  });
  after(() => test.drop());

  const write = (...bookings: Booking[]) => test.db.transaction().execute((tx) => book(tx, bookings));

  it("keeps a booking once, however often its cause comes, and its accounts sum to zero", async () => {
    const owed = feeOwed({ id: "fee:1", about: "LT1", at }, 150_000n);
    const money = paid({ id: "payment:1", about: "LT1", at }, "gateway:payplatform", 150_000n);
    expect([...(await write(owed, money))]).to.have.members(["fee:1", "payment:1"]);
    expect([...(await write(money))]).to.deep.equal([]);
    expect(Object.fromEntries(await journalBalances(test.db))).to.deep.equal({
      "fees:charged": -150_000n,
      "gateway:payplatform": 150_000n,
      "fees:owed": 0n,
    });
  });

  it("refuses another content under a known id, and then writes nothing of the set", async () => {
    const other = paid({ id: "payment:1", about: "LT1", at }, "gateway:payplatform", 15_000n);
    const good = feeOwed({ id: "fee:2", about: "LT2", at }, 1n);
    const failed: unknown = await write(good, other).then(
      () => "written",
      (error: unknown) => error,
    );
    expect(failed).to.be.instanceOf(BookedOtherwise);
    const { rows } = await sql`select from hub.journal_booking where id = 'fee:2'`.execute(test.db);
    expect(rows).to.have.length(0);
  });

  it("takes a booking back once", async () => {
    const money = paid({ id: "payment:3", about: "LT3", at }, "bank:0123", 7n);
    await write(money, reversal({ id: "back:3", about: "LT3", at }, money));
    const again: unknown = await write(reversal({ id: "back:3b", about: "LT3", at }, money)).catch(
      (error: unknown) => error,
    );
    expect(again).to.have.property("code", "23505");
  });

  for (const [what, statement] of [
    [
      "lines that do not sum to zero",
      sql`insert into hub.journal_line values ('x', 1, 'suspense', 5), ('x', 2, 'bank:1', -4)`,
    ],
    ["a single line", sql`insert into hub.journal_line values ('x', 1, 'suspense', 5)`],
    ["no lines", sql`select 1`],
  ] as const)
    it(`refuses at commit a booking with ${what}`, async () => {
      const failed: unknown = await test.db
        .transaction()
        .execute(async (tx) => {
          await sql`insert into hub.journal_booking (id, kind, about, at, day) values ('x', 'paid', 'x', now(), now())`.execute(
            tx,
          );
          await statement.execute(tx);
        })
        .catch((error: unknown) => error);
      expect(failed).to.have.property("code", "23514");
    });

  it("cannot be rewritten by the hub", async () => {
    for (const change of [
      sql`update hub.journal_line set amount = 1`,
      sql`delete from hub.journal_line`,
      sql`update hub.journal_booking set kind = 'paid'`,
      sql`delete from hub.journal_booking`,
    ]) {
      const failed: unknown = await change.execute(test.db).catch((error: unknown) => error);
      expect(failed).to.have.property("code", "42501");
    }
  });
});

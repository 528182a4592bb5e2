import { expect } from "chai";
import { freshDatabase, type TestDatabase } from "../support/database.ts";

/** What the application may do to the bus's tables, and nothing else: history cannot be changed or deleted by it. */
const rights = {
  outbox: ["INSERT", "SELECT"],
  lane: ["INSERT", "SELECT", "UPDATE"],
  delivery: ["INSERT", "SELECT", "UPDATE"],
  inbox_counter: ["INSERT", "SELECT", "UPDATE"],
  delivery_attempt: ["INSERT", "SELECT"],
  delivery_reopened: ["INSERT", "SELECT"],
  parked_message: ["INSERT", "SELECT"],
  transport_message: ["DELETE", "INSERT", "SELECT", "UPDATE"],
};

describe("the application role on the bus's tables", () => {
  let database: TestDatabase;
  before(async () => (database = await freshDatabase()));
  after(() => database.drop());

  for (const [table, expected] of Object.entries(rights))
    it(`${table}: ${expected.join(", ").toLowerCase()}`, async () => {
      const rows = await database.sql<{ privilege: string }>(
        `select privilege from unnest(array['SELECT','INSERT','UPDATE','DELETE','TRUNCATE']) privilege
         where has_table_privilege('hub_app', 'hub.' || $1, privilege) order by privilege`,
        [table],
      );
      expect(rows.map(({ privilege }) => privilege)).to.deep.equal(expected);
    });

  it("outbox: only the two marks of its way may be set", async () => {
    const rows = await database.sql<{ name: string }>(
      `select attname as name from pg_attribute
       where attrelid = 'hub.outbox'::regclass and attnum > 0
         and has_column_privilege('hub_app', attrelid, attnum, 'UPDATE') order by attname`,
    );
    expect(rows.map(({ name }) => name)).to.deep.equal(["arrived_at", "published_at"]);
  });
});

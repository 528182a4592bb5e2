import { freshDatabase, type TestDatabase } from "./database.ts";

/** A database with a table `noted (what)` that is empty before each test; for the suite that calls it. */
export function aNotedTable(): { readonly test: () => TestDatabase; readonly noted: () => Promise<string[]> } {
  let test: TestDatabase;
  before(async () => {
    test = await freshDatabase();
    await test.sql("create table noted (what text primary key)");
    await test.sql("grant select, insert on noted to hub_app");
  });
  after(() => test.drop());
  beforeEach(() => test.sql("truncate noted"));
  return {
    test: () => test,
    noted: async () =>
      (await test.sql<{ what: string }>("select what from noted order by what")).map(({ what }) => what),
  };
}

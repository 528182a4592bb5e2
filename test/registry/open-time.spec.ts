import { expect } from "chai";
import { openClocks, seedClocks } from "../../core/service/clock-in-force.ts";
import { makeOpenTimeOf } from "../../core/service/open-time-of.ts";
import { insertClosure } from "../../core/store/calendars.ts";
import { parseDay } from "../../core/domain/day.ts";
import { commune, district, someAgencies } from "../support/bus.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";

describe("when an agency is open, as the delivery schedule asks", () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await freshDatabase();
    await someAgencies(database);
    await seedClocks(database.db);
  });
  afterEach(() => database.drop());

  it("is its calendar and hours in force, and the closures it has declared; a new closure counts after five minutes", async () => {
    let now = new Date("2026-11-25T22:00:00+07:00");
    const openTimeOf = makeOpenTimeOf(database.db, openClocks(), () => now);
    const opens = async (agency: string) => (await openTimeOf(agency))(now, 0).toISOString();
    expect(await opens(commune)).to.equal("2026-11-26T00:30:00.000Z"); // 07:30 on Thursday
    await database.db.transaction().execute((tx) =>
      insertClosure(tx, commune, {
        from: parseDay("2026-11-26"),
        to: parseDay("2026-11-29"),
        basis: "TB 12/UBND",
        replacedBy: null,
        noticeOn: null,
      }),
    );
    expect(await opens(commune)).to.equal("2026-11-26T00:30:00.000Z");
    now = new Date("2026-11-25T22:05:00+07:00");
    expect(await opens(commune)).to.equal("2026-11-30T00:30:00.000Z"); // the Monday after
    expect(await opens(district)).to.equal("2026-11-26T00:30:00.000Z"); // another agency's closure is not its own
  });
});

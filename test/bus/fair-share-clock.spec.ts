import { expect } from "chai";
import { sql } from "kysely";
import { claimDue } from "../../bus/claim.ts";
import { sharesOf } from "../../bus/fair-share.ts";
import { aPartner, district, someAgencies } from "../support/bus.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";

const start = new Date("2026-11-20T09:00:00+07:00");
/** Calls that the partner bears in a second. */
const capacity = 10;

/** After an outage, the statement itself under a clock that stands still: a second a look, each call a second long. */
describe("after an outage nobody waits for ever (NĐ 63/2024 art. 7)", function () {
  this.timeout(120_000);
  let database: TestDatabase;
  beforeEach(async () => {
    database = await freshDatabase();
    await someAgencies(database);
    await aPartner(database, "huyen", { serves: [district], url: "https://huyen.example/webhook" });
    await database.sql(`update hub.subscription set concurrency = ${capacity}`);
    // found before PostgreSQL's own, where the search path names it first
    await database.sql(
      `create schema clock; create table clock.time (at timestamptz); insert into clock.time values (now());
       create function clock.now() returns timestamptz language sql stable as 'select at from clock.time';
       grant usage on schema clock to hub_app; grant select, update on clock.time to hub_app`,
    );
  });
  afterEach(() => database.drop());

  /** Heads of so many lanes of their own. @param from number of the first; the kind is in the dossier's code. */
  const come = async (kind: string, from: number, count: number, ahead: boolean, at: Date) => {
    await database.sql(
      `with came as (
         select gen_random_uuid() as id, $1 || '-' || n as subject, n from generate_series($2::integer, $3::integer) n
       ), lanes as (
         insert into hub.lane (receiver, subject, announced, delivered) select $4, subject, 1, 0 from came
       )
       insert into hub.delivery (message_id, receiver, subject, sequence, partner_id, envelope, ahead, created_at, next_attempt_at)
       select id, $4, subject, 1, 'huyen', '{}', $5, $6::timestamptz + (n - $2) * interval '1 ms',
              $6::timestamptz + (n - $2) * interval '1 ms' from came`,
      [kind, from, from + count - 1, district, ahead, at],
    );
  };

  /** @returns in which second each was taken. */
  const live = async (seconds: number, eachSecond: { readonly linked: number; readonly others: number }) => {
    const taken = new Map<string, number>();
    await database.db.connection().execute(async (db) => {
      await sql`set search_path = clock, pg_catalog, hub`.execute(db);
      for (let second = 0; second < seconds; second++) {
        const now = new Date(start.getTime() + second * 1_000);
        await sql`update clock.time set at = ${now}`.execute(db);
        const { linked, others } = eachSecond;
        // the others a little earlier, so that none is as old as a linked one
        await come("new-other", second * 100, others, false, new Date(now.getTime() - 550));
        await come("new-linked", second * 100, linked, true, new Date(now.getTime() - 500));
        const claims = await claimDue(db, 32, 60_000, ["webhook"], sharesOf(second));
        // however many shares there are, the partner bears no more
        expect(claims.length).to.be.at.most(capacity);
        for (const { subject } of claims) taken.set(subject, second);
        await database.sql(
          "update hub.delivery set state = 'delivered', leased_until = null where leased_until is not null",
        );
      }
      await sql`set search_path = hub`.execute(db);
    });
    return taken;
  };
  const ofKind = (taken: ReadonlyMap<string, number>, kind: string) =>
    [...taken].filter(([subject]) => subject.startsWith(`${kind}-`)).map(([subject, at]) => ({ subject, at }));
  const bySecond = (taken: ReadonlyMap<string, number>, kind: string, second: number) =>
    ofKind(taken, kind).filter(({ at }) => at <= second).length;

  it("new linked steps are told within seconds while the late ones and the others are caught up with", async () => {
    await come("late-linked", 0, 300, true, new Date(start.getTime() - 3 * 3_600_000));
    await come("late-other", 0, 300, false, new Date(start.getTime() - 3 * 3_600_000));
    const taken = await live(120, { linked: 2, others: 3 });
    const waited = ofKind(taken, "new-linked").map(
      ({ subject, at }) => at - Math.floor(Number(subject.slice(11)) / 100),
    );
    expect(waited.length).to.be.greaterThan(230);
    // two looks in five begin with what is not in time any more
    expect(Math.max(...waited)).to.be.at.most(2);
    expect(bySecond(taken, "late-linked", 60)).to.equal(300);
    // the others have their look in five all along: one for the oldest, one for the newest
    expect(bySecond(taken, "late-other", 20)).to.be.at.least(20);
    expect(bySecond(taken, "new-other", 20)).to.be.at.least(10);
    expect(bySecond(taken, "late-other", 119)).to.be.greaterThan(200);
  });

  it("more new linked steps than the portal bears starve neither the late ones nor the others", async () => {
    await come("late-linked", 0, 100, true, new Date(start.getTime() - 3 * 3_600_000));
    await come("late-other", 0, 300, false, new Date(start.getTime() - 3 * 3_600_000));
    const taken = await live(60, { linked: 12, others: 3 });
    // a look in five is theirs: ten in five seconds
    expect(bySecond(taken, "late-linked", 24)).to.equal(50);
    expect(bySecond(taken, "late-linked", 49)).to.equal(100);
    // and one in ten is by age alone, in which the others have their turn; the newest of all are linked here
    expect(bySecond(taken, "late-other", 49)).to.equal(50);
    // all else is for what can be in time
    expect(bySecond(taken, "new-linked", 49)).to.equal(350);
  });
});

import { expect } from "chai";
import { forecast } from "../../bus/forecast.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { aPartner, anAnnouncement, bringAll, commune, district, someAgencies, tell } from "../support/bus.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";

const now = new Date("2026-02-23T00:30:00Z"); // 07:30 in Viet Nam, the first day after Tết
const minutes = (n: number) => new Date(now.getTime() + n * 60_000);

describe("the forecast of a backlog", () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await freshDatabase();
    await someAgencies(database);
    await aPartner(database, "huyen", { serves: [district], url: "https://huyen.example/" });
    for (let n = 1; n <= 30; n += 1) {
      const subject = parseDossierCode(`H63.29.04-190312-${String(n).padStart(4, "0")}`);
      await tell(database, anAnnouncement({ subject }), anAnnouncement({ subject }));
    }
    await bringAll(database);
  });
  afterEach(() => database.drop());
  const flow = (set: string) => database.sql(`update hub.partner_flow set ${set} where partner_id = 'huyen'`);
  const foreseen = async () => (await forecast(database.db, now))[0];

  it("counts what waits, by how fast the partner answers: 60 messages, 4 at a time, 2 s each, are half a minute", async () => {
    await flow("answer_ms = 2000");
    expect(await foreseen()).to.deep.include({
      ...{ partnerId: "huyen", channel: "webhook", waiting: 60, parked: 0, downSince: null },
      ...{ perMinute: 120, measured: true, startsAt: now, endsAt: minutes(0.5) },
    });
  });

  it("keeps the rate that was agreed: 60 messages at 6 a minute are ten minutes", async () => {
    await flow("answer_ms = 20");
    await database.sql("update hub.subscription set per_minute = 6");
    expect(await foreseen()).to.deep.include({ perMinute: 6, endsAt: minutes(10) });
  });

  it("supposes a second for an answer where none was seen, and says so", async () => {
    expect(await foreseen()).to.deep.include({ perMinute: 240, measured: false, endsAt: minutes(0.25) });
  });

  it("begins when a partner that is down is called next", async () => {
    await flow(`opened_at = '2026-02-13T10:00:00Z', opened_by = 'unreachable', probe_at = '2026-02-23T00:35:00Z'`);
    expect(await foreseen()).to.deep.include({
      downSince: new Date("2026-02-13T10:00:00Z"),
      startsAt: minutes(5),
      endsAt: minutes(5.25),
    });
  });

  it("has no end where the address is gone, or the partner fetches itself", async () => {
    await flow("opened_at = now(), opened_by = 'gone', probe_at = 'infinity'");
    expect(await foreseen()).to.deep.include({ startsAt: null, endsAt: null });
    await aPartner(database, "xa", { serves: [commune] });
    await tell(database, anAnnouncement({ receiver: commune }));
    await bringAll(database);
    expect((await forecast(database.db, now))[1]).to.deep.include({
      ...{ partnerId: "xa", channel: "inbox", waiting: 1, perMinute: null, endsAt: null },
    });
  });
});

import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { Registry } from "prom-client";
import { makeIntake } from "../../bus/intake.ts";
import { announce } from "../../bus/outbox.ts";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import { feedPortal, startFeed } from "../../core/service/feed-portal.ts";
import { untoldAges } from "../../core/service/portal-holdings.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { openPortalLag } from "../../platform/metrics.ts";
import { consignments, silent } from "../support/bus.ts";
import { eventually } from "../support/eventually.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";

describe("how far the national portal is behind (P13)", () => {
  let gateway: TestGateway;
  const { commune, procedure } = walkNow;
  beforeEach(async () => {
    gateway = await testGateway();
    await gateway.register("commune", [commune]);
    await gateway.database.sql(
      "insert into hub.partner (id, name, secret_sha256) values ('national-portal', 'Cổng', 'x')",
    );
    await gateway.database.sql(
      "insert into hub.partner_unit (organisation_code, partner_id) select code, 'national-portal' from hub.organisation where code = 'G22'",
    );
    await startFeed(gateway.database.db, feed, new Date("2019-01-01T00:00:00+07:00"));
  });
  afterEach(() => gateway.close());

  const feed = { partnerId: "national-portal", receiver: parseOrgCode("G22") };
  const ages = async () => {
    const { all, linked } = await untoldAges(gateway.database.db, "national-portal", "G22");
    return { all: Math.floor(all / 60), linked: Math.floor(linked / 60) };
  };
  /** So many minutes ago. */
  const receive = async (minutes: number, flow?: string): Promise<string> => {
    const token = await gateway.tokenOf("commune");
    const body = { by: commune, procedure, applicant: { name: "Nguyễn Văn Thử Nghiệm" } };
    const received = await gateway.send("POST", "/v1/dossiers", { token, key: aKey(), body });
    const code = received.body.dossier.code as string;
    const { sql } = gateway.database;
    if (flow)
      await sql(
        `insert into hub.dossier_national_code (dossier_id, national_code, flow)
         select id, 'G22.99-' || code, $2 from hub.dossier where code = $1`,
        [code, flow],
      );
    const ago = `now() - make_interval(mins => ${minutes}, secs => 5)`;
    await sql(`update hub.dossier set changed_at = ${ago} where code = $1`, [code]);
    await sql(
      `update hub.dossier_event set recorded_at = ${ago} where dossier_id = (select id from hub.dossier where code = $1)`,
      [code],
    );
    return code;
  };
  const feedAndBring = async (messages: number) => {
    let fed = 0;
    await eventually("all is fed", async () => {
      fed += (await feedPortal({ db: gateway.database.db, announce, newId: randomUUID }, feed)).announced;
      return fed === messages;
    });
    const take = makeIntake({ db: gateway.database.db, log: silent });
    for (const one of await consignments(gateway.database)) await take({ ...one, redeliveries: 0 });
  };

  it("is nothing where there is nothing to tell", async () => {
    expect(await ages()).to.deep.equal({ all: 0, linked: 0 });
  });

  it("is the age of the oldest change before it is fed, and after", async () => {
    await receive(30);
    await receive(20);
    expect(await ages()).to.deep.equal({ all: 30, linked: 0 });
    await feedAndBring(2);
    expect(await ages()).to.deep.equal({ all: 30, linked: 0 });
  });

  it("is told for linked groups by themselves", async () => {
    await receive(30);
    await receive(7, "dvclt");
    await feedAndBring(2);
    expect(await ages()).to.deep.equal({ all: 30, linked: 7 });
  });

  it("leaves out what waits for a person, and counts what goes on behind it", async () => {
    const parked = await receive(30);
    await receive(20);
    await feedAndBring(2);
    await gateway.database.sql("update hub.delivery set state = 'parked' where subject = $1", [parked]);
    expect(await ages()).to.deep.equal({ all: 20, linked: 0 });
  });

  it("is a metric, and no hindrance to others while the database is away", async () => {
    const registry = new Registry();
    let away = false;
    openPortalLag(registry, () => (away ? Promise.reject(new Error("away")) : Promise.resolve({ all: 61, linked: 2 })));
    const lines = async () => (await registry.metrics()).split("\n").filter((line) => line.startsWith("hub_"));
    expect(await lines()).to.deep.equal([
      'hub_portal_untold_seconds{group="all"} 61',
      'hub_portal_untold_seconds{group="linked"} 2',
    ]);
    away = true;
    expect(await lines()).to.deep.equal([]);
  });
});

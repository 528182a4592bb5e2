import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { Registry } from "prom-client";
import { makeIntake } from "../../bus/intake.ts";
import { announce } from "../../bus/outbox.ts";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import { feedPortal, startFeed } from "../../core/service/feed-portal.ts";
import { untoldAges } from "../../core/service/portal-holdings.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { openBusMetrics, watchLateness } from "../../bus/metrics.ts";
import { measurePortal } from "../../main/portal.ts";
import { openDatabase } from "../../platform/database.ts";
import { openPortalGauges } from "../../platform/metrics.ts";
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

  describe("as a metric", () => {
    const lines = async (registry: Registry) =>
      (await registry.metrics()).split("\n").filter((line) => line.startsWith("hub_portal_"));

    it("comes from the loop that measures lateness; a scrape asks the database nothing", async () => {
      const asked: string[] = [];
      const { db } = gateway.database;
      const watched = db.withPlugin({
        transformQuery: ({ node }) => {
          asked.push(node.kind);
          return node;
        },
        transformResult: ({ result }) => Promise.resolve(result),
      });
      const registry = new Registry();
      const gauges = openPortalGauges(registry);
      const measure = () => measurePortal(watched, "G22", silent, gauges);
      const watch = watchLateness(db, openBusMetrics(new Registry()), silent, 3_600_000, [measure]);
      await receive(30);
      await watch.refresh();
      await watch.refresh();
      const measured = asked.length;
      expect(measured).to.be.greaterThan(0);
      expect(
        (await lines(registry)).map((line) =>
          line.replace(/ ([\d.]+)$/, (_, n: string) => ` ${Math.floor(Number(n) / 60)} min`),
        ),
      ).to.deep.equal([
        'hub_portal_untold_seconds{group="all"} 30 min',
        'hub_portal_untold_seconds{group="linked"} 0 min',
      ]);
      expect(asked).to.have.length(measured);
      await watch.close();
    });

    it("tells what the last night found, every kind; what a person asked for in between is no night", async () => {
      const { sql } = gateway.database;
      const code = await receive(30);
      const run = async (kind: string, ended: string, differences: readonly string[]) => {
        const [row] = await sql<{ id: string }>(
          `insert into hub.portal_reconciliation (kind, ended_at, unasked) values ($1, ${ended}, 4) returning id`,
          [kind],
        );
        for (const each of differences)
          await sql(
            `insert into hub.portal_difference (run_id, dossier_id, kind, repaired)
             select $1, id, $2, false from hub.dossier where code = $3`,
            [row?.id, each, code],
          );
      };
      await run("nightly", "now()", ["parked"]);
      await run("nightly", "now()", ["late", "untold-step"]);
      await run("nightly", "null", ["missing"]);
      await run("asked", "now()", ["status"]);
      const registry = new Registry();
      await measurePortal(gateway.database.db, "G22", silent, openPortalGauges(registry));
      expect((await lines(registry)).filter((line) => line.includes("differences")).sort()).to.deep.equal([
        'hub_portal_differences{kind="late"} 1',
        'hub_portal_differences{kind="missing"} 0',
        'hub_portal_differences{kind="parked"} 0',
        'hub_portal_differences{kind="status"} 0',
        'hub_portal_differences{kind="unasked"} 4',
        'hub_portal_differences{kind="unknown-step"} 0',
        'hub_portal_differences{kind="untold-step"} 1',
      ]);
    });

    it("has no lines while the database is away, and hinders no others", async () => {
      const registry = new Registry();
      const gauges = openPortalGauges(registry);
      gauges.untold({ all: 61, linked: 2 });
      const away = openDatabase("postgres://postgres@127.0.0.1:1/none", "away", 1);
      await measurePortal(away, "G22", silent, gauges);
      expect(await lines(registry)).to.deep.equal([]);
      await away.destroy();
    });
  });
});

import { expect } from "chai";
import { startUnitStandIn } from "../../../adapters/unit/stand-in.ts";
import { makeDeliver } from "../../../adapters/unit/index.ts";
import { startDeliveryWorker, type DeliveryWorker } from "../../../bus/lanes.ts";
import { makeIntake } from "../../../bus/intake.ts";
import { masterKey } from "../../../platform/master-key.ts";
import { openListener, type Listener } from "../../../platform/listen.ts";
import { consignments, silent } from "../../support/bus.ts";
import { eventually } from "../../support/eventually.ts";
import { playScenario, type Stage } from "../../support/scenario.ts";

const { secretOf } = masterKey(Buffer.alloc(32, 7));
const secret = () => secretOf("department", 1);
const dossiers = ["A", "B", "C"];
/** Longest pause between two looks whether a partner is back (bus/retry.ts), and how long this one is away. */
const [pauseMinutes, awayMinutes] = [10, 180];

playScenario(import.meta.url, {
  after(stage) {
    let worker: DeliveryWorker;
    let listener: Listener;
    let port: number;
    const sql: Stage["gateway"]["database"]["sql"] = (text, values) => stage().gateway.database.sql(text, values);
    const step = async (dossier: string, what: string, at: string, to?: string) => {
      const { status, body } = await stage().act({
        ...{
          dossier,
          step: what,
          by: "commune",
          role: "officer",
          at,
          with: what === "recall" ? { reason: "nhầm nơi nhận" } : {},
        },
        ...(to ? { to } : {}),
      });
      expect(status, JSON.stringify(body)).to.equal(201);
    };
    let brought = 0;
    /** What the relay and the broker would bring, in the order of the outbox. */
    const bring = async () => {
      const take = makeIntake({ db: stage().gateway.database.db, log: silent });
      const all = await consignments(stage().gateway.database);
      for (const one of all.slice(brought)) await take({ ...one, redeliveries: 0 });
      brought = all.length;
    };
    /** Lets minutes of the schedule pass, and waits until what became due was tried. */
    const pass = async (minutes: number) => {
      await sql(
        `update delivery set next_attempt_at = next_attempt_at - make_interval(mins => $1)
          where state = 'waiting' and next_attempt_at < 'infinity' and leased_until is null`,
        [minutes],
      );
      await sql(
        "update partner_flow set probe_at = probe_at - make_interval(mins => $1) where partner_id = 'department'",
        [minutes],
      );
      await eventually("nothing due is untried", async () => {
        const [open] = await sql<{ calling: boolean; due: boolean }>(
          `select exists (select from delivery where receiver = 'H38.16' and leased_until is not null) as calling,
                  case when flow.opened_at is not null then flow.probe_at <= now()
                       else exists (
                         select from delivery head where state = 'waiting' and receiver = 'H38.16' and next_attempt_at <= now())
                  end as due
             from partner_flow flow where partner_id = 'department'`,
        );
        return !open!.calling && !open!.due;
      });
    };
    const outages = async () =>
      (await sql<{ event: string }>("select event from outage_alert order by at")).map(({ event }) => event);
    const states = () =>
      sql<{ state: string; n: number }>(
        "select state, count(*)::int as n from delivery where receiver = 'H38.16' group by state order by state",
      );

    before(async () => {
      const first = await startUnitStandIn({ secret, log: silent });
      port = Number(new URL(first.webhookUrl).port);
      await sql("insert into subscription (partner_id, channel, url) values ('department', 'webhook', $1)", [
        first.webhookUrl,
      ]);
      await first.close(); // from now on nothing listens there
      listener = openListener({ url: stage().gateway.database.url, log: silent, name: "test" });
      worker = startDeliveryWorker({
        ...{ db: stage().gateway.database.db, listener, log: silent, fallbackMs: 100, random: () => 1 },
        deliver: makeDeliver({ secretOf, privateWebhooks: true }),
      });
    });
    after(async () => {
      await worker.close();
      await listener.close();
    });

    it("away for three hours: one message is tried every ten minutes, and nothing behind a head", async () => {
      for (const dossier of dossiers) {
        await step(dossier, "handOver", "2026-12-01 08:10", "department");
        await step(dossier, "recall", "2026-12-01 08:11");
      }
      await bring();
      for (let minute = 0; minute < awayMinutes; minute += pauseMinutes) {
        if (minute === 60) {
          for (const dossier of dossiers) {
            await step(dossier, "handOver", "2026-12-01 09:00", "department");
            await step(dossier, "recall", "2026-12-01 09:01");
            await step(dossier, "handOver", "2026-12-01 09:02", "department");
          }
          await bring();
        }
        await pass(pauseMinutes);
      }
      expect(await states()).to.deep.equal([{ state: "waiting", n: 15 }]);
      const tried = await sql<{ sequence: number; attempts: number }>(
        `select sequence, sum(attempts)::int as attempts from delivery
          where receiver = 'H38.16' and attempts > 0 group by sequence`,
      );
      expect(tried.map(({ sequence }) => sequence)).to.deep.equal([1]);
      // three heads twice until the circuit is open, then a look every ten minutes for the rest of the 180
      expect(tried[0]!.attempts).to.be.within(18, 24);
      const [look] = await sql<{ seconds: number }>(
        "select extract(epoch from probe_at - now())::int as seconds from partner_flow where partner_id = 'department'",
      );
      expect(look!.seconds).to.be.within(1, pauseMinutes * 60);
      expect(await outages()).to.deep.equal(["opened"]);
    });

    it("back again: within ten minutes all fifteen arrive, each dossier's in order, none twice", async () => {
      const standIn = await startUnitStandIn({ secret, log: silent, port });
      try {
        await pass(pauseMinutes);
        await eventually("all arrived", () => standIn.received().length === 15);
        expect(standIn.violations()).to.deep.equal([]);
        for (const dossier of dossiers) {
          const got = standIn.received().filter(({ subject }) => subject === stage().code(dossier));
          expect(got.map(({ sequence }) => sequence)).to.deep.equal([1, 2, 3, 4, 5]);
        }
        expect(new Set(standIn.received().map(({ id }) => id)).size).to.equal(15);
        await eventually("all written down", async () => (await states())[0]?.state === "delivered");
        expect(await states()).to.deep.equal([{ state: "delivered", n: 15 }]);
        expect(await outages()).to.deep.equal(["opened", "closed"]);
      } finally {
        await standIn.close();
      }
    });

    it("every attempt is on record", async () => {
      const [row] = await sql(
        `select count(*) filter (where outcome = 'delivered')::int as delivered,
                count(*) filter (where outcome <> 'delivered')::int >= 18 as failures
           from delivery_attempt join delivery using (message_id) where receiver = 'H38.16'`,
      );
      expect(row).to.deep.equal({ delivered: 15, failures: true });
    });
  },
});

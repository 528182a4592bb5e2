import { expect } from "chai";
import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { sayMatter } from "../../core/domain/post/matter-words.ts";
import { hearableCollections, unsettledCollections } from "../../core/store/post-collections.ts";
import { listMatters } from "../../core/store/post-matters.ts";
import { openDatabase } from "../../platform/database.ts";
import { migrate } from "../../platform/migrations.ts";
import { fromRoot } from "../../platform/root.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";

/** What 0087 finds: receipts that were booked and paid no fee, and fees that people confirmed by hand. */
describe("receipts of the post from before they paid fees (0087)", () => {
  let database: TestDatabase;
  let folder: string;
  let url: string;
  const name = `before_0087_${process.pid}`;
  before(async () => {
    database = await freshDatabase();
    folder = await mkdtemp(join(tmpdir(), "migrations-"));
    await database.sql(`create database ${name}`);
    url = Object.assign(new URL(database.url), { pathname: `/${name}` }).href;
    const old = (await readdir(fromRoot("migrations"))).filter((file) => file < "0087");
    for (const file of old) await cp(join(fromRoot("migrations"), file), join(folder, file));
    await migrate(url, folder);
  });
  after(async () => {
    await database.sql(`drop database if exists ${name} with (force)`);
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  it("none is heard by itself, and one matter a customer tells how many there are", async () => {
    const client = new pg.Client({ connectionString: url, options: "-c search_path=hub" });
    await client.connect();
    try {
      // no dossier, no order: what they refer to is of no matter here
      await client.query("set session_replication_role = replica");
      for (const [customer, receipt] of [
        ["KH-TAP", "BL-01"],
        ["KH-TAP", "BL-02"],
        ["KH-HAI", "BL-01"],
      ] as const) {
        await client.query(
          `insert into post_collection (customer_code, receipt_number, order_id, amount_vnd, collected_at, partner_id, role)
           values ($1, $2, 1, 150000, '2026-11-20T09:30:00+07', 'P', 'postClerk')`,
          [customer, receipt],
        );
        await client.query(
          `insert into journal_booking (id, kind, about, at, day) values ($1, 'postCollected', 'D-1', now(), '2026-11-20')`,
          [`post:${customer}:${receipt}`],
        );
      }
      await client.query(
        `insert into post_order (id, dossier_id, purpose, attempt, number, account, profile, customer_code, unit_code,
                                 weight_grams, partner_id, cause)
         overriding system value values (1, 1, 'sendDossier', 1, 'D-1', 'a', 'VP-1', 'KH-TAP', 'H38', 100, 'P', 'x')`,
      );
      await client.query(
        `insert into dossier (id, code, procedure_code, procedure_version, state, channel, held_by, held_since, last_event_at,
                              received_at, received_by, revision)
         overriding system value values (1, 'H38.91-261120-0001', 'x', '2026-01-01', 'submitted', 'online', 'H38.91', now(), now(),
                                         now(), 'H38.91', 1)`,
      );
      await client.query(
        `insert into fee (id, dossier_id, number, amount, fixed_at, fixed_by)
         overriding system value values (1, 1, 1, 150000, now(), 'cb')`,
      );
    } finally {
      await client.end();
    }
    await cp(fromRoot("migrations"), folder, { recursive: true });
    expect(await migrate(url, folder)).to.include("0087_post_money.sql");
    const db = openDatabase(url, "test");
    try {
      expect(await hearableCollections(db, 10)).to.deep.equal([]);
      expect(await unsettledCollections(db, { customerCode: undefined, limit: 10 })).to.have.length(3);
      const matters = await listMatters(db);
      expect(
        matters
          .map(({ subject, kind, details }) => ({ subject, kind, details }))
          .toSorted((a, b) => (a.subject < b.subject ? -1 : 1)),
      ).to.deep.equal([
        { subject: "KH-HAI", kind: "collected-before", details: { count: "1", amount: "150000" } },
        { subject: "KH-TAP", kind: "collected-before", details: { count: "2", amount: "300000" } },
      ]);
      const words = sayMatter(matters[0]!, "en");
      expect(words)
        .to.include("Before migration 0087")
        .and.not.match(/[{}]|NUMBER/);
    } finally {
      await db.destroy();
    }
  });
});

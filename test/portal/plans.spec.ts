import { expect } from "chai";
import type { RawBuilder } from "kysely";
import { statement as statusStatement } from "../../core/store/dossier-status.ts";
import { statement as lookupStatement } from "../../core/store/portal-lookup.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";

/** What grows with the number of dossiers. */
const large = [
  "dossier",
  "dossier_event",
  "dossier_person",
  "dossier_party",
  "dossier_national_code",
  "overdue_case",
] as const;

/** Copies of the one dossier; neither checks nor evidence of rows that are nobody's. */
const copies = 30_000;

describe("status is read by indexes only, whatever the statistics say", () => {
  let gateway: TestGateway;
  let code: string;
  const { commune, procedure } = walkNow;
  before(async () => {
    gateway = await testGateway();
    await gateway.register("commune", [commune]);
    const token = await gateway.tokenOf("commune");
    const body = { by: commune, procedure, applicant: { name: "Nguyễn Văn Thử Nghiệm" } };
    const received = await gateway.send("POST", "/v1/dossiers", { token, key: aKey(), body });
    code = received.body.dossier.code as string;
  });
  after(() => gateway.close());

  const plan = async (statement: RawBuilder<unknown>, mode: "force_generic_plan" | "force_custom_plan") => {
    const compiled = statement.compile(gateway.database.db);
    const name = `plan_${mode}`;
    const literal = (value: unknown): string =>
      Array.isArray(value) ? `array[${value.map(literal).join()}]::text[]` : `'${String(value)}'`;
    return gateway.database.db.transaction().execute(async (tx) => {
      const run = async (sql: string) => (await tx.executeQuery({ ...compiled, sql, parameters: [] })).rows;
      await run(`set local plan_cache_mode = ${mode}`);
      await run(`prepare ${name} as ${compiled.sql}`);
      const rows = await run(`explain execute ${name} (${compiled.parameters.map(literal).join()})`);
      await run(`deallocate ${name}`);
      return rows.map((row) => String(Object.values(row as object)[0])).join("\n");
    });
  };

  const codes = Array.from({ length: 200 }, (_, n) => `H99.01-260101-${String(n + 1).padStart(4, "0")}`);
  const expectIndexes = async () => {
    for (const mode of ["force_generic_plan", "force_custom_plan"] as const)
      for (const [what, statement] of [
        ["look-up", lookupStatement([code])],
        ["look-ups together", lookupStatement([code, ...codes.slice(0, 63)])],
        ["batch", statusStatement([code, ...codes], ["H38.91", "H38.16", "H41.91"], "2026-01-01")],
      ] as const) {
        const found = await plan(statement, mode);
        // an empty table may be read as it likes
        for (const table of large.filter((name) => name !== "overdue_case"))
          expect(found, `${what}, ${mode}`).not.to.match(new RegExp(`Seq Scan on ${table}\\b`));
      }
  };
  const grow = async () => {
    for (const table of large) {
      const key = table === "dossier" ? "id" : "dossier_id";
      const own: Readonly<Record<string, string>> = {
        [key]: "1000 + n",
        code: "'H99.02-260101-' || lpad(n::text, 5, '0')",
        event_id: "gen_random_uuid()",
      };
      const names = (
        await gateway.database.sql<{ name: string }>(
          `select column_name as name from information_schema.columns
            where table_schema = 'hub' and table_name = '${table}' and is_generated = 'NEVER'`,
        )
      ).map(({ name }) => name);
      await gateway.database.sql(
        `begin; set local session_replication_role = replica;
         insert into hub.${table} (${names.join()}) overriding system value
         select ${names.map((name) => own[name] ?? `t.${name}`).join()}
           from hub.${table} t, generate_series(1, ${copies}) n where t.${key} < 1000; commit`,
      );
    }
    await gateway.database.sql(
      `begin; set local session_replication_role = replica;
       insert into hub.dossier_national_code (dossier_id, national_code, flow)
       select 1000 + n, 'G22.99-260101-' || lpad(n::text, 5, '0'), 'filed' from generate_series(1, ${copies}) n; commit`,
    );
  };

  it("taken when there was one dossier, and when there are many", async () => {
    for (const table of large) await gateway.database.sql(`analyze hub.${table}`);
    await grow();
    await expectIndexes();
    for (const table of large) await gateway.database.sql(`analyze hub.${table}`);
    await expectIndexes();
  });

  it("never taken at all", async () => {
    // nor taken while the test looks
    for (const table of large) await gateway.database.sql(`alter table hub.${table} set (autovacuum_enabled = false)`);
    await gateway.database.sql(
      `delete from pg_statistic where starelid in (${large.map((name) => `'hub.${name}'::regclass`).join()})`,
    );
    await gateway.database.sql(
      `update pg_class set reltuples = -1, relpages = 0 where oid in (${large.map((name) => `'hub.${name}'::regclass`).join()})`,
    );
    await expectIndexes();
  });
});

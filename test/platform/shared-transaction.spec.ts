import { expect } from "chai";
import { sql, type DatabaseConnection } from "kysely";
import { shareTransactions, whenCommitted } from "../../platform/shared-transaction.ts";
import type { Database, Tx } from "../../platform/database.ts";
import { aNotedTable } from "../support/noted-table.ts";

describe("transactions that are shared", () => {
  const { test, noted } = aNotedTable();

  const note = (what: string) => async (tx: Tx) => {
    const { rows } = await sql<{ xid: string }>`
      insert into noted (what) values (${what}) returning pg_current_xact_id()::text as xid`.execute(tx);
    return rows[0]?.xid;
  };

  it("are one for what waits at the same time, but for works with the same key", async () => {
    const together = shareTransactions(test().db, { most: 3, atOnce: 1 });
    const [a, b, d, c, e, f] = (
      await Promise.all(
        [
          ["k0", "a"],
          ["k2", "b"],
          ["k2", "d"],
          ["k1", "c"],
          ["k3", "e"],
          ["k4", "f"],
        ].map(([key = "", what = ""]) => together(key, note(what))),
      )
    ).map((one) => one?.done);
    // three with three keys, then the rest
    expect([b, c]).to.deep.equal([a, a]);
    expect([e, f]).to.deep.equal([d, d]);
    expect(d).not.to.equal(a);
    expect(await noted()).to.deep.equal(["a", "b", "c", "d", "e", "f"]);
  });

  it("say when they are committed, what was written is there by then; one that is undone says nothing", async () => {
    const together = shareTransactions(test().db, { most: 2, atOnce: 1 });
    const said: Promise<string[]>[] = [];
    const noteAndSay = (what: string) => async (tx: Tx) => {
      whenCommitted(tx, () => said.push(noted()));
      return note(what)(tx);
    };
    const fail = () => Promise.reject(new Error("a work that fails"));
    await Promise.all([together("k1", noteAndSay("undone")), together("k2", fail)]);
    await Promise.all([together("k1", noteAndSay("a")), together("k2", noteAndSay("b"))]);
    expect(await Promise.all(said)).to.deep.equal([
      ["a", "b"],
      ["a", "b"],
    ]);
  });

  it("keep nothing when one of the works fails, and answer none of them", async () => {
    const together = shareTransactions(test().db, { most: 3, atOnce: 1 });
    const answers = await Promise.all([
      together("k1", note("good")),
      together("k2", note("neither")).then(() => together("k3", note("later"))),
      together("k4", async (tx) => {
        await note("half")(tx);
        throw new Error("no");
      }),
    ]);
    expect(answers.map((answer) => answer !== undefined)).to.deep.equal([false, true, false]);
    expect(await noted()).to.deep.equal(["later"]);
  });

  it("wait for no lock that is held for long", async () => {
    const together = shareTransactions(test().db, { atOnce: 1 });
    await test()
      .db.transaction()
      .execute(async (other) => {
        await note("held")(other);
        expect(await together("k1", note("held"))).to.equal(undefined);
      });
    expect(await noted()).to.deep.equal(["held"]);
  });

  it("write nothing when the beginning fails, which the first questions do not wait for", async () => {
    const sent: string[] = [];
    const executor = test().db.getExecutor();
    const failing = {
      provideConnection: <R>(consumer: (connection: DatabaseConnection) => Promise<R>) =>
        executor.provideConnection((connection) =>
          consumer({
            ...connection,
            executeQuery: async (query) => {
              sent.push(query.sql.replace(/^\s*(\w+)[^]*$/, "$1"));
              if (query.sql.startsWith("begin")) throw new Error("canceled");
              return connection.executeQuery(query);
            },
          }),
        ),
      withConnectionProvider: executor.withConnectionProvider.bind(executor),
    };
    const together = shareTransactions({ getExecutor: () => failing } as unknown as Database);
    const work = async (tx: Tx) => {
      await sql`select 1`.execute(tx);
      return note("never")(tx);
    };
    expect(await together("k1", work)).to.equal(undefined);
    expect(sent).to.deep.equal(["begin", "select", "rollback"]);
    expect(await noted()).to.deep.equal([]);
  });
});

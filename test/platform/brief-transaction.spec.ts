import { expect } from "chai";
import { CompiledQuery, sql, type DatabaseConnection } from "kysely";
import { beginBriefly, briefly } from "../../platform/brief-transaction.ts";
import type { Database, Tx } from "../../platform/database.ts";
import { endsWithNext, shareTransactions } from "../../platform/shared-transaction.ts";
import { aNotedTable } from "../support/noted-table.ts";

describe("transactions of few waits", () => {
  const { test, noted } = aNotedTable();

  const note = (tx: Tx, what: string) => sql`insert into noted (what) values (${what})`.execute(tx);
  const ask = (tx: Tx) => sql`select 1`.execute(tx);

  /** The database, and what was sent over it and what was answered, in the order of both. A beginning that fails is not sent. */
  const watched = (fails?: string): { readonly db: Database; readonly seen: string[] } => {
    const seen: string[] = [];
    const executor = test().db.getExecutor();
    const watching = {
      provideConnection: <R>(consumer: (connection: DatabaseConnection) => Promise<R>) =>
        executor.provideConnection((connection) =>
          consumer({
            ...connection,
            executeQuery: async (query) => {
              const word = query.sql.replace(/^\s*(\w+)[^]*$/, "$1");
              seen.push(word);
              if (word === fails && word === "begin") throw new Error("begin failed");
              const answer = await connection.executeQuery(query);
              if (word === fails) throw new Error(`${word} failed`);
              seen.push(`(${word})`);
              return answer as never;
            },
          }),
        ),
      withConnectionProvider: executor.withConnectionProvider.bind(executor),
    };
    return { db: { getExecutor: () => watching } as unknown as Database, seen };
  };
  const failed = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => undefined,
      (why: unknown) => why,
    );
    expect(error).to.be.instanceOf(Error);
    return (error as Error).message;
  };

  it("send the first question with the beginning, and the commit with the last statement", async () => {
    const { db, seen } = watched();
    await briefly(db, async (tx, commitAfter) => {
      await ask(tx);
      commitAfter(2);
      await Promise.all([note(tx, "a"), note(tx, "b")]);
    });
    const all = ["begin", "select", "(begin)", "(select)", "insert", "insert", "commit"];
    expect(seen).to.deep.equal([...all, "(insert)", "(insert)", "(commit)"]);
    expect(await noted()).to.deep.equal(["a", "b"]);
  });

  it("commit at the end where nobody said which statement is the last", async () => {
    const { db, seen } = watched();
    await briefly(db, async (tx) => {
      await ask(tx);
      await note(tx, "a");
    });
    expect(seen.slice(-3)).to.deep.equal(["(insert)", "commit", "(commit)"]);
    expect(await noted()).to.deep.equal(["a"]);
  });

  it("keep nothing of statements of which one fails, though the commit travelled with them", async () => {
    await note(test().db as unknown as Tx, "taken");
    const { db, seen } = watched();
    const why = await failed(
      briefly(db, async (tx, commitAfter) => {
        await ask(tx);
        commitAfter(2);
        await Promise.all([note(tx, "a"), note(tx, "taken")]);
      }),
    );
    expect(why).to.match(/duplicate key/);
    expect(seen).to.include("(commit)");
    expect(await noted()).to.deep.equal(["taken"]);
    // the connection serves others as before
    expect((await ask(test().db as unknown as Tx)).rows).to.have.lengthOf(1);
  });

  it("keep nothing when the work fails before its last statement", async () => {
    const { db, seen } = watched();
    const why = await failed(
      briefly(db, async (tx) => {
        await ask(tx);
        await note(tx, "a");
        throw new Error("no");
      }),
    );
    expect(why).to.equal("no");
    expect(seen.at(-1)).to.equal("(rollback)");
    expect(await noted()).to.deep.equal([]);
  });

  it("refuse a statement after the last one", async () => {
    const { db } = watched();
    const why = await failed(
      briefly(db, async (tx, commitAfter) => {
        await ask(tx);
        commitAfter(1);
        await note(tx, "a");
        await note(tx, "b");
      }),
    );
    expect(why).to.match(/after what was said to be the last one/);
    expect(await noted()).to.deep.equal(["a"]);
  });

  it("refuse a statement that comes after what was undone: the connection serves others by then", async () => {
    const { db } = watched();
    let undone: Tx | undefined;
    const why = await failed(
      briefly(db, async (tx) => {
        undone = tx;
        await ask(tx);
        throw new Error("no");
      }),
    );
    expect(why).to.equal("no");
    expect(await failed(note(undone as Tx, "late"))).to.match(/after its transaction was undone/);
    expect(await noted()).to.deep.equal([]);
  });

  it("write nothing where the beginning fails, and say why", async () => {
    const { db, seen } = watched("begin");
    const work = (tx: Tx) => ask(tx).then(() => note(tx, "a"));
    expect(await failed(briefly(db, work))).to.equal("begin failed");
    expect(await failed(briefly(db, ask))).to.equal("begin failed");
    expect(seen).not.to.include("insert");
    expect(seen).not.to.include("commit");
    expect(await noted()).to.deep.equal([]);
  });

  it("leave nothing open where what travels with the beginning fails, and nothing but a question was asked", async () => {
    await test()
      .db.getExecutor()
      .provideConnection(async (connection) => {
        const { tx, commit } = beginBriefly(test().db, connection, "; set local lock_timeout = 'never'");
        await ask(tx).catch(() => undefined);
        expect(await failed(commit())).to.match(/lock_timeout/);
        expect((await connection.executeQuery(CompiledQuery.raw("select 1"))).rows).to.have.lengthOf(1);
      });
  });

  it("say what the commit said", async () => {
    const { db } = watched("commit");
    const last = (tx: Tx, commitAfter: (n: number) => void) => {
      commitAfter(2);
      return ask(tx).then(() => note(tx, "a"));
    };
    expect(await failed(briefly(db, last))).to.equal("commit failed");
  });

  describe("where works share one", () => {
    const work =
      (what: string, works: number) =>
      async (tx: Tx): Promise<string> => {
        await ask(tx);
        endsWithNext(tx, works);
        await note(tx, what);
        return what;
      };
    const refusing = async (tx: Tx): Promise<string> => {
      await ask(tx);
      return "refused";
    };

    it("the commit travels with the last statement once the others have ended", async () => {
      const { db, seen } = watched();
      const together = shareTransactions(db, { most: 2, atOnce: 1 });
      const late = async (tx: Tx) => {
        // the other one's answer came in the same turn
        await ask(tx);
        await ask(tx);
        return work("a", 1)(tx);
      };
      const answers = await Promise.all([together("k1", refusing), together("k2", late)]);
      expect(answers.map((one) => one?.done)).to.deep.equal(["refused", "a"]);
      expect(seen.slice(-4)).to.deep.equal(["insert", "commit", "(insert)", "(commit)"]);
      expect(await noted()).to.deep.equal(["a"]);
    });

    it("it waits while another still works", async () => {
      const { db, seen } = watched();
      const together = shareTransactions(db, { most: 2, atOnce: 1 });
      const longer = async (tx: Tx) => {
        await ask(tx);
        await note(tx, "b");
        await ask(tx);
        await note(tx, "c");
        return "longer";
      };
      const answers = await Promise.all([together("k1", work("a", 1)), together("k2", longer)]);
      expect(answers.map((one) => one?.done)).to.deep.equal(["a", "longer"]);
      expect(seen.filter((word) => word === "commit")).to.have.lengthOf(1);
      expect(seen.indexOf("commit")).to.be.greaterThan(seen.lastIndexOf("(insert)"));
      expect(await noted()).to.deep.equal(["a", "b", "c"]);
    });

    it("a last statement that fails keeps nothing, and answers none of them", async () => {
      await note(test().db as unknown as Tx, "taken");
      const together = shareTransactions(test().db, { most: 2, atOnce: 1 });
      const answers = await Promise.all([together("k1", refusing), together("k2", work("taken", 1))]);
      expect(answers).to.deep.equal([undefined, undefined]);
      expect(await noted()).to.deep.equal(["taken"]);
    });

    it("alone nothing follows from it", async () => {
      await test().db.transaction().execute(work("a", 1));
      expect(await noted()).to.deep.equal(["a"]);
    });
  });
});

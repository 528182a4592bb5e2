import {
  CompiledQuery,
  DummyDriver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  Transaction,
  type DatabaseConnection,
  type Dialect,
} from "kysely";
import type { Database, Tx } from "./database.ts";
import type { DB } from "./tables.ts";

/**
 * A transaction of few waits: `begin` travels with its first statement, and the commit with its last, where the work
 * says which that is. A wait costs both sides as much as a small statement does, and under load a turn of the event loop.
 */
export interface BriefTransaction {
  readonly tx: Tx;
  /** The commit follows the so-manieth statement from now without waiting for its answer. Nothing may come after it. */
  readonly commitAfter: (statements: number) => void;
  /**
   * Commits what is not committed yet.
   * @throws what `begin` or the commit said. A commit after a statement that failed commits nothing and says nothing: the
   *   statement did.
   */
  readonly commit: () => Promise<void>;
  /** Of what failed; harmless after a commit that travelled with it. */
  readonly rollback: () => Promise<void>;
}

/**
 * On a connection of a pool that pipelines. The first statement may run although `begin` failed: it has to be a question.
 * @param settings statements that travel with `begin`.
 */
export function beginBriefly(db: Database, connection: DatabaseConnection, settings = ""): BriefTransaction {
  const send = async (text: string): Promise<void> => {
    await connection.executeQuery(CompiledQuery.raw(text));
  };
  let unbegun: { readonly why: unknown } | undefined;
  // its answer is here before that of the first question, and so before anything is written
  const begun = send(`begin${settings}`).catch((why: unknown) => {
    unbegun = { why };
  });
  let left = Infinity;
  let undone = false;
  let committed: Promise<{ readonly why: unknown } | undefined> | undefined;
  const sendCommit = () =>
    (committed ??= send("commit").then(
      () => undefined,
      (why: unknown) => ({ why }),
    ));
  const tx = over(db, {
    executeQuery: async (query) => {
      if (unbegun) throw unbegun.why;
      // the connection may serve somebody else by now
      if (undone) throw new Error("a statement came after its transaction was undone");
      if (committed) throw new Error("a statement came after what was said to be the last one of its transaction");
      const answer = connection.executeQuery<never>(query);
      left -= 1;
      if (left === 0) void sendCommit();
      return answer;
    },
    streamQuery: () => {
      throw new Error("a connection that pipelines has no cursors");
    },
  });
  const rollback = async () => {
    undone = true;
    await begun;
    await committed;
    // with the connection gone this fails as well, and says so
    await send("rollback");
  };
  return {
    tx,
    commitAfter: (statements) => (left = statements),
    async commit() {
      await begun;
      if (unbegun) {
        // of `begin` and its settings the one may have failed and not the other
        await rollback().catch(() => undefined);
        throw unbegun.why;
      }
      const failed = await sendCommit();
      if (failed) throw failed.why;
    },
    rollback,
  };
}

/**
 * Runs work in a transaction of its own, of few waits.
 * @param work is to begin with a question: it may run although the transaction did not begin.
 */
export async function briefly<R>(
  db: Database,
  work: (tx: Tx, commitAfter: BriefTransaction["commitAfter"]) => Promise<R>,
): Promise<R> {
  return db.getExecutor().provideConnection(async (connection) => {
    const { tx, commitAfter, commit, rollback } = beginBriefly(db, connection);
    let result: R;
    try {
      result = await work(tx, commitAfter);
    } catch (error) {
      // what it failed of says more than what the connection says now
      await rollback().catch(() => undefined);
      throw error;
    }
    await commit();
    return result;
  });
}

/** Unlike Kysely's own, lets statements follow each other without waiting for the answer to the one before. */
const over = (db: Database, connection: DatabaseConnection): Tx =>
  new Transaction<DB>({
    config: { dialect },
    dialect,
    driver: new DummyDriver(),
    executor: db.getExecutor().withConnectionProvider({ provideConnection: (consumer) => consumer(connection) }),
  });

const dialect: Dialect = {
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => new DummyDriver(),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
};

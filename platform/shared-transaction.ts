import { beginBriefly } from "./brief-transaction.ts";
import { unlessAway, type Database, type Tx } from "./database.ts";

/**
 * Runs work in a transaction together with other work that waits just then: begin, commit and the writing to disk are
 * paid once for all, and their statements travel together. Works with the same `key` are never in one transaction.
 * Each is done by itself as far as it can tell, but what it has written is undone with the others': it must not
 * refuse after it has written something. It begins with a question that writes nothing.
 * @returns what it answered, committed; undefined: the transaction was rolled back, because of this work or another,
 *   or because a lock was not to be had at once. It is then to be done alone.
 * @throws when the database is away; whether a commit that was under way has happened nobody knows then.
 */
export type Together = <R>(key: string, work: (tx: Tx) => Promise<R>) => Promise<{ readonly done: R } | undefined>;

interface Waiting {
  readonly key: string;
  readonly work: (tx: Tx) => Promise<unknown>;
  readonly resolve: (result: { readonly done: unknown } | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** A lock that is held longer would keep the others of the transaction waiting, who want another. */
const lockTimeoutMs = 200;

/** @param atOnce transactions at a time, each of at most `most` works. */
export function shareTransactions(db: Database, { most = 32, atOnce = 2 } = {}): Together {
  let waiting: Waiting[] = [];
  let running = 0;

  const begin = () => {
    while (running < atOnce && waiting.length > 0) {
      const group = take();
      running += 1;
      void run(db, group)
        .then(
          (committed) => {
            group.forEach(({ resolve }, place) => resolve(committed?.results[place]));
            committed?.follows.forEach((follow) => follow());
          },
          (error: unknown) => group.forEach(({ reject }) => reject(error)),
        )
        .finally(() => {
          running -= 1;
          begin();
        });
    }
  };
  /** The longest waiting, in the order of their keys: locks are then taken in one order by everybody. */
  const take = (): Waiting[] => {
    const group = new Map<string, Waiting>();
    const left: Waiting[] = [];
    for (const one of waiting)
      if (group.size < most && !group.has(one.key)) group.set(one.key, one);
      else left.push(one);
    waiting = left;
    return [...group.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  };

  return <R>(key: string, work: (tx: Tx) => Promise<R>) =>
    new Promise<{ readonly done: R } | undefined>((resolve, reject) => {
      waiting.push({ key, work, resolve: resolve as Waiting["resolve"], reject });
      // what else this turn of the event loop brings goes along
      if (waiting.length === 1) setImmediate(begin);
    });
}

async function run(db: Database, group: readonly Waiting[]) {
  try {
    return await db.getExecutor().provideConnection(async (connection) => {
      const { tx, commitAfter, commit, rollback } = beginBriefly(
        db,
        connection,
        `; set local lock_timeout = ${lockTimeoutMs}`,
      );
      let ended = 0;
      let failed = false;
      ends.set(tx, (works) => {
        const isEnd = !failed && ended + works === group.length;
        if (isEnd) commitAfter(1);
        return isEnd;
      });
      const follows: (() => void)[] = [];
      commits.set(tx, (follow) => follows.push(follow));
      // every one has to end before the connection may serve somebody else
      const all = await Promise.allSettled(
        group.map(({ work }) =>
          work(tx).then(
            (done) => {
              ended += 1;
              return { done };
            },
            (error: unknown) => {
              failed = true;
              throw error;
            },
          ),
        ),
      );
      const results = all.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
      if (results.length === group.length) {
        await commit();
        return { results, follows };
      }
      await rollback();
      return undefined;
    });
  } catch (error) {
    unlessAway(error);
    return undefined;
  }
}

const ends = new WeakMap<Tx, (works: number) => boolean>();
const commits = new WeakMap<Tx, (follow: () => void) => void>();

/**
 * The next statement of this transaction is the last of so many of its works, which ask and write nothing after it. When
 * the others have ended, the commit travels with it. Of a transaction that is not shared nothing follows.
 * @returns whether it is the last statement of the transaction.
 */
export const endsWithNext = (tx: Tx, works: number): boolean => ends.get(tx)?.(works) ?? false;

/** What follows when a shared transaction is committed, and told its works so; it does not throw. Of another transaction: nothing. */
export const whenCommitted = (tx: Tx, follow: () => void): void => commits.get(tx)?.(follow);

import { sql } from "kysely";
import type { Database, Reader, Tx } from "../platform/database.ts";
import type { EmptyQueue } from "./empty-queue.ts";
import type { Management } from "./management.ts";
import { crossOutLeftovers, leftoversAmong, queuesWithLeftovers } from "./queue-leftover.ts";
import { unitQueue, unitUser } from "./topology.ts";

/** How a partner's own queue stands. */
export interface UnitAccess {
  readonly queue: string;
  /** Of the password that counts now. */
  readonly user: string;
  /** `pending`: not in the broker yet; tried again every minute. */
  readonly state: "pending" | "ready";
  readonly problem: string | null;
}

export interface Settled {
  readonly ready: number;
  readonly pending: number;
  /** Messages taken out of queues, as they are owed to somebody else now. */
  readonly leftovers: number;
  /** Queues that could not be emptied of such; tried again. */
  readonly notEmptied: number;
}

/** Derives the password of a partner's user; stored nowhere. */
export type PasswordOf = (partnerId: string, version: number) => string;

// any number, the same in every process of the hub
const accessLock = 736_120_519;

interface Wanted {
  readonly partnerId: string;
  readonly version: number;
  /** The version before, for a day after a rotation. */
  readonly former: number | null;
}

/**
 * Makes the broker's users and queues of partners what the subscriptions say, and takes away all others: a partner
 * that is disabled or left the channel loses its users, and with them its connections; its queue goes when it left the
 * channel. Messages in it are copies: ours are in the database. A queue in which lies what went to somebody else is
 * emptied of it. One at a time over all processes, so that nobody brings back what another just took away. Does not
 * throw for what the broker does.
 * @param empty missing: leftovers wait for a process that has it.
 */
export async function settleAccess(
  db: Database,
  management: Management,
  passwordOf: PasswordOf,
  empty?: EmptyQueue,
): Promise<Settled> {
  return db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${accessLock})`.execute(tx);
    const channel = await sql<Wanted & { disabled: boolean }>`
      select s.partner_id as "partnerId", s.secret_version as version, p.disabled_at is not null as disabled,
             case when s.rotated_at > now() - interval '1 day' then s.secret_version - 1 end as former
      from hub.subscription s join hub.partner p on p.id = s.partner_id
      where s.channel = 'amqp' order by s.partner_id`.execute(tx);
    const wanted = channel.rows.filter(({ disabled }) => !disabled);
    // nobody has the channel and nobody had it: the broker is left alone
    const known = await sql`select from hub.amqp_access limit 1`.execute(tx);
    if (channel.rows.length === 0 && known.rows.length === 0)
      return { ready: 0, pending: 0, leftovers: 0, notEmptied: 0 };
    let [pending, leftovers] = [0, 0];
    const faults = new Map<string, string>();
    try {
      const there = await management.list();
      await takeAway(management, there, channel.rows, wanted);
      await sql`
        update hub.amqp_access set ready_version = null, problem = null, checked_at = now()
        where partner_id <> all(${wanted.map(({ partnerId }) => partnerId)}::text[])`.execute(tx);
      if (empty)
        for (const [partnerId, last] of await queuesWithLeftovers(tx))
          try {
            leftovers += await emptyOne(tx, management, there, channel.rows, partnerId, empty);
            await crossOutLeftovers(tx, partnerId, last);
          } catch (error) {
            faults.set(partnerId, `its queue could not be emptied of what went elsewhere: ${(error as Error).message}`);
          }
      for (const one of wanted)
        try {
          await provide(management, there, one, passwordOf);
          const fault = faults.get(one.partnerId) ?? null;
          await note(tx, one.partnerId, one.version, fault);
        } catch (error) {
          pending++;
          await note(tx, one.partnerId, null, (error as Error).message);
        }
    } catch (error) {
      pending = wanted.length;
      for (const one of wanted) await note(tx, one.partnerId, null, (error as Error).message);
    }
    return { ready: wanted.length - pending, pending, leftovers, notEmptied: faults.size };
  });
}

type There = Awaited<ReturnType<Management["list"]>>;

const usersOf = ({ partnerId, version, former }: Wanted): Map<string, number> =>
  new Map([version, former ?? []].flat().map((one) => [unitUser(partnerId, one), one]));

async function takeAway(
  management: Management,
  there: There,
  channel: readonly Wanted[],
  wanted: readonly Wanted[],
): Promise<void> {
  const users = new Set(wanted.flatMap((one) => [...usersOf(one).keys()]));
  for (const user of there.users) if (!users.has(user)) await management.deleteUser(user);
  const queues = new Set<string>(channel.map(({ partnerId }) => unitQueue(partnerId)));
  for (const queue of there.queues) if (!queues.has(queue)) await management.deleteQueue(queue);
}

/** The partner's users come back with `provide`, whatever became of it. */
async function emptyOne(
  tx: Tx,
  management: Management,
  there: There,
  channel: readonly Wanted[],
  partnerId: string,
  empty: EmptyQueue,
): Promise<number> {
  const owner = channel.find((one) => one.partnerId === partnerId);
  // it left the channel, and its queue with it
  if (!owner || !there.queues.has(unitQueue(partnerId))) return 0;
  const shutOut = async () => {
    for (const user of usersOf(owner).keys()) await management.deleteUser(user);
  };
  return empty(partnerId, shutOut, (messageIds) => leftoversAmong(tx, partnerId, messageIds));
}

async function provide(management: Management, there: There, wanted: Wanted, passwordOf: PasswordOf): Promise<void> {
  const { partnerId } = wanted;
  if (!there.queues.has(unitQueue(partnerId))) await management.putQueue(partnerId);
  // also the one that is there: its permissions may have been changed by hand
  for (const [user, version] of usersOf(wanted))
    await management.putUser(user, passwordOf(partnerId, version), partnerId);
}

/** @param version null: it stays as it was. Whoever delivers looks again when something became ready. */
const note = (tx: Tx, partnerId: string, version: number | null, problem: string | null) =>
  sql`
    with noted as (
      insert into hub.amqp_access as a (partner_id, ready_version, problem) values (${partnerId}, ${version}, ${problem})
      on conflict (partner_id) do update
      set ready_version = coalesce(excluded.ready_version, a.ready_version), problem = excluded.problem, checked_at = now()
      returning ready_version
    )
    select pg_notify('hub_delivery', '') from noted where ready_version is not null`.execute(tx);

/** How a partner's queue stands; undefined when it has another channel. */
export async function findAccess(db: Reader, partnerId: string): Promise<UnitAccess | undefined> {
  const { rows } = await sql<{ version: number; ready: boolean; problem: string | null }>`
    select s.secret_version as version, a.ready_version is not distinct from s.secret_version as ready, a.problem
    from hub.subscription s left join hub.amqp_access a using (partner_id)
    where s.partner_id = ${partnerId} and s.channel = 'amqp'`.execute(db);
  const [row] = rows;
  return (
    row && {
      queue: unitQueue(partnerId),
      user: unitUser(partnerId, row.version),
      state: row.ready ? "ready" : "pending",
      problem: row.ready ? null : row.problem,
    }
  );
}

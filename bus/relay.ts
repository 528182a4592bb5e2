import pg from "pg";
import { connection } from "../platform/database.ts";
import type { Log } from "../platform/log.ts";
import type { Carry } from "./carry.ts";
import { packText } from "./envelope.ts";
import type { BusMetrics } from "./metrics.ts";
import { restAfterThrow } from "./topology.ts";
import { queues, type PublishAnswer, type Transport } from "./transport.ts";
import { makeWaker, within } from "./waker.ts";

/**
 * Carries what the outbox owes to the transport.
 * 1. A row is marked only after the transport confirmed a routed publish (P2), or as it arrives; a crash in between sends
 *    it again, and the intake knows the repeat (P3).
 * 2. One relay at a time over all processes: two would overtake each other within a lane (P4). The lock and every
 *    statement live on one connection, so who lost the lock can mark nothing.
 * 3. Within a lane nothing is published while an earlier message failed (P4).
 * 4. What the transport lost is sent again, see `resendLost`.
 */
export interface Relay {
  /** True while this process holds the relay's lock. */
  isLeading(): boolean;
  /** There may be something to carry: instead of a notice, in the process that owes it. @returns whether it leads. */
  readonly wake: () => boolean;
  /** Ends the running batch, up to a limit, and lets go of the lock. */
  close(): Promise<void>;
}

export interface RelayOptions {
  readonly url: string;
  readonly transport: Transport;
  /** Where both sides are one database: brings messages over, and the transport is not asked. */
  readonly carry?: Carry;
  readonly log: Log;
  readonly metrics?: BusMetrics;
  readonly batchSize?: number;
  /** Looks for work at least this often, should a notice be lost; milliseconds. */
  readonly fallbackMs?: number;
  /** How often a relay in waiting asks for the lock; milliseconds. */
  readonly takeOverMs?: number;
  /** How long a published message may be on its way before being overtaken counts as lost; seconds. */
  readonly lostAfterSeconds?: number;
  /** After this long without any arrival one message is sent again, to see whether the way is open; seconds. */
  readonly probeAfterSeconds?: number;
}

interface Row {
  readonly id: string;
  readonly message_id: string;
  readonly receiver: string;
  readonly subject: string;
  readonly sequence: number;
  /** Seconds since it was written. */
  readonly age: number;
  /** JSON text, which nobody has to read on the way; where the transport is asked. */
  readonly envelope?: string;
}

// any number, the same in every process of the hub
const relayLock = 736_120_516;
const firstPauseMs = 100;
const longestPauseMs = 5_000;
const closeLimitMs = 10_000;
/** A mark waits so long: by then most messages have arrived, which marks them too, and a row is written once less. */
const markAfterMs = 250;

export function startRelay(options: RelayOptions): Relay {
  const { url, transport, carry, log, metrics, batchSize = 500, fallbackMs = 5_000, takeOverMs = 1_000 } = options;
  const { lostAfterSeconds = 300, probeAfterSeconds = 600 } = options;
  const waker = makeWaker();
  // apart from the waker: news of more work must not shorten the pause of an outage
  const pause = makeWaker();
  let closing = false;
  let leading = false;
  let pauseMs = firstPauseMs;
  // read through a function: the flag changes while the loops below wait
  const isOpen = () => !closing;

  const backOff = async () => {
    await pause.sleep(pauseMs);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  };

  const run = async () => {
    while (isOpen()) {
      const client = new pg.Client({
        // a mark that a crash of the database forgets sends its message again, which the intake knows (P3)
        ...connection(url, "hub_app", "hub relay", "inOrder"),
        keepAlive: true,
        connectionTimeoutMillis: 10_000,
        query_timeout: 60_000,
      });
      // the statement that fails next reports it; between statements waking is enough
      client.on("error", waker.wake);
      client.on("notification", waker.wake);
      try {
        await client.connect();
        await lead(client);
      } catch (error) {
        if (pauseMs === firstPauseMs) log.warn({ err: error }, "the relay lost the database and tries again");
        if (isOpen()) await backOff();
      } finally {
        leading = false;
        await client.end().catch(() => undefined);
      }
    }
  };

  const lead = async (client: pg.Client) => {
    // Asking again and again rather than waiting inside the lock call: a statement that waits for hours holds back
    // the database's clean-up of old rows.
    for (;;) {
      const { rows } = await client.query<{ got: boolean }>("select pg_try_advisory_lock($1) as got", [relayLock]);
      if (rows[0]?.got) break;
      await pause.sleep(takeOverMs);
      if (!isOpen()) return;
    }
    leading = true;
    unmarked.clear(); // whoever led meanwhile has sent them again
    log.debug("this process relays");
    await client.query("listen hub_outbox");
    let lookedForLostAt = performance.now();
    while (isOpen()) {
      const { read, failed } = await relayBatch(client);
      if (failed > 0 || unmarked.size >= batchSize || isMarkDue()) await mark(client);
      if (failed > 0) {
        await backOff();
        continue;
      }
      pauseMs = firstPauseMs;
      if (read === batchSize) continue;
      if (unmarked.size > 0 && !(await waker.sleep(markAfterMs))) await mark(client);
      if (unmarked.size === 0) await waker.sleep(fallbackMs);
      if (isOpen() && performance.now() - lookedForLostAt > fallbackMs) {
        await resendLost(client);
        lookedForLostAt = performance.now();
      }
    }
    await mark(client);
  };

  // confirmed, and not marked yet: a crash in between sends them again
  const unmarked = new Map<string, { readonly confirmedAt: number }>();
  const isMarkDue = () => {
    const [oldest] = unmarked.values();
    return oldest !== undefined && performance.now() - oldest.confirmedAt >= markAfterMs;
  };
  const mark = async (client: pg.Client) => {
    if (unmarked.size === 0) return;
    await client.query({
      name: "relay_mark",
      // by id, as the intake locks them: neither waits for a row while it holds one that the other wants
      text: `with held as (
               select id from hub.outbox where id = any($1::bigint[]) and published_at is null
               order by id for no key update
             )
             update hub.outbox o set published_at = clock_timestamp() from held where o.id = held.id`,
      values: [[...unmarked.keys()]],
    });
    unmarked.clear();
  };

  // what could not be carried by itself rests by itself, and the others go on
  const rests = new Map<string, { readonly times: number; readonly until: number }>();
  const rest = (id: string) => {
    const times = (rests.get(id)?.times ?? 0) + 1;
    rests.set(id, { times, until: performance.now() + restAfterThrow(times - 1) });
  };
  const resting = () => [...rests].flatMap(([id, { until }]) => (until > performance.now() ? [id] : []));

  const relayBatch = async (client: pg.Client): Promise<{ read: number; failed: number }> => {
    const { rows } = await client.query<Row>({
      name: "relay_read",
      text: `select id::text, message_id, receiver, subject, sequence,
                    extract(epoch from clock_timestamp() - created_at)::double precision as age${carry ? "" : ", envelope::text as envelope"}
             from hub.outbox o where published_at is null and id <> all($2::bigint[]) order by o.id limit $1`,
      values: [batchSize, [...resting(), ...unmarked.keys()]],
    });
    if (carry) {
      const carried = await carry(rows.map(addressed));
      rows.forEach(({ id }, i) => (carried[i] === "failed" ? rest(id) : rests.delete(id)));
      return { read: rows.length, failed: carried.filter((one) => one === "away").length };
    }
    const readAt = performance.now();
    let confirmed = 0;
    const stopped = new Set<string>();
    for (const round of inRounds(rows)) {
      const allowed = round.filter((row) => !stopped.has(laneOf(row)));
      const answers = await transport.publish(queues.delivery, allowed.map(toMessage));
      allowed.forEach((row, i) => {
        const answer = answers[i];
        metrics?.published.inc({ answer: !answer ? "missing" : answer.ok ? "confirmed" : answer.reason });
        if (answer?.ok) {
          const confirmedAt = performance.now();
          unmarked.set(row.id, { confirmedAt });
          confirmed += 1;
          metrics?.relayLag.observe(Math.max(0, row.age + (confirmedAt - readAt) / 1000));
        } else stopped.add(laneOf(row)); // promise 3
        if (answer && !answer.ok) complain(answer);
      });
    }
    if (confirmed === rows.length) complained = "";
    return { read: rows.length, failed: rows.length - confirmed };
  };

  let complained = "";
  /** Once per outage and reason, not once per message. */
  const complain = ({ reason, detail }: Extract<PublishAnswer, { ok: false }>) => {
    if (complained === reason) return;
    complained = reason;
    log.warn({ reason, detail }, "the transport does not take messages; they stay in the outbox and are tried again");
  };

  /**
   * A transport may lose what it confirmed: a purged queue, a broker restored from nothing. Queues are first in, first
   * out, so a message is lost when one published much later has arrived before it; a consumer that is only slow or
   * stopped makes nothing look lost. Reads what is in transit, and the newest thousand rows.
   *
   * In a quiet night nothing later comes. So when the newest message has been on its way for long, it alone is sent
   * again: as it arrives it overtakes all that is lost, and a consumer that is stopped gets one repeat at a time, not
   * its whole backlog. The intake knows the repeat (P3).
   */
  const resendLost = async (client: pg.Client) => {
    const { rowCount } = await client.query(
      `with lost as (
         select id from hub.outbox
         where arrived_at is null and published_at < (
           select max(published_at) - make_interval(secs => $1)
           from (select published_at, arrived_at from hub.outbox order by id desc limit 1000) newest
           where arrived_at is not null)
         order by id for no key update
       )
       update hub.outbox o set published_at = null from lost where o.id = lost.id`,
      [lostAfterSeconds],
    );
    if (rowCount) log.warn({ messages: rowCount }, "the transport lost messages; they are sent again");
    const probe = await client.query(
      `update hub.outbox set published_at = null
       where id = (select max(id) from hub.outbox where arrived_at is null)
         and published_at < now() - make_interval(secs => $1)`,
      [probeAfterSeconds],
    );
    if (probe.rowCount) log.warn("nothing that was published has arrived for long; one message is sent again");
    if (rowCount || probe.rowCount) waker.wake();
  };

  const running = run();
  return {
    isLeading: () => leading,
    wake: () => {
      if (leading) waker.wake();
      return leading;
    },
    async close() {
      closing = true;
      waker.wake();
      pause.wake();
      await within(closeLimitMs, running);
    },
  };
}

const laneOf = (row: Row) => `${row.receiver} ${row.subject}`;

const addressed = ({ message_id, receiver, subject, sequence }: Row) => ({
  messageId: message_id,
  receiver,
  subject,
  sequence,
});

const toMessage = (row: Row) => ({
  messageId: row.message_id,
  body: packText(addressed(row), row.envelope ?? "null"),
});

/** The first message of every lane, then the second of every lane that has one, and so on. */
function inRounds(rows: readonly Row[]): Row[][] {
  const rounds: Row[][] = [];
  const seen = new Map<string, number>();
  for (const row of rows) {
    const round = seen.get(laneOf(row)) ?? 0;
    seen.set(laneOf(row), round + 1);
    (rounds[round] ??= []).push(row);
  }
  return rounds;
}

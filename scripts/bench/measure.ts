import { setTimeout as wait } from "node:timers/promises";
import type { Accepted } from "./load.ts";
import type { Pipeline } from "./pipeline.ts";
import { cpuSecondsOf } from "./processes.ts";
import type { Receiver } from "./receiver.ts";
import { superuser, type Services } from "./services.ts";
import { costliestStatements, forgetStatements, type Statement } from "./statements.ts";
import { percentile } from "./statistics.ts";

/** What one load cost and how long it took; of all processes of the pipeline, database and broker included. */
export interface Measured {
  /** Messages per second, from the first request to the last arrival. */
  readonly rate: number;
  readonly acceptP50Ms: number;
  readonly acceptP99Ms: number;
  readonly e2eP50Ms: number;
  readonly e2eP99Ms: number;
  readonly cpuSecondsPer1000: number;
  /** The same by part: its processes by name, the database, the broker. */
  readonly cpuByPart: Readonly<Record<string, number>>;
  readonly walBytesEach: number;
  /** Answers 503 on the way, after which the client came again. */
  readonly toldToWait: number;
  /** Where the services count them. */
  readonly statements?: readonly Statement[];
}

const patienceMs = 120_000;

export interface Load {
  /** Sent first and not counted: plans and compiled code are those of a process that has run for minutes. */
  readonly warmUp: () => Promise<Accepted[]>;
  readonly counted: () => Promise<Accepted[]>;
}

/**
 * Sends a load and waits until every receipt is committed.
 * @throws when a message was lost, came twice or out of order: such a run has no figure.
 */
export async function measure(
  services: Pick<Services, "postgresPid" | "rabbitPid" | "withStatements">,
  pipeline: Pipeline,
  receiver: Receiver,
  { warmUp, counted }: Load,
): Promise<Measured> {
  const { databaseUrl } = pipeline;
  const parts = {
    ...pipeline.processes,
    postgres: services.postgresPid,
    ...(services.rabbitPid === undefined ? {} : { rabbitmq: services.rabbitPid }),
  };
  // fresh tables without statistics are planned badly; production has autovacuum for it
  await superuser(databaseUrl, "analyze");
  // every connection plans anew after that
  const [warmReceipts, warmArrivals] = [await pipeline.receipts(), receiver.arrivals.size];
  const warmed = (await warmUp()).length;
  await arrival(pipeline, receiver, { receipts: warmReceipts, arrivals: warmArrivals }, warmed);
  if (services.withStatements) await forgetStatements(databaseUrl);
  const [receiptsBefore, walBefore, arrivedBefore] = [
    await pipeline.receipts(),
    await walPosition(databaseUrl),
    receiver.arrivals.size,
  ];
  const cpuBefore = cpuSecondsOf(parts);
  const accepted = await counted();
  const count = accepted.length;
  await arrival(pipeline, receiver, { receipts: receiptsBefore, arrivals: arrivedBefore }, count);
  const cpuAfter = cpuSecondsOf(parts);
  const statements = services.withStatements ? { statements: await costliestStatements(databaseUrl, count) } : {};
  const walBytes = (await walPosition(databaseUrl)) - walBefore;

  const missing = accepted.filter(({ messageId }) => !receiver.arrivals.has(messageId));
  const extra = receiver.arrivals.size - arrivedBefore - count;
  if (missing.length > 0 || extra > 0 || receiver.faults.length > 0)
    throw new Error(
      `${pipeline.kind}: ${missing.length} lost, ${extra} unasked for; ${receiver.faults.slice(0, 3).join("; ")}`,
    );
  const cpuByPart = Object.fromEntries(
    Object.entries(cpuAfter).map(([part, seconds]) => [part, ((seconds - (cpuBefore[part] ?? 0)) / count) * 1000]),
  );
  const arrivedAt = ({ messageId }: Accepted) => receiver.arrivals.get(messageId) ?? NaN;
  const accept = accepted.map(({ askedAt, answeredAt }) => answeredAt - askedAt);
  const whole = accepted.map((one) => arrivedAt(one) - one.askedAt);
  const from = accepted.reduce((least, { askedAt }) => Math.min(least, askedAt), Infinity);
  const to = accepted.reduce((most, one) => Math.max(most, arrivedAt(one)), 0);
  return {
    rate: (count / (to - from)) * 1000,
    acceptP50Ms: percentile(accept, 0.5),
    acceptP99Ms: percentile(accept, 0.99),
    e2eP50Ms: percentile(whole, 0.5),
    e2eP99Ms: percentile(whole, 0.99),
    cpuSecondsPer1000: Object.values(cpuByPart).reduce((sum, seconds) => sum + seconds, 0),
    cpuByPart,
    walBytesEach: walBytes / count,
    toldToWait: accepted.reduce((sum, { repeats }) => sum + repeats, 0),
    ...statements,
  };
}

/** Until so many messages more have arrived than before, each with its receipt. */
async function arrival(
  { kind, receipts }: Pipeline,
  { arrivals, faults }: Receiver,
  before: { readonly receipts: number; readonly arrivals: number },
  count: number,
): Promise<void> {
  await until(`${kind}: every message arrives`, () => arrivals.size - before.arrivals, count, faults);
  await until(`${kind}: every receipt is kept`, async () => (await receipts()) - before.receipts, count);
}

async function until(
  what: string,
  look: () => number | Promise<number>,
  wanted: number,
  faults: readonly string[] = [],
): Promise<void> {
  const latest = performance.now() + patienceMs;
  for (;;) {
    const seen = await look();
    if (seen >= wanted) return;
    if (performance.now() > latest)
      throw new Error(`${what}: ${seen} of ${wanted} after ${patienceMs / 1000} s; ${faults.slice(0, 3).join("; ")}`);
    await wait(50);
  }
}

async function walPosition(databaseUrl: string): Promise<number> {
  const [row] = await superuser<{ at: string }>(databaseUrl, "select pg_current_wal_insert_lsn() - '0/0' as at");
  return Number(row?.at);
}

import { sql } from "kysely";
import { countOwed } from "../bus/ledger.ts";
import type { Pressure } from "../gateway/valve.ts";
import type { Database } from "../platform/database.ts";
import type { Log } from "../platform/log.ts";

const everyMs = 1_000;
/** A question to the database, its wait for a free connection included, that takes longer is too slow. */
const slowMs = 2_000;
const countEvery = 5;

/**
 * Watches whether the hub keeps up: how long the database takes to answer through the pool that requests use, and how
 * many messages are owed and have not reached the delivery side (outbox and transport). A broker that is away for a
 * while is no pressure: the outbox is there for that, up to `mostOwed` messages.
 */
export function watchPressure(
  db: Database,
  log: Log,
  closing: AbortSignal,
  mostOwed = 500_000,
): () => Pressure | undefined {
  let askedAt: number | undefined;
  let lastMs = 0;
  let owed = 0;
  let looks = 0;
  let told: Pressure | undefined;

  const look = async () => {
    if (askedAt !== undefined) return;
    askedAt = performance.now();
    try {
      await sql`select 1`.execute(db);
      lastMs = performance.now() - askedAt;
      if (looks++ % countEvery === 0) owed = await countOwed(db, mostOwed + 1);
    } catch {
      // away is not slow: a request finds out by itself, and is answered 503 as well
      lastMs = 0;
    } finally {
      askedAt = undefined;
    }
    tell();
  };
  const pressure = (): Pressure | undefined => {
    const waitingMs = askedAt === undefined ? 0 : performance.now() - askedAt;
    if (Math.max(lastMs, waitingMs) > slowMs) return "database-slow";
    return owed > mostOwed ? "backlog" : undefined;
  };
  /** Once when it begins, once when it ends. */
  const tell = () => {
    const now = pressure();
    if (now !== undefined && told === undefined) log.warn({ pressure: now, owed }, "nothing more is taken in for now");
    if (now === undefined && told !== undefined) log.info("the hub keeps up again and takes in");
    told = now;
  };

  const timer = setInterval(() => {
    void look();
    tell();
  }, everyMs);
  timer.unref();
  closing.addEventListener("abort", () => clearInterval(timer));
  return pressure;
}

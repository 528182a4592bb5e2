import type { Registry } from "prom-client";
import { openValveMetrics } from "../platform/metrics.ts";
import type { OperationId } from "./contract.ts";
import { DoorRefusal } from "./reply.ts";

/** How much the gateway takes in at a time; what is more is told to come again before its body is read. */
export interface Limits {
  /** Requests being answered at a time. */
  readonly inFlight: number;
  /** Long polls at a time: they wait without holding anything of the database. */
  readonly polls: number;
}

export const defaultLimits: Limits = { inFlight: 256, polls: 10_000 };

/** Why nothing more is taken in for now. */
export type Pressure = "database-slow" | "backlog";

/** Lets a request in and answers how it leaves again, or throws the refusal to send. */
export type Enter = (operationId: OperationId) => () => void;

// must answer in particular when all else is too much
const alwaysIn: ReadonlySet<OperationId> = new Set(["checkAlive", "checkReady", "readMetrics"]);
const quickSeconds = 1;
const slowSeconds = 5;

/**
 * Back-pressure at the door: 503 with Retry-After before the hub drowns. A caller repeats with the same
 * Idempotency-Key, so nothing is lost (P1, P14).
 * @param pressure what the hub as a whole suffers from at this moment.
 */
export function makeValve(registry: Registry, limits: Limits, pressure: () => Pressure | undefined): Enter {
  const running = { inFlight: 0, polls: 0 };
  const { shed } = openValveMetrics(registry, () => running.inFlight);

  return (operationId) => {
    if (alwaysIn.has(operationId)) return () => undefined;
    const kind = operationId === "readInbox" ? "polls" : "inFlight";
    const suffered = pressure();
    const reason = suffered ?? (running[kind] >= limits[kind] ? "in-flight" : undefined);
    if (reason !== undefined) {
      shed.inc({ reason });
      const seconds = suffered === undefined ? quickSeconds : slowSeconds;
      throw new DoorRefusal("hub-busy", {}, { headers: { "retry-after": String(seconds) } });
    }
    running[kind] += 1;
    let isIn = true;
    return () => {
      if (isIn) running[kind] -= 1;
      isIn = false;
    };
  };
}

import { Counter, type Registry } from "prom-client";
import type { DigestReport } from "./compare.ts";

export interface DigestMetrics {
  readonly runs: Counter<"ending">;
  readonly note: (report: DigestReport) => void;
}

const known = new WeakMap<Registry, DigestMetrics>();

/** The same for the gateway and the worker of one process. */
export function openDigestMetrics(registry: Registry): DigestMetrics {
  const before = known.get(registry);
  if (before) return before;
  const runs = new Counter({
    name: "hub_digest_runs_total",
    help: "Digests asked for or brought, by how it ended.",
    labelNames: ["ending"] as const,
    registers: [registry],
  });
  const differences = new Counter({
    name: "hub_digest_differences_total",
    help: "Differences between what partners took over and what they hold, by class and repair.",
    labelNames: ["class", "repair"] as const,
    registers: [registry],
  });
  const metrics: DigestMetrics = {
    runs,
    note(report) {
      runs.inc({ ending: "compared" });
      for (const one of report.differences) differences.inc({ class: one.class, repair: one.repair });
    },
  };
  known.set(registry, metrics);
  return metrics;
}

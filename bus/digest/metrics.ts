import type { Counter, Registry } from "prom-client";
import { openDigestCounters } from "../../platform/metrics.ts";
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
  const { runs, differences } = openDigestCounters(registry);
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

import { collectDefaultMetrics, Registry } from "prom-client";

/** The process's own registry. Labels are bounded and carry no personal data (P12); scraping scans no table. */
export function openMetrics(role: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ role });
  collectDefaultMetrics({ register: registry });
  return registry;
}

import type { Registry } from "prom-client";
import { openRoute } from "../route.ts";

export const readMetrics = (registry: Registry) =>
  openRoute("readMetrics", async () => ({
    status: 200,
    body: await registry.metrics(),
    headers: { "content-type": registry.contentType },
  }));

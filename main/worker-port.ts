import type { RequestListener } from "node:http";
import type { Registry } from "prom-client";
import type { Checks } from "../gateway/routes/check-ready.ts";
import { readiness } from "../gateway/routes/index.ts";

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/**
 * What a worker without a gateway answers on HUB_METRICS_PORT, to whoever watches it: `/livez`, `/readyz` and
 * `/metrics`, as the gateway does on its own port. Nothing of it is for units: keep the port inside.
 */
export const answerWatchers =
  (metrics: Registry, checks: Checks): RequestListener =>
  (request, response) => {
    answer(request.url ?? "", metrics, checks)
      .catch((error: unknown) => inWords(500, String(error)))
      .then(({ status, type, body }) => {
        response.writeHead(status, { "content-type": type, "cache-control": "no-store" });
        response.end(body);
      })
      .catch(() => response.destroy());
  };

async function answer(url: string, metrics: Registry, checks: Checks): Promise<Answer> {
  switch (url.split("?", 1)[0]) {
    case "/livez":
      return asJson(200, { status: "ok" });
    case "/readyz": {
      const { status, body } = await readiness(checks);
      return asJson(status, body);
    }
    case "/metrics":
      return { status: 200, type: metrics.contentType, body: await metrics.metrics() };
    default:
      return inWords(404, "Cổng này chỉ có /livez, /readyz, /metrics. / This port has /livez, /readyz, /metrics.");
  }
}

const asJson = (status: number, body: object): Answer => ({
  status,
  type: "application/json",
  body: JSON.stringify(body),
});
const inWords = (status: number, body: string): Answer => ({
  status,
  type: "text/plain; charset=utf-8",
  body: `${body}\n`,
});

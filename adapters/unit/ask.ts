import http from "node:http";
import https from "node:https";
import axios from "axios";
import type { Target } from "../../bus/outcome.ts";
import { whyNot, type WebhookOptions } from "./index.ts";
import { publicLookup } from "./public-lookup.ts";
import { sign } from "./signature.ts";

/** A digest of 50,000 dossiers is about this long; who has more brings it part by part through the API. */
const answerLimit = 8 * 1024 * 1024;

type Answer = { readonly ok: true; readonly body: unknown } | { readonly ok: false; readonly detail: string };

/**
 * Asks a unit's software something by a signed CloudEvent and reads its whole answer, up to 8 MB of JSON. By the same
 * rules as a delivery: never redirected, never to where it may not go.
 */
export function makeAsk(options: WebhookOptions) {
  const { secretOf, privateWebhooks, now = () => new Date(), timeoutMs = 60_000 } = options;
  const lookup = privateWebhooks ? {} : { lookup: publicLookup };
  const httpAgent = new http.Agent(lookup);
  const httpsAgent = new https.Agent(lookup);

  return async (
    target: Target,
    event: Readonly<Record<string, unknown>> & { readonly id: string },
  ): Promise<Answer> => {
    const refusal = whyNot(target.url, privateWebhooks);
    if (refusal) return { ok: false, detail: refusal };
    const body = Buffer.from(JSON.stringify(event));
    const seconds = Math.floor(now().getTime() / 1000);
    const versions = [target.secretVersion, target.formerSecretVersion ?? []].flat();
    try {
      const { status, data } = await axios.post<Buffer>(target.url, body, {
        headers: {
          "content-type": "application/cloudevents+json; charset=utf-8",
          accept: "application/json",
          "user-agent": "lien-thong-hub",
          "webhook-id": event.id,
          "webhook-timestamp": String(seconds),
          "webhook-signature": versions
            .map((version) => sign(secretOf(target.partnerId, version), event.id, seconds, body))
            .join(" "),
        },
        signal: AbortSignal.timeout(timeoutMs),
        httpAgent,
        httpsAgent,
        proxy: false,
        maxRedirects: 0,
        decompress: false,
        responseType: "arraybuffer",
        maxContentLength: answerLimit,
        validateStatus: () => true,
      });
      if (status === 202 || status === 204) return { ok: false, detail: `HTTP ${status}: it will answer by the API` };
      if (status < 200 || status >= 300) return { ok: false, detail: `HTTP ${status}` };
      return { ok: true, body: parse(data) };
    } catch (error) {
      return { ok: false, detail: error instanceof Error ? error.message : String(error) };
    }
  };
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined; // judged by whoever asked
  }
}

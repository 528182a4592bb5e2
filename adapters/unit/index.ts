import http from "node:http";
import https from "node:https";
import { isIP } from "node:net";
import type { Readable } from "node:stream";
import axios from "axios";
import type { Deliver } from "../../bus/outcome.ts";
import { isPrivateAddress } from "../../platform/private-address.ts";
import { outcomeOf, outcomeOfSilence } from "./answer.ts";
import { watchDeparture } from "./departure.ts";
import { publicLookup } from "./public-lookup.ts";
import { sign } from "./signature.ts";

export interface WebhookOptions {
  /** Secret of a partner's webhook, derived and stored nowhere. */
  readonly secretOf: (partnerId: string, version: number) => string;
  /** Lets webhooks go to private addresses and over plain http: demonstration and closed networks. */
  readonly privateWebhooks: boolean;
  readonly now?: () => Date;
  readonly timeoutMs?: number;
}

// enough for a reason; a unit's answer is not a download
const answerLimit = 16 * 1024;
const detailLimit = 310;

/** Delivers to units' own software: one signed CloudEvent per POST, never redirected, never through a proxy. */
export function makeDeliver(options: WebhookOptions): Deliver {
  const { secretOf, privateWebhooks, now = () => new Date(), timeoutMs = 10_000 } = options;
  const connections = { keepAlive: true, maxSockets: 50, ...(privateWebhooks ? {} : { lookup: publicLookup }) };
  const httpAgent = new http.Agent(connections);
  const httpsAgent = new https.Agent(connections);

  return async (target, message, signal) => {
    const refusal = whyNot(target.url, privateWebhooks);
    if (refusal) return { kind: "refused", detail: refusal, fault: "address-refused" };

    const at = now();
    const body = Buffer.from(JSON.stringify(message.envelope));
    // newest first; a space between, as Standard Webhooks has it
    const versions = [target.secretVersion, target.formerSecretVersion ?? []].flat();
    const seconds = Math.floor(at.getTime() / 1000);
    const { transport, hasLeft } = watchDeparture(target.url.startsWith("https:"));
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const { status, headers, data } = await axios.post<Readable>(target.url, body, {
        headers: {
          "content-type": "application/cloudevents+json; charset=utf-8",
          "user-agent": "lien-thong-hub",
          "webhook-id": message.messageId,
          "webhook-timestamp": String(seconds),
          "webhook-signature": versions
            .map((version) => sign(secretOf(target.partnerId, version), message.messageId, seconds, body))
            .join(" "),
        },
        signal: AbortSignal.any([signal, timeout]),
        transport,
        httpAgent,
        httpsAgent,
        proxy: false,
        maxRedirects: 0,
        decompress: false,
        responseType: "stream",
        validateStatus: () => true,
      });
      const retryAfter: unknown = headers["retry-after"];
      const asked = typeof retryAfter === "string" ? retryAfter : undefined;
      const outcome = outcomeOf(status, asked, await readReason(data), at);
      return { ...outcome, detail: outcome.detail.slice(0, detailLimit) };
    } catch (error) {
      return outcomeOfSilence(error, hasLeft(), timeout.aborted ? timeoutMs : undefined);
    }
  };
}

/**
 * Why a webhook may not go there, judged by its address alone; a name is judged when it is resolved, at every call.
 * @param privateWebhooks lets it go to private addresses and over plain http; never anything but http.
 */
export function whyNot(url: string, privateWebhooks = false): string | undefined {
  const { protocol, hostname } = new URL(url);
  if (privateWebhooks && (protocol === "http:" || protocol === "https:")) return undefined;
  if (protocol !== "https:") return `${protocol}// is not allowed: the webhook's address must begin with https://`;
  const address = hostname.replace(/^\[|\]$/g, "");
  if (isIP(address) && isPrivateAddress(address))
    return `${hostname} is inside a private network: give the webhook a public address`;
  return undefined;
}

/** The beginning of the answer's text. The status is known by then: a body that breaks off changes nothing. */
async function readReason(answer: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > answerLimit) break; // leaving the loop also drops the connection
    }
  } catch {
    // see above
  }
  // control characters serve no reader, and the database takes no NUL
  return Buffer.concat(chunks)
    .toString("utf8")
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim();
}

import { isIP } from "node:net";
import type { Deliver } from "../../bus/outcome.ts";
import { isPrivateAddress } from "../../platform/private-address.ts";
import { outcomeOf, outcomeOfSilence } from "./answer.ts";
import { makePost, Unanswered } from "./post.ts";
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
  // how many calls run is decided before (bus/claim.ts): one that waited here for a connection would run out of its time
  const agents = { keepAlive: true, ...(privateWebhooks ? {} : { lookup: publicLookup }) };
  const post = makePost({ agents, answerLimit });

  const secrets = remembered(secretOf);

  return async (target, message, signal) => {
    const refusal = whyNot(target.url, privateWebhooks);
    if (refusal) return { kind: "refused", detail: refusal, fault: "address-refused" };

    const at = now();
    const body = JSON.stringify(message.envelope);
    // newest first; a space between, as Standard Webhooks has it
    const versions = [target.secretVersion, target.formerSecretVersion ?? []].flat();
    const seconds = Math.floor(at.getTime() / 1000);
    const signatures = versions.map((version) =>
      sign(secrets(target.partnerId, version), message.messageId, seconds, body),
    );
    try {
      const { status, retryAfter, text } = await post(
        target.url,
        {
          accept: "application/json, text/plain, */*",
          "content-type": "application/cloudevents+json; charset=utf-8",
          "user-agent": "lien-thong-hub",
          "webhook-id": message.messageId,
          "webhook-timestamp": String(seconds),
          "webhook-signature": signatures.join(" "),
        },
        body,
        { timeoutMs, signal },
      );
      const outcome = outcomeOf(status, retryAfter, asReason(text), at);
      return { ...outcome, detail: outcome.detail.slice(0, detailLimit) };
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      return outcomeOfSilence(error, error.left, error.timedOut ? timeoutMs : undefined);
    }
  };
}

/** A few MB for as many partners as there are; who has more derives anew. */
const rememberedSecrets = 20_000;

function remembered(secretOf: WebhookOptions["secretOf"]): WebhookOptions["secretOf"] {
  const known = new Map<string, string>();
  return (partnerId, version) => {
    const name = `${version} ${partnerId}`;
    const secret = known.get(name) ?? secretOf(partnerId, version);
    if (known.size < rememberedSecrets) known.set(name, secret);
    return secret;
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

/** Control characters serve no reader, and the database takes no NUL. */
const asReason = (text: string) => text.replaceAll(/[\p{Cc}\s]+/gu, " ").trim();

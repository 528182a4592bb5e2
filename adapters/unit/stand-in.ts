import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { compiledSchema } from "../../platform/compiled-schema.ts";
import type { Log } from "../../platform/log.ts";
import { fromRoot } from "../../platform/root.ts";
import { openHoldings, type Holdings } from "./holdings.ts";
import { openJournal, type Received } from "./journal.ts";
import { isSigned } from "./signature.ts";

/**
 * A real server that plays a unit's software by the book: judges every message by contracts/bus, drops repeats,
 * insists on the order of each lane, and has on disk what it said yes to.
 */
export interface UnitStandIn {
  readonly webhookUrl: string;
  /** Where a person sees what was received, as JSON. */
  readonly receivedUrl: string;
  /** What it holds of each dossier, and says when it is asked for its digest. */
  readonly holdings: Holdings;
  readonly received: () => readonly Received[];
  /** What the hub did wrong, a sentence each. */
  readonly violations: () => readonly string[];
  /** The next calls end like this, in turn. */
  readonly misbehave: (...faults: readonly Fault[]) => void;
  readonly close: () => Promise<void>;
}

/** `after`: the message was taken over before the fault; its answer is what gets lost. */
export type Fault =
  | { readonly kind: "status"; readonly status: number; readonly retryAfter?: string }
  | { readonly kind: "hang" | "reset"; readonly after?: boolean }
  | { readonly kind: "late"; readonly ms: number };

export interface UnitStandInOptions {
  /** 0 or missing: any free one. */
  readonly port?: number;
  readonly secret: () => string;
  readonly log: Log;
  /** File that keeps what was received over restarts. */
  readonly journal?: string;
  readonly faults?: readonly Fault[];
  readonly now?: () => Date;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

const toleranceSeconds = 5 * 60;
const sizeLimit = 1024 * 1024;

export async function startUnitStandIn(options: UnitStandInOptions): Promise<UnitStandIn> {
  const { port = 0, secret, log, now = () => new Date() } = options;
  const judge = judgeOf("cloud-event.schema.json");
  const judgeDigest = judgeOf("digest.schema.json");
  const journal = await openJournal(options.journal, log);
  const faults = [...(options.faults ?? [])];
  const violations: string[] = [];
  const known = new Set(journal.entries.map(({ id }) => id));
  const lanes = new Map(journal.entries.map(({ receiver, subject, sequence }) => [`${receiver} ${subject}`, sequence]));

  const holdings = openHoldings(journal.entries, known, lanes);

  const violate = (status: number, text: string): Answer => {
    violations.push(text);
    log.warn({ status, text }, "the stand-in refused a message");
    return { status, text };
  };

  const take = async (request: IncomingMessage, body: Buffer): Promise<Answer> => {
    const header = (name: string) => String(request.headers[name] ?? "");
    const id = header("webhook-id");
    const timestamp = Number(header("webhook-timestamp"));
    if (!/^application\/cloudevents\+json(;|$)/.test(header("content-type")))
      return violate(415, `content-type is ${header("content-type")}`);
    if (!(Math.abs(now().getTime() / 1000 - timestamp) <= toleranceSeconds))
      return violate(401, `webhook-timestamp ${header("webhook-timestamp")} is more than five minutes away`);
    if (!isSigned(header("webhook-signature"), secret(), id, timestamp, body))
      return violate(401, "the signature does not fit the body");
    const event = parse(body);
    const { type } = (event ?? {}) as { type?: unknown };
    const isDigest = typeof type === "string" && type.startsWith("vn.lienthong.digest");
    const agreed = isDigest ? judgeDigest : judge;
    if (!agreed(event))
      return violate(
        422,
        `not as agreed: ${agreed.errors?.[0]?.instancePath ?? ""} ${agreed.errors?.[0]?.message ?? ""}`,
      );
    if (isDigest) return holdings.answer(event as Record<string, unknown>, now());
    const { receiver, subject, sequence, replaces } = event as {
      receiver: string;
      subject: string;
      sequence: string;
      replaces?: string;
    };
    if ((event as { id: string }).id !== id) return violate(422, "webhook-id is not the event's id");
    if (known.has(id)) return { status: 200, text: "known already" };
    const lane = `${receiver} ${subject}`;
    const last = lanes.get(lane) ?? 0;
    // in place of one that had come after all: its sequence is taken already
    const expected =
      replaces !== undefined && known.has(replaces) && Number(sequence) <= last ? Number(sequence) : last + 1;
    if (Number(sequence) !== expected)
      return violate(422, `${lane}: sequence ${Number(sequence)} came where ${expected} was due`);
    const taken = {
      at: now().toISOString(),
      id,
      receiver,
      subject,
      sequence: expected,
      event: event as Record<string, unknown>,
    };
    await journal.append(taken);
    holdings.take(taken);
    known.add(id);
    lanes.set(lane, Math.max(last, expected));
    return { status: 204, text: "" };
  };

  // one after the other: two copies of one message must not both be new
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };

  const onWebhook = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await readBody(request);
    if (!body) {
      reply(response, violate(413, `more than ${sizeLimit} bytes`));
      return;
    }
    const fault = faults.shift();
    if (fault?.kind === "status") {
      if (fault.retryAfter !== undefined) response.setHeader("retry-after", fault.retryAfter);
      reply(response, { status: fault.status, text: "a fault, as told" });
      return;
    }
    const isBefore = (fault?.kind === "hang" || fault?.kind === "reset") && !fault.after;
    const answer = isBefore ? undefined : await inTurn(() => take(request, body));
    if (fault?.kind === "hang") return;
    if (fault?.kind === "reset") {
      request.socket.resetAndDestroy();
      return;
    }
    if (fault?.kind === "late") await new Promise((resolve) => setTimeout(resolve, fault.ms).unref());
    if (answer) reply(response, answer);
  };

  const server = createServer((request, response) => {
    const path = request.url?.split("?")[0];
    if (path === "/webhook" && request.method === "POST")
      onWebhook(request, response).catch((error: unknown) => {
        log.error({ err: error }, "the stand-in failed");
        reply(response, { status: 500, text: "the stand-in failed" });
      });
    else if (path === "/received" && request.method === "GET") {
      response.setHeader("content-type", "application/json; charset=utf-8");
      response.end(JSON.stringify({ received: journal.entries, violations }, undefined, 2));
    } else reply(response, { status: 404, text: "POST /webhook, GET /received" });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    webhookUrl: `${url}/webhook`,
    receivedUrl: `${url}/received`,
    holdings,
    received: () => journal.entries,
    violations: () => violations,
    misbehave: (...more) => faults.push(...more),
    async close() {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      await last;
      await journal.close();
    },
  };
}

const judgeOf = (name: string) => compiledSchema(fromRoot("contracts", "bus", name), { strictTypes: false });

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

/** undefined: too large. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= sizeLimit) chunks.push(chunk);
  }
  return size > sizeLimit ? undefined : Buffer.concat(chunks);
}

function reply(response: ServerResponse, { status, text }: Answer): void {
  if (response.headersSent || response.destroyed) return;
  response.statusCode = status;
  response.setHeader("content-type", "text/plain; charset=utf-8");
  response.end(text);
}

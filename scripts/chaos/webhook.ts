import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { isSigned } from "../../adapters/unit/signature.ts";
import { readMessage, type Ledger, type Message } from "./ledger.ts";
import type { Temper } from "./plan.ts";
import type { Random } from "./random.ts";

/** A unit's server that is called by the hub and behaves as its temper says. */
export interface WebhookReceiver {
  readonly url: string;
  readonly setSecret: (secret: string) => void;
  readonly setTemper: (temper: Temper) => void;
  /** Whatever was put aside to be handled in another order has been handled. */
  readonly settled: () => Promise<unknown>;
  readonly close: () => Promise<void>;
}

export interface WebhookReceiverOptions {
  readonly ledger: () => Ledger;
  readonly random: () => Random;
  /** The hub broke the contract: a signature that does not fit, a body that is no message. */
  readonly onViolation: (what: string) => void;
}

const slowMs = 400;
const hangMs = 3_000;

export async function openWebhookReceiver(options: WebhookReceiverOptions): Promise<WebhookReceiver> {
  const { ledger, random, onViolation } = options;
  let secret = "";
  let temper: Temper = "honest";
  const aside = new Set<Promise<unknown>>();

  const later = (ms: number, act: () => void) => {
    const done = wait(ms).then(act);
    aside.add(done);
    void done.finally(() => aside.delete(done));
  };
  const yes = (message: Message, response: ServerResponse, keep: () => void) => {
    const repeated = ledger().hasAnswered(message.id);
    ledger().answer(message);
    if (!repeated) keep();
    response.writeHead(repeated ? 409 : 204).end();
  };

  const take = async (message: Message, request: IncomingMessage, response: ServerResponse) => {
    const of = ledger();
    const keep = () => of.keep(message);
    switch (temper) {
      case "slow":
        await wait(slowMs);
        yes(message, response, keep);
        return;
      case "unwell":
        response.writeHead(random().pick([500, 502, 503])).end("not well");
        return;
      case "busy":
        response.writeHead(429, { "retry-after": "1" }).end();
        return;
      case "refusing":
        response.writeHead(422, { "content-type": "application/json" }).end('{"field":"/data/code"}');
        return;
      case "brokenBefore":
        request.socket.resetAndDestroy();
        return;
      case "brokenAfter": // it has it, and the hub does not know
        if (!of.hasAnswered(message.id)) keep();
        of.answer(message);
        request.socket.resetAndDestroy();
        return;
      case "hanging": // the same, the hub is left waiting
        if (!of.hasAnswered(message.id)) keep();
        of.answer(message);
        await wait(hangMs, undefined, { ref: false });
        response.destroy();
        return;
      case "lying": // says yes and forgets
        yes(message, response, () => undefined);
        return;
      case "doubling": // its own queue hands everything over twice
        yes(message, response, () => {
          keep();
          later(random().between(1, 100), keep);
        });
        return;
      case "shuffling": // says yes, and handles in whatever order
        yes(message, response, () => later(random().between(1, 500), keep));
        return;
      default:
        yes(message, response, keep);
    }
  };

  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const header = (name: string) => String(request.headers[name] ?? "");
    const id = header("webhook-id");
    if (!isSigned(header("webhook-signature"), secret, id, Number(header("webhook-timestamp")), body)) {
      onViolation(`the signature of ${id} does not fit`);
      response.writeHead(401).end();
      return;
    }
    const message = readMessage(JSON.parse(body.toString("utf8")));
    if (message.id !== id) onViolation(`webhook-id ${id} carries the message ${message.id}`);
    await take(message, request, response);
  };

  const server = createServer((request, response) => {
    receive(request, response).catch((error: unknown) => {
      // a call that the hub or the schedule broke off is no fault of the message
      if (!request.socket.destroyed && !request.destroyed) onViolation(String(error));
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    setSecret: (fresh) => (secret = fresh),
    setTemper: (next) => (temper = next),
    settled: () => Promise.all(aside),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

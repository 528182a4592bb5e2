import { createHash, timingSafeEqual } from "node:crypto";
import express, { type Express, type Request, type Response } from "express";
import type { CallbackVerdict } from "../../core/domain/payment/report.ts";
import { askAbout } from "../../core/service/pay-ask.ts";
import { keepRefused, mayAskFor, wasCounted } from "../../core/service/pay-door.ts";
import { holderOf, type MoneyWorld, type PaymentGateway } from "../../core/service/pay-gateways.ts";
import { hearMessage, type HearingDone } from "../../core/service/pay-hear.ts";
import { owedUnder } from "../../core/service/pay-requests.ts";
import { takeOwedSteps } from "../../core/service/pay-steps.ts";
import type { Answer, Profile, Unheard } from "../../mappings/payment/profile.ts";
import { readFields, type Fields, type Received } from "../../mappings/payment/received.ts";
import type { TrustedProxies } from "../../platform/config.ts";
import type { ReadGateway } from "./connection.ts";
import { keepable } from "./keepable.ts";
import { returnPage } from "./return-page.ts";
import type { Keyed } from "./secrets.ts";
import { makeStrangers } from "./strangers.ts";
import { atMost, NoTurn } from "./turns.ts";

export interface DoorGateway {
  readonly connection: ReadGateway;
  readonly keyed: () => Keyed;
  readonly gateway: PaymentGateway;
}

export interface PaymentDoorParts {
  readonly world: MoneyWorld;
  readonly gateways: ReadonlyMap<string, DoorGateway>;
  readonly trustedProxies: TrustedProxies;
  readonly log: {
    readonly warn: (facts: object, words: string) => void;
    readonly error: (facts: object, words: string) => void;
  };
  /** Counts messages by connection and verdict. */
  readonly count: (gateway: string, verdict: string) => void;
  readonly writeStranger: (
    stranger: { gateway: string; reason: string; network: string; at: Date },
    times: number,
  ) => Promise<void>;
  /** Messages that are worked on at a time; what waits longer than the limit is told to come again. */
  readonly atOnce?: number;
  readonly limitMs?: number;
}

export interface PaymentDoor {
  readonly app: Express;
  /** Ends when what follows from answered messages is done. */
  readonly settled: () => Promise<void>;
}

const ours = /^\/(?:callbacks\/payments|payments\/return)\/[a-z0-9-]{1,40}(?:[/?]|$)/;
/** Whether a request is a gateway's or its browser's, by its path. */
export const isPaymentPath = (url: string): boolean => ours.test(url);

const bodyBytes = 64 * 1024;
const bodySeconds = 10;
const inquiries = /^(?:inquiry|confirm|dptracuuthanhtoanhs)$/i;

/**
 * The door for gateways: verify → find → compare → still pending → record, and the answer in the gateway's own codes after
 * the commit; what follows comes after the answer (R14). Whatever is wrong on our side is answered so that they come again
 * (R15).
 */
export function makePaymentDoor(parts: PaymentDoorParts): PaymentDoor {
  const { world, gateways, log, count } = parts;
  const { db, now, newId } = world;
  const app = express();
  app.disable("x-powered-by");
  app.set("etag", false);
  app.set("query parser", "simple");
  app.set("trust proxy", parts.trustedProxies);
  const turns = atMost(parts.atOnce ?? 6, parts.limitMs ?? 8_000);
  const returns = atMost(1, 0);
  const strangers = makeStrangers(parts.writeStranger);
  const following = new Set<Promise<unknown>>();

  const follow = (work: () => Promise<unknown>): void => {
    // what fails here is on record, and taken up by the sweep
    const done = work().catch((error: unknown) =>
      log.warn({ err: error }, "what follows a payment waits for the sweep"),
    );
    const kept = done.finally(() => following.delete(kept));
    following.add(kept);
  };

  const enter = (request: Request, response: Response): DoorGateway | undefined => {
    const found = gateways.get(String(request.params["name"]));
    if (!found) {
      response.status(404).json({});
      return undefined;
    }
    const { connection, keyed } = found;
    const address = request.ip ?? "";
    const refuse = (status: number, reason: string) => {
      strangers.note(connection.name, reason, address, now());
      count(connection.name, reason);
      response.set("connection", "close").status(status).json({});
    };
    // nothing of what a stranger sends is read
    const { basic } = keyed();
    if (!connection.mayCallFrom(address)) refuse(403, "network");
    else if (basic && !isBasic(request.get("authorization") ?? "", basic)) refuse(401, "login");
    else return found;
    return undefined;
  };

  app.all("/callbacks/payments/:name{/*path}", async (request, response) => {
    const found = enter(request, response);
    if (!found) return;
    const { connection } = found;
    const { profile } = found.keyed();
    const received = await readRequest(request).catch((error: unknown) => {
      if (error instanceof Unfit) return undefined;
      throw error;
    });
    const last = [request.params["path"] ?? []].flat().at(-1) ?? "";
    const isInquiry = profile.inquiry !== undefined && inquiries.test(last);
    const said = await (isInquiry
      ? inquire(profile, connection.name, received)
      : hearCallback(found, profile, received, request.ip ?? ""));
    response.status(said.answer.status).json(said.answer.body);
    count(connection.name, said.verdict);
    const { done } = said;
    if (!done) return;
    if (done.kept === "counted" && done.feeId !== null) follow(() => takeOwedSteps(world, done.feeId ?? undefined));
    if (done.duty === "ask" && done.reference !== null && found.gateway.answersQuestions) {
      const { reference } = done;
      follow(async () => {
        const heard = await askAbout(world, reference);
        if (heard?.kept === "counted" && heard.feeId !== null) await takeOwedSteps(world, heard.feeId);
      });
    }
  });

  interface Said {
    readonly answer: Answer;
    readonly verdict: string;
    readonly done?: HearingDone;
  }

  async function hearCallback(
    { connection: { name }, gateway }: DoorGateway,
    profile: Profile,
    received: Received | undefined,
    peer: string,
  ): Promise<Said> {
    const at = now();
    const answer = (verdict: CallbackVerdict, fields: Fields | null, done?: HearingDone): Said => ({
      answer: profile.answer(verdict, fields, at, numberOf(newId())),
      verdict,
      ...(done ? { done } : {}),
    });
    if (!received) {
      strangers.note(name, "unreadable", peer, at);
      return answer("malformed", null);
    }
    const heard = profile.readCallback(received);
    const contentSha256 = createHash("sha256").update(contentOf(heard.fields, received)).digest("hex");
    try {
      if (!heard.ok) {
        await refused(name, heard, contentSha256, peer, at);
        return answer(heard.verdict, heard.fields);
      }
      const { report, signs, fields } = heard;
      if (await wasCounted(db, name, contentSha256)) return answer("repeated", fields);
      const done = await turns(() =>
        hearMessage(db, {
          ...{ gateway: name, holder: holderOf(name), source: "callback", report, contentSha256 },
          covers: profile.vouchedBy === "channel" ? ["reference", "amount", "outcome"] : signs,
          ...{ raw: keepable(fields), peer: inetOf(peer), at, givesReceipts: gateway.givesReceipts },
          askAt: gateway.answersQuestions ? at : null,
        }),
      );
      return answer(done.verdict, fields, done);
    } catch (error) {
      log.warn({ err: error, gateway: name }, "a payment's message was told to come again");
      return answer("tryAgain", heard.fields);
    }
  }

  /** One that is signed is kept; of others the first of an hour. */
  async function refused(
    gateway: string,
    { verdict, fault, fields }: Unheard,
    contentSha256: string,
    peer: string,
    at: Date,
  ): Promise<void> {
    const isSigned = fault.why === "amount" || fault.why === "foreign";
    const isFirst = isSigned || strangers.note(gateway, verdict, peer, at);
    if (!isFirst) return;
    log.warn({ gateway, verdict, why: fault.why, field: fault.field }, "a payment's message was refused");
    const raw = fields ? keepable(fields) : null;
    await keepRefused(db, { gateway, contentSha256, raw, peer: inetOf(peer), at, verdict });
  }

  async function inquire(profile: Profile, name: string, received: Received | undefined): Promise<Said> {
    const { inquiry } = profile;
    if (!inquiry) throw new Error(`${name} asks nothing`);
    const at = now();
    const answer = (
      verdict: Parameters<typeof inquiry.answer>[0],
      fields: Fields | null,
      owed: Parameters<typeof inquiry.answer>[1] = null,
    ): Said => ({
      answer: inquiry.answer(verdict, owed, fields, at, numberOf(newId())),
      verdict: `inquiry ${verdict}`,
    });
    const asked = received && inquiry.read(received);
    if (!asked) return answer("malformed", null);
    if (!asked.ok) return answer(asked.verdict, asked.fields);
    try {
      const owed = await turns(() => owedUnder(world, name, asked.key, inquiry.namesReference));
      if (owed.kind !== "owed") return answer(owed.kind, asked.fields);
      // signed over another amount than the one owed
      return asked.isFor(owed.amount) ? answer("recorded", asked.fields, owed) : answer("badSignature", asked.fields);
    } catch (error) {
      log.warn({ err: error, gateway: name }, "an inquiry was told to come again");
      return answer("tryAgain", asked.fields);
    }
  }

  // a browser comes from anywhere, and proves nothing (R8)
  app.all("/payments/return/:name", (request, response) => {
    const found = gateways.get(request.params.name);
    response
      .status(200)
      .set({
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
      })
      .send(returnPage);
    const back = found?.keyed().profile.readReturn?.({ form: "query", text: queryOf(request) });
    if (!found || !back || !found.gateway.answersQuestions) return;
    const { name } = found.connection;
    follow(async () => {
      // anybody may call here: a few at a time, apart from gateways' callbacks, and the sweep asks of the rest
      const isToAsk = await returns(() => mayAskFor(db, name, back.reference, now())).catch((error: unknown) => {
        if (error instanceof NoTurn) return false;
        throw error;
      });
      if (!isToAsk) return;
      const heard = await askAbout(world, back.reference);
      if (heard?.kept === "counted" && heard.feeId !== null) await takeOwedSteps(world, heard.feeId);
    });
  });

  app.use((_request, response) => {
    response.status(404).json({});
  });
  app.use((error: unknown, _request: Request, response: Response, next: (error: unknown) => void) => {
    log.error({ err: error }, "a payment's message failed");
    if (response.headersSent) next(error);
    else response.status(error instanceof URIError ? 404 : 503).json({});
  });
  return {
    app,
    async settled() {
      while (following.size > 0) await Promise.all(following);
      await strangers.written();
    },
  };
}

class Unfit extends Error {}

/** The raw text of a body, or of a query, as it arrived. @throws {Unfit} too large, too slow, packed or no UTF-8. */
async function readRequest(request: Request): Promise<Received> {
  if (request.method === "GET") return { form: "query", text: queryOf(request) };
  if (request.get("content-encoding") !== undefined) throw new Unfit();
  if (Number(request.get("content-length") ?? 0) > bodyBytes) throw new Unfit();
  const chunks: Buffer[] = [];
  let size = 0;
  const timer = setTimeout(() => request.destroy(new Unfit()), bodySeconds * 1000);
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > bodyBytes) throw new Unfit();
      chunks.push(chunk);
    }
    const text = new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
    const isForm = /^application\/x-www-form-urlencoded/i.test(request.get("content-type") ?? "");
    return { form: isForm ? "form" : "json", text };
  } catch {
    throw new Unfit();
  } finally {
    clearTimeout(timer);
  }
}

const queryOf = ({ originalUrl }: Request): string => {
  const mark = originalUrl.indexOf("?");
  return mark < 0 ? "" : originalUrl.slice(mark + 1);
};

/** By its fields, without those of cards; by its text where it has none. */
const contentOf = (fields: Fields | null, received: Received): string =>
  fields ? JSON.stringify(fields) : readFields(received) ? JSON.stringify(readFields(received)) : received.text;

const numberOf = (id: string): string => id.replaceAll("-", "");

const inetOf = (address: string): string | null => (address === "" ? null : address.replace(/%.*$/, ""));

const digest = (text: string) => createHash("sha256").update(text).digest();

function isBasic(
  given: string,
  { username, password }: { readonly username: string; readonly password: string },
): boolean {
  const right = `Basic ${Buffer.from(`${username}:${password}`, "utf8").toString("base64")}`;
  return timingSafeEqual(digest(given), digest(right));
}

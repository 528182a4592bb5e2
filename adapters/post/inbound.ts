import express, { type Express, type Request, type Response } from "express";
import { hintAt } from "../../core/service/post-work.ts";
import { readWebhook, webhookAnswer } from "../../mappings/post/my-vnpost.ts";
import type { TrustedProxies } from "../../platform/config.ts";
import { isDatabaseAway, type Database } from "../../platform/database.ts";
import type { Log } from "../../platform/log.ts";
import type { PostAccountSettings } from "./connection.ts";

const prefix = "/callbacks/post/";

/** Whether a request is the post's, by its path. */
export const isPostPath = (url: string): boolean => url.startsWith(prefix);

export interface PostDoorParts {
  readonly db: Database;
  readonly log: Log;
  readonly accounts: readonly PostAccountSettings[];
  readonly trustedProxies: TrustedProxies;
  readonly now: () => Date;
  /** Counts callbacks by account and how they ended; `stranger` and `unknown` name no account. */
  readonly count: (account: string, ending: string) => void;
}

const bodyBytes = 262_144;
const bodySeconds = 10;
const atOnce = 8;
const waybillsAtOnce = 100;
/** An order that is hinted at again and again is read once in so long. */
const lookAgainMs = 60_000;

/**
 * `/callbacks/post/{account}`: the post says that something changed. It is a hint and no more (§1.5): what was signed covers
 * little, and the vendor's sample signs with a key that anybody has. The orders it names are read at the post soon, and that
 * answer counts. Nobody but the networks of the connection file is read at all, and no stranger writes anything here.
 */
export function makePostDoor({ db, log, accounts, trustedProxies, now, count }: PostDoorParts): Express {
  const app = express();
  app.disable("x-powered-by");
  app.set("etag", false);
  app.set("case sensitive routing", true);
  app.set("trust proxy", trustedProxies);
  let open = 0;

  const answer = (request: Request, response: Response, status: number, message: string): void => {
    // what is still sent is not read
    if (!request.complete) response.set("connection", "close");
    response.status(status).json({ success: status === 200, message, updated: 0 });
  };

  app.post(`${prefix}:account`, async (request, response) => {
    const account = accounts.find(({ name, webhook }) => name === request.params.account && webhook);
    if (!account?.webhook) {
      count("–", "unknown");
      answer(request, response, 404, "unknown");
      return;
    }
    if (!account.webhook.mayCallFrom(request.ip ?? "")) {
      count("–", "stranger");
      answer(request, response, 403, "not allowed");
      return;
    }
    const end = (ending: string, status: number, message: string) => {
      count(account.name, ending);
      answer(request, response, status, message);
    };
    if (open >= atOnce) {
      response.set("retry-after", "5");
      end("busy", 503, "busy");
      return;
    }
    open += 1;
    try {
      const body = await readBody(request);
      if (typeof body !== "string") {
        end(body.ending, body.status, body.ending);
        return;
      }
      const read = readWebhook(body, account.webhook.key);
      if (read.kind === "hint" && read.waybills.length > waybillsAtOnce) {
        end("tooMany", 400, "too many items");
        return;
      }
      const hinted = read.kind === "hint" ? await hintAt(db, account.name, read.waybills, now(), lookAgainMs) : 0;
      // an unknown waybill is counted, nothing is made of it
      count(account.name, read.kind === "hint" && hinted === 0 ? "unknownOrder" : read.kind);
      const said = webhookAnswer(read, hinted);
      response.status(said.status).json(said.body);
    } catch (error) {
      if (response.headersSent || response.destroyed) return;
      log.error({ err: error }, isDatabaseAway(error) ? "database away" : "a callback of the post failed");
      response.set("retry-after", "5");
      end("failed", 503, "busy");
    } finally {
      open -= 1;
    }
  });
  app.use((request, response) => {
    answer(request, response, 404, "unknown");
  });
  return app;
}

interface Unread {
  readonly ending: string;
  readonly status: number;
}

/** The whole body, in time and within its bound. */
async function readBody(request: Request): Promise<string | Unread> {
  if (request.get("content-encoding") !== undefined) return { ending: "encoded", status: 415 };
  if (Number(request.get("content-length") ?? 0) > bodyBytes) return { ending: "tooLarge", status: 413 };
  const chunks: Buffer[] = [];
  let size = 0;
  const timer = setTimeout(() => request.destroy(new Error("too slow")), bodySeconds * 1_000);
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > bodyBytes) return { ending: "tooLarge", status: 413 };
      chunks.push(chunk);
    }
  } finally {
    clearTimeout(timer);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    return { ending: "notUtf8", status: 400 };
  }
}

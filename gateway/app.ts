import express, { type ErrorRequestHandler, type Express, type RequestHandler } from "express";
import helmet from "helmet";
import { pinoHttp } from "pino-http";
import type { Registry } from "prom-client";
import { isDatabaseAway } from "../platform/database.ts";
import { openRequestMetrics } from "../platform/metrics.ts";
import type { TrustedProxies } from "../platform/config.ts";
import type { Log } from "../platform/log.ts";
import type { Agreed, OperationId } from "./contract.ts";
import { refuseText, readJson } from "./json.ts";
import { DoorRefusal, problem, sendProblem, type ProblemReply, type Reply } from "./reply.ts";
import { digestOf, type Caller, type OpenRoute, type Request, type Route, type SecuredRequest } from "./route.ts";
import type { Enter } from "./valve.ts";

/** A body larger than this is refused before it is read: messages are small, files travel apart. */
const maximumBody = 1_048_576;
// free text of callers would end up in history and in other units' messages: an id says nothing about anybody
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const idempotencyKey = /^[\x21-\x7e]{1,255}$/;

export interface Gate {
  readonly contract: ReadonlyMap<OperationId, Agreed>;
  readonly routes: readonly Route[];
  /** Pages and documents that are no operations of the contract. */
  readonly pages: RequestHandler;
  readonly identify: (authorization: string | undefined) => Promise<Caller>;
  /** Lets a request in, or refuses it before its body is read. */
  readonly enter: Enter;
  readonly trustedProxies: TrustedProxies;
  readonly newId: () => string;
  readonly log: Log;
  readonly metrics: Registry;
  /** Ends long polls when the gateway closes. */
  readonly closing: AbortSignal;
}

/** The Express app: every operation of the contract, its door, and one place where refusals become problems. */
export function makeApp(gate: Gate): Express {
  const app = express();
  app.disable("x-powered-by");
  app.set("etag", false);
  app.set("query parser", "simple");
  // whoever is not a named proxy is the caller, whatever it writes into X-Forwarded-For
  app.set("trust proxy", gate.trustedProxies);
  const protection = headersOfHelmet();
  app.use((request, response, next) => {
    for (const [name, value] of protection) response.setHeader(name, value);
    const given = request.get("x-request-id");
    const id = given && uuid.test(given) ? given : gate.newId();
    request.id = id;
    response.locals["requestId"] = id;
    response.set("x-request-id", id);
    next();
  });
  if (gate.log.isLevelEnabled("debug")) app.use(logRequests(gate.log));
  const { duration, commit } = openRequestMetrics(gate.metrics);
  const body = express.raw({ type: () => true, limit: maximumBody, inflate: false });
  const taken = new Map<string, string[]>();
  for (const route of gate.routes) {
    const agreed = gate.contract.get(route.operationId);
    if (!agreed) throw new Error(`The contract has no operation ${route.operationId}.`);
    taken.set(agreed.path, [...(taken.get(agreed.path) ?? []), agreed.method.toUpperCase()]);
    app[agreed.method as "get"](
      agreed.path,
      (_request, response, next) => {
        response.locals["operation"] = route.operationId;
        const stop = duration.startTimer({ operation: route.operationId });
        // whatever has an effect takes a key (P14)
        if (agreed.needsIdempotencyKey)
          response.locals["committed"] = commit.startTimer({ operation: route.operationId });
        response.once("finish", () => stop({ status: response.statusCode }));
        response.once("close", gate.enter(route.operationId));
        next();
      },
      ...("stream" in route ? [limitUnread] : [inTime, body]),
      operation(gate, route, agreed),
    );
  }
  for (const [path, methods] of taken)
    app.all(path, (request) => {
      const allowed = methods.join(", ");
      throw new DoorRefusal(
        "method-not-allowed",
        { path, method: request.method, allowed },
        { headers: { allow: allowed } },
      );
    });
  app.use(gate.pages);
  app.use((request) => {
    throw new DoorRefusal("path-unknown", { method: request.method, path: request.path });
  });
  app.use(answerErrors(gate.log));
  return app;
}

/** What helmet sets, and always the same: asked once, for its dozen steps cost each request more than its routing. */
function headersOfHelmet(): readonly (readonly [string, string])[] {
  const set = new Map<string, string>();
  const paper = { setHeader: (name: string, value: string) => set.set(name, value), removeHeader: () => undefined };
  const request: unknown = {};
  helmet()(request as express.Request, paper as unknown as express.Response, (fault) => {
    if (fault) throw fault as Error;
  });
  return [...set];
}

/** A fault is logged once, with its cause, where it is answered: a request by itself is nothing but for who looks closely. */
const logRequests = (logger: Log): RequestHandler =>
  pinoHttp({
    logger,
    genReqId: (request) => request.id,
    // the address may hold what a person typed: the operation and its template say enough (P12)
    serializers: { req: ({ id, method }: { id: string; method: string }) => ({ id, method }), res: statusOnly },
    customProps: (_request, response) => ({
      operation: (response as express.Response).locals["operation"] as unknown,
    }),
    customLogLevel: () => "debug",
  });

const bodySeconds = 30;
const unreadSeconds = 10;

/** A caller that dribbles its body is cut off. */
const inTime: RequestHandler = (request, response, next) => {
  if (request.get("expect")?.toLowerCase() === "100-continue") response.writeContinue();
  const timer = setTimeout(() => {
    if (request.complete || response.headersSent) return;
    next(new DoorRefusal("body-too-slow", {}, { headers: { connection: "close" } }));
  }, bodySeconds * 1000);
  for (const end of ["end", "close"]) request.once(end, () => clearTimeout(timer));
  next();
};

/** What is still sent after the answer is thrown away, for a moment: the caller is to read why it was refused. */
const limitUnread: RequestHandler = (request, response, next) => {
  // refused before it was told to go on, it may send its body all the same, or not: nobody knows on this connection
  if (request.get("expect") !== undefined) response.set("connection", "close");
  response.once("finish", () => {
    if (request.complete || request.destroyed) return;
    const timer = setTimeout(() => request.socket.destroy(), unreadSeconds * 1000);
    for (const end of ["end", "close"]) request.once(end, () => clearTimeout(timer));
    request.resume();
  });
  next();
};

const requestIdOf = (response: express.Response): string => response.locals["requestId"] as string;

const statusOnly = ({ statusCode }: { statusCode: number }) => ({ statusCode });

const operation =
  (gate: Gate, route: Route, agreed: Agreed): RequestHandler =>
  async (request, response) => {
    // rights before contents: a stranger learns nothing from how its body is judged
    const caller = route.allow === "anyone" ? undefined : await gate.identify(request.get("authorization"));
    if (caller && route.allow !== "anyone" && !route.allow.some((role) => caller.roles.has(role)))
      throw new DoorRefusal("role-missing", { roles: route.allow.join(", ") });

    const path = { ...request.params };
    const query = { ...request.query };
    const headers = headersOf(request, agreed);
    for (const [name, value] of Object.entries({ ...path, ...query, ...headers }))
      if (typeof value === "string") refuseText(value, name);
    agreed.checkPath(path);
    agreed.checkQuery(query);
    agreed.checkHeaders(headers);
    const checked: Request<never> = {
      path,
      query,
      body: ("stream" in route ? undefined : bodyOf(request, agreed)) as never,
      requestId: requestIdOf(response),
      authorization: request.get("authorization"),
      headers,
      address: request.ip ?? "",
      // made when it is asked for: few operations wait for anything but the database
      get signal() {
        return AbortSignal.any([hangUpOf(response), gate.closing]);
      },
    };
    const reply =
      route.allow === "anyone"
        ? await route.handle(checked)
        : await answerOf(
            route,
            secured(request, checked, caller as Caller, agreed, route.operationId),
            request,
            response,
          );
    if (reply && reply.status < 300) (response.locals["committed"] as (() => void) | undefined)?.();
    if (reply && !response.writableEnded && !response.destroyed) send(response, reply, requestIdOf(response));
  };

const answerOf = (
  route: Exclude<Route, OpenRoute>,
  checked: SecuredRequest<never>,
  request: express.Request,
  response: express.Response,
): Promise<Reply | ProblemReply | undefined> =>
  "stream" in route ? route.stream(checked, request, response) : route.handle(checked);

function secured(
  request: express.Request,
  checked: Request<never>,
  caller: Caller,
  agreed: Agreed,
  operationId: OperationId,
): SecuredRequest<never> {
  const key = request.get("idempotency-key") ?? "";
  if (agreed.needsIdempotencyKey && !idempotencyKey.test(key))
    throw new DoorRefusal("idempotency-key-missing", {}, { field: "Idempotency-Key" });
  // not copied: a copy would ask for the signal
  return Object.assign(checked, {
    caller,
    ask: {
      partnerId: caller.partnerId,
      units: caller.units,
      key,
      digest: digestOf(operationId, checked.path, checked.body),
      requestId: checked.requestId,
    },
  });
}

/** Ends when the caller is gone before it has its answer. */
function hangUpOf(response: express.Response): AbortSignal {
  const hungUp = new AbortController();
  const look = () => {
    if (!response.writableFinished) hungUp.abort();
  };
  if (response.destroyed) look();
  else response.once("close", look);
  return hungUp.signal;
}

const headersOf = (request: express.Request, { headers }: Agreed): Record<string, string> =>
  Object.fromEntries(
    headers.flatMap((name) => {
      const value = request.get(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );

function bodyOf(request: express.Request, agreed: Agreed): unknown {
  if (agreed.contentType === undefined) return undefined;
  const given = request.get("content-type") ?? "";
  const [type = "", ...parameters] = given
    .toLowerCase()
    .split(";")
    .map((part) => part.trim());
  const charset = parameters
    .find((parameter) => parameter.startsWith("charset="))
    ?.slice(8)
    .replaceAll('"', "");
  if (type !== agreed.contentType || (charset !== undefined && charset !== "utf-8"))
    throw new DoorRefusal("content-type-wrong", { given, expected: agreed.contentType });
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const body = agreed.contentType === "application/json" ? readJson(bytes) : readForm(bytes);
  agreed.checkBody(body);
  return body;
}

function readForm(bytes: Buffer): Record<string, string> {
  const form = Object.fromEntries(new URLSearchParams(bytes.toString("utf8")));
  for (const [name, value] of Object.entries(form)) refuseText(value, name);
  return form;
}

function send(response: express.Response, reply: Reply | ProblemReply, requestId: string): void {
  if ("refusal" in reply) {
    sendProblem(response, reply, requestId);
    return;
  }
  const headers = { "cache-control": "no-store", ...reply.headers };
  if (typeof reply.body === "object" && reply.body !== null && reply.status !== 204 && response.req.method !== "HEAD") {
    // as Express would, without what it does for files, pages and caches
    const text = JSON.stringify(reply.body);
    const kind = { "content-type": "application/json; charset=utf-8", "content-length": Buffer.byteLength(text) };
    response.writeHead(reply.status, { ...kind, ...headers }).end(text);
    return;
  }
  response.status(reply.status).set(headers);
  if (typeof reply.body === "string") response.send(reply.body);
  else response.json(reply.body);
}

/** Express's own refusals, ours, a database that is away, and at last what is truly our fault. */
function answerErrors(log: Log): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    const requestId = requestIdOf(response);
    if (response.headersSent) {
      next(error);
      return;
    }
    const door = asDoorRefusal(error);
    if (door) {
      const { code, values, field, headers } = door;
      sendProblem(response, { ...problem({ code, values, ...(field ? { field } : {}) }), headers }, requestId);
      return;
    }
    if (isDatabaseAway(error)) {
      log.warn({ err: error, requestId }, "database away");
      sendProblem(
        response,
        { ...problem({ code: "hub-busy", values: {} }), headers: { "retry-after": "2" } },
        requestId,
      );
      return;
    }
    log.error({ err: error, requestId }, "request failed");
    sendProblem(response, problem({ code: "hub-error", values: {} }), requestId);
  };
}

function asDoorRefusal(error: unknown): DoorRefusal | undefined {
  if (error instanceof DoorRefusal) return error;
  if (error instanceof URIError) return new DoorRefusal("path-broken");
  const type = error instanceof Error && "type" in error ? error.type : undefined;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (type === "entity.too.large") return new DoorRefusal("body-too-large", { limit: String(maximumBody) });
  if (type === "encoding.unsupported") return new DoorRefusal("content-encoding-wrong", { given: encodingOf(error) });
  if (type === "charset.unsupported") return new DoorRefusal("body-not-utf8");
  if (type === "request.aborted" || type === "request.size.invalid")
    return new DoorRefusal("json-broken", { reason: "it ends too early", reasonVi: "thiếu phần cuối" });
  // the last net: a value that the database cannot read is the caller's, not our fault
  if (code.startsWith("22"))
    return new DoorRefusal("field-invalid", {
      field: "?",
      reason: "has a value that cannot be read",
      reasonVi: "có giá trị không đọc được",
    });
  return undefined;
}

const encodingOf = (error: unknown): string =>
  error instanceof Error && "encoding" in error ? String(error.encoding) : "";

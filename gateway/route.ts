import { createHash } from "node:crypto";
import type { Request as HttpRequest, Response as HttpResponse } from "express";
import canonicalize from "canonicalize";
import type { operations } from "../contracts/gateway/openapi.ts";
import type { Ask } from "../core/service/once.ts";
import type { OperationId } from "./contract.ts";
import type { ProblemReply, Reply } from "./reply.ts";

export interface Caller {
  readonly partnerId: string;
  readonly roles: ReadonlySet<string>;
  /** Canonical codes of the agencies the partner speaks for. */
  readonly units: ReadonlySet<string>;
}

type Content<T> = T extends { content: infer C } ? C[keyof C] : never;
export type BodyOf<Id extends OperationId> = operations[Id] extends { requestBody: infer B } ? Content<B> : undefined;
export type PathOf<Id extends OperationId> = operations[Id]["parameters"] extends { path: infer P } ? P : object;
export type QueryOf<Id extends OperationId> = NonNullable<
  operations[Id]["parameters"] extends { query?: infer Q } ? Q : object
>;

/** What an operation gets: checked against the contract, and nothing else. */
export interface Request<Id extends OperationId> {
  readonly path: PathOf<Id>;
  readonly query: QueryOf<Id>;
  readonly body: BodyOf<Id>;
  readonly requestId: string;
  readonly authorization: string | undefined;
  /** Of the operation's header parameters, by their names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  /** The network address the request came from; behind a proxy of our own network, the one that proxy saw. */
  readonly address: string;
  /** Ends when the caller hangs up or the gateway closes. */
  readonly signal: AbortSignal;
}

export interface SecuredRequest<Id extends OperationId> extends Request<Id> {
  readonly caller: Caller;
  /** For operations with an effect. */
  readonly ask: Ask;
}

export type Role = "unit" | "operator";

interface Shared {
  readonly operationId: OperationId;
}
export interface OpenRoute extends Shared {
  readonly allow: "anyone";
  readonly handle: (request: Request<never>) => Promise<Reply | ProblemReply>;
}
export interface SecuredRoute extends Shared {
  readonly allow: readonly Role[];
  readonly handle: (request: SecuredRequest<never>) => Promise<Reply | ProblemReply>;
}
/** Reads or writes a content that is never held in memory; answers by itself when it returns nothing. */
export interface StreamRoute extends Shared {
  readonly allow: readonly Role[];
  readonly stream: (
    request: SecuredRequest<never>,
    raw: HttpRequest,
    response: HttpResponse,
  ) => Promise<Reply | ProblemReply | undefined>;
}
export type Route = OpenRoute | SecuredRoute | StreamRoute;

/** A route names its operation, says who may, and returns its answer. Path, method and shape are the contract's. */
export function route<Id extends OperationId>(
  operationId: Id,
  { allow, handle }: { allow: readonly Role[]; handle: (request: SecuredRequest<Id>) => Promise<Reply | ProblemReply> },
): Route {
  return { operationId, allow, handle };
}

/** A route whose content is streamed. */
export function streamRoute<Id extends OperationId>(
  operationId: Id,
  {
    allow,
    stream,
  }: {
    allow: readonly Role[];
    stream: (
      request: SecuredRequest<Id>,
      raw: HttpRequest,
      response: HttpResponse,
    ) => Promise<Reply | ProblemReply | undefined>;
  },
): Route {
  return { operationId, allow, stream };
}

/** A route that asks for no token. */
export function openRoute<Id extends OperationId>(
  operationId: Id,
  handle: (request: Request<Id>) => Promise<Reply | ProblemReply>,
): Route {
  return { operationId, allow: "anyone", handle };
}

/** What makes two requests "the same" under one Idempotency-Key: the order in which fields are written does not. */
export const digestOf = (operationId: string, path: unknown, body: unknown): string =>
  createHash("sha256")
    .update(canonicalize([operationId, path, body ?? null]) ?? "")
    .digest("hex");

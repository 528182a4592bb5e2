import type { IncomingHttpHeaders } from "node:http";
import type { SeenCall } from "./faults.ts";
import { isRow, type Row } from "./fields.ts";
import type { Outcome, Reply } from "./outcome.ts";

/** A request, read whole; the Security Server's prefix is off its path. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A call that a dialect understood: what it is, how it is done, and how its outcome is written. */
export interface Prepared extends Omit<SeenCall, "number"> {
  readonly perform: () => Outcome | Promise<Outcome>;
  readonly encode: (outcome: Outcome, codeAs: "text" | "number") => Reply;
  /** Ends the session that it came with, and how that is said; missing: it needs none. */
  readonly expire?: () => Outcome;
}

/** undefined: no JSON in UTF-8. */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body));
  } catch {
    return undefined;
  }
}

export function rowOf(body: Buffer): Row {
  const parsed = parseJson(body);
  return isRow(parsed) ? parsed : {};
}

export const bearerOf = (headers: IncomingHttpHeaders): string | undefined =>
  /^Bearer (\S+)$/i.exec(headers.authorization ?? "")?.[1];

import type { Response } from "express";
import type { Refusal } from "../core/domain/refusal.ts";
import { said } from "./problems/said.ts";
import { fill, problems, type DoorCode, type ProblemCode } from "./problems/index.ts";

/** What an operation answers. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal of the gateway itself, thrown at the door and turned into a problem in one place. */
export class DoorRefusal extends Error {
  readonly code: DoorCode;
  readonly values: Readonly<Record<string, string>>;
  readonly field: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  constructor(
    code: DoorCode,
    values: Readonly<Record<string, string>> = {},
    more: { readonly field?: string; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(code);
    this.code = code;
    this.values = values;
    this.field = more.field;
    this.headers = more.headers ?? {};
  }
}

export const ok = (body: unknown, headers?: Readonly<Record<string, string>>): Reply => ({
  status: 200,
  body,
  ...(headers ? { headers } : {}),
});

/** A refusal of the core as a problem. `status` where the same refusal means something else, such as 404 on a path. */
export const problem = (
  refusal: Pick<Refusal, "values" | "field"> & { readonly code: ProblemCode },
  status?: number,
): ProblemReply => ({
  refusal,
  status: status ?? problems[refusal.code].status,
});

export interface ProblemReply {
  readonly refusal: Pick<Refusal, "values" | "field"> & { readonly code: ProblemCode };
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Writes an RFC 9457 problem: the caller's language on top, both languages inside. */
export function sendProblem(response: Response, reply: ProblemReply, requestId: string): void {
  const { code, values, field } = reply.refusal;
  const filled = { ...values, requestId };
  const vi = wordsOf(code, "vi", filled);
  const en = wordsOf(code, "en", filled);
  const english = response.req.acceptsLanguages("vi", "en") === "en";
  const body = {
    type: `/docs/problems#${code}`,
    ...(english ? en : vi),
    status: reply.status,
    code,
    ...(field === undefined ? {} : { field }),
    requestId,
    vi,
    en,
  };
  response
    .status(reply.status)
    .set({ ...reply.headers, "content-language": english ? "en" : "vi", "cache-control": "no-store" })
    .type("application/problem+json")
    .send(JSON.stringify(body));
}

/** A code's words in one language, filled as people read it. */
export const wordsOf = (code: ProblemCode, language: "vi" | "en", values: Readonly<Record<string, string>>) => {
  const { title, detail, remedy } = problems[code][language];
  const told = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, said(name, value, language)]));
  return { title, detail: fill(detail, told), remedy: fill(remedy, told) };
};

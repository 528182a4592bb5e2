import type { RefusalCode } from "../../core/domain/refusal.ts";

/** What the gateway itself refuses, before the core is asked. */
export type DoorCode =
  | "json-broken"
  | "json-too-deep"
  | "body-too-large"
  | "body-too-slow"
  | "file-length-missing"
  | "file-range-wrong"
  | "body-not-utf8"
  | "json-name-repeated"
  | "text-with-nul"
  | "text-with-hidden"
  | "text-not-nfc"
  | "text-not-unicode"
  | "content-type-wrong"
  | "content-encoding-wrong"
  | "field-invalid"
  | "idempotency-key-missing"
  | "idempotency-key-reused"
  | "token-missing"
  | "token-invalid"
  | "token-expired"
  | "client-unknown"
  | "role-missing"
  | "path-unknown"
  | "path-broken"
  | "method-not-allowed"
  | "hub-busy"
  | "hub-error";

export type ProblemCode = RefusalCode | DoorCode;

export interface Words {
  readonly title: string;
  readonly detail: string;
  readonly remedy: string;
}

export interface Problem {
  readonly status: number;
  readonly vi: Words;
  readonly en: Words;
}

/** The problems of one room. A code that no room has does not compile (index.ts). */
export type Room = Partial<Readonly<Record<ProblemCode, Problem>>>;

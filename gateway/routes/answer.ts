import type { Answer } from "../../core/service/once.ts";
import { problem, type ProblemReply, type Reply } from "../reply.ts";

/** The answer of an operation with an effect; a repeat says so in its header. */
export function answered<T extends object>(
  answer: Answer<T>,
  status: number,
  headersOf: (body: T) => Record<string, string> = () => ({}),
): Reply | ProblemReply {
  if (answer.ok)
    return {
      status,
      body: answer.body,
      headers: { ...headersOf(answer.body), ...(answer.replayed ? { "idempotency-replayed": "true" } : {}) },
    };
  return problem("values" in answer ? answer : { code: answer.code, values: {}, field: "Idempotency-Key" });
}

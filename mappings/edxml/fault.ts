import type { EdxmlWarning } from "../../contracts/edxml/message.ts";
import type { EdxmlFaultCode, EdxmlWarningCode } from "../../core/domain/letter/edxml-words.ts";

/** Thrown within the reader of messages, which ends in a fault by it. `detail`: what was seen, short, nothing of a person. */
export class EdxmlRefusal extends Error {
  readonly code: EdxmlFaultCode;
  readonly at: string | null;
  readonly detail: string;
  constructor(code: EdxmlFaultCode, at: string | null, detail: string) {
    super(`${code} ${at ?? ""} ${detail}`);
    this.code = code;
    this.at = at;
    this.detail = detail;
  }
}

/** At most so many of a kind, so that a message cannot fill the record with them. */
const mostOfOne = 10;

/** What was bent, in the order it was met. */
export interface Warnings {
  /** @param at asked for where it is told: to find a place costs something. */
  readonly warn: (code: EdxmlWarningCode, at: string | (() => string), detail?: string) => void;
  readonly told: readonly EdxmlWarning[];
}

export function warnings(): Warnings {
  const told: EdxmlWarning[] = [];
  const counts = new Map<EdxmlWarningCode, number>();
  return {
    told,
    warn(code, at, detail = "") {
      const count = (counts.get(code) ?? 0) + 1;
      counts.set(code, count);
      if (count <= mostOfOne) told.push({ code, at: typeof at === "string" ? at : at(), detail });
      else if (count === mostOfOne + 1) told.push({ code: "more-warnings", at: "", detail: code });
    },
  };
}

/** What was seen, to be shown: without control characters, and short. */
export const shown = (text: string, most = 60): string => {
  const plain = text.replaceAll(/[\p{C}\p{Z}]+/gu, " ").trim();
  return plain.length > most ? `${plain.slice(0, most)}…` : plain;
};

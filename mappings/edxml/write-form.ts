import type { Day } from "../../core/domain/day.ts";
import type { EdxmlWriteFaultCode } from "../../core/domain/letter/edxml-write-words.ts";

/** How a message is to be written for whoever reads it. What readers disagree about is here; the rest is fixed. */
export interface EdxmlForm {
  /** `axis`: empty elements are left out; `bkav`: they stand there, `Content` repeats the subject, and Type is 1 or 2. */
  readonly profile: "axis" | "bkav";
  readonly lineEnd: "lf" | "crlf";
  /** `others`: what is no pdf, doc, docx or zip travels as a zip of one entry, as the axis' own kit has it; `never`: all as it is. */
  readonly zip: "others" | "never";
  /**
   * `law`: with what NĐ30 PL.VI and the strictest readers demand; `form`: only what the form cannot do without, for messages of others
   * that are written as they were read.
   */
  readonly demand: "law" | "form";
  /** An identifier in the notation that is asked for (mappings/edoc/agencies.ts). */
  readonly organIdOf: (organId: string) => string;
  /** In Viet Nam: no document is of a later day. */
  readonly today: Day;
}

export const asGiven = (organId: string): string => organId;

/** Why a message cannot be written. `at`: pointer into the canonical message. */
export interface EdxmlWriteFault {
  readonly code: EdxmlWriteFaultCode;
  readonly at: string;
  readonly detail: string;
}

/** A value as it is written: NFC, trimmed; what readers take for no value is none. */
export function plain(text: string | null): string | null {
  const value = text?.normalize("NFC").trim() ?? "";
  return value === "" || /^(null|n\/a)$/i.test(value) ? null : value;
}

/** `2026/11/22` */
export const slashed = (day: string): string => day.replaceAll("-", "/");

/** Of a name, small and without its dot. */
export const endingOf = (name: string): string => /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? "";

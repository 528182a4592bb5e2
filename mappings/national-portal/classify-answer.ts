import type { FieldRule } from "../../contracts/national-portal/field-rules.ts";
import { packets } from "../../contracts/national-portal/packets.ts";
import { dayOf } from "../../core/domain/day.ts";
import { answerRules, type AnswerClass, type AnswerRule } from "./answer-rules.ts";
import { foldText } from "./text.ts";

/** An answer as far as judging it goes, of any dialect. */
export interface HeardAnswer {
  /** A service of the portal, or of `callNames`. */
  readonly service: string;
  /** Null: none, as of an answer that was read elsewhere. */
  readonly http: number | null;
  /** As it came: number, text, or not there. */
  readonly code: string | number | null | undefined;
  readonly message: string;
  /** It carries what was asked for. */
  readonly carries: boolean;
  /** Nothing could be read of it (dialects' faults): empty, HTML, broken. */
  readonly unreadable: boolean;
  /** It lists errors, whatever its code says; missing: its dialect has no such list. */
  readonly errors?: boolean;
}

export interface Judged {
  readonly class: AnswerClass;
  /** Which row said so; null: none did, and that is `unknown`. */
  readonly rule: string | null;
}

/**
 * Makes the judge of a connection.
 * @param own the installation's rows: they come before the table's, and each row is folded once.
 */
export function makeClassifyAnswer(own: readonly AnswerRule[] = []): (answer: HeardAnswer, at: Date) => Judged {
  const rules = [...own, ...answerRules].map((rule) => ({
    ...rule,
    contains: rule.contains?.map(foldText),
    unless: rule.unless?.map(foldText),
  }));
  return (answer, at) => {
    const on = dayOf(at);
    const message = foldText(answer.message);
    const code = codeOf(answer.code);
    const found = rules.find(
      (rule) =>
        rule.from <= on &&
        (rule.until === null || on <= rule.until) &&
        (!rule.services || rule.services.includes(answer.service)) &&
        fitsHttp(rule, answer.http) &&
        (!rule.codes || rule.codes.includes(code)) &&
        (!rule.contains || rule.contains.some((words) => words !== "" && message.includes(words))) &&
        !rule.unless?.some((words) => message.includes(words)) &&
        (!rule.namesField || namesField(message)) &&
        (!rule.carries || answer.carries) &&
        (rule.errors === undefined || rule.errors === (answer.errors ?? false)) &&
        (answer.unreadable ? rule.unreadable === true || isHttpOnly(rule) : !rule.unreadable),
    );
    return found ? { class: found.class, rule: found.id } : { class: "unknown", rule: null };
  };
}

/** "0" of 0, " 0" and "0"; "absent" of none. */
const codeOf = (code: HeardAnswer["code"]): string => {
  const text = code === null || code === undefined ? "" : String(code).trim();
  return text === "" ? "absent" : text;
};

const fitsHttp = (rule: Pick<AnswerRule, "http" | "class">, http: number | null): boolean => {
  const range = rule.http ?? (rule.class === "done" ? ([200, 299] as const) : undefined);
  if (range === undefined) return true;
  return http === null ? rule.http === undefined : range[0] <= http && http <= range[1];
};

const isHttpOnly = (rule: Pick<AnswerRule, "http" | "class">): boolean =>
  rule.http !== undefined && rule.class !== "done";

const fieldNames = new Set(
  Object.values(packets as Readonly<Record<string, Readonly<Record<string, FieldRule>>>>)
    .flatMap(namesOf)
    .filter((name) => /[a-z][A-Z]/.test(name))
    .map(foldText),
);

function namesOf(rules: Readonly<Record<string, FieldRule>>): string[] {
  return Object.entries(rules).flatMap(([name, { inside }]) => [name, ...(inside ? namesOf(inside) : [])]);
}

const namesField = (message: string): boolean => message.split(/[^\p{L}\p{N}]+/u).some((word) => fieldNames.has(word));

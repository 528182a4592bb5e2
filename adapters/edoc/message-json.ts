import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { EdxmlMessage } from "../../contracts/edxml/message.ts";
import { readDay, readMoment } from "../../mappings/edxml/values.ts";
import { fromRoot } from "../../platform/root.ts";

/** A message with where its files are, as `hub edxml read` tells them or a person writes them down. */
export type ReadJson =
  | { readonly ok: true; readonly message: EdxmlMessage; readonly paths: readonly (string | null)[] }
  /** What is wrong, each with its place. */
  | { readonly ok: false; readonly wrong: readonly string[] };

/** Fields that may be text alone: `2026-11-20`, `2026/11/20 08:00:00`. */
const days: ReadonlySet<string> = new Set(["promulgationDate", "dueDate"]);
const moments: ReadonlySet<string> = new Set(["timestamp"]);

/**
 * Reads the canonical message from JSON: alone, or as `message` beside `files`. What is missing is filled in with nothing;
 * a name that the form does not have is told, since it is mostly a slip of the pen.
 */
export function readMessageJson(text: string): ReadJson {
  let said: unknown;
  try {
    said = JSON.parse(text) as unknown;
  } catch (error) {
    return { ok: false, wrong: [(error as Error).message] };
  }
  const outer = isObject(said) && isObject(said["message"]) ? said : { message: said, files: [] };
  const message = outer["message"];
  const kind = isObject(message) ? message["kind"] : undefined;
  if (!isObject(message) || (kind !== "document" && kind !== "status"))
    return { ok: false, wrong: ["/kind: document, status"] };
  const judge = judges()[kind];
  if (!judge(message))
    return {
      ok: false,
      wrong: (judge.errors ?? []).map(
        ({ instancePath, message: why = "", params }) =>
          `${instancePath || "/"}: ${why}${"additionalProperty" in params ? ` (${String(params["additionalProperty"])})` : ""}`,
      ),
    };
  const files = Array.isArray(outer["files"]) ? (outer["files"] as readonly unknown[]) : [];
  return {
    ok: true,
    message: withDates(message) as EdxmlMessage,
    paths: files.map((file) => (isObject(file) && typeof file["path"] === "string" ? file["path"] : null)),
  };
}

function withDates(value: unknown, name = ""): unknown {
  if (typeof value === "string" && days.has(name)) return readDay(value).value;
  if (typeof value === "string" && moments.has(name)) return readMoment(value).value;
  if (Array.isArray(value)) return value.map((one) => withDates(one));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([field, one]) => [field, withDates(one, field)]));
}

let compiled: Readonly<Record<"document" | "status", ValidateFunction>> | undefined;

function judges(): NonNullable<typeof compiled> {
  if (compiled) return compiled;
  const schema = JSON.parse(readFileSync(fromRoot("contracts", "edxml", "message.schema.json"), "utf8")) as object;
  const ajv = new Ajv2020({ allErrors: true, strict: false, useDefaults: true });
  addFormats.default(ajv);
  ajv.addSchema(schema, "message");
  const of = (kind: string) => ajv.compile({ $ref: `message#/$defs/${kind}` });
  return (compiled = { document: of("document"), status: of("status") });
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

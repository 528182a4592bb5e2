import { readFileSync } from "node:fs";
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { parse } from "yaml";
import type { operations } from "../contracts/gateway/openapi.ts";
import { fromRoot } from "../platform/root.ts";
import { DoorRefusal } from "./reply.ts";

export type OperationId = keyof operations;

type Schema = Record<string, unknown>;
interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly schema: Schema;
}
interface Operation {
  readonly operationId: OperationId;
  readonly parameters?: readonly (Parameter | { $ref: string })[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly security?: readonly unknown[];
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: { readonly parameters: Readonly<Record<string, Parameter>> };
}

/** An operation as agreed: where it is and what may be sent to it. */
export interface Agreed {
  readonly method: string;
  /** In Express's notation, `/v1/dossiers/:code`. */
  readonly path: string;
  /** Whether a token is asked for. */
  readonly secured: boolean;
  readonly contentType: string | undefined;
  readonly needsIdempotencyKey: boolean;
  readonly checkPath: (values: Record<string, unknown>) => void;
  /** Checks and fills in defaults; numbers and booleans are made of their texts. */
  readonly checkQuery: (values: Record<string, unknown>) => void;
  readonly checkBody: (body: unknown) => void;
}

/** Reads contracts/gateway/openapi.yaml, which is the law: requests are judged by the very file that was agreed. */
export function readContract(): ReadonlyMap<OperationId, Agreed> {
  const document = parse(readFileSync(fromRoot("contracts", "gateway", "openapi.yaml"), "utf8")) as Document;
  const base = { allErrors: false, strict: false, useDefaults: true, discriminator: false };
  const strict = new Ajv2020(base);
  const coercing = new Ajv2020({ ...base, coerceTypes: true });
  for (const ajv of [strict, coercing]) {
    addFormats.default(ajv);
    ajv.addSchema({ ...document, $id: "openapi" }, "openapi");
  }

  const agreed = new Map<OperationId, Agreed>();
  for (const [path, item] of Object.entries(document.paths))
    for (const method of ["get", "post", "put", "delete"] as const) {
      const operation = item[method] as Operation | undefined;
      if (!operation) continue;
      const shared = (item["parameters"] ?? []) as Operation["parameters"] & object;
      const parameters = [...shared, ...(operation.parameters ?? [])].map((parameter) => resolve(document, parameter));
      const [contentType, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
      agreed.set(operation.operationId, {
        method,
        path: path.replaceAll(/\{(\w+)\}/g, ":$1"),
        secured: operation.security?.length !== 0,
        contentType,
        needsIdempotencyKey: parameters.some(({ name }) => name === "Idempotency-Key"),
        checkPath: checker(coercing, objectOf(parameters, "path"), ""),
        checkQuery: checker(coercing, objectOf(parameters, "query"), "?"),
        checkBody: content
          ? checker(contentType === "application/json" ? strict : coercing, absolute(content.schema), "")
          : () => undefined,
      });
    }
  return agreed;
}

function resolve(document: Document, parameter: Parameter | { $ref: string }): Parameter {
  if (!("$ref" in parameter)) return parameter;
  const found = document.components.parameters[parameter.$ref.split("/").at(-1) ?? ""];
  if (!found) throw new Error(`openapi.yaml: ${parameter.$ref} is not there`);
  return found;
}

const objectOf = (parameters: readonly Parameter[], where: Parameter["in"]): Schema => {
  const here = parameters.filter((parameter) => parameter.in === where);
  return {
    type: "object",
    properties: Object.fromEntries(here.map(({ name, schema }) => [name, absolute(schema)])),
    required: here.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
  };
};

/** `#/components/…` means the document also when the schema is compiled by itself. */
const absolute = (schema: Schema): Schema =>
  JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"openapi#/')) as Schema;

function checker(ajv: Ajv2020, schema: Schema, prefix: string): (value: unknown) => void {
  const validate: ValidateFunction = ajv.compile(schema);
  return (value) => {
    if (validate(value)) return;
    // an "if" only says that its "then" failed; the failure itself comes before it
    const error = validate.errors?.find(({ keyword }) => keyword !== "if") ?? validate.errors?.[0];
    const field = `${prefix}${pointerOf(error)}`;
    throw new DoorRefusal("field-invalid", { field, reason: reasonOf(error) }, { field });
  };
}

function pointerOf(error: ErrorObject | undefined): string {
  const params = error?.params as { missingProperty?: string; additionalProperty?: string } | undefined;
  const last = params?.missingProperty ?? params?.additionalProperty;
  return `${error?.instancePath ?? ""}${last === undefined ? "" : `/${last}`}` || "/";
}

function reasonOf(error: ErrorObject | undefined): string {
  if (!error) return "invalid";
  const params = error.params as { allowedValues?: unknown[] };
  if (error.keyword === "enum") return `must be one of ${(params.allowedValues ?? []).map(String).join(", ")}`;
  if (error.keyword === "required") return "is missing";
  if (error.keyword === "additionalProperties" || error.keyword === "false schema") return "is not known here";
  return error.message ?? "invalid";
}

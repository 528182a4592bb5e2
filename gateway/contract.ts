import { readFileSync } from "node:fs";
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { parse } from "yaml";
import type { operations } from "../contracts/gateway/openapi.ts";
import { parseDay } from "../core/domain/day.ts";
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
  /** Header parameters beside Idempotency-Key, in small letters. */
  readonly headers: readonly string[];
  readonly checkPath: (values: Record<string, unknown>) => void;
  /** Checks and fills in defaults; numbers and booleans are made of their texts. */
  readonly checkQuery: (values: Record<string, unknown>) => void;
  readonly checkHeaders: (values: Record<string, unknown>) => void;
  readonly checkBody: (body: unknown) => void;
}

let contract: ReadonlyMap<OperationId, Agreed> | undefined;

/**
 * Reads contracts/gateway/openapi.yaml, which is the law: requests are judged by the very file that was agreed. Once in a
 * process: it does not change while the process runs, and compiling it takes half a second.
 */
export const readContract = (): ReadonlyMap<OperationId, Agreed> => (contract ??= compileContract());

function compileContract(): ReadonlyMap<OperationId, Agreed> {
  const document = parse(readFileSync(fromRoot("contracts", "gateway", "openapi.yaml"), "utf8")) as Document;
  const base = { allErrors: false, strict: false, useDefaults: true, discriminator: false };
  const strict = new Ajv2020(base);
  const coercing = new Ajv2020({ ...base, coerceTypes: true });
  for (const ajv of [strict, coercing]) {
    addFormats.default(ajv);
    ajv.addFormat("date-time", isMoment);
    ajv.addFormat("date", isDay);
    ajv.addSchema({ ...document, $id: "openapi" }, "openapi");
  }

  const agreed = new Map<OperationId, Agreed>();
  for (const [path, item] of Object.entries(document.paths))
    for (const method of ["get", "post", "put", "delete"] as const) {
      const operation = item[method] as Operation | undefined;
      if (!operation) continue;
      const shared = (item["parameters"] ?? []) as Operation["parameters"] & object;
      const parameters = [...shared, ...(operation.parameters ?? [])].map((parameter) => resolve(document, parameter));
      const headers = parameters
        .filter((parameter) => parameter.in === "header" && parameter.name !== "Idempotency-Key")
        .map((parameter) => ({ ...parameter, name: parameter.name.toLowerCase() }));
      const [contentType, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
      agreed.set(operation.operationId, {
        method,
        path: path.replaceAll(/\{(\w+)\}/g, ":$1"),
        secured: operation.security?.length !== 0,
        contentType,
        needsIdempotencyKey: parameters.some(({ name }) => name === "Idempotency-Key"),
        headers: headers.map(({ name }) => name),
        checkPath: checker(coercing, objectOf(parameters, "path"), ""),
        checkQuery: checker(coercing, objectOf(parameters, "query"), "?"),
        checkHeaders: checker(strict, objectOf(headers, "header"), "header "),
        checkBody: content
          ? checker(contentType === "application/json" ? strict : coercing, absolute(content.schema), "")
          : () => undefined,
      });
    }
  return agreed;
}

/** RFC 3339 with an offset, and a moment that exists: no leap seconds, no blank for the T. */
const isMoment = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/i.test(text) &&
  isDay(text.slice(0, 10)) &&
  !Number.isNaN(Date.parse(text));

function isDay(text: string): boolean {
  try {
    parseDay(text);
    return true;
  } catch {
    return false;
  }
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
    throw new DoorRefusal("field-invalid", { field, ...reasonOf(error) }, { field });
  };
}

function pointerOf(error: ErrorObject | undefined): string {
  const params = error?.params as { missingProperty?: string; additionalProperty?: string } | undefined;
  const last = params?.missingProperty ?? params?.additionalProperty;
  return `${error?.instancePath ?? ""}${last === undefined ? "" : `/${last}`}` || "/";
}

function reasonOf(error: ErrorObject | undefined): { readonly reason: string; readonly reasonVi: string } {
  const params = (error?.params ?? {}) as Readonly<Record<string, unknown>>;
  const limit = String(params["limit"]);
  switch (error?.keyword) {
    case "required":
      return { reason: "is missing", reasonVi: "còn thiếu" };
    case "additionalProperties":
    case "false schema":
      return { reason: "is not known here", reasonVi: "không có trong hợp đồng" };
    case "enum":
    case "const": {
      const values = [params["allowedValues"] ?? params["allowedValue"]].flat().map(String).join(", ");
      return { reason: `must be one of: ${values}`, reasonVi: `phải là một trong: ${values}` };
    }
    case "type":
      return {
        reason: `must be of type ${String(params["type"])}`,
        reasonVi: `phải có kiểu ${String(params["type"])}`,
      };
    case "minLength":
    case "maxLength": {
      const [en, vi] = error.keyword === "minLength" ? ["at least", "ít nhất"] : ["at most", "nhiều nhất"];
      return { reason: `must have ${en} ${limit} characters`, reasonVi: `phải có ${vi} ${limit} ký tự` };
    }
    case "minimum":
    case "maximum": {
      const [en, vi] = error.keyword === "minimum" ? ["at least", "từ"] : ["at most", "không quá"];
      return { reason: `must be ${en} ${limit}`, reasonVi: `phải ${vi} ${limit}` };
    }
    case "format": {
      const format = String(params["format"]);
      const example = examples[format];
      const [en, vi] = example === undefined ? ["", ""] : [`, such as ${example}`, `, ví dụ ${example}`];
      return { reason: `must be a ${format}${en}`, reasonVi: `phải có dạng ${format}${vi}` };
    }
    case "pattern":
      if (params["pattern"] === "\\S") return { reason: "must not be blank", reasonVi: "không được để trống" };
      return { reason: "is not in the agreed form", reasonVi: "không đúng dạng đã thỏa thuận" };
    default:
      return { reason: error?.message ?? "is invalid", reasonVi: "không hợp lệ" };
  }
}

const examples: Readonly<Record<string, string>> = {
  "date-time": "2026-11-20T08:15:00+07:00",
  date: "2026-11-20",
  uuid: "0190a6e2-7c3b-7d4e-8f00-1a2b3c4d5e6f",
};

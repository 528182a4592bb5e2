import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { parse } from "yaml";
import { fromRoot } from "../../platform/root.ts";

interface Response {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}
interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses?: Readonly<Record<string, Response>> }>>>
  >;
  readonly components: { readonly responses: Readonly<Record<string, Response>> };
}

const document = parse(readFileSync(fromRoot("contracts", "gateway", "openapi.yaml"), "utf8")) as Document;
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ ...document, $id: "openapi" }, "openapi");
const compiled = new Map<string, ValidateFunction>();

/** What an answer of the gateway has against the contract; empty when it is as agreed. */
export function againstContract(
  method: string,
  path: string,
  status: number,
  contentType: string,
  body: unknown,
): string {
  const template = Object.keys(document.paths).find((candidate) =>
    new RegExp(`^${candidate.replaceAll(/[.]/g, "\\.").replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(
      path.split("?")[0] ?? "",
    ),
  );
  const operation = template === undefined ? undefined : document.paths[template]?.[method.toLowerCase()];
  if (!operation?.responses || template === undefined) return "";
  const code = String(status) in operation.responses ? String(status) : "default";
  const named = operation.responses[code];
  const response = named?.$ref ? document.components.responses[named.$ref.split("/").at(-1) ?? ""] : named;
  if (!response) return `${method} ${template}: ${status} was not agreed`;
  const type = contentType.split(";")[0] ?? "";
  const schema = (response.content?.[type] ?? response.content?.["*/*"])?.schema;
  if (!schema) return `${method} ${template} ${status}: ${type} was not agreed`;
  const key = `${method} ${template} ${code} ${type}`;
  const validate =
    compiled.get(key) ??
    ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"openapi#/')) as object);
  compiled.set(key, validate);
  return validate(body) ? "" : `${key}: ${ajv.errorsText(validate.errors)}`;
}

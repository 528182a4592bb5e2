import { readFileSync } from "node:fs";
import type { ErrorObject } from "ajv/dist/2020.js";
import { parse, YAMLParseError } from "yaml";
import { compiledSchema } from "./compiled-schema.ts";
import { StartError } from "./start-error.ts";

/** What a connection file is called in a sentence, and where its pattern lies. */
export interface ConnectionFileWords {
  readonly vi: string;
  readonly en: string;
  /** `deploy/edoc.example.yaml` */
  readonly example: string;
}

export interface ConnectionFile<T> {
  readonly said: T;
  /** What else is wrong with it. */
  readonly fault: (what: string) => StartError;
}

/**
 * Reads how the hub reaches a partner: YAML, judged by a JSON Schema whose defaults are filled in.
 * @param schema path of the schema.
 * @throws {StartError} naming the file and everything that is wrong with it.
 */
export function readConnectionFile<T>(file: string, schema: string, words: ConnectionFileWords): ConnectionFile<T> {
  const fault = (what = "") =>
    new StartError(
      `Tệp kết nối ${words.vi} ${file} không dùng được: ${what}. Mẫu: ${words.example}. ` +
        `/ The connection file ${file} of ${words.en} cannot be used: ${what}. See ${words.example}.`,
    );
  let said: unknown;
  try {
    said = parse(readFileSync(file, "utf8")) as unknown;
  } catch (error) {
    throw fault(error instanceof YAMLParseError ? error.message.split("\n")[0] : codeOf(error));
  }
  const judge = compiledSchema<T>(schema);
  if (!judge(said)) throw fault((judge.errors ?? []).map(saidOf).join("; "));
  return { said, fault };
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? String(error);

const saidOf = ({ instancePath, message = "", params }: ErrorObject) => {
  const field = instancePath.slice(1).replaceAll("/", ".");
  const more = "additionalProperty" in params ? ` (${String(params["additionalProperty"])})` : "";
  return `${field === "" ? "" : `${field}: `}${message}${more}`;
};

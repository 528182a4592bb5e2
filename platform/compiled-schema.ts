import { readFileSync } from "node:fs";
import { Ajv2020, type Options, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

/** Of a file that an operator wrote: everything that is wrong with it, and its defaults. */
export const ofSettings: Options = { allErrors: true, strict: false, useDefaults: true };

const compiled = new Map<string, ValidateFunction>();

/**
 * Judges by a JSON Schema of ours. Compiled once in a process: contracts do not change while it
 * runs, and compiling one takes up to 0.3 s.
 */
export function compiledSchema<T>(file: string, options: Options = ofSettings): ValidateFunction<T> {
  const key = `${file} ${JSON.stringify(options)}`;
  const known = compiled.get(key);
  if (known) return known as ValidateFunction<T>;
  const ajv = new Ajv2020(options);
  addFormats.default(ajv);
  const judge = ajv.compile<T>(JSON.parse(readFileSync(file, "utf8")) as object);
  compiled.set(key, judge);
  return judge;
}

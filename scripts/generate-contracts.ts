// Writes contracts/gateway/openapi.ts from openapi.yaml; with --check only says whether it is current.
import { readFile, writeFile } from "node:fs/promises";
import openapi, { astToString } from "openapi-typescript";
import { fromRoot } from "../platform/root.ts";

const source = new URL(`file://${fromRoot("contracts", "gateway", "openapi.yaml")}`);
const target = fromRoot("contracts", "gateway", "openapi.ts");
const header = "// Generated from openapi.yaml by `npm run contracts`. Do not edit.\n\n";
const generated = header + astToString(await openapi(source));

if (process.argv.includes("--check")) {
  if ((await readFile(target, "utf8")) !== generated) {
    console.error("contracts/gateway/openapi.ts is not what openapi.yaml says: run `npm run contracts`.");
    process.exitCode = 1;
  }
} else await writeFile(target, generated);

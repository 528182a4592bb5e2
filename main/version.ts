import { readFileSync } from "node:fs";
import { fromRoot } from "../platform/root.ts";

export const { version } = JSON.parse(readFileSync(fromRoot("package.json"), "utf8")) as { readonly version: string };

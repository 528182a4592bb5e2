#!/usr/bin/env node
// The command line: npx hub …
import { build, checkNode, isInstalled, orSay, PrepareError } from "./prepare.mjs";

await orSay(async () => {
  checkNode();
  if (!isInstalled())
    throw new PrepareError("The hub's packages are not installed yet: run npm start (or npm ci) first.");
  await build();
});
await import("../dist/main/cli.js");

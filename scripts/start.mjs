// npm start: everything from a fresh clone to a running hub, in this process, so that Ctrl-C reaches the hub itself.
import { build, checkNode, install, makeCommandExecutable, orSay } from "./prepare.mjs";

await orSay(async () => {
  checkNode();
  await install();
  await build();
  await makeCommandExecutable();
});
await import("../dist/main/start.js");

import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { heap } from "../../scripts/prepare.mjs";
import { fromRoot } from "../../platform/root.ts";

describe("every way in which the hub is put into service bounds its heap alike", () => {
  const flags = heap.join(" ");
  for (const [file, line] of [
    ["package.json", `"start": "node ${flags} scripts/start.mjs"`],
    ["Dockerfile", `CMD ${JSON.stringify(["node", ...heap, "dist/main/start.js"]).replaceAll(",", ", ")}`],
    ["deploy/compose.yaml", `exec node ${flags} dist/main/start.js "$$HUB_ROLE"`],
    ["docs/operating.md", `\`${flags}\``],
  ] as const)
    it(file, async () => {
      expect(await readFile(fromRoot(file), "utf8")).to.include(line);
    });
});

import { readFileSync } from "node:fs";
import { expect } from "chai";
import { fromRoot } from "../../platform/root.ts";

describe("the project's folder", () => {
  it("is where its package.json is", () => {
    expect(readFileSync(fromRoot("package.json"), "utf8")).to.match(/"name": "lien-thong-hub"/);
  });
});

import { expect } from "chai";
import { readFileSync } from "node:fs";
import { readContract } from "../../gateway/contract.ts";
import { problems } from "../../gateway/problems.ts";
import { fromRoot } from "../../platform/root.ts";
import { testGateway, type TestGateway } from "../support/gateway.ts";

describe("the contract is the law", () => {
  let gateway: TestGateway;
  before(async () => (gateway = await testGateway()));
  after(() => gateway.close());

  it("every operation of it is answered", async () => {
    const unanswered: string[] = [];
    for (const [operation, { method, path }] of readContract()) {
      const address = path.replaceAll(/:(\w+)/g, "x");
      const response = await fetch(`${gateway.url}${address}`, { method: method.toUpperCase() });
      const text = await response.text();
      if (text.includes('"path-unknown"') || text.includes('"method-not-allowed"')) unanswered.push(operation);
    }
    expect(unanswered).to.deep.equal([]);
  });

  it("what asks for a token in it refuses without", async () => {
    const open: string[] = [];
    for (const [operation, { method, path, secured }] of readContract()) {
      const response = await fetch(`${gateway.url}${path.replaceAll(/:(\w+)/g, "x")}`, {
        method: method.toUpperCase(),
      });
      if ((response.status === 401 && (await response.text()).includes("token-missing")) !== secured)
        open.push(operation);
    }
    expect(open).to.deep.equal([]);
  });

  it("every problem is told in Vietnamese and English, fully and differently", () => {
    for (const [code, { status, vi, en }] of Object.entries(problems)) {
      expect(status, code).to.be.within(400, 507);
      for (const part of ["title", "detail", "remedy"] as const) {
        expect(vi[part], `${code} ${part}`).not.to.equal("").and.not.to.equal(en[part]);
        // the same values fill both
        const names = (words: string) =>
          [...new Set(words.match(/\{\w+\}/g) ?? [])].map((name) => name.replace("Vi}", "}")).sort();
        expect(names(vi[part]), `${code} ${part}`).to.deep.equal(names(en[part]));
      }
    }
  });

  it("serves itself, the reference page and the page of problems", async () => {
    const yaml = await gateway.send("GET", "/openapi.yaml");
    expect(yaml.body).to.equal(readFileSync(fromRoot("contracts", "gateway", "openapi.yaml"), "utf8"));
    expect((await gateway.send("GET", "/docs")).body).to.contain("/docs/ui/swagger-ui-bundle.js");
    const page = (await gateway.send("GET", "/docs/problems")).body as string;
    for (const code of Object.keys(problems)) expect(page).to.contain(`id="${code}"`);
  });
});

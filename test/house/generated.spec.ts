import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { fromRoot } from "../../platform/root.ts";
import { freshDatabase } from "../support/database.ts";

const script = (name: string, ...args: string[]) =>
  spawnSync(process.execPath, ["--import", "tsx", fromRoot("scripts", name), ...args], {
    cwd: fromRoot(),
    encoding: "utf8",
  });

describe("generated files are current", () => {
  it("contracts/gateway/openapi.ts says what openapi.yaml says (npm run contracts)", () => {
    const { status, stderr } = script("generate-contracts.ts", "--check");
    expect(stderr.replaceAll(/^npm warn.*$/gm, "").trim()).to.equal("");
    expect(status).to.equal(0);
  });

  it("platform/tables.ts says what the migrated database says (npm run tables)", async () => {
    const database = await freshDatabase();
    try {
      const { status, stdout, stderr } = script("generate-tables.ts", "--check", database.url);
      expect(status, stdout + stderr).to.equal(0);
    } finally {
      await database.drop();
    }
  });
});

import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { ESLint } from "eslint";
import { fromRoot } from "../../platform/root.ts";

const againstTheFlow = "This import goes against the flow of the house: see the table in docs/architecture.md.";
const purePackages = "core/domain imports no package and no node:* (docs/architecture.md).";
const otherPartner = "One partner's adapter never imports another's: see docs/architecture.md.";

/** A house with one file in each room, judged by our own rules. */
const files = [
  "contracts/example.ts",
  "core/domain/day.ts",
  "core/store/dossiers.ts",
  "core/service/advance.ts",
  "mappings/bank/notice.ts",
  "bus/outcome.ts",
  "bus/ledger.ts",
  "bus/relay.ts",
  "adapters/unit/index.ts",
  "adapters/bank/index.ts",
  "gateway/app.ts",
  "platform/config.ts",
  "main/start.ts",
  "scripts/tool.ts",
  "test/support/builder.ts",
];

describe("the import rule of the house", function () {
  let house: string;
  let lint: ESLint;

  before(async () => {
    house = await mkdtemp(join(tmpdir(), "house-"));
    await copyFile(fromRoot("eslint.config.js"), join(house, "eslint.config.js"));
    await writeFile(join(house, "package.json"), '{ "type": "module" }');
    await symlink(fromRoot("node_modules"), join(house, "node_modules"));
    for (const file of files) {
      await mkdir(dirname(join(house, file)), { recursive: true });
      await writeFile(join(house, file), "export const one = 1;\n");
    }
    lint = new ESLint({
      cwd: house,
      overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
      ruleFilter: ({ ruleId }) => ["import-x/no-restricted-paths", "no-restricted-imports"].includes(ruleId),
    });
  });
  after(() => rm(house, { recursive: true, force: true }));

  const judge = async (file: string, imported: string) => {
    const up = "../".repeat(file.split("/").length - 1);
    const path = files.includes(imported) ? `${up}${imported}` : imported;
    const [result] = await lint.lintText(`import { one } from "${path}";\nexport const two = one;\n`, {
      filePath: join(house, file),
    });
    return result?.messages.map(({ message }) => message) ?? ["not looked at"];
  };

  for (const [file, imported] of [
    ["core/store/dossiers.ts", "core/domain/day.ts"],
    ["core/store/dossiers.ts", "platform/config.ts"],
    ["core/service/advance.ts", "core/store/dossiers.ts"],
    ["mappings/bank/notice.ts", "contracts/example.ts"],
    ["mappings/bank/notice.ts", "core/domain/day.ts"],
    ["bus/relay.ts", "core/domain/day.ts"],
    ["bus/relay.ts", "bus/outcome.ts"],
    ["bus/relay.ts", "amqplib"],
    ["adapters/unit/index.ts", "bus/outcome.ts"],
    ["adapters/bank/index.ts", "mappings/bank/notice.ts"],
    ["adapters/unit/index.ts", "core/service/advance.ts"],
    ["gateway/app.ts", "core/service/advance.ts"],
    ["gateway/app.ts", "bus/ledger.ts"],
    ["gateway/app.ts", "express"],
    ["main/start.ts", "bus/relay.ts"],
    ["main/start.ts", "adapters/unit/index.ts"],
    ["main/start.ts", "core/store/dossiers.ts"],
    ["platform/config.ts", "node:fs"],
  ] as const)
    it(`${file} may import ${imported}`, async () => {
      expect(await judge(file, imported)).to.deep.equal([]);
    });

  for (const [file, imported, message] of [
    ["core/domain/day.ts", "node:fs", purePackages],
    ["core/domain/day.ts", "kysely", purePackages],
    ["core/domain/day.ts", "platform/config.ts", againstTheFlow],
    ["core/domain/day.ts", "bus/outcome.ts", againstTheFlow],
    ["core/domain/day.ts", "core/store/dossiers.ts", againstTheFlow],
    ["core/store/dossiers.ts", "core/service/advance.ts", againstTheFlow],
    ["core/service/advance.ts", "bus/relay.ts", againstTheFlow],
    ["core/service/advance.ts", "gateway/app.ts", againstTheFlow],
    ["mappings/bank/notice.ts", "platform/config.ts", againstTheFlow],
    ["mappings/bank/notice.ts", "core/service/advance.ts", againstTheFlow],
    ["contracts/example.ts", "core/domain/day.ts", againstTheFlow],
    ["platform/config.ts", "core/domain/day.ts", againstTheFlow],
    ["bus/relay.ts", "core/store/dossiers.ts", againstTheFlow],
    ["bus/relay.ts", "adapters/unit/index.ts", againstTheFlow],
    ["adapters/unit/index.ts", "bus/relay.ts", againstTheFlow],
    ["adapters/unit/index.ts", "core/store/dossiers.ts", againstTheFlow],
    ["adapters/unit/index.ts", "gateway/app.ts", againstTheFlow],
    ["adapters/unit/index.ts", "adapters/bank/index.ts", otherPartner],
    ["adapters/bank/index.ts", "adapters/unit/index.ts", otherPartner],
    ["gateway/app.ts", "core/store/dossiers.ts", againstTheFlow],
    ["gateway/app.ts", "bus/relay.ts", againstTheFlow],
    ["gateway/app.ts", "adapters/unit/index.ts", againstTheFlow],
    ["gateway/app.ts", "main/start.ts", againstTheFlow],
    ["main/start.ts", "test/support/builder.ts", againstTheFlow],
    ["bus/relay.ts", "scripts/tool.ts", againstTheFlow],
  ] as const)
    it(`${file} may not import ${imported}`, async () => {
      const messages = await judge(file, imported);
      expect(messages.join("\n")).to.include(message);
    });
});

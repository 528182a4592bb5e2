import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { expect } from "chai";
import type { PortalConnection } from "../../adapters/national-portal/connection.ts";
import { addPortalPeopleCommands } from "../../main/cli/portal-people.ts";
import { openDatabase } from "../../platform/database.ts";
import { StartError } from "../../platform/start-error.ts";

describe("hub portal evaluations push, questions publish: a file that cannot be read", () => {
  const folder = mkdtempSync(join(tmpdir(), "hub-people-"));
  // no file, no question to it
  const away = openDatabase("postgres://postgres@127.0.0.1:1/none", "away", 1);
  after(() => away.destroy());
  const run = async (...args: readonly string[]): Promise<unknown> => {
    const portal = new Command("portal");
    addPortalPeopleCommands(
      portal,
      () => Promise.resolve(away),
      () => ({}) as PortalConnection,
    );
    return portal.parseAsync([...args], { from: "user" }).then(
      () => undefined,
      (error: unknown) => error,
    );
  };
  for (const command of [
    ["evaluations", "push"],
    ["questions", "publish"],
  ])
    for (const [file, said] of [
      [join(folder, "khong-co.json"), "không có tệp này. / FILE: there is no such file."],
      [folder, "là thư mục, không phải tệp. / FILE: is a folder, no file."],
    ] as const)
      it(`${command.join(" ")}: ${said.slice(0, 20)}`, async () => {
        const error = await run(...command, file);
        expect(error).to.be.instanceOf(StartError);
        expect((error as Error).message).to.equal(`${file}: ${said.replace("FILE", file)}`);
      });
});

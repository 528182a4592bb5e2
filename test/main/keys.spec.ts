import { expect } from "chai";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addKeysCommand } from "../../main/cli/keys.ts";
import { masterKey, openMasterKey } from "../../platform/master-key.ts";
import { aPartner } from "../support/bus.ts";
import { command, refusalOf } from "../support/command.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";

describe("hub keys replace", () => {
  let database: TestDatabase;
  let folder: string;
  let file: string;
  beforeEach(async () => {
    database = await freshDatabase();
    folder = await mkdtemp(join(tmpdir(), "keys-"));
    file = join(folder, "master.key");
    await aPartner(database, "huyen", { url: "https://huyen.example/" });
    await aPartner(database, "xa");
    await database.sql("update hub.subscription set rotated_at = now()");
  });
  afterEach(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });
  const replace = () =>
    command(
      (program) =>
        addKeysCommand(
          program,
          () => Promise.resolve(database.url),
          () => file,
        ),
      "keys",
      "replace",
    );
  const versions = () =>
    database.sql("select partner_id as id, secret_version as version, rotated_at from hub.subscription order by 1");

  for (const [what, lose] of [
    ["missing", () => rm(file)],
    ["another's", () => writeFile(file, Buffer.alloc(32, 1).toString("base64"))],
    ["damaged", () => writeFile(file, "abc")],
  ] as const)
    it(`when the file is ${what}, makes the start possible, gives new secrets and says what to do`, async () => {
      const before = await openMasterKey(database.db, file);
      await lose();
      expect(await refusalOf(openMasterKey(database.db, file))).not.to.equal("was not refused");
      const said = await replace();
      expect(said).to.include("Restart every process of the hub.").and.to.include('"rotateSecret": true');
      expect(said.split("\n").at(-1)).to.equal("   huyen"); // who pulls its inbox has nothing to do
      const after = await openMasterKey(database.db, file);
      expect(after.fingerprint).not.to.equal(before.fingerprint);
      expect(await versions()).to.deep.equal([
        { id: "huyen", version: 2, rotated_at: null },
        { id: "xa", version: 2, rotated_at: null },
      ]);
    });

  it("takes the key of another machine that was replaced before", async () => {
    await openMasterKey(database.db, file);
    await writeFile(file, Buffer.alloc(32, 1).toString("base64"));
    await replace();
    expect((await openMasterKey(database.db, file)).fingerprint).to.equal(masterKey(Buffer.alloc(32, 1)).fingerprint);
  });

  it("refuses while the key is the right one, and changes nothing", async () => {
    await openMasterKey(database.db, file);
    const before = [await versions(), await readFile(file, "utf8")];
    expect(await refusalOf(replace())).to.equal(
      `The master key ${file} is the one in use: there is nothing to replace.`,
    );
    expect([await versions(), await readFile(file, "utf8")]).to.deep.equal(before);
  });

  it("refuses before the first start", async () => {
    expect(await refusalOf(replace())).to.equal(
      "This database has not used a master key yet: the first start makes it.",
    );
  });

  it("is for the owner: the application may not change which key is the right one", async () => {
    await openMasterKey(database.db, file);
    const refused = await database.db
      .updateTable("setting")
      .set({ value: "x" })
      .execute()
      .then(
        () => "done",
        (error: unknown) => (error as Error).message,
      );
    expect(refused).to.match(/^permission denied/);
  });
});

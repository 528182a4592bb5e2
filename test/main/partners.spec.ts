import { expect } from "chai";
import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listPartners } from "../../core/store/partners.ts";
import { addPartnersCommand } from "../../main/cli/partners.ts";
import { anAnnouncement, bringAll, commune, district, someAgencies, tell } from "../support/bus.ts";
import { command, refusalOf } from "../support/command.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";

describe("hub partners", () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await freshDatabase();
    await someAgencies(database);
  });
  afterEach(() => database.drop());
  const hub = (...words: string[]) =>
    command((program) => addPartnersCommand(program, () => Promise.resolve(database.db)), "partners", ...words);
  const add = (id: string, ...units: string[]) => hub("add", id, "--name", id, "--unit", ...units);
  const partners = async () =>
    (await listPartners(database.db)).map(({ id, units, disabled }) => [id, units, disabled]);

  it("add, again with fewer agencies, takes the others away and says so", async () => {
    await add("both", commune, district);
    await tell(database, anAnnouncement());
    await bringAll(database);
    const said = await add("both", commune);
    expect(said).to.include("! H63.29: không còn do both đại diện / no longer spoken for by both");
    expect(await partners()).to.deep.equal([["both", [commune], false]]);
    const open = "select partner_id, position::integer from hub.delivery";
    expect(await database.sql(open)).to.deep.equal([{ partner_id: null, position: null }]);

    await add("next", district);
    expect(await database.sql(open)).to.deep.equal([{ partner_id: "next", position: 1 }]);
  });

  it("add says from whom an agency was taken", async () => {
    await add("one", commune, district);
    expect(await add("two", district)).to.include("spoken for by one until now");
    expect(await partners()).to.deep.equal([
      ["one", [commune], false],
      ["two", [district], false],
    ]);
  });

  it("add refuses a disabled partner and changes nothing; enable lets it in again", async () => {
    await add("shut", commune);
    await hub("disable", "shut");
    expect(await refusalOf(add("shut", district))).to.equal(
      "Partner shut is disabled; let it in again first: hub partners enable shut.",
    );
    expect(await partners()).to.deep.equal([["shut", [commune], true]]);
    expect(await hub("enable", "shut")).to.equal("shut: đã mở khóa / enabled");
    expect(await partners()).to.deep.equal([["shut", [commune], false]]);
  });

  for (const verb of ["enable", "disable", "rotate"])
    it(`${verb} of nobody is refused in a sentence`, async () => {
      expect(await refusalOf(hub(verb, "nobody"))).to.equal("There is no partner nobody; see hub partners list.");
    });

  it("rotate gives another secret, and refuses a partner that signs with its own key", async () => {
    const secretIn = (text: string) => /client_secret {2}(\S+)/.exec(text)?.[1];
    const first = secretIn(await add("plain", commune));
    const second = secretIn(await hub("rotate", "plain"));
    expect(second).to.match(/^[\w-]{43}$/);
    expect(second).not.to.equal(first);

    const folder = await mkdtemp(join(tmpdir(), "partners-"));
    const key = join(folder, "key.jwk");
    const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    await writeFile(key, JSON.stringify(publicKey.export({ format: "jwk" })));
    await hub("add", "signer", "--name", "signer", "--unit", district, "--public-key", key);
    const before = await database.sql("select * from hub.partner where id = 'signer'");
    expect(await refusalOf(hub("rotate", "signer"))).to.match(/^Partner signer signs with a key of its own/);
    expect(await database.sql("select * from hub.partner where id = 'signer'")).to.deep.equal(before);
    await rm(folder, { recursive: true });
  });

  it("set says how fast a partner may be called, and leaves what is not named", async () => {
    await add("one", commune);
    expect(await hub("set", "one", "--concurrency", "2", "--rate", "30")).to.equal(
      "one: 2 cùng lúc/at a time, 30 mỗi phút/a minute",
    );
    expect(await hub("set", "one", "--concurrency", "8")).to.contain("8 cùng lúc/at a time, 30 mỗi phút");
    expect(await hub("set", "one", "--rate", "none")).to.contain("8 cùng lúc/at a time, không giới hạn/no limit");
    expect(await database.sql("select channel, concurrency, per_minute from hub.subscription")).to.deep.equal([
      { channel: "inbox", concurrency: 8, per_minute: null },
    ]);
    expect(await refusalOf(hub("set", "nobody", "--rate", "5"))).to.contain("There is no partner nobody");
    expect(await refusalOf(hub("set", "one"))).to.equal("Name --concurrency or --rate.");
    for (const words of [
      ["--concurrency", "0"],
      ["--concurrency", "65"],
      ["--rate", "1.5"],
    ])
      expect(await hub("set", "one", ...words).catch((error: unknown) => (error as Error).message)).to.contain(
        "A whole number from 1",
      );
  });
});

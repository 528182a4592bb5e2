import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { masterKey, openMasterKey } from "../../platform/master-key.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";

describe("the master key", () => {
  let database: TestDatabase;
  let folder: string;
  let file: string;
  beforeEach(async () => {
    database = await freshDatabase();
    folder = await mkdtemp(join(tmpdir(), "master-key-"));
    file = join(folder, "keys", "master.key");
  });
  afterEach(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });
  const refusal = async (work: Promise<unknown>) =>
    work.then(
      () => expect.fail("must refuse"),
      (error: unknown) => (error as Error).message.split(" / ")[1],
    );

  it("derives a secret per partner and version, the same for ever", () => {
    const { secretOf } = masterKey(Buffer.alloc(32, 7));
    expect(secretOf("xa-tram-tau", 1)).to.equal("whsec_WGOV15EFX0GtUucBdtHerwWqlT/0xYB19J5QgkCuRns=");
    expect(new Set([secretOf("xa", 1), secretOf("xa", 2), secretOf("huyen", 1)]).size).to.equal(3);
  });

  it("derives the evidence key apart from them, the same for ever (HKDF, RFC 5869)", () => {
    const { seedOf } = masterKey(Buffer.alloc(32, 7));
    expect(seedOf("evidence ed25519 1").toString("hex")).to.equal(
      "ad3653068990cb2e9871d87aeb270955ab043e5f485828b0c06f4487083da679",
    );
    expect(seedOf("evidence ed25519 2")).not.to.deep.equal(seedOf("evidence ed25519 1"));
  });

  it("is made on the first start, readable by its owner only, and kept", async () => {
    const first = await openMasterKey(database.db, file);
    expect((await stat(file)).mode & 0o777).to.equal(0o600);
    expect(Buffer.from(await readFile(file, "utf8"), "base64")).to.have.lengthOf(32);
    expect((await openMasterKey(database.db, file)).fingerprint).to.equal(first.fingerprint);
  });

  it("is one, however many processes start at once", async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => openMasterKey(database.db, file)));
    expect(new Set(keys.map(({ fingerprint }) => fingerprint)).size).to.equal(1);
  });

  it("of another hub is refused in a sentence", async () => {
    await openMasterKey(database.db, file);
    const other = join(folder, "other.key");
    await writeFile(other, Buffer.alloc(32, 1).toString("base64"));
    expect(await refusal(openMasterKey(database.db, other))).to.equal(
      `The master key ${other} is not the one this database is used with, so every webhook signature would be wrong: ` +
        "put back the right key file from the backup or from the other server.",
    );
  });

  it("that is gone is not made anew for a database that knows one", async () => {
    await openMasterKey(database.db, file);
    await rm(file);
    expect(await refusal(openMasterKey(database.db, file))).to.equal(
      `The master key file ${file} is missing: copy it from the backup or from the other server.`,
    );
  });

  it("that is damaged is refused in a sentence", async () => {
    const short = join(folder, "short.key");
    await writeFile(short, "abc");
    expect(await refusal(openMasterKey(database.db, short))).to.equal(
      `The master key file ${short} is damaged: it must hold at least 32 bytes in base64. Copy it from the backup.`,
    );
  });
});

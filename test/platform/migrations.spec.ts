import { expect } from "chai";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate, MigrationError } from "../../platform/migrations.ts";
import { fromRoot } from "../../platform/root.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";

describe("migrations go forward only", () => {
  let database: TestDatabase;
  let folder: string;
  beforeEach(async () => {
    database = await freshDatabase();
    folder = await mkdtemp(join(tmpdir(), "migrations-"));
    await cp(fromRoot("migrations"), folder, { recursive: true });
  });
  afterEach(async () => {
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });
  const fault = async () => {
    try {
      await migrate(database.url, folder);
      return "applied";
    } catch (error) {
      expect(error).to.be.instanceOf(MigrationError);
      return (error as MigrationError).message;
    }
  };

  it("apply nothing the second time", async () => {
    expect(await migrate(database.url, folder)).to.deep.equal([]);
  });

  it("apply a new file once, also when five processes start at once", async () => {
    await writeFile(join(folder, "9001_more.sql"), "create table hub.more (id int primary key);");
    const applied = await Promise.all(Array.from({ length: 5 }, () => migrate(database.url, folder)));
    expect(applied.flat()).to.deep.equal(["9001_more.sql"]);
  });

  it("refuse a file that was changed after it was applied", async () => {
    await writeFile(join(folder, "0001_units.sql"), "select 1;");
    expect(await fault()).to.match(/ \/ 0001_units\.sql was changed after it was applied/);
  });

  it("refuse a database newer than this program", async () => {
    await writeFile(join(folder, "9001_future.sql"), "select 1;");
    await migrate(database.url, folder);
    await rm(join(folder, "9001_future.sql"));
    expect(await fault()).to.match(/9001_future\.sql, which this version does not know/);
  });

  it("leave nothing of a file that fails half way", async () => {
    await writeFile(join(folder, "9001_broken.sql"), "create table hub.half (id int); select * from hub.nothing;");
    expect(await fault()).to.match(/ \/ 9001_broken\.sql failed/);
    const [row] = await database.sql<{ there: boolean }>("select to_regclass('hub.half') is not null as there");
    expect(row?.there).to.equal(false);
  });
});

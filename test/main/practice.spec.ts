import { expect } from "chai";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assignWaiting } from "../../bus/position.ts";
import { parseDay } from "../../core/domain/day.ts";
import { disablePartner, enablePartner, registerPartner, rotateSecret } from "../../core/service/register-partner.ts";
import { findSubscription, listPartners } from "../../core/store/partners.ts";
import { loadDemonstration } from "../../main/demo/load.ts";
import { registerPractice } from "../../main/demo/practice.ts";
import { startStandIns } from "../../main/demo/stand-ins.ts";
import { walk2019, walkNow } from "../../main/demo/walks.ts";
import { digestOf } from "../../core/service/authenticate-partner.ts";
import { silent } from "../support/bus.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";

describe("the practice partners", () => {
  let database: TestDatabase;
  let folder: string;
  beforeEach(async () => {
    database = await freshDatabase();
    folder = await mkdtemp(join(tmpdir(), "practice-"));
    await loadDemonstration(database.db, parseDay("2026-11-21"));
  });
  afterEach(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });
  const world = () => ({ db: database.db, assignWaiting });
  const practise = (keepIn: string | undefined = folder) => registerPractice(world(), keepIn);
  const partner = async (id: string) => (await listPartners(database.db)).find((one) => one.id === id)!;
  const register = async (id: string, units: readonly string[]) => {
    const registered = await registerPartner(world(), { id, name: id, units, roles: ["unit"], practice: false });
    if (!registered.ok) throw new Error(registered.code);
  };

  it("are registered once; the second start changes nothing", async () => {
    const first = await practise();
    const before = await listPartners(database.db);
    expect(before.map(({ id, units }) => [id, units])).to.deep.equal([
      ["practice-commune", [walk2019.commune, walkNow.commune].sort()],
      ["practice-district", [walk2019.district]],
      ["practice-province", [walk2019.province, walkNow.province].sort()],
    ]);
    expect(await practise()).to.deep.equal(first);
    expect(await listPartners(database.db)).to.deep.equal(before);
  });

  it("take no agency from an operator's partner, neither at the first start nor later", async () => {
    await register("real-province", [walkNow.province]);
    await practise();
    await register("real-district", [walk2019.district]);
    await practise();
    expect((await partner("real-province")).units).to.deep.equal([walkNow.province]);
    expect((await partner("real-district")).units).to.deep.equal([walk2019.district]);
    expect((await partner("practice-province")).units).to.deep.equal([walk2019.province]);
    expect((await partner("practice-district")).units).to.deep.equal([]);
  });

  it("stay disabled, with the secret they had", async () => {
    const { commune } = await practise();
    await disablePartner(database.db, "practice-commune");
    await practise();
    expect((await partner("practice-commune")).disabled).to.equal(true);
    await enablePartner(database.db, "practice-commune");
    expect((await practise()).commune).to.equal(commune);
  });

  it("get a new secret when theirs is not known here any more", async () => {
    await practise();
    await rotateSecret(database.db, "practice-commune");
    const { commune } = await practise();
    expect((await partner("practice-commune")).secretSha256).to.equal(digestOf(commune));
    const elsewhere = await practise(undefined);
    expect((await partner("practice-commune")).secretSha256).to.equal(digestOf(elsewhere.commune));
  });

  it("one that an operator has made a real one is left alone, and so is its webhook", async () => {
    await practise();
    await register("practice-commune", [walkNow.commune]);
    const before = await partner("practice-commune");
    await practise();
    const standIns = await startStandIns(database.db, () => "whsec_AAAA", folder, silent);
    await standIns.close();
    expect(await partner("practice-commune")).to.deep.equal(before);
    expect(await findSubscription(database.db, "practice-commune")).to.include({ channel: "inbox", url: null });
    expect((await findSubscription(database.db, "practice-district")).channel).to.equal("webhook");
  });
});

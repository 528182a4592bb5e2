import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { withdraw } from "../../bus/substitute.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { portalStanding, reconcilePortal } from "../../core/service/reconcile-portal.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { reconcileWorld } from "../../main/portal.ts";
import { fromRoot } from "../../platform/root.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";
import { openPortalWorld, type PortalWorld } from "../support/portal.ts";
import { fileOnPortal, linkedConnection } from "../support/portal-filings.ts";

const longAgo = { since: new Date("2019-01-01T00:00:00+07:00") };
const filedAt = new Date("2026-11-16T09:00:00+07:00");
const filed = "G22.99.07-261116-0044";
const linked = "G22.99.01-261116-0231";

/** DongBoTrangThaiHoSo and DVCLT tell nobody what they hold: what they acknowledged is compared (facts §10, §11.2). */
describe("reconciling what was filed on the portal", () => {
  let gateway: TestGateway;
  let world: PortalWorld;
  let token: string;
  let codes: ReadonlyMap<string, string>;
  const { commune } = walkNow;
  beforeEach(async () => {
    gateway = await testGateway();
    gateway.setClock(new Date("2026-11-20T18:00:00+07:00"));
    await gateway.register("commune", [commune]);
    token = await gateway.tokenOf("commune");
    world = await openPortalWorld(gateway.database, { connection: linkedConnection });
    codes = await fileOnPortal(gateway, world, filedAt, { filed: [filed], linked: [linked] });
  });
  afterEach(async () => {
    await world.close();
    await gateway.close();
  });

  const step = async (national: string, name: string, at: string, but: object = {}) => {
    const body = { by: commune, step: name, role: "officer", officer: "cb-1", at, ...but };
    const path = `/v1/dossiers/${codes.get(national)}/steps`;
    const answer = await gateway.send("POST", path, { token, key: aKey(), body });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
  };
  const accept = (national: string) => step(national, "accept", "2026-11-16T10:00:00+07:00");
  const conclude = (national: string, outcome: string) =>
    step(national, "conclude", "2026-11-17T09:00:00+07:00", {
      ...{ role: "signatory", outcome },
      ...(outcome === "refused" && { reason: "Không đủ điều kiện (thử nghiệm)" }),
    });
  const reconcile = async (repair = false) => {
    const found = await reconcilePortal(
      reconcileWorld(gateway.database.db, world.connection),
      "asked",
      longAgo,
      repair,
    );
    return {
      ...{ asked: found.asked, recorded: found.recorded, waiting: found.waiting },
      differences: found.differences.map(({ code, kind, ours, theirs, repaired, cause }) =>
        [code === codes.get(filed) ? "filed" : "linked", kind, ours, theirs, repaired, cause].join(" "),
      ),
    };
  };
  const nothing = { asked: 0, recorded: 2, waiting: 0, differences: [] };
  const heldFiling = () => world.standIn.holdings().filings[0]?.statuses.map(({ TrangThai }) => TrangThai);
  const heldLinked = () => world.standIn.holdings().linked[0]?.statuses;

  it("finds nothing where every step was acknowledged, by the service, with the status, as its message was settled", async () => {
    await accept(filed);
    await accept(linked);
    await conclude(filed, "granted");
    await world.settled();
    expect(heldFiling()).to.deep.equal(["2", "2"]);
    expect(heldLinked()).to.deep.equal([1, 3]);
    expect(
      await gateway.database.sql(
        `select n.flow, t.service, t.revision, t.status, v.state from hub.portal_filing_told t
         join hub.dossier_national_code n using (dossier_id) join hub.delivery v using (message_id) order by 1, 3`,
      ),
    ).to.deep.equal([
      { flow: "dvclt", service: "linked", revision: 2, status: "1", state: "delivered" },
      { flow: "dvclt", service: "linked", revision: 3, status: "3", state: "delivered" },
      { flow: "promotion", service: "filed", revision: 3, status: "2", state: "delivered" },
      { flow: "promotion", service: "filed", revision: 4, status: "2", state: "delivered" },
    ]);
    expect(await reconcile(true)).to.deep.equal(nothing);
    const standing = await portalStanding(gateway.database.db, parseDossierCode(codes.get(filed) ?? ""));
    expect(standing?.steps.map(({ state, status }) => `${state} ${status ?? "–"}`)).to.deep.equal([
      ...["by-message –", "by-message –", "acknowledged 2", "acknowledged 2"],
    ]);
  });

  it("owed and never acknowledged: named, told again by its ordinary message, and then there is nothing", async () => {
    await accept(filed);
    await accept(linked);
    await world.settled();
    await gateway.database.sql("delete from hub.portal_filing_told");
    await gateway.database.sql("delete from hub.portal_linked_status where status = '3'");
    expect((await reconcile()).differences).to.deep.equal([
      "filed untold-step 3  false ",
      "linked untold-step 3 1 false ",
    ]);
    expect((await reconcile(true)).differences.map((line) => line.includes("true"))).to.deep.equal([true, true]);
    await world.settled();
    expect(heldFiling()).to.deep.equal(["2", "2"]);
    // who holds 3 already says so: "already past" is an acknowledgement
    expect(heldLinked()).to.deep.equal([1, 3]);
    expect(await reconcile(true)).to.deep.equal(nothing);
  });

  it("told another status than the truth: told again; behind a newer one it is a person's", async () => {
    await accept(filed);
    await world.settled();
    await gateway.database.sql("update hub.portal_filing_told set status = '5' where service = 'filed'");
    expect((await reconcile(true)).differences).to.deep.equal(["filed status 2 5 true "]);
    await world.settled();
    expect(await reconcile(true)).to.deep.equal(nothing);
    await conclude(filed, "granted");
    await world.settled();
    await gateway.database.sql("delete from hub.portal_filing_told where service = 'filed' and revision = 3");
    expect((await reconcile(true)).differences).to.deep.equal(["filed untold-step 3 2 false "]);
    expect(heldFiling()).to.deep.equal(["2", "2", "2"]);
  });

  it("linked services that took what never was so: no message takes it back, a person is told", async () => {
    await accept(linked);
    await world.settled();
    await gateway.database.sql(
      "insert into hub.portal_linked_status (dossier_id, number, status) select dossier_id, 9, '7' from hub.portal_linked_status limit 1",
    );
    expect((await reconcile(true)).differences).to.deep.equal(["linked status 3 7 false "]);
    expect(heldLinked()).to.deep.equal([1, 3]);
  });

  it("told more than 10 minutes late is named once, of linked groups alone, with what held it up (NĐ 63/2024 art. 7)", async () => {
    await accept(filed);
    await accept(linked);
    await world.settled();
    await gateway.database.sql(
      `update hub.portal_filing_told t set at = e.recorded_at + case e.revision when 3 then interval '25 minutes' else interval '9 minutes' end
       from hub.dossier_event e where e.dossier_id = t.dossier_id and e.revision = t.revision`,
    );
    await gateway.database.sql(
      "update hub.delivery v set first_fault = 'silent' from hub.portal_filing_told t where v.message_id = t.message_id and t.revision = 3",
    );
    expect((await reconcile(true)).differences).to.deep.equal(["linked late 3 +25 min false silent"]);
    expect(await reconcile(true)).to.deep.equal(nothing);
  });

  it("what waits for a person is listed with its cause, also when nothing changed for days", async () => {
    await accept(filed);
    await world.settled();
    world.standIn.rules.refuses = (_, service) =>
      service === "DongBoTrangThaiHoSo" ? "Trường NgayXuLy bắt buộc nhập" : undefined;
    await conclude(filed, "granted");
    await world.settled();
    await gateway.database.sql("update hub.dossier set changed_at = now() - interval '9 days'");
    await gateway.database.sql("update hub.portal_filing_told set at = now() - interval '9 days'");
    const world_ = reconcileWorld(gateway.database.db, world.connection);
    const recent = { since: new Date(Date.now() - 48 * 3_600_000) };
    const { differences } = await reconcilePortal(world_, "nightly", recent, true);
    expect(
      differences.map(({ kind, ours, theirs, repaired, cause }) => [kind, ours, theirs, repaired, cause]),
    ).to.deep.equal([["parked", "2", "2", false, "portal-refused"]]);
    expect(
      await gateway.database.sql(
        "select kind, cause, repaired from hub.portal_difference order by run_id desc limit 1",
      ),
    ).to.deep.equal([{ kind: "parked", cause: "portal-refused", repaired: false }]);
  });

  it("what a person lets drop is told nobody, holds nothing up and is owed no more", async () => {
    world.standIn.rules.refuses = (_, service) =>
      service === "DongBoTrangThaiHoSo" ? "Thiếu trường NgayXuLy" : undefined;
    await accept(filed);
    await world.settled();
    world.standIn.rules.refuses = () => undefined;
    const [parked] = await gateway.database.sql<{ id: string }>(
      "select message_id as id from hub.delivery where state = 'parked'",
    );
    await gateway.database.db
      .transaction()
      .execute((tx) => withdraw(tx, parked?.id ?? "", { by: "vh-1", reason: "đã báo Cổng", at: new Date() }));
    await world.settled();
    expect(heldFiling()).to.deep.equal([]);
    expect(await reconcile(true)).to.deep.equal(nothing);
    await conclude(filed, "refused");
    await world.settled();
    expect(heldFiling()).to.deep.equal(["5"]);
    expect(await reconcile(true)).to.deep.equal(nothing);
  });

  it("a decision whose result was handed over before its message went is still told as what it was", async () => {
    await accept(filed);
    await world.settled();
    const { sql } = gateway.database;
    await sql("update hub.partner set disabled_at = now() where id = 'national-portal'");
    await conclude(filed, "granted");
    await step(filed, "returnResult", "2026-11-17T10:00:00+07:00");
    await sql("update hub.partner set disabled_at = null where id = 'national-portal'");
    await world.settled();
    expect(heldFiling()).to.deep.equal(["2", "2", "2"]);
    expect(await reconcile(true)).to.deep.equal(nothing);
  });

  it("messages that ended before this record began count as told, with what they said unknown (migration 0080)", async () => {
    await accept(filed);
    await accept(linked);
    await conclude(filed, "granted");
    await world.settled();
    const { sql } = gateway.database;
    await sql("delete from hub.portal_filing_told");
    const migration = await readFile(fromRoot("migrations", "0080_portal_told_filings.sql"), "utf8");
    await sql(/^insert into hub\.portal_filing_told[^;]*/m.exec(migration)?.[0] ?? "");
    const kept = await sql<{ service: string; revision: number; status: null; late: boolean }>(
      "select service, revision, status, at > now() as late from hub.portal_filing_told order by 1, 2",
    );
    const before = { status: null, late: false };
    // also of steps for which the service has no word: their messages ended
    expect(kept).to.deep.equal([
      ...[2, 3, 4].map((revision) => ({ service: "filed", revision, ...before })),
      ...[2, 3].map((revision) => ({ service: "linked", revision, ...before })),
    ]);
    expect(await reconcile(true)).to.deep.equal(nothing);
    await step(filed, "returnResult", "2026-11-17T10:00:00+07:00");
    await world.settled();
    expect(heldFiling()).to.deep.equal(["2", "2", "2"]);
    expect(await reconcile(true)).to.deep.equal(nothing);
  });
});

import { expect } from "chai";
import { reopenParked } from "../../bus/parked.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";
import { eventually } from "../support/eventually.ts";
import { openPortalWorld, type PortalWorld } from "../support/portal.ts";

describe("a dossier lived through on the hub appears at the portal step by step (P8)", () => {
  let gateway: TestGateway;
  let world: PortalWorld;
  let token: string;
  let builders: string;
  const { commune, province: construction, procedure } = walkNow;
  beforeEach(async () => {
    gateway = await testGateway();
    gateway.setClock(new Date("2026-11-20T18:00:00+07:00"));
    await gateway.register("commune", [commune]);
    await gateway.register("builders", [construction]);
    token = await gateway.tokenOf("commune");
    builders = await gateway.tokenOf("builders");
    world = await openPortalWorld(gateway.database);
  });
  afterEach(async () => {
    await world.close();
    await gateway.close();
  });

  const post = async (path: string, body: object, by = token): Promise<{ code: string }> => {
    const answer = await gateway.send("POST", path, { token: by, key: aKey(), body });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    return answer.body.dossier as { code: string };
  };
  const receive = async (at: string, but: object = {}) => {
    const applicant = { name: "Trần Thị Thử Nghiệm", idKind: "CCCD", idNumber: "099301000017" };
    return (
      await post("/v1/dossiers", {
        by: commune,
        procedure,
        applicant,
        at,
        officer: "cb-1",
        resultChannel: "counter",
        ...but,
      })
    ).code;
  };
  const step = (code: string, name: string, at: string, but: object = {}) =>
    post(`/v1/dossiers/${code}/steps`, { by: commune, step: name, role: "officer", officer: "cb-1", at, ...but });
  const atBuilders = (code: string, name: string, at: string, but: object = {}) =>
    post(
      `/v1/dossiers/${code}/steps`,
      { by: construction, step: name, role: "handler", officer: "cv-7", at, ...but },
      builders,
    );
  const held = (code: string) => world.standIn.holdings().dossiers.find((each) => each.code === code);
  const told = (code: string) =>
    held(code)?.progress.map(({ TrangThai, ThoiDiemXuLy }) => `${String(ThoiDiemXuLy)} ${String(TrangThai)}`);

  it("quirk 12: with exactly the same truth, every step once and in order: hand-over, supplement, payment, conclusion", async () => {
    const code = await receive("2026-11-16T09:00:00+07:00");
    await post(`/v1/dossiers/${code}/handovers`, {
      ...{ by: commune, to: construction, role: "officer", officer: "cb-1", at: "2026-11-16T10:00:00+07:00" },
    });
    await atBuilders(code, "acknowledge", "2026-11-16T11:00:00+07:00", { role: "officer" });
    await atBuilders(code, "assign", "2026-11-16T14:00:00+07:00", { role: "agencyHead", assignee: "cv-7" });
    await atBuilders(code, "askSupplement", "2026-11-16T15:00:00+07:00", {
      ...{ items: [{ name: "Đơn", legalBasis: "Điều 1 luật thử nghiệm" }], reason: "Thiếu đơn" },
    });
    await world.settled();
    expect(told(code)).to.deep.equal([
      ...["20261116090000 2", "20261116100000 4", "20261116110000 4", "20261116140000 4", "20261116150000 5"],
    ]);
    expect(held(code)?.status).to.equal("5");
    await step(code, "supplement", "2026-11-17T08:00:00+07:00");
    await atBuilders(code, "askPayment", "2026-11-17T09:00:00+07:00", { reason: "Phí thẩm định" });
    await step(code, "confirmPayment", "2026-11-17T10:00:00+07:00", { paymentReference: "BL-1" });
    await atBuilders(code, "submitForSignature", "2026-11-17T11:00:00+07:00");
    await atBuilders(code, "conclude", "2026-11-18T15:00:00+07:00", { role: "signatory", outcome: "granted" });
    await world.settled();
    expect(told(code)?.slice(5)).to.deep.equal([
      ...["20261117080000 4", "20261117090000 6", "20261117100000 4", "20261117110000 4", "20261118150000 9"],
    ]);
    expect(held(code)?.status).to.equal("9");
    expect(held(code)).to.deep.include({ duplicates: [] });
    expect(held(code)?.packet).to.deep.include({
      ...{ MaTTHC: procedure, ChuHoSo: "Trần Thị Thử Nghiệm", NgayTiepNhan: "20261116090000" },
      ...{ NgayKetThucXuLy: "20261118150000", NgayTra: "", TrangThaiHoSo: "9" },
    });
  });

  it("what the portal demands and is not there waits for a person with the field's name, and goes on when let go", async () => {
    const code = await receive("2026-11-16T09:00:00+07:00", { officer: undefined });
    await world.settled();
    const [parked] = await gateway.database.sql(
      "select parked_fault, fault_field, parked_reason from hub.delivery where receiver = 'G22'",
    );
    expect(parked).to.deep.equal({
      ...{ parked_fault: "portal-incomplete", fault_field: "NguoiXuLy" },
      parked_reason:
        "Thiếu người xử lý (NguoiXuLy): hồ sơ chưa gửi được lên Cổng dịch vụ công quốc gia. Hãy bổ sung thông tin này.",
    });
    expect(told(code)).to.deep.equal([]);
  });

  it("quirk 8: a step that is refused keeps those behind it waiting, poisons none, and all go on when it is let go", async () => {
    world.standIn.rules.refuses = ({ ThoiDiemXuLy }) =>
      ThoiDiemXuLy === "20261116090000" ? "Trường NoiDungXuLy không hợp lệ" : undefined;
    const code = await receive("2026-11-16T09:00:00+07:00");
    await world.settled();
    await step(code, "conclude", "2026-11-18T15:00:00+07:00", { role: "signatory", outcome: "granted" });
    await step(code, "returnResult", "2026-11-18T16:00:00+07:00");
    const states = () =>
      gateway.database.sql<{ state: string; attempts: number }>(
        "select state, attempts from hub.delivery where receiver = 'G22' order by sequence",
      );
    await eventually("all three are there", async () => (await states()).length === 3);
    expect((await states()).map(({ state }) => state)).to.deep.equal(["parked", "waiting", "waiting"]);
    expect((await states()).slice(1).map(({ attempts }) => attempts)).to.deep.equal([0, 0]);
    expect(told(code)).to.deep.equal([]);
    world.standIn.rules.refuses = () => undefined;
    const { db } = gateway.database;
    await db.transaction().execute((tx) => reopenParked(tx, { partner: "national-portal" }, "operator", "thử nghiệm"));
    await world.settled();
    expect(told(code)).to.deep.equal(["20261116090000 2", "20261118150000 9", "20261118160000 10"]);
    expect(held(code)?.duplicates).to.deep.equal([]);
  });

  it("quirk 8: a parked dossier keeps no other waiting (P4)", async () => {
    await receive("2026-11-16T09:00:00+07:00", { officer: undefined });
    const other = await receive("2026-11-16T09:30:00+07:00");
    await world.settled();
    expect(told(other)).to.deep.equal(["20261116093000 2"]);
  });

  it("steps that waited together are one call and one settling, on record each for itself", async () => {
    const { sql } = gateway.database;
    await sql("update hub.partner_flow set resume_at = now() + interval '1 hour'");
    const code = await receive("2026-11-16T09:00:00+07:00");
    await step(code, "conclude", "2026-11-18T15:00:00+07:00", { role: "signatory", outcome: "granted" });
    await step(code, "returnResult", "2026-11-18T16:00:00+07:00");
    await eventually(
      "three wait",
      async () => (await sql("select from hub.delivery where receiver = 'G22'")).length === 3,
    );
    await sql("update hub.partner_flow set resume_at = null");
    await world.settled();
    expect(told(code)).to.deep.equal(["20261116090000 2", "20261118150000 9", "20261118160000 10"]);
    expect(world.standIn.holdings().calls).to.deep.equal({ login: 1, DongBoHoSoMC: 1, CapNhatTienDoHoSoMC: 1 });
    const ended = await sql(
      `select sequence, attempts, count(a.*)::integer as noted, count(distinct v.delivered_at)::integer as moments
         from hub.delivery v join hub.delivery_attempt a using (message_id) where receiver = 'G22' group by 1, 2 order by 1`,
    );
    expect(ended).to.deep.equal([1, 2, 3].map((sequence) => ({ sequence, attempts: 1, noted: 1, moments: 1 })));
    expect(await sql("select distinct delivered_at from hub.delivery where receiver = 'G22'")).to.have.length(1);
  });

  it("quirk 30: all of it over one session", async () => {
    await Promise.all([8, 9, 10, 11].map((hour) => receive(`2026-11-16T${String(hour).padStart(2, "0")}:00:00+07:00`)));
    await world.settled();
    expect(world.standIn.holdings().calls).to.deep.equal({ login: 1, DongBoHoSoMC: 4, CapNhatTienDoHoSoMC: 4 });
  });

  it("quirk 30: a session that ends is renewed, and the call repeated once", async () => {
    const code = await receive("2026-11-16T09:00:00+07:00");
    await world.settled();
    world.standIn.endSessions();
    await step(code, "conclude", "2026-11-18T15:00:00+07:00", { role: "signatory", outcome: "granted" });
    await world.settled();
    expect(told(code)).to.deep.equal(["20261116090000 2", "20261118150000 9"]);
    expect(world.standIn.holdings().calls["login"]).to.equal(2);
  });

  it("quirk 6: a timeout after the work was done inserts nothing twice", async () => {
    world.standIn.misbehave({ kind: "timeout-after", on: "DongBoHoSoMC" });
    const code = await receive("2026-11-16T09:00:00+07:00");
    await world.settled();
    expect(world.standIn.holdings().calls).to.deep.include({ TraCuuHoSo: 1, DongBoHoSoMC: 2 });
    expect(told(code)).to.deep.equal(["20261116090000 2"]);
    expect(world.standIn.holdings().duplicates).to.equal(0);
  });
});

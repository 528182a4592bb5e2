import { expect } from "chai";
import { balances } from "../support/money.ts";
import { commune, openPostWorld, sending, type PostWorld } from "../support/post-world.ts";

/** QĐ 45/2016 art. 6 to 9: the signed slip, the sealed packet and the money are three records; the minute is the fourth. */
describe("what is recorded at a hand-over of the post", () => {
  let world: PostWorld;
  before(async () => {
    world = await openPostWorld("VP-1");
  });
  after(() => world.close());
  beforeEach(() => world.reset());

  const ordered = async (code: string, body: object = sending()) => {
    const answer = await world.post(`/v1/dossiers/${code}/post-orders`, body);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    return code;
  };
  const record = (number: string, records: object, but: object = {}) =>
    world.post(`/v1/post-orders/${number}/handover`, { by: commune, role: "postClerk", records, ...but });
  const minute = (but: object = {}) => ({
    ...{
      number: "BB-01",
      direction: "postToAgency",
      postOffice: "Bưu cục Mẫu",
      sealNumber: "NP-77",
      isSealWhole: true,
    },
    ...{ signedByAgencyAt: "2026-11-20T09:40:00+07:00", signedByPostAt: "2026-11-20T09:45:00+07:00" },
    ...but,
  });
  const slip = (but: object = {}) => ({
    number: "PG-01",
    papers: [{ code: "G1", originals: 1, copies: 2 }],
    signedByPostAt: "2026-11-20T09:20:00+07:00",
    ...but,
  });
  const money = (but: object = {}) => ({
    ...{ receiptNumber: "BL-01", amountVnd: 120_000, collectedAt: "2026-11-20T09:21:00+07:00" },
    ...but,
  });
  const packet = (but: object = {}) => ({ sealNumber: "NP-77", sealedAt: "2026-11-20T09:22:00+07:00", ...but });
  const settlement = async (code: string) =>
    (
      await world.gateway.database.sql<{ start: Date }>(
        "select c.start_at as start from dossier_clock c join dossier d on d.id = c.dossier_id where code = $1 and c.kind = 'settlement'",
        [code],
      )
    )[0]?.start;
  const lastStep = async (code: string) =>
    (
      await world.gateway.database.sql<{ step: string; at: Date; received: Date }>(
        `select e.step, e.at, d.received_at as received from dossier_event e join dossier d on d.id = e.dossier_id
          where d.code = $1 order by e.revision desc limit 1`,
        [code],
      )
    )[0];

  it("slip, packet and money are three records, each by itself", async () => {
    const code = await ordered(await world.submitted());
    await record(code, { slip: slip() });
    await record(code, { packet: packet() });
    const { status, body } = await record(code, { money: money() });
    expect(status).to.equal(201);
    expect(body.slips).to.deep.equal([
      {
        ...{ number: "PG-01", papers: [{ code: "G1", copies: 2, originals: 1 }], isSigned: false },
        ...{ signedByCitizenAt: null, signedByPostAt: "2026-11-20T02:20:00.000Z" },
      },
    ]);
    expect(body.packets).to.deep.equal([{ sealNumber: "NP-77", sealedAt: "2026-11-20T02:22:00.000Z", waybill: null }]);
    expect(body.collections).to.deep.equal([
      {
        ...{ receiptNumber: "BL-01", amountVnd: 120_000, collectedAt: "2026-11-20T02:21:00.000Z", settledBy: null },
        ...{ reference: null, postageVnd: null, voidedAt: null, corrections: [] },
      },
    ]);
    expect(body.minutes).to.deep.equal([]);
  });

  it("a signature that lacked comes later and stays; another content under the number is refused", async () => {
    const code = await ordered(await world.submitted());
    await record(code, { slip: slip() });
    const signed = await record(code, { slip: slip({ signedByCitizenAt: "2026-11-20T09:19:00+07:00" }) });
    expect(signed.body.slips[0]).to.include({ isSigned: true });
    for (const but of [
      { papers: [{ code: "G1", originals: 2, copies: 2 }] },
      { signedByPostAt: "2026-11-20T09:00:00+07:00" },
    ]) {
      const { status, body } = await record(code, { slip: slip(but) });
      expect([status, body.code, body.field]).to.deep.equal([409, "post-record-differs", "/records/slip"]);
    }
    await record(code, { packet: packet() });
    const other = await record(code, { packet: packet({ sealedAt: "2026-11-20T09:30:00+07:00" }) });
    expect(other.body).to.include({ code: "post-record-differs", field: "/records/packet" });
  });

  it("collected money is booked once, whatever is said again; another sum under its receipt is refused", async () => {
    const code = await ordered(await world.submitted());
    await record(code, { money: money() });
    await record(code, { money: money() });
    for (const but of [{ amountVnd: 120_001 }, { postageVnd: 30_000 }]) {
      const again = await record(code, { money: money(but) });
      expect(again.body).to.include({ code: "post-record-differs", field: "/records/money" });
    }
    expect(await balances(world.gateway.database.db)).to.deep.equal({
      ...{ "post:KH-TAP": 120_000n, "post:unsettled": -120_000n },
    });
  });

  for (const amountVnd of [0, -120_000, 1.5, 10 ** 15 + 2, "120000"])
    it(`money of ${String(amountVnd)} is refused, and nothing is kept`, async () => {
      const code = await ordered(await world.submitted());
      const { status, body } = await record(code, { money: money({ amountVnd }) });
      expect([status, body.code]).to.deep.equal([400, "field-invalid"]);
      expect(await world.gateway.database.sql("select from post_collection")).to.have.length(0);
    });

  describe("the minute is the legal moment of submission (art. 7(4), D1)", () => {
    it("a filing whose papers come by post is accepted as of the minute, not of the keyboard", async () => {
      const code = await ordered(await world.submitted());
      const { body } = await record(code, { slip: slip(), packet: packet(), minute: minute() });
      expect(body.minutes[0]).to.include({ inForceAt: "2026-11-20T02:45:00.000Z", countsAsSubmission: false });
      world.setClock("2026-11-20T15:00:00+07:00");
      expect((await world.step(code, "accept")).status).to.equal(201);
      const taken = await lastStep(code);
      expect(taken?.at.toISOString()).to.equal("2026-11-20T02:45:00.000Z");
      expect(taken?.received.toISOString()).to.equal("2026-11-20T02:45:00.000Z");
      expect((await settlement(code))?.toISOString()).to.equal("2026-11-20T02:45:00.000Z");
      expect((await world.ordersOf(code))[0].minutes[0]).to.include({ countsAsSubmission: true });
    });

    it("papers asked for are supplemented as of the minute", async () => {
      const code = await world.submitted();
      const items = [{ name: "Ảnh chụp hiện trạng cây xanh" }];
      const asked = await world.step(code, "askSupplement", {
        items,
        role: "officer",
        at: "2026-11-20T09:30:00+07:00",
      });
      expect(asked.status, JSON.stringify(asked.body)).to.equal(201);
      await ordered(code);
      await record(code, { minute: minute() });
      world.setClock("2026-11-20T15:00:00+07:00");
      expect((await world.step(code, "supplement")).status).to.equal(201);
      expect((await lastStep(code))?.at.toISOString()).to.equal("2026-11-20T02:45:00.000Z");
    });

    it("a moment that the officer states counts before it", async () => {
      const code = await ordered(await world.submitted());
      await record(code, { minute: minute() });
      expect((await world.step(code, "accept", { at: "2026-11-20T09:55:00+07:00" })).status).to.equal(201);
      expect((await lastStep(code))?.at.toISOString()).to.equal("2026-11-20T02:55:00.000Z");
      expect((await world.ordersOf(code))[0].minutes[0]).to.include({ countsAsSubmission: false });
    });

    it("already received: the record stands beside, and is shown", async () => {
      const code = await ordered(await world.submitted());
      await world.step(code, "accept", { at: "2026-11-20T09:30:00+07:00" });
      const { status, body } = await record(code, { minute: minute() });
      expect(status).to.equal(201);
      expect(body.minutes[0]).to.include({ inForceAt: "2026-11-20T02:45:00.000Z", countsAsSubmission: false });
      expect((await lastStep(code))?.received.toISOString()).to.equal("2026-11-20T02:30:00.000Z");
    });

    for (const [what, but] of [
      ["one signature", { signedByAgencyAt: undefined }],
      ["a broken seal", { isSealWhole: false }],
      ["the other direction", { direction: "agencyToPost" }],
    ] as const)
      it(`with ${what} it moves nothing`, async () => {
        const code = await ordered(await world.submitted());
        await record(code, { minute: minute(but) });
        expect((await world.step(code, "accept")).status).to.equal(201);
        expect((await lastStep(code))?.at.toISOString()).to.equal(world.now().toISOString());
      });

    it("the second signature brings it into force", async () => {
      const code = await ordered(await world.submitted());
      const first = await record(code, { minute: minute({ signedByPostAt: undefined }) });
      expect(first.body.minutes[0]).to.include({ inForceAt: null });
      const both = await record(code, { minute: minute() });
      expect(both.body.minutes[0]).to.include({ inForceAt: "2026-11-20T02:45:00.000Z" });
    });

    it("a minute from before the dossier's last step is about papers taken in by then", async () => {
      const code = await world.submitted();
      await ordered(code);
      await record(code, {
        minute: minute({ signedByAgencyAt: "2026-11-20T09:01:00+07:00", signedByPostAt: "2026-11-20T09:02:00+07:00" }),
      });
      await world.step(code, "accept");
      expect((await lastStep(code))?.at.toISOString()).to.equal(world.now().toISOString());
    });

    it("a seal that is not the packet's is refused", async () => {
      const code = await ordered(await world.submitted());
      await record(code, { packet: packet() });
      const { status, body } = await record(code, { minute: minute({ sealNumber: "NP-78" }) });
      expect([status, body.code, body.field]).to.deep.equal([409, "post-seal-differs", "/records/minute/sealNumber"]);
    });

    it("a signature ahead of our clock is refused, and nothing of the request is kept", async () => {
      const code = await ordered(await world.submitted());
      const ahead = minute({ signedByPostAt: "2026-11-20T11:00:00+07:00" });
      const { status, body } = await record(code, { packet: packet(), minute: ahead });
      expect([status, body.code, body.field]).to.deep.equal([422, "time-in-future", "/records/minute/signedByPostAt"]);
      expect(await world.gateway.database.sql("select from post_packet")).to.have.length(0);
    });
  });

  it("refuses an order that is not there, another's one-stop, and nothing at all", async () => {
    const code = await ordered(await world.submitted());
    expect((await record("H38.91-261120-9999", { money: money() })).body).to.include({
      code: "post-order-unknown",
      status: 404,
    });
    expect((await record(code, { money: money() }, { by: "H38.16" })).body).to.include({ code: "unit-not-yours" });
    expect((await record(code, {})).body).to.include({ code: "field-invalid" });
    expect((await record(code, { money: money() }, { role: "hub" })).body).to.include({ code: "field-invalid" });
  });
});

import { expect } from "chai";
import { commune, postWorlds, returning, sending, type PostWorld, type Profile } from "../support/post-world.ts";
import { aKey } from "../support/gateway.ts";

describe("orders of the post (QĐ 45/2016)", () => {
  const worlds = postWorlds();
  let world: PostWorld;
  const open = async (profile: Profile, account: object = {}) => (world = await worlds.open(profile, { account }));
  after(() => worlds.close());
  const order = async (code: string, body: object = sending(), key?: string) => {
    const answer = await world.post(`/v1/dossiers/${code}/post-orders`, body, key);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    return answer.body as { number: string; state: string };
  };
  const only = async (code: string) => (await world.ordersOf(code))[0];

  for (const [profile, expected] of [
    ["VP-1", { state: "ordered", waybill: null, feeVnd: null }],
    ["VP-2", { state: "ordered", waybill: null, feeVnd: null }],
    ["VP-3", { state: "ordered", waybill: "EV100000001VN", feeVnd: null }],
    ["VP-4", { state: "ordered", waybill: "EV000000001VN", feeVnd: 32_000 }],
  ] as const)
    it(`${profile}: queued at once, given to the post by a worker, known by our number`, async () => {
      await open(profile);
      if (profile === "VP-3")
        await world.gateway.database.sql(
          "insert into post_waybill (account, number) values ('practice', 'EV100000001VN')",
        );
      const code = await world.submitted();
      const made = await order(code);
      expect(made).to.include({ number: code, state: "planned", owed: "create", unit: commune });
      expect(world.standIn.postmen()).to.equal(0);
      await world.work();
      expect(await only(code)).to.include({ ...expected, owed: null, nextAt: null });
      expect(world.standIn.postmen()).to.equal(1);
      expect([...world.standIn.orders.keys()]).to.deep.equal([code]);
      expect(await world.matters()).to.deep.equal([]);
    });

  it("a result has a number of its own, and collected money is whole dong", async () => {
    await open("VP-1");
    const code = await world.decided();
    const made = await order(code, returning({ collectVnd: 120_000 }));
    expect(made).to.include({ number: `${code}-KQ`, collectVnd: 120_000 });
    await world.work();
    expect(world.standIn.orders.get(`${code}-KQ`)?.sent).to.include({ CODAmount: 120_000, OrderNumber: `${code}-KQ` });
  });

  it("the same request twice is one order, another one for the dossier is refused while it stands", async () => {
    await open("VP-1");
    const code = await world.submitted();
    const key = aKey();
    await order(code, sending(), key);
    await order(code, sending(), key);
    await world.work();
    for (const purpose of ["sendDossier", "both"]) {
      const again = await world.post(`/v1/dossiers/${code}/post-orders`, sending({ purpose }));
      expect(again.status).to.equal(409);
      expect(again.body).to.include({ code: "post-order-there", field: "/purpose" });
      expect(again.body.vi.detail).to.contain(`${code} (bưu điện đã nhận đơn)`);
    }
    expect(await world.ordersOf(code)).to.have.length(1);
    expect(world.standIn.postmen()).to.equal(1);
  });

  it("twenty asked for at once are one order and one postman", async () => {
    await open("VP-1");
    const code = await world.submitted();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => world.post(`/v1/dossiers/${code}/post-orders`, sending())),
    );
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([201, ...Array.from({ length: 19 }, () => 409)]);
    await world.work();
    expect(world.standIn.postmen()).to.equal(1);
  });

  it("ten workers at once call one postman for each order", async () => {
    await open("VP-1");
    const codes = [await world.submitted(), await world.submitted(), await world.submitted()];
    for (const code of codes) await order(code);
    await Promise.all(Array.from({ length: 10 }, () => world.work()));
    expect([...world.standIn.orders.keys()].sort()).to.deep.equal(codes.sort());
    expect(world.standIn.postmen()).to.equal(3);
  });

  it("what is not to be ordered is refused before anything leaves", async () => {
    await open("VP-1");
    const code = await world.submitted();
    const refused = async (body: object, at = code) => {
      const { status, body: said } = await world.post(`/v1/dossiers/${at}/post-orders`, body);
      return { status, code: said.code, field: said.field };
    };
    expect(await refused(returning())).to.deep.equal({ status: 409, code: "post-order-not-now", field: "/purpose" });
    expect(await refused(sending(), await world.decided())).to.deep.equal({
      ...{ status: 409, code: "post-order-not-now", field: "/purpose" },
    });
    const elsewhere = { ...sending().sender, address: { provinceCode: "79", communeCode: "26734", line: "Số 1" } };
    expect(await refused(sending({ sender: elsewhere }))).to.deep.equal({
      ...{ status: 422, code: "post-order-incomplete", field: "/sender/address/provinceCode" },
    });
    expect(await refused(sending({ sender: { ...sending().sender, phone: "không có số" } }))).to.deep.equal({
      ...{ status: 422, code: "post-order-incomplete", field: "/sender/phone" },
    });
    for (const collectVnd of [0, -1, 1.5, 10 ** 15 + 2])
      expect(await refused(sending({ collectVnd })), String(collectVnd)).to.deep.equal({
        ...{ status: 400, code: "field-invalid", field: "/collectVnd" },
      });
    expect(await refused(sending({ by: "H38.99" }))).to.include({ code: "unit-unknown" });
    expect(await refused(sending(), "H38.1.1-261120-9999")).to.include({ status: 404, code: "dossier-unknown" });
    await world.work();
    expect(world.standIn.calls).to.deep.equal([]);
  });

  it("a stranger to the dossier learns nothing of its orders", async () => {
    await open("VP-1");
    const code = await world.submitted();
    await order(code);
    await world.gateway.register("other", ["H38.10"]);
    const token = await world.gateway.tokenOf("other");
    const send = (path: string, body: object) => world.gateway.send("POST", path, { token, key: aKey(), body });
    expect((await world.gateway.send("GET", `/v1/dossiers/${code}/post-orders`, { token })).status).to.equal(404);
    const cancelled = await send(`/v1/post-orders/${code}/cancellation`, { by: "H38.10", reason: "thử" });
    expect(cancelled.body).to.include({ code: "post-order-unknown", status: 404 });
    const made = await send(`/v1/dossiers/${code}/post-orders`, sending({ by: "H38.10" }));
    expect(made.body).to.include({ code: "dossier-unknown", status: 404 });
  });

  describe("a supplement after the packet was delivered", () => {
    const delivered = async (purpose: string) => {
      await open("VP-1");
      const code = await world.submitted();
      const { number } = await order(code, sending({ purpose }));
      await world.work();
      world.standIn.happens(number, "4", world.now());
      world.minutesLater(6);
      await world.feed();
      expect(await only(code)).to.include({ state: "delivered", occasion: 0 });
      return code;
    };
    const ask = async (code: string) => {
      const items = [{ name: "Ảnh chụp hiện trạng cây xanh" }];
      const asked = await world.step(code, "askSupplement", { items, role: "officer" });
      expect(asked.status, JSON.stringify(asked.body)).to.equal(201);
      return asked.body.dossier.revision as number;
    };

    for (const purpose of ["sendDossier", "both"])
      it(`goes by post by another order, one for each supplement that was asked for, after ${purpose}`, async () => {
        const code = await delivered(purpose);
        const early = await world.post(`/v1/dossiers/${code}/post-orders`, sending());
        expect([early.status, early.body.code]).to.deep.equal([409, "post-order-there"]);
        const revision = await ask(code);
        const made = await order(code);
        expect(made).to.include({ number: `${code}-2`, occasion: revision, attempt: 2 });
        const again = await world.post(`/v1/dossiers/${code}/post-orders`, sending());
        expect([again.status, again.body.code]).to.deep.equal([409, "post-order-there"]);
        await world.work();
        expect([...world.standIn.orders.keys()]).to.deep.equal([code, `${code}-2`]);
      });

    it("asked for at once by twenty: one postman", async () => {
      const code = await delivered("sendDossier");
      await ask(code);
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => world.post(`/v1/dossiers/${code}/post-orders`, sending())),
      );
      expect(answers.filter(({ status }) => status === 201)).to.have.length(1);
      await world.work();
      expect(world.standIn.postmen()).to.equal(2);
    });
  });

  it("the price that an officer was quoted is kept with the order that follows; what the post tells with it stands beside", async () => {
    await open("VP-2");
    const code = await world.submitted();
    expect(await order(await world.submitted())).to.include({ quote: null });
    await world.post(`/v1/dossiers/${code}/post-quotes`, sending());
    const { quote, feeVnd, feeAt } = (await order(code)) as unknown as Record<string, unknown>;
    expect(quote).to.deep.equal({ priceVnd: 31_000, service: "HCC", at: "2026-11-20T03:00:00.000Z" });
    expect([feeVnd, feeAt]).to.deep.equal([null, null]);
    // a heavier packet was not quoted
    const other = await world.submitted();
    await world.post(`/v1/dossiers/${other}/post-quotes`, sending());
    expect(await order(other, sending({ weightGrams: 900 }))).to.include({ quote: null });
    await open("VP-4");
    const told = await world.submitted();
    await order(told);
    await world.work();
    expect(await only(told)).to.include({ feeVnd: 32_000, feeAt: "2026-11-20T03:00:00.000Z", quote: null });
  });

  it("a quote orders nothing; where there is none it says so; a post that is away is no fault of ours", async () => {
    await open("VP-2");
    const code = await world.submitted();
    const quote = () => world.post(`/v1/dossiers/${code}/post-quotes`, sending());
    expect((await quote()).body).to.deep.equal({ account: "practice", prices: [{ service: "HCC", priceVnd: 31_000 }] });
    world.standIn.failNext("quote", "html");
    expect((await quote()).body).to.include({ code: "post-no-answer", status: 503 });
    expect(await world.ordersOf(code)).to.deep.equal([]);
    await open("VP-1");
    const there = await world.submitted();
    expect((await world.post(`/v1/dossiers/${there}/post-quotes`, sending())).body).to.include({
      ...{ code: "post-quote-not-offered", status: 409 },
    });
  });

  describe("cancelling", () => {
    const cancel = (number: string) =>
      world.post(`/v1/post-orders/${number}/cancellation`, { by: commune, reason: "người dân tự mang đến" });

    it("what has not left is called off at once, and another may be ordered by another number", async () => {
      await open("VP-1");
      const code = await world.submitted();
      await order(code);
      expect((await cancel(code)).body).to.include({ state: "cancelled", owed: null });
      await world.work();
      expect(world.standIn.postmen()).to.equal(0);
      expect((await order(code)).number).to.equal(`${code}-2`);
    });

    it("VP-1: asked of the post; until it agrees the order stands", async () => {
      await open("VP-1");
      const code = await world.submitted();
      await order(code);
      await world.work();
      expect((await cancel(code)).body).to.include({ state: "cancelPending", owed: "cancel" });
      const again = await world.post(`/v1/dossiers/${code}/post-orders`, sending());
      expect(again.body).to.include({ code: "post-order-there" });
      expect((await cancel(code)).body).to.include({ code: "post-cancel-asked" });
      await world.work();
      expect(await only(code)).to.include({ state: "cancelled", owed: null });
      expect(world.standIn.calls.filter(({ what }) => what === "cancel")).to.have.length(1);
    });

    it("VP-1: a cancelling of which nobody knows the end is never sent again by itself: a person decides", async () => {
      await open("VP-1");
      const code = await world.submitted();
      await order(code);
      await world.work();
      await cancel(code);
      world.standIn.failNext("cancel", "silentAfter");
      await world.work();
      world.minutesLater(600);
      await world.work();
      expect(await only(code)).to.include({ state: "cancelPending", owed: "askCancel", nextAt: null });
      expect(await world.matters()).to.deep.equal(["cancel-unknown"]);
      expect(world.standIn.calls.filter(({ what }) => what === "cancel")).to.have.length(1);
    });

    it("VP-4: pending until the post approves, then cancelled", async () => {
      await open("VP-4");
      const code = await world.submitted();
      await order(code);
      await world.work();
      await cancel(code);
      world.standIn.failNext("cancel", "pending");
      await world.work();
      expect(await only(code)).to.include({ state: "cancelPending", owed: "askCancel" });
      world.minutesLater(120);
      await world.work();
      expect(await only(code)).to.include({ state: "cancelPending" });
      world.standIn.approve(code);
      world.minutesLater(120);
      await world.work();
      expect(await only(code)).to.include({ state: "cancelled", stage: "cancelled", owed: null });
      // approval was waited for, not asked for again
      expect(world.standIn.calls.filter(({ what }) => what === "cancel")).to.have.length(1);
    });

    it("refused by the post: the order stands, and a person is told", async () => {
      await open("VP-4");
      const code = await world.submitted();
      await order(code);
      await world.work();
      await cancel(code);
      world.standIn.failNext("cancel", "refuse");
      await world.work();
      expect(await only(code)).to.include({ state: "ordered", owed: null });
      expect(await world.matters()).to.deep.equal(["cancel-refused"]);
    });

    it("called off while its fate is unknown: as soon as it is known", async () => {
      await open("VP-4");
      const code = await world.submitted();
      await order(code);
      world.standIn.failNext("create", "silentAfter");
      world.standIn.failNext("list", "500");
      await world.work();
      expect((await cancel(code)).body).to.include({ state: "unknown" });
      world.minutesLater(120);
      await world.work();
      world.minutesLater(120);
      await world.work();
      expect(await only(code)).to.include({ state: "cancelled" });
      expect(world.standIn.postmen()).to.equal(1);
    });

    it("VP-3 takes no cancelling, and says so", async () => {
      await open("VP-3");
      await world.gateway.database.sql(
        "insert into post_waybill (account, number) values ('practice', 'EV100000001VN')",
      );
      const code = await world.submitted();
      await order(code);
      await world.work();
      expect((await cancel(code)).body).to.include({ code: "post-cancel-not-offered", status: 409 });
    });
  });
});

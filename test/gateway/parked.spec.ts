import { expect } from "chai";
import { startUnitStandIn, type UnitStandIn } from "../../adapters/unit/stand-in.ts";
import { makeDeliver } from "../../adapters/unit/index.ts";
import { startDeliveryWorker } from "../../bus/lanes.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { walk2019 } from "../../main/demo/walks.ts";
import { openListener } from "../../platform/listen.ts";
import { anAnnouncement, bringAll, silent, tell } from "../support/bus.ts";
import { eventually } from "../support/eventually.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";

const secret = "whsec_c2VjcmV0LW9mLWEtY29tbXVuZS0zMi1ieXRlcy1vay4=";
const unknownId = "5b8d1c90-2e4f-4a6b-8c7d-9e0f1a2b3c02";
const at = "2019-05-28T08:00:00+07:00";

describe("parked messages through the gateway, with a real unit's server", () => {
  let gateway: TestGateway;
  let standIn: UnitStandIn;
  let [commune, district, operator] = ["", "", ""];
  const closings: (() => Promise<unknown>)[] = [];

  before(async () => {
    gateway = await testGateway();
    standIn = await startUnitStandIn({ secret: () => secret, log: silent });
    const { db, url } = gateway.database;
    const listener = openListener({ url, log: silent, name: "test" });
    await gateway.register("commune", [walk2019.commune]);
    await gateway.register("district", [walk2019.district]);
    await gateway.registerOperator("ops");
    await gateway.database.sql(
      `insert into hub.subscription (partner_id, channel, url) values ('district', 'webhook', $1)`,
      [standIn.webhookUrl],
    );
    [commune, district, operator] = (await Promise.all(["commune", "district", "ops"].map(gateway.tokenOf))) as [
      string,
      string,
      string,
    ];
    const worker = startDeliveryWorker({
      ...{ db, listener, log: silent, fallbackMs: 200 },
      deliver: makeDeliver({ secretOf: () => secret, privateWebhooks: true }),
    });
    closings.push(
      () => worker.close(),
      () => listener.close(),
      () => standIn.close(),
      () => gateway.close(),
    );
  });
  after(async () => {
    for (const close of closings) await close();
  });

  const ops = (path: string, body: object, key = aKey(), token = operator) =>
    gateway.send("POST", `/ops/parked/${path}`, { token, key, body });
  const list = async (query = "") => (await gateway.send("GET", `/ops/parked${query}`, { token: operator })).body;

  /** A dossier handed to the district, whose software refuses the news; with one more message behind it. */
  const aParked = async (): Promise<{ code: string; messageId: string }> => {
    const received = await gateway.send("POST", "/v1/dossiers", {
      token: commune,
      key: aKey(),
      body: { by: walk2019.commune, procedure: walk2019.procedure, applicant: { name: "Nguyễn Văn Thử Nghiệm" }, at },
    });
    const code = received.body.dossier.code as string;
    standIn.misbehave({ kind: "status", status: 422 });
    const handed = await gateway.send("POST", `/v1/dossiers/${code}/handovers`, {
      token: commune,
      key: aKey(),
      body: { by: walk2019.commune, to: walk2019.district, at },
    });
    await bringAll(gateway.database);
    const { id: messageId } = (handed.body.messages as { id: string; receiver: string }[]).find(
      ({ receiver }) => receiver === walk2019.district,
    )!;
    await eventually("parked", async () =>
      (await list()).items.some((one: { messageId: string }) => one.messageId === messageId),
    );
    await tell(gateway.database, anAnnouncement({ subject: parseDossierCode(code) }));
    await bringAll(gateway.database);
    return { code, messageId };
  };
  const came = (code: string) =>
    standIn
      .received()
      .filter(({ subject }) => subject === code)
      .map(({ sequence, event }) => [sequence, (event["type"] as string).split(".").at(-2)]);
  const allCame = (code: string) => eventually("the lane is empty", () => came(code).length === 2);
  afterEach(() => expect(standIn.violations()).to.deep.equal([]));

  it("are listed for people: what, why, whose turn, what next; by class, receiver and age", async () => {
    const { code, messageId } = await aParked();
    const { items } = await list("?class=data");
    const one = items.find((item: { messageId: string }) => item.messageId === messageId);
    expect(one).to.deep.include({
      ...{ receiver: "H63.29", subject: code, sequence: 1, type: "vn.lienthong.dossier.handed-over.v1" },
      ...{ partnerId: "district", class: "data", fault: "not-accepted", owner: "operator", field: null, attempts: 1 },
      detail: "HTTP 422: a fault, as told",
    });
    expect(one.what.vi).to.equal("Phần mềm của đơn vị không chấp nhận nội dung tin (4xx).");
    expect(one.firstCause).to.include({ fault: "not-accepted", detail: "HTTP 422: a fault, as told" });
    for (const [query, total] of [
      ["?class=network", 0],
      ["?receiver=H63.29", 1],
      ["?receiver=000.00.29.H63", 1],
      ["?receiver=H41.91", 0],
      ["?olderThanHours=1", 0],
    ] as const)
      expect((await list(query)).total, query).to.equal(total);
    const detail = await gateway.send("GET", `/ops/parked/${messageId}`, { token: operator });
    expect(detail.body.message).to.include({ id: messageId, subject: code });
    expect(detail.body.history.map(({ outcome }: { outcome: string }) => outcome)).to.deep.equal(["refused"]);

    expect((await ops(`${messageId}/retry`, { reason: "Đơn vị đã sửa phần mềm" })).status).to.equal(200);
    await allCame(code);
    expect(came(code)).to.deep.equal([
      [1, "handed-over"],
      [2, "handed-over"],
    ]);
    const [reopened] = await gateway.database.sql(
      "select cause, by, reason from hub.delivery_reopened where message_id = $1",
      [messageId],
    );
    expect(reopened).to.deep.equal({ cause: "operator", by: "ops", reason: "Đơn vị đã sửa phần mềm" });
  });

  it("dropped: the receiver is told in its place, its sequence has no gap, the timeline says so", async () => {
    const { code, messageId } = await aParked();
    const key = aKey();
    const dropped = await ops(`${messageId}/drop`, { reason: "Gửi nhầm, số 0900000000" }, key);
    expect(dropped.status).to.equal(200);
    await allCame(code);
    expect(came(code)).to.deep.equal([
      [1, "message-withdrawn"],
      [2, "handed-over"],
    ]);
    const told = standIn.received().find(({ id }) => id === dropped.body.substituteId);
    expect(told?.event).to.deep.include({
      replaces: messageId,
      data: {
        code,
        message: messageId,
        type: "vn.lienthong.dossier.handed-over.v1",
        reason: "Gửi nhầm, số [số/number]",
      },
    });
    // the message of record stays as it was
    const [kept] = await gateway.database.sql(
      "select envelope ->> 'id' as id, envelope ->> 'type' as type from hub.delivery where message_id = $1",
      [messageId],
    );
    expect(kept).to.deep.equal({ id: messageId, type: "vn.lienthong.dossier.handed-over.v1" });
    const timeline = await gateway.send("GET", `/v1/dossiers/${code}/timeline`, { token: commune });
    const states = (timeline.body.events as { messages: { id: string; state: string }[] }[])
      .flatMap(({ messages }) => messages)
      .filter(({ id }) => id === messageId);
    expect(states.map(({ state }) => state)).to.deep.equal(["withdrawn"]);
    // asked again with the same key: the same answer, nothing twice
    expect((await ops(`${messageId}/drop`, { reason: "Gửi nhầm, số 0900000000" }, key)).body).to.deep.equal(
      dropped.body,
    );
    const again = await ops(`${messageId}/drop`, { reason: "lần nữa" });
    expect([again.status, again.body.code]).to.deep.equal([409, "message-not-parked"]);
  });

  it("dropped after it had come all the same: told about it, and nothing is out of order", async () => {
    const { code, messageId } = await aParked();
    await ops(`${messageId}/retry`, { reason: "thử lại" });
    await allCame(code);
    // as if its answers had been lost until the budget was used up
    await gateway.database.sql("update hub.delivery set state = 'parked', delivered_at = null where message_id = $1", [
      messageId,
    ]);
    await gateway.database.sql("update hub.lane set delivered = 0 where subject = $1", [code]);
    await ops(`${messageId}/drop`, { reason: "không cần nữa" });
    await eventually("told", () => came(code).length === 3);
    expect(came(code)).to.deep.include([1, "message-withdrawn"]);
  });

  it("re-addressed: the other agency, if concerned, is told in its own lane; the first that it went there", async () => {
    const { code, messageId } = await aParked();
    const refused = await ops(`${messageId}/readdress`, { to: "H41.91", reason: "đúng ra là nơi khác" });
    expect([refused.status, refused.body.code, refused.body.field]).to.deep.equal([
      422,
      "readdress-not-concerned",
      "/to",
    ]);
    const unknown = await ops(`${messageId}/readdress`, { to: "H1.1.1.1.1", reason: "đúng ra là nơi khác" });
    expect(unknown.status).to.be.within(400, 422);
    const moved = await ops(`${messageId}/readdress`, { to: walk2019.commune, reason: "đúng ra là nơi khác" });
    expect(moved.status).to.equal(200);
    await bringAll(gateway.database);
    const inbox = await gateway.send("GET", "/v1/inbox?limit=500", { token: commune });
    const there = (inbox.body.items as { message: Record<string, unknown> }[]).find(
      ({ message }) => message["id"] === moved.body.movedAs,
    );
    expect(there?.message).to.include({
      type: "vn.lienthong.dossier.handed-over.v1",
      subject: code,
      receiver: "H63.29.04",
    });
    await allCame(code);
    const told = standIn.received().find(({ id }) => id === moved.body.substituteId);
    expect(told?.event["data"]).to.include({ message: messageId, to: "H63.29.04" });
  });

  it("replaced by a corrected one, judged by the contract; both are kept, with a link", async () => {
    const { code, messageId } = await aParked();
    const { message } = (await gateway.send("GET", `/ops/parked/${messageId}`, { token: operator })).body;
    const wrong = await ops(`${messageId}/replace`, {
      data: { ...message.data, step: "teleport" },
      reason: "sai bước",
    });
    expect([wrong.status, wrong.body.code]).to.deep.equal([422, "replacement-not-as-agreed"]);
    const replaced = await ops(`${messageId}/replace`, {
      data: { ...message.data, reason: "Bổ sung lý do" },
      reason: "thiếu lý do",
    });
    expect(replaced.status).to.equal(200);
    await allCame(code);
    const told = standIn.received().find(({ id }) => id === replaced.body.substituteId);
    expect(told?.sequence).to.equal(1);
    expect(told?.event).to.deep.include({ replaces: messageId, data: { ...message.data, reason: "Bổ sung lý do" } });
    const [kept] = await gateway.database.sql(
      "select kind, reason, by, stands_for from hub.delivery_substitute where message_id = $1",
      [replaced.body.substituteId],
    );
    expect(kept).to.deep.equal({ kind: "replaced", reason: "thiếu lý do", by: "ops", stands_for: messageId });
  });

  it("what stands in for a message is acknowledged in an inbox by its own id", async () => {
    const { messageId } = await aParked();
    await gateway.database.sql(
      "update hub.subscription set channel = 'inbox', url = null where partner_id = 'district'",
    );
    const { substituteId } = (await ops(`${messageId}/drop`, { reason: "không gửi nữa" })).body;
    const read = async () =>
      ((await gateway.send("GET", "/v1/inbox", { token: district })).body.items as { message: { id: string } }[]).map(
        ({ message }) => message.id,
      );
    expect(await read())
      .to.include(substituteId)
      .and.not.include(messageId);
    const acknowledged = await gateway.send("POST", `/v1/inbox/${substituteId as string}/ack`, {
      token: district,
      key: aKey(),
    });
    expect(acknowledged.status).to.equal(200);
    expect(await read()).not.to.include(substituteId);
    await gateway.database.sql(
      "update hub.subscription set channel = 'webhook', url = $1 where partner_id = 'district'",
      [standIn.webhookUrl],
    );
    // the stand-in was not told of the first one: its lane is not looked at any more
    await gateway.database.sql(
      "update hub.delivery set state = 'delivered', delivered_at = now() where state <> 'delivered'",
    );
  });

  for (const [what, path, body, status, code] of [
    ["an unknown message", `${unknownId}/retry`, { reason: "thử lại" }, 404, "delivery-unknown"],
    ["no id at all", "x/drop", { reason: "thử lại" }, 400, "field-invalid"],
    ["no reason", `${unknownId}/drop`, {}, 400, "field-invalid"],
    ["a reason of one letter", `${unknownId}/drop`, { reason: "x" }, 400, "field-invalid"],
  ] as const)
    it(`${what}: ${code}`, async () => {
      const answer = await ops(path, body);
      expect([answer.status, answer.body.code]).to.deep.equal([status, code]);
    });

  it("are for operators alone", async () => {
    for (const path of ["/ops/parked", `/ops/parked/${unknownId}`, "/ops/forecast"])
      expect((await gateway.send("GET", path, { token: district })).body.code, path).to.equal("role-missing");
    expect((await ops(`${unknownId}/drop`, { reason: "thử lại" }, aKey(), district)).body.code).to.equal(
      "role-missing",
    );
  });

  describe("messages a receiver misses", () => {
    const missing = (query: string, token = district) => gateway.send("GET", `/v1/inbox/missing?${query}`, { token });

    it("are given by dossier and sequence, to a webhook partner too, and to nobody else", async () => {
      const { code, messageId } = await aParked();
      const query = `receiver=H63.29&subject=${code}`;
      const all = await missing(query);
      expect(all.body.announced).to.equal(2);
      expect(
        all.body.items.map(
          ({
            sequence,
            acknowledged,
            message,
          }: {
            sequence: number;
            acknowledged: boolean;
            message: { id: string };
          }) => [sequence, acknowledged, message.id === messageId],
        ),
      ).to.deep.equal([
        [1, false, true],
        [2, false, false],
      ]);
      const second = await missing(`${query}&from=2&to=9`);
      expect(second.body.items.map(({ sequence }: { sequence: number }) => sequence)).to.deep.equal([2]);
      expect((await missing(`${query}&from=3`)).body.items).to.deep.equal([]);
      expect((await missing("receiver=H63.29&subject=khong-co")).body).to.deep.equal({ announced: 0, items: [] });
      const foreign = await missing(query, commune);
      expect([foreign.status, foreign.body.code]).to.deep.equal([403, "unit-not-yours"]);
      expect((await missing("receiver=H63.29")).body.code).to.equal("field-invalid");
      await ops(`${messageId}/retry`, { reason: "xong rồi" });
      await allCame(code);
      expect((await missing(query)).body.items[0].acknowledged).to.equal(true);
    });
  });
});

import { expect } from "chai";
import { openEmbeddedTransport } from "../../bus/embedded.ts";
import { makeIntake } from "../../bus/intake.ts";
import { guardAgainstPoison } from "../../bus/poison.ts";
import { startRelay } from "../../bus/relay.ts";
import { queues } from "../../bus/transport.ts";
import { addDeliveriesCommand } from "../../main/cli/deliveries.ts";
import { openListener } from "../../platform/listen.ts";
import { anAnnouncement, consignments, district, dossier, silent, tell } from "../support/bus.ts";
import { command, refusalOf } from "../support/command.ts";
import { eventually } from "../support/eventually.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";

const reason = "Đã sửa chương trình, số 0900000000";

describe("what came off the transport and could not be taken in, through the gateway and the command line", () => {
  let gateway: TestGateway;
  let [operator, unit] = ["", ""];
  const closings: (() => Promise<unknown>)[] = [];

  beforeEach(async () => {
    gateway = await testGateway();
    await gateway.register("district", [district]);
    await gateway.registerOperator("ops");
    [operator, unit] = [await gateway.tokenOf("ops"), await gateway.tokenOf("district")];
  });
  afterEach(async () => {
    for (const close of closings.splice(0).reverse()) await close();
    await gateway.close();
  });

  const list = async () => (await gateway.send("GET", "/ops/unreadable", { token: operator })).body;
  const decide = (path: string, key = aKey(), token = operator) =>
    gateway.send("POST", `/ops/unreadable/${path}`, { token, key, body: { reason } });
  const hub = (...words: string[]) =>
    command(
      (program) => addDeliveriesCommand(program, () => Promise.resolve(gateway.database.db)),
      "deliveries",
      ...words,
    );
  const record = () =>
    gateway.database.sql("select decision, by, reason from hub.parked_message_decision order by parked_id");
  /** Five processes have died of it. */
  const aKiller = async () => {
    await tell(gateway.database, anAnnouncement());
    const [one] = await consignments(gateway.database);
    await gateway.database.sql("update hub.outbox set published_at = now()");
    await killsAgain(one!);
    return one!.messageId;
  };
  const killsAgain = async (one: { messageId: string; body: Buffer }) => {
    await gateway.database.sql("insert into hub.poison_trial (message_id, begun) values ($1, 4)", [one.messageId]);
    const handle = guardAgainstPoison({ db: gateway.database.db, log: silent }, () => expect.fail("it was handled"));
    await handle({ ...one, redeliveries: 5 });
  };
  const aForeign = () =>
    makeIntake({ db: gateway.database.db, log: silent })({
      ...{ messageId: "undefined", body: Buffer.from("not ours"), redeliveries: 0 },
    });
  const hubMoves = async () => {
    const { db, url } = gateway.database;
    const listener = openListener({ url, log: silent, name: "test" });
    const transport = openEmbeddedTransport({ db, listener, log: silent, fallbackMs: 50 });
    const intake = await transport.consume(queues.delivery, 4, makeIntake({ db, log: silent }));
    const relay = startRelay({ url, transport, log: silent, takeOverMs: 50, fallbackMs: 50 });
    closings.push(
      () => listener.close(),
      () => transport.close(),
      () => intake.close(),
      () => relay.close(),
    );
  };

  it("a message that killed its consumers is listed with whose it is, let go, and arrives", async () => {
    const messageId = await aKiller();
    await hubMoves();
    const { total, items } = await list();
    expect(total).to.equal(1);
    expect(items[0]).to.deep.include({
      ...{ messageId, receiver: "H63.29", subject: dossier, sequence: 1, owed: true },
      reason: "its consumer died 5 times while handling it",
    });
    const id = items[0].id as number;
    const key = aKey();
    const released = await decide(`${id}/release`, key);
    expect([released.status, released.body]).to.deep.equal([200, { id, messageId }]);
    await eventually("it is on its way to its unit", async () => {
      const rows = await gateway.database.sql("select message_id, state from hub.delivery");
      return rows.length === 1 && expect(rows).to.deep.equal([{ message_id: messageId, state: "waiting" }]);
    });
    expect(await record()).to.deep.equal([
      { decision: "released", by: "ops", reason: "Đã sửa chương trình, số [số/number]" },
    ]);
    expect(await list()).to.deep.equal({ total: 0, items: [] });
    expect((await decide(`${id}/release`, key)).body, "repeated").to.deep.equal({ id, messageId });
    expect((await record()).length).to.equal(1);
    expect(
      await gateway.database.sql(
        "select kind, outcome, subject, to_org as \"to\", ref from hub.evidence_entry where kind = 'unreadable' order by at",
      ),
    ).to.deep.equal([
      { kind: "unreadable", outcome: null, subject: null, to: null, ref: null },
      { kind: "unreadable", outcome: "released", subject: dossier, to: "H63.29", ref: messageId },
    ]);
  });

  it("let go too early it is parked again, under a new number", async () => {
    await aKiller();
    const [one] = await consignments(gateway.database);
    const first = (await list()).items[0].id as number;
    await decide(`${first}/release`);
    await killsAgain(one!);
    const { total, items } = await list();
    expect(total).to.equal(1);
    expect(items[0].id).to.be.greaterThan(first);
    expect((await decide(`${first}/release`)).body.code).to.equal("unreadable-decided");
  });

  it("what is nobody's is dismissed, not released; what a unit waits for is released, not dismissed", async () => {
    await aKiller();
    await aForeign();
    const [owed, foreign] = (await list()).items as { id: number; owed: boolean; messageId: string | null }[];
    expect([owed!.owed, foreign!.owed, foreign!.messageId]).to.deep.equal([true, false, null]);
    for (const [path, status, code] of [
      [`${owed!.id}/dismiss`, 409, "unreadable-owed"],
      [`${foreign!.id}/release`, 409, "unreadable-not-owed"],
      ["2147483647/dismiss", 404, "unreadable-unknown"],
      ["0/dismiss", 400, "field-invalid"],
      ["one/dismiss", 400, "field-invalid"],
    ] as const) {
      const answer = await decide(path);
      expect([answer.status, answer.body.code], path).to.deep.equal([status, code]);
    }
    expect(await record()).to.deep.equal([]);
    expect((await decide(`${foreign!.id}/dismiss`)).status).to.equal(200);
    expect((await list()).items.map(({ id }: { id: number }) => id)).to.deep.equal([owed!.id]);
    expect(await gateway.database.sql("select count(*)::int as n from hub.parked_message")).to.deep.equal([{ n: 2 }]);
  });

  it("is for operators alone", async () => {
    expect((await gateway.send("GET", "/ops/unreadable", { token: unit })).body.code).to.equal("role-missing");
    expect((await decide("1/release", aKey(), unit)).body.code).to.equal("role-missing");
  });

  it("on the command line: listed, let go and dismissed, with who and why", async () => {
    const messageId = await aKiller();
    await aForeign();
    const said = await hub("unreadable");
    for (const part of [
      messageId,
      "H63.29",
      "its consumer died 5 times",
      "hub deliveries release",
      "nobody is owed",
      "2/2",
    ])
      expect(said).to.include(part);
    const { items } = JSON.parse(await hub("unreadable", "--json")) as { items: { id: number }[] };
    const [owed, foreign] = items.map(({ id }) => String(id)) as [string, string];
    expect(await refusalOf(hub("dismiss", owed, "--reason", "không cần nữa"))).to.include(
      `Number ${owed} is owed to a unit`,
    );
    expect(await hub("release", owed, "--reason", "đã sửa phần mềm", "--by", "Lan")).to.equal(
      `${owed}: gửi lại ngay / goes out again now (Lan)`,
    );
    await hub("dismiss", foreign, "--reason", "không phải của trục", "--by", "Lan");
    expect(await record()).to.deep.equal([
      { decision: "released", by: "Lan", reason: "đã sửa phần mềm" },
      { decision: "dismissed", by: "Lan", reason: "không phải của trục" },
    ]);
    expect(
      await gateway.database.sql("select published_at is null and arrived_at is null as again from hub.outbox"),
    ).to.deep.equal([{ again: true }]);
    expect(await hub("unreadable")).to.equal("0/0");
  });
});

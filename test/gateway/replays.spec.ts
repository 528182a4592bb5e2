import { expect } from "chai";
import { addDeliveriesCommand } from "../../main/cli/deliveries.ts";
import { startReplayer } from "../../bus/replay/replayer.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { walk2019 } from "../../main/demo/walks.ts";
import { openListener } from "../../platform/listen.ts";
import { anAnnouncement, bringAll, silent, tell } from "../support/bus.ts";
import { command, refusalOf } from "../support/command.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";

const subject = parseDossierCode("H63.29.04-190312-0001");
const unknownId = "5b8d1c90-2e4f-4a6b-8c7d-9e0f1a2b3c02";

describe("replays by operators", () => {
  let gateway: TestGateway;
  let [operator, district] = ["", ""];
  let close: () => Promise<unknown>;

  before(async () => {
    gateway = await testGateway();
    await gateway.register("district", [walk2019.district]);
    await gateway.registerOperator("ops");
    [operator, district] = (await Promise.all(["ops", "district"].map(gateway.tokenOf))) as [string, string];
    const { db, sql, url } = gateway.database;
    await sql(
      `insert into hub.subscription (partner_id, channel, url) values ('district', 'webhook', 'https://h.example/')`,
    );
    await tell(gateway.database, anAnnouncement({ subject }), anAnnouncement({ subject }));
    await bringAll(gateway.database);
    await sql("update hub.delivery set state = 'delivered', delivered_at = now()");
    await sql("update hub.lane set delivered = announced");
    const listener = openListener({ url, log: silent, name: "test" });
    const replayer = startReplayer({
      ...{ db, listener, log: silent, fallbackMs: 50 },
      deliver: () =>
        Promise.resolve({ kind: "delivered", detail: "HTTP 204", receipt: { channel: "webhook", status: 204 } }),
    });
    close = async () => {
      await replayer.close();
      await listener.close();
      await gateway.close();
    };
  });
  after(() => close());

  const wish = (but: object = {}) => ({
    ...{ receiver: "000.00.29.H63", from: "2019-01-01T00:00:00+07:00", to: new Date().toISOString() },
    ...{ reason: "đơn vị mất dữ liệu", perMinute: 600 },
    ...but,
  });
  const post = (path: string, body: object, token = operator, key = aKey()) =>
    gateway.send("POST", `/ops/replays${path}`, { token, key, body });
  const read = async (id: string) => (await gateway.send("GET", `/ops/replays/${id}`, { token: operator })).body;

  it("are seen first, started, paused, aborted; each repeat of a request is the same once", async () => {
    const key = aKey();
    const body = wish({ perMinute: 1 });
    const drafted = await post("", body, operator, key);
    expect([drafted.status, drafted.body.state, drafted.body.messages, drafted.body.estimatedSeconds]).to.deep.equal([
      ...[201, "draft", 2, 120],
    ]);
    const { id } = drafted.body;
    expect((await post("", body, operator, key)).body.id).to.equal(id);
    const why = { reason: "như đã hẹn" };
    const started = await post(`/${id}/start`, why);
    expect([started.status, started.body.state, started.body.changes.length]).to.deep.equal([200, "running", 1]);
    const other = await post("", wish());
    expect((await post(`/${other.body.id}/start`, why)).body.code).to.equal("replay-running");
    expect((await post(`/${id}/pause`, why)).body.state).to.equal("paused");
    const aborted = await post(`/${id}/abort`, why);
    expect([aborted.body.state, aborted.body.changes.at(-1).by]).to.deep.equal(["aborted", "ops"]);
    expect((await post(`/${id}/start`, why)).body.code).to.equal("replay-state-wrong");
    const { items } = (await gateway.send("GET", "/ops/replays", { token: operator })).body;
    expect(items.map((one: { id: string }) => one.id)).to.include.members([id, other.body.id]);
  });

  for (const [what, but, code, status] of [
    ["an agency that is none", { receiver: "khong co" }, "unit-unknown", 422],
    ["an unknown agency", { receiver: "H99.99" }, "unit-unknown", 422],
    ["an agency that nobody serves", { receiver: "H63.29.04" }, "replay-without-webhook", 422],
    [
      "a time that ends before it begins",
      { from: "2019-01-02T00:00:00Z", to: "2019-01-01T00:00:00Z" },
      "replay-period-wrong",
      422,
    ],
    ["a time before all messages", { from: "0000-01-01T00:00:00Z" }, "field-invalid", 400],
    ["a sixtieth second", { from: "2016-12-31T23:59:60Z" }, "field-invalid", 400],
    ["a rate of none", { perMinute: 0 }, "field-invalid", 400],
    ["no reason", { reason: "" }, "field-invalid", 400],
    ["a time without a zone", { from: "2019-01-01T00:00:00" }, "field-invalid", 400],
  ] as const)
    it(`refuses ${what}`, async () => {
      const answer = await post("", wish(but));
      expect([answer.body.code, answer.status]).to.deep.equal([code, status]);
    });

  it("are for operators only, and say what is not there", async () => {
    expect((await post("", wish(), district)).status).to.equal(403);
    expect((await post(`/${unknownId}/abort`, { reason: "không có" })).body.code).to.equal("replay-unknown");
    const missing = await gateway.send("GET", `/ops/replays/${unknownId}`, { token: operator });
    expect([missing.status, missing.body.code]).to.deep.equal([404, "replay-unknown"]);
  });

  const hub = (...words: string[]) =>
    command(
      (program) => addDeliveriesCommand(program, () => Promise.resolve(gateway.database.db)),
      "deliveries",
      ...words,
    );
  const chosen = ["--receiver", "000.00.29.H63", "--from", "2019-01-01T00:00:00+07:00", "--reason", "mất dữ liệu"];

  it("hub deliveries replay shows what would be sent, and with --start sends and waits until it is done", async () => {
    const preview = await hub("replay", ...chosen);
    expect(preview)
      .to.include("[draft]")
      .and.to.include("2 tin/messages, 1 hồ sơ/dossiers")
      .and.to.include("60/phút/min");
    const done = JSON.parse(
      (await hub("replay", ...chosen, "--rate", "600", "--by", "Lan", "--start", "--json"))
        .slice(-10_000)
        .replace(/^[^{]*/s, ""),
    ) as { id: string; state: string; counts: object; by: string };
    expect([done.state, done.by, done.counts]).to.deep.equal([
      "done",
      "Lan",
      { pending: 0, sent: 2, failed: 0, left: 0 },
    ]);
    expect((await read(done.id)).changes.map(({ change }: { change: string }) => change)).to.deep.equal([
      "started",
      "done",
    ]);
    expect(await hub("replays")).to.include(done.id);
    expect(await refusalOf(hub("replays", done.id, "--abort", "--reason", "thử hủy"))).to.match(/^Replay .* is done\./);
    expect(await refusalOf(hub("replays", done.id, "--abort"))).to.equal("Say why with --reason.");
  });
});

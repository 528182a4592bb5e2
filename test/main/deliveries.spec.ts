import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addDeliveriesCommand } from "../../main/cli/deliveries.ts";
import { aPartner, anAnnouncement, bringAll, district, otherDossier, someAgencies, tell } from "../support/bus.ts";
import { command, refusalOf } from "../support/command.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";

describe("hub deliveries", () => {
  let database: TestDatabase;
  let parked: string;
  let waiting: string;
  beforeEach(async () => {
    database = await freshDatabase();
    await someAgencies(database);
    await aPartner(database, "huyen", { serves: [district] });
    const [one, two] = await tell(database, anAnnouncement(), anAnnouncement({ subject: otherDossier }));
    await bringAll(database);
    [parked, waiting] = [one!.messageId, two!.messageId];
    await database.sql(
      "update hub.delivery set state = 'parked', attempts = 3, parked_reason = 'HTTP 404' where message_id = $1",
      [parked],
    );
  });
  afterEach(() => database.drop());
  const hub = (...words: string[]) =>
    command((program) => addDeliveriesCommand(program, () => Promise.resolve(database.db)), "deliveries", ...words);
  const states = async () =>
    (await database.sql<{ state: string }>("select state from hub.delivery order by subject")).map(
      ({ state }) => state,
    );
  const record = () => database.sql("select message_id, attempts, parked_reason, cause, by from hub.delivery_reopened");

  it("list shows what is open, or only what is parked, with the reason", async () => {
    const all = await hub("list");
    expect(all).to.include(parked).and.to.include(waiting).and.to.include("2/2");
    const some = await hub("list", "--parked");
    expect(some).to.include(parked).and.to.include("[chờ người xử lý/parked]").and.to.include("HTTP 404");
    expect(some).not.to.include(waiting);
    const { total, deliveries } = JSON.parse(await hub("list", "--json", "--limit", "1")) as {
      total: number;
      deliveries: { messageId: string }[];
    };
    expect(total).to.equal(2);
    expect(deliveries.map(({ messageId }) => messageId)).to.deep.equal([parked]);
  });

  for (const [what, words] of [
    ["one message", () => [parked]],
    ["an agency", () => ["--receiver", district]],
    ["an agency in the older notation", () => ["--receiver", "000.00.29.H63"]],
  ] as const)
    it(`retry of ${what} lets it go, and keeps who did it`, async () => {
      expect(await hub("retry", ...words(), "--by", "Lan")).to.equal(`${parked}: gửi lại ngay / sent again now (Lan)`);
      expect(await states()).to.deep.equal(["waiting", "waiting"]);
      expect(await record()).to.deep.equal([
        { message_id: parked, attempts: 3, parked_reason: "HTTP 404", cause: "operator", by: "Lan" },
      ]);
    });

  const nobody = randomUUID();
  for (const [what, words, sentence] of [
    ["an unknown message", () => [nobody], `There is no message ${nobody}; see hub deliveries list.`],
    ["what is no id", () => ["one"], "There is no message one; see hub deliveries list."],
    ["what waits", () => [waiting], "is not parked, the hub goes on trying by itself."],
    ["an unknown agency", () => ["--receiver", "H99.99"], "There is no agency H99.99."],
    ["an agency with nothing parked", () => ["--receiver", "H63.29.04"], "Nothing is parked for H63.29.04."],
    ["nothing", () => [], "Name either a message or --receiver, one of the two."],
    ["both", () => [parked, "--receiver", "H63.29"], "Name either a message or --receiver, one of the two."],
  ] as const)
    it(`retry of ${what} is refused in a sentence`, async () => {
      expect(await refusalOf(hub("retry", ...words()))).to.include(sentence);
      expect(await states()).to.deep.equal(["parked", "waiting"]);
    });

  it("retry of what was delivered is refused in a sentence", async () => {
    await database.sql("update hub.delivery set state = 'delivered' where message_id = $1", [parked]);
    expect(await refusalOf(hub("retry", parked))).to.equal(`Message ${parked} was delivered already.`);
  });

  it("parked says in two languages what is wrong and what to do, by class", async () => {
    await database.sql(
      `update hub.delivery set parked_fault = 'not-found', parked_at = now(), first_fault = 'certificate',
              first_detail = 'certificate has expired', first_failed_at = now() where message_id = $1`,
      [parked],
    );
    const said = await hub("parked", "--class", "theirs", "--receiver", "000.00.29.H63");
    for (const part of [
      parked,
      "[theirs]",
      "Máy chủ của đơn vị không có địa chỉ webhook này (404, 405). / The unit's server does not know",
      "HTTP 404",
      "first cause",
      "certificate has expired",
      "PUT /v1/subscription",
      "1/1",
    ])
      expect(said).to.include(part);
    expect(await hub("parked", "--class", "network")).to.equal("0/0");
    expect(await hub("parked", "--older-than", "1")).to.equal("0/0");
    const one = JSON.parse(await hub("parked", parked)) as { messageId: string; message: { id: string } };
    expect([one.messageId, one.message.id]).to.deep.equal([parked, parked]);
    expect(await refusalOf(hub("parked", waiting))).to.include(`The hub has no message ${waiting}`);
  });

  it("drop sends the word that it will not come, and keeps who did it and why", async () => {
    const said = await hub("drop", parked, "--reason", "gửi nhầm đơn vị", "--by", "Lan");
    const id = said.split(": ").at(-1);
    expect(await database.sql("select message_id, kind, reason, by from hub.delivery_substitute")).to.deep.equal([
      { message_id: id, kind: "withdrawn", reason: "gửi nhầm đơn vị", by: "Lan" },
    ]);
    expect(await states()).to.deep.equal(["waiting", "waiting"]);
    expect(await refusalOf(hub("drop", waiting, "--reason", "gửi nhầm đơn vị"))).to.include(
      `Message ${waiting} is waiting.`,
    );
  });

  it("replace takes a corrected message from a file, as agreed or not at all", async () => {
    const folder = await mkdtemp(join(tmpdir(), "replace-"));
    const file = join(folder, "data.json");
    const [row] = await database.sql<{ data: object }>(
      "select envelope -> 'data' as data from hub.delivery where message_id = $1",
      [parked],
    );
    await writeFile(file, JSON.stringify({ ...row?.data, state: "gone" }));
    const words = ["replace", parked, "--data", file, "--reason", "sai trạng thái"];
    expect(await refusalOf(hub(...words))).to.include("The replacement does not follow the contract of messages");
    await writeFile(file, "[]");
    expect(await refusalOf(hub(...words))).to.include("is not JSON of an object");
    expect(await states()).to.deep.equal(["parked", "waiting"]);
    await writeFile(file, JSON.stringify({ ...row?.data, reason: "bổ sung" }));
    expect(await hub(...words)).to.include("sent in its place");
    expect(
      await database.sql(
        "select substitute ->> 'replaces' as of, substitute -> 'data' ->> 'reason' as reason from hub.delivery where substitute is not null",
      ),
    ).to.deep.equal([{ of: parked, reason: "bổ sung" }]);
    await rm(folder, { recursive: true });
  });

  it("readdress to who has no part in the dossier is refused, and nothing of it stays", async () => {
    const words = ["readdress", parked, "--to", "H63.29.04", "--reason", "nhầm nơi nhận"];
    expect(await refusalOf(hub(...words))).to.include("that agency has no part in the dossier");
    expect(await states()).to.deep.equal(["parked", "waiting"]);
    expect(await database.sql("select count(*)::integer as n from hub.outbox")).to.deep.equal([{ n: 2 }]);
  });

  it("forecast says what is owed to whom", async () => {
    expect(await hub("forecast")).to.match(/^huyen {2,}1 chờ\/waiting, 1 dừng\/parked {2}tự lấy \/ fetches itself$/);
    await database.sql("update hub.delivery set state = 'delivered'");
    expect(await hub("forecast")).to.contain("Nothing is owed to anybody.");
  });
});

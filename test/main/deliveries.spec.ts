import { expect } from "chai";
import { randomUUID } from "node:crypto";
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
});

import { expect } from "chai";
import { walk2019 } from "../../main/demo/walks.ts";
import { bringAll } from "../support/bus.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";

describe("a subscription that changes", () => {
  let gateway: TestGateway;
  let commune: string;
  let district: string;
  const hook = { channel: "webhook", url: "https://unit.example/hook" };
  before(async () => {
    gateway = await testGateway();
    await gateway.register("commune", [walk2019.commune]);
    await gateway.register("district", [walk2019.district]);
    [commune, district] = (await Promise.all(["commune", "district"].map(gateway.tokenOf))) as [string, string];
  });
  after(() => gateway.close());
  const put = async (body: object) => (await gateway.send("PUT", "/v1/subscription", { token: district, body })).body;

  it("gives every one of twenty rotations at one moment a secret of its own", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => put({ ...hook, rotateSecret: true })));
    expect(new Set(answers.map(({ secret }) => secret as string)).size).to.equal(20);
    const [row] = await gateway.database.sql(
      "select secret_version, rotated_at is not null as overlaps from subscription",
    );
    expect(row).to.deep.equal({ secret_version: 21, overlaps: true });
  });

  it("that rotates nothing begins no overlap", async () => {
    await gateway.database.sql("update subscription set rotated_at = null");
    await put({ ...hook, url: "https://unit.example/other" });
    const [row] = await gateway.database.sql("select secret_version, rotated_at from subscription");
    expect(row).to.deep.equal({ secret_version: 21, rotated_at: null });
  });

  it("to a queue is refused where the hub has none for units", async () => {
    expect(await put({ channel: "amqp" })).to.deep.include({ status: 422, code: "channel-not-offered" });
  });

  describe("and what was parked", () => {
    const at = "2019-05-28T08:00:00+07:00";
    beforeEach(async () => {
      await put(hook);
      const by = walk2019.commune;
      const { body } = await gateway.send("POST", "/v1/dossiers", {
        ...{ token: commune, key: aKey() },
        body: { by, procedure: walk2019.procedure, applicant: { name: "Nguyễn Văn Thử Nghiệm" }, at },
      });
      await gateway.send("POST", `/v1/dossiers/${body.dossier.code as string}/handovers`, {
        ...{ token: commune, key: aKey() },
        body: { by, to: walk2019.district, at },
      });
      await bringAll(gateway.database);
      await gateway.database.sql(
        "update delivery set state = 'parked', attempts = 1, parked_reason = 'HTTP 404' where state = 'waiting'",
      );
    });
    const parked = async () => (await gateway.database.sql("select from delivery where state = 'parked'")).length;

    for (const [what, body] of [
      ["another address", { ...hook, url: "https://unit.example/new" }],
      ["another channel", { channel: "inbox" }],
      ["a rotated secret", { ...hook, rotateSecret: true }],
    ] as const)
      it(`${what} lets it go`, async () => {
        expect(await parked()).to.be.greaterThan(0);
        await put(body);
        expect(await parked()).to.equal(0);
        const [row] = await gateway.database.sql("select cause, by from delivery_reopened order by at desc limit 1");
        expect(row).to.deep.equal({ cause: "subscription", by: "district" });
      });

    it("the same once more lets nothing go", async () => {
      const before = await parked();
      await put(hook);
      expect(await parked()).to.equal(before);
    });
  });
});

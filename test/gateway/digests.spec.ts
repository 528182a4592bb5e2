import { createHash } from "node:crypto";
import { expect } from "chai";
import { walk2019 } from "../../main/demo/walks.ts";
import { addDigestCommand } from "../../main/cli/digest.ts";
import { bringAll } from "../support/bus.ts";
import { command } from "../support/command.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const day = "2019-05-30";

describe("digests through the gateway", () => {
  let gateway: TestGateway;
  let commune: string;
  let district: string;
  let operator: string;
  let code: string;
  before(async () => {
    gateway = await testGateway();
    await gateway.register("commune", [walk2019.commune]);
    await gateway.register("district", [walk2019.district]);
    await gateway.registerOperator("operator");
    [commune, district, operator] = (await Promise.all(["commune", "district", "operator"].map(gateway.tokenOf))) as [
      string,
      string,
      string,
    ];
    const at = "2019-05-28T08:00:00+07:00";
    const received = await gateway.send("POST", "/v1/dossiers", {
      token: commune,
      key: aKey(),
      body: { by: walk2019.commune, procedure: walk2019.procedure, applicant: { name: "Nguyễn Văn Thử Nghiệm" }, at },
    });
    code = received.body.dossier.code as string;
    const handed = await gateway.send("POST", `/v1/dossiers/${code}/handovers`, {
      token: commune,
      key: aKey(),
      body: { by: walk2019.commune, to: walk2019.district, at },
    });
    expect(handed.status).to.equal(201);
    await bringAll(gateway.database);
    const inbox = await gateway.send("GET", "/v1/inbox", { token: district });
    await gateway.send("POST", `/v1/inbox/${inbox.body.items[0].message.id}/ack`, { token: district, key: aKey() });
    // taken over two days before the day that is asked for
    await gateway.database.sql(
      "update delivery set delivered_at = '2019-05-28T09:00:00+07:00' where state = 'delivered'",
    );
  });
  after(() => gateway.close());

  const bring = (body: unknown, key = aKey(), token = district) =>
    gateway.send("POST", `/v1/digests/${day}`, { token, key, body });
  const takenAt = "2019-05-30T23:00:00+07:00";
  const item = (but: object = {}) => ({ receiver: "H63.29", dossier: code, sequence: 1, state: "accepted", ...but });

  it("the hashes are those of the lines, sorted; a part is given as a list", async () => {
    const answer = await gateway.send("GET", `/v1/digests/${day}`, { token: district });
    const [{ state }] = (await gateway.database.sql<{ state: string }>(
      "select envelope -> 'data' ->> 'state' as state from outbox where receiver = 'H63.29'",
    )) as [{ state: string }];
    const line = `H63.29 ${code} 1 ${state}\n`;
    const bucket = sha256(code).slice(0, 2);
    expect(answer.body).to.deep.equal({
      ...{ day, until: "2019-05-30T17:00:00.000Z", count: 1, sha256: sha256(line) },
      buckets: [{ bucket, count: 1, sha256: sha256(line) }],
    });
    const part = await gateway.send("GET", `/v1/digests/${day}?bucket=${bucket}`, { token: district });
    expect(part.body.items).to.deep.equal([{ receiver: "H63.29", dossier: code, sequence: 1, state }]);
    // nothing was taken over before, and the commune was told nothing
    expect((await gateway.send("GET", "/v1/digests/2019-05-27", { token: district })).body.count).to.equal(0);
    expect((await gateway.send("GET", `/v1/digests/${day}`, { token: commune })).body.count).to.equal(0);
  });

  it("the same list has no difference", async () => {
    const part = await gateway.send("GET", `/v1/digests/${day}?bucket=${sha256(code).slice(0, 2)}`, {
      token: district,
    });
    const answer = await bring({ takenAt, items: part.body.items });
    expect(answer.body).to.deep.include({ partner: "district", day, compared: 1, inFlight: 0, differences: [] });
  });

  it("what an inbox lost waits there again to be acknowledged; a repeat of the request repairs nothing twice", async () => {
    const key = aKey();
    const answer = await bring({ takenAt, items: [] }, key);
    expect(answer.body.differences).to.have.length(1);
    expect(answer.body.differences[0]).to.deep.include({
      dossier: code,
      class: "missing",
      theirs: null,
      repair: "resent",
    });
    expect(answer.body.differences[0].explanation.vi).to.contain("gửi lại");
    const again = await bring({ takenAt, items: [] }, key);
    expect([again.body, again.headers.get("idempotency-replayed")]).to.deep.equal([answer.body, "true"]);
    const inbox = await gateway.send("GET", "/v1/inbox", { token: district });
    expect(inbox.body.items.map(({ message }: { message: { subject: string } }) => message.subject)).to.deep.equal([
      code,
    ]);
    // under way now: no difference
    expect((await bring({ takenAt, items: [] })).body).to.deep.include({ differences: [], compared: 0 });
    await gateway.send("POST", `/v1/inbox/${inbox.body.items[0].message.id}/ack`, { token: district, key: aKey() });
    await gateway.database.sql(
      "update delivery set delivered_at = '2019-05-28T09:00:00+07:00' where state = 'delivered'",
    );
  });

  it("what was never told, and what nobody can have, is said", async () => {
    const answer = await bring({
      takenAt,
      items: [item({ sequence: 7 }), item({ dossier: "000.00.29.H63-190101-0001" })],
    });
    const classes = answer.body.differences.map((one: Record<string, unknown>) => [one["class"], one["repair"]]);
    expect(classes).to.have.deep.members([
      ["ahead", "person"],
      ["unknown", "told"],
    ]);
  });

  for (const [what, items, status, reason, field] of [
    ["another partner's agency", [{ receiver: "H63.29.04" }], 403, "unit-not-yours", "/items/0/receiver"],
    ["a dossier twice", [{}, {}], 422, "digest-not-right", "/items/1"],
    ["what is no dossier code", [{ dossier: "x y" }], 422, "digest-not-right", "/items/0/dossier"],
    ["what is no state", [{ state: "lost" }], 400, "field-invalid", "/items/0/state"],
    ["half a sequence", [{ sequence: 1.5 }], 400, "field-invalid", "/items/0/sequence"],
  ] as const)
    it(`a list with ${what} is refused, and nothing is compared`, async () => {
      const before = await gateway.database.sql("select count(*) from digest_run");
      const answer = await bring({ takenAt, items: items.map((one) => item(one)) });
      expect([answer.body.code, answer.body.field]).to.deep.equal([reason, field]);
      expect(answer.status).to.be.oneOf([status, 422]);
      expect(await gateway.database.sql("select count(*) from digest_run")).to.deep.equal(before);
    });

  it("a day to come has no digest", async () => {
    const answer = await gateway.send("GET", "/v1/digests/2999-01-01", { token: district });
    expect(answer.body.code).to.equal("time-in-future");
  });

  it("operators see every run with both sides, units do not; the command says it in sentences", async () => {
    const answer = await gateway.send("GET", `/ops/digests?partner=district&day=${day}`, { token: operator });
    expect(answer.status).to.equal(200);
    const lost = answer.body.items.find(
      (run: { differences: { class: string }[] }) => run.differences[0]?.class === "missing",
    );
    expect(lost.differences[0].ours.sequence).to.equal(1);
    expect((await gateway.send("GET", "/ops/digests", { token: district })).status).to.equal(403);

    const hub = (...words: string[]) =>
      command((program) => addDigestCommand(program, () => Promise.resolve(gateway.database.db)), "digest", ...words);
    const shown = await hub("show", "--partner", "district", "--day", day);
    expect(shown).to.contain(`${code}  missing`).and.to.contain("→ resent").and.to.contain("gửi lại từ tin đầu");
    expect(JSON.parse(await hub("show", "--json"))).to.deep.equal(answer.body.items);
  });
});

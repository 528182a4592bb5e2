import { expect } from "chai";
import { addDeliveriesCommand } from "../../main/cli/deliveries.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { aPartner, bringAll, tell } from "../support/bus.ts";
import { command } from "../support/command.ts";
import { testGateway, type TestGateway } from "../support/gateway.ts";
import { aStep, dayBefore, dayComes, night, reform } from "../support/reform.ts";

const { commune, district, merged } = reform;
const code = parseDossierCode("H63.29.04-250620-0001");
const other = parseDossierCode("H63.29.04-250620-0002");

describe("operators see what moved to the agency that follows", () => {
  let gateway: TestGateway;
  let [operator, unit] = ["", ""];
  let ids: string[] = [];

  before(async () => {
    gateway = await testGateway();
    await gateway.register("commune", [commune]);
    await gateway.registerOperator("ops");
    [operator, unit] = (await Promise.all(["ops", "commune"].map(gateway.tokenOf))) as [string, string];
    const { database } = gateway;
    await dayBefore(database);
    await aPartner(database, "xa-moi", { serves: [merged], url: "https://moi.example/webhook" });
    ids = (await tell(database, aStep(commune, code, 1), aStep(district, other, 1))).map(({ messageId }) => messageId);
    await bringAll(database);
    await dayComes(database);
    await night(database);
    await bringAll(database);
  });
  after(() => gateway.close());

  const hub = (...words: string[]) =>
    command(
      (program) => addDeliveriesCommand(program, () => Promise.resolve(gateway.database.db)),
      "deliveries",
      ...words,
    );

  it("GET /ops/moved: from whom, to whom, as what, how far it was, why, and what waits for a decision", async () => {
    const { status, body } = await gateway.send("GET", "/ops/moved", { token: operator });
    expect(status).to.equal(200);
    const [as] = await gateway.database.sql<{ id: string }>(
      "select message_id as id from hub.outbox where receiver = $1",
      [merged],
    );
    expect(body).to.deep.equal({
      ...{ total: 1, undecided: 1 },
      items: [
        {
          ...{ messageId: ids[0], receiver: commune, subject: code, sequence: 1, was: "waiting" },
          ...{ type: "vn.lienthong.dossier.moved.v1", movedTo: merged, movedAs: as!.id, effective: "2025-07-01" },
          ...{ ground: "stated", basis: "H63.29.04 → H38.91", by: "hub (hằng đêm)", at: "2025-06-30T17:10:00.000Z" },
        },
      ],
    });
    const narrowed = await gateway.send("GET", "/ops/moved?receiver=000.00.29.H63", { token: operator });
    expect([narrowed.body.total, narrowed.body.undecided]).to.deep.equal([0, 1]);
    expect((await gateway.send("GET", "/ops/moved", { token: unit })).status).to.equal(403);
  });

  it("hub deliveries moved and list say so too", async () => {
    const moved = await hub("moved", "--receiver", commune);
    expect(moved).to.include(`${ids[0]}  ${commune} ${code} #1  [waiting]  → ${merged}`);
    expect(moved).to.include("2025-07-01, stated: H63.29.04 → H38.91 (hub (hằng đêm))").and.to.include("1/1");
    const list = await hub("list");
    expect(list).to.include(`chuyển từ / moved from ${commune}`);
    expect(list).to.include("waits for a decision who follows");
    expect(list).not.to.include(ids[0]!);
  });
});

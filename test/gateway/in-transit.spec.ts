import { expect } from "chai";
import { seedClocks } from "../../core/service/clock-in-force.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";

/** Handed over by the commune on Tuesday 10/11 and not acknowledged: until then it is the commune's (L12). */
describe("a dossier on its way, a week later", () => {
  let gateway: TestGateway;
  let code: string;
  const { commune, province } = walkNow;
  const at = (text: string) => `2026-11-${text}:00+07:00`;
  const post = async (partner: string, path: string, body: object) => {
    const token = await gateway.tokenOf(partner);
    return gateway.send("POST", `/v1/dossiers${path}`, { token, key: aKey(), body });
  };
  const step = (by: string, name: string, but: object) =>
    post(by === commune ? "commune" : "province", `/${code}/steps`, { step: name, by, at: at("17T09:00"), ...but });
  const decided = {
    ...{ role: "oneStopHead", reason: "thất lạc khi luân chuyển", officer: "CB-01", approvedBy: "CB-02" },
    ...{ decisionNo: "12/QĐ", newDue: at("30T17:30") },
  };

  beforeEach(async () => {
    gateway = await testGateway();
    await seedClocks(gateway.database.db);
    gateway.setClock(new Date(at("17T12:00")));
    await gateway.register("commune", [commune]);
    await gateway.register("province", [province]);
    const { body } = await post("commune", "", {
      ...{ by: commune, procedure: walkNow.procedure, applicant: { name: "Trần Thị Thử Nghiệm" } },
      at: at("10T09:00"),
    });
    code = body.dossier.code as string;
    await post("commune", `/${code}/handovers`, { by: commune, to: province, at: at("10T14:00") });
  });
  afterEach(() => gateway.close());

  for (const [name, request, due] of [
    [
      "reportLoss",
      {
        ...{ role: "oneStopHead", reason: "mất hồ sơ giấy trên đường" },
        incident: { kind: "lost", items: ["Đơn đề nghị"] },
      },
      at("25T17:30"),
    ],
    ["extend", decided, at("30T17:30")],
    ["reset", decided, at("30T17:30")],
  ] as const)
    it(`${name} by the sender's head is lawful, and the dossier stays on its way (T31, T37, T39, §4.6)`, async () => {
      const { status, body } = await step(commune, name, request);
      expect(status, JSON.stringify(body)).to.equal(201);
      expect(body.dossier).to.deep.include({ state: "processing", heldBy: commune });
      const token = await gateway.tokenOf("commune");
      const shown = await gateway.send("GET", `/v1/dossiers/${code}`, { token });
      expect(new Date(shown.body.overdue.currentDue as string)).to.deep.equal(new Date(due));
      const taken = await step(province, "acknowledge", { role: "officer", at: at("17T10:00") });
      expect([taken.status, taken.body.dossier?.heldBy]).to.deep.equal([201, province]);
    });

  it("what waits names who is waited for, and the way back (recall)", async () => {
    const { status, body } = await step(commune, "conclude", { role: "signatory", outcome: "granted" });
    expect([status, body.code]).to.deep.equal([409, "handover-pending"]);
    expect(JSON.stringify(body)).to.include(`${commune}, nơi đã chuyển, có thể thu hồi (recall)`);
    expect(JSON.stringify(body)).to.include(`${commune}, which handed it over, may take it back (recall)`);
  });

  it("a holder is not told to wait for the holder: the step is the one-stop's, whoever holds the dossier", async () => {
    expect((await step(province, "acknowledge", { role: "officer" })).status).to.equal(201);
    await step(province, "askPayment", { role: "officer", at: at("17T10:00") });
    const { status, body } = await step(province, "confirmPayment", {
      ...{ role: "officer", paymentReference: "BL-1", at: at("17T11:00") },
    });
    expect([status, body.code]).to.deep.equal([403, "not-your-dossier"]);
    expect(JSON.stringify(body)).to.include(`Đề nghị ${commune} thực hiện bước này.`);
    expect(JSON.stringify(body)).to.include(`Ask ${commune} to take this step.`);
    expect(JSON.stringify(body)).to.include("whoever holds it");
  });
});

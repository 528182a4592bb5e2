import { expect } from "chai";
import { walkNow } from "../../main/demo/walks.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";
import { inUsualRole } from "../support/roles.ts";

/** Refusals, returns and second requests are taken with the grounds that the facts ask for, never without (§2.4, §2.5). */
describe("what a step must state", () => {
  const { commune, province } = walkNow;
  const tokens = new Map<string, string>();
  let gateway: TestGateway;
  before(async () => {
    gateway = await testGateway();
    gateway.setClock(new Date("2026-12-31T00:00:00Z"));
    for (const [name, unit] of [
      ["commune", commune],
      ["province", province],
    ] as const) {
      await gateway.register(name, [unit]);
      tokens.set(unit, await gateway.tokenOf(name));
    }
  });
  after(() => gateway.close());

  const december = (text: string) => `2026-12-${text}:00+07:00`;
  const post = (path: string, by: string, body: object) =>
    gateway.send("POST", path, { token: tokens.get(by) ?? "", key: aKey(), body: { by, ...body } });
  const begun = async (but: object = {}): Promise<string> => {
    const filed = {
      procedure: walkNow.procedure,
      applicant: { name: "Trần Thị Thử Nghiệm" },
      at: december("01T08:00"),
    };
    const { status, body } = await post("/v1/dossiers", commune, { ...filed, ...but });
    expect(status, JSON.stringify(body)).to.equal(201);
    return body.dossier.code;
  };
  const take = (code: string, by: string, step: string, at: string, but: object = {}) =>
    post(`/v1/dossiers/${code}/steps`, by, { ...inUsualRole(step), step, at: december(at), ...but });
  const told = async (answer: ReturnType<typeof post>) => {
    const { status, body } = await answer;
    return status === 201 ? "201" : `${status} ${body.code} ${body.field}`;
  };
  const done = async (answer: ReturnType<typeof post>) => expect(await told(answer)).to.equal("201");
  const inHand = async () => {
    const code = await begun();
    await done(post(`/v1/dossiers/${code}/handovers`, commune, { to: province, at: december("01T09:00") }));
    await done(take(code, province, "acknowledge", "01T10:00", { role: "officer" }));
    return code;
  };

  describe("a filing that is not received (T05, T10, NĐ61 17(2a))", () => {
    const filed = async () => {
      const code = await begun({ step: "draft", role: "applicant", channel: "online" });
      await done(take(code, commune, "submit", "01T08:10", { role: "applicant" }));
      return code;
    };
    const refuse = async (but: object) =>
      told(take(await filed(), commune, "refuseReceipt", "01T09:00", { reason: "không thuộc thẩm quyền", ...but }));
    const rightAgency = "UBND xã Phình Hồ";

    it("online, names the agency whose matter it is, unless it is not eligible at all", async () => {
      expect(await refuse({})).to.equal("422 right-agency-missing /rightAgency");
      expect(await refuse({ rightAgency: "  " })).to.equal("400 field-invalid /rightAgency");
      expect(await refuse({ ground: "wrongAuthority" })).to.match(/^400 field-invalid/);
      expect(await refuse({ rightAgency })).to.equal("201");
      expect(await refuse({ ground: "wrongAuthority", rightAgency })).to.equal("201");
      expect(await refuse({ ground: "notEligible", reason: "chưa đủ tuổi kết hôn" })).to.equal("201");
      expect(await refuse({ ground: "khác" })).to.equal("400 field-invalid /ground");
    });

    it("is shown as open, with what has to be named; the ground is kept with the step", async () => {
      const code = await filed();
      const token = tokens.get(commune) ?? "";
      const { body } = await gateway.send("GET", `/v1/dossiers/${code}/steps?by=${commune}`, { token });
      const shown = body.steps.find(({ step }: { step: string }) => step === "refuseReceipt");
      expect([shown.allowed, shown.because.code]).to.deep.equal([true, "right-agency-missing"]);
      const but = { reason: "chưa đủ tuổi kết hôn", ground: "notEligible" };
      await done(take(code, commune, "refuseReceipt", "01T09:00", but));
      const [row] = await gateway.database.sql<{ details: object }>(
        "select details from dossier_event order by recorded_at desc limit 1",
      );
      expect(row?.details).to.deep.equal({ ground: "notEligible" });
    });

    it("at the counter, names it when that is the ground it gives", async () => {
      const counter = (but: object) => {
        const turned = { step: "refuseReceipt", reason: "không tiếp nhận", at: december("01T08:00"), ...but };
        const applicant = { name: "Trần Thị Thử Nghiệm" };
        return told(post("/v1/dossiers", commune, { procedure: walkNow.procedure, applicant, ...turned }));
      };
      expect(await counter({ ground: "wrongAuthority" })).to.match(/^400 field-invalid/);
      expect(await counter({ ground: "wrongAuthority", rightAgency })).to.equal("201");
      expect(await counter({ ground: "notEligible" })).to.equal("201");
    });
  });

  it("what the signatory does not agree to goes back with the reason (T25)", async () => {
    const code = await inHand();
    await done(take(code, province, "submitForSignature", "02T09:00"));
    const back = (but: object) => told(take(code, province, "returnToHandler", "02T10:00", but));
    expect(await back({})).to.match(/^400 field-invalid/);
    expect(await back({ reason: "  " })).to.equal("400 field-invalid /reason");
    expect(await back({ reason: "thiếu căn cứ tại mục 2" })).to.equal("201");
  });
});

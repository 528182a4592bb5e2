import { expect } from "chai";
import { testGateway, type TestGateway } from "../support/gateway.ts";

describe("the registry through the gateway", () => {
  let gateway: TestGateway;
  let token: string;
  before(async () => {
    gateway = await testGateway();
    await gateway.register("commune", ["H38.91"]);
    token = await gateway.tokenOf("commune");
  });
  after(() => gateway.close());
  const get = (path: string) => gateway.send("GET", path, { token });

  it("answers a code with every unit that ever had it (P10)", async () => {
    const { items } = (await get("/v1/units?code=15")).body;
    expect(items.map((unit: { name: string; validTo: string | null }) => [unit.name, unit.validTo])).to.deep.equal([
      ["Tỉnh Yên Bái", "2025-06-30"],
      ["Tỉnh Lào Cai", null],
    ]);
  });

  it("answers a code on a day with the unit of that day", async () => {
    expect((await get("/v1/units?code=15&on=2025-06-30")).body.items[0].name).to.equal("Tỉnh Yên Bái");
    expect((await get("/v1/units?code=15&on=2025-07-01")).body.items[0].name).to.equal("Tỉnh Lào Cai");
  });

  it("lists the districts of a day, and none since 01/07/2025", async () => {
    const names = (await get("/v1/units?level=district&parent=15&on=2019-05-27")).body.items.map(
      (u: { name: string }) => u.name,
    );
    expect(names).to.include("Huyện Trạm Tấu");
    expect((await get("/v1/units?level=district&on=2025-07-01")).body.items).to.deep.equal([]);
  });

  it("answers an agency in either notation, ended ones for ever, and says how sure its identifier is", async () => {
    const expected = {
      code: "H63.29.04",
      writtenAs: "000.04.29.H63",
      name: "UBND xã Trạm Tấu",
      validTo: "2025-06-30",
      successor: "H38.91",
      confidence: "demonstration",
      served: false,
    };
    expect((await get("/v1/units/000.04.29.H63")).body).to.deep.include(expected);
    expect((await get("/v1/units/H63.29.04")).body).to.deep.include(expected);
    expect((await get("/v1/units/H38.91")).body.served).to.equal(true);
  });

  it("shows a procedure's versions, also by a province's own form of its code", async () => {
    const plain = (await get("/v1/procedures/2.002621")).body;
    expect(plain.versions[0]).to.include({ replacedBy: "3.000722", validTo: "2026-06-30" });
    expect((await get("/v1/procedures/2.002621.H56")).body).to.deep.equal(plain);
  });

  it("lists procedures in force on a day, page by page", async () => {
    const all = (await get("/v1/procedures?limit=500")).body.items.map((item: { code: string }) => item.code);
    expect(all).to.include("1.001193").and.not.to.include("2.002621");
    const paged: string[] = [];
    for (let next: string | null = ""; next !== null;) {
      const { body } = await get(`/v1/procedures?limit=7${next === "" ? "" : `&after=${next}`}`);
      paged.push(...body.items.map((item: { code: string }) => item.code));
      next = body.next;
    }
    expect(paged).to.deep.equal(all);
  });

  for (const [path, status, code] of [
    ["/v1/units/H99.99", 404, "unit-unknown"],
    ["/v1/units/x%27%3Bdrop%20table", 404, "unit-unknown"],
    ["/v1/procedures/9.999999", 404, "procedure-unknown"],
    ["/v1/procedures/khai-sinh", 404, "procedure-unknown"],
    ["/v1/units?on=2025-02-30", 400, "field-invalid"],
    ["/v1/units?level=galaxy", 400, "field-invalid"],
    ["/v1/units?code=abc", 400, "field-invalid"],
    ["/v1/units?level=commune&level=province", 400, "field-invalid"],
  ] as const)
    it(`${path} → ${code}`, async () => {
      const { body } = await get(path);
      expect(body).to.include({ status, code });
    });
});

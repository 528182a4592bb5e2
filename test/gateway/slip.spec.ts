import { expect } from "chai";
import { forgetTriesBefore } from "../../core/store/slip-tries.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { masterKey } from "../../platform/master-key.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";

const { commune, province, procedure } = walkNow;

describe("the slip's secret (§10.1, §10.5)", () => {
  let gateway: TestGateway;
  let token: string;
  let other: string;
  const at = (text: string) => `2026-11-${text}:00+07:00`;
  const set = (text: string) => gateway.setClock(new Date(at(text)));
  before(async () => {
    gateway = await testGateway({ trustedProxies: ["127.0.0.1"] });
    set("30T09:00");
    await gateway.register("commune", [commune]);
    await gateway.register("province", [province]);
    [token, other] = [await gateway.tokenOf("commune"), await gateway.tokenOf("province")];
  });
  after(() => gateway.close());

  const post = (path: string, body: object, key = aKey(), as = token) =>
    gateway.send("POST", path, { token: as, key, body });
  const aReceipt = { by: commune, procedure, applicant: { name: "Trần Thị Thử Nghiệm" }, at: at("02T09:00") };
  const received = async (): Promise<{ code: string; secret: string }> => {
    const { body } = await post("/v1/dossiers", aReceipt);
    return { code: body.dossier.code as string, secret: body.lookupSecret as string };
  };
  const lookUp = (code: string, secret: string, from = "198.51.100.1") =>
    gateway.send("GET", `/public/dossiers/${code}`, { headers: { "slip-secret": secret, "x-forwarded-for": from } });

  it("is given with the slip, again with a repeat, and kept nowhere", async () => {
    const key = aKey();
    const first = await post("/v1/dossiers", aReceipt, key);
    const again = await post("/v1/dossiers", aReceipt, key);
    const secret = first.body.lookupSecret as string;
    expect(secret).to.match(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
    expect(secret).to.equal(masterKey(Buffer.alloc(32, 7)).slipSecretOf(first.body.dossier.code as string));
    expect(again.body).to.deep.equal(first.body);
    const [kept] = await gateway.database.sql<{ answer: object }>("select answer from idempotency where key = $1", [
      key,
    ]);
    expect(JSON.stringify(kept)).not.to.contain(secret.slice(0, 5));
    const told = await gateway.database.sql("select envelope from outbox");
    expect(JSON.stringify(told)).not.to.contain(secret.slice(0, 5));
  });

  it("can be printed again by the one-stop, and by nobody else", async () => {
    const { code, secret } = await received();
    await post(`/v1/dossiers/${code}/handovers`, { by: commune, to: province, at: at("02T10:00") });
    const seen = async (as: string) => (await gateway.send("GET", `/v1/dossiers/${code}`, { token: as })).body;
    expect((await seen(token)).lookupSecret).to.equal(secret);
    expect(await seen(other)).not.to.have.property("lookupSecret");
    const taken = await post(
      `/v1/dossiers/${code}/steps`,
      { step: "acknowledge", role: "officer", by: province, at: at("02T11:00") },
      aKey(),
      other,
    );
    expect(taken.status).to.equal(201);
    expect(taken.body).not.to.have.property("lookupSecret");
  });

  it("opens progress down to the department, with no person in it", async () => {
    const { code, secret } = await received();
    await post(`/v1/dossiers/${code}/handovers`, { by: commune, to: province, at: at("02T10:00"), officer: "CB-77" });
    await post(
      `/v1/dossiers/${code}/steps`,
      { step: "acknowledge", role: "officer", by: province, at: at("02T11:00"), officer: "CB-78" },
      aKey(),
      other,
    );
    const { body } = await lookUp(code, secret);
    expect(body).to.deep.equal({
      code,
      completion: "processing",
      slip: {
        procedure: { code: "1.002693", name: "Cấp giấy phép chặt hạ, dịch chuyển cây xanh" },
        receivedBy: { code: "H38.91", name: "UBND xã Trạm Tấu" },
        receivedAt: "2026-11-02T02:00:00.000Z",
        at: { code: "H38.16", name: "Sở Xây dựng tỉnh Lào Cai" },
        state: "processing",
        due: "2026-11-16T10:30:00.000Z",
        originalDue: "2026-11-16T10:30:00.000Z",
        pickUpOn: "2026-11-16",
        askedFor: [],
        outcome: null,
        delivery: "none",
        money: "none",
      },
    });
  });

  it("says what is still to be brought while a supplement is asked for", async () => {
    const { code, secret } = await received();
    await post(`/v1/dossiers/${code}/handovers`, { by: commune, to: province, at: at("02T10:00") });
    const step = (body: object) => post(`/v1/dossiers/${code}/steps`, { by: province, ...body }, aKey(), other);
    await step({ step: "acknowledge", role: "officer", at: at("02T11:00") });
    const items = [{ name: "Ảnh chụp hiện trạng cây xanh" }];
    expect((await step({ step: "askSupplement", role: "handler", at: at("03T09:00"), items })).status).to.equal(201);
    const { body } = await lookUp(code, secret);
    expect(body.completion).to.equal("waitingForApplicant");
    expect(body.slip).to.deep.include({ askedFor: ["Ảnh chụp hiện trạng cây xanh"], due: null, pickUpOn: null });
  });

  for (const [what, written] of [
    ["in small letters", (secret: string) => secret.toLowerCase()],
    ["with blanks", (secret: string) => `${secret.slice(0, 3)} ${secret.slice(3, 5)} ${secret.slice(6)}`],
    ["with O for zero and l for one", (secret: string) => secret.replaceAll("0", "O").replaceAll("1", "l")],
  ] as const)
    it(`is understood ${what}`, async () => {
      const { code, secret } = await received();
      expect((await lookUp(code, written(secret))).status).to.equal(200);
    });

  it("of another dossier is wrong; an unknown dossier has none", async () => {
    const [one, two] = [await received(), await received()];
    const wrong = await lookUp(one.code, two.secret);
    expect([wrong.status, wrong.body.code, wrong.body.field]).to.deep.equal([403, "slip-secret-wrong", "Slip-Secret"]);
    expect(wrong.body.vi.detail).to.contain("còn 4 lần thử");
    expect((await lookUp("H38.91-261102-9999", one.secret)).status).to.equal(404);
    expect((await lookUp(one.code, "")).status, "an empty one").to.equal(400);
    expect((await lookUp(one.code, "x".repeat(41))).body.field).to.equal("header /slip-secret");
  });

  it("a hundred tries at the same moment are judged five times", async () => {
    const { code, secret } = await received();
    const answers = await Promise.all(Array.from({ length: 100 }, () => lookUp(code, "AAAAA-AAAAA", "198.51.100.9")));
    const counted = (status: number) => answers.filter((answer) => answer.status === status).length;
    expect([counted(403), counted(429)]).to.deep.equal([5, 95]);
    expect((await lookUp(code, secret, "198.51.100.9")).status).to.equal(429);
  });

  it("the address counts by its /64, a header from outside does not change it", async () => {
    const { code } = await received();
    for (let n = 1; n <= 5; n++) await lookUp(code, "AAAAA-AAAAA", `2001:db8:1:2::${n}`);
    expect((await lookUp(code, "AAAAA-AAAAA", "2001:db8:1:2:ffff::6")).status).to.equal(429);
    // our own proxy adds what it saw at the end; what the caller wrote before it is not believed
    expect((await lookUp(code, "AAAAA-AAAAA", "192.0.2.1, 2001:db8:1:2::7")).status).to.equal(429);
    expect((await lookUp(code, "AAAAA-AAAAA", "2001:db8:1:3::1")).status).to.equal(403);
  });

  for (const [what, trustedProxies, refusedAt] of [
    ["nobody's header is believed unless a proxy is named", [], 6],
    ["nor that of another private address than the proxy's", ["10.0.0.5", "192.168.0.0/16"], 6],
    ["the named proxy's is", ["127.0.0.0/8"], undefined],
    ["one proxy in a row writes the last address only", 1, undefined],
  ] as const)
    it(what, async () => {
      const behind = await testGateway({ trustedProxies });
      try {
        behind.setClock(new Date(at("30T09:00")));
        await behind.register("commune", [commune]);
        const own = await behind.tokenOf("commune");
        const { body } = await behind.send("POST", "/v1/dossiers", { token: own, key: aKey(), body: aReceipt });
        const tried: number[] = [];
        for (let n = 1; n <= 6; n++) {
          const headers = { "slip-secret": "AAAAA-AAAAA", "x-forwarded-for": `198.51.100.${n}` };
          tried.push((await behind.send("GET", `/public/dossiers/${body.dossier.code}`, { headers })).status);
        }
        expect(tried).to.deep.equal([403, 403, 403, 403, 403, refusedAt === 6 ? 429 : 403]);
      } finally {
        await behind.close();
      }
    });

  it("addresses are kept blinded, and only while they count", async () => {
    const rows = await gateway.database.sql<{ address: string }>("select address from slip_try");
    expect(rows).not.to.deep.equal([]);
    for (const { address } of rows) expect(address).to.match(/^[0-9a-f]{32}$/);
    await forgetTriesBefore(gateway.database.db, new Date(at("30T09:00").replace("09:00", "09:01")));
    expect(await gateway.database.sql("select from slip_try")).to.deep.equal([]);
  });
});

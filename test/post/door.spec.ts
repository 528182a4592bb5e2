import { generateKeyPairSync, sign } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { makePostDoor } from "../../adapters/post/inbound.ts";
import { silent } from "../support/bus.ts";
import { openPostWorld, sending, type PostWorld } from "../support/post-world.ts";

describe("the door for the post's callbacks: a hint and no more", () => {
  let world: PostWorld;
  let server: Server;
  let url: string;
  let counted: string[] = [];
  const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
  let [networks, key]: [boolean, typeof pair.publicKey | null] = [true, null];
  before(async () => {
    world = await openPostWorld("VP-4");
    const settings = world.client.settings;
    const door = makePostDoor({
      ...{ db: world.gateway.database.db, log: silent, trustedProxies: [], now: world.now },
      accounts: [
        {
          ...settings,
          webhook: {
            mayCallFrom: () => networks,
            get key() {
              return key;
            },
          },
        },
        { ...settings, name: "silent-one", webhook: undefined },
      ],
      count: (account, ending) => counted.push(`${account} ${ending}`),
    });
    server = createServer(door);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(async () => {
    server.close();
    await world.close();
  });
  beforeEach(async () => {
    [counted, networks, key] = [[], true, null];
    await world.reset();
  });

  const call = async (body: string | object, account = "practice", headers: Record<string, string> = {}) => {
    const response = await fetch(`${url}/callbacks/post/${account}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as { success: boolean; updated: number } };
  };
  const hint = (itemCode: string, status = "14", more: object = {}) => ({
    ...{ data: [{ itemCode, status }], sendDate: "20/11/2026 10:00:00", signature: "" },
    ...more,
  });
  const ordered = async () => {
    const code = await world.submitted();
    expect((await world.post(`/v1/dossiers/${code}/post-orders`, sending())).status).to.equal(201);
    await world.work();
    return code;
  };
  const only = async (code: string) => (await world.ordersOf(code))[0];
  const looks = () => world.standIn.calls.filter(({ what }) => what === "order").length;

  it("says that something changed: the order is read at the post, and that answer counts", async () => {
    const code = await ordered();
    world.standIn.happens(code, "10", world.now());
    // it claims delivery: the post itself says it is under way
    expect(await call(hint("EV000000001VN"))).to.deep.equal({
      status: 200,
      body: { success: true, message: "OK", updated: 1 },
    });
    expect(await only(code)).to.include({ state: "ordered" });
    await world.work();
    expect(await only(code)).to.include({ state: "underway", stage: "underway" });
    expect(counted).to.deep.equal(["practice hint"]);
  });

  it("forged in any number it costs one look a minute and moves nothing", async () => {
    const code = await ordered();
    await Promise.all(Array.from({ length: 30 }, () => call(hint("EV000000001VN"))));
    await world.work();
    await call(hint("EV000000001VN"));
    await world.work();
    expect(looks()).to.equal(1);
    expect(await only(code)).to.include({ state: "ordered" });
    world.minutesLater(2);
    await world.work();
    expect(looks()).to.equal(2);
  });

  it("an unknown waybill is counted, and nothing is made of it", async () => {
    expect((await call(hint("EV404404404VN"))).body).to.include({ success: true, updated: 0 });
    await world.work();
    expect(counted).to.deep.equal(["practice unknownOrder"]);
    expect(await world.gateway.database.sql("select from post_event")).to.have.length(0);
    expect(world.standIn.calls).to.deep.equal([]);
  });

  it("strangers and unknown accounts are not read, and write nothing", async () => {
    networks = false;
    expect((await call(hint("EV000000001VN"))).status).to.equal(403);
    expect((await call(hint("EV000000001VN"), "silent-one")).status).to.equal(404);
    expect((await call(hint("EV000000001VN"), "nobody")).status).to.equal(404);
    expect(counted).to.deep.equal(["– stranger", "– unknown", "– unknown"]);
    expect(await world.gateway.database.sql("select from post_call")).to.have.length(0);
  });

  it("with a key configured a signature that does not verify is refused", async () => {
    key = pair.publicKey;
    const code = await ordered();
    expect((await call(hint("EV000000001VN", "14", { signature: "AAAA" }))).status).to.equal(401);
    const text = "MYVNP20/11/2026 10:00:00EV000000001VN14";
    const signature = sign("RSA-SHA256", Buffer.from(text), pair.privateKey).toString("base64");
    expect((await call(hint("EV000000001VN", "14", { signature }))).status).to.equal(200);
    expect((await call(hint("EV000000001VN", "19", { signature }))).status).to.equal(401);
    expect(await only(code)).to.include({ state: "ordered" });
  });

  for (const [what, body, status] of [
    ["no JSON", "<html>", 400],
    ["nothing", "", 400],
    ["no data", {}, 400],
    ["a list of nothing", { data: [], sendDate: "x", signature: "" }, 400],
    ["data that is no list", { data: { itemCode: "A" }, sendDate: "x" }, 400],
    ["an item without waybill", { data: [{ status: "14" }], sendDate: "x" }, 400],
    ["an item that is no object", { data: [null, { itemCode: "A", status: 1 }], sendDate: "x" }, 400],
    [
      "101 items",
      { data: Array.from({ length: 101 }, (_, at) => ({ itemCode: `E${at}`, status: 1 })), sendDate: "x" },
      400,
    ],
    ["300 KB", { data: [{ itemCode: "A", status: 1 }], sendDate: "x".repeat(300_000) }, 413],
    ["JSON that is deep", "[".repeat(100_000), 400],
  ] as const)
    it(`${what}: refused, nothing looked at`, async () => {
      await ordered();
      expect((await call(body)).status).to.equal(status);
      await world.work();
      expect(looks()).to.equal(0);
    });

  it("text that is not UTF-8, a content that is packed", async () => {
    const send = (body: Uint8Array<ArrayBuffer>, headers = {}) =>
      fetch(`${url}/callbacks/post/practice`, { method: "POST", body, headers });
    expect((await send(new Uint8Array([0xff, 0xfe, 0x7b]))).status).to.equal(400);
    expect((await send(new Uint8Array([1]), { "content-encoding": "gzip" })).status).to.equal(415);
  });

  it("database away: it is asked to come again", async () => {
    await world.gateway.database.away();
    try {
      expect((await call(hint("EV000000001VN"))).status).to.equal(503);
    } finally {
      await world.gateway.database.back();
    }
  });
});

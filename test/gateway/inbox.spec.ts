import { expect } from "chai";
import { openEmbeddedTransport } from "../../bus/embedded.ts";
import { makeIntake } from "../../bus/intake.ts";
import { startRelay } from "../../bus/relay.ts";
import { queues } from "../../bus/transport.ts";
import { walk2019 } from "../../main/demo/walks.ts";
import { openListener } from "../../platform/listen.ts";
import { silent } from "../support/bus.ts";
import { eventually } from "../support/eventually.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";

describe("the inbox through the gateway", () => {
  let gateway: TestGateway;
  let commune: string;
  let district: string;
  const closings: (() => Promise<unknown>)[] = [];

  before(async () => {
    gateway = await testGateway();
    const { db, url } = gateway.database;
    const listener = openListener({ url, log: silent, name: "test" });
    const transport = openEmbeddedTransport({ db, listener, log: silent });
    const intake = await transport.consume(queues.delivery, 4, makeIntake({ db, log: silent }));
    const relay = startRelay({ url, transport, log: silent });
    closings.push(
      () => relay.close(),
      () => intake.close(),
      () => transport.close(),
      () => listener.close(),
      () => gateway.close(),
    );
    await gateway.register("commune", [walk2019.commune]);
    await gateway.register("district", [walk2019.district]);
    [commune, district] = (await Promise.all(["commune", "district"].map(gateway.tokenOf))) as [string, string];
  });
  after(async () => {
    for (const close of closings) await close();
  });

  const at = "2019-05-28T08:00:00+07:00";
  /** A dossier handed to the district: one message to it. */
  const handedOver = async (): Promise<string> => {
    const received = await gateway.send("POST", "/v1/dossiers", {
      token: commune,
      key: aKey(),
      body: { by: walk2019.commune, procedure: walk2019.procedure, applicant: { name: "Nguyễn Văn Thử Nghiệm" }, at },
    });
    const code = received.body.dossier.code as string;
    await gateway.send("POST", `/v1/dossiers/${code}/handovers`, {
      token: commune,
      key: aKey(),
      body: { by: walk2019.commune, to: walk2019.district, at },
    });
    return code;
  };
  const read = (query = "", token = district) => gateway.send("GET", `/v1/inbox${query}`, { token });
  const acknowledge = (id: string, token = district, key = aKey()) =>
    gateway.send("POST", `/v1/inbox/${id}/ack`, { token, key });

  it("gives a message as CloudEvent, until it is acknowledged; acknowledging again says the same", async () => {
    const code = await handedOver();
    const page = (await read("?wait=30")).body;
    const [item] = page.items;
    expect(item.message).to.deep.include({
      specversion: "1.0",
      type: "vn.lienthong.dossier.handed-over.v1",
      subject: code,
      sequence: "0000000001", // ordered as text, as the CloudEvents extension asks
      receiver: "H63.29",
    });
    expect(item.acknowledged).to.equal(false);

    const first = await acknowledge(item.message.id as string);
    expect(first.status).to.equal(200);
    const again = await acknowledge(item.message.id as string);
    expect(again.body).to.deep.equal(first.body);
    expect((await read()).body.items).to.deep.equal([]);
    const [reread] = (await read(`?after=${Number(item.cursor) - 1}`)).body.items;
    expect(reread).to.deep.include({ cursor: item.cursor, acknowledged: true });

    const timeline = (await gateway.send("GET", `/v1/dossiers/${code}/timeline`, { token: district })).body;
    const [message] = timeline.events.at(-1).messages;
    expect(message).to.deep.include({ id: item.message.id, state: "delivered", sequence: 1 });
    expect(message.receipt).to.deep.include({ channel: "inbox", acknowledgedBy: "district" });
  });

  it("answers a waiting question as soon as something comes", async () => {
    const waiting = read("?wait=60");
    const code = await handedOver();
    const { items, next } = (await waiting).body;
    expect(items.map((item: { message: { subject: string } }) => item.message.subject)).to.deep.equal([code]);
    expect(next).to.equal(items[0].cursor);
    await acknowledge(items[0].message.id as string);
  });

  it("pages through a hundred messages, each once", async () => {
    const start = (await read()).body.next as string | null;
    const codes = [];
    for (let n = 0; n < 100; n++) codes.push(await handedOver());
    await eventually("all have arrived", async () => (await read("?limit=500")).body.items.length === 100);
    const seen: string[] = [];
    let cursor = start;
    for (;;) {
      const { items, next } = (await read(`?limit=7${cursor === null ? "" : `&after=${cursor}`}`)).body;
      if (items.length === 0) break;
      seen.push(...items.map((item: { message: { subject: string } }) => item.message.subject));
      cursor = next;
      if (start === null && seen.length >= 100) break;
    }
    // across dossiers the order is that of arrival; each once is what a cursor promises
    expect(seen.slice(-100)).to.have.members(codes);
  });

  it("shows and takes nothing of another partner's", async () => {
    await handedOver();
    const { items } = (await eventually("there", async () => {
      const { body } = await read();
      return body.items.length > 0 && body;
    })) as { items: { message: { id: string } }[] };
    expect((await read("", commune)).body.items).to.deep.equal([]);
    const foreign = await acknowledge(items[0]!.message.id, commune);
    expect(foreign.body).to.include({ status: 404, code: "message-unknown" });
  });

  for (const [id, code, status] of [
    ["00000000-0000-4000-8000-000000000000", "message-unknown", 404],
    ["seven", "field-invalid", 400],
  ] as const)
    it(`acknowledging ${id} → ${code}`, async () => {
      expect((await acknowledge(id)).body).to.include({ status, code });
    });

  for (const query of ["?after=-1", "?after=x", "?wait=61", "?wait=long", "?limit=0"])
    it(`${query} → field-invalid`, async () => {
      expect((await read(query)).body).to.include({ status: 400, code: "field-invalid" });
    });

  describe("a subscription", () => {
    const put = (body: object) => gateway.send("PUT", "/v1/subscription", { token: district, body });

    it("is the inbox until a webhook is chosen, and gives the signing secret only then", async () => {
      expect((await gateway.send("GET", "/v1/subscription", { token: district })).body).to.deep.equal({
        channel: "inbox",
        url: null,
        units: ["H63.29"],
      });
      const chosen = await put({ channel: "webhook", url: "https://unit.example/hook" });
      expect(chosen.body.secret).to.match(/^whsec_/);
      const rotated = await put({ channel: "webhook", url: "https://unit.example/hook", rotateSecret: true });
      expect(rotated.body.secret).not.to.equal(chosen.body.secret);
      expect((await gateway.send("GET", "/v1/subscription", { token: district })).body).to.deep.equal({
        channel: "webhook",
        url: "https://unit.example/hook",
        units: ["H63.29"],
      });
      expect((await put({ channel: "inbox" })).body).not.to.have.property("secret");
    });

    for (const [what, body, code, field] of [
      ["plain http", { channel: "webhook", url: "http://unit.example/hook" }, "subscription-url-refused", "/url"],
      ["this machine", { channel: "webhook", url: "https://127.0.0.1/hook" }, "subscription-url-refused", "/url"],
      [
        "this machine in other words",
        { channel: "webhook", url: "https://[::ffff:7f00:1]/" },
        "subscription-url-refused",
        "/url",
      ],
      [
        "a cloud's metadata",
        { channel: "webhook", url: "https://169.254.169.254/" },
        "subscription-url-refused",
        "/url",
      ],
      ["a file", { channel: "webhook", url: "file:///etc/passwd" }, "subscription-url-refused", "/url"],
      ["a webhook without address", { channel: "webhook" }, "field-invalid", "/url"],
      ["an inbox with an address", { channel: "inbox", url: "https://unit.example" }, "field-invalid", "/url"],
      ["another channel", { channel: "smoke" }, "field-invalid", "/channel"],
    ] as const)
      it(`refuses ${what}`, async () => {
        expect((await put(body)).body).to.include({ code, field });
      });
  });
});

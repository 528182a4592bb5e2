import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { createServer as createSocketServer, type AddressInfo, type Server, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { expect } from "chai";
import nock from "nock";
import { Webhook } from "standardwebhooks";
import { outcomeOfSilence } from "../../adapters/unit/answer.ts";
import { makeDeliver, whyNot } from "../../adapters/unit/index.ts";
import { publicLookup } from "../../adapters/unit/public-lookup.ts";
import type { Deliver, Outcome } from "../../bus/outcome.ts";
import { isPrivateAddress } from "../../platform/private-address.ts";
import { eventually } from "../support/eventually.ts";
import { expiredCertificate } from "../support/expired-certificate.ts";

const at = new Date("2026-01-05T01:02:03.456Z");
const secret = "whsec_c2VjcmV0LW9mLWEtY29tbXVuZS0zMi1ieXRlcy1vay4=";
const message = {
  messageId: "5b8d1c90-2e4f-4a6b-8c7d-9e0f1a2b3c02",
  receiver: "H63.29",
  subject: "H63.29.04-190312-0001",
  sequence: 1,
  envelope: { specversion: "1.0", id: "5b8d1c90-2e4f-4a6b-8c7d-9e0f1a2b3c02", data: { reason: "thiếu giấy tờ" } },
};
const make = (but: Partial<Parameters<typeof makeDeliver>[0]> = {}) =>
  makeDeliver({ secretOf: () => secret, privateWebhooks: true, now: () => at, ...but });
const to = (url: string) => ({ partnerId: "xa", url, secretVersion: 1 });
const send = (deliver: Deliver, url: string, signal = new AbortController().signal) =>
  deliver(to(url), message, signal);

describe("the unit adapter", () => {
  describe("answers and what they mean", () => {
    before(() => nock.disableNetConnect());
    afterEach(() => nock.cleanAll());
    after(() => {
      nock.enableNetConnect();
      nock.restore();
    });
    if (!nock.isActive()) nock.activate();
    const unit = () => nock("https://xa.example").post("/webhook");
    const url = "https://xa.example/webhook";

    const delivered = (status: number, detail = `HTTP ${status}`): Outcome => ({
      kind: "delivered",
      detail,
      receipt: { channel: "webhook", status },
    });
    for (const [status, outcome] of [
      [200, delivered(200)],
      [202, delivered(202)],
      [204, delivered(204)],
      [409, delivered(409)], // it has this id already
      [408, { kind: "retry", detail: "HTTP 408", fault: "asked-to-wait" }],
      [425, { kind: "retry", detail: "HTTP 425", fault: "asked-to-wait" }],
      [429, { kind: "retry", detail: "HTTP 429", fault: "asked-to-wait" }],
      [500, { kind: "retry", detail: "HTTP 500", fault: "server-error" }],
      [502, { kind: "retry", detail: "HTTP 502", fault: "server-error" }],
      [503, { kind: "retry", detail: "HTTP 503", fault: "server-error" }],
      [504, { kind: "retry", detail: "HTTP 504", fault: "server-error" }],
      [301, { kind: "refused", detail: "HTTP 301", fault: "redirected" }],
      [302, { kind: "refused", detail: "HTTP 302", fault: "redirected" }],
      [307, { kind: "refused", detail: "HTTP 307", fault: "redirected" }],
      [400, { kind: "refused", detail: "HTTP 400", fault: "not-accepted" }],
      [401, { kind: "refused", detail: "HTTP 401", fault: "not-allowed" }],
      [403, { kind: "refused", detail: "HTTP 403", fault: "not-allowed" }],
      [404, { kind: "refused", detail: "HTTP 404", fault: "not-found" }],
      [410, { kind: "refused", detail: "HTTP 410", fault: "gone" }],
      [422, { kind: "refused", detail: "HTTP 422", fault: "not-accepted" }],
    ] as const)
      it(`${status}: ${outcome.kind}`, async () => {
        unit().reply(status, "", { location: "https://elsewhere.example/" });
        expect(await send(make(), url)).to.deep.equal(outcome);
      });

    for (const [retryAfter, ms] of [
      ["120", 120_000],
      ["Mon, 05 Jan 2026 01:04:03 GMT", 119_544],
      ["Mon, 05 Jan 2026 00:00:00 GMT", 0],
      ["soon", undefined],
    ] as const)
      it(`Retry-After: ${retryAfter}`, async () => {
        unit().reply(503, "", { "retry-after": retryAfter });
        expect(await send(make(), url)).to.deep.equal({
          kind: "retry",
          detail: "HTTP 503",
          fault: "server-error",
          ...(ms === undefined ? {} : { retryAfterMs: ms }),
        });
      });

    for (const [what, body, field] of [
      ["a problem with a field", '{"code":"bad","field":"/data/to"}', "/data/to"],
      ["a list of errors", '{"errors":[{"pointer":"/data/at","detail":"x"},{"pointer":"/b"}]}', "/data/at"],
      ["words", "trường data.to sai", undefined],
      ["JSON without a field", '{"message":"no"}', undefined],
      ["a field that is no text", '{"field":7}', undefined],
    ] as const)
      it(`the field at fault, from ${what}: ${field ?? "none"}`, async () => {
        unit().reply(422, body);
        const outcome = await send(make(), url);
        expect(outcome).to.deep.include({ kind: "refused", fault: "not-accepted" });
        expect((outcome as { field?: string }).field).to.equal(field);
      });

    it("keeps the unit's own words, cleaned and cut", async () => {
      unit().reply(422, `trường "code"\u0000 không   hợp lệ\n${"x".repeat(20_000)}`);
      const outcome = await send(make(), url);
      expect(outcome.detail).to.have.lengthOf(310);
      expect(outcome.detail.slice(0, 44)).to.equal('HTTP 422: trường "code" không hợp lệ xxxxxxx');
    });

    it("sends the event signed, as a second implementation of the scheme agrees", async () => {
      let seen: { headers: Record<string, string>; body: string } | undefined;
      unit().reply(function (_, body) {
        seen = { headers: this.req.headers, body: typeof body === "string" ? body : "" };
        return [204];
      });
      expect((await send(make({ now: () => new Date() }), url)).kind).to.equal("delivered");
      expect(seen?.headers["content-type"]).to.equal("application/cloudevents+json; charset=utf-8");
      expect(seen?.headers["webhook-id"]).to.equal(message.messageId);
      expect(new Webhook(secret).verify(seen?.body ?? "", seen?.headers ?? {})).to.deep.equal(message.envelope);
      expect(() => new Webhook(secret).verify(`${seen?.body} `, seen?.headers ?? {})).to.throw("No matching signature");
    });

    it("signs with the secret of the partner and version it is told", async () => {
      const asked: unknown[] = [];
      unit().reply(204);
      const deliver = make({
        secretOf: (...of) => {
          asked.push(of);
          return secret;
        },
      });
      await deliver({ ...to(url), secretVersion: 7 }, message, new AbortController().signal);
      expect(asked).to.deep.equal([["xa", 7]]);
    });
  });

  it("during a rotation signs with both secrets, and who has either agrees", async () => {
    const former = "whsec_YW4tb2xkLXNlY3JldC1vZi1hLWNvbW11bmUtMzItYnl0ZXM=";
    let seen: { headers: Record<string, string>; body: string } | undefined;
    const server = createServer((request, response) => {
      void buffer(request).then((body) => {
        seen = { headers: request.headers as Record<string, string>, body: body.toString() };
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`;
    const deliver = make({ now: () => new Date(), secretOf: (_, version) => (version === 3 ? secret : former) });
    const target = { ...to(url), secretVersion: 3, formerSecretVersion: 2 };
    expect((await deliver(target, message, new AbortController().signal)).kind).to.equal("delivered");
    server.close();
    expect(seen?.headers["webhook-signature"]).to.match(/^v1,[\w+/]+= v1,[\w+/]+=$/);
    for (const one of [secret, former])
      expect(new Webhook(one).verify(seen?.body ?? "", seen?.headers ?? {})).to.deep.equal(message.envelope);
  });

  for (const [code, fault] of [
    ["CERT_HAS_EXPIRED", "certificate"],
    ["CERT_NOT_YET_VALID", "certificate"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "certificate"],
    ["SELF_SIGNED_CERT_IN_CHAIN", "certificate"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "certificate"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "certificate"],
    ["ECONNREFUSED", "unreachable"],
    ["EPROTO", "unreachable"],
  ] as const)
    it(`${code} before anything was sent: retry, ${fault}`, () =>
      expect(outcomeOfSilence(Object.assign(new Error("as told"), { code }), false, undefined)).to.deep.equal({
        kind: "retry",
        detail: "not reached: as told",
        fault,
      }));

  describe("real silences", () => {
    const servers: Server[] = [];
    afterEach(() => servers.splice(0).forEach((server) => server.close()));
    /** A server that treats the connection as told once the request's first bytes are there. */
    const serve = async (treat: (socket: Socket) => void) => {
      const server = createSocketServer((socket) => {
        socket.on("error", () => undefined);
        socket.once("data", () => treat(socket));
      });
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`;
    };
    const unknown = (why: string) => ({ kind: "unknown", detail: `sent, but no answer: ${why}`, fault: "silent" });

    it("a server that never answers: unknown", async () => {
      const url = await serve(() => undefined);
      expect(await send(make({ timeoutMs: 100 }), url)).to.deep.equal(unknown("nothing within 100 ms"));
    });

    it("a connection reset after sending: unknown", async () => {
      const url = await serve((socket) => socket.resetAndDestroy());
      expect((await send(make(), url)).kind).to.equal("unknown");
    });

    it("a connection closed after sending: unknown", async () => {
      const url = await serve((socket) => socket.end());
      expect(await send(make(), url)).to.deep.equal(unknown("socket hang up"));
    });

    it("an answer that is not HTTP: unknown", async () => {
      const url = await serve((socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n\r\n"));
      expect((await send(make(), url)).kind).to.equal("unknown");
    });

    it("a hub that is closing: unknown", async () => {
      const closing = new AbortController();
      const url = await serve(() => closing.abort());
      expect((await send(make(), url, closing.signal)).kind).to.equal("unknown");
    });

    it("a 200 whose body never ends: delivered all the same", async () => {
      const url = await serve((socket) => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nđã nhận"));
      expect(await send(make({ timeoutMs: 200 }), url)).to.deep.include({ kind: "delivered" });
    });

    it("a 200 with a body that goes on and on: delivered, and the connection dropped", async () => {
      let dropped = false;
      const url = await serve((socket) => {
        socket.on("close", () => (dropped = true));
        socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
        const flood = () => socket.writable && socket.write(`1000\r\n${"x".repeat(4096)}\r\n`, flood);
        flood();
      });
      expect((await send(make(), url)).kind).to.equal("delivered");
      await eventually("the connection is dropped", () => dropped);
    });

    it("nobody listening: retry", async () => {
      const url = await serve(() => undefined);
      await new Promise((resolve) => servers.splice(0)[0]?.close(resolve));
      const outcome = await send(make(), url);
      expect(outcome.kind).to.equal("retry");
      expect(outcome.detail).to.match(/^not reached: .*ECONNREFUSED/);
    });

    it("a name nobody knows: retry", async () => {
      const outcome = await send(make(), "http://khong-co.invalid/webhook");
      expect(outcome.kind).to.equal("retry");
      expect(outcome.detail).to.match(/^not reached: .*(ENOTFOUND|EAI_AGAIN)/);
    });

    it("a 200 with garbage in its body: delivered, the status alone counts", async () => {
      const garbage = Buffer.from([0, 255, 254, 13, 10, 60, 33, 0]);
      const url = await serve((socket) => {
        socket.write(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${garbage.length}\r\n\r\n`);
        socket.end(garbage);
      });
      expect(await send(make(), url)).to.deep.include({ kind: "delivered" });
    });

    it("slow-loris, headers that drip: unknown when the time is up", async () => {
      const url = await serve((socket) => {
        socket.write("HTTP/1.1 200 OK\r\n");
        const drip = setInterval(() => socket.write("x-drip: 1\r\n"), 20);
        socket.on("close", () => clearInterval(drip));
      });
      expect(await send(make({ timeoutMs: 200 }), url)).to.deep.equal(unknown("nothing within 200 ms"));
    });

    it("slow-loris, a body that drips after a 200: delivered when the time is up", async () => {
      const url = await serve((socket) => {
        socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n");
        const drip = setInterval(() => socket.write("x"), 20);
        socket.on("close", () => clearInterval(drip));
      });
      expect((await send(make({ timeoutMs: 200 }), url)).kind).to.equal("delivered");
    });

    it("a TLS certificate that has expired, or that nobody vouches for: retry, and said to be the certificate", async () => {
      const server = createSecureServer(expiredCertificate(), (_, response) => response.writeHead(204).end());
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`;
      const outcome = await send(make(), url);
      expect(outcome).to.deep.include({ kind: "retry", fault: "certificate" });
      expect(outcome.detail).to.match(/^not reached: .*(expired|self-signed)/);
    });

    it("as many calls at a time as a worker may have, to one address: none waits for another's end", async () => {
      const waiting: Socket[] = [];
      const url = await serve((socket) => {
        waiting.push(socket);
        if (waiting.length < 128) return;
        for (const one of waiting) one.end("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n");
      });
      const deliver = make();
      const outcomes = await Promise.all(Array.from({ length: 128 }, () => send(deliver, url)));
      expect(new Set(outcomes.map(({ kind }) => kind))).to.deep.equal(new Set(["delivered"]));
    });

    it("TLS that is not agreed: retry, nothing was sent", async () => {
      const url = await serve((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
      const outcome = await send(make(), url.replace("http:", "https:"));
      expect(outcome.kind).to.equal("retry");
    });
  });

  describe("addresses inside", () => {
    const deliver = make({ privateWebhooks: false });
    const inside = (host: string) => `${host} is inside a private network: give the webhook a public address`;
    for (const [url, detail] of [
      ["http://xa.example/webhook", "http:// is not allowed: the webhook's address must begin with https://"],
      ["https://127.0.0.1/webhook", inside("127.0.0.1")],
      ["https://0x7f.1/webhook", inside("127.0.0.1")],
      ["https://2130706433/webhook", inside("127.0.0.1")],
      ["https://10.1.2.3/webhook", inside("10.1.2.3")],
      ["https://172.31.0.1/webhook", inside("172.31.0.1")],
      ["https://192.168.1.1/webhook", inside("192.168.1.1")],
      ["https://169.254.169.254/latest/meta-data", inside("169.254.169.254")],
      ["https://[::1]/webhook", inside("[::1]")],
      ["https://[fd00::1]/webhook", inside("[fd00::1]")],
      ["https://[fe80::1]/webhook", inside("[fe80::1]")],
      ["https://[::ffff:10.0.0.1]/webhook", inside("[::ffff:a00:1]")],
    ] as const)
      it(`${url}: refused`, async () => {
        expect(await send(deliver, url)).to.deep.equal({ kind: "refused", detail, fault: "address-refused" });
      });

    for (const url of ["file:///etc/passwd", "javascript:alert(1)", "data:text/plain,x", "ftp://xa.example/"])
      it(`${url}: refused, also where private webhooks are allowed`, async () => {
        const { protocol } = new URL(url);
        const detail = `${protocol}// is not allowed: the webhook's address must begin with https://`;
        expect(whyNot(url, true)).to.equal(detail);
        expect(await send(make({ privateWebhooks: true }), url)).to.deep.equal({
          kind: "refused",
          detail,
          fault: "address-refused",
        });
      });
    it("http inside: allowed where private webhooks are", () => {
      expect(whyNot("http://10.0.0.1/webhook", true)).to.equal(undefined);
    });

    it("a name that resolves inside at the moment of connecting: not connected to, tried again", async () => {
      const error = await new Promise<NodeJS.ErrnoException | null>((resolve) =>
        publicLookup("localhost", {}, (failed) => resolve(failed)),
      );
      expect(error).to.include({ code: "EPRIVATE", message: "localhost is not a public address" });
      expect(await send(deliver, "https://localhost/webhook")).to.deep.equal({
        kind: "retry",
        detail: "not reached: localhost is not a public address",
        fault: "unreachable",
      });
    });

    for (const [address, isPrivate] of [
      ["8.8.8.8", false],
      ["172.15.255.255", false],
      ["172.16.0.0", true],
      ["172.32.0.0", false],
      ["100.64.0.1", true],
      ["100.128.0.1", false],
      ["0.0.0.0", true],
      ["255.255.255.255", true],
      ["2405:4800::1", false],
      ["::", true],
      ["::1", true],
      ["::ffff:8.8.8.8", false],
      ["::ffff:127.0.0.1", true],
      ["64:ff9b::7f00:1", true],
      ["fdff::1", true],
      ["febf::1", true],
      ["not an address", true],
    ] as const)
      it(`${address} is ${isPrivate ? "inside" : "outside"}`, () =>
        expect(isPrivateAddress(address)).to.equal(isPrivate));
  });
});

import { expect } from "chai";
import { generateKeyPairSync, randomUUID } from "node:crypto";
import jsonwebtoken from "jsonwebtoken";
import { registerPartner, disablePartner } from "../../core/service/register-partner.ts";
import { eventually } from "../support/eventually.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";

const form = { "content-type": "application/x-www-form-urlencoded" };

describe("who may call", () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await testGateway({ ownTokenPair: true });
    await gateway.register("commune", ["H38.91"]);
  });
  after(() => gateway.close());
  afterEach(() => gateway.setClock(undefined));

  const ask = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    gateway.send("POST", "/oauth/token", {
      raw: new URLSearchParams({ grant_type: "client_credentials", ...fields }).toString(),
      headers: { ...form, ...headers },
    });
  const probe = (token: string | undefined, headers: Record<string, string> = {}) =>
    gateway.send("GET", "/v1/subscription", { ...(token === undefined ? {} : { token }), headers });

  it("gives a token of 15 minutes for the right secret, signed RS256 with a published key", async () => {
    const token = await gateway.tokenOf("commune");
    const { header, payload } = jsonwebtoken.decode(token, { complete: true })!;
    expect(header.alg).to.equal("RS256");
    const claims = payload as jsonwebtoken.JwtPayload;
    expect(claims).to.include({ sub: "commune", aud: "lien-thong-hub", iss: gateway.url });
    expect(claims.exp! - claims.iat!).to.equal(900);
    const keys = await gateway.send("GET", "/.well-known/jwks.json");
    const published = keys.body.keys.find((key: { kid: string }) => key.kid === header.kid);
    expect(published).to.include({ kty: "RSA", alg: "RS256", use: "sig" });
    expect(Object.keys(published as object), "no private part").not.to.include.members(["d", "p", "q"]);
  });

  it("answers with the headers that protect a browser, refusals too", async () => {
    for (const answer of [await probe(await gateway.tokenOf("commune")), await probe(undefined)]) {
      expect(Object.fromEntries(answer.headers)).to.include({
        "x-content-type-options": "nosniff",
        "x-frame-options": "SAMEORIGIN",
        "referrer-policy": "no-referrer",
        "strict-transport-security": "max-age=31536000; includeSubDomains",
        "cross-origin-opener-policy": "same-origin",
      });
      expect(answer.headers.get("content-security-policy")).to.match(/^default-src 'self';/);
      expect(answer.headers.get("cache-control")).to.equal("no-store");
      expect(answer.headers.get("x-powered-by")).to.equal(null);
    }
  });

  it("takes id and secret in the Basic header as well", async () => {
    const registered = await registerPartner(
      { db: gateway.database.db, assignWaiting: () => Promise.resolve() },
      { id: "basic", name: "basic", units: ["H38.92"], roles: ["unit"], practice: true },
    );
    if (!registered.ok) throw new Error(registered.code);
    const credentials = Buffer.from(`basic:${registered.secret}`).toString("base64");
    expect((await ask({}, { authorization: `Basic ${credentials}` })).status).to.equal(200);
  });

  for (const [what, fields, headers] of [
    ["a wrong secret", { client_id: "commune", client_secret: "wrong" }, {}],
    ["an unknown partner", { client_id: "nobody", client_secret: "x" }, {}],
    ["no credentials", {}, {}],
    ["an empty secret", { client_id: "commune", client_secret: "" }, {}],
    ["Basic that is not base64", {}, { authorization: "Basic ???" }],
  ] as const)
    it(`${what} → client-unknown, without saying which part`, async () => {
      const answer = await ask({ ...fields }, { ...headers });
      expect(answer.status).to.equal(401);
      expect(answer.body.code).to.equal("client-unknown");
      expect(answer.headers.get("www-authenticate")).to.match(/^Basic/);
    });

  it("an unknown grant → field-invalid", async () => {
    const answer = await ask({ grant_type: "password" });
    expect(answer.body).to.include({ status: 400, code: "field-invalid", field: "/grant_type" });
  });

  describe("private_key_jwt (RFC 7523)", () => {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const foreign = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    before(async () => {
      await registerPartner(
        { db: gateway.database.db, assignWaiting: () => Promise.resolve() },
        {
          id: "signer",
          name: "signer",
          units: ["H38.93"],
          roles: ["unit"],
          practice: true,
          publicJwk: publicKey.export({ format: "jwk" }),
        },
      );
    });
    const assertion = (but: object = {}, key = privateKey) =>
      jsonwebtoken.sign(
        {
          iss: "signer",
          sub: "signer",
          aud: `${gateway.url}/oauth/token`,
          jti: randomUUID(),
          exp: Math.floor(Date.now() / 1000) + 60,
          ...but,
        },
        key,
        { algorithm: "ES256" },
      );
    const present = (client_assertion: string) =>
      ask({
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion,
      });

    it("gives a token for a fresh assertion", async () => {
      expect((await present(assertion())).status).to.equal(200);
    });
    it("takes each assertion once", async () => {
      const once = assertion();
      expect((await present(once)).status).to.equal(200);
      expect((await present(once)).status).to.equal(401);
    });
    for (const [what, make] of [
      ["signed by another key", () => assertion({}, foreign)],
      ["for another audience", () => assertion({ aud: "https://elsewhere.example" })],
      ["expired", () => assertion({ exp: Math.floor(Date.now() / 1000) - 60 })],
      ["living an hour", () => assertion({ exp: Math.floor(Date.now() / 1000) + 3600 })],
      ["in another's name", () => assertion({ sub: "commune", iss: "commune" })],
      ["without id", () => assertion({ jti: undefined })],
      ["unsigned", () => jsonwebtoken.sign({ iss: "signer", sub: "signer" }, "", { algorithm: "none" })],
      [
        "HMAC under the public key",
        () => jsonwebtoken.sign({ iss: "signer", sub: "signer", jti: "x" }, "public", { algorithm: "HS256" }),
      ],
      ["rubbish", () => "rubbish"],
    ] as const)
      it(`${what} → client-unknown`, async () => {
        expect((await present(make())).status).to.equal(401);
      });
  });

  describe("a call", () => {
    it("without token → token-missing", async () => {
      const answer = await probe(undefined);
      expect(answer.body).to.include({ status: 401, code: "token-missing" });
      expect(answer.headers.get("www-authenticate")).to.match(/^Bearer/);
    });

    it("with an expired token → token-expired", async () => {
      const token = await gateway.tokenOf("commune");
      // also one that was good a moment ago
      expect((await probe(token)).status).to.equal(200);
      gateway.setClock(new Date(Date.now() + 901_000));
      expect((await probe(token)).body).to.include({ status: 401, code: "token-expired" });
    });

    const claims = () => ({
      iss: gateway.url,
      sub: "commune",
      aud: "lien-thong-hub",
      exp: Math.floor(Date.now() / 1000) + 60,
    });
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    for (const [what, make] of [
      ["another hub's token", () => jsonwebtoken.sign(claims(), privateKey, { algorithm: "RS256", keyid: "theirs" })],
      [
        "our key id over a foreign signature",
        async () => {
          const { header } = jsonwebtoken.decode(await gateway.tokenOf("commune"), { complete: true })!;
          return jsonwebtoken.sign(claims(), privateKey, { algorithm: "RS256", keyid: header.kid! });
        },
      ],
      ["alg none", () => jsonwebtoken.sign(claims(), "", { algorithm: "none" })],
      [
        "HMAC under our public key",
        async () => {
          const { body } = await gateway.send("GET", "/.well-known/jwks.json");
          const [key] = body.keys as { kid: string }[];
          return jsonwebtoken.sign(claims(), JSON.stringify(key), { algorithm: "HS256", keyid: key!.kid });
        },
      ],
      [
        "an altered claim",
        async () => {
          const [head, , signature] = (await gateway.tokenOf("commune")).split(".");
          return `${head}.${Buffer.from(JSON.stringify({ ...claims(), sub: "operator" })).toString("base64url")}.${signature}`;
        },
      ],
      ["three dots and nothing", () => "a.b.c"],
      ["rubbish", () => "rubbish"],
    ] as const)
      it(`with ${what} → token-invalid`, async () => {
        expect((await probe(await make())).body).to.include({ status: 401, code: "token-invalid" });
      });

    it("of a partner disabled meanwhile → token-invalid, however long its token lives", async () => {
      await gateway.register("leaving", ["H38.94"]);
      const token = await gateway.tokenOf("leaving");
      expect((await probe(token)).status).to.equal(200);
      await disablePartner(gateway.database.db, "leaving");
      expect((await probe(token)).body.code).to.equal("token-invalid");
    });

    it("without the role → role-missing", async () => {
      await registerPartner(
        { db: gateway.database.db, assignWaiting: () => Promise.resolve() },
        { id: "roleless", name: "roleless", units: [], roles: [], practice: true, secret: "roleless-secret" },
      );
      const { body } = await ask({ client_id: "roleless", client_secret: "roleless-secret" });
      expect((await probe(body.access_token as string)).body).to.include({ status: 403, code: "role-missing" });
    });

    it("in English gets English first", async () => {
      const answer = await probe(undefined, { "accept-language": "en-GB,en;q=0.9" });
      expect(answer.body.title).to.equal("No token");
      expect(answer.body.vi.title).to.equal("Chưa có mã truy cập");
      expect(answer.headers.get("content-language")).to.equal("en");
    });
  });

  describe("addresses", () => {
    it("an unknown one → path-unknown", async () => {
      expect((await gateway.send("GET", "/v2/dossiers")).body).to.include({ status: 404, code: "path-unknown" });
    });
    it("a wrong method → method-not-allowed, naming the right ones", async () => {
      const answer = await gateway.send("DELETE", "/v1/dossiers");
      expect(answer.body).to.include({ status: 405, code: "method-not-allowed" });
      expect(answer.headers.get("allow")).to.equal("POST, GET");
    });
    it("broken percent-encoding → path-broken", async () => {
      const token = await gateway.tokenOf("commune");
      expect((await gateway.send("GET", "/v1/dossiers/%E0%A4", { token })).body).to.include({
        status: 400,
        code: "path-broken",
      });
    });
    it("a NUL in the address → text-with-nul", async () => {
      const token = await gateway.tokenOf("commune");
      expect((await gateway.send("GET", "/v1/dossiers/%00", { token })).body).to.include({
        status: 400,
        code: "text-with-nul",
      });
    });
    it("every answer carries its request id, the caller's own when it sent a UUID, never its free text", async () => {
      const id = randomUUID();
      const answer = await probe(undefined, { "x-request-id": id });
      expect(answer.headers.get("x-request-id")).to.equal(id);
      expect(answer.body.requestId).to.equal(id);
      expect((await probe(undefined, { "x-request-id": "000000000001" })).headers.get("x-request-id")).to.match(
        /^[0-9a-f-]{36}$/,
      );
    });
  });

  it("answers 503 with Retry-After while the database is away, and goes on when it is back", async () => {
    const token = await gateway.tokenOf("commune");
    await gateway.database.away();
    const during = await gateway.send("POST", "/v1/dossiers", {
      token,
      key: aKey(),
      body: { by: "H38.91", procedure: "1.002693", applicant: { name: "A" } },
    });
    await gateway.database.back();
    expect(during.status).to.equal(503);
    expect(during.body.code).to.equal("hub-busy");
    expect(during.headers.get("retry-after")).to.equal("2");
    expect(await eventually("back", async () => (await probe(token)).status === 200)).to.equal(true);
  });
});

import { expect } from "chai";
import { generateKeyPairSync, randomUUID } from "node:crypto";
import jsonwebtoken from "jsonwebtoken";
import { registerPartner } from "../../core/service/register-partner.ts";
import { testGateway, type TestGateway } from "../support/gateway.ts";

describe("a gateway in production", () => {
  let gateway: TestGateway;
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  before(async () => {
    gateway = await testGateway({ production: true });
    const world = { db: gateway.database.db, assignWaiting: () => Promise.resolve() };
    const one = { name: "x", units: [], roles: ["unit"] };
    const publicJwk = publicKey.export({ format: "jwk" }) as Record<string, unknown>;
    await registerPartner(world, { ...one, id: "practice-one", practice: true, secret: "s1" });
    await registerPartner(world, { ...one, id: "real-one", practice: false, secret: "s2" });
    await registerPartner(world, { ...one, id: "practice-signer", practice: true, publicJwk });
    await registerPartner(world, { ...one, id: "real-signer", practice: false, publicJwk });
  });
  after(() => gateway.close());
  const ask = async (fields: Record<string, string>) =>
    (
      await gateway.send("POST", "/oauth/token", {
        raw: new URLSearchParams({ grant_type: "client_credentials", ...fields }).toString(),
        headers: { "content-type": "application/x-www-form-urlencoded" },
      })
    ).status;
  const assertionOf = (id: string) => ({
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: jsonwebtoken.sign(
      {
        ...{ iss: id, sub: id, aud: `${gateway.url}/oauth/token`, jti: randomUUID() },
        exp: Math.floor(Date.now() / 1000) + 60,
      },
      privateKey,
      { algorithm: "ES256" },
    ),
  });

  it("gives practice partners no token, however they prove who they are", async () => {
    expect(await ask({ client_id: "practice-one", client_secret: "s1" })).to.equal(401);
    expect(await ask(assertionOf("practice-signer"))).to.equal(401);
  });
  it("gives real partners theirs", async () => {
    expect(await ask({ client_id: "real-one", client_secret: "s2" })).to.equal(200);
    expect(await ask(assertionOf("real-signer"))).to.equal(200);
  });
});

import { expect } from "chai";
import fc from "fast-check";
import { walk2019 } from "../../main/demo/walks.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";

/** Whatever a caller may send: texts of every kind, numbers, moments that do and do not exist, nested things. */
const anything = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.constantFrom(
    "",
    "0",
    "-1",
    "1e400",
    "NaN",
    "null",
    "0000-01-01",
    "9999-12-31",
    "2016-12-31T23:59:60Z",
    "H63.29.04",
  ),
  fc.constantFrom(
    "000.04.29.H63",
    "../../etc/passwd",
    "' or 1=1 --",
    "%00",
    "\u202e",
    "99999999999999999999.9",
    "2.002307",
  ),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.integer(),
  fc.double(),
  fc.jsonValue(),
);

describe("no door answers 5xx, whatever is sent (P14)", function () {
  this.timeout(120_000);
  let gateway: TestGateway;
  let token: string;
  let code: string;
  before(async () => {
    gateway = await testGateway();
    await gateway.register("commune", [walk2019.commune, "H38.91"]);
    token = await gateway.tokenOf("commune");
    const received = await gateway.send("POST", "/v1/dossiers", {
      token,
      key: aKey(),
      body: {
        by: walk2019.commune,
        procedure: walk2019.procedure,
        applicant: { name: "Nguyễn Văn Thử" },
        at: "2019-05-27T08:00:00+07:00",
      },
    });
    code = received.body.dossier.code as string;
  });
  after(() => gateway.close());

  const holds = (send: (value: unknown, other: unknown) => Promise<{ status: number; body: unknown }>) =>
    fc.assert(
      fc.asyncProperty(anything, anything, async (value, other) => {
        const answer = await send(value, other);
        expect(answer.status, JSON.stringify(answer.body)).to.be.below(500);
      }),
      { numRuns: 50, seed: 20_261_121 },
    );
  const text = (value: unknown) => {
    const words = typeof value === "string" ? value.toWellFormed() : JSON.stringify(value);
    // a dot segment never leaves the caller: the address is shortened before it is sent
    return /^\.{0,2}$/.test(words) ? "x" : encodeURIComponent(words);
  };
  const post = (path: string, body: unknown) => gateway.send("POST", path, { token, key: aKey(), body });

  for (const field of [
    "by",
    "procedure",
    "applicant",
    "channel",
    "at",
    "officer",
    "step",
    "role",
    "reason",
    "papers",
    "sets",
    "contacts",
  ])
    it(`a receipt's ${field}`, () =>
      holds((value) =>
        post("/v1/dossiers", {
          by: walk2019.commune,
          procedure: walk2019.procedure,
          applicant: { name: "Nguyễn Văn Thử" },
          at: "2019-05-27T08:00:00+07:00",
          [field]: value,
        }),
      ));

  for (const field of [
    "step",
    "by",
    "role",
    "at",
    "to",
    "reason",
    "outcome",
    "assignee",
    "items",
    "newDue",
    "legalBasis",
    "result",
    "incident",
  ])
    it(`a step's ${field}`, () =>
      holds((value, other) =>
        post(`/v1/dossiers/${code}/steps`, {
          step: "recall",
          role: "officer",
          by: walk2019.commune,
          reason: other,
          [field]: value,
        }),
      ));

  it("a hand-over's receiver and moment", () =>
    holds((value, other) => post(`/v1/dossiers/${code}/handovers`, { by: walk2019.commune, to: value, at: other })));

  for (const path of [
    "/v1/dossiers?changedSince=",
    "/v1/dossiers?after=",
    "/v1/inbox?after=",
    "/v1/units?on=",
    "/v1/units?q=",
    "/v1/units?after=",
    "/v1/units?code=",
    "/v1/units?parent=",
    "/v1/procedures?on=",
    "/v1/procedures?q=",
    "/v1/procedures?after=",
    "/v1/units/",
    "/v1/procedures/",
    "/v1/dossiers/",
    "/public/dossiers/",
    "/v1/contacts/",
    "/v1/dossiers/H38.91-261102-0001/papers/",
    "/v1/units/H38.91/register?year=",
    "/v1/units/H38.91/register?after=",
    "/v1/nothing/",
  ])
    it(`GET ${path}…`, () => holds((value) => gateway.send("GET", `${path}${text(value)}`, { token })));

  it("a result's and an incident's parts", () =>
    holds(async (value, other) => {
      const lost = { kind: "lost", items: ["Bản vẽ"], happenedAt: value, remedy: other };
      await post(`/v1/dossiers/${code}/steps`, {
        step: "reportLoss",
        by: walk2019.commune,
        reason: "x",
        incident: lost,
      });
      const corrected = { kind: "Giấy phép", number: value, issuedOn: other };
      return post(`/v1/dossiers/${code}/steps`, {
        step: "conclude",
        by: walk2019.commune,
        outcome: "granted",
        result: corrected,
      });
    }));

  it("a contact's papers and moment", () =>
    holds((value, other) =>
      post("/v1/contacts", {
        ...{ by: walk2019.commune, procedure: walk2019.procedure, applicant: { name: "Nguyễn Văn Thử" } },
        ...{ items: value, at: other },
      }),
    ));

  it("an acknowledgement's message", () => holds((value) => post(`/v1/inbox/${text(value)}/ack`, {})));

  it("a subscription", () =>
    holds((value, other) => gateway.send("PUT", "/v1/subscription", { token, body: { channel: value, url: other } })));

  for (const field of ["grant_type", "client_id", "client_secret", "client_assertion", "client_assertion_type"])
    it(`a token request's ${field}`, () =>
      holds((value) =>
        gateway.send("POST", "/oauth/token", {
          raw: `grant_type=client_credentials&client_id=commune&client_secret=x&${field}=${text(value)}`,
          headers: { "content-type": "application/x-www-form-urlencoded" },
        }),
      ));

  for (const [what, basic] of [
    ["a NUL", Buffer.from("a\0b:c").toString("base64")],
    ["an encoded NUL", Buffer.from("a%00b:c").toString("base64")],
    ["no colon", Buffer.from("abc").toString("base64")],
    ["rubbish", "////"],
  ] as const)
    it(`Basic with ${what}`, async () => {
      const answer = await gateway.send("POST", "/oauth/token", {
        raw: "grant_type=client_credentials",
        headers: { "content-type": "application/x-www-form-urlencoded", authorization: `Basic ${basic}` },
      });
      expect(answer.status).to.equal(401);
    });

  for (const payload of ['"x"', "null", "[]", "{", '{"sub":"a\\u0000"}', '{"sub":7}', '{"sub":{"a":1}}'])
    it(`an assertion whose payload is ${payload}`, async () => {
      const part = (content: string) => Buffer.from(content).toString("base64url");
      const answer = await gateway.send("POST", "/oauth/token", {
        raw: new URLSearchParams({
          grant_type: "client_credentials",
          client_assertion: `${part('{"alg":"RS256","typ":"JWT"}')}.${part(payload)}.c2ln`,
        }).toString(),
        headers: { "content-type": "application/x-www-form-urlencoded" },
      });
      expect(answer.status).to.equal(401);
    });

  it("a raw body of any bytes", () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (raw) => {
        const answer = await gateway.send("POST", "/v1/dossiers", {
          token,
          key: aKey(),
          raw,
          headers: { "content-type": "application/json" },
        });
        expect(answer.status).to.be.within(400, 499);
      }),
      { numRuns: 50, seed: 20_261_121 },
    ));
});

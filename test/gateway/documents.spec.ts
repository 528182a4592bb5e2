import { expect } from "chai";
import { readFileSync } from "node:fs";
import { fromRoot } from "../../platform/root.ts";
import { testGateway, type TestGateway } from "../support/gateway.ts";

describe("the documents of the messages", () => {
  let gateway: TestGateway;
  before(async () => (gateway = await testGateway()));
  after(() => gateway.close());

  it("every file that asyncapi.yaml refers to is served where it refers to it", async () => {
    const page = new URL("/asyncapi.yaml", gateway.url);
    const text = await (await fetch(page)).text();
    const references = [...text.matchAll(/\$ref: "(\.\/[^"#]+)"/g)].map(([, path = ""]) => path);
    expect(references).to.include.members(["./cloud-event.schema.json", "./examples/moved.v1.json"]);
    for (const path of references) {
      const answer = await fetch(new URL(path, page));
      expect(answer.status, path).to.equal(200);
      expect(answer.headers.get("content-type"), path).to.match(/json/);
      expect(await answer.text(), path).to.equal(readFileSync(fromRoot("contracts", "bus", path), "utf8"));
    }
  });

  for (const path of ["/examples/none.json", "/examples/", "/examples", "/examples/..%2fasyncapi.yaml"])
    it(`${path} is no address`, async () => {
      expect((await fetch(`${gateway.url}${path}`)).status).to.equal(404);
    });

  it("is ready until what was published has not arrived for a quarter of an hour", async () => {
    const ready = async () => {
      const { status, body } = await gateway.send("GET", "/readyz");
      return [status, body.checks.database as string];
    };
    const publish = (age: string) =>
      gateway.database.sql(
        `insert into outbox (message_id, receiver, subject, sequence, event_id, envelope, published_at)
         values (gen_random_uuid(), 'H63', $1::text, 1, gen_random_uuid(), '{}', now() - $1::text::interval)`,
        [age],
      );
    await publish("14 minutes");
    expect(await ready()).to.deep.equal([200, "ok"]);
    await publish("1 hour");
    const [status, said] = await ready();
    expect(status).to.equal(503);
    expect(said).to.match(/^messages were published 36\d\d s ago and have not arrived/);
  });
});

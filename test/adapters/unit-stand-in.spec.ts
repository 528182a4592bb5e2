import { mkdtemp, readFile, appendFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { makeDeliver } from "../../adapters/unit/index.ts";
import { sign } from "../../adapters/unit/signature.ts";
import { startUnitStandIn, type UnitStandIn } from "../../adapters/unit/stand-in.ts";
import { fromRoot } from "../../platform/root.ts";
import { silent } from "../support/bus.ts";

const secret = "whsec_c2VjcmV0LW9mLWEtY29tbXVuZS0zMi1ieXRlcy1vay4=";
const example = JSON.parse(
  readFileSync(fromRoot("contracts", "bus", "examples", "handed-over.v1.json"), "utf8"),
) as Record<string, unknown>;
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
/** The n-th message of a lane. */
const event = (n: number, but: Record<string, unknown> = {}) => ({
  ...example,
  id: uuid(n),
  sequence: String(n).padStart(10, "0"),
  ...but,
});

describe("the unit stand-in", () => {
  let folder: string;
  let standIn: UnitStandIn;
  const start = () => startUnitStandIn({ secret: () => secret, log: silent, journal: join(folder, "xa.jsonl") });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "stand-in-"));
    standIn = await start();
  });
  afterEach(async () => {
    await standIn.close();
    await rm(folder, { recursive: true });
  });

  const deliver = (message: Record<string, unknown>, timeoutMs = 5_000) =>
    makeDeliver({ secretOf: () => secret, privateWebhooks: true, timeoutMs })(
      { partnerId: "xa", url: standIn.webhookUrl, secretVersion: 1 },
      { messageId: String(message["id"]), receiver: "", subject: "", sequence: 0, envelope: message },
      new AbortController().signal,
    );
  const post = async (message: unknown, headers: Record<string, string> = {}) => {
    const body = Buffer.from(JSON.stringify(message));
    const now = Math.floor(Date.now() / 1000);
    const id = (message as { id: string }).id;
    const answer = await fetch(standIn.webhookUrl, {
      method: "POST",
      body,
      headers: {
        "content-type": "application/cloudevents+json",
        "webhook-id": id,
        "webhook-timestamp": String(now),
        "webhook-signature": sign(secret, id, now, body),
        ...headers,
      },
    });
    return [answer.status, await answer.text()];
  };
  const ids = () => standIn.received().map(({ id }) => id);

  it("takes a lane in order, each message once", async () => {
    for (const n of [1, 2, 2, 1, 3]) expect((await deliver(event(n))).kind).to.equal("delivered");
    expect(ids()).to.deep.equal([uuid(1), uuid(2), uuid(3)]);
    expect(standIn.violations()).to.deep.equal([]);
  });

  it("takes two copies that come at one moment as one", async () => {
    await Promise.all(Array.from({ length: 8 }, () => deliver(event(1))));
    expect(ids()).to.deep.equal([uuid(1)]);
  });

  for (const [what, message, headers, answer] of [
    ["a gap", event(2), {}, [422, "H63.29 000.04.29.H63-190527-0001: sequence 2 came where 1 was due"]],
    [
      "another content type",
      event(1),
      { "content-type": "application/json" },
      [415, "content-type is application/json"],
    ],
    ["a wrong signature", event(1), { "webhook-signature": "v1,AAAA" }, [401, "the signature does not fit the body"]],
    ["a signature of another id", event(1), { "webhook-id": uuid(9) }, [401, "the signature does not fit the body"]],
    [
      "an old timestamp",
      event(1),
      { "webhook-timestamp": "1546300800" },
      [401, "webhook-timestamp 1546300800 is more than five minutes away"],
    ],
    [
      "no timestamp",
      event(1),
      { "webhook-timestamp": "now" },
      [401, "webhook-timestamp now is more than five minutes away"],
    ],
    [
      "what is not as agreed",
      event(1, { source: "/other" }),
      {},
      [422, "not as agreed: /source must be equal to constant"],
    ],
  ] as const)
    it(`refuses ${what}, and remembers that it did`, async () => {
      expect(await post(message, headers)).to.deep.equal(answer);
      expect(standIn.violations()).to.deep.equal([answer[1]]);
      expect(ids()).to.deep.equal([]);
    });

  it("refuses a second message in a place that is taken", async () => {
    await deliver(event(1));
    expect((await deliver(event(1, { id: uuid(77) }))).kind).to.equal("refused");
    expect(ids()).to.deep.equal([uuid(1)]);
  });

  it("has on disk what it said yes to, and knows it after a sudden death, also with a line cut off", async () => {
    await deliver(event(1));
    await deliver(event(2));
    const file = join(folder, "xa.jsonl");
    expect((await readFile(file, "utf8")).trim().split("\n")).to.have.lengthOf(2);
    await standIn.close();
    await appendFile(file, '{"at":"2026-01-05T01:02:03.000Z","id":"0000');
    standIn = await start();
    for (const n of [2, 3]) expect((await deliver(event(n))).kind).to.equal("delivered");
    expect(ids()).to.deep.equal([uuid(1), uuid(2), uuid(3)]);
    expect(standIn.violations()).to.deep.equal([]);
  });

  for (const [what, line] of [
    ["is no JSON", "{{{"],
    ["is JSON of something else", '{"id":7}'],
    ["is null", "null"],
  ] as const)
    it(`sets a file aside when a line ${what}, and goes on with the others`, async () => {
      await deliver(event(1));
      await deliver(event(2));
      await standIn.close();
      const file = join(folder, "xa.jsonl");
      const damaged = (await readFile(file, "utf8")).replace("\n", `\n${line}\n`);
      await writeFile(file, damaged);
      const warnings: unknown[] = [];
      const warn = (fields: unknown) => warnings.push(fields);
      const log = { ...silent, warn } as unknown as typeof silent;
      standIn = await startUnitStandIn({ secret: () => secret, log, journal: file });
      expect(warnings).to.deep.equal([{ file: `${file}.broken`, broken: 1 }]);
      expect(await readFile(`${file}.broken`, "utf8")).to.equal(damaged);
      for (const n of [2, 3]) expect((await deliver(event(n))).kind).to.equal("delivered");
      expect(ids()).to.deep.equal([uuid(1), uuid(2), uuid(3)]);
      await standIn.close();
      standIn = await start();
      expect(ids(), "on disk").to.deep.equal([uuid(1), uuid(2), uuid(3)]);
    });

  it("shows what it received", async () => {
    await deliver(event(1));
    const shown = (await (await fetch(standIn.receivedUrl)).json()) as { received: unknown[]; violations: unknown[] };
    expect(shown.received).to.have.lengthOf(1);
    expect(shown.received[0]).to.deep.include({ id: uuid(1), sequence: 1, receiver: "H63.29", event: event(1) });
    expect(shown.violations).to.deep.equal([]);
  });

  it("misbehaves as told, then behaves", async () => {
    standIn.misbehave(
      { kind: "status", status: 503, retryAfter: "7" },
      { kind: "reset" },
      { kind: "hang" },
      { kind: "late", ms: 30 },
    );
    expect(await deliver(event(1))).to.deep.equal({
      kind: "retry",
      detail: "HTTP 503: a fault, as told",
      fault: "server-error",
      retryAfterMs: 7_000,
    });
    expect((await deliver(event(1))).kind).to.equal("unknown");
    expect((await deliver(event(1), 100)).kind).to.equal("unknown");
    expect(ids()).to.deep.equal([]);
    expect((await deliver(event(1))).kind).to.equal("delivered");
    expect(ids()).to.deep.equal([uuid(1)]);
  });

  it("can take a message over and lose its answer: the repeat is dropped", async () => {
    standIn.misbehave({ kind: "reset", after: true }, { kind: "hang", after: true });
    expect((await deliver(event(1))).kind).to.equal("unknown");
    expect((await deliver(event(1), 200)).kind).to.equal("unknown");
    expect((await deliver(event(1))).kind).to.equal("delivered");
    expect(ids()).to.deep.equal([uuid(1)]);
  });
});

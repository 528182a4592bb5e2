import { expect } from "chai";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { practicePost, startPostStandIn, type PostStandIn } from "../../adapters/post/stand-in.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { makeUnitClient, type UnitClient } from "../../main/walk/client.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { freePort, run, startHub, type OwnProcess } from "../support/hub-process.ts";
import { citizen, counter } from "../support/post-world.ts";

/** A hub and its commands, each a process of its own, and the post at the other end. */
describe("the post beside a running hub", function () {
  this.timeout(300_000);
  let database: TestDatabase;
  let folder: string;
  let port: number;
  let standIn: PostStandIn;
  let hub: OwnProcess;
  let env: Record<string, string>;
  const { commune, procedure } = walkNow;

  before(async () => {
    database = await freshDatabase();
    folder = await mkdtemp(join(tmpdir(), "running-post-"));
    await chmod(folder, 0o755);
    port = await freePort();
    standIn = await startPostStandIn("VP-4");
    const file = join(folder, "post.yaml");
    await writeFile(join(folder, "secret"), practicePost.secret);
    await writeFile(
      file,
      // JSON is YAML
      JSON.stringify({
        accounts: [
          {
            ...{ name: "parcels", profile: "VP-4", customerCode: practicePost.customerCode, key: practicePost.key },
            ...{ endpoint: standIn.url, secretFile: join(folder, "secret"), readSeconds: 30, everyMinutes: 60 },
            webhook: { networks: ["127.0.0.0/8"] },
          },
        ],
      }),
    );
    env = {
      ...{ PORT: String(port), DATABASE_URL: database.url, HUB_DATA_DIR: folder, HUB_DEMO: "1" },
      ...{ HUB_POST_FILE: file, HUB_LOG_LEVEL: "warn" },
    };
    hub = await startHub(port, env);
  });
  after(async () => {
    hub.child.kill("SIGTERM");
    await hub.ended;
    await standIn.close();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const client = async (): Promise<UnitClient> => {
    const { secrets } = JSON.parse(await readFile(join(folder, "practice.json"), "utf8")) as {
      secrets: Record<string, string>;
    };
    return makeUnitClient({
      ...{
        hubUrl: `http://127.0.0.1:${port}`,
        id: "practice-commune",
        secret: secrets["commune"] ?? "",
        language: "en",
      },
      ...{ patienceMs: 30_000, onAbsence: () => undefined },
    });
  };
  const cli = async (...args: string[]) => {
    const command = run("main/cli.ts", args, env);
    return { code: await command.ended, output: command.output() };
  };
  const submitted = async (unit: UnitClient): Promise<string> => {
    const applicant = { name: "Trần Thị Thử Nghiệm" };
    const said = { by: commune, procedure, step: "draft", channel: "online", applicant };
    const { body } = await unit.post<{ dossier: { code: string } }>("/v1/dossiers", said);
    await unit.post(`/v1/dossiers/${body.dossier.code}/steps`, { by: commune, step: "submit" });
    return body.dossier.code;
  };
  const order = async (unit: UnitClient, code: string) => {
    await unit.post(`/v1/dossiers/${code}/post-orders`, {
      ...{
        by: commune,
        purpose: "sendDossier",
        sender: citizen,
        receiver: counter,
        contents: "Tờ khai",
        weightGrams: 100,
      },
    });
  };
  const stateIs = (unit: UnitClient, code: string, state: string) =>
    eventually(
      `${code} is ${state}`,
      async () => {
        const { orders } = await unit.get<{ orders: { state: string; waybill: string | null }[] }>(
          `/v1/dossiers/${code}/post-orders`,
        );
        return orders[0]?.state === state ? orders[0] : undefined;
      },
      60_000,
    );

  let code: string;
  it("killed between the call and our commit: it asks, and calls no second postman", async () => {
    const unit = await client();
    code = await submitted(unit);
    standIn.delayMs = 3_000;
    await order(unit, code);
    await eventually("the call has left", () => standIn.calls.some(({ what }) => what === "create"), 30_000);
    hub.child.kill("SIGKILL");
    await hub.ended;
    await eventually("the post took the order", () => standIn.postmen() === 1);
    standIn.delayMs = 0;
    const [row] = await database.sql("select state, task from hub.post_order");
    expect(row).to.deep.equal({ state: "unknown", task: "ask" });
    // as when its lease has run out
    await database.sql("update hub.post_order set next_at = now()");
    hub = await startHub(port, env);
    expect(await stateIs(unit, code, "ordered")).to.include({ waybill: "EV000000001VN" });
    expect(standIn.postmen()).to.equal(1);
    expect(standIn.calls.filter(({ what }) => what === "create")).to.have.length(1);
  });

  it("a callback is a hint: the order is read, and what it says counts", async () => {
    const unit = await client();
    standIn.happens(code, "14", new Date());
    const response = await fetch(`http://127.0.0.1:${port}/callbacks/post/parcels`, {
      method: "POST",
      body: JSON.stringify({ data: [{ itemCode: "EV000000001VN", status: 10 }], sendDate: "x", signature: "" }),
    });
    expect(response.status).to.equal(200);
    await stateIs(unit, code, "delivered");
  });

  it("operators see it: hub post orders, show, feed, stuck, ask, and metrics without asking the database", async () => {
    expect((await cli("post", "orders")).output).to.contain(`${code}  sendDossier  VP-4  đã phát / delivered`);
    const shown = await cli("post", "show", code);
    expect(shown.output).to.contain('"code": "14"').and.contain('"call": "list"').and.not.contain("Thử Nghiệm");
    expect((await cli("post", "feed")).output).to.contain(practicePost.customerCode);
    expect(await cli("post", "stuck")).to.include({ code: 0 });
    expect((await cli("post", "ask", code)).output).to.contain("delivered");
    expect(await cli("post", "ask", "nothing")).to.include({ code: 1 });
    // looked at while the order was still asked about, it says so until the next look
    const metrics = await eventually(
      "the worker has looked, and nothing is unanswered",
      async () => {
        const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
        const isAnswered = /hub_post_oldest_unanswered_seconds\{[^}]*\} 0/.test(text);
        return text.includes("hub_post_feed_seconds{") && isAnswered ? text : undefined;
      },
      60_000,
    );
    expect(metrics).to.contain('hub_post_callbacks_total{account="parcels",ending="hint"');
  });

  it("what waits for a person is told in words, decided by one, and goes on", async () => {
    const unit = await client();
    const other = await submitted(unit);
    standIn.failNext("create", "refuse");
    await order(unit, other);
    await stateIs(unit, other, "refused");
    const stuck = await cli("post", "stuck");
    expect(stuck.code).to.equal(1);
    expect(stuck.output).to.contain("Bưu điện từ chối đơn").and.contain("The post refused the order");
    const released = await cli("post", "release", other, "--reason", "đã báo người dân", "--by", "vh-1");
    expect(released, released.output).to.include({ code: 0 });
    expect(await cli("post", "stuck")).to.include({ code: 0, output: "" });
    const [row] = await database.sql("select closed_by, closed_reason from hub.post_matter");
    expect(row).to.deep.equal({ closed_by: "vh-1", closed_reason: "đã báo người dân" });
  });
});

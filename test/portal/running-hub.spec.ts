import { expect } from "chai";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Holdings } from "../../adapters/national-portal/stand-in/holdings.ts";
import { portalDstcode, practiceAccount } from "../../adapters/national-portal/stand-in/index.ts";
import { linkedPaths } from "../../adapters/national-portal/stand-in/linked.ts";
import { practiceFields } from "../../main/demo/portal.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { makeUnitClient, type UnitClient } from "../../main/walk/client.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { freePort, run, startHub, type OwnProcess } from "../support/hub-process.ts";
import { dayBefore, dayComes, reform } from "../support/reform.ts";

interface Filed {
  readonly code: string;
  readonly acknowledged: boolean;
}

/** A hub, its commands and a portal, each a process of its own; nothing is done in this one but looking. */
describe("the national portal beside a running hub", function () {
  this.timeout(300_000);
  let database: TestDatabase;
  let folder: string;
  let port: number;
  let portalUrl: string;
  let hub: OwnProcess;
  let portal: OwnProcess;
  let env: Record<string, string>;
  const { commune, province, procedure } = walkNow;

  before(async () => {
    database = await freshDatabase();
    folder = await mkdtemp(join(tmpdir(), "running-portal-"));
    await chmod(folder, 0o755);
    port = await freePort();
    const portalPort = await freePort();
    portalUrl = `http://127.0.0.1:${portalPort}`;
    await startPortal();
    const file = join(folder, "portal.yaml");
    const passwordFile = join(folder, "password");
    await writeFile(passwordFile, practiceAccount.password);
    // JSON is YAML
    await writeFile(
      file,
      JSON.stringify({
        ...{ dialect: "mapi", sender: "000.00.00.H99", username: practiceAccount.username, passwordFile },
        ...{ dstcode: portalDstcode, prefix: "/XrdAdapter/RestService/forward", since: "2019-01-01" },
        endpoints: { auth: portalUrl, share: portalUrl, integration: portalUrl },
        ...{ links: `http://127.0.0.1:${port}/d`, readSeconds: 5, form: { fieldCodes: practiceFields() } },
        catalogue: { nightly: "apply" },
        codes: [{ national: "2.990986", level: "commune", local: "1.001193", from: "2025-07-01" }],
        linked: {
          ...{ endpoint: portalUrl, username: practiceAccount.username, passwordFile, paths: linkedPaths },
          everyMinutes: 1,
        },
        inbound: {
          callers: [{ name: "portal", networks: ["127.0.0.0/8"] }],
          receivers: [{ procedure: "*", unit: "H38.10" }],
        },
      }),
    );
    env = {
      ...{ PORT: String(port), DATABASE_URL: database.url, HUB_DATA_DIR: folder, HUB_DEMO: "1" },
      ...{ HUB_PORTAL_FILE: file, HUB_LOG_LEVEL: "warn" },
    };
    hub = await startHub(port, env);
  });
  after(async () => {
    for (const each of [hub, portal]) {
      each.child.kill("SIGTERM");
      await each.ended;
    }
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  async function startPortal(): Promise<void> {
    const { port: at } = new URL(portalUrl);
    portal = run("main/cli.ts", ["stand-in", "portal", "--port", at, "--hub", `http://127.0.0.1:${port}`], {});
    await eventually("the portal answers", () => portal.output().includes("it holds"), 60_000);
  }
  async function restartHub(): Promise<void> {
    hub.child.kill("SIGTERM");
    await hub.ended;
    hub = await startHub(port, env);
  }
  const cli = async (...args: string[]) => {
    const command = run("main/cli.ts", args, env);
    return { code: await command.ended, output: command.output() };
  };
  const json = async <T>(...args: string[]) => {
    const { output } = await cli(...args, "--json");
    return JSON.parse(output) as T;
  };
  const holdings = async () => (await (await fetch(`${portalUrl}/stand-in/holdings`)).json()) as Holdings;
  const file = async (path: "filings" | "linked", query: string) =>
    (await (await fetch(`${portalUrl}/stand-in/${path}?${query}`, { method: "POST" })).json()) as Filed;
  /** Of the first run of a job, once it is over: its next may fall into the test. */
  const result = (job: string) =>
    eventually(
      `${job} has run`,
      async () => {
        const [row] = await database.sql<{ result: Record<string, number> | null }>(
          "select result from hub.job_run where name = $1 and finished_at is not null order by slot limit 1",
          [job],
        );
        return row?.result;
      },
      120_000,
    );
  const client = async (role: "commune" | "province"): Promise<UnitClient> => {
    const { secrets } = JSON.parse(await readFile(join(folder, "practice.json"), "utf8")) as {
      secrets: Record<string, string>;
    };
    return makeUnitClient({
      ...{ hubUrl: `http://127.0.0.1:${port}`, id: `practice-${role}`, secret: secrets[role] ?? "", language: "en" },
      ...{ patienceMs: 30_000, onAbsence: () => undefined },
    });
  };
  const heldBy = async (nationalCode: string) =>
    eventually(
      "the filing is a dossier",
      async () => {
        const [row] = await database.sql<{ code: string; holder: string; state: string }>(
          `select d.code, d.held_by as holder, d.state from hub.dossier d
             join hub.dossier_national_code n on n.dossier_id = d.id where n.national_code = $1`,
          [nationalCode],
        );
        return row?.state === "submitted" ? row : undefined;
      },
      30_000,
    );

  let code: string;
  it("a dossier lived through by the public API appears there step by step, with exactly the same truth (P8)", async () => {
    const [atCommune, atProvince] = [await client("commune"), await client("province")];
    const received = await atCommune.post<{ dossier: { code: string } }>("/v1/dossiers", {
      ...{ by: commune, procedure, resultChannel: "counter", officer: "cb-1" },
      applicant: { name: "Trần Thị Thử Nghiệm", idKind: "CCCD", idNumber: "099301000017" },
    });
    ({ code } = received.body.dossier);
    const step = async (by: UnitClient, body: object) => {
      await by.post(`/v1/dossiers/${code}/steps`, body);
    };
    const atAgency = { by: province, officer: "cv-7" };
    const handOver = { by: commune, to: province, role: "officer", officer: "cb-1" };
    await atCommune.post(`/v1/dossiers/${code}/handovers`, handOver);
    await step(atProvince, { ...atAgency, step: "acknowledge", role: "officer" });
    await step(atProvince, { ...atAgency, step: "assign", role: "agencyHead", assignee: "cv-7" });
    const items = [{ name: "Đơn", legalBasis: "Điều 1 luật thử nghiệm" }];
    await step(atProvince, { ...atAgency, step: "askSupplement", role: "handler", items, reason: "Thiếu đơn" });
    const told = async () =>
      (await holdings()).dossiers.find((each) => each.code === code)?.progress.map(({ TrangThai }) => TrangThai) ?? [];
    await eventually("five steps are there", async () => (await told()).length === 5, 30_000);
    expect(await told()).to.deep.equal(["2", "4", "4", "4", "5"]);
    await step(atCommune, { by: commune, step: "supplement", role: "officer", officer: "cb-1" });
    await step(atProvince, { ...atAgency, step: "askPayment", role: "handler", reason: "Phí thẩm định" });
    const payment = { by: commune, step: "confirmPayment", role: "officer", officer: "cb-1", paymentReference: "BL-1" };
    await step(atCommune, payment);
    await step(atProvince, { ...atAgency, step: "conclude", role: "signatory", outcome: "granted" });
    await eventually("all of it is there", async () => (await told()).length === 9, 30_000);
    expect((await told()).slice(5)).to.deep.equal(["4", "6", "4", "9"]);

    // what the portal says of it is what the hub says of it
    const { events } = await atCommune.get<{ events: { at: string }[] }>(`/v1/dossiers/${code}/timeline`);
    const local = (iso: string) =>
      new Date(Date.parse(iso) + 7 * 3_600_000).toISOString().slice(0, 19).replaceAll(/\D/g, "");
    const held = (await holdings()).dossiers.find((each) => each.code === code);
    expect(held?.progress.map(({ ThoiDiemXuLy }) => ThoiDiemXuLy)).to.deep.equal(events.map(({ at }) => local(at)));
    expect(held?.packet).to.deep.include({
      ...{ MaTTHC: procedure, ChuHoSo: "Trần Thị Thử Nghiệm", TrangThaiHoSo: "9", NgayTra: "" },
      ...{ NgayTiepNhan: local(events[0]?.at ?? ""), NgayKetThucXuLy: local(events.at(-1)?.at ?? "") },
    });
    expect((await holdings()).duplicates).to.equal(0);
  });

  it("hub portal show and reconcile say so; confirm finds nothing in doubt", async () => {
    const shown = await json<{ presence: string; toldStatus: string; steps: { state: string }[] }>(
      "portal",
      "show",
      code,
    );
    expect(shown).to.deep.include({ presence: "present", toldStatus: "9" });
    expect(shown.steps.map(({ state }) => state)).to.deep.equal(Array(9).fill("acknowledged"));
    expect(await json("portal", "reconcile")).to.deep.include({ asked: 1, unasked: 0, differences: [] });
    const confirmed = await cli("portal", "confirm", code, "9");
    expect([confirmed.code, confirmed.output]).to.deep.equal([
      0,
      `${code}: không có bước nào trong số đó còn nghi ngờ / none of these steps was in doubt\n`,
    ]);
    expect((await cli("portal", "show", "H38.91-260101-9999")).code).to.equal(1);
  });

  it("quirk 27: a filing made there lands in its commune's inbox before the commune merged, and at the successor after", async () => {
    const query = `commune=04600&procedure=2.000286&at=20250620093000`;
    await dayBefore(database);
    await database.sql("update hub.administrative_unit set valid_to = null where code = '04600' and level = 'commune'");
    const before = await file("filings", query);
    expect(before.acknowledged).to.equal(true);
    expect(await heldBy(before.code)).to.deep.include({ holder: reform.commune, state: "submitted" });
    await dayComes(database);
    await database.sql(
      "update hub.administrative_unit set valid_to = '2025-06-30' where code = '04600' and level = 'commune'",
    );
    const after = await file("filings", query);
    expect(await heldBy(after.code)).to.deep.include({ holder: reform.merged });
    // the unit's own software has the news of it
    const inbox = await json<{ items: { nationalCode: string; dossier: string }[] }>(
      ...["portal", "inbox", "list", "--state", "taken"],
    );
    expect(inbox.items.map(({ nationalCode }) => nationalCode)).to.deep.equal([before.code, after.code]);
  });

  it("quirk 24: what cannot be mapped is shown, released to an agency, and refused by commands", async () => {
    const [one, other] = [
      await file("filings", "commune=99998&procedure=2.000286"),
      await file("filings", "commune=99999&procedure=2.000286"),
    ];
    const list = () =>
      json<{ items: { id: string; nationalCode: string; fault: { code: string } }[] }>("portal", "inbox", "list");
    const parked = await eventually(
      "both wait",
      async () => {
        const { items } = await list();
        return items.length === 2 ? items : undefined;
      },
      60_000,
    );
    expect(parked.map(({ fault }) => fault.code)).to.deep.equal(["portal-commune-unknown", "portal-commune-unknown"]);
    const idOf = (filed: Filed) => String(parked.find(({ nationalCode }) => nationalCode === filed.code)?.id);
    expect((await cli("portal", "inbox", "show", idOf(one))).output).to.contain("Công ty TNHH Thử Nghiệm Sao Mai");
    const reason = ["--reason", "thử nghiệm"];
    const released = await cli("portal", "inbox", "release", idOf(one), ...reason, "--unit", commune);
    expect(released.code, released.output).to.equal(0);
    expect(await heldBy(one.code)).to.deep.include({ holder: commune });
    expect((await cli("portal", "inbox", "refuse", idOf(other), ...reason)).code).to.equal(0);
    const again = await file("filings", `commune=99999&procedure=2.000286&code=${other.code}`);
    expect(again.acknowledged).to.equal(false);
    expect((await list()).items).to.deep.equal([]);
    expect((await cli("portal", "inbox", "erase", idOf(other))).code).to.equal(0);
  });

  it("questions and the catalogue are pulled by commands", async () => {
    const questions = await cli("portal", "questions", "pull");
    expect(JSON.parse(questions.output)).to.deep.equal({ listed: 2, added: 1, passedOver: 1, nameless: 0 });
    const pulled = await cli("portal", "catalogue", "pull", "--json");
    expect(pulled.code, pulled.output).to.equal(0);
    // the running hub took them in at its start
    expect(JSON.parse(pulled.output)).to.deep.include({ added: [] });
    expect(await result("pull-catalogue")).to.deep.include({ added: 3, refused: 0 });
    expect(await result("forget-portal")).to.deep.equal({ questions: 0, packets: 0, calls: 0 });
  });

  it("the running hub takes what is listed at the linked services, and acknowledges it", async () => {
    const { code: linked } = await file("linked", "commune=04606&procedure=2.990986");
    const { code: broken } = await file("linked", "commune=04606&procedure=2.990986&broken");
    expect(await linkedHeldBy(linked)).to.deep.include({ holder: commune });
    await eventually(
      "one is acknowledged, the other is not",
      async () => {
        const { linked: all } = await holdings();
        return all.find((each) => each.code === linked)?.acknowledged;
      },
      90_000,
    );
    expect((await holdings()).linked.find((each) => each.code === broken)?.acknowledged).to.equal(false);
    const parked = await eventually("the other is parked", async () => {
      const { items } = await json<{ items: { nationalCode: string; fault: unknown }[] }>("portal", "inbox", "list");
      return items.find(({ nationalCode }) => nationalCode === broken);
    });
    expect(parked.fault).to.deep.include({
      ...{ code: "portal-packet-broken", values: { layer: "xml" } },
    });
  });
  const linkedHeldBy = (nationalCode: string) =>
    eventually(
      "the linked filing is a dossier",
      async () => {
        const [row] = await database.sql<{ holder: string }>(
          `select d.held_by as holder from hub.dossier d join hub.dossier_national_code n on n.dossier_id = d.id
            where n.national_code = $1`,
          [nationalCode],
        );
        return row;
      },
      120_000,
    );

  it("a portal that lost everything is found out and told again by the nightly job of the running hub", async () => {
    portal.child.kill("SIGTERM");
    await portal.ended;
    await startPortal();
    expect((await holdings()).dossiers).to.deep.equal([]);
    const found = await cli("portal", "reconcile", "--json");
    expect(found.code).to.equal(1);
    expect(JSON.parse(found.output)).to.have.nested.property("differences[0].kind", "missing");
    await database.sql("delete from hub.job_run where name = 'reconcile-portal'");
    await restartHub();
    expect(await result("reconcile-portal")).to.deep.include({ unasked: 0 });
    await eventually(
      "all of it is there again",
      async () => (await holdings()).dossiers.find((each) => each.code === code)?.progress.length === 9,
      60_000,
    );
    expect(await json("portal", "reconcile")).to.deep.include({ differences: [] });
  });
});

import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import type { LinkedStatus } from "../../contracts/national-portal/linked.ts";
import { makeSend } from "../../adapters/national-portal/http.ts";
import { makeLinkedAsk, takeLinked, type LinkedAsk } from "../../adapters/national-portal/linked.ts";
import { takeInWorld } from "../../adapters/national-portal/inbound/take-in.ts";
import {
  practiceAccount,
  startPortalStandIn,
  type PortalStandIn,
} from "../../adapters/national-portal/stand-in/index.ts";
import { linkedPaths } from "../../adapters/national-portal/stand-in/linked.ts";
import { sampleLinked } from "../../adapters/national-portal/stand-in/samples.ts";
import { makeTellLinked } from "../../adapters/national-portal/tell-linked.ts";
import { announce, owe } from "../../bus/outbox.ts";
import type { Outcome } from "../../bus/outcome.ts";
import { parseDay } from "../../core/domain/day.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import type { ToldStep } from "../../core/domain/told-dossier.ts";
import { decideInbox } from "../../core/service/decide-inbox.ts";
import { openClocks } from "../../core/service/clock-in-force.ts";
import { linkedStatuses } from "../../core/service/portal-linked.ts";
import { readTold, type Told } from "../../core/service/read-told.ts";
import { defaultFileLimits } from "../../core/service/take-file.ts";
import { takeInNext } from "../../core/service/take-in.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { silent } from "../support/bus.ts";
import { testGateway, type TestGateway } from "../support/gateway.ts";

const national = "G22.99.01-260310-0231";
const { commune, procedure } = walkNow;
const codes = [
  { national: "2.990986", local: procedure, level: "commune", from: parseDay("2025-07-01"), until: null },
] as const;
const signal = new AbortController().signal;

describe("linked services (DVCLT)", () => {
  let gateway: TestGateway;
  let standIn: PortalStandIn;
  let ask: LinkedAsk;
  const files = () => ({
    ...{ db: gateway.database.db, folder: gateway.folder, limits: { ...defaultFileLimits, freeBytes: 0 } },
    newId: randomUUID,
  });
  const take = () => takeLinked({ ask, files: files(), log: silent }, signal);
  const inbox = () =>
    gateway.database.sql<{ code: string; state: string; fault: { code: string; field?: string } | null }>(
      "select national_code as code, state, fault from hub.portal_inbox order by id",
    );
  const takeIn = () => {
    const world = {
      db: gateway.database.db,
      announce,
      owe,
      now: () => new Date(),
      newId: randomUUID,
      clocks: openClocks(),
    };
    const settings = {
      ...{ callers: [], bodyBytes: 1 << 20, fileBytes: 1 << 20, services: {} },
      repeatAnswer: "0" as const,
      receivers: [{ procedure, unit: commune }],
      fetch: { hosts: [], rewrite: {}, mediaTypes: [], seconds: 1 },
    } as const;
    return takeInNext(
      takeInWorld({ ...world, log: silent }, files(), settings, { linked: { modules: ["KS"], codes } }),
    );
  };
  const toldOf = async (): Promise<Told> => {
    const [row] = await gateway.database.sql<{ code: string }>(
      "select d.code from hub.dossier d join hub.dossier_national_code n on n.dossier_id = d.id",
    );
    const told = row && (await readTold(gateway.database.db, parseDossierCode(row.code)));
    if (!told) throw new Error("no dossier came of it");
    return told;
  };
  beforeEach(async () => {
    gateway = await testGateway();
    await gateway.register("commune", [commune]);
    await gateway.database.sql(
      "insert into hub.partner (id, name, secret_sha256) values ('national-portal', 'Cổng', 'x')",
    );
    standIn = await startPortalStandIn({ log: silent });
    const endpoints = { auth: standIn.url, share: standIn.url, integration: standIn.url };
    ask = makeLinkedAsk({
      linked: {
        ...{ endpoint: standIn.url, username: practiceAccount.username, password: practiceAccount.password },
        ...{ paths: linkedPaths, tokenMinutes: 10, everyMinutes: 5, modules: ["KS"], agency: 5 },
      },
      answers: [],
      send: makeSend({ endpoints, timeoutMs: 2_000, answerLimit: 1 << 26, connections: 2 }),
      now: () => new Date(),
    });
  });
  afterEach(async () => {
    await standIn.close();
    await gateway.close();
  });

  it("quirk 31: with the account that filed it a filing is kept first, then acknowledged, then an online dossier with both codes; its files are those that stand", async () => {
    standIn.addLinked(sampleLinked(national));
    expect(await take()).to.deep.equal({ listed: 1, kept: 1, repeated: 0, acknowledged: 1, unread: 0 });
    expect(standIn.holdings().linked[0]).to.deep.include({ code: national, acknowledged: true });
    expect(await takeIn()).to.equal(true);
    expect(await inbox()).to.deep.equal([{ code: national, state: "taken", fault: null }]);
    const { dossier } = await toldOf();
    expect(dossier).to.deep.include({ nationalCode: national, channel: "online", state: "submitted" });
    expect(dossier.accountId).to.equal("7d0c-mau-tech");
    expect(dossier.applicant).to.deep.include({ name: "Cha Thử Nghiệm", idNumber: "099301000017" });
    expect(dossier.files.map(({ name }) => name).filter((name) => name.endsWith(".pdf"))).to.deep.equal(["gcs.pdf"]);
    expect(await take()).to.deep.include({ listed: 0 });
  });

  it("quirk 23: an acknowledgement that was lost makes it listed again, kept once, acknowledged again", async () => {
    standIn.addLinked(sampleLinked(national));
    standIn.misbehave({ kind: "timeout-before", on: "dvclt/acknowledge" });
    expect(await take()).to.deep.include({ kept: 1, acknowledged: 0 });
    expect(await take()).to.deep.include({ listed: 1, kept: 0, repeated: 1, acknowledged: 1 });
    expect(await inbox()).to.have.length(1);
  });

  it("quirk 23: other content of a known filing is taken only while a supplement is asked for", async () => {
    standIn.addLinked(sampleLinked(national));
    await take();
    await takeIn();
    standIn.addLinked(sampleLinked(national, { fields: { nycHoTen: "Người Khác Thử Nghiệm" } }));
    expect(await take()).to.deep.include({ kept: 0, repeated: 1, acknowledged: 1 });
    expect(await inbox()).to.have.length(1);
    await gateway.database.sql("update hub.dossier set state = 'supplementBeforeReceipt'");
    standIn.addLinked(sampleLinked(national, { fields: { nycHoTen: "Người Khác Thử Nghiệm" } }));
    expect(await take()).to.deep.include({ kept: 1, acknowledged: 1 });
    expect(await inbox()).to.have.length(2);
  });

  const raw = async () => {
    const [row] = await gateway.database.sql<{ sha256: string }>(
      "select sha256 from hub.portal_inbox_file join hub.portal_inbox i on i.id = inbox_id where i.state = 'parked'",
    );
    const { root, pathOf } = gateway.folder;
    return readFile(join(root, pathOf(row?.sha256 ?? "")));
  };
  for (const [layer, at, text, but] of [
    ["JSON inside JSON", "detail", "{broken", { rawInner: "{broken" }],
    ["XML inside that", "xml", "<root><hoTich>", { rawXml: "<root><hoTich>" }],
    [
      "a DTD",
      "xml",
      "<!DOCTYPE x",
      { rawXml: '<!DOCTYPE x [<!ENTITY a "b">]><root><hoTich><nycHoTen>&a;</nycHoTen></hoTich></root>' },
    ],
    [
      ...["another code inside", "maHoSo", "<nycHoTen>Thử</nycHoTen>"],
      {
        rawInner: JSON.stringify({
          maHoSo: "G22.99.01-260310-9999",
          module: "KS",
          data: "<root><hoTich><nycHoTen>Thử</nycHoTen></hoTich></root>",
        }),
      },
    ],
  ] as const)
    it(`quirk 20, quirk 24: ${layer} is kept raw for a person, not acknowledged, and stays on the list; the next one is taken`, async () => {
      standIn.addLinked(sampleLinked(national, but));
      standIn.addLinked(sampleLinked("G22.99.01-260310-0232"));
      expect(await take()).to.deep.include({ listed: 2, kept: 1, acknowledged: 1, unread: 1 });
      while (await takeIn());
      expect(await inbox()).to.deep.equal([
        {
          code: national,
          state: "parked",
          fault: { code: "portal-packet-broken", values: { layer: at }, field: "data" },
        },
        { code: "G22.99.01-260310-0232", state: "taken", fault: null },
      ]);
      expect((await raw()).toString()).to.contain(text);
      // it is listed again, and kept once
      expect(await take()).to.deep.include({ listed: 1, kept: 0, acknowledged: 0, unread: 1 });
      expect(await inbox()).to.have.length(2);
    });

  for (const [what, code] of [
    ["a character that no database takes", `${national}\u0000`],
    ["more than a hundred characters", `${national}${"0".repeat(100)}`],
  ] as const)
    it(`quirk 24: a code with ${what} waits for a person and holds nobody up`, async () => {
      standIn.addLinked(sampleLinked(code));
      standIn.addLinked(sampleLinked("G22.99.01-260310-0232"));
      expect(await take()).to.deep.include({ listed: 2, kept: 1, acknowledged: 1, unread: 1 });
      while (await takeIn());
      expect((await inbox()).map(({ state, fault }) => [state, fault?.code])).to.deep.equal([
        ["parked", "portal-packet-broken"],
        ["taken", undefined],
      ]);
    });

  it("quirk 24: what could not be read is taken in and acknowledged once it can be", async () => {
    standIn.addLinked(sampleLinked(national, { rawXml: "<root><hoTich>" }));
    await take();
    while (await takeIn());
    standIn.addLinked(sampleLinked(national));
    expect(await take()).to.deep.include({ kept: 1, acknowledged: 1, unread: 0 });
    while (await takeIn());
    expect((await inbox()).map(({ state }) => state)).to.deep.equal(["replaced", "taken"]);
    // of a dossier that awaits nothing it is acknowledged; of one that awaits a supplement a person sees it again
    standIn.addLinked(sampleLinked(national, { rawXml: "<root><hoTich>" }));
    expect(await take()).to.deep.include({ listed: 1, acknowledged: 1, unread: 1 });
    await gateway.database.sql("update hub.dossier set state = 'supplementBeforeReceipt'");
    standIn.addLinked(sampleLinked(national, { rawXml: "<root><hoTich>" }));
    expect(await take()).to.deep.include({ listed: 1, acknowledged: 0, unread: 1 });
    while (await takeIn());
    expect((await inbox()).map(({ state }) => state)).to.deep.equal(["parked", "taken"]);
  });

  it("quirk 24: what a person refused to take in leaves the list", async () => {
    standIn.addLinked(sampleLinked(national, { rawXml: "<root><hoTich>" }));
    await take();
    while (await takeIn());
    const [row] = await gateway.database.sql<{ id: string }>("select id::text from hub.portal_inbox");
    await decideInbox(gateway.database.db, BigInt(row?.id ?? 0), "refused", {
      ...{ at: new Date(), by: "thử nghiệm", reason: "đã nhận bản giấy" },
    });
    expect(await take()).to.deep.include({ listed: 1, acknowledged: 1 });
    expect(await take()).to.deep.include({ listed: 0 });
  });

  it("quirk 24: what can be read keeps its place when the same filing cannot be read the next time", async () => {
    standIn.addLinked(sampleLinked(national));
    standIn.misbehave({ kind: "timeout-before", on: "dvclt/acknowledge" });
    await take();
    standIn.addLinked(sampleLinked(national, { rawXml: "<root><hoTich>" }));
    await take();
    await takeIn();
    expect((await inbox()).map(({ state }) => state)).to.deep.equal(["taken", "waiting"]);
  });

  it("an answer that is no detail at all is no content: it is asked for again", async () => {
    standIn.addLinked(sampleLinked(national));
    standIn.misbehave({ kind: "timeout-before", on: "dvclt/detail" });
    expect(await take()).to.deep.include({ kept: 0, acknowledged: 0, unread: 1 });
    expect(await inbox()).to.deep.equal([]);
    expect(await take()).to.deep.include({ kept: 1, acknowledged: 1 });
  });

  it("quirk 24: a module or a requester that is missing waits for a person with the field", async () => {
    standIn.addLinked(sampleLinked(national, { module: "KT" }));
    standIn.addLinked(sampleLinked("G22.99.01-260310-0232", { fields: { nksHoTen: "Bé Thử Nghiệm" } }));
    await take();
    while (await takeIn());
    expect((await inbox()).map(({ state, fault }) => [state, fault?.code, fault?.field])).to.deep.equal([
      ["parked", "portal-flow-unknown", "module"],
      ["parked", "portal-field-missing", "nycHoTen"],
    ]);
  });

  describe("status back", () => {
    let told: Told;
    const outcomeOf = ({ kind, detail }: { kind: string; detail: string }): Outcome =>
      kind === "predecessor"
        ? { kind: "retry", fault: "portal-out-of-order", detail }
        : { kind: "unknown", fault: "silent", detail };
    const step = (state: ToldStep["state"], hour: number): ToldStep => ({
      ...(told.steps.at(-1) as ToldStep),
      ...{ state, at: new Date(`2026-03-10T${10 + hour}:00:00+07:00`), eventId: `event-${hour}`, revision: hour },
    });
    const tellLast = (states: readonly ToldStep["state"][], result: string | null = '{"giayKhaiSinh":"JVBERi0="}') => {
      const steps = states.map((state, at) => step(state, at));
      const tell = makeTellLinked({
        ...{ db: gateway.database.db, ask, agency: 5, codes, statuses: [] },
        resultOf: () => Promise.resolve(result),
      });
      const now: Told = { ...told, steps, dossier: { ...told.dossier, outcome: "granted" } };
      return tell(now, steps.at(-1) as ToldStep, outcomeOf, signal);
    };
    const held = () => standIn.holdings().linked[0]?.statuses;
    beforeEach(async () => {
      standIn.addLinked(sampleLinked(national));
      await take();
      await takeIn();
      told = await toldOf();
    });

    it("quirk 13: the enforced order 1 → 3 → 7 → 4 → 5, what was passed untold filled in from history", async () => {
      expect(await tellLast(["submitted", "accepted", "done"])).to.deep.include({
        kind: "delivered",
        detail: "1, 3, 7, 4",
      });
      expect(held()).to.deep.equal([1, 3, 7, 4]);
      expect(await tellLast(["submitted", "accepted", "done", "resultReturned"])).to.deep.include({ detail: "5" });
      expect(held()).to.deep.equal([1, 3, 7, 4, 5]);
      expect(await linkedStatuses(gateway.database.db, told.id)).to.deep.equal(["1", "3", "7", "4", "5"]);
      expect(standIn.holdings().rejected).to.deep.equal([]);
    });

    it("a status told before is not told again; one of which no answer came is, and counts once", async () => {
      await tellLast(["submitted"]);
      expect(await tellLast(["submitted"])).to.deep.include({ kind: "delivered" });
      standIn.misbehave({ kind: "timeout-after", on: "dvclt/status" });
      expect(await tellLast(["submitted", "accepted"])).to.deep.include({ kind: "unknown" });
      expect(await tellLast(["submitted", "accepted"])).to.deep.include({ kind: "delivered" });
      expect(held()).to.deep.equal([1, 3]);
    });

    for (const [what, errors] of [
      ["by field", { soHoSoLT: ["Mã sai định dạng"] }],
      ["in a row", ["Mã sai định dạng"]],
      ["in words", "Mã sai định dạng"],
    ] as const)
      it(`status 200 with errors ${what} is not taken for a yes: it is asked again, then a person reads it`, async () => {
        const said: { status: number; title: string; errors: unknown } = {
          status: 200,
          title: "Cập nhật trạng thái thành công",
          errors,
        };
        const server = createServer((request, response) => {
          request.resume();
          response.setHeader("content-type", "application/json");
          response.end(JSON.stringify(request.url === linkedPaths.token ? { token: "thu" } : said));
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
        const other = makeLinkedAsk({
          linked: {
            ...{ endpoint, username: "a", password: "b", paths: linkedPaths },
            ...{ tokenMinutes: 10, everyMinutes: 5, modules: ["KS"], agency: 5 },
          },
          answers: [],
          send: makeSend({
            endpoints: { auth: endpoint, share: endpoint, integration: endpoint },
            ...{ timeoutMs: 2_000, answerLimit: 1 << 20, connections: 2 },
          }),
          now: () => new Date(),
        });
        const reply = await other.tellStatus({ trangThai: 1 } as LinkedStatus, signal);
        expect(reply.kind).to.equal("unclear");
        expect(reply.detail).to.contain("Mã sai định dạng");
        said.errors = what === "by field" ? {} : what === "in a row" ? [] : "";
        expect((await other.tellStatus({ trangThai: 1 } as LinkedStatus, signal)).kind).to.equal("done");
        server.closeAllConnections();
        await new Promise<void>((resolve) => server.close(() => resolve()));
      });

    it("what they say is missing there is told anew the next time", async () => {
      await gateway.database.sql(
        "insert into hub.portal_linked_status (dossier_id, number, status) select dossier_id, 1, '1' from hub.dossier_national_code",
      );
      expect(await tellLast(["submitted", "accepted"])).to.deep.include({ kind: "retry" });
      expect(await tellLast(["submitted", "accepted"])).to.deep.include({ kind: "delivered" });
      expect(held()).to.deep.equal([1, 3]);
    });

    it("status 4 without a certificate is refused for a person, with the field; nothing is invented", async () => {
      expect(await tellLast(["submitted", "accepted", "done"], null)).to.deep.include({
        ...{ kind: "refused", fault: "portal-incomplete", field: "ketQuaXuLy" },
      });
      expect(held()).to.deep.equal([1, 3, 7]);
    });

    it("a stop has no word there and waits for a person; a withdrawal that is asked for is not told", async () => {
      expect(await tellLast(["submitted", "stopped"])).to.deep.include({ kind: "refused", fault: "portal-unmapped" });
      expect(await tellLast(["submitted", "withdrawRequested"])).to.deep.include({ kind: "delivered" });
      expect(held()).to.deep.equal([]);
    });
  });
});

import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { announce } from "../../bus/outbox.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import { feedPortal, startFeed } from "../../core/service/feed-portal.ts";
import { readTold } from "../../core/service/read-told.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { openDatabase } from "../../platform/database.ts";
import { eventually } from "../support/eventually.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";

const feed = { partnerId: "national-portal", receiver: parseOrgCode("G22") };
const longAgo = new Date("2019-01-01T00:00:00+07:00");

describe("the feed of the national portal (ADR 16, P2)", () => {
  let gateway: TestGateway;
  let token: string;
  const { commune, procedure } = walkNow;
  beforeEach(async () => {
    gateway = await testGateway();
    await gateway.register("commune", [commune]);
    token = await gateway.tokenOf("commune");
    await gateway.database.sql(
      "insert into hub.partner (id, name, secret_sha256) values ('national-portal', 'Cổng', 'x')",
    );
  });
  afterEach(() => gateway.close());

  const world = () => ({ db: gateway.database.db, announce, newId: randomUUID });
  const feedOnce = async () => {
    let announced = 0;
    for (let more = true; more;) {
      const fed = await feedPortal(world(), feed);
      announced += fed.announced;
      ({ more } = fed);
    }
    return announced;
  };
  /** Until every change is behind the mark: any transaction of the server may hold it up for a moment. */
  const feedAll = async () => {
    let announced = 0;
    await eventually("all changes are fed", async () => {
      announced += await feedOnce();
      const [row] = await gateway.database.sql<{ all: boolean }>(
        `select coalesce(bool_and((d.changed_xid, d.id) <= (f.fed_xid, f.fed_id)), true) as all
         from hub.dossier d, hub.portal_feed f`,
      );
      return row?.all;
    });
    return announced;
  };
  const receive = async (but: object = {}): Promise<string> => {
    const body = { by: commune, procedure, applicant: { name: "Nguyễn Văn Thử Nghiệm" }, ...but };
    const { body: taken } = await gateway.send("POST", "/v1/dossiers", { token, key: aKey(), body });
    return (taken as { dossier: { code: string } }).dossier.code;
  };
  const step = async (code: string, name: string, but: object = {}) => {
    const body = { by: commune, step: name, role: "officer", ...but };
    const answer = await gateway.send("POST", `/v1/dossiers/${code}/steps`, { token, key: aKey(), body });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
  };
  const owed = () =>
    gateway.database.sql<{ subject: string; sequence: number; data: { code: string; revision: number } }>(
      `select subject, sequence, envelope -> 'data' as data from hub.outbox
       where receiver = 'G22' and envelope ->> 'type' = 'vn.lienthong.portal.step-to-tell.v1' order by id`,
    );

  it("announces every step once and in order, and nothing twice", async () => {
    await startFeed(gateway.database.db, feed, longAgo);
    const code = await receive();
    expect(await feedAll()).to.equal(1);
    await step(code, "conclude", { role: "signatory", outcome: "granted" });
    await step(code, "returnResult");
    expect(await feedAll()).to.equal(2);
    expect(await feedAll()).to.equal(0);
    expect(await owed()).to.deep.equal([
      { subject: code, sequence: 1, data: { code, revision: 1 } },
      { subject: code, sequence: 2, data: { code, revision: 2 } },
      { subject: code, sequence: 3, data: { code, revision: 3 } },
    ]);
  });

  it("marks what goes ahead: steps of linked groups, and of no other flow (NĐ 63/2024 art. 7)", async () => {
    await startFeed(gateway.database.db, feed, longAgo);
    const [linked, filed, own] = [await receive(), await receive(), await receive()];
    for (const [code, flow] of [
      [linked, "dvclt"],
      [filed, "promotion"],
    ] as const)
      await gateway.database.sql(
        `insert into hub.dossier_national_code (dossier_id, national_code, flow)
         select id, 'G22.99-' || code, $1 from hub.dossier where code = $2`,
        [flow, code],
      );
    expect(await feedAll()).to.equal(3);
    const marked = await gateway.database.sql<{ subject: string; ahead: boolean }>(
      "select subject, envelope ? 'ahead' as ahead from hub.outbox where receiver = 'G22' order by subject",
    );
    expect(marked).to.deep.equal([
      { subject: linked, ahead: true },
      { subject: filed, ahead: false },
      { subject: own, ahead: false },
    ]);
  });

  it("carries nothing about people (P12)", async () => {
    await startFeed(gateway.database.db, feed, longAgo);
    await receive();
    await feedAll();
    const [row] = await gateway.database.sql<{ told: string }>(
      "select envelope::text as told from hub.outbox where receiver = 'G22'",
    );
    expect(row?.told).to.not.contain("Thử Nghiệm");
  });

  it("tells nobody of a draft, and of all of it once it is submitted", async () => {
    await startFeed(gateway.database.db, feed, longAgo);
    const code = await receive({ step: "draft", channel: "online" });
    expect(await feedAll()).to.equal(0);
    await step(code, "submit", { role: "applicant" });
    expect(await feedAll()).to.equal(1);
    expect((await owed()).map(({ data }) => data.revision)).to.deep.equal([2]);
  });

  it("tells nothing received before its first day, until that day is moved back", async () => {
    const old = await receive({ at: "2026-11-02T09:00:00+07:00" });
    await startFeed(gateway.database.db, feed, new Date("2026-11-03T00:00:00+07:00"));
    expect(await feedAll()).to.equal(0);
    await startFeed(gateway.database.db, feed, new Date("2026-11-02T00:00:00+07:00"));
    expect(await feedAll()).to.equal(1);
    expect((await owed()).map(({ subject }) => subject)).to.deep.equal([old]);
  });

  it("jumps over no change that commits late", async () => {
    await startFeed(gateway.database.db, feed, longAgo);
    const early = await receive();
    await feedAll();
    const other = openDatabase(gateway.database.url, "a slow step", 1);
    try {
      const slow = await other.startTransaction().execute();
      await slow.updateTable("dossier").set({ assignee: "cb-9" }).where("code", "=", early).execute();
      const late = await receive();
      // the slow transaction is older than this receipt: both wait for it
      expect(await feedOnce()).to.equal(0);
      await slow.rollback().execute();
      expect(await feedAll()).to.equal(1);
      expect((await owed()).map(({ subject }) => subject)).to.deep.equal([early, late]);
    } finally {
      await other.destroy();
    }
  });

  it("is fed by one process at a time", async () => {
    await startFeed(gateway.database.db, feed, longAgo);
    await receive();
    await Promise.all([feedAll(), feedAll()]);
    expect((await owed()).map(({ sequence }) => sequence)).to.deep.equal([1]);
  });

  it("a dossier is told as it stands, with all its steps", async () => {
    const code = parseDossierCode(
      await receive({
        applicant: { name: "Trần Thị Thử Nghiệm", idKind: "CCCD", idNumber: "099301000017", phone: "0900000017" },
        papers: [{ name: "Đơn đề nghị", kind: "original", copies: 2 }],
        resultChannel: "post",
        at: "2026-11-16T09:00:00+07:00",
        officer: "cb-1",
      }),
    );
    await step(code, "conclude", {
      ...{ role: "signatory", outcome: "granted", at: "2026-11-17T10:00:00+07:00", reason: "Đủ điều kiện" },
      result: { kind: "Giấy phép", number: "12/GP", code: "KQ.G15.000031", issuedOn: "2026-11-17" },
    });
    const told = await readTold(gateway.database.db, code);
    expect(told?.dossier).to.deep.include({
      ...{ code, nationalCode: null, revision: 2, channel: "direct", state: "done", outcome: "granted" },
      applicant: {
        ...{ name: "Trần Thị Thử Nghiệm", idKind: "CCCD", idNumber: "099301000017", phone: "0900000017" },
        ...{ email: null, address: null, owner: null },
      },
      ...{ filedAt: new Date("2026-11-16T02:00:00Z"), receivedAt: new Date("2026-11-16T02:00:00Z"), refusedAt: null },
      ...{ concludedAt: new Date("2026-11-17T03:00:00Z"), returnedAt: null, resultChannel: "post" },
      otherPapers: [{ name: "Đơn đề nghị", copies: 2, kind: "original" }],
      results: [{ name: "Giấy phép", number: "12/GP", code: "KQ.G15.000031", issuedOn: "2026-11-17", file: null }],
    });
    expect(
      told?.steps.map(({ revision, step: name, state, officer, reason }) => ({
        revision,
        name,
        state,
        officer,
        reason,
      })),
    ).to.deep.equal([
      { revision: 1, name: "receive", state: "accepted", officer: "cb-1", reason: null },
      { revision: 2, name: "conclude", state: "done", officer: null, reason: "Đủ điều kiện" },
    ]);
  });
});

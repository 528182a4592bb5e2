import { expect } from "chai";
import { walkNow } from "../../main/demo/walks.ts";
import { hubJobs } from "../../main/jobs.ts";
import { messagesOf } from "../support/agreed-messages.ts";
import { aKey, testGateway, type Answer, type TestGateway } from "../support/gateway.ts";
import { inUsualRole } from "../support/roles.ts";

/** E28: asked on Fri 20/11/2026, the applicant has 15 working days, 24/11 skipped: until Mon 14/12 17:30 (KARA 6(4a)). */
describe("the applicant's time to supplement (T07, T09, T20, T22)", () => {
  let gateway: TestGateway;
  let token: string;
  const ends = "2026-12-14T17:30:00+07:00";
  const endsInUtc = "2026-12-14T10:30:00.000Z";
  const late = "2026-12-14T17:30:01+07:00";
  const items = [{ name: "Ảnh chụp hiện trạng cây xanh" }];
  const reason = "quá hạn bổ sung";

  before(async () => {
    gateway = await testGateway();
    gateway.setClock(new Date("2026-12-31T00:00:00Z"));
    await gateway.register("commune", [walkNow.commune]);
    token = await gateway.tokenOf("commune");
  });
  after(() => gateway.close());
  beforeEach(() => gateway.database.sql("truncate dossier, dossier_counter, outbox restart identity cascade"));

  const post = (path: string, body: object) => gateway.send("POST", path, { token, key: aKey(), body });
  const taken = async (answer: Promise<Answer>) => {
    const { status, body } = await answer;
    expect(status, JSON.stringify(body)).to.equal(201);
    return body;
  };
  const step = (code: string, what: string, at: string, but: object = {}) =>
    post(`/v1/dossiers/${code}/steps`, { ...inUsualRole(what), step: what, by: walkNow.commune, at, ...but });
  const look = async (code: string) => (await gateway.send("GET", `/v1/dossiers/${code}`, { token })).body;
  const clockOf = async (code: string, kind: string) =>
    (await look(code)).clocks.find((clock: { kind: string }) => clock.kind === kind);
  const received = async (but: object) => {
    const applicant = { name: "Trần Thị Thử Nghiệm" };
    const body = {
      by: walkNow.commune,
      procedure: walkNow.procedure,
      applicant,
      at: "2026-11-20T09:00:00+07:00",
      ...but,
    };
    return (await taken(post("/v1/dossiers", body))).dossier.code as string;
  };
  /** Filed online and asked before the receipt (T07). */
  const askedBefore = async () => {
    const code = await received({ step: "draft", channel: "online" });
    await taken(step(code, "submit", "2026-11-20T09:10:00+07:00"));
    await taken(step(code, "askSupplement", "2026-11-20T10:00:00+07:00", { items, role: "officer" }));
    return code;
  };
  /** Received at the counter, and asked by the unit that works on it (T20). */
  const askedAfter = async () => {
    const code = await received({});
    await gateway.database.sql("update dossier set state = 'processing' where code = $1", [code]);
    await taken(step(code, "askSupplement", "2026-11-20T10:00:00+07:00", { items, role: "officer" }));
    return code;
  };

  for (const [what, asked, state] of [
    ["before the receipt: not received (T09)", askedBefore, "receiptRefused"],
    ["after it: stopped (T22)", askedAfter, "stopped"],
  ] as const) {
    it(`${what}; not a moment before the time is over, and not without a reason`, async () => {
      const code = await asked();
      expect(await clockOf(code, "supplement")).to.include({ state: "running", due: endsInUtc });
      const early = await step(code, "closeUnsupplemented", "2026-11-20T10:01:00+07:00", { reason });
      expect([early.status, early.body.code]).to.deep.equal([409, "applicant-time-not-over"]);
      expect(early.body.en.detail).to.contain(ends);
      const last = await step(code, "closeUnsupplemented", ends, { reason });
      expect([last.status, last.body.code]).to.deep.equal([409, "applicant-time-not-over"]);
      expect((await step(code, "closeUnsupplemented", late)).status).to.equal(400);
      const { dossier } = await taken(step(code, "closeUnsupplemented", late, { reason }));
      expect(dossier.state).to.equal(state);
      expect(await clockOf(code, "supplement")).to.include({ state: "ended" });
    });

    it(`${what}; by the hub's own job when nobody does, once, and the one-stop is told`, async () => {
      const code = await asked();
      const close = async (now: string) => {
        const jobs = hubJobs(gateway.database.db, gateway.folder, () => Promise.resolve({ asked: 0 }));
        const job = jobs.find(({ name }) => name === "close-unsupplemented");
        return job?.run(new Date(now));
      };
      expect(await close(ends)).to.deep.equal({ closed: 0, left: 0 });
      expect(await close(late)).to.deep.equal({ closed: 1, left: 0 });
      expect(await close(late)).to.deep.equal({ closed: 0, left: 0 });
      expect((await look(code)).state).to.equal(state);
      const [last] = await gateway.database.sql<{ at: Date }>(
        `select step, by_org, role, at, reason from dossier_event join dossier on id = dossier_id
          where code = $1 order by dossier_event.revision desc limit 1`,
        [code],
      );
      expect(last).to.deep.equal({
        ...{ step: "closeUnsupplemented", by_org: walkNow.commune, role: "hub", at: new Date(late) },
        reason: "Quá hạn bổ sung: hồ sơ không được bổ sung trong thời hạn đã thông báo",
      });
      const told = (await messagesOf(gateway.database, "moved.v1")).filter(({ subject }) => subject === code);
      expect(told.map(({ data }) => data["step"])).to.include("closeUnsupplemented");
    });
  }

  it("brought in time, the applicant's clock ends and the answer's runs again (T08)", async () => {
    const code = await askedBefore();
    expect(await clockOf(code, "answer")).to.include({ state: "ended" });
    await taken(step(code, "supplement", "2026-11-23T08:00:00+07:00"));
    expect(await clockOf(code, "supplement")).to.include({ state: "ended" });
    expect(await clockOf(code, "answer")).to.include({ state: "running", due: "2026-11-25T01:00:00.000Z" }); // 24/11 is a holiday
  });
});

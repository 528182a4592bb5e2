import { expect } from "chai";
import { sql } from "kysely";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { eraseDossierWords } from "../../core/store/erase-dossier.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { messagesOf } from "../support/agreed-messages.ts";
import { aKey, testGateway, type Answer, type TestGateway } from "../support/gateway.ts";
import { inUsualRole } from "../support/roles.ts";

const { commune, province, procedure } = walkNow;
const justice = "H38.14";

/** O9, NĐ61 8(2b). It is Tuesday 17/11/2026, 08:30; the procedure has 10 working days. */
describe("O9 the urging letter of a one-stop", () => {
  let gateway: TestGateway;
  const tokens = new Map<string, string>();
  before(async () => {
    gateway = await testGateway();
    gateway.setClock(new Date("2026-11-17T08:30:00+07:00"));
    for (const unit of [commune, province, justice]) {
      const partner = unit.toLowerCase().replace(".", "-");
      await gateway.register(partner, [unit]);
      tokens.set(unit, await gateway.tokenOf(partner));
    }
    await gateway.registerOperator("operator");
    tokens.set("operator", await gateway.tokenOf("operator"));
  });
  after(() => gateway.close());
  beforeEach(() =>
    gateway.database.sql(
      "truncate dossier, urging_letter, paper_counter, dossier_counter, outbox restart identity cascade",
    ),
  );

  const send = (method: string, path: string, unit: string, body?: object, key = aKey()) =>
    gateway.send(method, path, {
      token: tokens.get(unit) ?? "",
      ...(body ? { body, ...(method === "POST" ? { key } : {}) } : {}),
    });
  const granted = async (answer: Promise<Answer>, status = 201) => {
    const { status: was, body } = await answer;
    expect(was, JSON.stringify(body)).to.equal(status);
    return body;
  };
  const november = (when: string) => `2026-11-${when}:00+07:00`;
  const receive = async (day: string): Promise<string> => {
    const applicant = { name: "Trần Thị Thử Nghiệm" };
    const body = { by: commune, procedure, applicant, at: november(`${day}T09:00`) };
    return (await granted(send("POST", "/v1/dossiers", commune, body))).dossier.code;
  };
  const step = (code: string, name: string, when: string, but: object = {}) =>
    granted(
      send("POST", `/v1/dossiers/${code}/steps`, province, {
        ...{ ...inUsualRole(name), step: name, by: province, at: november(when), ...but },
      }),
    );
  const passOn = (code: string, day: string) =>
    granted(
      send("POST", `/v1/dossiers/${code}/handovers`, commune, {
        ...{ by: commune, to: province, at: november(`${day}T14:00`) },
      }),
    );
  /** Received in the morning, and in the hands of the province in the afternoon. */
  const atProvince = async (day: string) => {
    const code = await receive(day);
    await passOn(code, day);
    await step(code, "acknowledge", `${day}T15:00`);
    return code;
  };
  const pressing = async () =>
    (await granted(send("GET", `/v1/units/${commune}/urgings/pressing`, commune), 200)).units;
  const urge = (but: object = {}, key = aKey()) =>
    send("POST", `/v1/units/${commune}/urgings`, commune, { to: province, officer: "tbp-01", ...but }, key);
  const named = {
    procedure: { code: procedure, name: "Cấp giấy phép chặt hạ, dịch chuyển cây xanh" },
    province: { code: province, name: "Sở Xây dựng tỉnh Lào Cai" },
  };

  it("lists per unit what is due or overdue there, with dues, days late and who handles it", async () => {
    const late = await atProvince("02"); // due on 16/11
    await step(late, "assign", "03T09:00", { assignee: "sxd-07" });
    const today = await atProvince("03");
    const tomorrow = await atProvince("04");
    await atProvince("05"); // two working days are left
    const paused = await atProvince("02");
    await step(paused, "askPayment", "03T09:00");
    const decided = await atProvince("02");
    await step(decided, "conclude", "10T09:00", { outcome: "granted" });
    // not acknowledged, it is the one-stop's own (L12)
    await passOn(await receive("02"), "02");
    const row = (
      code: string,
      dueAt: string,
      isOverdue: boolean,
      daysLate: number,
      handledBy: string | null = null,
    ) => ({
      ...{ code, procedure: named.procedure, leg: null, dueAt, isOverdue, daysLate, handledBy, lastUrgedAt: null },
    });
    expect(await pressing()).to.deep.equal([
      {
        ...{ unit: named.province, due: 2, overdue: 1 },
        dossiers: [
          row(late, "2026-11-16T10:30:00.000Z", true, 1, "sxd-07"),
          row(today, "2026-11-17T10:30:00.000Z", false, 0),
          row(tomorrow, "2026-11-18T10:30:00.000Z", false, 0),
        ],
      },
    ]);
  });

  it("L12 what is handed on counts as the sender's until it is acknowledged, then as the receiver's", async () => {
    const code = await atProvince("02");
    const on = { by: province, role: "officer", to: justice, at: november("16T09:00") };
    await granted(send("POST", `/v1/dossiers/${code}/handovers`, province, on));
    const counted = async () =>
      (await pressing()).map((one: { unit: { code: string }; overdue: number }) => [one.unit.code, one.overdue]);
    expect(await counted()).to.deep.equal([[province, 1]]);
    expect((await urge({ to: justice })).body.code).to.equal("nothing-to-urge");
    const taken = { step: "acknowledge", by: justice, role: "officer", at: november("17T08:00") };
    await granted(send("POST", `/v1/dossiers/${code}/steps`, justice, taken));
    expect(await counted()).to.deep.equal([[justice, 1]]);
  });

  it("the head signs by order of the authority; the letter is kept with its number and told for each dossier", async () => {
    const late = await atProvince("02");
    const today = await atProvince("03");
    const key = aKey();
    const { letter, messages } = await granted(urge({ letterNo: "12/ĐĐ-MC" }, key));
    const row = { procedure: named.procedure, leg: null, handledBy: null };
    expect(letter).to.deep.equal({
      ...{
        id: "1",
        form: "VAN_BAN_DON_DOC",
        formNumber: null,
        title: "Văn bản đôn đốc",
        unit: commune,
        urged: province,
      },
      ...{ year: 2026, number: 1, at: "2026-11-17T01:30:00.000Z" },
      ...{ signer: { role: "oneStopHead", officer: "tbp-01", byOrderOf: commune }, missing: [] },
      data: {
        ...{ agency: "UBND xã Trạm Tấu", to: "Sở Xây dựng tỉnh Lào Cai", byOrderOf: "UBND xã Trạm Tấu" },
        ...{ letterNo: "12/ĐĐ-MC", due: 1, overdue: 1 },
      },
      dossiers: [
        { ...row, code: late, dueAt: "2026-11-16T10:30:00.000Z", isOverdue: true, daysLate: 1 },
        { ...row, code: today, dueAt: "2026-11-17T10:30:00.000Z", isOverdue: false, daysLate: 0 },
      ],
    });
    expect(messages.map(({ receiver }: { receiver: string }) => receiver)).to.deep.equal([province, province]);
    const [first, second, ...none] = await messagesOf(gateway.database, "urged.v1");
    expect(first).to.deep.include({ receiver: province, subject: late });
    expect(first?.data).to.deep.equal({
      ...{ code: late, by: commune, at: "2026-11-17T01:30:00.000Z", letter: "1", year: 2026, number: 1 },
      ...{ letterNo: "12/ĐĐ-MC", byOrderOf: commune, dueAt: "2026-11-16T10:30:00.000Z", isOverdue: true, daysLate: 1 },
      ...{ heldBy: province, procedure: { code: procedure, version: null } },
    });
    expect([second?.subject, none]).to.deep.equal([today, []]);
    // the same request has no second effect (P3)
    expect((await granted(urge({ letterNo: "12/ĐĐ-MC" }, key))).letter).to.deep.equal(letter);
    const [unit] = await pressing();
    expect(unit.dossiers.map((one: { lastUrgedAt: string }) => one.lastUrgedAt)).to.deep.equal([
      "2026-11-17T01:30:00.000Z",
      "2026-11-17T01:30:00.000Z",
    ]);
    // settled since: the letter says what it said
    await step(late, "conclude", "17T08:00", { outcome: "granted" });
    for (const reader of [commune, province])
      expect(await granted(send("GET", `/v1/units/${reader}/urgings`, reader), 200)).to.deep.equal({
        ...{ items: [letter], next: null },
      });
    const again = await granted(urge());
    expect([again.letter.number, again.letter.missing, again.letter.dossiers.length]).to.deep.equal([
      2,
      ["letterNo"],
      1,
    ]);
    const page = await granted(send("GET", `/v1/units/${commune}/urgings?limit=1`, commune), 200);
    expect([page.items[0].number, page.next]).to.deep.equal([2, "2"]);
    const rest = await granted(send("GET", `/v1/units/${commune}/urgings?limit=1&before=2`, commune), 200);
    expect([rest.items[0].number, rest.next]).to.deep.equal([1, null]);
  });

  it("of a chain each agency is urged to its leg, once it has acknowledged it (L12)", async () => {
    const legs = [
      {
        number: 1,
        agency: province,
        kind: "handle",
        work: "việc",
        limit: { value: 1, unit: "working_day" },
        after: [],
      },
    ];
    const draft = { name: "liên thông", procedure, validFrom: "2026-01-01", legs };
    await granted(send("PUT", "/v1/processes/urged", "operator", draft), 200);
    await granted(send("POST", "/v1/processes/urged/check", "operator", { officer: "VP" }), 200);
    const decision = { decisionNo: "1/QĐ", decisionDate: "2025-12-20", signer: "CT" };
    await granted(send("POST", "/v1/processes/urged/approve", "operator", decision), 200);
    const code = await receive("03"); // due on 17/11
    const begin = { by: commune, process: "urged", at: november("03T09:30") };
    await granted(send("POST", `/v1/dossiers/${code}/chain`, commune, begin));
    expect(await pressing()).to.deep.equal([]);
    await granted(
      send("POST", `/v1/dossiers/${code}/legs/1/steps`, province, {
        ...{ step: "acknowledge", by: province, at: november("03T10:00"), officer: "sxd-02" },
      }),
    );
    // a working day from 03/11, 09:30: 04/11; since then 5, 6, 9–13, 16, 17 November
    expect(await pressing()).to.deep.equal([
      {
        ...{ unit: named.province, due: 0, overdue: 1 },
        dossiers: [
          {
            ...{ code, procedure: named.procedure, leg: 1, dueAt: "2026-11-04T10:30:00.000Z", isOverdue: true },
            ...{ daysLate: 9, handledBy: "sxd-02", lastUrgedAt: null },
          },
        ],
      },
    ]);
    const { letter } = await granted(urge());
    expect(letter.dossiers[0]).to.include({ code, leg: 1, daysLate: 9, handledBy: "sxd-02" });
    const [message] = await messagesOf(gateway.database, "urged.v1");
    expect(message?.data).to.deep.include({ leg: 1, heldBy: commune });
  });

  it("refuses by name who may not, whom there is nothing to urge to, and a letter nobody signed", async () => {
    await atProvince("02");
    const refused = async (answer: Promise<Answer>) => {
      const { status, body } = await answer;
      return [status, body.code, body.field];
    };
    expect(await refused(urge({ role: "officer" }))).to.deep.equal([403, "role-not-allowed", "/role"]);
    expect(await refused(urge({ to: justice }))).to.deep.equal([409, "nothing-to-urge", "/to"]);
    expect(await refused(urge({ to: commune }))).to.deep.equal([409, "nothing-to-urge", "/to"]);
    expect(await refused(urge({ to: "H99.99" }))).to.deep.equal([422, "unit-unknown", "/to"]);
    expect(await refused(urge({ officer: " " }))).to.deep.equal([400, "field-invalid", "/officer"]);
    const byOther = send("POST", `/v1/units/${commune}/urgings`, justice, { to: province, officer: "x" });
    expect((await refused(byOther)).slice(0, 2)).to.deep.equal([403, "unit-not-yours"]);
    for (const path of ["urgings", "urgings/pressing"])
      expect((await refused(send("GET", `/v1/units/${commune}/${path}`, justice))).slice(0, 2), path).to.deep.equal([
        403,
        "unit-not-yours",
      ]);
    const { body } = await urge({ to: justice });
    expect([body.vi.detail, body.en.detail]).to.deep.equal([
      "Sở Tư pháp tỉnh Lào Cai (H38.14) không giữ hồ sơ nào của bộ phận một cửa này đến hạn hoặc quá hạn.",
      "Sở Tư pháp tỉnh Lào Cai (H38.14) has no dossier of this one-stop that is due or overdue.",
    ]);
    expect(await gateway.database.sql("select from urging_letter")).to.deep.equal([]);
  });

  it("the officer's reference goes when the dossier is erased; the letter stays (P12)", async () => {
    const code = await atProvince("02");
    await step(code, "assign", "03T09:00", { assignee: "sxd-07" });
    await granted(urge());
    await gateway.database.sql("update dossier set state = 'archived'");
    await gateway.database.db.transaction().execute(async (tx) => {
      await sql`set local role hub_owner`.execute(tx);
      await eraseDossierWords(tx, parseDossierCode(code));
    });
    const { items } = await granted(send("GET", `/v1/units/${commune}/urgings`, commune), 200);
    expect(items[0].dossiers).to.have.length(1);
    expect(items[0].dossiers[0]).to.include({ code, daysLate: 1, handledBy: null });
  });
});

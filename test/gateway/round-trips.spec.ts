import { createHash, randomUUID } from "node:crypto";
import { expect } from "chai";
import pg from "pg";
import { openClocks, seedClocks } from "../../core/service/clock-in-force.ts";
import type { Answer, Ask } from "../../core/service/once.ts";
import { makeNudge } from "../../bus/nudge.ts";
import { makeReceiveDossier, type Receipt } from "../../core/service/receive-dossier.ts";
import type { StepTaken, World } from "../../core/service/step-taken.ts";
import { makeTakeStep, type StepRequest } from "../../core/service/take-step.ts";
import { dossierView } from "../../core/service/views.ts";
import { find } from "../../core/store/dossiers.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { loadDemonstration } from "../../main/demo/load.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { shareTransactions } from "../../platform/shared-transaction.ts";
import { openDatabase, type Database } from "../../platform/database.ts";
import { parseDay } from "../../core/domain/day.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { aWorld } from "../support/running-dossiers.ts";
import { inUsualRole } from "../support/roles.ts";

const { commune, province, procedure } = walkNow;
const november = (text: string) => `2026-11-${text}:00+07:00`;
const noon = "2026-12-31T12:00:00+07:00";

describe("receipts and steps, round trip by round trip", () => {
  let test: TestDatabase;
  let db: Database;
  let world: World;
  /** The texts sent on connections that are counted. */
  let sent: string[] = [];
  /** How many of them were not answered yet when each was sent. */
  let unanswered: number[] = [];
  let open = 0;
  // put back as it was: it is never called apart from its client
  // eslint-disable-next-line @typescript-eslint/unbound-method
  const { query } = pg.Client.prototype;

  before(async () => {
    pg.Client.prototype.query = function (this: pg.Client & { application_name?: string }, ...given: unknown[]) {
      const [first] = given as [string | { text: string }];
      const { application_name: name } = (this as unknown as { connectionParameters: { application_name?: string } })
        .connectionParameters;
      const answer = (query as (...all: unknown[]) => unknown).apply(this, given);
      if (name !== "counted") return answer;
      sent.push(typeof first === "string" ? first : first.text);
      unanswered.push(open++);
      const count = () => {
        open -= 1;
      };
      void (answer as Promise<unknown>).then(count, count);
      return answer;
    } as typeof query;
    test = await freshDatabase();
    await loadDemonstration(test.db, parseDay("2026-11-01"));
    await seedClocks(test.db);
    await test.sql(
      "insert into partner (id, name, secret_sha256) values ('everyone', 'Đơn vị thử nghiệm', repeat('0', 64))",
    );
    db = openDatabase(test.url, "counted");
    world = { ...aWorld(test, noon), db };
  });
  after(async () => {
    pg.Client.prototype.query = query;
    await db.destroy();
    await test.drop();
  });
  beforeEach(() => {
    sent = [];
    unanswered = [];
  });

  const anAsk = (but: Partial<Ask> = {}): Ask => ({
    partnerId: "everyone",
    units: new Set<string>([commune, province]),
    key: randomUUID(),
    digest: createHash("sha256").update("a request").digest("hex"),
    requestId: "req-1",
    ...but,
  });
  const receive = (but: Partial<Receipt> = {}, ask = anAsk()) =>
    makeReceiveDossier(world)(
      {
        by: commune,
        procedure,
        applicant: { name: "Trần Thị Thử Nghiệm" },
        channel: "direct",
        at: november("02T09:00"),
        ...but,
      },
      ask,
    );
  const take = (code: string, step: StepRequest["step"], but: Partial<StepRequest> = {}, ask = anAsk()) =>
    makeTakeStep(world)(code, { ...inUsualRole(step), step, by: commune, at: november("02T10:00"), ...but }, ask);
  const body = (answer: Answer<StepTaken>) => (answer.ok ? answer.body : expect.fail(answer.code));
  const received = async (but: Partial<Receipt> = {}) => body(await receive(but)).dossier.code;
  const handedOver = async () => {
    const code = await received();
    body(await take(code, "handOver", { to: province }));
    return code;
  };
  const inHand = async () => {
    const code = await handedOver();
    body(await take(code, "acknowledge", { by: province }));
    return code;
  };
  /** What was asked of the database since, each by its first word. */
  const roundTrips = () => sent.map((text) => /^(?:\/\* prepared \*\/)?\s*(\w+)/.exec(text)?.[1] ?? text);

  describe("four: begin, a read, a write, commit", () => {
    const four = ["begin", "select", "with", "commit"];

    it("a hand-over, which ends a clock and tells the receiver", async () => {
      const code = await received();
      sent = [];
      const { messages } = body(await take(code, "handOver", { to: province }));
      expect(messages.map(({ receiver, sequence }) => [receiver, sequence])).to.deep.equal([[province, 1]]);
      expect(roundTrips()).to.deep.equal(four);
    });

    it("a step without an effect on a clock", async () => {
      const code = await handedOver();
      sent = [];
      body(await take(code, "recall"));
      expect(roundTrips()).to.deep.equal(four);
    });

    it("a signature by delegation, which asks the register for the day", async () => {
      await test.sql(
        `insert into delegation (unit_code, from_officer, to_officer, procedures, valid_from, valid_to, decision_no,
                                 decision_date, recorded_by)
         values ($1, 'GD-01', 'CB-07', array[$2], '2026-11-02', '2026-11-02', '12/QĐ', '2026-10-01', 'test')`,
        [commune, procedure],
      );
      const code = await received();
      const conclude = (officer: string, at: string) =>
        take(code, "conclude", { role: "officer", officer, at: november(at) });
      expect(await conclude("CB-07", "03T08:00")).to.deep.include({ ok: false, code: "delegation-missing" });
      expect(await conclude("CB-08", "02T16:00")).to.deep.include({ ok: false, code: "delegation-missing" });
      sent = [];
      expect(body(await conclude("CB-07", "02T16:00")).dossier.state).to.equal("done");
      expect(roundTrips()).to.deep.equal(four);
    });

    it("a dossier sent back, to a unit that must still stand", async () => {
      const code = await inHand();
      sent = [];
      const { event } = body(await take(code, "sendBack", { by: province, reason: "sai nơi" }));
      expect(event.to).to.equal(commune);
      expect(roundTrips()).to.deep.equal(four);
    });
  });

  describe("six with a form: what stands on it is asked, and it is kept with its number", () => {
    it("a receipt, whose read counts the day's number", async () => {
      body(await receive());
      expect(roundTrips()).to.deep.equal(["begin", "with", "with", "select", "with", "commit"]);
    });

    it("seven for a step that asks for papers: since when its holder has it is read from its history", async () => {
      const code = await inHand();
      sent = [];
      const items = [{ name: "Giấy xác nhận", legalBasis: "NĐ thử nghiệm, Điều 1" }];
      body(await take(code, "askSupplement", { by: province, items, reason: "thiếu giấy" }));
      expect(roundTrips()).to.deep.equal(["begin", "select", "select", "with", "select", "with", "commit"]);
    });
  });

  describe("one more: the dossier's own past is read, or an incident kept, in a round trip of its own (ADR 10)", () => {
    const result = { kind: "Giấy phép", number: "12/GP" };
    const incident = { kind: "lost", items: ["Bản vẽ"] } as const;
    for (const [what, before, step, but, expected] of [
      ["a withdrawal asked for", [], "requestWithdrawal", {}, 5],
      [
        "a withdrawal declined, with its notice",
        ["requestWithdrawal"],
        "declineWithdrawal",
        { reason: "đã có", result },
        7,
      ],
      ["a withdrawal confirmed, with its notice and its fee", ["requestWithdrawal"], "confirmWithdrawal", {}, 8],
      ["a result announced as early, with its notice", ["conclude"], "announceEarly", { role: "officer" }, 7],
      ["a loss reported, with its minutes and its record", [], "reportLoss", { reason: "mất", incident }, 7],
    ] as const)
      it(`${what}: ${expected}`, async () => {
        const code = await received();
        for (const earlier of before)
          body(await take(code, earlier, earlier === "conclude" ? { outcome: "granted" } : {}));
        sent = [];
        body(await take(code, step, but));
        expect(roundTrips()).to.have.lengthOf(expected);
      });
  });

  describe("twenty-one, once in the life of a dossier", () => {
    it("a re-appointment, which stamps the apology and tells it", async () => {
      const code = await inHand();
      sent = [];
      body(await take(code, "extend", { by: province, newDue: november("30T17:00"), reason: "chờ xác minh" }));
      expect(roundTrips()).to.have.lengthOf(21);
    });
  });

  describe("shared, for steps of several dossiers at once", () => {
    const all = async (codes: readonly string[], key?: string) => {
      const shared = { ...world, together: shareTransactions(db, { atOnce: 1 }) };
      sent = [];
      unanswered = [];
      return Promise.all(
        codes.map((code, n) =>
          makeTakeStep(shared)(
            code,
            { step: "handOver", by: commune, to: province, at: november("02T10:00") },
            anAsk(key !== undefined && n > 0 ? { key, digest: createHash("sha256").update(code).digest("hex") } : {}),
          ),
        ),
      );
    };
    /** Those that did not wait for the answer before. */
    const along = () => roundTrips().filter((_, place) => (unanswered[place] ?? 0) > 0);
    const told = (answers: readonly Answer<StepTaken>[]) =>
      answers.map((answer) =>
        answer.ok ? answer.body.messages.map(({ receiver, sequence }) => [receiver, sequence]) : answer.code,
      );
    const once = [[province, 1]];

    it("all begin, ask, write and commit once; a refusal is theirs alone", async () => {
      const [first, second, third] = [await received(), await received(), await received()];
      const gone = await handedOver();
      expect(told(await all([first, second, gone, third]))).to.deep.equal([once, once, "handover-pending", once]);
      expect(roundTrips()).to.deep.equal(["begin", "select", "with", "commit"]);
      expect(along()).to.deep.equal(["select", "commit"]);
    });

    it("who is told what follows the commit: the relay, or the partner to whom it went straight over", async () => {
      const calls: (readonly string[] | "relay")[] = [];
      const of = (but: Partial<World>): World => ({
        ...{ ...world, ...but, together: shareTransactions(db, { atOnce: 1 }) },
        told: () => calls.push("relay"),
      });
      const step = (one: World, code: string, what: "handOver" | "recall") =>
        makeTakeStep(one)(
          code,
          {
            ...inUsualRole(what),
            step: what,
            by: commune,
            ...(what === "handOver" ? { to: province } : {}),
            at: november("02T10:00"),
          },
          anAsk(),
        );
      const [first, second] = [await received(), await received()];
      body(await step(of({}), first, "handOver"));
      await test.sql("insert into partner_unit (organisation_code, partner_id) values ($1, 'everyone')", [province]);
      await test.sql("insert into inbox_counter (partner_id) values ('everyone')");
      sent = [];
      body(await step(of({ wentStraight: (to) => calls.push(to) }), second, "handOver"));
      // what came before in this lane lies in the outbox
      body(await step(of({ wentStraight: (to) => calls.push(to) }), first, "recall"));
      expect(calls).to.deep.equal(["relay", ["everyone"], "relay"]);
      expect(roundTrips()).to.deep.equal([
        ...["begin", "select", "with", "commit"],
        ...["begin", "select", "with", "commit"],
      ]);
      expect(await test.sql("select partner_id, position::integer from delivery")).to.deep.equal([
        { partner_id: "everyone", position: 1 },
      ]);
      await test.sql("delete from partner_unit where organisation_code = $1", [province]);
    });

    it("what is written after the step is waited for: a form is made before the commit", async () => {
      const code = await inHand();
      sent = [];
      unanswered = [];
      const shared = { ...world, together: shareTransactions(db, { atOnce: 1 }) };
      const asked = { step: "askSupplement", by: province, reason: "Thiếu bản sao", at: november("03T09:00") } as const;
      body(await makeTakeStep(shared)(code, { ...inUsualRole("askSupplement"), ...asked }, anAsk()));
      expect(along()).to.deep.equal(["select"]);
      expect(roundTrips().at(-1)).to.equal("commit");
      const forms = await test.sql(
        "select form from dossier_paper p join dossier d on d.id = p.dossier_id where d.code = $1",
        [code],
      );
      expect(forms).to.deep.include({ form: "YEU_CAU_BO_SUNG" });
    });

    it("filings that are accepted together stand in the register one after another", async () => {
      const codes: string[] = [];
      for (let n = 0; n < 3; n++) {
        const code = await received({ step: "draft", channel: "online" });
        body(await take(code, "submit", { at: november("02T09:30") }));
        codes.push(code);
      }
      await test.sql("delete from register_row");
      await test.sql("delete from paper_counter where book = 'SO_THEO_DOI'");
      const shared = { ...world, together: shareTransactions(db, { atOnce: 1 }) };
      await Promise.all(
        codes.map(async (code) =>
          body(
            await makeTakeStep(shared)(
              code,
              { ...inUsualRole("accept"), step: "accept", by: commune, at: november("02T10:00") },
              anAsk(),
            ),
          ),
        ),
      );
      const rows = await test.sql<{ code: string; number: number }>(
        "select code, number from register_row join dossier on id = dossier_id order by number",
      );
      expect(rows).to.deep.equal(codes.map((code, n) => ({ code, number: n + 1 })));
      expect(await test.sql("select last from paper_counter where book = 'SO_THEO_DOI'")).to.deep.equal([{ last: 3 }]);
    });

    it("one key for two dossiers: the shared transaction is undone, and each is taken by itself", async () => {
      const codes = [await received(), await received(), await received()];
      const [first, ...others] = told(await all(codes, randomUUID()));
      expect(first).to.deep.equal(once);
      expect(others).to.have.deep.members([once, "idempotency-key-reused"]);
      expect(roundTrips().filter((word) => word === "rollback")).to.have.length.at.least(1);
    });
  });

  describe("three: begin, the read, the end of the transaction", () => {
    for (const [what, code, ask] of [
      ["a refused receipt", "procedure-unknown", () => receive({ procedure: "9.999999" })],
      ["a receipt in the future", "time-in-future", () => receive({ at: "2999-01-01T00:00:00Z" })],
      ["a dossier that is not there", "dossier-unknown", () => take("H38.91-261102-9999", "recall")],
      ["a text that is no code", "dossier-unknown", () => take("không", "recall")],
    ] as const)
      it(what, async () => {
        const answer = await ask();
        expect(answer.ok ? "taken" : answer.code).to.equal(code);
        expect(roundTrips()[0]).to.equal("begin");
        expect(roundTrips().slice(2)).to.deep.equal(["rollback"]);
      });

    it("a refused step", async () => {
      const code = await received();
      sent = [];
      const answer = await take(code, "recall");
      expect(answer.ok ? "taken" : answer.code).to.equal("step-not-allowed");
      expect(roundTrips()).to.deep.equal(["begin", "select", "rollback"]);
    });

    it("a repeat of a receipt, which counts no number", async () => {
      const ask = anAsk();
      const first = await receive({ at: november("03T09:00") }, ask);
      sent = [];
      expect(await receive({ at: november("03T09:00") }, ask)).to.deep.equal({ ...first, replayed: true });
      expect(roundTrips()).to.deep.equal(["begin", "with", "commit"]);
      expect(await received({ at: november("03T09:00") })).to.equal("H38.91-261103-0002");
    });

    it("a repeat of a step: the same answer, with the numbers of its messages", async () => {
      const code = await received();
      const ask = anAsk();
      const first = await take(code, "handOver", { to: province }, ask);
      sent = [];
      const again = await take(code, "handOver", { to: province }, ask);
      expect(again).to.deep.equal({ ...first, replayed: true });
      expect(body(again).messages).to.have.lengthOf(1);
      expect(roundTrips()).to.deep.equal(["begin", "select", "commit"]);
    });

    it("a key of another request, even on a dossier that is not there", async () => {
      const ask = anAsk();
      const code = body(await receive({}, ask)).dossier.code;
      for (const other of [code, "H38.91-261102-9999"]) {
        sent = [];
        const answer = await take(other, "recall", {}, { ...ask, digest: "another" });
        expect(answer.ok ? "taken" : answer.code).to.equal("idempotency-key-reused");
        expect(roundTrips()).to.deep.equal(["begin", "select", "rollback"]);
      }
    });
  });

  it("a calendar that this process has not met is read once", async () => {
    await test.sql(`insert into calendar_version (version, digest, covers_from, covers_to)
      values ('calendar-test', repeat('a', 64), '2019-01-01', '2027-12-31')`);
    await test.sql("insert into calendar_in_force (version, reason) values ('calendar-test', 'test')");
    const fresh = makeReceiveDossier({ ...world, clocks: openClocks() });
    const ask = () =>
      fresh(
        { by: commune, procedure, applicant: { name: "Thử" }, channel: "direct", at: november("04T09:00") },
        anAsk(),
      );
    body(await ask());
    expect(roundTrips()).to.deep.equal(["begin", "with", "select", "select", "with", "select", "with", "commit"]);
    sent = [];
    body(await ask());
    expect(roundTrips()).to.deep.equal(["begin", "with", "with", "select", "with", "commit"]);
    const versions = await test.sql(
      "select distinct calendar_version as version from dossier_clock join dossier on id = dossier_id where code like '%-261104-%'",
    );
    expect(versions).to.deep.equal([{ version: "calendar-test" }]);
    await test.sql("delete from calendar_in_force where version = 'calendar-test'");
  });

  describe("what is answered is what is stored", () => {
    const stored = async (code: string) => {
      const found = await find(db, parseDossierCode(code));
      return found && dossierView(found);
    };

    it("after a receipt, a hand-over, an acknowledgement and a conclusion", async () => {
      const { dossier } = body(await receive());
      expect(await stored(dossier.code)).to.deep.equal(dossier);
      for (const [step, by] of [
        ["handOver", commune],
        ["acknowledge", province],
        ["conclude", province],
      ] as const) {
        const taken = body(await take(dossier.code, step, { by, ...(step === "handOver" ? { to: province } : {}) }));
        expect(await stored(dossier.code), step).to.deep.equal(taken.dossier);
      }
    });

    it("an online filing counts as received when it was accepted (D1)", async () => {
      const code = await received({ step: "draft", channel: "online", at: november("02T20:00") });
      body(await take(code, "submit", { at: november("02T20:05") }));
      const { dossier } = body(await take(code, "accept", { at: november("03T08:30") }));
      expect(dossier.receivedAt).to.equal("2026-11-03T01:30:00.000Z");
      expect(await stored(code)).to.deep.equal(dossier);
    });
  });

  describe("two at once", () => {
    /** Starts a step while another transaction has the dossier, lets that one write, and says how the step ended. */
    async function whileLocked(code: string, write: string, step: () => Promise<Answer<StepTaken>>) {
      const other = new pg.Client({ connectionString: test.url, options: "-c search_path=hub" });
      await other.connect();
      try {
        await other.query("begin");
        await other.query("select 1 from dossier where code = $1 for update", [code]);
        const waiting = step();
        await eventually("the step waits for the dossier", async () => {
          const rows = await test.sql(
            `select 1 from pg_stat_activity
             where application_name = 'counted' and wait_event_type = 'Lock' and datname = current_database()`,
          );
          return rows.length > 0;
        });
        await other.query(write);
        await other.query("commit");
        return await waiting;
      } finally {
        await other.end();
      }
    }

    it("the second sees who became concerned while it waited", async () => {
      const code = await handedOver();
      await test.sql("delete from dossier_party where organisation_code = $1", [province]);
      const answer = await whileLocked(
        code,
        `insert into dossier_party select id, '${province}' from dossier where code = '${code}'`,
        () => take(code, "acknowledge", { by: province }, anAsk({ units: new Set([province]) })),
      );
      expect(body(answer).dossier.heldBy).to.equal(province);
    });

    it("the second sees the answer that the first kept under the same key", async () => {
      const code = await received();
      const ask = anAsk({ key: "the-same" });
      const answer = await whileLocked(
        code,
        `insert into idempotency (partner_id, key, request_sha256, answer)
         values ('everyone', 'the-same', '${ask.digest}', '{"kept": true}')`,
        () => take(code, "handOver", { to: province }, ask),
      );
      expect(answer).to.deep.equal({ ok: true, replayed: true, body: { kept: true } });
    });

    it("the second sees the clocks as the first left them", async () => {
      const code = await inHand();
      const answer = await whileLocked(
        code,
        `update dossier_clock set extended_to = '2026-12-15T17:00:00+07:00' where kind = 'settlement'
           and dossier_id = (select id from dossier where code = '${code}')`,
        () => take(code, "extend", { by: province, newDue: "2026-12-10T17:00:00+07:00", reason: "chờ xác minh" }),
      );
      expect(answer).to.deep.include({ ok: false, code: "new-due-not-later" });
    });

    it("two different steps: one is taken, the other is refused for what the first did", async () => {
      const code = await handedOver();
      const answers = await Promise.all([take(code, "recall"), take(code, "acknowledge", { by: province })]);
      expect(answers.filter(({ ok }) => ok)).to.have.lengthOf(1);
      const events = await test.sql(
        "select e.revision from dossier_event e join dossier on id = dossier_id where code = $1 order by 1",
        [code],
      );
      expect(events).to.deep.equal([{ revision: 1 }, { revision: 2 }, { revision: 3 }]);
    });

    it("one key for two dossiers: one effect", async () => {
      const codes = await Promise.all([received(), received()]);
      const key = randomUUID();
      const answers = await Promise.all(
        codes.map((code) => take(code, "handOver", { to: province }, anAsk({ key, digest: code }))),
      );
      expect(answers.map((answer) => (answer.ok ? "taken" : answer.code)).sort()).to.deep.equal([
        "idempotency-key-reused",
        "taken",
      ]);
      const offered = await test.sql("select 1 from dossier where code = any($1) and offered_to is not null", [codes]);
      expect(offered).to.have.lengthOf(1);
    });
  });

  it("an agency of somebody else is not counted, let alone locked", async () => {
    const answer = await receive({ at: november("05T09:00") }, anAsk({ units: new Set([province]) }));
    expect(answer).to.deep.include({ ok: false, code: "unit-not-yours" });
    expect(await received({ at: november("05T09:00") })).to.equal("H38.91-261105-0001");
  });

  it("wakes the relay after it has committed", async () => {
    const code = await received();
    const listener = new pg.Client({ connectionString: test.url });
    await listener.connect();
    try {
      let heard = 0;
      listener.on("notification", () => heard++);
      await listener.query("listen hub_outbox");
      const waking = makeTakeStep({ ...world, told: makeNudge(test.db) });
      const handOver = { step: "handOver", by: commune, to: province, at: november("02T10:00") } as const;
      body(await waking(code, handOver, anAsk()));
      await eventually("the relay is woken", () => heard > 0);
    } finally {
      await listener.end();
    }
  });

  describe("a statement that is planned once for a connection", () => {
    let one: Database;
    beforeEach(() => (one = openDatabase(test.url, "one", 1)));
    afterEach(() => one.destroy());
    const receiveOn = () =>
      makeReceiveDossier({ ...world, db: one })(
        { by: commune, procedure, applicant: { name: "Thử" }, channel: "direct", at: november("06T09:00") },
        anAsk(),
      );

    it("is there once, however often it is used", async () => {
      for (let n = 0; n < 3; n++) body(await receiveOn());
      const [prepared] = await one
        .selectFrom("pg_prepared_statements" as never)
        .select(({ fn }) => fn.countAll<string>().as("n"))
        .execute();
      // the receipt's question and its write, what its form says and the form's write
      expect(Number((prepared as { n: string } | undefined)?.n)).to.equal(4);
    });

    it("outlives a migration that adds columns while it runs", async () => {
      const code = body(await receiveOn()).dossier.code;
      await test.sql("alter table dossier add column later text");
      await test.sql("alter table organisation add column later text");
      body(await receiveOn());
      const step = await makeTakeStep({ ...world, db: one })(
        code,
        { step: "handOver", role: "officer", by: commune, to: province },
        anAsk(),
      );
      expect(body(step).dossier.offeredTo).to.equal(province);
    });
  });
});

import { expect } from "chai";
import { sql } from "kysely";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { eraseDossierWords } from "../../core/store/erase-dossier.ts";
import { paid } from "../../core/domain/payment/journal.ts";
import { closeCase, decideOwedBack, explainRow, nameRow, proposeOwedBack } from "../../core/service/money-cases.ts";
import { makeHearStatementPayment, unheardRows } from "../../core/service/money-hear.ts";
import { takeStatement } from "../../core/service/money-take.ts";
import { takeBackFile } from "../../core/service/money-take-back.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import {
  aFile,
  aRequest,
  aStatement,
  balances,
  bank,
  bringStatement,
  cases,
  day,
  reconcile,
  reference,
  sha256,
  unexplainedIn,
  write,
} from "../support/money.ts";

const [the15, the16] = [day("2026-01-15"), day("2026-01-16")];
const morning = new Date("2026-01-15T09:00:00+07:00");
const act = { by: "ketoan", login: "login:ketoan01", why: "nham tai khoan", at: new Date("2026-01-16T08:00:00+07:00") };
const head = { ...act, by: "lanh dao", login: "login:lanhdao01" };
const digest = sha256("nham");

describe("a file that counted is taken back", () => {
  let test: TestDatabase;
  beforeEach(async () => {
    test = await freshDatabase();
  });
  afterEach(() => test.drop());

  const faultOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => "done",
      (error: unknown) => (error as { code: string }).code,
    );
  const one = async (sql: string): Promise<Record<string, unknown>> => (await test.sql(sql))[0]!;
  const caseIds = async (): Promise<readonly bigint[]> =>
    (await test.sql<{ id: string }>("select id from money_case where closed_at is null order by id")).map(({ id }) =>
      BigInt(id),
    );
  const acts = async (): Promise<readonly string[]> =>
    (
      await test.sql<{ line: string }>(
        "select concat_ws(' ', act, by, login) as line from money_file_change order by number",
      )
    ).map(({ line }) => line);

  it("without payments heard from it: at once; rows count no more, its bookings are reversed, ours are open again", async () => {
    await write(test.db, paid({ id: "payment:1", about: reference(1), at: morning }, bank, 150_000n));
    await bringStatement(
      test.db,
      the15,
      { opening: 0n },
      [
        { amount: 150_000n, text: reference(1), number: "FT1" },
        { amount: 70_000n, text: "tien nha", number: "FT2" },
        { amount: -11_000n, text: "phi", number: "FT3" },
        { amount: 5_000n, text: "chuyen nham", number: "FT4" },
      ],
      { sha256: digest },
    );
    await reconcile(test.db, bank, the15);
    const [, charge, wrong] = await caseIds();
    await explainRow(test.db, charge!, { as: "charge", name: "account" }, act);
    await proposeOwedBack(test.db, wrong!, act);
    await decideOwedBack(test.db, wrong!, true, head);

    expect(await faultOf(takeBackFile(test.db, digest, "approve", head))).to.equal("take-back-not-proposed");
    expect(await takeBackFile(test.db, digest, "takeBack", act)).to.deep.equal({ became: "takenBack", payments: 0 });
    expect(await faultOf(takeBackFile(test.db, digest, "takeBack", act))).to.equal("file-not-counting");
    expect(await balances(test.db)).to.deep.equal({ [bank]: 150_000n, "fees:owed": -150_000n });
    expect(await one("select count(*)::int as n from money_row where counts")).to.deep.equal({ n: 0 });
    expect(await one("select count(*)::int as n from money_match where ended_at is null")).to.deep.equal({ n: 0 });
    expect(await caseIds()).to.deep.equal([]);
    expect(await acts()).to.deep.equal(["takenBack ketoan login:ketoan01"]);

    // the right one comes, and ours is found on it
    await bringStatement(test.db, the16, { opening: 0n }, [
      { amount: 150_000n, text: reference(1), number: "FT9", day: the16 },
    ]);
    const report = await reconcile(test.db, bank, the16);
    expect([report.matched, report.left, report.difference]).to.deep.equal([{ M2: 1 }, {}, 0n]);
    expect(await unexplainedIn(test)).to.deep.equal([]);
  });

  it("with payments heard from it another person approves; they become a person's, and are never silently unpaid", async () => {
    await aRequest(test, 1);
    await aRequest(test, 2);
    await bringStatement(
      test.db,
      the15,
      { opening: 0n },
      [
        { amount: 150_000n, text: reference(1), number: "FT1" },
        { amount: 149_000n, text: reference(2), number: "FT2" },
      ],
      { sha256: digest },
    );
    await reconcile(test.db, bank, the15);
    expect(await takeBackFile(test.db, digest, "takeBack", act)).to.deep.equal({ became: "proposed", payments: 2 });
    expect(await balances(test.db)).to.deep.equal({ [bank]: 299_000n, "fees:owed": -150_000n, suspense: -149_000n });
    for (const same of [act, { ...act, by: "lanh dao" }])
      expect(await faultOf(takeBackFile(test.db, digest, "approve", same))).to.equal("same-person");
    await takeBackFile(test.db, digest, "decline", head);
    await takeBackFile(test.db, digest, "takeBack", act);
    expect(await takeBackFile(test.db, digest, "approve", head)).to.deep.equal({ became: "takenBack", payments: 2 });

    expect(await balances(test.db)).to.deep.equal({});
    expect(
      await test.sql(
        "select reference, state, person_since is not null as person from payment_request order by reference",
      ),
    ).to.deep.equal([
      { reference: reference(1), state: "unknown", person: true },
      { reference: reference(2), state: "sent", person: true },
    ]);
    expect((await cases(test)).filter((line) => !line.includes(" = "))).to.deep.equal([
      `reversedAfterPaid 150000 ${reference(1)}`,
      `reversedAfterPaid 149000 ${reference(2)}`,
    ]);
    // the dossier's step is not taken for money that is not there
    expect(await one("select next_at, done_at, how from payment_step")).to.deep.equal({
      ...{ next_at: null, done_at: null, how: "takenBack" },
    });
    expect(await acts()).to.deep.equal([
      "proposed ketoan login:ketoan01",
      "declined lanh dao login:lanhdao01",
      "proposed ketoan login:ketoan01",
      "takenBack lanh dao login:lanhdao01",
    ]);
    expect(await one("select string_agg(kept, ' ') as kept from payment")).to.deep.equal({
      kept: "takenBack takenBack",
    });

    // the right account tells the same payment: it pays the fee, and the step is owed again
    await bringStatement(test.db, the16, { opening: 0n }, [
      { amount: 150_000n, text: reference(1), number: "FT7", day: the16 },
    ]);
    await reconcile(test.db, bank, the16);
    expect(await one(`select state from payment_request where reference = '${reference(1)}'`)).to.deep.equal({
      state: "paid",
    });
    expect(await one("select next_at is not null as owed from payment_step")).to.deep.equal({ owed: true });
    expect(await balances(test.db)).to.deep.equal({ [bank]: 150_000n, "fees:owed": -150_000n });
  });

  it("brought again at the same place it counts again, and a person names what was heard before", async () => {
    await aRequest(test, 1);
    const bring = () =>
      bringStatement(test.db, the15, { opening: 0n }, [{ amount: 150_000n, text: reference(1), number: "FT1" }], {
        sha256: digest,
      });
    await bring();
    await reconcile(test.db, bank, the15);
    await takeBackFile(test.db, digest, "takeBack", act);
    await takeBackFile(test.db, digest, "approve", head);
    expect((await bring()).weight).to.equal("told");
    expect((await reconcile(test.db, bank, the15)).left).to.deep.equal({ missingHere: 1 });
    const [id] = (
      await test.sql<{ id: string }>("select id from money_case where closed_at is null and class = 'missingHere'")
    ).map((row) => BigInt(row.id));
    expect(await nameRow(test.db, id!, reference(1), act)).to.equal("counted");
    expect(await balances(test.db)).to.deep.equal({ [bank]: 150_000n, "fees:owed": -150_000n });
    expect(await unexplainedIn(test)).to.deep.equal([]);
  });

  it("who was called closes the case: a request that is paid is nobody's any more, one in doubt stays a person's", async () => {
    for (const n of [1, 2]) await aRequest(test, n);
    const entries = (number: string, ...of: readonly number[]) =>
      of.map((n) => ({ amount: 150_000n, text: reference(n), number: `${number}${n}` }));
    await bringStatement(test.db, the15, { opening: 0n }, entries("FT", 1, 2), { sha256: digest });
    await reconcile(test.db, bank, the15);
    await takeBackFile(test.db, digest, "takeBack", act);
    await takeBackFile(test.db, digest, "approve", head);
    await bringStatement(test.db, the15, { opening: 0n }, entries("DUNG", 1), { name: "dung" });
    await reconcile(test.db, bank, the15);
    for (const id of await caseIds()) await closeCase(test.db, id, act);
    expect(
      await test.sql("select state, person_since is not null as person from payment_request order by reference"),
    ).to.deep.equal([
      { state: "paid", person: false },
      { state: "unknown", person: true },
    ]);
  });

  it("of two payments of a fee the second pays it, once the first is gone", async () => {
    await aRequest(test, 1);
    const bring = (of: typeof the15, number: string, opening: bigint) =>
      bringStatement(test.db, of, { opening }, [{ amount: 150_000n, text: reference(1), number, day: of }], {
        sha256: sha256(number),
      });
    await bring(the15, "FT1", 0n);
    await bring(the16, "FT2", 150_000n);
    await reconcile(test.db, bank, the16);
    expect(await balances(test.db)).to.deep.equal({
      ...{ [bank]: 300_000n, "fees:owed": -150_000n, "refunds:owed": -150_000n },
    });
    await takeBackFile(test.db, sha256("FT1"), "takeBack", act);
    await takeBackFile(test.db, sha256("FT1"), "approve", head);
    expect(await one("select state, person_since is not null as person from payment_request")).to.deep.equal({
      state: "paid",
      person: true,
    });
    expect(await balances(test.db)).to.deep.equal({ [bank]: 150_000n, "fees:owed": -150_000n });
  });

  it("waits for a refund of its payment that is under way: neither proposed nor approved before it was withdrawn", async () => {
    await aRequest(test, 1);
    await bringStatement(test.db, the15, { opening: 0n }, [{ amount: 150_000n, text: reference(1), number: "FT1" }], {
      sha256: digest,
    });
    await reconcile(test.db, bank, the15);
    await takeBackFile(test.db, digest, "takeBack", act);
    await test.sql(
      `insert into refund (key, reference, amount, state, reason, decided_by, decided_at, charged_off)
       values ('hoan-1', $1, 150000, 'decided', 'rut ho so', 'a', $2, 150000)`,
      [reference(1), morning],
    );
    for (const state of ["decided", "approved", "sent", "unknown"]) {
      await test.sql(
        `update refund set state = $1, approved_by = case when $1 <> 'decided' then 'b' end,
                approved_at = case when $1 <> 'decided' then decided_at end, sent_at = case when $1 in ('sent', 'unknown') then decided_at end`,
        [state],
      );
      for (const wish of ["takeBack", "approve"] as const)
        expect(await faultOf(takeBackFile(test.db, digest, wish, head)), `${state} ${wish}`).to.equal(
          "refund-under-way",
        );
    }
    expect(await balances(test.db)).to.deep.equal({ [bank]: 150_000n, "fees:owed": -150_000n });
    expect(await acts()).to.deep.equal(["proposed ketoan login:ketoan01"]);
    await test.sql("update refund set state = 'withdrawn'");
    expect(await takeBackFile(test.db, digest, "approve", head)).to.deep.equal({ became: "takenBack", payments: 1 });
    expect(await balances(test.db)).to.deep.equal({});
  });

  it("what another file tells as well is that file's from then on, and its payment stays", async () => {
    await aRequest(test, 1);
    const entries = [{ amount: 150_000n, text: reference(1), number: "FT1" }];
    await bringStatement(test.db, the15, { opening: 0n }, entries, { sha256: digest });
    const again = await takeStatement(test.db, aFile({ name: "ban hai" }), aStatement(the15, { opening: 0n }, entries));
    // the same day again: its opening is not where the account stood, which a person lets pass
    expect([again.weight, again.known]).to.deep.equal(["held", 1]);
    await test.sql("update money_file set released_by = 'x', released_at = now() where weight = 'held'");
    await reconcile(test.db, bank, the15);
    expect(await takeBackFile(test.db, digest, "takeBack", act)).to.deep.equal({ became: "takenBack", payments: 0 });
    const report = await reconcile(test.db, bank, the15);
    // matched as the first was
    expect([report.matched, report.left]).to.deep.equal([{}, {}]);
    expect(await unexplainedIn(test)).to.deep.equal([]);
    expect(await one("select state from payment_request")).to.deep.equal({ state: "paid" });
    expect(await balances(test.db)).to.deep.equal({ [bank]: 150_000n, "fees:owed": -150_000n });
  });
});

describe("a file is taken back while its rows are heard", () => {
  let test: TestDatabase;
  beforeEach(async () => {
    test = await freshDatabase();
    await aRequest(test, 1);
    await bringStatement(test.db, the15, { opening: 0n }, [{ amount: 150_000n, text: reference(1), number: "FT1" }], {
      sha256: digest,
    });
  });
  afterEach(() => test.drop());

  const unheard = async () => {
    const [row] = await unheardRows(test.db, { place: bank, after: 0n, until: the15, limit: 10 });
    return row!;
  };
  const paidIn = () =>
    test.sql<{ state: string; payments: number }>(
      `select r.state, (select count(*)::int from payment p where p.reference = r.reference and p.kept = 'counted') as payments
         from payment_request r`,
    );

  it("a row that was read before, and counts no more, pays nothing", async () => {
    const row = await unheard();
    expect(await takeBackFile(test.db, digest, "takeBack", act)).to.deep.equal({ became: "takenBack", payments: 0 });
    await makeHearStatementPayment(test.db)(bank, row, act.at);
    expect(await paidIn()).to.deep.equal([{ state: "sent", payments: 0 }]);
    expect(await balances(test.db)).to.deep.equal({});
  });

  it("a row that is being heard is a payment of the file, which another person then approves to take back", async () => {
    const row = await unheard();
    const waiting = async (): Promise<number> => {
      const [found] = await test.sql<{ n: number }>(
        "select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      );
      return found!.n;
    };
    const work: { heard?: Promise<void>; taken?: ReturnType<typeof takeBackFile> } = {};
    let isTaken = false;
    await test.db.transaction().execute(async (tx) => {
      await sql`select from hub.fee for update`.execute(tx);
      work.heard = makeHearStatementPayment(test.db)(bank, row, act.at);
      await eventually("it waits for the fee", async () => (await waiting()) === 1);
      work.taken = takeBackFile(test.db, digest, "takeBack", act).finally(() => (isTaken = true));
      await eventually("the other waits for it", async () => isTaken || (await waiting()) === 2);
    });
    await work.heard;
    expect(await work.taken).to.deep.equal({ became: "proposed", payments: 1 });
    expect(await paidIn()).to.deep.equal([{ state: "paid", payments: 1 }]);
    expect(await takeBackFile(test.db, digest, "approve", head)).to.deep.equal({ became: "takenBack", payments: 1 });
    expect(await paidIn()).to.deep.equal([{ state: "unknown", payments: 0 }]);
    expect(await balances(test.db)).to.deep.equal({});
  });
});

describe("a dossier's personal data is erased", () => {
  let test: TestDatabase;
  before(async () => {
    test = await freshDatabase();
  });
  after(() => test.drop());

  it("takes the payers' words and people's reasons out of its statements and cases; amounts and matches stay", async () => {
    await aRequest(test, 1);
    await aRequest(test, 2);
    await bringStatement(test.db, the15, { opening: 0n }, [
      { amount: 150_000n, text: `TRAN THI THU NGHIEM ${reference(1)}`, number: "FT1" },
      { amount: 150_000n, text: "TRAN THI THU NGHIEM nop phi", number: "FT2" },
      { amount: 150_000n, text: `NGUYEN VAN THU ${reference(2)}`, number: "FT3" },
    ]);
    await reconcile(test.db, bank, the15);
    const [row] = await test.sql<{ id: string }>("select id from money_case where closed_at is null");
    await nameRow(test.db, BigInt(row!.id), reference(1), { ...act, why: "ba Thu Nghiem goi dien" });
    const [dossier] = await test.sql<{ code: string }>(
      `update dossier set state = 'archived' where id = (
         select f.dossier_id from fee f join payment_request r on r.fee_id = f.id where r.reference = $1) returning code`,
      [reference(1)],
    );
    await test.db.transaction().execute(async (tx) => {
      await sql`set local role hub_owner`.execute(tx);
      expect(await eraseDossierWords(tx, parseDossierCode(dossier!.code))).to.equal(true);
    });
    expect(await test.sql("select text, reference, amount from money_row order by id")).to.deep.equal([
      { text: "", reference: reference(1), amount: "150000" },
      { text: "", reference: null, amount: "150000" },
      { text: `NGUYEN VAN THU ${reference(2)}`, reference: reference(2), amount: "150000" },
    ]);
    expect(await test.sql("select why, by, login from money_case_change")).to.deep.equal([
      { why: "đã xóa", by: "đã xóa", login: null },
    ]);
    expect(await test.sql("select closed_how from money_case")).to.deep.equal([
      { closed_how: `named ${reference(1)}` },
    ]);
    expect((await reconcile(test.db, bank, the15)).left).to.deep.equal({});
  });
});

import { expect } from "chai";
import { paid, postCollected } from "../../core/domain/payment/journal.ts";
import {
  assignCase,
  closeCase,
  decideOwedBack,
  explainRow,
  matchByHand,
  nameRow,
  proposeOwedBack,
  reverseExplanation,
} from "../../core/service/money-cases.ts";
import { reconcileDue } from "../../core/service/money-reconcile.ts";
import { takeBackFile } from "../../core/service/money-take-back.ts";
import { changesOf } from "../../core/store/money-cases.ts";
import { hearMessage } from "../../core/service/pay-hear.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import {
  aRequest,
  balances,
  bank,
  bringGatewayFile,
  bringStatement,
  cases,
  day,
  gateway,
  reconcile,
  reference,
  sha256,
  unexplainedIn,
  worldOf,
  write,
} from "../support/money.ts";

const [the15, the16] = [day("2026-01-15"), day("2026-01-16")];
const morning = new Date("2026-01-15T09:00:00+07:00");
const act = { by: "ketoan", login: "login:ketoan01", why: "theo chung tu", at: new Date("2026-01-16T08:00:00+07:00") };
const head = { ...act, by: "lanh dao", login: "login:lanhdao01" };
const opening = 1_000_000n;

describe("reconciliation of a day (R12)", () => {
  let test: TestDatabase;
  beforeEach(async () => {
    test = await freshDatabase();
  });
  afterEach(() => test.drop());

  const booked = (n: number, place: typeof bank = bank, amount = 150_000n) =>
    paid({ id: `payment:${n}`, about: reference(n), at: morning }, place, amount);
  const caseIds = async (): Promise<readonly bigint[]> =>
    (await test.sql<{ id: string }>("select id from money_case where closed_at is null order by id")).map(({ id }) =>
      BigInt(id),
    );
  const states = async (): Promise<readonly string[]> =>
    (
      await test.sql<{ line: string }>(
        "select concat_ws(' ', reference, state) as line from payment_request order by reference",
      )
    ).map(({ line }) => line);
  const faultOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => "done",
      (error: unknown) => (error as { code: string }).code,
    );

  it("R16: a transfer with our reference on the statement is a payment heard, once, and completes its fee", async () => {
    await aRequest(test, 1);
    await aRequest(test, 2);
    await bringStatement(test.db, the15, { opening }, [
      { amount: 150_000n, text: `NOP PHI ${reference(1)}`, number: "FT1" },
      { amount: 149_000n, text: `NOP PHI ${reference(2)}`, number: "FT2" },
    ]);
    const report = await reconcile(test.db, bank, the15);
    expect([report.heard, report.matched, report.left, report.difference]).to.deep.equal([2, { M2: 2 }, {}, 0n]);
    expect(await states()).to.deep.equal([`${reference(1)} paid`, `${reference(2)} sent`]);
    // too little is no payment: it waits, and is a person's
    expect(await cases(test)).to.deep.equal([`suspense 149000 ${reference(2)}`]);
    expect(await balances(test.db)).to.deep.equal({ [bank]: 299_000n, "fees:owed": -150_000n, suspense: -149_000n });
    const again = await reconcile(test.db, bank, the15);
    expect([again.heard, again.matched]).to.deep.equal([0, {}]);
    expect(await unexplainedIn(test)).to.deep.equal([]);
  });

  it("R5: a second transfer for a paid fee is seen, and owed back", async () => {
    await aRequest(test, 1);
    await bringStatement(test.db, the15, { opening }, [
      { amount: 150_000n, text: reference(1), number: "FT1" },
      { amount: 150_000n, text: reference(1), number: "FT2" },
      { amount: 150_000n, text: reference(1) },
    ]);
    const report = await reconcile(test.db, bank, the15);
    expect([report.heard, report.left, report.difference]).to.deep.equal([3, {}, 0n]);
    expect(await states()).to.deep.equal([`${reference(1)} paidTwice`]);
    expect(await balances(test.db)).to.deep.equal({
      [bank]: 450_000n,
      "fees:owed": -150_000n,
      "refunds:owed": -300_000n,
    });
  });

  it("R13: a gateway's row whose callback was lost is heard too", async () => {
    await aRequest(test, 1, { through: "payplatform" });
    await bringGatewayFile(test.db, the15, [{ reference: reference(1), theirNumber: "PP1" }]);
    const report = await reconcile(test.db, gateway, the15);
    expect([report.heard, report.matched, report.left]).to.deep.equal([1, { M1: 1 }, {}]);
    expect(await states()).to.deep.equal([`${reference(1)} paid`]);
  });

  /** What a gateway's callback says, as the door hands it on. */
  const callback = (n: number, number: string) =>
    hearMessage(test.db, {
      ...{ gateway: "payplatform", holder: gateway, source: "callback", covers: ["reference", "amount", "outcome"] },
      report: {
        ...{ reference: reference(n), outcome: "paid", amount: 150_000n, currency: "VND", theirNumber: number },
        ...{ at: morning, code: "00", said: null },
      },
      ...{ contentSha256: n.toString(16).padStart(64, "0"), raw: null, peer: null, at: morning },
      ...{ givesReceipts: false, askAt: null },
    });

  it("R1: a gateway's row without a number and its late callback with one are one payment", async () => {
    await aRequest(test, 1, { through: "payplatform" });
    await bringGatewayFile(test.db, the15, [{ reference: reference(1), theirNumber: null }]);
    expect((await reconcile(test.db, gateway, the15)).heard).to.equal(1);
    expect((await callback(1, "PP1")).verdict).to.equal("repeated");
    expect(await states()).to.deep.equal([`${reference(1)} paid`]);
    expect(await balances(test.db)).to.deep.equal({ [gateway]: 150_000n, "fees:owed": -150_000n });
  });

  it("R12: another sum in a gateway's file than was paid there is a difference, and no more money", async () => {
    await aRequest(test, 1, { through: "payplatform" });
    await callback(1, "PP1");
    await bringGatewayFile(test.db, the15, [{ reference: reference(1), theirNumber: "PP1", amount: 149_000n }]);
    const report = await reconcile(test.db, gateway, the15);
    expect([report.heard, report.left]).to.deep.equal([0, { amountDiffers: 2 }]);
    expect(await balances(test.db)).to.deep.equal({ [gateway]: 150_000n, "fees:owed": -150_000n });
  });

  it("a gateway's reference on the bank's statement is what it hands on, no payment", async () => {
    await aRequest(test, 1, { through: "payplatform" });
    await bringStatement(test.db, the15, { opening }, [{ amount: 150_000n, text: reference(1), number: "FT1" }]);
    const report = await reconcile(test.db, bank, the15);
    expect([report.heard, report.left]).to.deep.equal([0, { missingHere: 1 }]);
    expect(await states()).to.deep.equal([`${reference(1)} sent`]);
  });

  it("each class of what is left is one case, opened once, and the account is what its statement says", async () => {
    await write(test.db, booked(1), booked(2), booked(3), booked(4));
    await bringStatement(test.db, the15, { opening }, [
      { amount: 150_000n, text: reference(1), number: "FT1" },
      { amount: 150_000n, text: reference(1), number: "FT2" },
      { amount: 149_000n, text: reference(2), number: "FT3" },
      { amount: 70_000n, text: "tien nha", number: "FT4" },
      { amount: -11_000n, text: "phi", number: "FT5" },
      { amount: 150_000n, text: reference(4), number: "FT6" },
    ]);
    for (const round of [1, 2]) {
      const report = await reconcile(test.db, bank, the15);
      expect(report.left, `round ${round}`).to.deep.equal({
        amountDiffers: 2,
        duplicate: 1,
        missingHere: 2,
        missingThere: 1,
      });
      expect(report.difference).to.equal(0n);
      expect(await unexplainedIn(test)).to.deep.equal([]);
      expect([...(await cases(test))].sort()).to.deep.equal(
        [
          `amountDiffers 149000 ${reference(2)}`,
          `amountDiffers 150000 ${reference(2)}`,
          `duplicate 150000 ${reference(1)}`,
          "missingHere -11000",
          "missingHere 70000",
          `missingThere 150000 ${reference(3)}`,
        ].sort(),
      );
    }
    // 150,000 + 149,000 + 70,000 - 11,000 wait
    expect(await balances(test.db)).to.deep.include({ suspense: -358_000n });
  });

  it("nothing is missed before the other side has told the day", async () => {
    await write(test.db, booked(1), booked(2, gateway));
    for (const place of [bank, gateway]) {
      const report = await reconcile(test.db, place, the15);
      expect([report.covered, report.left]).to.deep.equal([null, {}]);
    }
  });

  it("a case closes by itself when a later file resolves it, and what was held in suspense is taken out", async () => {
    await write(test.db, booked(1));
    await bringStatement(test.db, the15, { opening }, [
      { amount: 90_000n, text: `phi ${reference(2)}`, number: "FT1" },
    ]);
    await reconcile(test.db, bank, the15);
    expect(await cases(test)).to.deep.equal([
      `missingThere 150000 ${reference(1)}`,
      `missingHere 90000 ${reference(2)}`,
    ]);
    await bringStatement(test.db, the16, { opening: 1_090_000n }, [
      { amount: 150_000n, text: reference(1), number: "FT2" },
    ]);
    // our own word of the other came late
    await write(test.db, booked(2, bank, 90_000n));
    const report = await reconcile(test.db, bank, the16);
    expect([report.closed, report.left, report.difference]).to.deep.equal([2, {}, 0n]);
    expect(await cases(test)).to.deep.equal([
      `missingThere 150000 ${reference(1)} = matched M2`,
      `missingHere 90000 ${reference(2)} = matched M2`,
    ]);
    expect(await balances(test.db)).to.deep.equal({ [bank]: 240_000n, "fees:owed": -240_000n });
    expect(await unexplainedIn(test)).to.deep.equal([]);
  });

  it("the bank's own texts are explained by an installation's rules; a gateway hands on no more than it holds", async () => {
    await write(test.db, booked(1, gateway, 500_000n));
    const explain = [
      { id: "T:fee", place: bank, way: "out", has: "phí quản lý", is: { as: "charge", name: "account" } },
      { id: "T:interest", place: bank, way: "in", has: "tra lai", is: { as: "charge", name: "interest" } },
      {
        id: "T:day",
        place: bank,
        way: "in",
        has: "quyet toan",
        is: { as: "settlement", gateway: "payplatform", charge: 0n },
      },
    ] as const;
    await bringStatement(test.db, the15, { opening }, [
      { amount: -33_000n, text: "PHI QUAN LY TK" },
      { amount: 1_204n, text: "Trả lãi tiền gửi" },
      { amount: 500_000n, text: "QUYET TOAN 15/01" },
      { amount: 1n, text: "QUYET TOAN 15/01 bo sung" },
    ]);
    const report = await reconcile(test.db, bank, the15, { explain });
    expect(report.matched).to.deep.equal({ "T:day": 1, "T:fee": 1, "T:interest": 1 });
    expect([report.left, report.difference]).to.deep.equal([{ missingHere: 1 }, 0n]);
    expect(await balances(test.db)).to.deep.equal({
      ...{
        [bank]: 468_205n,
        "charges:account": 33_000n,
        "charges:interest": -1_204n,
        "fees:owed": -500_000n,
        suspense: -1n,
      },
    });
    expect(await unexplainedIn(test)).to.deep.equal([]);
  });

  it("a person names a fee, and the money pays it; another amount waits there; a paid one refuses", async () => {
    await aRequest(test, 1);
    await aRequest(test, 2, { amount: 80_000n });
    await bringStatement(test.db, the15, { opening }, [
      { amount: 150_000n, text: "nop phi", number: "FT1" },
      { amount: 150_000n, text: "nop phi lan nua", number: "FT2" },
    ]);
    await reconcile(test.db, bank, the15);
    const [first, second] = await caseIds();
    await assignCase(test.db, first!, "chi Lan", act);
    expect(await faultOf(nameRow(test.db, first!, reference(99), act))).to.equal("reference-not-heard");
    expect(await nameRow(test.db, first!, reference(1), act)).to.equal("counted");
    expect(await nameRow(test.db, second!, reference(2), act)).to.equal("suspense");
    expect(await faultOf(nameRow(test.db, second!, reference(1), act))).to.equal("case-closed");
    expect(await states()).to.deep.equal([`${reference(1)} paid`, `${reference(2)} sent`]);
    expect(await balances(test.db)).to.deep.equal({ [bank]: 300_000n, "fees:owed": -150_000n, suspense: -150_000n });
    expect((await changesOf(test.db, first!)).map(({ act: what, by, why }) => `${what} ${by}: ${why}`)).to.deep.equal([
      "assigned ketoan: theo chung tu",
      "named ketoan: theo chung tu",
    ]);
    expect((await reconcile(test.db, bank, the15)).difference).to.equal(0n);
    expect(await unexplainedIn(test)).to.deep.equal([]);
  });

  it("R11: money that is nobody's is owed back when another person approves; it leaves when the statement says so", async () => {
    await bringStatement(test.db, the15, { opening }, [{ amount: 70_000n, text: "chuyen nham", number: "FT1" }]);
    await reconcile(test.db, bank, the15);
    const [id] = await caseIds();
    expect(await faultOf(decideOwedBack(test.db, id!, true, head))).to.equal("not-proposed");
    await proposeOwedBack(test.db, id!, act);
    // two names from one login are one person, and so is one name at two
    for (const same of [act, { ...act, by: "lanh dao" }, { ...act, login: "login:lanhdao01" }])
      expect(await faultOf(decideOwedBack(test.db, id!, true, same))).to.equal("same-person");
    expect(await balances(test.db)).to.deep.equal({ [bank]: 70_000n, suspense: -70_000n });
    await decideOwedBack(test.db, id!, false, head);
    await proposeOwedBack(test.db, id!, act);
    await decideOwedBack(test.db, id!, true, head);
    expect(await balances(test.db)).to.deep.equal({ [bank]: 70_000n, "refunds:owed": -70_000n });
    await bringStatement(test.db, the16, { opening: 1_070_000n }, [
      { amount: -70_000n, text: "hoan tra", number: "FT2" },
    ]);
    expect((await reconcile(test.db, bank, the16)).difference).to.equal(0n);
    const [out] = await caseIds();
    expect(await faultOf(explainRow(test.db, out!, { as: "owedBack", case: out! }, act))).to.equal("not-owed-back");
    await explainRow(test.db, out!, { as: "owedBack", case: id! }, act);
    expect((await changesOf(test.db, id!)).map(({ act: what, by, login }) => `${what} ${by} ${login}`)).to.deep.equal([
      "proposed ketoan login:ketoan01",
      "declined lanh dao login:lanhdao01",
      "proposed ketoan login:ketoan01",
      "approved lanh dao login:lanhdao01",
    ]);
    expect(await balances(test.db)).to.deep.equal({});
    expect(await unexplainedIn(test)).to.deep.equal([]);
  });

  it("a rule that was wrong about a row is put right: the row stays a person's, and the account goes on", async () => {
    const rule = (name: string) =>
      [{ id: "T:x", place: bank, way: "in", has: "tra", is: { as: "charge", name } }] as const;
    await bringStatement(test.db, the15, { opening }, [{ amount: 1_204n, text: "tra lai" }]);
    await reconcile(test.db, bank, the15, { explain: rule("interest") });
    const [row] = await test.sql<{ id: string }>("select id from journal_booking where kind = 'charged'");
    await reverseExplanation(test.db, row!.id, act);
    const report = await reconcile(test.db, bank, the15, { explain: rule("other") });
    expect([report.matched, report.left, report.difference]).to.deep.equal([{}, { missingHere: 1 }, 0n]);
    expect(await unexplainedIn(test)).to.deep.equal([]);
  });

  it("a row that names references of ours is no rule's", async () => {
    await aRequest(test, 1);
    await aRequest(test, 2);
    const explain = [{ id: "T:x", place: bank, way: "in", has: "vnpay", is: { as: "charge", name: "x" } }] as const;
    const text = `VNPAYQR ${reference(1)} ${reference(2)}`;
    await bringStatement(test.db, the15, { opening }, [{ amount: 300_000n, text }]);
    const report = await reconcile(test.db, bank, the15, { explain });
    expect([report.matched, report.left]).to.deep.equal([{}, { missingHere: 1 }]);
  });

  it("a gateway keeps a charge; a wrong explanation is taken back, and its row is opened again", async () => {
    await write(test.db, booked(1, gateway));
    await bringStatement(test.db, the15, { opening }, [{ amount: 148_350n, text: "QT", number: "FT1" }]);
    await reconcile(test.db, bank, the15);
    const [id] = await caseIds();
    expect(
      await faultOf(explainRow(test.db, id!, { as: "settlement", gateway: "payplatform", charge: 1_651n }, act)),
    ).to.equal("holds-less");
    await explainRow(test.db, id!, { as: "settlement", gateway: "payplatform", charge: 1_650n }, act);
    expect(await balances(test.db)).to.deep.equal({
      [bank]: 148_350n,
      "charges:payplatform": 1_650n,
      "fees:owed": -150_000n,
    });
    const [settlement] = await test.sql<{ id: string }>("select id from journal_booking where kind = 'settled'");
    await reverseExplanation(test.db, settlement!.id, act);
    expect(await faultOf(reverseExplanation(test.db, settlement!.id, act))).to.equal("booking-reversed");
    expect(await faultOf(reverseExplanation(test.db, "payment:1", act))).to.equal("booking-not-ours");
    const report = await reconcile(test.db, bank, the15);
    expect([report.left, report.difference]).to.deep.equal([{ missingHere: 1 }, 0n]);
    expect(await unexplainedIn(test)).to.deep.equal([]);
  });

  it("a person matches by hand; a case that holds money is not closed, another is, and stays closed", async () => {
    await write(test.db, booked(1), booked(2, gateway));
    await bringGatewayFile(test.db, the15, []);
    await bringStatement(test.db, the15, { opening }, [
      { amount: 150_000n, text: "LT00000?", number: "FT1", day: the15 },
      { amount: 150_000n, text: "nop phi", number: "FT2" },
    ]);
    await reconcile(test.db, bank, the15);
    await reconcile(test.db, gateway, the15);
    expect(await cases(test)).to.have.length(4);
    const [, row, other, missed] = await caseIds();
    expect(await faultOf(closeCase(test.db, row!, act))).to.equal("case-holds-money");
    expect(await faultOf(matchByHand(test.db, row!, "payment:2", act))).to.equal("not-the-same");
    await matchByHand(test.db, row!, "payment:1", act);
    expect(await faultOf(matchByHand(test.db, other!, "payment:1", act))).to.equal("not-the-same");
    await closeCase(test.db, missed!, act);
    for (const place of [bank, gateway]) await reconcile(test.db, place, the15);
    expect((await cases(test)).filter((line) => !line.includes("="))).to.deep.equal(["missingHere 150000"]);
    expect(await unexplainedIn(test)).to.deep.equal([]);
  });

  it("by the clock: as far as files tell, once, and again where one came", async () => {
    const now = new Date("2026-01-17T06:00:00+07:00");
    const due = () => reconcileDue(worldOf(test.db), now);
    await write(test.db, booked(1, gateway));
    expect(await due()).to.deep.equal([]);
    await bringGatewayFile(test.db, the15, [{ reference: reference(1) }], { at: now });
    expect((await due()).map(({ place, day: of, matched }) => [place, of, matched])).to.deep.equal([
      [gateway, the15, { M1: 1 }],
    ]);
    await bringGatewayFile(test.db, the16, [], { at: new Date("2026-01-17T07:00:00+07:00") });
    expect((await due()).map(({ place, day: of }) => [place, of])).to.deep.equal([[gateway, the16]]);
  });

  it("by the clock: again where an explanation was taken back, though no other file comes; what a person closed stays closed", async () => {
    const due = async (of: string) =>
      (await reconcileDue(worldOf(test.db), new Date(`${of}T08:00:00+07:00`))).map(({ left }) => left);
    await bringStatement(test.db, the15, { opening: 100_000n }, [{ amount: -11_000n, text: "phi", number: "FT3" }]);
    expect(await due("2026-01-16")).to.deep.equal([{ missingHere: 1 }]);
    const [id] = await caseIds();
    await explainRow(test.db, id!, { as: "charge", name: "account" }, act);
    const [match] = await test.sql<{ id: string }>("select booking_id as id from money_match");
    await reverseExplanation(test.db, match!.id, act);
    expect(await due("2026-01-17")).to.deep.equal([{ missingHere: 1 }]);
    expect(await unexplainedIn(test)).to.deep.equal([]);
    expect(await due("2026-01-18")).to.deep.equal([]);

    // another sum than was booked at a gateway is in no booking: a person closes it
    await write(test.db, booked(1, gateway));
    await bringGatewayFile(test.db, the15, [{ reference: reference(1), amount: 140_000n }]);
    expect(await due("2026-01-18")).to.deep.equal([{ amountDiffers: 2 }]);
    const open = await test.sql<{ id: string }>(
      "select id from money_case where closed_at is null and class = 'amountDiffers'",
    );
    for (const one of open) await closeCase(test.db, BigInt(one.id), act);
    expect(await due("2026-01-19")).to.deep.equal([]);
  });

  it("by the clock: again where a file took another's place, or was taken back and came again", async () => {
    const now = new Date("2026-01-17T06:00:00+07:00");
    const due = async () => (await reconcileDue(worldOf(test.db), now)).map(({ day: of, matched }) => [of, matched]);
    const bring = (name: string, said: string, at: string) =>
      bringGatewayFile(test.db, the15, [{ reference: said }], { name, sha256: sha256(name), at: new Date(at) });
    await write(test.db, booked(1, gateway));
    await bring("sai", "khong ro", "2026-01-16T05:00:00+07:00");
    expect(await due()).to.deep.equal([[the15, {}]]);
    await takeBackFile(test.db, sha256("sai"), "takeBack", act);
    await bring("dung", reference(1), "2026-01-16T05:00:00+07:00");
    // a look by hand at a day before is none at this one
    await reconcile(test.db, gateway, day("2026-01-13"));
    expect(await due()).to.deep.equal([[the15, { M1: 1 }]]);
    expect(await due()).to.deep.equal([]);

    await takeBackFile(test.db, sha256("dung"), "takeBack", act);
    await bring("dung", reference(1), "2026-01-17T05:30:00+07:00");
    expect(await due()).to.deep.equal([[the15, { M1: 1 }]]);
    expect(await due()).to.deep.equal([]);
  });

  it("the journal books what the post collected once, whatever comes again", async () => {
    const one = postCollected({ id: "post:KH01:BL9", about: "H99-2", at: morning }, "KH01", 7n);
    await write(test.db, one);
    await write(test.db, one);
    expect(await balances(test.db)).to.deep.equal({ "post:KH01": 7n, "post:unsettled": -7n });
  });
});

import { expect } from "chai";
import { sql } from "kysely";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { refundDecided } from "../../core/domain/payment/journal.ts";
import { explainRow } from "../../core/service/money-cases.ts";
import { takeBackFile } from "../../core/service/money-take-back.ts";
import { decideHeldFile } from "../../core/service/money-take.ts";
import { eraseDossierWords } from "../../core/store/erase-dossier.ts";
import { forgetTexts } from "../../core/store/erase-money.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { aRequest, bank, bringStatement, day, reconcile, reference, sha256, write } from "../support/money.ts";

const [the14, the15, the16] = [day("2026-01-14"), day("2026-01-15"), day("2026-01-16")];
const act = {
  by: "Nguyễn Thị Hoa",
  login: "login:hoa01",
  why: "nham",
  at: new Date("2026-01-17T08:00:00+07:00"),
};
const name = "TRAN THI THU NGHIEM";

describe("names in money go", () => {
  let test: TestDatabase;
  beforeEach(async () => {
    test = await freshDatabase();
  });
  afterEach(() => test.drop());

  const reject = (file: string) => decideHeldFile(test.db, sha256(file), { ...act, isReleased: false });
  /** By the bank's number, in the order that they were told. */
  const texts = async (): Promise<readonly string[]> =>
    (
      await test.sql<{ line: string }>(
        "select concat_ws(' ', f.name, r.their_number, r.text) as line from money_row r join money_file f on f.sha256 = r.file_sha256 order by r.id",
      )
    ).map(({ line }) => line);
  const bring = (
    file: string,
    opening: bigint,
    entries: Parameters<typeof bringStatement>[3],
    kind: "camt" | "csv",
    of = the15,
  ) => bringStatement(test.db, of, { opening }, entries, { name: file, sha256: sha256(file), kind });
  const erase = async (): Promise<void> => {
    const [dossier] = await test.sql<{ code: string }>("update dossier set state = 'archived' returning code");
    await test.db.transaction().execute(async (tx) => {
      await sql`set local role hub_owner`.execute(tx);
      expect(await eraseDossierWords(tx, parseDossierCode(dossier!.code))).to.equal(true);
    });
  };

  it("when their time is over, also of rows that do not count: told twice, thrown away, taken back; not of a file that waits", async () => {
    await aRequest(test, 1);
    await bring("mot", 0n, [{ amount: 150_000n, text: `${name} ${reference(1)}`, number: "FT1" }], "camt");
    await bring("hai", 150_000n, [{ amount: 150_000n, text: name, number: "FT-1" }], "csv");
    await bring("ba", 7n, [{ amount: 5_000n, text: name, number: "FT3" }], "camt");
    await reject("ba");
    await bring("bon", 300_000n, [{ amount: 6_000n, text: name, number: "FT4" }], "camt", the16);
    await takeBackFile(test.db, sha256("bon"), "takeBack", act);
    await bring("nam", 7n, [{ amount: 8_000n, text: name, number: "FT5" }], "camt");
    await reconcile(test.db, bank, the15);

    expect(await forgetTexts(test.db, new Date("2026-01-15T12:00:00+07:00"))).to.equal(0);
    expect(await forgetTexts(test.db, new Date("2027-01-20T00:00:00+07:00"))).to.equal(4);
    expect(await texts()).to.deep.equal(["mot FT1 ", "hai FT-1 ", "ba FT3 ", "bon FT4 ", `nam FT5 ${name}`]);
  });

  it("with a dossier's, also where other files tell its rows without a reference", async () => {
    await aRequest(test, 1);
    await bringStatement(test.db, the14, { opening: 0n }, [], { name: "dau" });
    await bring("giu", 7n, [{ amount: 150_000n, text: name, number: "FT1" }], "camt");
    await bring("mot", 0n, [{ amount: 150_000n, text: `${name} ${reference(1)}`, number: "FT1" }], "camt");
    await bring("hai", 150_000n, [{ amount: 150_000n, text: name, number: "FT-1" }], "csv");
    await bring("khac", 300_000n, [{ amount: 150_000n, text: "nguoi khac", number: "FT9" }], "camt");
    await reject("giu");
    await reconcile(test.db, bank, the15);
    await erase();
    expect(await texts()).to.deep.equal(["giu FT1 ", "mot FT1 ", "hai FT-1 ", "khac FT9 nguoi khac"]);
  });

  it("of officers, whole, whatever stands before them; agencies, gateways and jobs stay", async () => {
    await aRequest(test, 1, { through: "payplatform" });
    await test.sql(
      `insert into organisation (code, written_as, scheme, tier, kind, name, confidence, source)
       values ('H99.01', 'H99.01', 'QD20', 2, 'commune', 'UBND xã Thử', 'high', 'test')`,
    );
    await test.sql("update fee set fixed_by = 'H99.01 cb-01 Thử'");
    await test.sql("update payment_request set created_by = 'Hoa'");
    for (const [version, by] of ["payplatform", bank, "sweep-payments", "Nguyễn Thị Hoa", "H99.01 Hoa"].entries())
      await test.sql(
        `insert into payment_change (reference, version, from_state, to_state, event, rule, by, at)
         values ($1, $2, 'sent', 'sent', 'x', 'R1', $3, '2026-01-15')`,
        [reference(1), version + 2, by],
      );
    await test.sql(
      `insert into refund (key, reference, amount, state, reason, decided_by, decided_at, approved_by, approved_at)
       values ('hoan', $1, 1, 'approved', 'x', 'Nguyễn Thị Hoa', '2026-01-15', 'H99.01 cb-02', '2026-01-15')`,
      [reference(1)],
    );
    for (const by of ["Nguyễn Thị Hoa", "reconciliation"])
      await test.sql(
        `insert into money_case (class, place, reference, amount, rule, opened_at, seen_at, closed_at, closed_by, closed_how)
         values ('silent', $1, $2, 1, 'R13', '2026-01-15', '2026-01-15', '2026-01-16', $3, 'paid')`,
        [bank, reference(1), by],
      );
    await erase();
    const values = async (query: string): Promise<readonly unknown[]> =>
      (await test.sql<Record<string, unknown>>(query)).flatMap((row) => Object.values(row));
    expect(await values("select fixed_by from fee")).to.deep.equal(["H99.01"]);
    expect(await values("select created_by from payment_request")).to.deep.equal(["đã xóa"]);
    expect(await values("select by from payment_change order by version")).to.deep.equal([
      ...["payplatform", bank, "sweep-payments", "đã xóa", "H99.01"],
    ]);
    expect(await values("select decided_by, approved_by from refund")).to.deep.equal(["đã xóa 1", "H99.01 2"]);
    expect(await values("select closed_by from money_case order by id")).to.deep.equal(["đã xóa", "reconciliation"]);
  });

  it("stand whole until then: who said on a command line that a refund left is the dossier's officer for it", async () => {
    await aRequest(test, 1);
    await bring("mot", 0n, [{ amount: 150_000n, text: reference(1), number: "FT1" }], "camt");
    await reconcile(test.db, bank, the15);
    await test.sql(
      `insert into refund (key, reference, amount, state, reason, decided_by, decided_at, approved_by, approved_at, charged_off)
       values ('hoan', $1, 150000, 'approved', 'rut ho so', 'a', $2, 'b', $2, 150000)`,
      [reference(1), act.at],
    );
    await write(test.db, refundDecided({ id: "refundDecided:hoan", about: reference(1), at: act.at }, 150_000n));
    await bringStatement(test.db, the16, { opening: 150_000n }, [{ amount: -150_000n, text: "hoan", number: "FT2" }]);
    await reconcile(test.db, bank, the16);
    const [row] = await test.sql<{ id: string }>("select id from money_case where closed_at is null and amount < 0");
    await explainRow(test.db, BigInt(row!.id), { as: "refund", key: "hoan" }, act);
    expect(
      await test.sql("select details ->> 'officer' as officer from payment_step where step = 'confirmRefund'"),
    ).to.deep.equal([{ officer: "Nguyễn Thị Hoa" }]);
  });
});

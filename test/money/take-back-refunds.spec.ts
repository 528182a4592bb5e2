import { expect } from "chai";
import type { Holder } from "../../core/domain/payment/journal.ts";
import type { StatementPart } from "../../core/domain/payment/statement.ts";
import { explainRow } from "../../core/service/money-cases.ts";
import { takeBackFile } from "../../core/service/money-take-back.ts";
import { takeStatement } from "../../core/service/money-take.ts";
import { aFile, aStatement, bank, bringStatement, day, reconcile, sha256, unexplainedIn } from "../support/money.ts";
import { testPayments, type TestPayments } from "../support/payments.ts";

const [the16, the17] = [day("2026-11-16"), day("2026-11-17")];
const start = new Date("2026-11-16T02:00:00Z");
const at = new Date("2026-11-18T06:00:00+07:00");
const act = { by: "ketoan", login: "login:ketoan01", why: "nham tai khoan", at: new Date("2026-11-18T02:00:00Z") };
const [wrong, right]: readonly Holder[] = ["bank:999", "bank:888"];
const owedBack = { "fees:charged": -150_000, [bank]: 300_000 };

describe("a file is taken back whose row showed how a refund left", () => {
  let pay: TestPayments;
  let code: string;
  let key: string;
  before(async () => {
    pay = await testPayments();
  });
  after(() => pay.close());
  beforeEach(async () => {
    pay.setClock(start);
    await pay.gateway.database.sql(
      `truncate hub.dossier, hub.fee, hub.journal_booking, hub.payment_report, hub.money_case, hub.money_file, hub.money_row, hub.money_run,
         hub.money_open_row, hub.money_open_line
         restart identity cascade`,
    );
    code = await pay.owing();
    const { reference } = await pay.open(code, "transfer");
    const entries = ["FT1", "FT2"].map((number) => ({ amount: 150_000n, text: reference, number }));
    const { db } = pay.gateway.database;
    await bringStatement(db, the16, { opening: 0n }, entries, { at: new Date("2026-11-17T06:00:00+07:00") });
    await reconcile(db, bank, the16);
    pay.setClock(at);
    await pay.sweep();
    key = await approved(reference);
  });

  const send = async (path: string, body: object) => {
    const answer = await pay.send("POST", `/v1/dossiers/${code}${path}`, body);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    return answer.body;
  };
  const approved = async (reference: string): Promise<string> => {
    const sum = { amountVnd: 150_000, leftVnd: 300_000, reason: "Nộp hai lần" };
    const { key } = await send(`/payment-requests/${reference}/refunds`, { officer: "cb-01", ...sum });
    await send(`/refunds/${key}/decisions`, { officer: "ld-01", decision: "approve" });
    return key;
  };
  async function* of(place: Holder, parts: AsyncIterable<StatementPart>): AsyncGenerator<StatementPart> {
    for await (const part of parts)
      yield part.kind === "head" ? { ...part, head: { ...part.head, account: place.slice("bank:".length) } } : part;
  }
  /** The statement by which it left, under an account. */
  const leaves = async (place: Holder): Promise<void> => {
    const entries = [{ amount: -150_000n, text: "hoan tra", number: "FT9", day: the17 }];
    await takeStatement(
      pay.gateway.database.db,
      aFile({ sha256: sha256(place), name: place, at, place }),
      of(place, aStatement(the17, { opening: 0n }, entries)),
    );
    await reconcile(pay.gateway.database.db, place, the17);
  };
  const explain = async (place: Holder): Promise<string> => {
    const [row] = await pay.gateway.database.sql(
      `select id from money_case where closed_at is null and row_id is not null and place = '${place}'`,
    );
    return explainRow(pay.gateway.database.db, BigInt(String(row!["id"])), { as: "refund", key }, act).then(
      () => "done",
      (error: unknown) => (error as { code: string }).code,
    );
  };
  const takeBack = async (place: Holder): Promise<void> => {
    const { became } = await takeBackFile(pay.gateway.database.db, sha256(place), "takeBack", act);
    expect(became).to.equal("takenBack");
  };
  const waiting = async () =>
    (
      await pay.gateway.database.sql(
        "select concat_ws(' ', class, place, amount) as line from money_case where closed_at is null and class <> 'missingThere'",
      )
    ).map((one) => one["line"]);
  const refund = async () =>
    (await pay.gateway.database.sql("select state, amount::int as amount from refund")).map((one) => ({ ...one }));

  it("it is done as before, and a person's; the right account's row is how it left, however often that is put right", async () => {
    await leaves(wrong!);
    expect(await explain(wrong!)).to.equal("done");
    expect(await pay.balances()).to.deep.equal({ ...owedBack, [wrong!]: -150_000 });
    await takeBack(wrong!);
    expect([await refund(), await waiting()]).to.deep.equal([
      [{ state: "done", amount: 150_000 }],
      ["contradiction bank:999 -150000"],
    ]);
    await leaves(right!);
    expect(await explain(right!)).to.equal("done");
    expect([await pay.balances(), await waiting()]).to.deep.equal([{ ...owedBack, [right!]: -150_000 }, []]);
    expect(await unexplainedIn(pay.gateway.database)).to.deep.equal([]);

    await takeBack(right!);
    await leaves(wrong!);
    expect(await explain(wrong!)).to.equal("done");
    expect([await pay.balances(), await waiting()]).to.deep.equal([{ ...owedBack, [wrong!]: -150_000 }, []]);
    expect([await refund(), await unexplainedIn(pay.gateway.database)]).to.deep.equal([
      [{ state: "done", amount: 150_000 }],
      [],
    ]);
  });

  it("while its row counts, no row of another account is how it left", async () => {
    await leaves(wrong!);
    await explain(wrong!);
    await leaves(right!);
    expect(await explain(right!)).to.equal("not-the-same");
  });

  it("recorded by hand and never shown by a row, it left from the account that was recorded", async () => {
    await send(`/refunds/${key}/decisions`, { officer: "cb-01", decision: "done", proof: "CT-1", account: "999" });
    await leaves(right!);
    expect(await explain(right!)).to.equal("not-the-same");
  });
});

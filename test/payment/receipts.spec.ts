import { createHash } from "node:crypto";
import { expect } from "chai";
import { sql } from "kysely";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { keepDocument } from "../../core/service/keep-document.ts";
import { sendRefunds } from "../../core/service/pay-refunds.ts";
import { fetchReceipts } from "../../core/service/pay-receipts.ts";
import { forgetReportTexts } from "../../core/store/pay-reports.ts";
import { eraseDossierWords } from "../../core/store/erase-dossier.ts";
import { aKey } from "../support/gateway.ts";
import { testPayments, type TestPayments } from "../support/payments.ts";

const start = new Date("2026-11-16T02:00:00Z");
const later = (minutes: number) => new Date(start.getTime() + minutes * 60_000);

describe("receipts of payments, and what of money tells of people", () => {
  let pay: TestPayments;
  before(async () => {
    pay = await testPayments();
  });
  after(() => pay.close());
  beforeEach(async () => {
    pay.setClock(start);
    await pay.gateway.database.sql(
      "truncate hub.dossier, hub.fee, hub.journal_booking, hub.payment_report, hub.money_case restart identity cascade",
    );
  });

  const paid = async () => {
    const code = await pay.owing();
    const { reference } = await pay.open(code, "payplatform");
    pay.standIns.payplatform.settle(reference);
    await pay.standIns.payplatform.notify(reference);
    await pay.settled();
    return { code, reference };
  };
  const receiptOf = async (code: string) => (await pay.money(code)).fees[0].receipts[0];
  const withFolder = () => ({
    ...pay.world,
    keepDocument: (dossierId: bigint, name: string, content: Uint8Array) =>
      keepDocument({ db: pay.world.db, folder: pay.gateway.folder }, dossierId, {
        ...{ name, content, mediaType: "application/pdf" },
      }),
  });
  const refundWhole = async (code: string, reference: string) => {
    const law = { legalBasis: "Điều 5 luật thử", reason: "nộp nhầm", role: "oneStopHead" };
    await pay.step(code, "decideRefund", law);
    const key = aKey();
    const path = `/v1/dossiers/${code}/payment-requests/${reference}/refunds`;
    await pay.send(
      "POST",
      path,
      { officer: "cb-Thử", amountVnd: 150_000, leftVnd: 150_000, reason: "bà Thử nộp nhầm" },
      key,
    );
    const decide = (but: object) => pay.send("POST", `/v1/dossiers/${code}/refunds/${key}/decisions`, but);
    await decide({ officer: "tbp-01", decision: "approve" });
    const done = await decide({ officer: "cb-Thử", decision: "done", proof: "CT-9" });
    expect(done.body.state, JSON.stringify(done.body)).to.equal("done");
  };

  it("are written with the number, series and day that are said", async () => {
    const { code } = await paid();
    await fetchReceipts(pay.world);
    expect(await receiptOf(code)).to.include({
      ...{ state: "issued", number: "0000123", series: "BL/26E", issuedOn: "2026-11-16", file: null },
    });
  });

  it("that come as a document are kept, served as the link, and not asked for again", async () => {
    const { code, reference } = await paid();
    pay.standIns.payplatform.orders.get(reference)!.receipt = "pdf";
    expect(await fetchReceipts(withFolder())).to.deep.equal({ issued: 1, failed: 0 });
    const document = "%PDF-1.4\n%%EOF\n";
    const sha256 = createHash("sha256").update(document).digest("hex");
    const receipt = await receiptOf(code);
    expect(receipt).to.include({ state: "issued", file: sha256, url: `/v1/files/${sha256}`, number: null });
    const token = await pay.gateway.tokenOf("commune");
    const answer = await fetch(`${pay.gateway.url}${receipt.url}`, { headers: { authorization: `Bearer ${token}` } });
    expect([answer.status, answer.headers.get("content-type"), await answer.text()]).to.deep.equal([
      ...[200, "application/pdf", document],
    ]);
    pay.setClock(later(24 * 60));
    expect(await fetchReceipts(withFolder())).to.deep.equal({ issued: 0, failed: 0 });
    // told again after a crash before it was on record: the same file
    await pay.gateway.database.sql("update hub.receipt set state = 'owed', next_at = $1", [later(1)]);
    await fetchReceipts(withFolder());
    const files = await pay.gateway.database.sql("select name from hub.dossier_file");
    expect(files).to.deep.equal([{ name: `bien-lai-${reference}.pdf` }]);
  });

  it("without a place for documents stay owed, and are tried again", async () => {
    const { code, reference } = await paid();
    pay.standIns.payplatform.orders.get(reference)!.receipt = "pdf";
    expect(await fetchReceipts(pay.world)).to.deep.equal({ issued: 0, failed: 1 });
    expect(await receiptOf(code)).to.include({ state: "failed", url: null });
  });

  it("are asked about once more when the money went back, and are cancelled when that is said", async () => {
    const { code, reference } = await paid();
    await fetchReceipts(pay.world);
    pay.setClock(later(60));
    expect(await fetchReceipts(pay.world)).to.deep.equal({ issued: 0, failed: 0 });
    await refundWhole(code, reference);
    expect(await fetchReceipts(pay.world)).to.deep.equal({ issued: 1, failed: 0 });
    expect((await receiptOf(code)).state).to.equal("issued");
    pay.standIns.payplatform.orders.get(reference)!.receipt = "cancelled";
    pay.setClock(later(70));
    await fetchReceipts(pay.world);
    expect(await receiptOf(code)).to.include({ state: "cancelled", number: "0000123", series: "BL/26E" });
    pay.setClock(later(10_000));
    expect(await fetchReceipts(pay.world)).to.deep.equal({ issued: 0, failed: 0 });
  });

  it("are fetched by a run that ends in its time", async () => {
    for (let index = 0; index < 3; index += 1) await paid();
    expect(await fetchReceipts(pay.world, 0)).to.deep.equal({ issued: 1, failed: 0 });
    expect(await fetchReceipts(pay.world, 0)).to.deep.equal({ issued: 1, failed: 0 });
    expect(await fetchReceipts(pay.world)).to.deep.equal({ issued: 1, failed: 0 });
  });

  it("what gateways wrote goes after its days; what it came to stays", async () => {
    const { reference } = await paid();
    const kept = async () =>
      (
        await pay.gateway.database.sql(
          "select raw is not null as raw, outcome, amount::int, content_sha256 is not null as hash from hub.payment_report where reference = $1",
          [reference],
        )
      )[0];
    expect(await forgetReportTexts(pay.world.db, start)).to.equal(0);
    expect(await kept()).to.include({ raw: true });
    expect(await forgetReportTexts(pay.world.db, later(1))).to.equal(1);
    expect(await kept()).to.deep.equal({ raw: false, outcome: "paid", amount: 150_000, hash: true });
    // a repeat is known all the same (R1)
    await pay.standIns.payplatform.notify(reference);
    const [{ n }] = (await pay.gateway.database.sql("select count(*)::int as n from hub.payment")) as [{ n: number }];
    expect(n).to.equal(1);
  });

  it("erasing a dossier takes people out of its money; amounts, references and the journal stay", async () => {
    const { code, reference } = await paid();
    await fetchReceipts(pay.world);
    const other = await paid();
    await fetchReceipts(pay.world);
    await refundWhole(code, reference);
    await sendRefunds(pay.world);
    await pay.step(code, "requestWithdrawal");
    const stopped = await pay.step(code, "confirmWithdrawal");
    expect(stopped.status, JSON.stringify(stopped.body)).to.equal(201);
    await pay.gateway.database.sql(
      `insert into hub.money_case (class, place, reference, amount, opened_at, seen_at, owner, closed_at, closed_by, closed_how)
       values ('suspense', 'gateway:payplatform', $1, 1, now(), now(), 'Lan', now(), 'H38.91 cb-Thử', 'fee: bà Thử')`,
      [reference],
    );
    const journal = () =>
      pay.gateway.database.sql(
        "select b.id, l.account, l.amount::int from hub.journal_booking b join hub.journal_line l on l.booking_id = b.id order by 1, 2",
      );
    const [before, money] = [await journal(), await pay.money(code)];
    await pay.gateway.database.db.transaction().execute(async (tx) => {
      await sql`set local role hub_owner`.execute(tx);
      expect(await eraseDossierWords(tx, parseDossierCode(code))).to.equal(true);
    });
    expect(await journal()).to.deep.equal(before);
    const after = await pay.money(code);
    const [fee] = after.fees;
    expect(fee.fixedBy).to.equal("H38.91");
    expect(fee.requests[0]).to.include({
      reference,
      createdBy: "H38.91",
      redirect: null,
      lastSaid: null,
      amountVnd: 150_000,
    });
    expect(fee.refunds[0]).to.include({
      ...{ reason: "đã xóa", decidedBy: "H38.91 1", approvedBy: "H38.91 2", decidedLogin: null, proof: "CT-9" },
    });
    expect(fee.receipts[0]).to.include({ state: "issued", number: "0000123", url: null, file: null });
    expect(fee.payments).to.deep.equal(money.fees[0].payments);
    const all = await pay.gateway.database.sql<{ all: string }>(
      `select string_agg(line, ' ') as all from (
         select to_jsonb(r)::text as line from hub.payment_report r where reference = $1
         union all select to_jsonb(r)::text from hub.refund_change r
         union all select to_jsonb(r)::text from hub.payment_change r where reference = $1
         union all select to_jsonb(r)::text from hub.money_case r
         union all select to_jsonb(s)::text from hub.payment_step s join hub.fee f on f.id = s.fee_id
                    join hub.dossier d on d.id = f.dossier_id where d.code = $2) said`,
      [reference, code],
    );
    for (const word of ["Thử", "cb-", "tbp-", "Lan", "ThongTinGiaoDich", "127.0.0.1", "nộp nhầm"])
      expect(all[0]?.all, word).not.to.include(word);
    // another dossier's is as it was
    expect((await receiptOf(other.code)).url).to.equal(`https://platform.example/bill/${other.reference}`);
    expect((await pay.money(other.code)).fees[0].fixedBy).to.equal("H38.91 cb-01");
  });
});

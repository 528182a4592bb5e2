import { leftOf, owedBack } from "../domain/payment/request.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import { feeLinesOf, feesOf } from "../store/pay-fees.ts";
import { receiptsOf } from "../store/pay-receipts.ts";
import { refundsUnder, type StoredRefund } from "../store/pay-refunds.ts";
import { paymentsUnder, requestsOf, type StoredRequest } from "../store/pay-requests.ts";
import { stepsOf } from "../store/pay-steps.ts";
import type { Database, Reader } from "../../platform/database.ts";
import { transfer, type MoneyWorld } from "./pay-gateways.ts";
import { findForParties, worksOn } from "./read-dossier.ts";

type Reading = Pick<MoneyWorld, "transferCode" | "drawCode" | "account">;

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

export const refundView = ({ key, reference, amount, state, reason, legalBasis, ...rest }: StoredRefund) => ({
  ...{ key, reference, amountVnd: Number(amount), state, reason, legalBasis },
  ...{ decidedBy: rest.decidedBy, decidedAt: rest.decidedAt.toISOString() },
  ...{ approvedBy: rest.approvedBy, approvedAt: iso(rest.approvedAt), sentAt: iso(rest.sentAt), proof: rest.proof },
  ...{ decidedLogin: rest.decidedLogin, approvedLogin: rest.approvedLogin },
  payment: rest.paymentId === null ? null : String(rest.paymentId),
});
export type RefundView = ReturnType<typeof refundView>;

/** One attempt as the gateway answers it; amounts are whole dong, and below what a JSON number holds exactly. */
export const requestView = (stored: StoredRequest, { transferCode, drawCode, account }: Reading) => {
  const { request } = stored;
  // of another attempt the gateway alone hears: what a bank's statement brings under its reference would wait for a person
  const isTransfer = stored.gateway === transfer;
  const code = account && isTransfer && isWaiting(stored) ? transferCode(request.reference, request.amount) : undefined;
  return {
    ...{ reference: request.reference, gateway: stored.gateway, amountVnd: Number(request.amount) },
    ...{ state: request.state, duty: dutyOf(stored), person: stored.personSince !== null },
    description: stored.description,
    ...{ createdAt: request.createdAt.toISOString(), createdBy: stored.createdBy },
    ...{ expiresAt: stored.expiresAt.toISOString(), sentAt: iso(stored.sentAt), lastSaid: stored.lastSaid },
    redirect: isWaiting(stored) ? stored.redirect : null,
    transfer:
      account && code !== undefined
        ? {
            bank: account.bin,
            account: account.number,
            name: account.name,
            note: request.reference,
            vietQr: code,
            picture: drawCode(code),
          }
        : null,
    ...{ leftVnd: Number(leftOf(request)), owedBackVnd: Number(owedBack(request)) },
  };
};
export type RequestView = ReturnType<typeof requestView>;

/** What comes first: money goes back, a person looks, the gateway is asked. */
const dutyOf = ({ duty, personSince }: StoredRequest): "ask" | "person" | "refund" | null =>
  duty === "refund" || personSince === null ? duty : "person";

const isWaiting = ({ request: { state }, gateway }: StoredRequest): boolean =>
  state === "sent" || state === "pending" || (state === "created" && gateway === transfer) || state === "unknown";

/** All that the hub knows of a dossier's money. */
export async function readMoneyWithin(db: Reader, reading: Reading, dossierId: bigint, code: string) {
  const fees = await feesOf(db, dossierId);
  const views = [];
  for (const fee of fees) {
    const requests = await requestsOf(db, fee.id);
    const references = requests.map(({ request }) => request.reference);
    const receipts = await receiptsOf(db, references);
    const [lines, payments, refunds] = [
      await feeLinesOf(db, fee.id),
      await paymentsUnder(db, references),
      await refundsUnder(db, references),
    ];
    views.push({
      ...{
        number: fee.number,
        amountVnd: Number(fee.amount),
        fixedBy: fee.fixedBy,
        fixedAt: fee.fixedAt.toISOString(),
      },
      ...{ endedAt: iso(fee.endedAt), endedWhy: fee.endedWhy, paidBy: fee.paidBy, paidAt: iso(fee.paidAt) },
      lines: lines.map(({ amount, ...line }) => ({ ...line, amountVnd: Number(amount) })),
      requests: requests.map((stored) => requestView(stored, reading)),
      payments: payments.map(({ id, reference, holder, theirNumber, amount, kept, paidAt }) => ({
        ...{ id: String(id), reference, holder, theirNumber, amountVnd: Number(amount), kept },
        paidAt: paidAt.toISOString(),
      })),
      refunds: refunds.map(refundView),
      receipts: receipts.map(({ reference, state, number, series, issuedOn, url, fileSha256, lastSaid }) => ({
        ...{ reference, state, number, series, issuedOn, file: fileSha256, lastSaid },
        url: url ?? (fileSha256 === null ? null : `/v1/files/${fileSha256}`),
      })),
    });
  }
  const steps = await stepsOf(
    db,
    fees.map(({ id }) => id),
  );
  return {
    code,
    fees: views,
    /** Steps that money owes to the dossier; `how` of an open one: why it was refused at the last try. */
    steps: steps.map(({ step, how, doneAt }) => ({ step, how, doneAt: iso(doneAt) })),
  };
}
export type DossierMoney = Awaited<ReturnType<typeof readMoneyWithin>>;

/** The same for units that work on the dossier: who pays, and with what, is nobody else's (§10.1). */
export async function readMoney(
  { db, now, ...reading }: Reading & { readonly db: Database; readonly now: () => Date },
  text: string,
  units: ReadonlySet<string>,
): Promise<{ readonly ok: true; readonly body: DossierMoney } | Refusal> {
  const found = await findForParties(db, text, units, now());
  if (!found || !(await worksOn(db, found.stored, found.parties))) return refuse("dossier-unknown", { code: text });
  const { id, dossier } = found.stored;
  return { ok: true, body: await readMoneyWithin(db, reading, id, dossier.code) };
}

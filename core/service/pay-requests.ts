import { refuse, type Refusal } from "../domain/refusal.ts";
import { isOpen, step, type PaymentRequest } from "../domain/payment/request.ts";
import { findDossierCode } from "../domain/dossier-code.ts";
import { applicantOf, find } from "../store/dossiers.ts";
import { organisationNames } from "../store/organisations.ts";
import { feeLinesOf, feesOf, lockFee, lockFeeOf, type StoredFee } from "../store/pay-fees.ts";
import {
  findRequest,
  insertRequest,
  moveRequest,
  newReference,
  requestsOf,
  type StoredRequest,
} from "../store/pay-requests.ts";
import { findVersionOf } from "../store/procedures.ts";
import type { Database, Reader, Tx } from "../../platform/database.ts";
import { once, type Answer, type Ask } from "./once.ts";
import { isOver, officerOf, whoActs } from "./pay-fees.ts";
import { transfer, type BillFacts, type MoneyWorld, type PaymentGateway, type PaySaid } from "./pay-gateways.ts";
import { requestView, type RequestView } from "./pay-read.ts";

export interface PaymentWish {
  readonly by: string;
  readonly officer: string;
  /** Of a connection, or `transfer`. */
  readonly gateway: string;
  /** How long the payer has; left out: by how it is paid. */
  readonly minutes?: number;
  /** Of the payer's browser, where a gateway wants it. */
  readonly payerAddress?: string;
  /** What a receipt says of the payer, where the dossier does not. */
  readonly payer?: { readonly name: string; readonly idNumber: string; readonly address: string };
}

const minuteMs = 60_000;
/** A browser is back within minutes; a slip is paid within days. */
const browserMinutes = 60;
const slipMinutes = 10 * 24 * 60;

/** What one request may open at most at a time: a payer sees few, and each is asked about. */
const mostOpen = 10;

/**
 * Opens one attempt to pay the fee in force: written under a reference of its own, then sent, each in its transaction.
 * The key gives the same attempt again; one that was written and not sent is sent then.
 */
export const makeOpenPayment =
  (world: MoneyWorld) =>
  async (text: string, wish: PaymentWish, ask: Ask): Promise<Answer<RequestView>> => {
    const gateway = world.gateways.get(wish.gateway);
    if (!gateway && wish.gateway !== transfer)
      return refuse("payment-gateway-unknown", { gateway: wish.gateway, known: knownOf(world) }, "/gateway");
    if (!gateway && !world.account)
      return refuse("payment-gateway-unknown", { gateway: wish.gateway, known: knownOf(world) }, "/gateway");
    const opened = await once(world.db, ask, async (tx) => {
      const acting = await whoActs(tx, world, text, wish.by, ask);
      if (!acting.ok) return acting;
      const { dossier } = acting;
      const fee = await lockFeeOf(tx, acting.dossierId);
      if (!fee) return refuse("fee-not-fixed", { code: dossier.code }, "/gateway");
      if (fee.paidBy !== null) return refuse("fee-already-paid", { code: dossier.code, reference: fee.paidBy });
      if (isOver(dossier.state))
        return refuse("fee-dossier-ended", { code: dossier.code, state: dossier.state }, "/gateway");
      const requests = await requestsOf(tx, fee.id);
      if (requests.filter(({ request }) => isOpen(request.state)).length >= mostOpen)
        return refuse("payments-too-many", { code: dossier.code, most: String(mostOpen) }, "/gateway");
      const at = world.now();
      const minutes = wish.minutes ?? (gateway?.isAskedToPay ? browserMinutes : slipMinutes);
      const reference = await newReference(tx);
      await insertRequest(tx, {
        ...{ reference, feeId: fee.id, amount: fee.amount, gateway: wish.gateway, at },
        ...{ description: descriptionOf(dossier.code), by: officerOf(acting.unit, wish.officer) },
        expiresAt: new Date(at.getTime() + minutes * minuteMs),
      });
      return { ok: true, body: { reference } };
    });
    if (!opened.ok) return opened;
    const { reference } = opened.body;
    if (gateway?.isAskedToPay) {
      const unfit = await sendRequest(world, gateway, reference, wish);
      if (unfit) return unfit;
    }
    const stored = await findRequest(world.db, reference);
    if (!stored) throw new Error(`no request ${reference}`);
    return { ok: true, replayed: opened.replayed, body: requestView(stored, world) };
  };

const knownOf = ({ gateways, account }: MoneyWorld): string =>
  [...gateways.keys(), ...(account ? [transfer] : [])].join(", ") || "–";

/**
 * Tells the gateway. `sent` is on record before a byte leaves, so a process that dies leaves a request that is asked
 * about, never one that is charged blindly again (R4). One that is not `created` any more is left as it is.
 * @returns why our own request does not fit the gateway; nothing was sent, and it is failed.
 */
export async function sendRequest(
  world: MoneyWorld,
  gateway: PaymentGateway,
  reference: string,
  { payer, payerAddress }: Pick<PaymentWish, "payer" | "payerAddress">,
): Promise<Refusal | undefined> {
  const { db, now } = world;
  const bill = await billOf(db, reference, payer);
  const sentAt = now();
  const stored = await change(db, reference, async (tx, stored) => {
    const after = step(stored.request, "send");
    if (!after) return undefined;
    const nextAskAt = gateway.answersQuestions ? new Date(sentAt.getTime() + world.sweepTimes.firstMs) : null;
    const by = stored.createdBy;
    await moveRequest(tx, stored, after, { event: "send", rule: "R4", by, at: sentAt }, { sentAt, nextAskAt });
    return stored;
  });
  if (!stored) return undefined;
  const { request, description, expiresAt } = stored;
  const said = await gateway.pay(
    {
      ...{ reference, amount: request.amount, description, at: sentAt, expiresAt, bill },
      payerAddress: payerAddress ?? "127.0.0.1",
    },
    AbortSignal.timeout(payLimitMs),
  );
  await change(db, reference, async (tx, stored) => {
    const { on, rule, lastSaid, redirect, over } = takenAs(said);
    const after = on && step(stored.request, on);
    const beside = {
      lastSaid,
      ...(redirect === null ? {} : { redirect }),
      ...(over ? { nextAskAt: null } : {}),
    };
    // it may be paid by now: its callback was faster than the answer
    if (after) await moveRequest(tx, stored, after, { event: on, rule, by: gateway.name, at: now() }, beside);
    else
      await tx
        .updateTable("payment_request")
        .set({ redirect })
        .where("reference", "=", reference)
        .where("redirect", "is", null)
        .execute();
  });
  return said.kind === "notSent"
    ? refuse("payment-request-unfit", { gateway: gateway.name, field: said.field, why: said.why }, "/gateway")
    : undefined;
}
const payLimitMs = 320_000;

type Taken = {
  readonly on: "taken" | "refused" | "noAnswer" | undefined;
  readonly rule: string;
  readonly lastSaid: string;
  readonly redirect: string | null;
  readonly over: boolean;
};
function takenAs(said: PaySaid): Taken {
  switch (said.kind) {
    case "taken":
      return { on: said.isSent ? "taken" : undefined, rule: "R3", lastSaid: "", redirect: said.redirect, over: false };
    case "refused":
      return { on: "refused", rule: "R4", lastSaid: said.code, redirect: null, over: true };
    case "notSent":
      return { on: "refused", rule: "R4", lastSaid: `${said.why} ${said.field}`, redirect: null, over: true };
    case "notOffered":
      return { on: undefined, rule: "R4", lastSaid: "", redirect: null, over: false };
    case "unclear":
      return { on: "noAnswer", rule: "R4", lastSaid: said.code, redirect: null, over: false };
  }
}

/** Under the fee's lock, as it is then. */
export const change = <T>(
  db: Database,
  reference: string,
  work: (tx: Tx, stored: StoredRequest, fee: StoredFee) => Promise<T>,
): Promise<T> =>
  db.transaction().execute(async (tx) => {
    const found = await findRequest(tx, reference);
    if (!found) throw new Error(`no request ${reference}`);
    const fee = await lockFee(tx, found.feeId);
    const stored = await findRequest(tx, reference);
    if (!stored) throw new Error(`no request ${reference}`);
    return work(tx, stored, fee);
  });

/** What a receipt would say; the applicant's own words, or the payer's where a request names one. */
async function billOf(db: Reader, reference: string, payer: PaymentWish["payer"]): Promise<BillFacts> {
  const found = await findRequest(db, reference);
  if (!found) throw new Error(`no request ${reference}`);
  const { code, id, dossier } = await dossierOfFee(db, found.feeId);
  const version = await findVersionOf(db, dossier.procedure);
  const names = await organisationNames(db, [dossier.returnsTo]);
  const applicant = (await applicantOf(db, id)) as { name?: string; idNumber?: string; address?: string } | undefined;
  return {
    dossierCode: code,
    procedure: { code: dossier.procedure.code, name: version?.name ?? dossier.procedure.code },
    unit: { code: dossier.returnsTo, name: names.get(dossier.returnsTo) ?? dossier.returnsTo },
    lines: await feeLinesOf(db, found.feeId),
    payer: {
      name: payer?.name ?? applicant?.name ?? "",
      idNumber: payer?.idNumber ?? applicant?.idNumber ?? "",
      address: payer?.address ?? applicant?.address ?? "",
    },
  };
}

/** The dossier behind a fee. */
export async function dossierOfFee(db: Reader, feeId: bigint) {
  const { code } = await db
    .selectFrom("fee")
    .innerJoin("dossier", "dossier.id", "fee.dossier_id")
    .select("dossier.code")
    .where("fee.id", "=", feeId)
    .executeTakeFirstOrThrow();
  const known = findDossierCode(code);
  const stored = known && (await find(db, known));
  if (!stored) throw new Error(`no dossier of fee ${feeId.toString()}`);
  return { code: stored.dossier.code as string, id: stored.id, dossier: stored.dossier };
}

export type OwedUnder =
  | { readonly kind: "owed"; readonly reference: string; readonly amount: bigint; readonly description: string }
  | { readonly kind: "nothingOwed" | "alreadyPaid" | "notFound" };

/**
 * What is owed under a key that a payer states: one of our references, or a dossier's code. A code is answered for the fee
 * in force: by the attempt that is open at this connection, the latest, or one that is opened for it. Nothing is owed to a dossier
 * that has ended.
 *
 * @param opensByCode false: who asks pays under the key itself, which has to be a reference then.
 */
export async function owedUnder(
  { db, now }: Pick<MoneyWorld, "db" | "now">,
  gateway: string,
  key: string,
  opensByCode: boolean,
): Promise<OwedUnder> {
  const under = await findRequest(db, key.toUpperCase());
  if (under) {
    if (under.gateway !== gateway) return { kind: "notFound" };
    if (isOpen(under.request.state)) {
      const { dossier } = await dossierOfFee(db, under.feeId);
      return isOver(dossier.state) ? { kind: "nothingOwed" } : owedBy(under);
    }
    return { kind: isPaid(under.request) ? "alreadyPaid" : "nothingOwed" };
  }
  const code = findDossierCode(key);
  const stored = code && (await find(db, code));
  if (!stored) return { kind: "notFound" };
  return db.transaction().execute(async (tx) => {
    const fee = await lockFeeOf(tx, stored.id);
    if (!fee) {
      const isOncePaid = (await feesOf(tx, stored.id)).some(({ paidBy }) => paidBy !== null);
      return { kind: isOncePaid ? "alreadyPaid" : "nothingOwed" };
    }
    if (fee.paidBy !== null) return { kind: "alreadyPaid" };
    // refused or stopped, its unpaid fee still stands
    if (isOver(stored.dossier.state)) return { kind: "nothingOwed" };
    const known = (await requestsOf(tx, fee.id)).findLast(
      (one) => one.gateway === gateway && isOpen(one.request.state),
    );
    if (known) return owedBy(known);
    if (!opensByCode) return { kind: "nothingOwed" };
    const at = now();
    const reference = await newReference(tx);
    const description = descriptionOf(stored.dossier.code);
    await insertRequest(tx, {
      ...{ reference, feeId: fee.id, amount: fee.amount, gateway, description, at, by: gateway },
      expiresAt: new Date(at.getTime() + slipMinutes * minuteMs),
    });
    return { kind: "owed", reference, amount: fee.amount, description };
  });
}

const owedBy = ({ request, description }: StoredRequest): OwedUnder => ({
  ...{ kind: "owed", reference: request.reference, amount: request.amount, description },
});

const descriptionOf = (code: string): string => `Nop phi ho so ${code}`;

const isPaid = ({ state }: PaymentRequest): boolean =>
  state === "paid" || state === "paidTwice" || state === "partlyRefunded";

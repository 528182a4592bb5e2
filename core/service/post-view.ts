import { handOverOf, isSigned } from "../domain/post/records.ts";
import { sayMatter } from "../domain/post/matter-words.ts";
import type { Reader } from "../../platform/database.ts";
import { eventsOf } from "../store/post-events.ts";
import { correctionsOf } from "../store/post-collections.ts";
import { listMatters } from "../store/post-matters.ts";
import { peopleOf, type StoredOrder } from "../store/post-orders.ts";
import { isDatedBy, recordsOf, type Minute } from "../store/post-records.ts";

const moment = (at: Date | null): string | null => at?.toISOString() ?? null;
const vnd = (amount: bigint | null): number | null => (amount === null ? null : Number(amount));

const quoteView = ({ quote }: StoredOrder) =>
  quote && { priceVnd: Number(quote.price), service: quote.service, at: quote.at.toISOString() };

/** An order as the gateway answers it: plain JSON, moments in UTC, whole đồng (below 2^53). */
export async function orderView(db: Reader, order: StoredOrder, mayKnow: boolean) {
  const [view] = await orderViews(db, [order], mayKnow);
  if (!view) throw new Error("an order without a view");
  return view;
}

export async function orderViews(db: Reader, orders: readonly StoredOrder[], mayKnow: boolean) {
  const ids = orders.map(({ id }) => id);
  const events = await eventsOf(db, ids);
  const records = await recordsOf(db, ids);
  const corrections = await correctionsOf(db, ids);
  const views = [];
  for (const order of orders) {
    const mine = <T extends { readonly orderId: bigint }>(all: readonly T[]) =>
      all.filter(({ orderId }) => orderId === order.id);
    const people = mayKnow ? await peopleOf(db, order.id) : undefined;
    const minutes = [];
    for (const minute of mine(records.minutes)) minutes.push(await minuteView(db, order, minute));
    views.push({
      ...{ number: order.number, dossier: order.dossierCode, purpose: order.purpose, attempt: order.attempt },
      ...{ account: order.account, profile: order.profile, unit: order.unit, state: order.state, stage: order.stage },
      ...{ stageSince: moment(order.stageSince), waybill: order.waybill, weightGrams: order.weightGrams },
      ...{ collectVnd: vnd(order.collect), feeVnd: vnd(order.fee), feeAt: moment(order.feeAt), owed: order.task },
      ...{ occasion: order.occasion, quote: quoteView(order) },
      ...{ nextAt: moment(order.nextAt), cancelAskedAt: moment(order.cancelAskedAt) },
      createdAt: order.createdAt.toISOString(),
      waitsForPerson: (await listMatters(db, { subject: order.number })).map((matter) => ({
        ...{ kind: matter.kind, since: matter.openedAt.toISOString() },
        ...{ vi: sayMatter(matter, "vi"), en: sayMatter(matter, "en") },
      })),
      events: mine(events).map(({ code, meaning, at, said, place, followed, cameAt }) => ({
        ...{ code, meaning, at: moment(at), said: mayKnow ? said : null, place, followed },
        cameAt: cameAt.toISOString(),
      })),
      slips: mine(records.slips).map((slip) => ({
        ...{ number: slip.number, papers: slip.papers },
        ...{ signedByCitizenAt: moment(slip.signedByCitizenAt), signedByPostAt: moment(slip.signedByPostAt) },
        isSigned: isSigned({ ...slip, kind: "slip", dossierCode: order.dossierCode }),
      })),
      packets: mine(records.packets).map(({ sealNumber, sealedAt, waybill }) => ({
        ...{ sealNumber, sealedAt: sealedAt.toISOString(), waybill },
      })),
      collections: mine(records.collections).map(({ receiptNumber, amount, collectedAt, settledBy, ...beside }) => ({
        ...{ receiptNumber, amountVnd: Number(amount), collectedAt: collectedAt.toISOString(), settledBy },
        ...{ reference: beside.reference, postageVnd: vnd(beside.postage), voidedAt: moment(beside.voidedAt) },
        corrections: mine(corrections)
          .filter((one) => one.receiptNumber === receiptNumber)
          .map((one) => ({
            ...{ at: one.at.toISOString(), reason: mayKnow ? one.reason : null, officer: mayKnow ? one.officer : null },
            ...{ wasVnd: Number(one.wasAmount), wasCollectedAt: one.wasCollectedAt.toISOString() },
            ...{ amountVnd: vnd(one.amount), collectedAt: moment(one.collectedAt) },
          })),
      })),
      minutes,
      ...(people ? { sender: people.sender, receiver: people.receiver, contents: people.contents } : {}),
    });
  }
  return views;
}
export type PostOrderView = Awaited<ReturnType<typeof orderView>>;

async function minuteView(db: Reader, order: StoredOrder, minute: Minute) {
  const handOver = handOverOf({
    ...minute,
    items: [{ dossierCode: order.dossierCode, sealNumber: minute.sealNumber, isSealWhole: minute.isSealWhole }],
  });
  const inForceAt = handOver.kind === "handedOver" ? handOver.at : null;
  return {
    ...{ number: minute.number, direction: minute.direction, agency: minute.agency, postOffice: minute.postOffice },
    ...{ sealNumber: minute.sealNumber, isSealWhole: minute.isSealWhole },
    ...{ signedByAgencyAt: moment(minute.signedByAgencyAt), signedByPostAt: moment(minute.signedByPostAt) },
    inForceAt: moment(inForceAt),
    // D1; where the dossier had been received already, the record stands beside
    countsAsSubmission:
      inForceAt !== null && minute.direction === "postToAgency" && (await isDatedBy(db, order.dossierId, inForceAt)),
  };
}

import { sql } from "kysely";
import type { Dong } from "../domain/payment/dong.ts";
import type { Holder } from "../domain/payment/journal.ts";
import { makeReference, type PaymentReference } from "../domain/payment/reference.ts";
import type { PaymentRequest, RequestState } from "../domain/payment/request.ts";
import type { Reader, Tx } from "../../platform/database.ts";

export type Duty = "ask" | "refund";

/** A request with what only the database knows of it. */
export interface StoredRequest {
  readonly request: PaymentRequest;
  readonly feeId: bigint;
  /** Name of the connection; `transfer`: to our account. */
  readonly gateway: string;
  readonly description: string;
  readonly duty: Duty | null;
  /** Since when a person is to look into it, whatever is asked meanwhile; null: nobody. */
  readonly personSince: Date | null;
  readonly createdBy: string;
  readonly expiresAt: Date;
  readonly sentAt: Date | null;
  readonly askedAt: Date | null;
  readonly asked: number;
  readonly nextAskAt: Date | null;
  readonly redirect: string | null;
  readonly theirNumber: string | null;
  readonly lastSaid: string | null;
  readonly version: number;
}

interface Row extends Omit<StoredRequest, "request" | "duty"> {
  readonly reference: string;
  readonly amount: Dong;
  readonly state: string;
  readonly duty: string | null;
  readonly createdAt: Date;
  readonly returned: Dong;
  readonly returnedOfFee: Dong;
  readonly payments: readonly { readonly number: string | null; readonly amount: string }[] | null;
}

const columns = sql`r.reference, r.fee_id as "feeId", r.amount, r.gateway, r.description, r.state, r.duty,
  r.created_at as "createdAt", r.created_by as "createdBy", r.expires_at as "expiresAt", r.sent_at as "sentAt",
  r.asked_at as "askedAt", r.asked, r.next_ask_at as "nextAskAt", r.redirect, r.their_number as "theirNumber",
  r.returned, r.version, r.last_said as "lastSaid", r.person_since as "personSince",
  (select coalesce(sum(f.charged_off), 0)::bigint from hub.refund f
    where f.reference = r.reference and f.state = 'done') as "returnedOfFee",
  (select jsonb_agg(jsonb_build_object('number', p.their_number, 'amount', p.amount::text) order by p.id)
     from hub.payment p where p.reference = r.reference and p.kept = 'counted') as payments`;

const toRequest = (row: Row): StoredRequest => {
  const { reference, amount, state, createdAt, returned, returnedOfFee, payments, duty, ...rest } = row;
  return {
    ...rest,
    duty: duty as Duty | null,
    request: {
      ...{ reference, amount, state: state as RequestState, createdAt, returned, returnedOfFee },
      payments: (payments ?? []).map((payment) => ({ number: payment.number, amount: BigInt(payment.amount) })),
    },
  };
};

/** Those of a fee, oldest first. What happens to them happens under the fee's lock. */
export async function requestsOf(db: Reader, feeId: bigint): Promise<readonly StoredRequest[]> {
  const { rows } = await sql<Row>`
    select ${columns} from hub.payment_request r where r.fee_id = ${feeId} order by r.created_at, r.reference`.execute(
    db,
  );
  return rows.map(toRequest);
}

export async function findRequest(db: Reader, reference: string): Promise<StoredRequest | undefined> {
  const { rows } = await sql<Row>`
    select ${columns} from hub.payment_request r where r.reference = ${reference}`.execute(db);
  return rows[0] && toRequest(rows[0]);
}

/** A number gives one reference, and is used once: also where nothing comes of the transaction. */
export async function newReference(tx: Tx): Promise<PaymentReference> {
  const { rows } = await sql<{ number: bigint }>`select nextval('hub.payment_number') as number`.execute(tx);
  return makeReference(rows[0]?.number ?? 0n);
}

export async function insertRequest(
  tx: Tx,
  request: {
    readonly reference: PaymentReference;
    readonly feeId: bigint;
    readonly amount: Dong;
    readonly gateway: string;
    readonly description: string;
    readonly at: Date;
    readonly by: string;
    readonly expiresAt: Date;
  },
): Promise<void> {
  const { reference, feeId, amount, gateway, description, at, by, expiresAt } = request;
  await tx
    .insertInto("payment_request")
    .values({
      ...{ reference, fee_id: feeId, amount, gateway, description, state: "created" },
      ...{ created_at: at, created_by: by, expires_at: expiresAt },
    })
    .execute();
}

/** What is written of a request beside its state. */
export interface RequestBeside {
  readonly duty?: Duty | null;
  /** A first wish stays; null: who was to look has. */
  readonly person?: Date | null;
  readonly sentAt?: Date;
  readonly nextAskAt?: Date | null;
  readonly redirect?: string | null;
  readonly theirNumber?: string;
  readonly lastSaid?: string;
}

const besideOf = (beside: RequestBeside) => ({
  ...(beside.duty === undefined ? {} : { duty: beside.duty }),
  ...(beside.person === undefined
    ? {}
    : { person_since: beside.person && sql<Date>`coalesce(person_since, ${beside.person})` }),
  ...(beside.sentAt === undefined ? {} : { sent_at: beside.sentAt }),
  ...(beside.nextAskAt === undefined ? {} : { next_ask_at: beside.nextAskAt }),
  ...(beside.redirect === undefined ? {} : { redirect: beside.redirect }),
  ...(beside.theirNumber === undefined ? {} : { their_number: beside.theirNumber }),
  ...(beside.lastSaid === undefined ? {} : { last_said: beside.lastSaid.slice(0, 300) }),
});

export interface Move {
  readonly event: string;
  readonly rule: string;
  readonly reportId?: bigint | undefined;
  /** The gateway's name, an officer's reference, or the job. */
  readonly by: string;
  readonly at: Date;
}

/** Moves it, with its history (R17). Only under the fee's lock. */
export async function moveRequest(
  tx: Tx,
  { request: before, version }: StoredRequest,
  after: PaymentRequest,
  { event, rule, reportId, by, at }: Move,
  beside: RequestBeside = {},
): Promise<void> {
  await tx
    .updateTable("payment_request")
    .set({ state: after.state, returned: after.returned, version: version + 1, ...besideOf(beside) })
    .where("reference", "=", before.reference)
    .execute();
  await tx
    .insertInto("payment_change")
    .values({
      ...{ reference: before.reference, version: version + 1, event, from_state: before.state, to_state: after.state },
      ...{ rule, report_id: reportId ?? null, by, at },
    })
    .execute();
}

/** What is known of it beside its state, which stays. */
export async function noteRequest(tx: Reader, reference: string, beside: RequestBeside): Promise<void> {
  const set = besideOf(beside);
  if (Object.keys(set).length === 0) return;
  await tx.updateTable("payment_request").set(set).where("reference", "=", reference).execute();
}

export interface StoredPayment {
  readonly id: bigint;
  readonly reference: string | null;
  readonly holder: Holder;
  readonly theirNumber: string | null;
  readonly amount: Dong;
  readonly kept: "counted" | "suspense" | "takenBack";
  readonly paidAt: Date;
  readonly bookingId: string;
}

const paymentColumns = sql<StoredPayment>`id, reference, holder, their_number as "theirNumber", amount, kept,
  paid_at as "paidAt", booking_id as "bookingId"`;

/** The money that came under these references, oldest first. */
export async function paymentsUnder(db: Reader, references: readonly string[]): Promise<readonly StoredPayment[]> {
  if (references.length === 0) return [];
  const { rows } = await sql<StoredPayment>`
    select ${paymentColumns} from hub.payment where reference = any(${[...references]}::text[]) order by id`.execute(
    db,
  );
  return rows;
}

/** The one that stands, else the last that was taken back. */
export async function paymentNumbered(
  db: Reader,
  holder: Holder,
  theirNumber: string,
): Promise<StoredPayment | undefined> {
  const { rows } = await sql<StoredPayment>`
    select ${paymentColumns} from hub.payment where holder = ${holder} and their_number = ${theirNumber}
     order by kept = 'takenBack', id desc limit 1`.execute(db);
  return rows[0];
}

export async function insertPayment(
  tx: Tx,
  payment: Omit<StoredPayment, "id"> & { readonly reportId: bigint | null },
): Promise<void> {
  const { reference, holder, theirNumber, amount, kept, paidAt, bookingId, reportId } = payment;
  await tx
    .insertInto("payment")
    .values({
      ...{ reference, holder, their_number: theirNumber, amount, kept, paid_at: paidAt },
      ...{ report_id: reportId, booking_id: bookingId },
    })
    .execute();
}

/** What waited is money of this request now. */
export async function countPayments(tx: Tx, ids: readonly bigint[], reference: string): Promise<void> {
  await sql`
    update hub.payment set kept = 'counted', reference = ${reference}
     where id = any(${ids.map(String)}::bigint[])`.execute(tx);
}

/**
 * Those whose time to be asked has come, taken by this worker: looked at once each (R13).
 *
 * @param of one connection, or all but those that are named.
 */
export async function takeDue(
  tx: Tx,
  of: { readonly gateway: string } | { readonly but: readonly string[] },
  now: Date,
  nextAt: Date,
  most: number,
): Promise<readonly { readonly reference: string; readonly askedBefore: Date | null }[]> {
  const { rows } = await sql<{ reference: string; askedBefore: Date | null }>`
    with due as materialized (
      select reference, asked_at from hub.payment_request
       where next_ask_at <= ${now}
         and ${"gateway" in of ? sql`gateway = ${of.gateway}` : sql`gateway <> all(${[...of.but]}::text[])`}
       order by next_ask_at limit ${most} for update skip locked)
    update hub.payment_request r
       set next_ask_at = ${nextAt}
      from due where r.reference = due.reference
    returning r.reference, due.asked_at as "askedBefore"`.execute(tx);
  return rows;
}

/** That its gateway is asked now. */
export async function noteAsked(tx: Tx, reference: string, now: Date): Promise<void> {
  await sql`
    update hub.payment_request set asked_at = ${now}, asked = asked + 1 where reference = ${reference}`.execute(tx);
}

/**
 * Open ones whose time is over, and that nobody is asked about: never sent, or by a gateway that answers no questions. Where
 * somebody said that money came, a person looks first.
 */
export async function overdueRequests(
  db: Reader,
  now: Date,
  after: string,
  most: number,
): Promise<readonly { readonly reference: string; readonly feeId: bigint }[]> {
  const { rows } = await sql<{ reference: string; feeId: bigint }>`
    select reference, fee_id as "feeId" from hub.payment_request
     where state in ('created', 'sent', 'pending', 'unknown') and expires_at <= ${now} and next_ask_at is null
       and reference > ${after}
       and (person_since is null
            or not exists (select from hub.payment_report p
                            where p.reference = payment_request.reference and p.outcome = 'paid'))
     order by reference limit ${most}`.execute(db);
  return rows;
}

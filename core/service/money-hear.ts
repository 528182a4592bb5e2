import { createHash } from "node:crypto";
import { sql } from "kysely";
import { endOf, type Day } from "../domain/day.ts";
import type { Holder } from "../domain/payment/journal.ts";
import { hearMessage } from "./pay-hear.ts";
import type { Database } from "../../platform/database.ts";

/** A row that names a request of ours, and that nobody has told us of. */
export interface UnheardRow {
  readonly rowId: bigint;
  readonly key: string;
  readonly reference: string;
  /** Dong, signed: below zero it was taken back. */
  readonly amount: bigint;
  readonly day: Day | null;
  readonly theirNumber: string | null;
  /** Whether another row of the place has the same number: a batch shares one. */
  readonly isShared: boolean;
}

/**
 * Rows of money that came under a reference of ours and are left: a transfer to our account, or a payment whose callback was lost;
 * and those by which it was taken back, of which a person is told. A request of a gateway that shows up on the bank's statement is
 * no payment: the gateway handed on what it held.
 */
export async function unheardRows(
  db: Database,
  {
    place,
    after,
    until,
    limit,
  }: { readonly place: Holder; readonly after: bigint; readonly until: Day; readonly limit: number },
): Promise<readonly UnheardRow[]> {
  const gateway = place.startsWith("bank:") ? "transfer" : place.slice(place.indexOf(":") + 1);
  const { rows } = await sql<UnheardRow>`
    select row.id as "rowId", row.key, row.reference, row.amount, row.day, row.their_number as "theirNumber",
           row.their_number is not null
             and exists (select from hub.money_row o
                          where o.place = row.place and o.their_number = row.their_number and o.counts and o.id <> row.id
                            and o.reference is distinct from row.reference) as "isShared"
      from hub.money_open_row open
      join hub.money_row row on row.id = open.row_id
      join hub.payment_request r on r.reference = row.reference and r.gateway = ${gateway}
     where open.place = ${place} and open.row_id > ${after} and (row.amount > 0 or row.is_reversal)
       and (row.day is null or row.day <= ${until}::date)
       -- what a gateway's file says of a reference that has been paid there is compared, never heard as more money
       and (${gateway} = 'transfer' or row.amount < 0
            or not exists (select from hub.payment p where p.holder = row.place and p.reference = row.reference))
       and not exists (select from hub.payment_report p
                        where p.gateway = ${gatewayOf(place)}
                          and p.content_sha256 = encode(sha256(convert_to(${place} || ' ' || row.key, 'UTF8')), 'hex'))
     order by row.id limit ${limit}`.execute(db);
  return rows;
}

/** Under which name it speaks: a connection's, or the account's. */
const gatewayOf = (place: Holder): string => (place.startsWith("bank:") ? place : place.slice("gateway:".length));

/** How a row of a statement is heard as a payment: by the same door as a callback, under the fee's lock. */
export type HearStatementPayment = (place: Holder, row: UnheardRow, at: Date) => Promise<void>;

export const makeHearStatementPayment =
  (
    db: Database,
    /** Whether a gateway, by its connection's name, makes receipts. */
    givesReceipts: (gateway: string) => boolean = () => false,
  ): HearStatementPayment =>
  async (place, row, at) => {
    const { rowId, key, reference, amount, day, theirNumber, isShared } = row;
    // each row of a bank is money of its own, known by its key: where the bank's number does not tell it apart, the row's does.
    // A gateway that names no number may tell the same payment once more, with one
    const isUnnumbered = theirNumber === null && place.startsWith("gateway:");
    const number =
      !isUnnumbered && (theirNumber === null || isShared) ? `${theirNumber ?? "row"}#${rowId}` : theirNumber;
    await hearMessage(db, {
      ...{ gateway: gatewayOf(place), holder: place, source: "statement", covers: [], peer: null, at },
      report: {
        ...{ reference, outcome: amount > 0n ? "paid" : "reversed", amount: amount > 0n ? amount : -amount },
        ...{ currency: "VND", theirNumber: number },
        // a statement knows the day alone
        ...{ at: day === null ? null : new Date(endOf(day).getTime() - 1), code: "statement", said: null },
      },
      contentSha256: createHash("sha256").update(`${place} ${key}`).digest("hex"),
      ...{ raw: null, givesReceipts: givesReceipts(gatewayOf(place)), askAt: null, rowId },
    });
  };

import { sql } from "kysely";
import type { CollectedMoney, HandOverMinute, SealedPacket, SignedSlip } from "../domain/post/records.ts";
import type { Reader, Tx } from "../../platform/database.ts";

/** Who stated a record. */
export interface RecordedBy {
  readonly partnerId: string;
  readonly role: string;
  readonly officer: string | null;
}

type Slip = Omit<SignedSlip, "kind" | "dossierCode">;
type Packet = Omit<SealedPacket, "kind" | "dossierCode">;
type Money = Omit<CollectedMoney, "kind" | "dossierCode">;
/** As far as it is about one order. */
export interface Minute extends Omit<HandOverMinute, "items"> {
  readonly sealNumber: string;
  readonly isSealWhole: boolean;
}

/** @returns false when the number is that of another slip. A signature that is there stays as it is. */
export async function keepSlip(tx: Tx, orderId: bigint, slip: Slip, by: RecordedBy): Promise<boolean> {
  const { number, papers, signedByCitizenAt, signedByPostAt } = slip;
  const { rows } = await sql`
    insert into post_slip as s (order_id, number, papers, signed_by_citizen_at, signed_by_post_at, partner_id, role, officer)
    values (${orderId}, ${number}, ${JSON.stringify(papers)}::jsonb, ${signedByCitizenAt}, ${signedByPostAt}, ${by.partnerId},
            ${by.role}, ${by.officer})
    on conflict (order_id, number) do update
      set signed_by_citizen_at = coalesce(s.signed_by_citizen_at, excluded.signed_by_citizen_at),
          signed_by_post_at = coalesce(s.signed_by_post_at, excluded.signed_by_post_at)
      where s.papers = excluded.papers
        and coalesce(s.signed_by_citizen_at = excluded.signed_by_citizen_at, true)
        and coalesce(s.signed_by_post_at = excluded.signed_by_post_at, true)
    returning s.number`.execute(tx);
  return rows.length > 0;
}

/** @returns false when the seal is that of another packet. */
export async function keepPacket(tx: Tx, orderId: bigint, packet: Packet, by: RecordedBy): Promise<boolean> {
  const { sealNumber, sealedAt, waybill } = packet;
  await sql`
    insert into post_packet (order_id, seal_number, sealed_at, waybill, partner_id, role, officer)
    values (${orderId}, ${sealNumber}, ${sealedAt}, ${waybill}, ${by.partnerId}, ${by.role}, ${by.officer})
    on conflict do nothing`.execute(tx);
  const { rows } = await sql`
    select from post_packet where order_id = ${orderId} and seal_number = ${sealNumber} and sealed_at = ${sealedAt}
       and waybill is not distinct from ${waybill}`.execute(tx);
  return rows.length > 0;
}

/** `differs`: the receipt of that number is about other money. */
export async function keepCollection(
  tx: Tx,
  order: { readonly id: bigint; readonly customerCode: string },
  money: Money & { readonly postage: bigint | null },
  by: RecordedBy,
): Promise<"kept" | "repeated" | "differs"> {
  const { receiptNumber, amount, collectedAt, postage } = money;
  const { rows } = await sql`
    insert into post_collection (customer_code, receipt_number, order_id, amount_vnd, collected_at, postage_vnd, partner_id,
                                 role, officer)
    values (${order.customerCode}, ${receiptNumber}, ${order.id}, ${amount}, ${collectedAt}, ${postage}, ${by.partnerId},
            ${by.role}, ${by.officer})
    on conflict do nothing returning receipt_number`.execute(tx);
  if (rows.length > 0) return "kept";
  const { rows: same } = await sql`
    select from post_collection where customer_code = ${order.customerCode} and receipt_number = ${receiptNumber}
       and order_id = ${order.id} and amount_vnd = ${amount} and collected_at = ${collectedAt}
       and postage_vnd is not distinct from ${postage} and voided_at is null`.execute(tx);
  return same.length > 0 ? "repeated" : "differs";
}

/** @returns false when the number is that of another minute of this order. A signature that is there stays as it is. */
export async function keepMinute(tx: Tx, orderId: bigint, minute: Minute, by: RecordedBy): Promise<boolean> {
  const { number, direction, agency, postOffice, sealNumber, isSealWhole, signedByAgencyAt, signedByPostAt } = minute;
  const { rows } = await sql`
    insert into post_minute as m (order_id, number, direction, agency, post_office, seal_number, is_seal_whole,
                                  signed_by_agency_at, signed_by_post_at, partner_id, role, officer)
    values (${orderId}, ${number}, ${direction}, ${agency}, ${postOffice}, ${sealNumber}, ${isSealWhole}, ${signedByAgencyAt},
            ${signedByPostAt}, ${by.partnerId}, ${by.role}, ${by.officer})
    on conflict (order_id, number) do update
      set signed_by_agency_at = coalesce(m.signed_by_agency_at, excluded.signed_by_agency_at),
          signed_by_post_at = coalesce(m.signed_by_post_at, excluded.signed_by_post_at)
      where (m.direction, m.agency, m.post_office, m.seal_number, m.is_seal_whole)
          = (excluded.direction, excluded.agency, excluded.post_office, excluded.seal_number, excluded.is_seal_whole)
        and coalesce(m.signed_by_agency_at = excluded.signed_by_agency_at, true)
        and coalesce(m.signed_by_post_at = excluded.signed_by_post_at, true)
    returning m.number`.execute(tx);
  return rows.length > 0;
}

type Of<T> = T & { readonly orderId: bigint };
interface CollectionBeside {
  readonly postage: bigint | null;
  readonly voidedAt: Date | null;
  /** Of the attempt under which it pays the fee; null: there is no fee yet. */
  readonly reference: string | null;
}

/** The records of these orders, each kind by itself, as they came. */
export async function recordsOf(
  db: Reader,
  orderIds: readonly bigint[],
): Promise<{
  readonly slips: readonly Of<Slip>[];
  readonly packets: readonly Of<Packet>[];
  readonly collections: readonly Of<Money & CollectionBeside>[];
  readonly minutes: readonly Of<Minute>[];
}> {
  const ids = sql`any(${orderIds.map(String)}::bigint[])`;
  const slips = await sql<Of<Slip>>`
    select order_id as "orderId", number, papers, signed_by_citizen_at as "signedByCitizenAt",
           signed_by_post_at as "signedByPostAt" from post_slip where order_id = ${ids} order by recorded_at`.execute(
    db,
  );
  const packets = await sql<Of<Packet>>`
    select order_id as "orderId", seal_number as "sealNumber", sealed_at as "sealedAt", waybill
      from post_packet where order_id = ${ids} order by recorded_at`.execute(db);
  const collections = await sql<Of<Money & CollectionBeside>>`
    select order_id as "orderId", receipt_number as "receiptNumber", amount_vnd as amount, collected_at as "collectedAt",
           settled_by as "settledBy", postage_vnd as postage, voided_at as "voidedAt", reference from post_collection where order_id = ${ids} order by recorded_at`.execute(
    db,
  );
  const minutes = await sql<Of<Minute>>`
    select order_id as "orderId", number, direction, agency, post_office as "postOffice", seal_number as "sealNumber",
           is_seal_whole as "isSealWhole", signed_by_agency_at as "signedByAgencyAt", signed_by_post_at as "signedByPostAt"
      from post_minute where order_id = ${ids} order by recorded_at`.execute(db);
  return { slips: slips.rows, packets: packets.rows, collections: collections.rows, minutes: minutes.rows };
}

/**
 * When the post last handed papers of the dossier over to an agency, by a minute in force (QĐ 45/2016 art. 7(4), D1), not
 * before a moment; undefined: it did not.
 */
export async function handedOverSince(db: Reader, dossierId: bigint, since: Date): Promise<Date | undefined> {
  const { rows } = await sql<{ at: Date | null }>`
    select max(greatest(m.signed_by_agency_at, m.signed_by_post_at)) as at
      from post_minute m join post_order o on o.id = m.order_id
     where o.dossier_id = ${dossierId} and o.purpose in ('sendDossier', 'both') and m.direction = 'postToAgency'
       and m.is_seal_whole and m.signed_by_agency_at is not null and m.signed_by_post_at is not null
       and greatest(m.signed_by_agency_at, m.signed_by_post_at) >= ${since}`.execute(db);
  return rows[0]?.at ?? undefined;
}

/** Whether a step by which papers come in bears that moment. */
export async function isDatedBy(db: Reader, dossierId: bigint, at: Date): Promise<boolean> {
  const { rows } = await sql`
    select from dossier_event
     where dossier_id = ${dossierId} and at = ${at} and step in ('submit', 'accept', 'supplement')`.execute(db);
  return rows.length > 0;
}

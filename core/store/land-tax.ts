import { sql } from "kysely";
import type { Day } from "../domain/day.ts";
import type { Reader, Tx } from "../../platform/database.ts";

/** A notice of land tax: of one dossier there may be several. Money is whole đồng. */
export interface TaxNoticed {
  readonly taxNumber: string;
  readonly decisionNo: string;
  readonly decidedOn: Day | null;
  readonly items: readonly { readonly what: string; readonly amountVnd: bigint }[];
}

export interface TaxPaid {
  readonly taxNumber: string;
  readonly decisionNo: string;
  readonly at: Date;
  readonly amountVnd: bigint;
}

export interface LandTax {
  readonly taxNumber: string;
  readonly decisionNo: string;
  /** Null: paid, and no notice came yet. */
  readonly amountVnd: bigint | null;
  readonly paidAt: Date | null;
  readonly paidVnd: bigint | null;
}

/** Said again it counts as it is said now, as long as nobody has paid it. */
export async function keepNotice(tx: Tx, dossierId: bigint, inboxId: bigint, notice: TaxNoticed): Promise<void> {
  const { taxNumber, decisionNo, decidedOn, items } = notice;
  const sum = items.reduce((all, { amountVnd }) => all + amountVnd, 0n);
  const kept = JSON.stringify(items.map(({ what, amountVnd }) => ({ what, amountVnd: Number(amountVnd) })));
  await sql`
    insert into hub.land_tax as t (dossier_id, tax_number, decision_no, decided_on, items, amount_vnd, notice_inbox)
    values (${dossierId}, ${taxNumber}, ${decisionNo}, ${decidedOn}, ${kept}::jsonb, ${sum}, ${inboxId})
    on conflict (dossier_id, tax_number, decision_no) do update
      set decided_on = excluded.decided_on, items = excluded.items, amount_vnd = excluded.amount_vnd,
          notice_inbox = excluded.notice_inbox
      where t.voucher_inbox is null or t.notice_inbox is null`.execute(tx);
}

/**
 * The first voucher counts; another one of the same notice changes nothing, but for the one that pays the notice to the
 * đồng after one that did not: that one's own packet stays with a person, the payment is this one's.
 */
export async function keepVoucher(tx: Tx, dossierId: bigint, inboxId: bigint, paid: TaxPaid): Promise<void> {
  const { taxNumber, decisionNo, at, amountVnd } = paid;
  await sql`
    insert into hub.land_tax as t (dossier_id, tax_number, decision_no, paid_at, paid_vnd, voucher_inbox)
    values (${dossierId}, ${taxNumber}, ${decisionNo}, ${at}, ${amountVnd}, ${inboxId})
    on conflict (dossier_id, tax_number, decision_no) do update
      set paid_at = excluded.paid_at, paid_vnd = excluded.paid_vnd, voucher_inbox = excluded.voucher_inbox
      where t.voucher_inbox is null or (t.paid_vnd <> t.amount_vnd and excluded.paid_vnd = t.amount_vnd)`.execute(tx);
}

export async function landTaxOf(db: Reader, dossierId: bigint): Promise<LandTax[]> {
  const rows = await db
    .selectFrom("land_tax")
    .selectAll()
    .where("dossier_id", "=", dossierId)
    .orderBy("tax_number")
    .orderBy("decision_no")
    .execute();
  return rows.map((row) => ({
    ...{ taxNumber: row.tax_number, decisionNo: row.decision_no, amountVnd: row.amount_vnd },
    ...{ paidAt: row.paid_at, paidVnd: row.paid_vnd },
  }));
}

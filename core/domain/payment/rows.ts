import { dayOf } from "../day.ts";
import type { Row } from "./match.ts";
import type { PaymentReport } from "./report.ts";
import type { StatementEntry } from "./statement.ts";

/**
 * An entry as a row of reconciliation; null: it is no money (pending, info), or not dong. A payer's end-to-end number is
 * nobody's reference of ours, so it is looked through for a token like the rest of what the payer wrote.
 */
export function rowOfEntry(account: string, entry: StatementEntry): Row | null {
  const { key, sign, amount, status, bankReference, endToEndId, text, bookedOn, valueOn } = entry;
  if (status !== "booked" || amount === null) return null;
  return {
    id: key,
    where: `bank:${account}`,
    amount: BigInt(sign) * amount,
    day: bookedOn ?? valueOn,
    reference: null,
    theirNumber: bankReference,
    text: [endToEndId, text].filter((words) => words !== null && words !== "").join("\n"),
  };
}

/**
 * A gateway's row; null: no money moved, or nobody knows (`unknown` is asked for, not counted). What was reversed went out.
 *
 * @param id unique in the gateway's file, such as its line.
 */
export function rowOfReport(gateway: string, id: string, report: PaymentReport): Row | null {
  const { outcome, amount, reference, theirNumber, at } = report;
  if (amount === null || (outcome !== "paid" && outcome !== "reversed")) return null;
  return {
    id,
    where: `gateway:${gateway}`,
    amount: outcome === "paid" ? amount : -amount,
    day: at && dayOf(at),
    reference,
    theirNumber,
    text: "",
  };
}

import type { Fields } from "../../mappings/payment/received.ts";
import { without } from "../../mappings/payment/received.ts";

const mostBytes = 8 * 1024;

/** Card fields and tokens that any of the gateways is known to send: never kept (R18). */
const never = ["Token", "SoThe", "ThangThe", "NamThe", "token", "card_number", "cardNumber", "vnp_CardNumber"];

/** What of a message is kept: its fields as they were read, bounded, without what is never kept. */
export function keepable(fields: Fields): string {
  // U+0000 is a character of JSON and none of PostgreSQL
  const text = JSON.stringify(without(fields, never)).replaceAll("\\u0000", "\\ufffd");
  return text.length <= mostBytes ? text : `${text.slice(0, mostBytes)}…`;
}

import type { ViettelPaySettings } from "../../../contracts/payment/connection.ts";
import { readDong, type Dong } from "../../../core/domain/payment/dong.ts";
import type { CallbackVerdict } from "../../../core/domain/payment/report.ts";
import { checkSigned } from "../check-signed.ts";
import { isOneOf, macOf } from "../hashes.ts";
import {
  notOffered,
  unclear,
  unheard,
  type HeardCallback,
  type Inquiry,
  type InquiryVerdict,
  type Profile,
  type Unheard,
} from "../profile.ts";
import { readFields, textOf, type Received } from "../received.ts";
import { faultOfSigned, signedValues } from "../signed-text.ts";

/**
 * ViettelPay (seen once): it asks whether an order stands (Confirm), then says how it went (Result). HMAC-SHA1 over values
 * without a separator, the access code first. Neither the paid amount nor `payment_status` is signed, and the facts know
 * nothing to ask: a result is proved by a statement, or by a person.
 */
export function makeViettelPay(settings: ViettelPaySettings): Profile {
  return {
    vouchedBy: "signature",
    build: () => notOffered,
    readReply: () => unclear(""),
    readCallback: (received) => readResult(received, settings),
    answer: (verdict) => ({ status: 200, body: { error_code: codes[verdict] }, signed: null }),
    inquiry: {
      namesReference: false,
      read: (received) => readConfirm(received, settings),
      answer: (verdict) => ({ status: 200, body: { error_code: codes[verdict] }, signed: null }),
    },
  };
}

/** The amount in its text is the one that we say is owed. */
function readConfirm(received: Received, settings: ViettelPaySettings): Inquiry {
  const fields = readFields(received);
  if (!fields) return unheard("malformed", "unreadable", "", null);
  const signed = signedValues(fields, ["billcode", "merchant_code", "order_id"]);
  if (!signed.ok) return unheard("malformed", signed.fault.why, signed.fault.field, fields);
  const wrong = faultOfSigned(signed.values);
  if (wrong) return unheard("malformed", wrong.why, wrong.field, fields);
  const key = textOf(fields, "order_id") ?? "";
  if (key === "") return unheard("malformed", "missing", "order_id", fields);
  if (textOf(fields, "merchant_code") !== settings.merchant)
    return unheard("notFound", "foreign", "merchant_code", fields);
  const text = signed.values.map(([, value]) => value).join("");
  const isFor = (amount: Dong): boolean =>
    isOneOf(
      textOf(fields, "check_sum"),
      settings.secrets.map((secret) => macOf("sha1", secret, `${settings.accessCode}${text}${String(amount)}`)),
    );
  return { ok: true, key, isFor, fields };
}

function readResult(received: Received, settings: ViettelPaySettings): HeardCallback | Unheard {
  const fields = readFields(received);
  if (!fields) return unheard("malformed", "unreadable", "", null);
  const checked = checkSigned(fields, ["error_code", "merchant_code", "order_id"], "check_sum", (_, signed) => {
    const text = signed.map(([, value]) => value).join("");
    return settings.secrets.map((secret) => macOf("sha1", secret, `${settings.accessCode}${text}`));
  });
  if (!checked.ok) return checked;
  const { values } = checked;
  if (values.merchant_code !== settings.merchant) return unheard("notFound", "foreign", "merchant_code", fields);
  if (values.order_id === "") return unheard("malformed", "missing", "order_id", fields);
  const amount = readDong(textOf(fields, "trans_amount") ?? "");
  if (amount === undefined) return unheard("wrongAmount", "amount", "trans_amount", fields);
  const state = textOf(fields, "payment_status") ?? "";
  return {
    ok: true,
    report: {
      reference: values.order_id,
      outcome: values.error_code === "00" && state === "1" ? "paid" : "unknown",
      amount,
      currency: null,
      theirNumber: textOf(fields, "vt_transaction_id") || null,
      at: null,
      code: `${values.error_code}/${state}`,
      said: null,
    },
    signs: ["reference"],
    fields,
  };
}

const codes: Readonly<Record<CallbackVerdict | InquiryVerdict, string>> = {
  recorded: "00",
  repeated: "00",
  alreadyPaid: "00",
  nothingOwed: "01",
  notFound: "01",
  wrongAmount: "03",
  badSignature: "02",
  malformed: "03",
  tryAgain: "03",
};

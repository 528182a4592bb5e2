import type { VnpaySettings } from "../../../contracts/payment/connection.ts";
import { isDong } from "../../../core/domain/payment/dong.ts";
import type { CallbackVerdict, PaymentOutcome, PaymentReport } from "../../../core/domain/payment/report.ts";
import { cutText } from "../../national-portal/text.ts";
import { formatHcm14 } from "../../national-portal/time.ts";
import { checkSigned } from "../check-signed.ts";
import { fault, type Fault } from "../fault.ts";
import { isOneOf, macOf } from "../hashes.ts";
import { momentOf } from "../moments.ts";
import {
  notOffered,
  unclear,
  unheard,
  type AskOf,
  type Built,
  type HeardCallback,
  type Profile,
  type Reply,
  type Unheard,
} from "../profile.ts";
import { readFields, readPairs, textOf, type Fields, type Pair, type Received } from "../received.ts";
import { faultOfLengths, faultOfSigned, joinSigned, unaccented, type SignedValues } from "../signed-text.ts";
import { fromHundredths, toHundredths } from "./amount.ts";
import { failures, signedFields } from "./fields.ts";

const version = "2.1.0";
/** `vnp_Amount` is at most 12 digits. */
const mostHundredths = 12;

/** VNPAY 2.1.0. Everything it sends is signed; the browser's return is for display (R8). */
export function makeVnpay(settings: VnpaySettings): Profile {
  return {
    vouchedBy: "signature",
    build(ask) {
      switch (ask.kind) {
        case "pay":
          return buildPay(ask, settings);
        case "query":
          return buildQuery(ask, settings);
        case "refund":
          return buildRefund(ask, settings);
        case "refundQuery":
        case "bill":
          return notOffered;
      }
    },
    readReply(ask, received) {
      const fields = readFields(received);
      if (!fields) return unclear("", { why: "unreadable", field: "" });
      if (ask.kind === "query") return readQueryReply(fields, ask.reference, settings);
      return ask.kind === "refund" ? readRefundReply(fields, ask, settings) : unclear("");
    },
    readCallback: (received) => readIpn(received, settings),
    answer: (verdict) => ({
      status: 200,
      body: { RspCode: codes[verdict], Message: words[verdict] },
      signed: null,
    }),
    readReturn(received) {
      const heard = readIpn(received, settings);
      return heard.ok ? { reference: heard.report.reference } : undefined;
    },
  };
}

/** Form encoding: a blank is `+`, all else %XX in upper case. */
const encode = (text: string): string =>
  encodeURIComponent(text)
    .replaceAll("%20", "+")
    .replaceAll(/[!'()~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

const byName = (one: readonly [string, string], other: readonly [string, string]): number =>
  one[0] < other[0] ? -1 : one[0] > other[0] ? 1 : 0;

function buildPay(ask: AskOf<"pay">, settings: VnpaySettings): Built {
  const fields = {
    vnp_Version: version,
    vnp_Command: "pay",
    vnp_TmnCode: settings.terminal,
    vnp_Amount: toHundredths(ask.amount),
    vnp_CreateDate: formatHcm14(ask.at),
    vnp_CurrCode: "VND",
    vnp_IpAddr: ask.payerAddress,
    vnp_Locale: settings.locale,
    vnp_OrderInfo: unaccented(ask.description),
    vnp_OrderType: settings.orderType,
    vnp_ReturnUrl: ask.returnUrl,
    vnp_ExpireDate: formatHcm14(ask.expiresAt),
    vnp_TxnRef: ask.reference,
  };
  if (!isDong(ask.amount)) return fault("amount", "vnp_Amount");
  const wrong = faultOfLengths(
    { vnp_Amount: mostHundredths, vnp_OrderInfo: 255, vnp_TxnRef: 100, vnp_IpAddr: 45, vnp_ReturnUrl: 255 },
    fields,
  );
  if (wrong) return { ok: false, fault: wrong };
  const signed = Object.entries(fields)
    .toSorted(byName)
    .map(([name, value]) => `${name}=${encode(value)}`)
    .join("&");
  const query = `${signed}&vnp_SecureHash=${macOf("sha512", settings.secrets[0], signed)}`;
  return { ok: true, request: { how: "redirect", method: "GET", call: "pay", fields: {}, query, signed } };
}

const buildQuery = (ask: AskOf<"query">, settings: VnpaySettings): Built =>
  buildCall(signedFields.query, settings, {
    RequestId: ask.number,
    Version: version,
    Command: "querydr",
    TmnCode: settings.terminal,
    TxnRef: ask.reference,
    TransactionDate: formatHcm14(ask.askedAt),
    CreateDate: formatHcm14(ask.at),
    IpAddr: settings.ownAddress,
    OrderInfo: `Truy van ${ask.reference}`,
  });

function buildRefund(ask: AskOf<"refund">, settings: VnpaySettings): Built {
  if (!isDong(ask.amount)) return fault("amount", "vnp_Amount");
  return buildCall(signedFields.refund, settings, {
    RequestId: ask.number,
    Version: version,
    Command: "refund",
    TmnCode: settings.terminal,
    TransactionType: ask.isWhole ? "02" : "03",
    TxnRef: ask.reference,
    Amount: toHundredths(ask.amount),
    TransactionNo: ask.theirNumber ?? "",
    TransactionDate: formatHcm14(ask.askedAt),
    CreateBy: ask.by,
    CreateDate: formatHcm14(ask.at),
    IpAddr: settings.ownAddress,
    OrderInfo: cutText(unaccented(ask.reason), 255),
  });
}

function buildCall(
  names: readonly string[],
  { secrets }: VnpaySettings,
  fields: Readonly<Record<string, string>>,
): Built {
  const values: SignedValues = names.map((name) => [`vnp_${name}`, fields[name] ?? ""]);
  const missing = values.find(([name, value]) => value === "" && name !== "vnp_TransactionNo");
  if (missing) return fault("missing", missing[0]);
  const wrong = faultOfSigned(values);
  if (wrong) return { ok: false, fault: wrong };
  const signed = joinSigned(values);
  const body = { ...Object.fromEntries(values), vnp_SecureHash: macOf("sha512", secrets[0], signed) };
  return { ok: true, request: { how: "send", method: "POST", call: "api", fields: body, query: null, signed } };
}

/**
 * The IPN, or what the browser brings back. Signed over the pairs by name, without the empty ones, encoded: as they arrived
 * or, where something on the way encoded them anew, as VNPAY encodes them. Both stand for the same values.
 */
function readIpn(received: Received, settings: VnpaySettings): HeardCallback | Unheard {
  const pairs = received.form === "query" ? readPairs(received.text) : undefined;
  const fields = readFields(received);
  if (!pairs || !fields) return unheard("malformed", "unreadable", "", null);
  const signed = pairs
    .filter(({ name, value }) => name !== "vnp_SecureHash" && name !== "vnp_SecureHashType" && value !== "")
    .toSorted((one, other) => byName([one.name, ""], [other.name, ""]));
  const texts = [(pair: Pair) => pair.raw, (pair: Pair) => `${pair.name}=${encode(pair.value)}`].map((write) =>
    signed.map(write).join("&"),
  );
  const right = settings.secrets.flatMap((secret) => texts.map((text) => macOf("sha512", secret, text)));
  if (!isOneOf(textOf(fields, "vnp_SecureHash"), right))
    return unheard("badSignature", "signature", "vnp_SecureHash", fields);
  const wrong = faultOfSigned(signed.map(({ name, value }) => [name, value]));
  if (wrong?.why === "notNfc") return unheard("malformed", wrong.why, wrong.field, fields);
  if (textOf(fields, "vnp_TmnCode") !== settings.terminal) return unheard("notFound", "foreign", "vnp_TmnCode", fields);
  const [response, status] = [textOf(fields, "vnp_ResponseCode") ?? "", textOf(fields, "vnp_TransactionStatus") ?? ""];
  const report = reportOf(fields, outcomeOfIpn(response, status), `${response}/${status}`);
  return "why" in report
    ? unheard(report.why === "amount" ? "wrongAmount" : "malformed", report.why, report.field, fields)
    : { ok: true, report, signs: ["reference", "amount", "outcome"], fields };
}

/** Paid only when both say so; debited under suspicion, and contradictions, wait for an answer that is clear. */
function outcomeOfIpn(response: string, status: string): PaymentOutcome {
  if (response === "00" && status === "00") return "paid";
  if (status === "04") return "reversed";
  if (status === "01") return "pending";
  return status === "02" && failures.includes(response) ? "failed" : "unknown";
}

/** TransactionStatus of a payment (TransactionType 01). Of a refund it says nothing about the payment. */
const states: Readonly<Record<string, PaymentOutcome>> = {
  "00": "paid",
  "01": "pending",
  "02": "failed",
  "04": "reversed",
};

function reportOf(fields: Fields, outcome: PaymentOutcome, code: string): PaymentReport | Fault {
  const reference = textOf(fields, "vnp_TxnRef") ?? "";
  if (reference === "") return { why: "missing", field: "vnp_TxnRef" };
  const amount = fromHundredths(textOf(fields, "vnp_Amount") ?? "");
  if (amount === undefined) return { why: "amount", field: "vnp_Amount" };
  const at = momentOf(textOf(fields, "vnp_PayDate") ?? "");
  if (at === undefined) return { why: "form", field: "vnp_PayDate" };
  const number = textOf(fields, "vnp_TransactionNo") ?? "";
  return {
    reference,
    outcome,
    amount,
    currency: null,
    theirNumber: /^0*$/.test(number) ? null : number,
    at,
    code,
    said: textOf(fields, "vnp_OrderInfo") || null,
  };
}

/** The raw amount, in hundredths, is what is signed. */
function checkReply(fields: Fields, names: readonly string[], { secrets, terminal }: VnpaySettings): Fault | undefined {
  const checked = checkSigned(
    fields,
    names.map((name) => `vnp_${name}`),
    "vnp_SecureHash",
    (text) => secrets.map((secret) => macOf("sha512", secret, text)),
  );
  if (!checked.ok) return checked.fault;
  return checked.values["vnp_TmnCode"] === terminal ? undefined : { why: "foreign", field: "vnp_TmnCode" };
}

function readQueryReply(fields: Fields, reference: string, settings: VnpaySettings): Reply {
  const code = textOf(fields, "vnp_ResponseCode") ?? "";
  const wrong = checkReply(fields, signedFields.queryReply, settings);
  if (wrong) return unclear(code, wrong);
  if (code === "91") return { kind: "absent", code };
  if (code !== "00") return unclear(code);
  const status = textOf(fields, "vnp_TransactionStatus") ?? "";
  const isPayment = textOf(fields, "vnp_TransactionType") === "01";
  const report = reportOf(fields, (isPayment ? states[status] : undefined) ?? "unknown", status);
  if ("why" in report) return unclear(code, report);
  return report.reference === reference
    ? { kind: "report", report }
    : unclear(code, { why: "foreign", field: "vnp_TxnRef" });
}

/** 94: it was asked for before, and 95: not a payment that succeeded. A refund is done when the bank has it back. */
function readRefundReply(fields: Fields, ask: AskOf<"refund">, settings: VnpaySettings): Reply {
  const code = textOf(fields, "vnp_ResponseCode") ?? "";
  const wrong = checkReply(fields, signedFields.refundReply, settings);
  if (wrong) return unclear(code, wrong);
  if (code === "94") return { kind: "refund", outcome: "underWay", code };
  if (code === "02" || code === "03" || code === "91" || code === "95")
    return { kind: "refund", outcome: "refused", code };
  if (code !== "00") return { kind: "refund", outcome: "unknown", code };
  if (textOf(fields, "vnp_TxnRef") !== ask.reference) return unclear(code, { why: "foreign", field: "vnp_TxnRef" });
  if (fromHundredths(textOf(fields, "vnp_Amount") ?? "") !== ask.amount)
    return unclear(code, { why: "amount", field: "vnp_Amount" });
  const status = textOf(fields, "vnp_TransactionStatus") ?? "";
  return { kind: "refund", outcome: refundStates[status] ?? "unknown", code: `${code}/${status}` };
}

const refundStates: Readonly<Record<string, "done" | "underWay" | "refused">> = {
  "00": "done",
  "05": "underWay",
  "06": "underWay",
  "09": "refused",
};

const codes: Readonly<Record<CallbackVerdict, string>> = {
  recorded: "00",
  repeated: "02",
  alreadyPaid: "02",
  notFound: "01",
  wrongAmount: "04",
  badSignature: "97",
  malformed: "99",
  tryAgain: "99",
};

const words: Readonly<Record<CallbackVerdict, string>> = {
  recorded: "Confirm Success",
  repeated: "Order already confirmed",
  alreadyPaid: "Order already confirmed",
  notFound: "Order not found",
  wrongAmount: "Invalid amount",
  badSignature: "Invalid signature",
  malformed: "Malformed message",
  tryAgain: "Try again",
};

import type { KeyPay3Settings } from "../../../contracts/payment/connection.ts";
import { isDong, readDong } from "../../../core/domain/payment/dong.ts";
import type { CallbackVerdict, PaymentOutcome } from "../../../core/domain/payment/report.ts";
import { cleanText } from "../../national-portal/text.ts";
import { checkSigned } from "../check-signed.ts";
import { fault } from "../fault.ts";
import { toBillInfo } from "../fee-bill.ts";
import { macOf } from "../hashes.ts";
import { outcomeOf } from "../outcome.ts";
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
import { readFields, textOf, type Received } from "../received.ts";
import { faultOfSigned, joinSigned, type SignedValues } from "../signed-text.ts";

/** By the order of names; HMAC-SHA256, one key for our requests and another for their callbacks. */
export const signedFields = {
  payment: ["addition_fee", "client_id", "command", "trans_amount", "transaction_id", "version"],
  detail: ["client_id", "command", "transaction_id"],
  refund: ["amount", "client_id", "command", "reason", "transaction_id"],
  refundDetail: ["client_id", "command", "transaction_refund_code"],
} as const;

/** One field, two products, opposite meanings: never one table. What is not listed is unknown. */
const meanings: Readonly<Record<KeyPay3Settings["meaning"], Readonly<Record<string, PaymentOutcome>>>> = {
  dvcqg: { "0": "paid" },
  payLater: { "1": "pending", "2": "paid" },
};

/** KeyPay v3. The callback's `status` is not signed: it is asked for (detail) before it is believed. */
export function makeKeyPay3(settings: KeyPay3Settings): Profile {
  return {
    vouchedBy: "signature",
    build(ask) {
      switch (ask.kind) {
        case "pay":
          return buildPay(ask, settings);
        case "query":
          return build(
            "query",
            { client_id: settings.client, command: "PAY", transaction_id: ask.reference },
            signedFields.detail,
            settings,
          );
        case "refund":
          if (!isDong(ask.amount)) return fault("amount", "amount");
          return build(
            "refund",
            {
              client_id: settings.client,
              command: settings.refundCommand,
              transaction_id: ask.reference,
              amount: String(ask.amount),
              reason: cleanText(ask.reason),
            },
            signedFields.refund,
            settings,
          );
        case "refundQuery":
          return build(
            "refundQuery",
            {
              client_id: settings.client,
              command: settings.refundCommand,
              transaction_refund_code: ask.refundCode,
            },
            signedFields.refundDetail,
            settings,
          );
        case "bill":
          return notOffered;
      }
    },
    readReply(ask, received) {
      const fields = readFields(received);
      if (!fields) return unclear("", { why: "unreadable", field: "" });
      if (ask.kind === "pay") {
        const url = textOf(fields, settings.redirectField) ?? "";
        const code = textOf(fields, "return_code") ?? "";
        return /^https?:\/\/\S+$/.test(url) ? { kind: "taken", redirect: url, code } : unclear(code);
      }
      return ask.kind === "query"
        ? readDetail(received, ask.reference, settings)
        : unclear(textOf(fields, "return_code") ?? "");
    },
    readCallback: (received) => readPayment(received, settings),
    answer: (verdict) => ({
      status: 200,
      body: { return_code: taken.includes(verdict) ? 0 : -1, return_msg: words[verdict] },
      signed: null,
    }),
  };
}

function buildPay(ask: AskOf<"pay">, settings: KeyPay3Settings): Built {
  if (!isDong(ask.amount)) return fault("amount", "trans_amount");
  if (!ask.bill) return fault("missing", "bill_info");
  const bill = toBillInfo(ask.bill, ask.amount, settings.feeKinds);
  if (!bill.ok) return bill;
  const signed = {
    client_id: settings.client,
    transaction_id: ask.reference,
    trans_amount: String(ask.amount),
    addition_fee: "0",
    command: "PAY",
    version: "3.0",
  };
  return build("pay", signed, signedFields.payment, settings, {
    description: cleanText(ask.description),
    locale: "vn",
    country_code: "+84",
    currency_code: "704",
    environment: "1",
    return_url: ask.returnUrl,
    bill_info: bill.info,
  });
}

function build(
  call: string,
  fields: Readonly<Record<string, string>>,
  names: readonly string[],
  { requestSecrets }: KeyPay3Settings,
  unsigned: Readonly<Record<string, unknown>> = {},
): Built {
  const values: SignedValues = names.map((name) => [name, fields[name] ?? ""]);
  const missing = values.find(([, value]) => value === "");
  if (missing) return fault("missing", missing[0]);
  const wrong = faultOfSigned(values);
  if (wrong) return { ok: false, fault: wrong };
  const signed = joinSigned(values);
  const body = { ...fields, ...unsigned, check_sum: macOf("sha256", requestSecrets[0], signed) };
  return { ok: true, request: { how: "send", method: "POST", call, fields: body, query: null, signed } };
}

/** Of a question over our own line: its `status` counts. The facts know no other fields than the callback's. */
function readDetail(received: Received, reference: string, settings: KeyPay3Settings): Reply {
  const fields = readFields(received) ?? {};
  const code = textOf(fields, "status") ?? "";
  const said = textOf(fields, "trans_amount") ?? "";
  if (textOf(fields, "transaction_id") !== reference) return unclear(code, { why: "foreign", field: "transaction_id" });
  const amount = readDong(said);
  if (amount === undefined) return unclear(code, { why: "amount", field: "trans_amount" });
  return {
    kind: "report",
    report: {
      ...{ reference, outcome: outcomeOf(meanings[settings.meaning], code), amount, currency: null },
      ...{ theirNumber: null, at: null, code, said: textOf(fields, "return_msg") || null },
    },
  };
}

function readPayment(received: Received, settings: KeyPay3Settings): HeardCallback | Unheard {
  const fields = readFields(received);
  if (!fields) return unheard("malformed", "unreadable", "", null);
  const checked = checkSigned(fields, signedFields.payment, "check_sum", (text) =>
    settings.callbackSecrets.map((secret) => macOf("sha256", secret, text)),
  );
  if (!checked.ok) return checked;
  const { values } = checked;
  if (values.client_id !== settings.client) return unheard("notFound", "foreign", "client_id", fields);
  if (values.transaction_id === "") return unheard("malformed", "missing", "transaction_id", fields);
  const amount = readDong(values.trans_amount);
  if (amount === undefined) return unheard("wrongAmount", "amount", "trans_amount", fields);
  const code = textOf(fields, "status") ?? "";
  return {
    ok: true,
    report: {
      reference: values.transaction_id,
      outcome: outcomeOf(meanings[settings.meaning], code),
      amount,
      currency: null,
      theirNumber: null,
      at: null,
      code,
      said: null,
    },
    signs: ["reference", "amount"],
    fields,
  };
}

const taken: readonly CallbackVerdict[] = ["recorded", "repeated", "alreadyPaid"];

const words: Readonly<Record<CallbackVerdict, string>> = {
  recorded: "OK",
  repeated: "OK",
  alreadyPaid: "OK",
  notFound: "Khong tim thay giao dich",
  wrongAmount: "Sai so tien",
  badSignature: "Sai check_sum",
  malformed: "Thong diep khong hop le",
  tryAgain: "He thong ban",
};

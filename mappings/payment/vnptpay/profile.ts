import type { VnptPaySettings } from "../../../contracts/payment/connection.ts";
import { isDong, readDong } from "../../../core/domain/payment/dong.ts";
import type { CallbackVerdict } from "../../../core/domain/payment/report.ts";
import { cleanText } from "../../national-portal/text.ts";
import { formatHcm14 } from "../../national-portal/time.ts";
import { checkSigned } from "../check-signed.ts";
import { fault } from "../fault.ts";
import { hashOf } from "../hashes.ts";
import { momentOf } from "../moments.ts";
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
import { readFields, textOf, type Fields, type Received } from "../received.ts";
import { faultOfLengths, faultOfSigned, joinSigned, type SignedValues } from "../signed-text.ts";
import { refusals, signedFields } from "./fields.ts";

/** VNPT Pay, 1.0.5 and 1.0.6: which form of asking, and what replies are signed over, is configuration. */
export function makeVnptPay(settings: VnptPaySettings): Profile {
  return {
    vouchedBy: "signature",
    build(ask) {
      switch (ask.kind) {
        case "pay":
          return buildPay(ask, settings);
        case "query":
          return build(
            "query",
            {
              ACTION: "QUERY",
              VERSION: settings.version,
              MERCHANT_SERVICE_ID: settings.merchantService,
              MERCHANT_ORDER_ID: ask.reference,
              CREATE_DATE: formatHcm14(ask.askedAt),
            },
            signedFields.query,
            settings,
          );
        case "refund":
        case "refundQuery":
        case "bill":
          return notOffered;
      }
    },
    readReply(ask, received) {
      const fields = readFields(received);
      if (!fields) return unclear("", { why: "unreadable", field: "" });
      return ask.kind === "query" ? readQueryReply(fields, ask, settings) : readPayReply(fields, settings);
    },
    readCallback: (received) => readConfirm(received, settings),
    answer(verdict, fields, at) {
      const body = {
        RESPONSE_CODE: codes[verdict],
        DESCRIPTION: words[verdict],
        MERCHANT_SERVICE_ID: settings.merchantService,
        MERCHANT_ORDER_ID: (fields && textOf(fields, "MERCHANT_ORDER_ID")) ?? "",
        CREATE_DATE: formatHcm14(at),
      };
      const signed = joinSigned(signedFields.answer.map((name) => [name, body[name]]));
      return { status: 200, body: { ...body, SECURE_CODE: sign(signed, settings) }, signed };
    },
  };
}

const sign = (text: string, { secrets }: VnptPaySettings): string => hashOf("sha256", `${text}|${secrets[0]}`);
const rightFor =
  ({ secrets }: VnptPaySettings) =>
  (text: string): readonly string[] =>
    secrets.map((secret) => hashOf("sha256", `${text}|${secret}`));

function buildPay(ask: AskOf<"pay">, settings: VnptPaySettings): Built {
  if (!isDong(ask.amount)) return fault("amount", "AMOUNT");
  const { init, qr } = settings;
  if (init === "qr" && !qr) return fault("missing", "SERVICE_CATEGORY");
  const amount = String(ask.amount);
  return build(
    "init",
    {
      ACTION: init === "qr" ? "PAY" : "INIT",
      VERSION: settings.version,
      MERCHANT_SERVICE_ID: settings.merchantService,
      ...(init === "agency" && { AGENCY_ID: settings.agency }),
      MERCHANT_ORDER_ID: ask.reference,
      AMOUNT: amount,
      ...(init === "plain" && { AMOUNT_DETAIL: amount }),
      ...(init !== "qr" && { SERVICE_ID: settings.service }),
      ...(init === "qr" &&
        qr && {
          PAYMENT_ACTION: "PAY",
          SERVICE_CATEGORY: qr.serviceCategory,
          CHANNEL_ID: qr.channel,
          MERCHANT_DATA: ask.reference,
        }),
      DEVICE: settings.device,
      LOCALE: "vi-VN",
      CURRENCY_CODE: "VND",
      PAYMENT_METHOD: init === "qr" ? (qr?.paymentMethod ?? "") : settings.paymentMethod,
      DESCRIPTION: cleanText(ask.description),
      CREATE_DATE: formatHcm14(ask.at),
      CLIENT_IP: ask.payerAddress,
    },
    signedFields[init],
    settings,
  );
}

function build(
  call: string,
  fields: Readonly<Record<string, string>>,
  names: readonly string[],
  settings: VnptPaySettings,
): Built {
  const values: SignedValues = names.map((name) => [name, fields[name] ?? ""]);
  const wrong = faultOfLengths(Object.fromEntries(names.map((name) => [name, 255])), fields) ?? faultOfSigned(values);
  if (wrong) return { ok: false, fault: wrong };
  const signed = joinSigned(values);
  const body = { ...fields, SECURE_CODE: sign(signed, settings) };
  return { ok: true, request: { how: "send", method: "POST", call, fields: body, query: null, signed } };
}

function readPayReply(fields: Fields, settings: VnptPaySettings): Reply {
  const code = textOf(fields, "RESPONSE_CODE") ?? "";
  if ((refusals as readonly string[]).includes(code))
    return { kind: "refused", code, said: cleanText(textOf(fields, "DESCRIPTION") ?? "") };
  if (code !== "00") return unclear(code);
  const checked = checkSigned(fields, settings.replyOrder, "SECURE_CODE", rightFor(settings));
  if (!checked.ok) return unclear(code, checked.fault);
  const url = textOf(fields, "REDIRECT_URL") ?? "";
  return /^https?:\/\/\S+$/.test(url) ? { kind: "taken", redirect: url, code } : unclear(code);
}

/** The facts do not know this reply: without `queryStatus` in the configuration nothing is read out of it. */
function readQueryReply(fields: Fields, ask: AskOf<"query">, settings: VnptPaySettings): Reply {
  const code = textOf(fields, "RESPONSE_CODE") ?? "";
  if (code === "05") return { kind: "absent", code };
  const { queryStatus } = settings;
  if (!queryStatus) return unclear(code);
  const checked = checkSigned(fields, queryStatus.order, "SECURE_CODE", rightFor(settings));
  if (!checked.ok) return unclear(code, checked.fault);
  if (textOf(fields, "MERCHANT_ORDER_ID") !== ask.reference)
    return unclear(code, { why: "foreign", field: "MERCHANT_ORDER_ID" });
  const state = textOf(fields, queryStatus.field) ?? "";
  const said = textOf(fields, "AMOUNT") ?? "";
  return {
    kind: "report",
    report: {
      reference: ask.reference,
      outcome: outcomeOf(queryStatus.outcomes, state),
      amount: readDong(said) ?? null,
      currency: textOf(fields, "CURRENCY_CODE") || null,
      theirNumber: textOf(fields, "VNPTPAY_TRANSACTION_ID") || null,
      at: momentOf(textOf(fields, "PAY_DATE") ?? "") ?? null,
      code: state,
      said: textOf(fields, "DESCRIPTION") || null,
    },
  };
}

/** CONFIRM: a form whose field `data` is JSON, or plain JSON. */
function readConfirm(received: Received, settings: VnptPaySettings): HeardCallback | Unheard {
  const outer = readFields(received);
  const data = outer && received.form !== "json" ? textOf(outer, "data") : undefined;
  const fields = data === undefined || data === "" ? outer : readFields({ form: "json", text: data });
  if (!fields) return unheard("malformed", "unreadable", "", null);
  const checked = checkSigned(fields, signedFields.confirm, "SECURE_CODE", rightFor(settings));
  if (!checked.ok) return checked;
  const { values } = checked;
  if (values.MERCHANT_SERVICE_ID !== settings.merchantService)
    return unheard("notFound", "foreign", "MERCHANT_SERVICE_ID", fields);
  if (values.MERCHANT_ORDER_ID === "") return unheard("malformed", "missing", "MERCHANT_ORDER_ID", fields);
  const amount = readDong(values.AMOUNT);
  if (amount === undefined) return unheard("wrongAmount", "amount", "AMOUNT", fields);
  const at = momentOf(values.PAY_DATE);
  if (at === undefined) return unheard("malformed", "form", "PAY_DATE", fields);
  return {
    ok: true,
    report: {
      reference: values.MERCHANT_ORDER_ID,
      outcome: outcomeOf(settings.outcomes, values.RESPONSE_CODE),
      amount,
      currency: values.CURRENCY_CODE || null,
      theirNumber: values.VNPTPAY_TRANSACTION_ID || null,
      at,
      code: values.RESPONSE_CODE,
      said: values.ADDITIONAL_INFO || null,
    },
    signs: ["reference", "amount", "outcome"],
    fields,
  };
}

const codes: Readonly<Record<CallbackVerdict, string>> = {
  recorded: "00",
  repeated: "02",
  alreadyPaid: "02",
  notFound: "01",
  wrongAmount: "99",
  badSignature: "97",
  malformed: "99",
  tryAgain: "08",
};
const words: Readonly<Record<CallbackVerdict, string>> = {
  recorded: "Thanh cong",
  repeated: "Giao dich da duoc xac nhan",
  alreadyPaid: "Giao dich da duoc xac nhan",
  notFound: "Khong tim thay giao dich",
  wrongAmount: "Sai so tien",
  badSignature: "Sai chu ky",
  malformed: "Thong diep khong hop le",
  tryAgain: "He thong ban",
};

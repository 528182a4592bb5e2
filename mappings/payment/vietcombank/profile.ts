import type { VietcombankSettings } from "../../../contracts/payment/connection.ts";
import { readDong } from "../../../core/domain/payment/dong.ts";
import { unaccented } from "../signed-text.ts";
import { checkSigned } from "../check-signed.ts";
import { hashOf } from "../hashes.ts";
import { dashedMomentOf } from "../moments.ts";
import {
  notOffered,
  unclear,
  unheard,
  type Answer,
  type HeardCallback,
  type Inquiry,
  type InquiryVerdict,
  type Owed,
  type Profile,
  type Unheard,
} from "../profile.ts";
import { isFields, listOf, partOf, readFields, textOf, type Fields, type Received } from "../received.ts";

/**
 * Vietcombank bill collection: the bank asks what is owed (Inquiry), then says that it was paid (Payment). The signature
 * covers neither amount nor customer, and there is nobody to ask: the line (mTLS, allow-list) vouches, and the core compares.
 * One inquiry names one bill, so a Payment has exactly one. Business errors go out with HTTP 200.
 */
export function makeVietcombank(settings: VietcombankSettings): Profile {
  return {
    vouchedBy: "channel",
    build: () => notOffered,
    readReply: () => unclear(""),
    readCallback: (received) => readPayment(received, settings),
    answer: (verdict, fields, _at, number) => answerPayment(verdict, fields, number, settings),
    inquiry: {
      namesReference: true,
      read: (received) => readInquiry(received, settings),
      answer: (verdict, owed, fields, _at, number) => answerInquiry(verdict, owed, fields, number, settings),
    },
  };
}

/** What both calls have: the head, signed in part, and for whom it is. */
function readHead(
  received: Received,
  { secrets, hash, provider, service }: VietcombankSettings,
): { readonly ok: true; readonly fields: Fields; readonly payload: Fields; readonly at: Date } | Unheard {
  const fields = readFields(received);
  if (!fields) return unheard("malformed", "unreadable", "", null);
  const [context, payload] = [partOf(fields, "context"), partOf(fields, "payload")];
  const head = { ...context, signature: fields["signature"] ?? null };
  const checked = checkSigned(head, ["channelId", "channelRefNumber"], "signature", (text) =>
    secrets.map((secret) => hashOf(hash, `${text}|${secret}`)),
  );
  if (!checked.ok) return { ...checked, fields };
  for (const name of ["channelId", "channelRefNumber", "requestDateTime"])
    if (!textOf(context, name)) return unheard("malformed", "missing", name, fields);
  for (const name of ["customerCode", "providerId", "serviceId"])
    if (!textOf(payload, name)) return unheard("malformed", "missing", name, fields);
  const at = dashedMomentOf(textOf(context, "requestDateTime") ?? "");
  if (!at) return unheard("malformed", "form", "requestDateTime", fields);
  if (textOf(payload, "providerId") !== provider) return unheard("notFound", "foreign", "providerId", fields);
  if (textOf(payload, "serviceId") !== service) return unheard("notFound", "foreign", "serviceId", fields);
  return { ok: true, fields, payload, at };
}

function readInquiry(received: Received, settings: VietcombankSettings): Inquiry {
  const head = readHead(received, settings);
  if (!head.ok) return head;
  return { ok: true, key: textOf(head.payload, "customerCode") ?? "", isFor: () => true, fields: head.fields };
}

function readPayment(received: Received, settings: VietcombankSettings): HeardCallback | Unheard {
  const head = readHead(received, settings);
  if (!head.ok) return head;
  const { fields, payload, at } = head;
  const [bill, ...others] = listOf(payload, "bills");
  if (others.length > 0 || !isFields(bill)) return unheard("malformed", "form", "bills", fields);
  const reference = textOf(bill, "billId") ?? "";
  if (reference === "") return unheard("malformed", "missing", "billId", fields);
  const amount = readDong(textOf(bill, "amount") ?? "");
  if (amount === undefined) return unheard("wrongAmount", "amount", "amount", fields);
  const total = textOf(payload, "totalPaymentAmount");
  if (total !== "" && readDong(total) !== amount) return unheard("wrongAmount", "amount", "totalPaymentAmount", fields);
  const number = textOf(payload, "internalTransactionRefNo") ?? "";
  if (number === "") return unheard("malformed", "missing", "internalTransactionRefNo", fields);
  return {
    ok: true,
    report: {
      reference,
      outcome: "paid",
      amount,
      currency: null,
      theirNumber: number,
      at,
      code: textOf(payload, "paymentMode") ?? "",
      said: textOf(payload, "customerCode") || null,
    },
    signs: [],
    fields,
  };
}

function answerInquiry(
  verdict: InquiryVerdict,
  owed: Owed | null,
  fields: Fields | null,
  number: string,
  settings: VietcombankSettings,
): Answer {
  const customerCode = textOf(partOf(fields ?? {}, "payload"), "customerCode") ?? "";
  const isOwed = verdict === "recorded" && owed !== null;
  return answer(isOwed ? "recorded" : verdict === "recorded" ? "nothingOwed" : verdict, fields, number, settings, {
    customerCode,
    paymentSequence: 1,
    bills: isOwed
      ? [
          {
            billId: owed.reference,
            amount: String(owed.amount),
            addnlFields: [{ fieldId: "description", fieldValue: unaccented(owed.description) }],
          },
        ]
      : [],
  });
}

function answerPayment(
  verdict: InquiryVerdict,
  fields: Fields | null,
  number: string,
  settings: VietcombankSettings,
): Answer {
  const bills = listOf(partOf(fields ?? {}, "payload"), "bills");
  const isTaken = codes[verdict] === "0";
  return answer(verdict, fields, number, settings, {
    providerId: settings.provider,
    serviceId: settings.service,
    bills: bills.filter(isFields).map((bill) => ({
      billId: textOf(bill, "billId") ?? "",
      amount: textOf(bill, "amount") ?? "",
      billErrCode: isTaken ? "0" : codeOf(verdict, fields, settings),
    })),
  });
}

/** Signed over the very responseMsgId that is sent. */
function answer(
  verdict: InquiryVerdict,
  fields: Fields | null,
  number: string,
  settings: VietcombankSettings,
  payload: Readonly<Record<string, unknown>>,
): Answer {
  const context = partOf(fields ?? {}, "context");
  const said = {
    channelId: textOf(context, "channelId") ?? "",
    channelRefNumber: textOf(context, "channelRefNumber") ?? "",
    requestDateTime: textOf(context, "requestDateTime") ?? "",
  };
  const errorCode = codeOf(verdict, fields, settings);
  const signed = `${said.channelId}|${said.channelRefNumber}|${number}`;
  return {
    status: 200,
    body: {
      context: { ...said, responseMsgId: number, status: errorCode === "0" ? "SUCCESS" : "FAILURE", errorCode },
      payload,
      signature: hashOf(settings.hash, `${signed}|${settings.secrets[0]}`),
    },
    signed,
  };
}

/** What was not understood has codes of its own for a time that is none and for another provider or service. */
function codeOf(verdict: InquiryVerdict, fields: Fields | null, { provider, service }: VietcombankSettings): string {
  const payload = partOf(fields ?? {}, "payload");
  const written = textOf(partOf(fields ?? {}, "context"), "requestDateTime") ?? "";
  if (verdict === "malformed" && written !== "" && !dashedMomentOf(written)) return "20";
  const isForeign = textOf(payload, "providerId") !== provider || textOf(payload, "serviceId") !== service;
  return verdict === "notFound" && isForeign ? "21" : codes[verdict];
}

/** A Payment that is known is answered with SUCCESS again; 1 is for another payment of what is paid already. */
const codes: Readonly<Record<InquiryVerdict, string>> = {
  recorded: "0",
  repeated: "0",
  alreadyPaid: "1",
  nothingOwed: "1",
  wrongAmount: "3",
  malformed: "10",
  notFound: "17",
  badSignature: "18",
  tryAgain: "400",
};

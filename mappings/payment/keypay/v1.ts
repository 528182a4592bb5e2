import type { KeyPay1Settings } from "../../../contracts/payment/connection.ts";
import { isDong } from "../../../core/domain/payment/dong.ts";
import { fault } from "../fault.ts";
import { hashOf } from "../hashes.ts";
import { notOffered, unclear, unheard, type AskOf, type Built, type Profile } from "../profile.ts";
import { readFields, textOf } from "../received.ts";
import { unaccented } from "../signed-text.ts";

/** Hashed by the order of their names, the empty ones dropped. No separator: `1` + `50000` and `15` + `0000` are one. */
const signedNames = [
  "command",
  "country_code",
  "currency_code",
  "current_locale",
  "good_code",
  "merchant_code",
  "merchant_trans_id",
  "net_cost",
  "return_url",
  "service_code",
  "ship_fee",
  "tax",
  "version",
] as const;

/**
 * KeyPay v1, by redirect: only where a province still requires it. There is no callback, and its codes are not known: what
 * the browser brings back only says which payment to ask about, and a question's answer is unclear until a person reads it.
 */
export function makeKeyPay1(settings: KeyPay1Settings): Profile {
  return {
    vouchedBy: "signature",
    build(ask) {
      switch (ask.kind) {
        case "pay":
          return buildPay(ask, settings);
        case "query":
          return buildQuestion(ask, settings);
        case "refund":
        case "refundQuery":
        case "bill":
          return notOffered;
      }
    },
    readReply: (_, received) => unclear(textOf(readFields(received) ?? {}, "response_code") ?? ""),
    readCallback: (received) => unheard("malformed", "notOffered", "", readFields(received) ?? null),
    answer: () => ({ status: 404, body: {}, signed: null }),
    readReturn(received) {
      const reference = textOf(readFields(received) ?? {}, "merchant_trans_id") ?? "";
      return reference === "" ? undefined : { reference };
    },
  };
}

function buildPay(ask: AskOf<"pay">, settings: KeyPay1Settings): Built {
  if (!isDong(ask.amount)) return fault("amount", "net_cost");
  const pay = {
    merchant_code: settings.merchant,
    bank_code: settings.bank,
    internal_bank: settings.internalBank,
    merchant_trans_id: ask.reference,
    good_code: ask.dossierCode,
    net_cost: String(ask.amount),
    ship_fee: "0",
    tax: "0",
    return_url: ask.returnUrl,
    version: "1.0",
    command: "pay",
    current_locale: "vn",
    currency_code: "704",
    service_code: settings.service,
    country_code: "+84",
    desc_1: unaccented(ask.description),
  };
  const missing = signedNames.find((name) => pay[name] === "");
  if (missing) return fault("missing", missing);
  const text = signedNames.map((name) => pay[name]).join("");
  const query = new URLSearchParams({ ...pay, secure_hash: sign(text, settings) }).toString();
  return { ok: true, request: { how: "redirect", method: "GET", call: "pay", fields: {}, query, signed: text } };
}

/** `QuerryBillStatus`, spelled so. */
function buildQuestion(ask: AskOf<"query">, settings: KeyPay1Settings): Built {
  const question = {
    good_code: ask.dossierCode,
    merchant_code: settings.merchant,
    merchant_trans_id: ask.reference,
    trans_id: ask.theirNumber ?? "",
  };
  const text = Object.values(question).join("");
  const query = new URLSearchParams({ ...question, secure_hash: sign(text, settings) }).toString();
  return { ok: true, request: { how: "send", method: "GET", call: "query", fields: {}, query, signed: text } };
}

/** The secret comes first, the hash is upper-case. */
const sign = (text: string, { hash, secrets }: KeyPay1Settings): string =>
  hashOf(hash, `${secrets[0]}${text}`).toUpperCase();

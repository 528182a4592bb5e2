import { verify, type KeyObject } from "node:crypto";
import type { MyVnpostOrder } from "../../contracts/post/vnpost.ts";
import { readDong } from "../../core/domain/payment/dong.ts";
import type { PostEvent, PostMeaning } from "../../core/domain/post/event.ts";
import {
  faultsOf,
  orderNumber,
  purposeSuffixes,
  type PostOrder,
  type PostParty,
  type PurposeSuffixes,
} from "../../core/domain/post/order.ts";
import { readTime, timeForms } from "../national-portal/time.ts";
import {
  failureOf,
  isAnswer,
  json,
  readAnswer,
  readJson,
  textIn,
  type Answer,
  type CancelReply,
  type CreateReply,
  type PostProfile,
  type PostReply,
  type PostRequest,
  type QuoteReply,
} from "./profile.ts";

/** VP-4: the commercial interface, for parcels, tracking and its webhook. Not shown to serve public-administrative orders. */
export interface Vp4Settings {
  /** "" or "/customer-partner": both are seen. */
  readonly prefix: string;
  readonly contractCode: string;
  readonly serviceCode: string;
  /** "2": brought to a post office; "1": collected at the address (inferred). */
  readonly sendType: "1" | "2";
  readonly suffixes?: PurposeSuffixes;
}

export const vp4 = (settings: Vp4Settings): PostProfile => ({
  name: "VP-4",
  create: (order) => {
    const faults = faultsOf(order);
    return faults.length > 0
      ? { ok: false, faults }
      : { ok: true, request: post(`${settings.prefix}/CreateOrder`, toMyVnpostOrder(order, settings), false) };
  },
  readCreate: readVp4Create,
  cancel: ({ theirNumber }) =>
    theirNumber === null
      ? { ok: false, faults: ["/theirNumber"] }
      : { ok: true, request: post(`${settings.prefix}/orderCancel`, { OriginalId: theirNumber }, false) },
  readCancel: readVp4Cancel,
  // all services: `serviceCode` empty. The names of the other fields are taken over from the order (inferred)
  quote: (order) => {
    const faults = faultsOf(order);
    if (faults.length > 0) return { ok: false, faults };
    const { informationOrder: all, customerCode, contractCode } = toMyVnpostOrder(order, settings);
    const { senderProvinceCode, senderDistrictCode, senderCommuneCode, weight, addonService } = all;
    const { receiverProvinceCode, receiverDistrictCode, receiverCommuneCode } = all;
    const from = { senderProvinceCode, senderDistrictCode, senderCommuneCode };
    const to = { receiverProvinceCode, receiverDistrictCode, receiverCommuneCode };
    const body = { scope: 1, customerCode, contractCode, serviceCode: "", ...from, ...to, weight, addonService };
    return { ok: true, request: post(`${settings.prefix}/ServicesCharge`, body, true) };
  },
  readQuote: readVp4Quote,
});

const post = (path: string, body: object, isSafe: boolean): PostRequest => ({
  method: "POST",
  path,
  headers: json,
  body: JSON.stringify(body),
  isSafe,
});
const get = (path: string, query: Readonly<Record<string, string>>): PostRequest => ({
  method: "GET",
  path: `${path}?${new URLSearchParams(query).toString()}`,
  headers: {},
  body: null,
  isSafe: true,
});

/** Its answer's token is sent in the header `token`, not in `Authorization`. */
export const tokenRequest = (prefix: string, username: string, password: string, customerCode: string): PostRequest =>
  post(`${prefix}/GetAccessToken`, { username, password, customerCode }, true);

/** Null: none was given. */
export function readToken(reply: PostReply): string | null {
  const answer = reply.status === 200 ? readAnswer(reply) : null;
  return answer?.["success"] === false ? null : textIn(answer, "token");
}

/** Of two levels: the district is the word VNPOST. */
const noDistrict = "VNPOST";
/** Collected money is the addition GTG021 with its amount in PROP0018. */
const collects = { code: "GTG021", property: "PROP0018" };

export function toMyVnpostOrder(order: PostOrder, settings: Vp4Settings): MyVnpostOrder {
  const clean = (text: string): string =>
    text
      .normalize("NFC")
      .replaceAll(/\p{Cc}+/gu, " ")
      .trim();
  const party = ({ name, phone, email, address }: PostParty) => ({
    name: clean(name),
    phone,
    email: email ?? "",
    address: clean(address.line),
    ...address,
  });
  const [sender, receiver] = [party(order.sender), party(order.receiver)];
  return {
    orderCreationStatus: 1,
    type: "GUI",
    customerCode: order.customerCode,
    contractCode: settings.contractCode,
    informationOrder: {
      senderName: sender.name,
      senderPhone: sender.phone,
      senderEmail: sender.email,
      senderAddress: sender.address,
      senderProvinceCode: sender.provinceCode,
      senderDistrictCode: noDistrict,
      senderCommuneCode: sender.communeCode,
      receiverName: receiver.name,
      receiverPhone: receiver.phone,
      receiverEmail: receiver.email,
      receiverAddress: receiver.address,
      receiverProvinceCode: receiver.provinceCode,
      receiverDistrictCode: noDistrict,
      receiverCommuneCode: receiver.communeCode,
      serviceCode: settings.serviceCode,
      addonService:
        order.collect === null ? [] : [{ code: collects.code, propValue: `${collects.property}:${order.collect}` }],
      additionRequest: [],
      orgCodeCollect: "",
      orgCodeAccept: "",
      saleOrderCode: orderNumber(order, settings.suffixes ?? purposeSuffixes),
      contentNote: clean(order.contents),
      weight: String(order.weightGrams),
      width: "",
      length: "",
      height: "",
      vehicle: "BO",
      sendType: settings.sendType,
      isBroken: "0",
      deliveryTime: "",
      deliveryRequire: "",
      deliveryInstruction: "",
    },
  };
}

/** `totalFee` is provisional, and no proof that anything was paid. */
function readVp4Create(reply: PostReply): CreateReply {
  const failure = failureOf(reply);
  if (failure) return failure;
  const answer = firstOf(readJson(reply.body));
  const [waybill, theirNumber] = [textIn(answer, "itemCode"), textIn(answer, "originalID", "originalId")];
  if (waybill === null && theirNumber === null) {
    const said = textIn(answer, "errorMessage", "message");
    return answer?.["success"] === false && said !== null
      ? { kind: "refused", code: "success: false", said }
      : { kind: "unknown", why: "neither waybill nor number in it" };
  }
  const fee = readDong(answer?.["totalFee"]) ?? null;
  return { kind: "created", waybill, theirNumber, fee, said: textIn(answer, "status") ?? "" };
}

/** `00` is done, `02` waits for approval: till then the order stands. */
function readVp4Cancel(reply: PostReply): CancelReply {
  const failure = failureOf(reply);
  if (failure) return failure;
  const answer = firstOf(readJson(reply.body));
  const type = textIn(answer, "Type", "type");
  const said = textIn(answer, "Message", "message") ?? "";
  if (type === "00") return { kind: "cancelled", said };
  if (type === "02") return { kind: "pending", caseId: textIn(answer, "CaseId", "caseId") ?? "", said };
  return type === null ? { kind: "unknown", why: "no Type in it" } : { kind: "refused", code: type, said };
}

function readVp4Quote(reply: PostReply): QuoteReply {
  const failure = failureOf(reply);
  if (failure) return failure;
  const rows = readJson(reply.body);
  const prices = (Array.isArray(rows) ? rows : []).filter(isAnswer).flatMap((row) => {
    const [service, price] = [textIn(row, "serviceCode"), readDong(row["totalFee"])];
    return service !== null && price !== undefined ? [{ service, price }] : [];
  });
  return prices.length > 0 ? { kind: "quoted", prices } : { kind: "unknown", why: "no price in it" };
}

/** Some answers come as a list of one. */
const firstOf = (value: unknown): Answer | null => {
  const one: unknown = Array.isArray(value) ? value[0] : value;
  return isAnswer(one) ? one : null;
};

/** 0 to 22 were seen in three implementations, 23 to 29 in one. What is not here is shown as it came. */
export const vp4Meanings: Readonly<Record<string, PostMeaning>> = {
  "0": "draft",
  "1": "created",
  "2": "passedToPostman",
  "3": "processing",
  "4": "pickingUp",
  "5": "pickupAttemptFailed",
  "6": "pickedUp",
  "7": "receivedAtOffice",
  "8": "pickupFailed",
  "9": "pickupCancelled",
  "10": "inTransit",
  "11": "atDeliveringOffice",
  "12": "outForDelivery",
  "13": "forwarded",
  "14": "delivered",
  "15": "deliveryAttemptFailed",
  "16": "awaitingReturn",
  "17": "returnApproved",
  "18": "returnStarted",
  "19": "returned",
  "20": "partlyReturned",
  "21": "codPaidOut",
  "22": "deliveryCancelled",
  "23": "partlyDelivered",
  "24": "returning",
  "28": "shippingFeePaid",
  "29": "cancellationFeePaid",
};

export const orderRequest = (prefix: string, code: string): PostRequest =>
  get(`${prefix}/getOrder`, { type: "GUI", code });
export const historyRequest = (prefix: string, code: string): PostRequest =>
  get(`${prefix}/GetStatusHistoryOrder`, { type: "GUI", code });
/** At most 500 a page; days as dd-MM-yyyy. */
export const listRequest = (prefix: string, from: string, to: string, page: number): PostRequest =>
  get(`${prefix}/GetListOrder`, {
    lastUpdateFrom: from,
    lastUpdateTo: to,
    type: "GUI",
    size: "500",
    page: String(page),
  });

/** Up to 100 waybills; one is asked for. */
export const labelRequest = (prefix: string, waybill: string): PostRequest =>
  post(`${prefix}/exportListReport`, [waybill], true);

/** Nests no deeper than any answer of theirs. */
const mostLevels = 5;

/**
 * The PDF in the answer, as base64. No text found names the field that holds it: it is known by how a PDF begins. Null: there
 * is none.
 */
export const readLabel = ({ status, body }: PostReply): string | null =>
  status === 200 ? pdfIn(readJson(body), mostLevels) : null;

function pdfIn(value: unknown, levels: number): string | null {
  if (typeof value === "string") {
    const said = value.replaceAll(/\s/g, "");
    return /^JVBERi0[A-Za-z0-9+/]*={0,2}$/.test(said) ? said : null;
  }
  if (levels === 0 || typeof value !== "object" || value === null) return null;
  for (const one of Object.values(value)) {
    const found = pdfIn(one, levels - 1);
    if (found !== null) return found;
  }
  return null;
}

export interface ReadOrder {
  readonly event: PostEvent;
  readonly theirNumber: string | null;
}

/**
 * Orders of `getOrder` (`[{results}]`) and `GetListOrder` (`{results}`), with where each is now. Names, telephones and addresses
 * are not read: they may be masked, and would be written back so. Null: not such an answer.
 */
export function readOrders(reply: PostReply): readonly ReadOrder[] | null {
  const results = reply.status === 200 ? firstOf(readJson(reply.body))?.["results"] : undefined;
  if (!Array.isArray(results)) return null;
  const read = results.map((one: unknown) => {
    const event = isAnswer(one) ? eventOf(one, textIn(one, "saleOrderCode") ?? "") : null;
    return event && isAnswer(one) ? { event, theirNumber: textIn(one, "originalID", "originalId") } : null;
  });
  return read.every((one) => one !== null) ? read : null;
}

/** `data` is a list in one implementation and an object in another: both are taken. */
export function readHistory(reply: PostReply, number: string): readonly PostEvent[] | null {
  const answer = reply.status === 200 ? firstOf(readJson(reply.body)) : null;
  const data = answer?.["data"];
  const rows: readonly unknown[] | null = Array.isArray(data) ? data : isAnswer(data) ? historyIn(data) : null;
  const events = rows?.map((row) => (isAnswer(row) ? eventOf(row, number) : null));
  return events?.every((event) => event !== null) ? events : null;
}

/** An object with a list in it, or one event itself. */
function historyIn(data: Answer): readonly unknown[] {
  const list = Object.values(data).find((value) => Array.isArray(value));
  return Array.isArray(list) ? list : [data];
}

function eventOf(row: Answer, number: string): PostEvent | null {
  const code = textIn(row, "status", "statusCode", "Status", "StatusCode");
  if (code === null) return null;
  const waybill = textIn(row, "itemCode", "ItemCode");
  const time = textIn(row, "statusDate", "updateDate", "lastUpdate", "createdDate", "time");
  return {
    key: [waybill ?? number, code, time ?? ""].join(" "),
    orderNumber: number,
    waybill,
    code,
    meaning: Object.hasOwn(vp4Meanings, code) ? (vp4Meanings[code] ?? null) : null,
    at: momentOf(time),
    said: textIn(row, "statusName", "description", "note"),
    place: textIn(row, "posName", "orgName", "location"),
  };
}

/** In whichever of our forms with a time of day it is; none of them can be read as another. */
function momentOf(text: string | null): Date | null {
  for (const form of timeForms)
    if (/s/.test(form) || form === "iso") {
      const read = readTime(form, text);
      if (read.ok) return read.at;
    }
  return null;
}

/** A webhook says only where to look (R9): `getOrder` is asked for each waybill, and what that says counts. */
export type Webhook =
  | {
      readonly kind: "hint";
      readonly waybills: readonly string[];
      /** `unproven`: no key is configured, or the signature is none that a public key could check. */
      readonly signature: "right" | "unproven";
    }
  | { readonly kind: "badSignature" }
  | { readonly kind: "malformed" };

/** Signed is the first item alone, and neither its fee nor what was collected. */
export const webhookText = (sendDate: string, itemCode: string, status: string): string =>
  `MYVNP${sendDate}${itemCode}${status}`;

/**
 * The vendor calls it RSA-SHA256, and its sample encrypts with the public key, which anybody can: with a key here, a signature
 * that does not verify is refused; without one every webhook is a hint, and no more.
 */
export function readWebhook(body: string, key: KeyObject | null): Webhook {
  const message = readJson(body);
  const data = isAnswer(message) ? message["data"] : undefined;
  const [sendDate, signature] = ["sendDate", "signature"].map((name) =>
    textIn(isAnswer(message) ? message : null, name),
  );
  const items = Array.isArray(data) ? data.filter(isAnswer) : [];
  const waybills = items.map((item) => textIn(item, "itemCode"));
  const status = textIn(items[0], "status");
  const known = waybills.filter((one) => one !== null);
  const [first] = known;
  if (!sendDate || status === null || first === undefined || known.length !== (data as readonly unknown[]).length)
    return { kind: "malformed" };
  if (key) {
    const bytes = Buffer.from(signature ?? "", "base64");
    const isRight = verify("RSA-SHA256", Buffer.from(webhookText(sendDate, first, status), "utf8"), key, bytes);
    if (!isRight) return { kind: "badSignature" };
  }
  return { kind: "hint", waybills: [...new Set(known)], signature: key ? "right" : "unproven" };
}

/** As the one receiver that was seen answers; an unknown waybill is logged, never made. */
export function webhookAnswer(webhook: Webhook, updated: number): { readonly status: number; readonly body: object } {
  if (webhook.kind === "hint") return { status: 200, body: { success: true, message: "OK", updated } };
  return webhook.kind === "badSignature"
    ? { status: 401, body: { success: false, message: "signature", updated: 0 } }
    : { status: 400, body: { success: false, message: "malformed", updated: 0 } };
}

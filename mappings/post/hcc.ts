import type { HccOrder, HccQuote } from "../../contracts/post/vnpost.ts";
import type { Day } from "../../core/domain/day.ts";
import { readDong } from "../../core/domain/payment/dong.ts";
import {
  faultsOf,
  orderNumber,
  postalCodeOf,
  purposeSuffixes,
  type PostalCode,
  type PostOrder,
  type PurposeSuffixes,
} from "../../core/domain/post/order.ts";
import {
  failureOf,
  isAnswer,
  json,
  readAnswer,
  textIn,
  type Built,
  type CancelReply,
  type CreateReply,
  type PostProfile,
  type PostReply,
  type PostRequest,
  type QuoteReply,
} from "./profile.ts";

/** VP-1 (N-GSP), VP-2 (its proxy on an LGSP) and VP-3 (waybills of one's own): one order, three envelopes. */
export interface HccSettings {
  readonly codes: readonly PostalCode[];
  readonly on: Day;
  readonly suffixes?: PurposeSuffixes;
}

export interface Vp1Settings extends HccSettings {
  /** Of the addresses, which are configured each by itself. */
  readonly paths: { readonly create: string; readonly cancel: string };
}

export interface Vp2Settings extends HccSettings {
  /** Before `?service=`. */
  readonly path: string;
}

export interface Vp3Settings extends HccSettings {
  readonly path: string;
  /** The next number of the pool that was allocated; the caller takes it in its transaction, and never twice. */
  readonly waybill: string;
  readonly flagConfig: number;
}

/** Client credentials of VP-1 and VP-2, for `Authorization`. */
export function tokenRequest(path: string, key: string, secret: string): PostRequest {
  return {
    method: "POST",
    path,
    headers: {
      authorization: `Basic ${Buffer.from(`${key}:${secret}`, "utf8").toString("base64")}`,
      "content-type": "application/x-www-form-urlencoded",
    },
    body: "grant_type=client_credentials",
    isSafe: true,
  };
}

/** Null: no token. Seconds from the answer on. */
export function readToken(reply: PostReply): { readonly authorization: string; readonly seconds: number } | null {
  const answer = reply.status === 200 ? readAnswer(reply) : null;
  const [token, type, seconds] = ["access_token", "token_type", "expires_in"].map((name) => textIn(answer, name));
  return token ? { authorization: `${type ?? "Bearer"} ${token}`, seconds: Number(seconds ?? "0") || 0 } : null;
}

export const vp1 = (settings: Vp1Settings): PostProfile => ({
  name: "VP-1",
  create: (order) => post(settings.paths.create, toHccOrder(order, settings)),
  readCreate: readHccCreate,
  // a GET that changes something: nobody may send it again by itself
  cancel: ({ customerCode, orderNumber: number }) => ({
    ok: true,
    request: {
      method: "GET",
      path: `${settings.paths.cancel}?${query({ CustomerCode: customerCode, OrderNumber: number })}`,
      headers: {},
      body: null,
      isSafe: false,
    },
  }),
  readCancel: readHccCancel,
  quote: null,
  readQuote: () => ({ kind: "refused", code: "none", said: "" }),
});

export const vp2 = (settings: Vp2Settings): PostProfile => {
  const path = (service: string): string => `${settings.path}?service=${service}`;
  return {
    name: "VP-2",
    create: (order) => post(path("orderpost"), toHccOrder(order, settings)),
    readCreate: readHccCreate,
    cancel: ({ customerCode, orderNumber: number }) => ({
      ok: true,
      request: {
        method: "GET",
        path: `${path("ordercancel")}&${query({ CustomerCode: customerCode, OrderNumber: number })}`,
        headers: {},
        body: null,
        isSafe: false,
      },
    }),
    readCancel: readHccCancel,
    quote: (order) => post(path("getprice"), toQuote(order, settings), true),
    readQuote: readHccQuote,
  };
};

export const vp3 = (settings: Vp3Settings): PostProfile => ({
  name: "VP-3",
  create: (order) => {
    const made = toHccOrder(order, settings);
    if (!made.ok) return made;
    if (!/^[A-Z0-9]{9,20}$/.test(settings.waybill)) return { ok: false, faults: ["/waybill"] };
    const { waybill: ItemCode, flagConfig: FlagConfig, path } = settings;
    return post(path, { ok: true, value: { ...made.value, ItemCode, FlagConfig } });
  },
  readCreate: readVp3Create,
  // "recall" is local there: nothing tells the post
  cancel: null,
  readCancel: () => ({ kind: "refused", code: "none", said: "" }),
  quote: null,
  readQuote: () => ({ kind: "refused", code: "none", said: "" }),
});

const query = (values: Readonly<Record<string, string>>): string => new URLSearchParams(values).toString();

/** What was to be made, or the fields at fault. */
export type Made<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly faults: readonly string[] };

const post = (path: string, made: Made<object>, isSafe = false): Built =>
  made.ok
    ? { ok: true, request: { method: "POST", path, headers: json, body: JSON.stringify(made.value), isSafe } }
    : made;

/** Composed text: what is compared later was sent so. */
const clean = (text: string): string =>
  text
    .normalize("NFC")
    .replaceAll(/\p{Cc}+/gu, " ")
    .trim();

function codesOf(
  order: PostOrder,
  { codes, on }: HccSettings,
): Made<{ readonly sender: PostalCode; readonly receiver: PostalCode }> {
  const sender = postalCodeOf(order.sender.address, on, codes);
  const receiver = postalCodeOf(order.receiver.address, on, codes);
  const faults = [
    ...faultsOf(order),
    ...(sender ? [] : ["/sender/address/provinceCode"]),
    ...(receiver ? [] : ["/receiver/address/provinceCode"]),
  ];
  return sender && receiver && faults.length === 0
    ? { ok: true, value: { sender, receiver } }
    : { ok: false, faults: [...new Set(faults)] };
}

/** The order in the fields that VP-1, VP-2 and VP-3 share. */
export function toHccOrder(order: PostOrder, settings: HccSettings): Made<HccOrder> {
  const found = codesOf(order, settings);
  if (!found.ok) return found;
  const { sender, receiver } = found.value;
  // a JSON number: exact, for an order collects no more than 10^15
  const collect = order.collect === null ? {} : { CODAmount: Number(order.collect) };
  return {
    ok: true,
    value: {
      CustomerCode: order.customerCode,
      OrderNumber: orderNumber(order, settings.suffixes ?? purposeSuffixes),
      ...collect,
      SenderProvince: sender.province,
      ...(sender.district === null ? {} : { SenderDistrict: sender.district }),
      SenderAddress: clean(order.sender.address.line),
      SenderName: clean(order.sender.name),
      SenderTel: order.sender.phone,
      ...(order.sender.email === null ? {} : { SenderEmail: order.sender.email }),
      SenderDesc: clean(order.contents),
      ReceiverName: clean(order.receiver.name),
      ReceiverAddress: clean(order.receiver.address.line),
      ReceiverTel: order.receiver.phone,
      ReceiverProvince: receiver.province,
      ...(receiver.district === null ? {} : { ReceiverDistrict: receiver.district }),
      ...(order.receiver.email === null ? {} : { ReceiverEmail: order.receiver.email }),
    },
  };
}

function toQuote(order: PostOrder, settings: HccSettings): Made<HccQuote> {
  const found = codesOf(order, settings);
  if (!found.ok) return found;
  const { sender, receiver } = found.value;
  if (sender.district === null) return { ok: false, faults: ["/sender/address/communeCode"] };
  if (receiver.district === null) return { ok: false, faults: ["/receiver/address/communeCode"] };
  return {
    ok: true,
    value: {
      weight: order.weightGrams,
      mainSrv: "HCC",
      isreturn: 1,
      sender: { provCode: sender.province, distCode: sender.district },
      receiver: { provCode: receiver.province, distCode: receiver.district },
    },
  };
}

/** 201 is what the SDK takes for done; 200 is accepted too (inferred). */
function readHccCreate(reply: PostReply): CreateReply {
  const failure = failureOf(reply);
  if (failure) return failure;
  const answer = readAnswer(reply);
  if (reply.status !== 201 && reply.status !== 200) return { kind: "unknown", why: `HTTP ${reply.status}` };
  if (!answer) return { kind: "unknown", why: "no readable answer" };
  return { kind: "created", waybill: null, theirNumber: null, fee: null, said: textIn(answer, "Message") ?? "" };
}

/** Only 201 is done: a proxy's own page comes with 200, and believed it would leave a postman on his way. */
function readHccCancel(reply: PostReply): CancelReply {
  const failure = failureOf(reply);
  if (failure) return failure;
  if (reply.status !== 201) return { kind: "unknown", why: `HTTP ${reply.status}` };
  return { kind: "cancelled", said: textIn(readAnswer(reply), "Message") ?? "" };
}

/** `content.price` is text. */
function readHccQuote(reply: PostReply): QuoteReply {
  const failure = failureOf(reply);
  if (failure) return failure;
  const content = readAnswer(reply)?.["content"];
  const price = isAnswer(content) ? readDong(content["price"]) : undefined;
  return price === undefined
    ? { kind: "unknown", why: "no price in it" }
    : { kind: "quoted", prices: [{ service: "HCC", price }] };
}

/**
 * "100" is created, "101" was there already. "500" is made up on the way when something fails, so it proves nothing; any
 * other code is the post's no.
 */
function readVp3Create(reply: PostReply): CreateReply {
  const failure = failureOf(reply);
  if (failure) return failure;
  const answer = readAnswer(reply);
  const code = textIn(answer, "Status", "status");
  const said = textIn(answer, "Message", "message") ?? "";
  if (code === "100")
    return { kind: "created", waybill: textIn(answer, "ItemCode"), theirNumber: null, fee: null, said };
  if (code === "101") return { kind: "already", said };
  if (code === null || code === "500") return { kind: "unknown", why: code ?? "no readable answer" };
  return { kind: "refused", code, said };
}
